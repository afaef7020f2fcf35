"""One appointment as an iCalendar file (RFC 5545, RFC 5546).

A calendar is read over shoulders, on lock screens and by whole practices, so the file says when and nothing
else: no name, no place, no clinical word. It is published rather than sent as an invitation, since an
invitation must name who is invited. Who gets it, and when it changes, is decided elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

SUMMARY = "Appointment"
_MAKER = "-//Segue//Appointment//EN"
_MINUTE = timedelta(minutes=1)
_EARLIEST, _LATEST = datetime(3, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
"""Nobody meets then; the calendar of the program ends there, and a file is written all the same."""
# A client's or a guest's own link opens something. Calendars are copied to other servers: it stays out.
_OWN_LINKS = "/l/"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A time two people have agreed on. `uid` is opaque and stays; `sequence` grows with every change.

    `organizer` is an address of the server, never of a person. `link` may lead to a neutral page.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    organizer: str
    link: str | None = None
    is_cancelled: bool = False

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("an appointment has times with a zone")
        if self.ends_at <= self.starts_at:
            raise ValueError("an appointment ends after it starts")
        if self.link is not None and not _is_neutral(self.link):
            raise ValueError("a link in a calendar opens nothing by itself")


def write_appointment(appointment: Appointment, *, stamped_at: datetime) -> bytes:
    """The file: CRLF, lines of at most 75 octets, the zone described within it."""
    zone = ZoneInfo(appointment.zone)
    starts_at, ends_at = (moment.astimezone(zone) for moment in (appointment.starts_at, appointment.ends_at))
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", SUMMARY)
    event.add("sequence", appointment.sequence)
    event.add("organizer", vCalAddress(f"mailto:{appointment.organizer}"))
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    if appointment.link is not None:
        event.add("url", appointment.link)

    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if appointment.is_cancelled else "PUBLISH")
    if appointment.zone != "UTC":
        calendar.add_component(_describe(zone, around=starts_at))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _describe(zone: ZoneInfo, *, around: datetime) -> Timezone:
    """The rules of a zone for a year on both sides of a moment."""
    middle = min(max(around.astimezone(UTC), _EARLIEST), _LATEST)
    first, last = middle - timedelta(days=365), middle + timedelta(days=365)
    described = Timezone()
    described.add("tzid", zone.key)
    described.add_component(_observance(first.astimezone(zone), before=first.astimezone(zone)))
    for change in _changes(zone, first=first, last=last):
        described.add_component(_observance(change, before=(change - _MINUTE).astimezone(zone)))
    return described


def _observance(onset: datetime, *, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """An offset from its onset on. The onset is told in the offset that it ends (RFC 5545, 3.8.2.4)."""
    observance = TimezoneDaylight() if onset.dst() else TimezoneStandard()
    offset_before = before.utcoffset() or timedelta()
    observance.add("dtstart", (onset.astimezone(UTC) + offset_before).replace(tzinfo=None, microsecond=0))
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", onset.utcoffset() or timedelta())
    observance.add("tzname", onset.tzname() or "")
    return observance


def _changes(zone: ZoneInfo, *, first: datetime, last: datetime) -> Iterator[datetime]:
    """Each moment between two at which the zone's offset changes, found by halving the day it falls in."""
    day = first
    while day < last:
        early, late = day, day + timedelta(days=1)
        if early.astimezone(zone).utcoffset() != late.astimezone(zone).utcoffset():
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) / 2
                is_before = middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset()
                early, late = (middle, late) if is_before else (early, middle)
            yield (late + timedelta(seconds=30)).replace(second=0, microsecond=0).astimezone(zone)
        day += timedelta(days=1)


def _is_neutral(link: str) -> bool:
    """Whether a link is an address of the web that carries no secret of anybody."""
    parts = urlsplit(link)
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_web and "@" not in parts.netloc and not parts.query and _OWN_LINKS not in parts.path
