"""The calendar file of an appointment, read back as a calendar would."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from segue.formats.calendar import Appointment, write_appointment

STAMP = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")
APPOINTMENT = Appointment(
    uid="0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
    sequence=0,
    starts_at=datetime(2026, 12, 3, 22, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 3, 23, 20, tzinfo=UTC),
    zone="America/Chicago",
    organizer="calendar@segue.example",
)
ZONES = (
    "America/Chicago",
    "America/Phoenix",
    "America/St_Johns",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
)


def read(appointment: Appointment) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(write_appointment(appointment, stamped_at=STAMP))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_calendar_reads_when_it_is_and_that_it_is_an_appointment() -> None:
    calendar, event = read(APPOINTMENT)

    assert event.decoded("dtstart") == datetime(2026, 12, 3, 16, 30, tzinfo=CHICAGO)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=50)
    assert event["dtstart"].params["TZID"] == "America/Chicago"
    assert event.decoded("dtstamp") == STAMP
    assert str(event["summary"]) == "Appointment"
    assert str(event["uid"]) == APPOINTMENT.uid
    assert (str(calendar["method"]), str(event["status"]), event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)
    assert str(event["organizer"]) == "mailto:calendar@segue.example"


def test_it_holds_these_properties_and_no_other() -> None:
    _, event = read(APPOINTMENT)

    assert sorted(event) == sorted(
        ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "ORGANIZER", "STATUS", "CLASS"]
    )


def test_a_cancellation_keeps_the_uid_and_counts_on() -> None:
    calendar, event = read(replace(APPOINTMENT, sequence=2, is_cancelled=True))

    assert (str(calendar["method"]), str(event["status"])) == ("CANCEL", "CANCELLED")
    assert (str(event["uid"]), event["sequence"]) == (APPOINTMENT.uid, 2)


def test_lines_end_with_crlf_and_are_at_most_75_octets_long() -> None:
    written = write_appointment(
        replace(APPOINTMENT, uid="x" * 200, link="https://segue.example/" + "é" * 90), stamped_at=STAMP
    )
    lines = written.split(b"\r\n")

    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) == 75
    assert lines[-1] == b""


def test_a_neutral_link_is_told_as_an_address() -> None:
    _, event = read(replace(APPOINTMENT, link="https://segue.example/"))

    assert str(event["url"]) == "https://segue.example/"


@pytest.mark.parametrize(
    "link",
    [
        "https://segue.example/l/abcdef",
        "https://segue.example/?token=abc",
        "https://name:word@segue.example/",
        "javascript:alert(1)",
        "segue.example",
        "",
    ],
)
def test_a_link_that_opens_something_by_itself_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="opens nothing"):
        replace(APPOINTMENT, link=link)


def test_an_appointment_without_a_zone_or_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="with a zone"):
        replace(APPOINTMENT, starts_at=APPOINTMENT.starts_at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="ends after"):
        replace(APPOINTMENT, ends_at=APPOINTMENT.starts_at)


@given(st.sampled_from(ZONES), st.integers(0, 6 * 365 * 24 * 60))
def test_the_zone_within_the_file_tells_the_same_time_as_the_zone_of_the_world(
    zone: str, minutes: int
) -> None:
    starts_at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    calendar, event = read(
        replace(APPOINTMENT, zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    )

    assert event.decoded("dtstart").astimezone(UTC) == starts_at
    described = [part for part in calendar.walk("VTIMEZONE") if isinstance(part, Timezone)]
    assert [str(part["tzid"]) for part in described] == ([] if zone == "UTC" else [zone])
    for part in described:
        local = starts_at.astimezone(ZoneInfo(zone))
        assert offset_at(part, starts_at) == local.utcoffset()


def offset_at(described: Timezone, moment: datetime) -> timedelta:
    """The offset that a program would read out of the description of a zone: that of the latest onset."""
    onsets = [
        (
            part.decoded("dtstart").replace(tzinfo=UTC) - part.decoded("tzoffsetfrom"),
            part.decoded("tzoffsetto"),
        )
        for part in described.subcomponents
    ]
    return max(onset for onset in onsets if onset[0] <= moment)[1]


def test_the_change_of_clocks_is_told_at_the_hour_that_ends() -> None:
    calendar, _ = read(APPOINTMENT)
    (described,) = calendar.walk("VTIMEZONE")

    onsets = {f"{part.decoded('dtstart'):%Y-%m-%d %H:%M}": part.name for part in described.subcomponents}

    assert onsets["2026-03-08 02:00"] == "DAYLIGHT"
    assert onsets["2026-11-01 02:00"] == "STANDARD"


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Tokyo", "UTC"])
def test_a_day_at_either_end_of_the_calendar_is_written_too(zone: str, year: int) -> None:
    starts_at = datetime(year, 6, 15, 12, tzinfo=UTC)
    appointment = replace(APPOINTMENT, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), zone=zone)

    [event] = Calendar.from_ical(write_appointment(appointment, stamped_at=STAMP)).walk("VEVENT")

    assert event["DTSTART"].dt == starts_at.astimezone(ZoneInfo(zone))
