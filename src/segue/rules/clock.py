"""Working time, and the reply clock that runs in it.

Decides when an answer is expected, when to remind, and when a hold or a wait is over. What happens then is
for the handoff's table; which days are holidays, and what a practice changed, comes in as data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})
A_DAY = timedelta(days=1)


class Urgency(StrEnum):
    """How soon an answer is hoped for."""

    routine = "routine"
    soon = "soon"
    urgent = "urgent"


REPLY_TIME: Mapping[Urgency, timedelta] = MappingProxyType(
    {
        Urgency.routine: timedelta(hours=8),
        Urgency.soon: timedelta(hours=4),
        Urgency.urgent: timedelta(hours=2),
    }
)
HOLD_DAYS = 2
"""Working days that a confirmed opening is held."""
LAPSE_DAYS = 10
"""Working days without a word after which a handoff lapses."""
CALL_DAYS = 3
"""Working days after which a client who calls by themself is asked "did you reach her?"."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours in which somebody at one place can be expected to answer."""

    zone: str
    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.days & frozenset(range(7)) or self.opens >= self.closes:
            raise ValueError("working time needs a day of the week, and must open before it closes")

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on this day at all."""
        return day.weekday() in self.days and day not in self.holidays

    def window(self, day: date) -> tuple[datetime, datetime]:
        """When the day opens and closes, in UTC; the length is real time, also on days when clocks change."""
        zone = ZoneInfo(self.zone)
        opens = datetime.combine(day, self.opens, tzinfo=zone).astimezone(UTC)
        closes = datetime.combine(day, self.closes, tzinfo=zone).astimezone(UTC)
        return opens, max(opens, closes)

    def local_day(self, moment: datetime) -> date:
        """The day on the wall at this place."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


def add_working(start: datetime, *, hours: timedelta, within: WorkingTime) -> datetime:
    """The moment (UTC) at which so much working time has passed; it is never inside closed time."""
    left, begun = max(hours, timedelta()), start.astimezone(UTC)
    for opens, closes in _windows(begun, within=within):
        begin = max(opens, begun)
        if begin < closes and left <= closes - begin:
            return begin + left
        left -= max(closes - begin, timedelta())
    raise AssertionError("working days never end")  # pragma: no cover


def working_between(start: datetime, *, until: datetime, within: WorkingTime) -> timedelta:
    """How much working time lies between two moments; nothing when they are the wrong way round."""
    passed, begun, ended = timedelta(), start.astimezone(UTC), until.astimezone(UTC)
    for opens, closes in _windows(begun, within=within):
        if opens >= ended:
            return passed
        passed += max(min(closes, ended) - max(opens, begun), timedelta())
    raise AssertionError("working days never end")  # pragma: no cover


def add_working_days(day: date, *, days: int, within: WorkingTime) -> date:
    """The n-th working day after this one; for none, the day itself or the next that is worked."""
    while not within.is_working_day(day):
        day += A_DAY
        if days and within.is_working_day(day):
            days -= 1
    for _ in range(days):
        day = _next_working_day(day, within=within)
    return day


def end_of_working_days(start: datetime, *, days: int, within: WorkingTime) -> datetime:
    """The close (UTC) of the n-th working day after a moment: how long a hold or a wait lasts."""
    day = add_working_days(within.local_day(start), days=days, within=within)
    return within.window(day)[1]


@dataclass(frozen=True, slots=True)
class Pause:
    """A question that stands open stops the clock; `until` is empty while it stands."""

    begin: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplyClock:
    """One request's clock. Pauses are in order and do not overlap: one question at a time."""

    started: datetime
    allowed: timedelta
    within: WorkingTime
    pauses: tuple[Pause, ...] = ()


def due(clock: ReplyClock) -> datetime | None:
    """When the answer is expected; None while a question stands open."""
    return _reached(clock, after=clock.allowed)


def reminders(clock: ReplyClock) -> tuple[datetime | None, datetime | None]:
    """When to remind: at one half and at nine tenths; None for one that an open question holds back."""
    return _reached(clock, after=clock.allowed / 2), _reached(clock, after=clock.allowed * 9 // 10)


def remaining(clock: ReplyClock, *, now: datetime) -> timedelta:
    """The working time that is left; it stands still while a question stands open."""
    spent = working_between(clock.started, until=now, within=clock.within)
    for pause in clock.pauses:
        ended = now if pause.until is None else min(pause.until, now)
        spent -= working_between(pause.begin, until=ended, within=clock.within)
    return max(clock.allowed - spent, timedelta())


def has_run_out(clock: ReplyClock, *, now: datetime) -> bool:
    """Whether the answer is late, and the next choice may be asked too."""
    by = due(clock)
    return by is not None and now >= by


def _reached(clock: ReplyClock, *, after: timedelta) -> datetime | None:
    total = after
    moment = add_working(clock.started, hours=total, within=clock.within)
    for pause in clock.pauses:
        if pause.begin >= moment:
            break  # asked when the time had run out already
        if pause.until is None:
            return None
        total += working_between(pause.begin, until=pause.until, within=clock.within)
        moment = add_working(clock.started, hours=total, within=clock.within)
    return moment


def _windows(start: datetime, *, within: WorkingTime) -> Iterator[tuple[datetime, datetime]]:
    day = within.local_day(start)
    while True:
        if within.is_working_day(day):
            yield within.window(day)
        day += A_DAY


def _next_working_day(day: date, *, within: WorkingTime) -> date:
    day += A_DAY
    while not within.is_working_day(day):
        day += A_DAY
    return day
