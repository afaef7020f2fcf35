"""The days of the demo: from sixty days ago until now, at hours at which people work."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from segue.rules.moment import At, uuid7

SATURDAY = 5
STORY_DAYS = 60
Chance = Callable[[], bytes]


class Days:
    """Moments of a story that ends today. Weekends move to Monday, and nothing happens after `now`."""

    def __init__(self, now: datetime, *, zone: str, chance: Chance) -> None:
        self.now = now
        self.zone = zone
        self._chance = chance

    def ago(self, days: int, clock: str = "10:00") -> At:
        """So many days before today, at this time on the wall."""
        return self.on(self.now.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=days), clock)

    def workday(self, number: int, clock: str = "10:00") -> At:
        """The n-th weekday of the story, which begins sixty days ago."""
        day = weekday(self.ago(STORY_DAYS).today)
        for _ in range(number):
            day = weekday(day + timedelta(days=1))
        return self.on(day, clock)

    def on(self, day: date, clock: str = "10:00") -> At:
        """A day, at this time on the wall."""
        wall = datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(self.zone))
        return self.at(wall.astimezone(UTC))

    def at(self, moment: datetime) -> At:
        """A moment, never later than now."""
        moment = min(moment, self.now)
        milliseconds = int(moment.timestamp() * 1000)

        def new_id() -> UUID:
            return uuid7(milliseconds, self._chance())

        return At(moment, self.zone, new_id)


def weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
