"""Working time: what counts, what does not, and how questions stop the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.clock import (
    CALL_DAYS,
    HOLD_DAYS,
    LAPSE_DAYS,
    REPLY_TIME,
    Pause,
    ReplyClock,
    Urgency,
    WorkingTime,
    add_working,
    add_working_days,
    due,
    end_of_working_days,
    has_run_out,
    remaining,
    reminders,
    working_between,
)

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = WorkingTime("America/Chicago", holidays=frozenset({date(2026, 11, 26)}))
ROUTINE = REPLY_TIME[Urgency.routine]


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_the_reply_clock_allows_eight_four_and_two_working_hours() -> None:
    assert dict(REPLY_TIME) == {
        Urgency.routine: hours(8),
        Urgency.soon: hours(4),
        Urgency.urgent: hours(2),
    }


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-03-10T10:00", 8, "2026-03-11T10:00"),  # from one day into the next
        ("2026-03-10T09:00", 8, "2026-03-10T17:00"),  # a whole day ends at its own close
        ("2026-03-10T07:30", 2, "2026-03-10T11:00"),  # before the office opens
        ("2026-03-10T17:00", 2, "2026-03-11T11:00"),  # at the close nothing of the day is left
        ("2026-03-06T16:00", 2, "2026-03-09T10:00"),  # over a weekend, and over the change to summer time
        ("2026-11-25T16:00", 2, "2026-11-27T10:00"),  # over a holiday
        ("2026-03-07T12:00", 0, "2026-03-09T09:00"),  # no time at all still waits for the door to open
        ("2026-03-10T12:00", 0, "2026-03-10T12:00"),
        ("2026-03-10T12:00", -1, "2026-03-10T12:00"),
    ],
)
def test_working_time_passes_only_while_the_office_is_open(start: str, count: float, expected: str) -> None:
    assert add_working(here(start), hours=hours(count), within=OFFICE) == here(expected)


def test_the_answer_is_told_in_utc_from_a_start_in_any_zone() -> None:
    start = datetime(2026, 3, 10, 16, tzinfo=ZoneInfo("Europe/Paris"))
    reached = add_working(start, hours=hours(1), within=OFFICE)
    assert (reached, reached.tzinfo) == (here("2026-03-10T11:00"), UTC)


def test_a_start_in_local_time_counts_real_hours_when_the_clocks_change() -> None:
    nights = WorkingTime("America/Chicago", opens=time(1), closes=time(5), days=frozenset(range(7)))
    start = datetime(2026, 3, 8, 1, tzinfo=CHICAGO)
    assert add_working(start, hours=hours(2), within=nights) == here("2026-03-08T04:00")
    assert working_between(start, until=datetime(2026, 3, 8, 4, tzinfo=CHICAGO), within=nights) == hours(2)


def test_a_night_shift_loses_the_hour_that_the_clocks_skip() -> None:
    nights = WorkingTime("America/Chicago", opens=time(1), closes=time(5), days=frozenset(range(7)))
    assert working_between(here("2026-03-08T00:00"), until=here("2026-03-08T12:00"), within=nights) == hours(
        3
    )
    assert working_between(here("2026-11-01T00:00"), until=here("2026-11-01T12:00"), within=nights) == hours(
        5
    )


def test_hours_that_the_change_of_clocks_swallows_whole_are_never_working_time() -> None:
    gone = WorkingTime("America/Chicago", opens=time(2, 30), closes=time(3), days=frozenset({6}))
    assert working_between(here("2026-03-08T00:00"), until=here("2026-03-08T12:00"), within=gone) == hours(0)
    assert add_working(here("2026-03-08T00:00"), hours=hours(0.5), within=gone) == here("2026-03-15T03:00")


def test_nothing_lies_between_two_moments_that_are_the_wrong_way_round() -> None:
    noon, ten = here("2026-03-10T12:00"), here("2026-03-10T10:00")
    assert working_between(noon, until=ten, within=OFFICE) == hours(0)
    assert working_between(ten, until=noon, within=OFFICE) == hours(2)
    assert working_between(ten, until=ten, within=OFFICE) == hours(0)


@pytest.mark.parametrize(
    ("days", "opens", "closes"),
    [
        (frozenset(), time(9), time(17)),
        (frozenset({7}), time(9), time(17)),
        (frozenset({0}), time(17), time(9)),
        (frozenset({0}), time(9), time(9)),
    ],
)
def test_working_time_that_never_comes_cannot_be_built(
    days: frozenset[int], opens: time, closes: time
) -> None:
    with pytest.raises(ValueError, match="working time"):
        WorkingTime("America/Chicago", opens=opens, closes=closes, days=days)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
        (date(2026, 3, 10), 2, date(2026, 3, 12)),
        (date(2026, 3, 12), 2, date(2026, 3, 16)),
        (date(2026, 3, 14), 0, date(2026, 3, 16)),
        (date(2026, 3, 14), 1, date(2026, 3, 16)),
        (date(2026, 3, 14), 2, date(2026, 3, 17)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, days=count, within=OFFICE) == expected


def test_a_hold_a_call_and_a_lapse_last_two_three_and_ten_working_days() -> None:
    assert (HOLD_DAYS, CALL_DAYS, LAPSE_DAYS) == (2, 3, 10)


def test_an_opening_is_held_until_the_close_of_the_second_working_day() -> None:
    confirmed = here("2026-03-11T20:00")
    assert end_of_working_days(confirmed, days=HOLD_DAYS, within=OFFICE) == here("2026-03-13T17:00")


def test_reminders_come_at_one_half_and_at_nine_tenths() -> None:
    clock = ReplyClock(here("2026-03-10T09:00"), hours(10), OFFICE)
    assert reminders(clock) == (here("2026-03-10T14:00"), here("2026-03-11T10:00"))
    assert due(clock) == here("2026-03-11T11:00")


def test_a_question_stops_the_clock_until_it_is_answered() -> None:
    asked, answered = here("2026-03-10T12:00"), here("2026-03-11T10:00")
    open_question = ReplyClock(here("2026-03-10T10:00"), ROUTINE, OFFICE, (Pause(asked),))
    assert due(open_question) is None
    assert not has_run_out(open_question, now=here("2026-04-10T12:00"))
    assert remaining(open_question, now=here("2026-03-10T16:00")) == hours(6)
    assert reminders(open_question) == (None, None)

    settled = ReplyClock(here("2026-03-10T10:00"), ROUTINE, OFFICE, (Pause(asked, answered),))
    assert due(settled) == here("2026-03-11T16:00")
    assert remaining(settled, now=here("2026-03-10T16:00")) == hours(6)
    assert remaining(settled, now=here("2026-03-11T11:00")) == hours(5)
    assert not has_run_out(settled, now=here("2026-03-11T15:59"))
    assert has_run_out(settled, now=here("2026-03-11T16:00"))


def test_a_question_asked_when_the_time_had_run_out_brings_no_time_back() -> None:
    late = ReplyClock(here("2026-03-10T09:00"), hours(2), OFFICE, (Pause(here("2026-03-10T12:00")),))
    assert due(late) == here("2026-03-10T11:00")
    assert remaining(late, now=here("2026-03-10T15:00")) == hours(0)


def test_a_question_asked_in_the_very_moment_of_running_out_is_too_late() -> None:
    at_the_end = here("2026-03-10T11:00")
    late = ReplyClock(here("2026-03-10T09:00"), hours(2), OFFICE, (Pause(at_the_end),))
    assert due(late) == at_the_end


def test_a_reminder_that_was_due_before_the_question_keeps_its_time() -> None:
    clock = ReplyClock(here("2026-03-10T09:00"), hours(4), OFFICE, (Pause(here("2026-03-10T12:00")),))
    assert reminders(clock) == (here("2026-03-10T11:00"), None)


moments = st.timedeltas(timedelta(), timedelta(days=729)).map(
    lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since
)
amounts = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4))
offices = st.builds(
    WorkingTime,
    zone=st.sampled_from(["America/Chicago", "Europe/Paris", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    opens=st.sampled_from([time(0), time(7, 30), time(9)]),
    closes=st.sampled_from([time(12), time(17), time(23, 59)]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
)


@given(moments, amounts, offices)
def test_what_was_added_is_what_lies_between(start: datetime, amount: timedelta, office: WorkingTime) -> None:
    reached = add_working(start, hours=amount, within=office)
    assert reached >= start
    assert working_between(start, until=reached, within=office) == amount


@given(moments, amounts, offices)
def test_no_answer_is_ever_due_in_closed_time(
    start: datetime, amount: timedelta, office: WorkingTime
) -> None:
    reached = add_working(start, hours=amount, within=office)
    day = office.local_day(reached)
    opens, closes = office.window(day)
    assert office.is_working_day(day)
    assert opens <= reached <= closes


@given(moments, amounts, amounts, offices)
def test_more_time_is_never_sooner(
    start: datetime, one: timedelta, other: timedelta, office: WorkingTime
) -> None:
    less, more = sorted((one, other))
    assert add_working(start, hours=less, within=office) <= add_working(start, hours=more, within=office)


@given(moments, amounts, amounts, offices)
def test_an_answered_question_moves_the_end_by_as_much_as_it_stood_open(
    start: datetime, before: timedelta, stood: timedelta, office: WorkingTime
) -> None:
    asked = start + before
    clock = ReplyClock(start, timedelta(days=5), office, (Pause(asked, asked + stood),))
    by = due(clock)
    assert by is not None
    paused = working_between(asked, until=asked + stood, within=office)
    assert working_between(start, until=by, within=office) == timedelta(days=5) + paused
    assert remaining(clock, now=by) == timedelta()
