"""Room for new clients as a clinician says it: how many, from when, and how it is parted by format, plan and hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from segue.rules.codes import Family, is_code, shown
from segue.rules.profile import NONE_OF_THEM
from segue.rules.step import Refused
from segue.rules.text import N_

MOST_PLACES = 50
MOST_ROOMS = 12
LONGEST_WAIT = 104
FURTHEST_START = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SaidRoom:
    """So many of the places are for this format, plan and part of the day; empty stands for any."""

    places: int
    format: str = ""
    insurance: str = ""
    day_part: str = ""

    @property
    def what(self) -> tuple[str, str, str]:
        """What tells it from the others."""
        return self.format, self.insurance, self.day_part


@dataclass(frozen=True, slots=True)
class TypedOpenings:
    """What is said of room, as typed; `rooms` may part it: how many, format, plan, part of the day."""

    places: str
    first_free: str = ""
    wait_weeks: str = ""
    rooms: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Openings:
    """The same, found to be true. With rooms the total is their sum."""

    places: int
    first_free: date | None
    wait_weeks: int | None
    rooms: tuple[SaidRoom, ...]


def openings_from(said: TypedOpenings, *, today: date) -> Openings | Refused:
    """What was said of room, or the first thing in it that cannot be."""
    rooms = _rooms(said.rooms)
    if isinstance(rooms, Refused):
        return rooms
    total = sum(room.places for room in rooms) if rooms else _number(said.places or "0", most=MOST_PLACES)
    if total is None or total > MOST_PLACES:
        return _refused("places", N_("Write how many, from 0 to 50."))
    wait = _number(said.wait_weeks, most=LONGEST_WAIT) if said.wait_weeks.strip() else None
    if said.wait_weeks.strip() and wait is None:
        return _refused("wait_weeks", N_("Write the wait in whole weeks, up to 104."))
    first_free = _day(said.first_free, today=today)
    if isinstance(first_free, Refused):
        return first_free
    return Openings(total, first_free if total else None, wait, rooms)


def _rooms(said: Iterable[tuple[str, str, str, str]]) -> tuple[SaidRoom, ...] | Refused:
    found: dict[tuple[str, str, str], SaidRoom] = {}
    for places, way, plan, part in said:
        count = _number(places or "0", most=MOST_PLACES)
        if count is None:
            return _refused("rooms", N_("Write how many, from 0 to 50."))
        if count == 0:
            continue
        for family, code in ((Family.FORMAT, way), (Family.INSURANCE, plan), (Family.DAY_PART, part)):
            if code and not is_code(family, code) and (family, code) != (Family.INSURANCE, NONE_OF_THEM):
                return _refused("rooms", N_("“%(value)s” is not a word of this list."), value=shown(code))
        room = SaidRoom(count, way, plan, part)
        if room.what in found:
            return _refused("rooms", N_("Two lines are for the same."))
        found[room.what] = room
    if len(found) > MOST_ROOMS:
        return _refused("rooms", N_("There is room for 12 lines."))
    return tuple(found.values())


def _day(text: str, *, today: date) -> date | Refused | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return _refused("first_free", N_("This is not a day that can be read. Write it as year, month, day."))
    if not today <= day <= today + FURTHEST_START:
        return _refused("first_free", N_("The first free day has passed, or is more than a year away."))
    return day


def _number(text: str, *, most: int) -> int | None:
    plain = text.strip()
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 4 or int(plain) > most:
        return None
    return int(plain)


def _refused(field: str, why: str, **about: str) -> Refused:
    return Refused("not_room", why, N_("Nothing was changed; the rest is kept."), {"field": field, **about})
