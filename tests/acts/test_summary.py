"""The summary before it is signed."""

from typing import Any

import pytest

from segue.acts import summary
from segue.acts.words import Word
from segue.demo.builders import PROMPTS, Case
from segue.reads.summary import summary_sheet
from segue.rules.actor import Actor, Kind
from segue.store.models import Summary
from tests.acts.answers import done, refusal, row_of


def write(case: Case, sections: dict[str, str], extras: dict[str, str] | None = None) -> Any:
    command = summary.WriteDraft(case.clock.key(), case.referral, sections, extras or {})
    return summary.write_draft(case.miriam, command, case.clock.at())


def striking(case: Case, *codes: str, **for_one: tuple[str, ...]) -> summary.Strike:
    named = {case.world.profiles[name]: parts for name, parts in for_one.items()}
    return summary.Strike(case.clock.key(), case.referral, codes, named)


def approving(case: Case) -> Any:
    command = summary.ApproveDraft(case.clock.key(), case.referral)
    return summary.approve(case.miriam, command, case.clock.at())


def until_chosen(case: Case) -> Case:
    case.until_shown()
    case.choose()
    return case


def test_a_draft_without_its_minimum_is_not_approved(case: Case) -> None:
    case.until_shown()
    done(write(case, {"who": "Jonas"}))

    assert refusal(approving(case)) == "minimum_missing"
    case.write_need()
    case.approve()
    assert row_of(case).approved_at is not None


def test_more_than_the_reason_asks_for_needs_a_reason(case: Case) -> None:
    case.until_shown()
    all_parts = {**summary_sheet(row_of(case)).draft.sections, "goals": "To ride the bus again."}
    done(write(case, all_parts))

    assert refusal(approving(case)) == "extra_without_reason"
    done(write(case, all_parts, {"goals": "Exposure begins on the bus."}))
    done(approving(case))


@pytest.mark.parametrize("code", ["notes", "substance_notes", "substances_part2"])
def test_what_is_never_carried_is_never_approved(case: Case, code: str) -> None:
    case.until_shown()
    parts = {**summary_sheet(row_of(case)).draft.sections, code: "Session 4"}
    done(write(case, parts, {code: "They asked for it."}))

    assert refusal(approving(case)) in {"notes_are_not_carried", "part2_notice_missing"}


def test_a_danger_that_was_named_must_stand_in_the_summary(case: Case) -> None:
    case.talk()
    case.write_need(safety=True, prompts={**PROMPTS, "safety": "Call first."})
    case.show()
    parts = dict(summary_sheet(row_of(case)).draft.sections)
    danger = parts.pop("risk_now")
    done(write(case, parts))

    assert refusal(approving(case)) == "packet_lacks_safety"
    done(write(case, {**parts, "risk_now": danger}, {"risk_now": "Needed for a safe first visit."}))
    done(approving(case))


def test_nobody_but_the_client_writes_the_clients_own_words(case: Case) -> None:
    case.until_shown()
    parts = {**summary_sheet(row_of(case)).draft.sections, "own_words": "I am very ill."}

    done(write(case, parts))

    assert "own_words" not in summary_sheet(row_of(case)).draft.sections


def test_a_change_after_the_approval_takes_the_approval_back(case: Case) -> None:
    until_chosen(case)
    case.approve()
    done(write(case, {**summary_sheet(row_of(case)).draft.sections, "helped": "Walking."}))

    assert row_of(case).approved_at is None


def test_a_coordinator_does_not_approve(case: Case) -> None:
    case.until_shown()
    command = summary.ApproveDraft("k", case.referral)

    assert refusal(summary.approve(case.world.desk, command, case.clock.at())) == "not_found"
    assert refusal(summary.approve(case.me, command, case.clock.at())) == "not_found"
    done(summary.approve(case.miriam, command, case.clock.at()))


def test_strikes_are_kept_for_all_and_for_one(case: Case) -> None:
    until_chosen(case)
    done(summary.keep_private(case.me, striking(case, "helped", amara=("course",)), case.clock.at()))
    kept = summary_sheet(row_of(case)).strikes

    assert kept.against(case.world.profiles["amara"]) == {"helped", "course"}
    assert kept.against(case.world.profiles["samuel"]) == {"helped"}

    done(summary.keep_private(case.me, striking(case), case.clock.at()))
    assert summary_sheet(row_of(case)).strikes.against(case.world.profiles["amara"]) == set()


@pytest.mark.parametrize(("code", "refused"), [("who", "section_is_needed"), ("money", "no_such_section")])
def test_what_is_needed_or_unknown_cannot_be_struck(case: Case, code: str, refused: str) -> None:
    until_chosen(case)

    assert refusal(summary.keep_private(case.me, striking(case, code), case.clock.at())) == refused
    assert Summary.objects.get().strikes_sealed is None


def test_a_struck_safety_part_stands_and_asks_for_a_talk(case: Case) -> None:
    case.talk()
    case.write_need(safety=True, prompts={**PROMPTS, "safety": "Call first."})
    case.show()
    case.choose()
    type(row_of(case)).objects.update(safety_talk_open=False)

    done(summary.keep_private(case.me, striking(case, "risk_now"), case.clock.at()))

    assert (row_of(case).safety_talk_open, row_of(case).step) == (True, "safety_talk")
    assert "risk_now" in summary_sheet(row_of(case)).strikes.for_all


def test_another_struck_part_asks_for_no_talk(case: Case) -> None:
    until_chosen(case)

    done(summary.keep_private(case.me, striking(case, "helped"), case.clock.at()))

    assert row_of(case).safety_talk_open is False


def test_own_words_are_kept_as_written_but_for_what_cannot_be_seen(case: Case) -> None:
    until_chosen(case)
    words = "I am fine\u202e with silence.\x00\r\nNot with <b>being told</b> to breathe. \U0001f33f"
    done(summary.add_words(case.me, summary.AddWords("k", case.referral, words), case.clock.at()))

    kept = summary_sheet(row_of(case)).own_words
    assert kept == "I am fine with silence.\nNot with <b>being told</b> to breathe. \U0001f33f"


def test_words_that_are_too_long_are_refused(case: Case) -> None:
    until_chosen(case)

    def answer(length: int) -> Any:
        command = summary.AddWords(case.clock.key(), case.referral, "x" * length)
        return summary.add_words(case.me, command, case.clock.at())

    assert refusal(answer(2001)) == "too_long"
    done(answer(2000))


def test_after_signing_nothing_is_struck_or_added(case: Case) -> None:
    case.until_signed()
    words = summary.AddWords("w", case.referral, "One more thing.")

    assert (
        refusal(summary.keep_private(case.me, striking(case, "helped"), case.clock.at())) == "already_signed"
    )
    assert refusal(summary.add_words(case.me, words, case.clock.at())) == "already_signed"
    case.revoke()
    done(summary.add_words(case.me, words, case.clock.at()))


def test_the_representative_and_the_referrer_do_not_strike_for_the_client(case: Case) -> None:
    until_chosen(case)
    mother = Actor(Kind.representative, client=case.me.client)
    command = striking(case, "helped")

    assert refusal(summary.keep_private(mother, command, case.clock.at())) == "not_found"
    assert refusal(summary.keep_private(case.miriam, command, case.clock.at())) == "word_missing"
    spoken = summary.Strike("s", case.referral, ("helped",), word=Word("by phone"))
    done(summary.keep_private(case.miriam, spoken, case.clock.at()))
