"""What somebody was let see ends with the relation that let them: stopped, withdrawn, left, taken back, run out.

Each relation is ended by its act, in a transaction that is undone; whoever had it then meets what a stranger meets.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse

from segue.acts import closing, handoff, link, reply
from segue.demo.world import must
from segue.rules.actor import Actor, Kind
from segue.store.identifiers import new_id
from segue.store.models import Link, Membership
from tests.walls.addresses import Address, addresses
from tests.walls.asking import asked, told
from tests.walls.doors import DOORS, IDENTIFIERS, Door, admits
from tests.walls.test_leaks import BAIT, bitten
from tests.walls.test_permission import METHODS
from tests.walls.visitors import Visitor, by_link, with_code
from tests.walls.world import NAMES, SECRET, WORDS, Walls

pytestmark = pytest.mark.django_db
OURS = [address for address in addresses() if address.name in DOORS]
LOGIN = "/account/login/"


def _now(walls: Walls) -> Actor:
    """The referrer; the world's clock is put to this moment, since nobody acts in the past."""
    walls.clock.now = datetime.now(UTC)
    return walls.small.miriam


# Accounts


def _leaves(walls: Walls, visitor: Visitor) -> None:
    Membership.objects.filter(person_id=walls.people[visitor.name].person).update(until=datetime.now(UTC))


def _is_shut_out(walls: Walls, visitor: Visitor) -> None:
    get_user_model().objects.filter(pk=walls.people[visitor.name].person).update(is_active=False)


def _has_another_password(walls: Walls, visitor: Visitor) -> None:
    person = get_user_model().objects.get(pk=walls.people[visitor.name].person)
    person.set_password(SECRET + " and more")
    person.save(update_fields=["password"])


def _signs_out(walls: Walls, visitor: Visitor) -> None:
    assert visitor.browser().post("/account/logout/").status_code == 302


@pytest.mark.parametrize("name", ["author", "owner", "recipient", "far_desk"])
@pytest.mark.parametrize("end", [_leaves, _is_shut_out, _has_another_password, _signs_out])
def test_an_account_that_ended_opens_nothing_more(
    name: str, end: Callable[[Walls, Visitor], None], walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    visitor = visitors[name]
    mine = [each for each in OURS if DOORS[each.name].door is not Door.open]
    open_before = [each.name for each in mine if admits(each.name, visitor, each.view.right, walls)]

    end(walls, visitor)

    assert open_before
    assert [
        (address.name, method, response.status_code)
        for address in mine
        for method in (METHODS if name == "author" else METHODS[:1])
        if not _is_nobodys(
            response := asked(visitor, method, address.path(DOORS[address.name].row(walls))), end=end
        )
    ] == []


def _is_nobodys(response: HttpResponse, *, end: object) -> bool:
    """Led to the sign-in, or to the dead page where the account itself is still there."""
    status, location, body, _ = _said(response)
    if end is _leaves:
        return status == 404 or (status in (303, 405) and not body)
    return status in (404, 405) or (status == 302 and location == LOGIN)


def _said(response: HttpResponse) -> tuple[int, str, bytes, object]:
    status, headers, body, cookies = told(response)
    return status, dict(headers).get("Location", ""), body, cookies


# Links


def _is_taken_back(walls: Walls, visitor: Visitor) -> None:
    must(link.take_back(_now(walls), link.TakeBack(walls.clock.key(), visitor.link), walls.clock.at()))


def _runs_out(walls: Walls, visitor: Visitor) -> None:
    Link.objects.filter(pk=visitor.link).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))


