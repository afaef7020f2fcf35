"""Rows of a shard as one need sees them today: facts that are too old to count are not there.

`Sight` gives whole columns; `TESTS` holds the three answers of each test for every row, as `musts` gives them for one.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.rules.check import OPEN_DAYS
from segue.rules.codes import Family, day_part_of, group_of
from segue.rules.matching import columns as cells
from segue.rules.matching.geography import NOWHERE
from segue.rules.matching.profile import STALE_DAYS
from segue.rules.matching.shard import Shard
from segue.rules.need import Need, Wish

Bools = NDArray[np.bool_]
Numbers = NDArray[Any]


class Tried(NamedTuple):
    """Of which rows a test is met, and of which nobody knows; of all others it is unmet."""

    met: Bools
    unsure: Bools


class Sight:
    """The facts of these rows (all of them, where none are named) on this day, for this need."""

    def __init__(
        self, shard: Shard, need: Need, *, today: date, rows: NDArray[np.int64] | None = None
    ) -> None:
        self.shard = shard
        self.need = need
        self.day = cells.day_number(today)
        self.weekday = today.weekday()
        self.rows = rows
        self.today = today
        self._columns: dict[str, Numbers] = {}

    def picked(self, among: NDArray[np.int64]) -> "Sight":
        """Only these of the rows, in this order."""
        rows = among if self.rows is None else self.rows.take(among)
        return Sight(self.shard, self.need, today=self.today, rows=rows)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Which rows of the shard these are."""
        return np.arange(self.shard.count) if self.rows is None else self.rows

    def column(self, name: str) -> Numbers:
        """One fact of each row."""
        found = self._columns.get(name)
        if found is None:
            column = self.shard.column(name)
            found = self._columns[name] = column if self.rows is None else column.take(self.rows)
        return found

    @cached_property
    def is_complete(self) -> Bools:
        """Whose lists say no to what they leave out."""
        return (self.column("flags") & cells.COMPLETE) != 0

    @cached_property
    def insurance(self) -> Numbers:
        """The plans that count today."""
        return self.column("insurance") * self._is_current("insurance_on")

    @cached_property
    def has_fee(self) -> Bools:
        """Whose fee counts today."""
        return (self.column("fee") != cells.NO_NUMBER) & self._is_current("fee_on")

    @cached_property
    def lowest_fee(self) -> Numbers:
        """The least that a client can pay; means something where there is a fee."""
        return np.minimum(self.column("fee"), self.column("least"))

    @cached_property
    def has_opening(self) -> Bools:
        """Whose word on room counts today."""
        return (self.column("room") != cells.NO_ROOM) & self._is_current("opening_on")

    @cached_property
    def room(self) -> Numbers:
        """How many places are free."""
        return self.column("room").astype(np.int64) * self.has_opening

    @cached_property
    def wait(self) -> Numbers:
        """Days until a first visit; -1 where nobody said."""
        free, told = (self.column(name).astype(np.int64) for name in ("free_on", "wait"))
        until = np.maximum(free - self.day, 0)
        days = np.where(free != cells.NO_DAY, until, np.where(told != cells.NO_NUMBER, told, -1))
        return np.where(self.has_opening, days, -1)

    @cached_property
    def meters(self) -> Numbers:
        """How far the nearest place is; -1 where that is not known."""
        here = self.shard.geography.place(self.need.zip)
        if here == NOWHERE:
            count = self.shard.count if self.rows is None else len(self.rows)
            return np.full(count, -1, np.int32)
        far = self.shard.meters_from(here)
        return far if self.rows is None else far.take(self.rows)

    @cached_property
    def oldest_days(self) -> Numbers:
        """The age of the oldest word on room, fee or plans, those too old among them; -1 where there is none."""
        days = (self.column(name) for name in ("opening_on", "fee_on", "insurance_on"))
        oldest = np.full(1, cells.NO_END, np.int64)
        for said_on in days:
            oldest = np.minimum(oldest, np.where(said_on == cells.NO_DAY, cells.NO_END, said_on))
        return np.where(oldest == cells.NO_END, -1, np.maximum(self.day - oldest, 0))

    @cached_property
    def is_open(self) -> Bools:
        """Of whom “open” may be said: room, confirmed in the last three days or as this week's openings."""
        said_on = self.column("opening_on").astype(np.int64)
        monday = self.day - self.weekday
        is_this_week = (
            ((self.column("flags") & cells.WEEKLY) != 0) & (said_on >= monday) & (said_on < monday + 7)
        )
        return (self.room > 0) & (is_this_week | (said_on >= self.day - OPEN_DAYS))

    def _is_current(self, said_on: str) -> Bools:
        return self.column(said_on) >= max(1, self.day - STALE_DAYS)

    def one_of(self, name: str, codes: tuple[str, ...]) -> Tried:
        """Whether one of these codes is in a list."""
        return self.any_bit(self.column(name), cells.bits_of(cells.LISTS[name][0], codes))

    def any_bit(self, stated: Numbers, wanted: int) -> Tried:
        """Whether one of these bits is set."""
        met = (stated & wanted) != 0
        return Tried(met, ~(met | ((stated != 0) & self.is_complete)))


