"""What a practice received: the list by clock, the same answers as a guest's, and who may see what."""

from uuid import UUID

import pytest
from django.test import Client

from segue.acts import practice
from segue.demo.builders import ZONE, SmallWorld
from segue.demo.world import OPERATOR, must
from segue.rules.actor import Actor, Kind
from segue.store.cells import cells_of_handoff
from segue.store.keys import key_within
from segue.store.models import Disclosure, Handoff, ReceivedCopy
from tests.pages.reading import having, words
from tests.pages.received.doors import YES, by_account, errors_of, heading_of, state_of, text_of, tree_of
from tests.statements import counting

BAIT = ("Jonas", "Tamm", "1992", "jonas.t@post.example", "Naming it early")
MOST_STATEMENTS = 8


def test_a_request_stands_in_the_list_without_a_person(world: SmallWorld) -> None:
    world.case().until_asked()

    page = by_account(world.amara).get("/received")

    said = page.content.decode()
    assert "Miriam Castellanos asks: do you have an opening?" in text_of(page)
    assert "One other colleague is asked too." in said
    assert [bait for bait in BAIT if bait in said] == []
    assert [words(e) for e in having(tree_of(page), "class", "next")] == ["Answer"]


def test_an_empty_list_says_what_will_stand_there(world: SmallWorld) -> None:
    page = by_account(world.amara).get("/received")

    assert "Nothing was received yet" in text_of(page)


