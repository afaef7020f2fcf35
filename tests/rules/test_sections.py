"""The table of sections: what each reason asks for, and what is never carried."""

import pytest

from segue.rules.referral_facts import Reason
from segue.rules.sections import (
    BUILT,
    COLUMNS,
    NEVER_CARRIED,
    OPENED_BY_SAFETY,
    SECTIONS,
    Mark,
    Sensitivity,
    default_on,
    minimum,
)


@pytest.mark.parametrize(
    ("reason", "count"),
    [
        (Reason.expertise, 8),
        (Reason.availability, 6),
        (Reason.fit, 7),
        (Reason.level_of_care, 16),
        (Reason.move, 9),
        (Reason.closing, 9),
        (Reason.assessment, 9),
        (Reason.shared_care, 11),
    ],
)
def test_each_reason_turns_on_as_many_sections_as_it_needs(reason: Reason, count: int) -> None:
    assert len(default_on(reason)) == count


def test_thirty_one_sections_stand_in_their_order_and_every_reason_has_a_mark() -> None:
    assert [section.number for section in SECTIONS.values()] == list(range(1, 32))
    assert set(COLUMNS) == set(Reason)
    assert all(set(section.by_reason) == set(Reason) for section in SECTIONS.values())
    assert all(code == section.code for code, section in SECTIONS.items())
    assert len({section.heading for section in SECTIONS.values()}) == 31


def test_notes_and_what_a_program_knows_are_never_on_or_offered() -> None:
    kept_out = NEVER_CARRIED | {Sensitivity.part2}
    marks = [set(s.by_reason.values()) for s in SECTIONS.values() if s.sensitivity in kept_out]
    assert marks == [{Mark.hidden}] * 3


def test_the_classes_are_those_of_the_table() -> None:
    by_class = {
        sensitivity: {s.number for s in SECTIONS.values() if s.sensitivity is sensitivity}
        for sensitivity in Sensitivity
    }
    assert by_class == {
        Sensitivity.logistics: {1, 2, 5, 29},
        Sensitivity.ordinary: {3, 4, 7, 9, 11, 12, 13, 25, 27, 28},
        Sensitivity.sensitive: {6, 8, 10, 14, 15, 21, 24},
        Sensitivity.highly_sensitive: {16, 17, 18, 19, 22, 23, 26},
        Sensitivity.part2: {20},
        Sensitivity.notes: {30},
        Sensitivity.sud_notes: {31},
    }


def test_no_diagnosis_is_asked_for_want_of_an_opening_and_no_question_for_a_rift() -> None:
    assert "diagnosis" not in default_on(Reason.availability)
    assert SECTIONS["question"].by_reason[Reason.fit] is Mark.hidden
    assert {"own_words", "helped"} <= set(default_on(Reason.fit))


@pytest.mark.parametrize(
    ("reason", "codes"),
    [
        (Reason.expertise, ("who", "contact", "need", "preferences", "question", "course", "helped")),
        (Reason.availability, ("who", "contact", "need", "preferences", "payer", "interim_plan")),
        (Reason.fit, ("who", "contact", "need", "preferences", "helped", "interim_plan")),
    ],
)
def test_the_minimum_is_what_the_referrer_can_fill_today(reason: Reason, codes: tuple[str, ...]) -> None:
    assert minimum(reason) == codes


def test_ten_headings_are_built_and_safety_is_opened_by_its_question_alone() -> None:
    assert len(BUILT) == len(set(BUILT)) == 10
    assert set(BUILT) <= set(SECTIONS)
    assert {SECTIONS[code].sensitivity for code in OPENED_BY_SAFETY} == {Sensitivity.highly_sensitive}
    assert not set(OPENED_BY_SAFETY) & set(BUILT)
