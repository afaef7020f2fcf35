"""Thanks, the end of a referral, and its beginning again."""

from typing import Any

import pytest

from segue.acts import closing, handoff
from segue.demo.builders import Case
from segue.rules.actor import Actor
from segue.store.models import Message, Notice, Referral
from tests.acts.answers import consents, done, notices, refusal, row_of, states


def thank(
    case: Case, name: str = "amara", *, words: str = "Well prepared.", actor: Actor | None = None
) -> Any:
    command = closing.Thank(case.clock.key(), case.handoff(name), words)
    return closing.thank(actor or case.who(name), command, case.clock.at())


def end(case: Case, outcome: str = "fits", *, actor: Actor | None = None, **more: Any) -> Any:
    command = closing.End(case.clock.key(), case.referral, outcome, **more)
    return closing.end(actor or case.miriam, command, case.clock.at())


def reopen(case: Case, reason: str = "They called back.", *, actor: Actor | None = None) -> Any:
    command = closing.Reopen(case.clock.key(), case.referral, reason)
    return closing.reopen(actor or case.miriam, command, case.clock.at())


def test_thanks_are_said_once_in_words_only(case: Case) -> None:
    case.until_started()

    done(thank(case))

    assert refusal(thank(case, words="And again.")) == "thanked_already"
    message = Message.objects.get()
    assert (message.kind, message.writer, message.to) == ("thanks", "recipient", "referrer")
    assert b"prepared" not in bytes(message.body_sealed)
    assert notices("thank_referrer") == 1


def test_only_the_recipient_thanks(case: Case) -> None:
    case.until_started()

    assert refusal(thank(case, actor=case.me)) == "not_yours"
    assert refusal(thank(case, actor=case.who("samuel"))) == "not_found"
    assert Message.objects.count() == 0
    done(thank(case))


def test_the_end_settles_whoever_was_asked(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")

    done(end(case, "chose_otherwise"))

    row = row_of(case)
    assert (row.stage, row.outcome, row.step, row.closed_at) == (
        "closed",
        "chose_otherwise",
        "",
        case.clock.now,
    )
    assert states(case) == {"amara": "withdrawn", "samuel": "settled"}
    assert set(consents(case).values()) == {"ended"}
    assert row.handoffs.exclude(content_sealed=None).count() == 0


def test_the_end_after_the_first_session_closes_the_approach_and_drops_the_check_ins(case: Case) -> None:
    case.until_started()

    done(end(case))

    assert states(case)["amara"] == "closed"
    assert row_of(case).check_ins.filter(dropped_at__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"outcome": ""}, "outcome_missing"),
        ({"outcome": "won"}, "outcome_missing"),
        ({"outcome": "not_reachable"}, "attempts_missing"),
        ({"outcome": "not_reachable", "attempts": ("2026-03-01", "soon")}, "attempts_missing"),
        ({"outcome": "not_reachable", "attempts": ("2026-03-01", "2026-03-30")}, "attempts_missing"),
        ({"outcome": "not_reachable", "attempts": ("2026-03-01", "2026-03-08")}, "letter_missing"),
    ],
)
def test_nobody_is_let_go_without_an_outcome_or_in_silence(
    case: Case, said: dict[str, Any], code: str
) -> None:
    case.until_asked()

    assert refusal(end(case, **said)) == code
    assert row_of(case).stage == "approaching"
    done(end(case, "not_reachable", attempts=("2026-03-01", "2026-03-08"), letter=True))


def test_nothing_goes_on_after_the_end(case: Case) -> None:
    case.until_signed("amara", "samuel", "ruth")
    case.ask()
    done(end(case, "other_care"))
    before = Notice.objects.count()

    ask = handoff.AskNext("k", case.referral)
    assert refusal(handoff.ask_next(case.miriam, ask, case.clock.at())) == "not_now"
    assert refusal(end(case)) == "not_now"
    assert Notice.objects.count() == before


def test_only_the_practice_ends_it(case: Case) -> None:
    case.until_asked()

    for actor in (case.me, case.world.amara, case.who("samuel")):
        assert refusal(end(case, actor=actor)) in {"not_found", "not_yours"}
    done(end(case))


def test_it_can_go_on_after_all_with_a_reason_and_a_new_signature(case: Case) -> None:
    case.until_asked()
    done(end(case, "other_care"))

    assert refusal(reopen(case, " ")) == "reason_missing"
    assert refusal(reopen(case, actor=case.me)) in {"not_found", "not_yours"}
    done(reopen(case))

    row = row_of(case)
    assert (row.stage, row.outcome, row.closed_at, row.step) == ("choosing", "", None, "sign")
    case.sign()
    case.ask()
    assert states(case) == {"amara": "requested", "samuel": "requested"}


def test_what_is_open_is_not_opened_again(case: Case) -> None:
    assert refusal(reopen(case)) == "not_now"
    done(end(case, "no_service"))
    done(reopen(case))
    assert Referral.objects.get().stage == "planning"