def test_the_account_is_the_proof(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = by_account(world.amara), f"/received/{case.handoff('amara')}/"

    browser.post(address, YES)
    before = browser.get(address)
    browser.post(f"{address}summary")
    after = browser.get(address)

    assert [bait for bait in BAIT if bait in before.content.decode()] == []
    assert state_of(case, "amara") == "opened"
    assert Disclosure.objects.get().channel == "account"
    assert "Jonas Tamm" in text_of(after)
    assert [words(e) for e in tree_of(after).iter("title")] == ["A summary for you – Segue"]


def test_an_acceptance_leaves_a_copy_that_stays(world: SmallWorld) -> None:
    case = world.case().until_opened("amara")
    browser, address = by_account(world.amara), f"/received/{case.handoff('amara')}/"

    browser.post(address, {"answer": "accept"})
    Handoff.objects.filter(pk=case.handoff("amara")).update(content_sealed=None)

    page = browser.get(address)
    assert ReceivedCopy.objects.count() == 1
    assert heading_of(page) == "Make an appointment"
    assert "Jonas Tamm" in text_of(page)
    assert "Jonas T., from Miriam Castellanos" in text_of(browser.get("/received"))


def test_words_before_the_summary_are_refused_and_after_it_asked(world: SmallWorld) -> None:
    case = world.case().until_opened("amara")
    browser, address = by_account(world.amara), f"/received/{case.handoff('amara')}/"

    empty = browser.post(address, {"answer": "ask", "words": " "})
    asked = browser.post(address, {"answer": "ask", "words": "Are mornings possible?"})

    assert (errors_of(empty), asked.status_code) == (["words"], 303)
    assert "Are mornings possible?" in text_of(browser.get(address))


def test_a_request_is_laid_on_a_colleagues_desk(world: SmallWorld) -> None:
    case = world.case().until_asked()
    tomas = _hired(world, "Tomas Brandt", "clinician")
    desk = by_account(_hired(world, "Priya Raman", "coordinator"))
    address = f"/received/{case.handoff('amara')}/"

    desk.post(f"{address}assign", {"person": str(tomas.person)})
    stranger = desk.post(f"{address}assign", {"person": str(world.miriam.person)})

    assert Handoff.objects.get(pk=case.handoff("amara")).assigned_id == tomas.person
    assert stranger.status_code == 404


def test_a_colleague_reads_no_name_in_the_list(world: SmallWorld) -> None:
    world.case().until_accepted("amara")
    tomas = by_account(_hired(world, "Tomas Brandt", "clinician"))

    page = tomas.get("/received")

    assert "for Amara Lindqvist" in text_of(page)
    assert "Jonas" not in page.content.decode()


@pytest.mark.parametrize("path", ["", "summary", "appointment.ics"])
def test_another_practice_finds_nothing(world: SmallWorld, path: str) -> None:
    case = world.case().until_opened("amara")
    address = f"/received/{case.handoff('amara')}/{path}"
    theirs, unknown = by_account(world.miriam), f"/received/{world.miriam.person}/{path}"

    foreign, nothing = theirs.get(address), theirs.get(unknown)

    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.content == nothing.content


@pytest.mark.parametrize(("path", "sent"), [("", YES), ("summary", {}), ("meeting", {"answer": "miss"})])
def test_another_practice_changes_nothing(world: SmallWorld, path: str, sent: dict[str, object]) -> None:
    case = world.case().until_asked()
    before = Handoff.objects.values().get(pk=case.handoff("amara"))

    answer = by_account(world.miriam).post(f"/received/{case.handoff('amara')}/{path}", sent)

    assert answer.status_code == 404
    assert Handoff.objects.values().get(pk=case.handoff("amara")) == before


def test_an_owner_who_is_no_clinician_sees_no_requests(world: SmallWorld) -> None:
    case = world.case().until_asked()
    owner = by_account(_hired(world, "Tove Brandt", "owner"))

    pages = [owner.get("/received"), owner.get(f"/received/{case.handoff('amara')}/")]

    assert [page.status_code for page in pages] == [404, 404]


def test_who_has_not_signed_in_signs_in_first(world: SmallWorld) -> None:
    answer = Client().get("/received")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login")


def test_the_list_costs_the_same_at_1_30_and_300_rows(world: SmallWorld) -> None:
    live, ended = world.case().until_asked(), world.case("Leila Moss").until_asked()
    ended.decline("amara")
    browser = by_account(world.amara)
    counts = []

    for rows in (1, 30, 300):
        _fill(world, live.handoff("amara"), rows)
        _fill(world, ended.handoff("amara"), rows)
        with counting() as asked:
            page = browser.get("/received")
        assert page.status_code == 200
        counts.append(len(asked))

    assert len(set(counts)) == 1
    assert counts[0] <= MOST_STATEMENTS


def test_settled_ones_come_a_page_at_a_time(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    _fill(world, case.handoff("amara"), 31)
    browser = by_account(world.amara)

    first = tree_of(browser.get("/received"))
    (older,) = [e.attrib["href"] for e in having(first, "href") if "before=" in e.attrib["href"]]
    second = tree_of(browser.get(older))

    assert [_settled(page) for page in (first, second)] == [30, 1]


def _settled(page: object) -> int:
    return sum(e.tag == "li" for lists in having(page, "class", "waits") for e in lists)  # type: ignore[arg-type]


def _hired(world: SmallWorld, name: str, role: str) -> Actor:
    """Somebody more in Amara's practice."""
    where, clock = str(world.amara.practice), world.clock
    email = f"{name.split()[0].lower()}@birch.example"
    command = practice.AddPerson(clock.key(), where, name, email, (role,), ZONE, "!")
    person = must(practice.add_person(OPERATOR, command, clock.at())).id
    return Actor(Kind(role), person=UUID(person), practice=world.amara.practice)


def _fill(world: SmallWorld, handoff: str, rows: int) -> None:
    """The same approach as often as this, each time as a row of its own."""
    row = Handoff.objects.select_related("from_practice").get(pk=handoff)
    there = Handoff.objects.filter(referral=row.referral_id, to_practice=row.to_practice_id).count()
    text = cells_of_handoff(row).open(row.request_sealed, table=Handoff, column="request_sealed", row=row.id)
    for _ in range(there, rows):
        copy = Handoff.objects.select_related("from_practice").get(pk=handoff)
        copy.pk = copy.id = world.clock.new_id()
        copy.key_wrapped = key_within(copy.from_practice, owner=copy.id)[1]
        sealed = cells_of_handoff(copy).seal(text, table=Handoff, column="request_sealed", row=copy.id)
        copy.request_sealed = sealed
        copy.save(force_insert=True)
