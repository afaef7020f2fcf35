"""Check-ins: asked by the clock, answered by the client, told only with their leave."""

from typing import Any

import pytest

from segue.acts import checkin
from segue.acts.words import Word
from segue.demo.builders import Case
from segue.reads.lookups import check_in_of
from segue.rules.actor import CLOCK, Actor
from segue.store.models import CheckIn
from tests.acts.answers import NOWHERE, done, notices, refusal, row_of


def moment(case: Case, name: str = "first_week") -> str:
    return check_in_of(case.handoff("amara"), moment=name)


def ask(case: Case, name: str = "first_week", *, actor: Actor = CLOCK) -> Any:
    return checkin.ask(actor, checkin.AskCheckIn(case.clock.key(), moment(case, name)), case.clock.at())


def answer(
    case: Case, said: str, name: str = "first_week", *, actor: Actor | None = None, **more: Any
) -> Any:
    command = checkin.AnswerCheckIn(case.clock.key(), moment(case, name), said, **more)
    return checkin.answer(actor or case.me, command, case.clock.at())


def test_the_clock_asks_once_and_the_client_answers_once(case: Case) -> None:
    case.until_started()
    case.clock.later(days=7)

    done(ask(case))
    done(ask(case))

    assert notices("ask_check_in") == 1
    assert row_of(case).step == "check_in"
    done(answer(case, "well", words="She does not rush me."))
    assert refusal(answer(case, "not_well")) == "check_in_unanswered"
    row = CheckIn.objects.get(moment="first_week")
    assert row.answered_at is not None
    assert b"rush" not in bytes(row.answer_sealed or b"")
    assert row_of(case).step == "outcome"


def test_what_was_not_asked_is_not_answered(case: Case) -> None:
    case.until_started()

    assert refusal(answer(case, "well")) == "check_in_unanswered"
    done(ask(case))
    assert refusal(answer(case, "meh")) == "check_in_unanswered"
    done(answer(case, "so_so"))


@pytest.mark.parametrize(
    ("said", "may_tell", "told"), [("well", True, 1), ("well", False, 0), ("not_well", False, 0)]
)
def test_the_new_clinician_hears_only_what_the_client_lets_them_hear(
    case: Case, said: str, may_tell: bool, told: int
) -> None:
    case.until_started()
    done(ask(case))

    done(answer(case, said, may_tell=may_tell))

    assert notices("tell_recipient_check_in") == told
    assert (notices("tell_recipient_fit"), notices("tell_referrer_fit")) == (told, told)
    assert notices("tell_referrer_client") >= 1


def test_a_dropped_check_in_is_not_asked(case: Case) -> None:
    case.until_started()
    CheckIn.objects.update(dropped_at=case.clock.now)

    done(ask(case))

    assert notices("ask_check_in") == 0


def test_nobody_asks_or_answers_in_anothers_place(case: Case) -> None:
    case.until_started()

    for actor in (case.miriam, case.me, case.world.amara):
        assert refusal(ask(case, actor=actor)) in {"not_found", "not_yours"}
    done(ask(case))
    for actor in (case.world.amara, case.world.case("Other").me):
        assert refusal(answer(case, "well", actor=actor)) == "not_found"
    assert refusal(answer(case, "well", actor=case.miriam)) in {"not_found", "word_missing"}
    done(answer(case, "well", actor=case.world.desk, word=Word("by phone")))


@pytest.mark.parametrize("named", [NOWHERE, "", "x"])
def test_a_check_in_that_is_not_there_is_not_found(case: Case, named: str) -> None:
    case.until_started()
    command = checkin.AnswerCheckIn("k", named, "well")

    assert refusal(checkin.answer(case.me, command, case.clock.at())) == "not_found"


def test_long_words_are_kept_to_their_measure(case: Case) -> None:
    case.until_started()
    done(ask(case))

    done(answer(case, "well", words="\U0001f33f" * 5000))

    assert CheckIn.objects.get(moment="first_week").answered_at is not None
