"""Check-ins: on their days, with help in its order, told only on the client's word."""

from datetime import date

import pytest

from segue.rules.checkin import (
    HELP_WORDS,
    CheckIn,
    Help,
    Planned,
    answers,
    carries_the_referrers_line,
    follow_ups,
    help_for,
    is_told_to_new_clinician,
    makes_a_task,
    planned,
    question,
)
from segue.rules.referral_facts import CheckInAnswer

WELL, SO_SO, NOT_WELL, STOPPED = CheckInAnswer


def test_after_the_first_session_check_ins_come_on_days_7_21_42_and_84() -> None:
    assert planned(agreed=True, accepted_on=date(2026, 3, 2), started_on=date(2026, 3, 10)) == (
        Planned(CheckIn.first_week, date(2026, 3, 17)),
        Planned(CheckIn.third_week, date(2026, 3, 31)),
        Planned(CheckIn.sixth_week, date(2026, 4, 21)),
        Planned(CheckIn.twelfth_week, date(2026, 6, 2)),
    )


def test_after_acceptance_the_client_is_asked_whether_they_know_what_comes_next() -> None:
    assert planned(agreed=True, accepted_on=date(2026, 3, 2), started_on=None) == (
        Planned(CheckIn.after_acceptance, date(2026, 3, 4)),
    )


@pytest.mark.parametrize(
    ("agreed", "accepted_on", "started_on"),
    [(False, date(2026, 3, 2), None), (False, None, date(2026, 3, 10)), (True, None, None)],
)
def test_nobody_is_asked_who_did_not_agree_or_was_not_accepted(
    agreed: bool, accepted_on: date | None, started_on: date | None
) -> None:
    assert planned(agreed=agreed, accepted_on=accepted_on, started_on=started_on) == ()


def test_one_question_comes_first_and_at_most_two_more() -> None:
    assert question(CheckIn.first_week) % {"recipient": "Amara"} == "How is it going with Amara?"
    coming = question(CheckIn.after_acceptance) % {"recipient": "Amara"}
    assert coming == "Do you know what comes next with Amara?"
    assert [len(follow_ups(answer)) for answer in CheckInAnswer] == [1, 2, 2, 2]


@pytest.mark.parametrize("check_in", list(CheckIn))
def test_every_check_in_has_words_for_every_answer(check_in: CheckIn) -> None:
    assert list(answers(check_in)) == list(CheckInAnswer)
    assert len(set(answers(check_in).values())) == 4


def test_how_it_goes_is_answered_in_four_words() -> None:
    assert list(answers(CheckIn.third_week).values()) == ["Well", "So-so", "Not well", "We stopped"]
    assert answers(CheckIn.after_acceptance)[WELL] == "Yes"


@pytest.mark.parametrize(
    ("answer", "offered"),
    [
        (WELL, ()),
        (SO_SO, (Help.tell_new_clinician, Help.another_hour, Help.talk_with_referrer)),
        (NOT_WELL, tuple(Help)),
        (STOPPED, tuple(Help)),
    ],
)
def test_help_does_not_split_a_new_alliance(answer: CheckInAnswer, offered: tuple[Help, ...]) -> None:
    assert help_for(answer) == offered
    assert list(HELP_WORDS) == list(Help)


@pytest.mark.parametrize(
    ("latest_first", "is_task"),
    [
        ([], False),
        ([WELL], False),
        ([SO_SO, NOT_WELL], False),
        ([NOT_WELL], True),
        ([STOPPED, WELL], True),
        ([None], False),
        ([None, WELL], False),
        ([WELL, None, None], False),
        ([None, None], True),
        ([None, None, WELL], True),
        ([None, NOT_WELL], False),
    ],
)
def test_not_well_stopped_and_two_silences_are_a_task(
    latest_first: list[CheckInAnswer | None], is_task: bool
) -> None:
    assert makes_a_task(latest_first) is is_task


@pytest.mark.parametrize(
    ("answer", "says_so", "told"),
    [(WELL, True, True), (WELL, False, False), (NOT_WELL, False, False), (None, True, False)],
)
def test_the_new_clinician_hears_only_what_the_client_lets_them_hear(
    answer: CheckInAnswer | None, says_so: bool, told: bool
) -> None:
    assert is_told_to_new_clinician(answer, client_says_so=says_so) is told


def test_only_the_first_after_the_session_carries_the_referrers_line() -> None:
    assert [check_in for check_in in CheckIn if carries_the_referrers_line(check_in)] == [CheckIn.first_week]
