"""The door of every act: one transaction, one idempotency key, one answer."""

from dataclasses import replace
from uuid import UUID

import pytest

from segue.acts import referral, reply
from segue.acts.door import actor_name
from segue.demo.builders import Case, SmallWorld
from segue.rules.actor import Actor, Kind
from segue.store.models import AcceptedCommand, Notice, RecordEntry
from tests.acts.answers import NOWHERE, done, events, refusal, row_of


def counts() -> tuple[int, int, int]:
    return RecordEntry.objects.count(), Notice.objects.count(), AcceptedCommand.objects.count()


def talked(case: Case, *, day: str = "2026-03-09", key: str = "same", version: int = 0) -> referral.Talked:
    return referral.Talked(key, case.referral, day, version)


def test_the_same_key_with_the_same_command_gives_the_first_answer_and_does_nothing(case: Case) -> None:
    first = done(referral.talked(case.miriam, talked(case), case.clock.at()))
    before = counts()

    again = referral.talked(case.miriam, talked(case), case.clock.later(hours=1))

    assert again == first
    assert counts() == before
    assert events(case).count("talked") == 1


def test_the_same_key_with_another_command_is_refused(case: Case) -> None:
    done(referral.talked(case.miriam, talked(case), case.clock.at()))

    other = referral.talked(case.miriam, talked(case, day="2026-03-08"), case.clock.at())

    assert refusal(other) == "key_reused"
    assert str(row_of(case).talked_on) == "2026-03-09"


def test_the_same_key_for_another_act_is_refused(case: Case) -> None:
    done(referral.talked(case.miriam, talked(case), case.clock.at()))

    other = referral.resume(case.miriam, referral.Resume("same", case.referral), case.clock.at())

    assert refusal(other) == "key_reused"


def test_a_refusal_keeps_no_key_so_the_mended_form_can_be_sent(case: Case) -> None:
    before = counts()
    refused = referral.talked(case.miriam, talked(case, day="2026-03-11"), case.clock.at())

    assert refusal(refused) == "talk_in_future"
    assert counts() == before
    done(referral.talked(case.miriam, talked(case), case.clock.at()))


def test_two_clients_and_two_guests_may_use_the_same_key_though_no_link_names_them() -> None:
    one, other = (UUID(int=number) for number in (1, 2))

    assert actor_name(Actor(Kind.client, client=one)) != actor_name(Actor(Kind.client, client=other))
    assert actor_name(Actor(Kind.guest, handoff=one)) != actor_name(Actor(Kind.guest, handoff=other))


def test_two_people_may_use_the_same_key(world: SmallWorld) -> None:
    case = world.case()
    done(referral.talked(case.miriam, talked(case), case.clock.at()))

    case.write_need()
    case.show()
    feel = referral.Feel("same", case.referral, "wants_this")

    done(referral.feel(case.me, feel, case.clock.at()))


def test_a_stale_version_is_refused_and_changes_nothing(case: Case) -> None:
    seen = row_of(case).version
    done(referral.talked(case.miriam, talked(case, version=seen), case.clock.at()))
    before = counts()

    late = referral.talked(case.miriam, talked(case, key="other", version=seen), case.clock.at())

    assert refusal(late) == "stale"
    assert counts() == before


def test_a_stale_page_of_an_approach_is_refused(case: Case) -> None:
    case.until_asked()
    seen = done(case.confirm("amara", price="999")).version
    waitlist = reply.Waitlist("k", case.handoff("amara"), 2, 4, version=seen - 1)

    assert refusal(reply.waitlist(case.who("amara"), waitlist, case.clock.at())) == "stale"
    done(reply.waitlist(case.who("amara"), replace(waitlist, version=seen), case.clock.at()))


@pytest.mark.parametrize("key", ["k" * 121, "a\x00b", "line\nend"])
def test_a_key_that_is_none_is_refused(case: Case, key: str) -> None:
    assert refusal(referral.talked(case.miriam, talked(case, key=key), case.clock.at())) == "key_unreadable"
    assert row_of(case).talked_on is None


def test_a_command_with_half_a_letter_in_it_is_hashed_like_any_other(case: Case) -> None:
    broken = referral.talked(case.miriam, talked(case, day="\ud800"), case.clock.at())

    assert refusal(broken) == "talk_day_missing"


@pytest.mark.parametrize("named", [NOWHERE, "", "none", "../etc/passwd", "1 OR 1=1", "\x00", "9" * 500])
def test_a_referral_that_is_not_there_is_not_found(case: Case, named: str) -> None:
    command = referral.Talked("k", named, "2026-03-09")

    assert refusal(referral.talked(case.miriam, command, case.clock.at())) == "not_found"


def test_somebody_elses_referral_is_not_found_just_like_none(world: SmallWorld, case: Case) -> None:
    strangers = (
        world.amara,
        world.case("Other Client").me,
        Actor(Kind.anonymous),
        Actor(Kind.operator),
        Actor(Kind.guest),
        Actor(Kind.client),
    )
    for stranger in strangers:
        answer = referral.talked(stranger, talked(case), case.clock.at())
        missing = referral.talked(stranger, replace(talked(case), referral=NOWHERE), case.clock.at())

        assert refusal(answer) == "not_found"
        assert answer == missing
    done(referral.talked(case.miriam, talked(case), case.clock.at()))
