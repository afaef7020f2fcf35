"""Private links and codes."""

from typing import Any

import pytest

from segue.acts import link
from segue.demo.builders import OPERATOR, Case
from segue.reads.guest_code import right_code
from segue.rules.actor import Actor, Kind
from segue.store.models import Handoff, Link, LinkCode, LinkTry
from segue.store.tokens import code_of, token_hash, token_of
from tests.acts.answers import NOWHERE, done, events, notices, refusal


def typed(case: Case, guest: Actor, *, right: bool = False, browser: str = "one", used: str = "") -> Any:
    command = link.NoteTry(case.clock.key(), str(guest.link), browser, is_right=right, used=used)
    return link.note_try(guest, command, case.clock.at())


def send(case: Case, guest: Actor) -> Any:
    return link.send_code(guest, link.SendCode(case.clock.key(), str(guest.link)), case.clock.at())


def give(case: Case, actor: Actor | None = None) -> Any:
    command = link.GiveClientLink(case.clock.key(), case.referral)
    return link.give_client_link(actor or case.miriam, command, case.clock.at())


def test_without_a_talk_no_link_goes_to_the_client(case: Case) -> None:
    assert refusal(give(case)) == "not_talked"
    assert Link.objects.count() == 0
    case.talk()
    done(give(case))


def test_the_link_that_is_out_is_given_again(case: Case) -> None:
    case.talk()

    assert done(give(case)).id == done(give(case)).id
    assert events(case).count("link_given") == 2
    Link.objects.update(revoked_at=case.clock.now)
    done(give(case))
    assert Link.objects.count() == 2


def test_only_who_works_on_the_referral_gives_its_link(case: Case) -> None:
    case.talk()
    owner = Actor(Kind.owner, person=case.world.desk.person, practice=case.miriam.practice)

    for actor in (case.me, case.world.amara, owner, Actor(Kind.anonymous)):
        assert refusal(give(case, actor)) == "not_found"
    done(give(case, case.world.desk))


def test_the_table_keeps_a_hash_of_the_token_and_never_the_token(case: Case) -> None:
    case.talk()
    row = Link.objects.get(pk=done(give(case)).id)

    token = token_of(row.id)
    assert row.token_hash == token_hash(token)
    assert len(token) >= 22  # more than 128 bits
    assert token not in str(Link.objects.values())


def test_a_link_taken_back_is_dead_and_only_its_own_practice_takes_it_back(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")
    command = link.TakeBack("k", str(guest.link))

    for actor in (case.world.amara, case.me, guest, OPERATOR):
        assert refusal(link.take_back(actor, command, case.clock.at())) == "not_found"
    assert Link.objects.get(pk=guest.link).revoked_at is None
    done(link.take_back(case.miriam, command, case.clock.at()))
    assert refusal(send(case, guest)) == "not_found"
    assert refusal(typed(case, guest)) == "not_found"


def test_a_link_that_ran_out_is_dead(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")
    done(send(case, guest))

    case.clock.later(days=91)

    assert refusal(send(case, guest)) == "not_found"


def test_a_code_goes_to_the_number_fixed_before_and_lies_nowhere(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")

    sent = done(send(case, guest)).id

    code = code_of(LinkCode.objects.get(pk=sent).id)
    assert len(code) == 6
    assert code not in str(list(LinkCode.objects.values()))
    assert notices("code_to_guest") == 1
    assert guest.link is not None
    assert right_code(guest.link, typed=code, now=case.clock.now) == sent
    assert right_code(guest.link, typed="000000" if code != "000000" else "1", now=case.clock.now) == ""


def test_a_new_code_makes_the_old_one_worthless(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")
    assert guest.link is not None
    first = done(send(case, guest)).id
    assert done(send(case, guest)).id == first  # within half a minute it is the same one
    case.clock.later(minutes=1)
    second = done(send(case, guest)).id

    old = code_of(LinkCode.objects.get(pk=first).id)
    new = code_of(LinkCode.objects.get(pk=second).id)
    assert right_code(guest.link, typed=old, now=case.clock.now) == ""
    assert right_code(guest.link, typed=new, now=case.clock.now) == second


def test_a_code_lives_ten_minutes(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")
    assert guest.link is not None
    sent = done(send(case, guest)).id
    code = code_of(LinkCode.objects.get(pk=sent).id)

    case.clock.later(minutes=9, seconds=59)
    assert right_code(guest.link, typed=code, now=case.clock.now) == sent
    case.clock.later(seconds=1)
    assert right_code(guest.link, typed=code, now=case.clock.now) == ""


def test_without_a_number_no_code_is_sent(case: Case) -> None:
    case.until_asked()
    Handoff.objects.filter(pk=case.handoff("samuel")).update(code_phone="")

    assert refusal(send(case, case.who("samuel"))) == "no_number"


def test_nobody_has_a_code_sent_to_anothers_link(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")
    command = link.SendCode("k", str(guest.link))

    for actor in (Actor(Kind.guest), Actor(Kind.guest, link=guest.handoff), case.miriam, case.world.amara):
        assert refusal(link.send_code(actor, command, case.clock.at())) == "not_found"
    for named in (NOWHERE, "", "x"):
        assert refusal(link.send_code(guest, link.SendCode("m", named), case.clock.at())) == "not_found"


def test_the_fifth_wrong_code_locks_the_link_on_that_browser_alone(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")

    left = [done(typed(case, guest)).also["left"] for _ in range(4)]
    assert left == ["4", "3", "2", "1"]
    assert done(typed(case, guest)).state == "locked"

    assert refusal(typed(case, guest, right=True)) == "locked"
    assert done(typed(case, guest, right=True, browser="other")).state == "right"
    assert notices("tell_sender_locked") == 1
    case.clock.later(hours=1)
    assert done(typed(case, guest, right=True)).state == "right"


def test_a_right_code_forgives_the_wrong_ones(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")
    for _ in range(4):
        done(typed(case, guest))
    done(typed(case, guest, right=True))

    assert done(typed(case, guest)).also["left"] == "4"
    assert LinkTry.objects.get().wrong == 1


def test_a_proof_that_names_no_code_is_kept_out(case: Case) -> None:
    case.until_asked()
    guest = case.who("samuel")

    done(typed(case, guest, right=True, used="../x"))

    assert LinkCode.objects.filter(used_at__isnull=False).count() == 0


def test_only_the_operator_gives_links_that_sign_in(case: Case) -> None:
    command = link.GiveSignInLink("k", str(case.miriam.person))

    for actor in (case.miriam, case.me, Actor(Kind.anonymous)):
        assert refusal(link.give_sign_in_link(actor, command, case.clock.at())) == "not_found"
    one = done(link.give_sign_in_link(OPERATOR, command, case.clock.at())).id
    assert Link.objects.get(pk=one).person_id == case.miriam.person


@pytest.mark.parametrize("person", [NOWHERE, "", "x"])
def test_nobody_signs_in_who_is_not_there(case: Case, person: str) -> None:
    command = link.GiveSignInLink("k", person)

    assert refusal(link.give_sign_in_link(OPERATOR, command, case.clock.at())) == "not_found"