def _either(one: Tried, other: Tried) -> Tried:
    met = one.met | other.met
    return Tried(met, ~met & (one.unsure | other.unsure))


def _unless_decided(first: Tried, otherwise: Tried) -> Tried:
    """The second answer where the first one knows nothing."""
    met = first.met | (first.unsure & otherwise.met)
    return Tried(met, first.unsure & otherwise.unsure & ~met)


def treats_main(sight: Sight) -> Tried:
    """By the list of concerns, or by the group that a check was answered for."""
    groups = sight.one_of("groups", (group_of(sight.need.main),))
    return _unless_decided(sight.one_of("concerns", (sight.need.main,)), groups)


def takes_plan(sight: Sight) -> Tried:
    """Whether one of the client's plans is taken."""
    return sight.any_bit(sight.insurance, cells.bits_of(Family.INSURANCE, sight.need.insurance))


@lru_cache(maxsize=4096)
def day_parts(slots: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of the week that these slots fall in."""
    return tuple({day_part_of(slot): None for slot in slots})


def _is_near(sight: Sight) -> Tried:
    meters, radius = sight.meters, (sight.need.radius_km or 0) * 1000
    near = Tried((meters >= 0) & (meters <= radius), meters < 0)
    return _either(near, sight.one_of("formats", ("online",))) if "online" in sight.need.formats else near


def _can_pay(sight: Sight) -> Tried:
    budget = sight.need.budget
    if budget is None:
        return takes_plan(sight)
    fee = Tried(sight.has_fee & (sight.lowest_fee <= budget), ~sight.has_fee)
    return _either(takes_plan(sight), fee) if sight.need.insurance else fee


def _has_hours(sight: Sight) -> Tried:
    parts = sight.one_of("day_parts", day_parts(sight.need.slots))
    return _unless_decided(sight.one_of("slots", sight.need.slots), parts)


def _has_room(sight: Sight) -> Tried:
    return Tried(sight.has_opening & (sight.column("room") > 0), ~sight.has_opening)


def _is_soon_enough(sight: Sight) -> Tried:
    """As `Sight.wait` would say, without working out how long."""
    urgency = sight.need.urgency_days or 0
    free, told = sight.column("free_on"), sight.column("wait")
    has_day = free != cells.NO_DAY
    in_time = (has_day & (free <= sight.day + urgency)) | (~has_day & (told <= urgency))
    is_said = has_day | (told != cells.NO_NUMBER)
    return Tried(sight.has_opening & in_time, ~(sight.has_opening & is_said))


def _all_styles(sight: Sight) -> Tried:
    stated = sight.column("styles")
    wanted = cells.bits_of(Family.STYLE, sight.need.styles)
    met = ((stated & wanted) == wanted) & (stated != 0)
    return Tried(met, ~(met | ((stated != 0) & sight.is_complete)))


def _has_role(sight: Sight) -> Tried:
    flags = sight.column("flags")
    return Tried((flags & cells.ROLES[sight.need.role or ""]) != 0, (flags & cells.ROLES_SAID) == 0)


TESTS: Mapping[Wish, Callable[[Sight], Tried]] = MappingProxyType(
    {
        Wish.CONCERN: treats_main,
        Wish.LANGUAGE: lambda sight: sight.one_of("languages", sight.need.languages),
        Wish.METHOD: lambda sight: sight.one_of("methods", sight.need.methods),
        Wish.STYLE: _all_styles,
        Wish.ROLE: _has_role,
        Wish.ROOM: _has_room,
        Wish.WAIT: _is_soon_enough,
        Wish.INSURANCE_OR_BUDGET: _can_pay,
        Wish.PLACE: _is_near,
        Wish.HOURS: _has_hours,
        Wish.FORMAT: lambda sight: sight.one_of("formats", sight.need.formats),
    }
)
"""Each test, those that most rows fail first."""


def serves_age(sight: Sight) -> Tried:
    """The age group of the client: a legal test."""
    return sight.one_of("ages", (sight.need.age,))


def may_practice(sight: Sight) -> Tried:
    """Licensed where the client is, today: a legal test."""
    ends_on = sight.column("license")
    return Tried(ends_on >= max(sight.day, cells.NO_DAY + 1), ends_on == cells.NO_DAY)


def sees(sight: Sight) -> Bools:
    """Nobody's list of what they do not see names one of the concerns. For whole shards alone."""
    seen = np.ones(sight.shard.count, np.bool_)
    unseen = sight.shard.unseen
    wanted = cells.bits_of(Family.CONCERN, sight.need.concerns)
    seen[unseen.rows[(unseen.values & wanted) != 0]] = False
    return seen