@pytest.mark.parametrize("end", [_is_taken_back, _runs_out])
@pytest.mark.parametrize(
    "name",
    [
        "client: choosing", "client: opened", "client: without code", "representative: representative",
        "guest: guest_asked", "guest: guest_meeting, with code", "guest: ask_samuel",
    ],
)  # fmt: skip
def test_a_link_that_ended_is_as_if_it_had_never_been(
    name: str, end: Callable[[Walls, Visitor], None], walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    visitor = visitors[name]
    mine = list(_led_to(visitor, walls))
    before = [response.status_code for _, response in _answers(visitor, mine)]

    end(walls, visitor)

    assert {200} & set(before)
    nobody = visitors["anonymous"]
    wrong = []
    for address, row in mine:
        never = _nowhere(row)
        hidden, other = (
            next(str(each[name]) for name in IDENTIFIERS if name in each) for each in (row, never)
        )
        for method in METHODS if end is _is_taken_back else METHODS[:1]:
            here = told(asked(visitor, method, address.path(row)), hiding=hidden)
            if here != told(asked(visitor, method, address.path(never)), hiding=other):
                wrong.append((address.name, method, "a row that is not there"))
            if here != told(asked(nobody, method, address.path(row)), hiding=hidden):
                wrong.append((address.name, method, "nobody"))
    assert wrong == []


def _led_to(visitor: Visitor, walls: Walls) -> Iterator[tuple[Address, Mapping[str, object]]]:
    """Every address of the kind to which this visitor's link leads, with their own row in it."""
    for address in OURS:
        row = dict(DOORS[address.name].row(walls))
        named = next((name for name in IDENTIFIERS if name in row), None)
        kinds = (
            {Door.link, Door.code}
            if visitor.name.startswith(("client", "rep"))
            else {Door.guest, Door.proven}
        )
        kinds = {Door.ask} if "ask" in visitor.name.split("_")[0] else kinds
        if DOORS[address.name].door in kinds and named is not None:
            yield address, row | {named: UUID(visitor.leads_to)}


def _nowhere(row: Mapping[str, object]) -> Mapping[str, object]:
    named = next(name for name in IDENTIFIERS if name in row)
    return dict(row) | {named: uuid4()}


def _answers(
    visitor: Visitor, places: list[tuple[Address, Mapping[str, object]]]
) -> Iterator[tuple[str, HttpResponse]]:
    for address, row in places:
        yield address.name, asked(visitor, "GET", address.path(row))


# What lies between two practices


@dataclass(frozen=True, slots=True)
class Ending:
    """A relation between a referral and whoever reads it, and how it ends."""

    case: str
    recipient: str
    readers: tuple[str, ...]
    end: Callable[[Walls], None]
    hides: bool = True


def _stops(walls: Walls) -> None:
    _now(walls)
    walls.cases["opened"].revoke()


def _stops_with_guest(walls: Walls) -> None:
    _now(walls)
    walls.cases["guest"].revoke()


def _withdraws(walls: Walls) -> None:
    case = walls.cases["opened"]
    command = handoff.Withdraw(walls.clock.key(), case.handoff("amara"), "They moved.")
    must(handoff.withdraw(_now(walls), command, walls.clock.at()))


def _closes(walls: Walls) -> None:
    author = _now(walls)
    command = closing.End(walls.clock.key(), walls.cases["opened"].referral, "other_care")
    must(closing.end(author, command, walls.clock.at()))


ENDINGS = {
    "stopped by the client": Ending("opened", "amara", ("recipient", "far_desk"), _stops),
    "withdrawn": Ending("opened", "amara", ("recipient", "far_desk"), _withdraws),
    "closed": Ending("opened", "amara", ("recipient", "far_desk"), _closes),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_summary_that_nobody_accepted_is_gone_when_the_relation_ends(
    name: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    ending = ENDINGS[name]
    row = walls.cases[ending.case].handoff(ending.recipient)
    places = [
        f"/received/{row}/",
        f"/received/{row}/summary",
        f"/received/{row}/appointment.ics",
        "/received",
        "/",
    ]
    own = (*NAMES[ending.case].lower().split(), WORDS["prompt"], WORDS["own"])
    before = {word for who in ending.readers for path in places for word in _read(visitors[who], path, own)}

    ending.end(walls)

    assert before == set(own)
    assert [
        (who, path, word)
        for who in ending.readers
        for path in places
        for word in _read(visitors[who], path, (*own, WORDS["question"]))
    ] == []
    refused = [asked(visitors[who], "POST", places[1], {"key": str(new_id())}) for who in ending.readers]
    assert {response.status_code for response in refused} <= {404, 409, 422}
    assert [word for response in refused for word in bitten(response.content, bait=own)] == []


def test_a_guest_reads_no_more_when_the_client_stops(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    row = walls.cases["guest"].handoff("samuel")
    with_their_code = with_code(walls, "guest_guest", handoff=row)
    own = (*NAMES["guest"].lower().split(), WORDS["prompt"], WORDS["own"])
    assert set(_read(with_their_code, f"/g/{row}/", own)) == set(own)

    _stops_with_guest(walls)

    places = [f"/g/{row}/", f"/g/{row}/summary", f"/g/{row}/appointment.ics"]
    assert [word for path in places for word in _read(with_their_code, path, BAIT)] == []


def test_what_was_asked_and_answered_in_words_needs_the_code_too(
    walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    case = walls.cases["guest"]
    author, row = _now(walls), case.handoff("samuel")
    guest, proven = case.who("samuel"), with_code(walls, "guest_guest", handoff=case.handoff("samuel"))
    words = {"asked": "Does the gallimaufry go on?", "answered": "Yes, since the boondoggle."}
    must(reply.ask(guest, reply.Ask(walls.clock.key(), row, "", words["asked"]), walls.clock.at()))
    said = reply.Answer(walls.clock.key(), row, words=words["answered"])
    must(reply.answer(author, said, walls.clock.at()))

    bare = by_link(walls, "guest_guest", kind=Kind.guest, leads_to=row)

    own = ("gallimaufry", "boondoggle", *NAMES["guest"].lower().split())
    assert set(_read(proven, f"/g/{row}/", own)) == set(own)
    assert [word for tail in ("", "summary") for word in _read(bare, f"/g/{row}/{tail}", own)] == []


def _read(visitor: Visitor, path: str, bait: tuple[str, ...]) -> list[str]:
    """The words that stand there for this visitor."""
    response = asked(visitor, "GET", path)
    assert response.status_code < 500
    return bitten(response.content, bait=bait)
