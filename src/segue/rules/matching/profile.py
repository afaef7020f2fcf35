"""What is known of a clinician, practice or program, as far as a search may read it.

A fact that nobody stated is `None`: not known, which is not "no". A listing that nobody claimed holds
registry facts only; everything else about it is not known. A fact stated in full says "no" to what it
leaves out; a fact known in part (from the answer to a check) says nothing about the rest.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

# Facts on openings, fees and insurance age fast. Directories of plans must look at theirs every 90 days
# (42 USC 300gg-115); what is older is not known here until somebody confirms it.
AGING_DAYS = 30
STALE_DAYS = 90


class Circle(StrEnum):
    """Which of the two lists somebody stands in for the one who looks."""

    KNOWN = "known"
    OTHERS = "others"


class Finding(StrEnum):
    """The three answers of every test."""

    MET = "met"
    UNMET = "unmet"
    NOT_KNOWN = "not_known"


class Freshness(StrEnum):
    """How far a fact that ages can be trusted."""

    FRESH = "fresh"
    AGING = "aging"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Stated:
    """Codes somebody stated, the day it was last confirmed, and whether they are all there are."""

    codes: frozenset[str]
    confirmed_on: date
    is_complete: bool = True

    def holds(self, code: str) -> Finding:
        """Whether this code is among what was stated."""
        if code in self.codes:
            return Finding.MET
        return Finding.UNMET if self.is_complete else Finding.NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Fee:
    """What a visit costs, in whole dollars, and the least on a sliding scale, as the clinician says."""

    amount: int
    confirmed_on: date
    least: int | None = None

    @property
    def lowest(self) -> int:
        """The least that a client can pay."""
        return self.amount if self.least is None else min(self.least, self.amount)


@dataclass(frozen=True, slots=True)
class License:
    """A license of a state; without an end it counts as the registry gives it."""

    state: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Compact:
    """A privilege to practice in further states under a compact, which always has an end."""

    name: str
    states: frozenset[str]
    ends_on: date


@dataclass(frozen=True, slots=True)
class Opening:
    """Room for new clients, from when, and the day this was last confirmed.

    `is_weekly`: said as the openings of the week of that day. `wait_days`: an honest guess where no
    day is named, or the length of the waiting list where there is no room.
    """

    room: int
    confirmed_on: date
    first_free: date | None = None
    wait_days: int | None = None
    is_weekly: bool = False


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What a search may read of one profile or listing.

    `reply_hours`: how long they usually take to answer, once enough questions were answered to say so.
    """

    id: str
    name: str
    roles: frozenset[str] | None = None
    licenses: tuple[License, ...] | None = None
    compacts: tuple[Compact, ...] = ()
    zip: str | None = None
    ages: Stated | None = None
    concerns: Stated | None = None
    groups: Stated | None = None
    focus: tuple[str, ...] = ()
    does_not_see: frozenset[str] = frozenset()
    formats: Stated | None = None
    insurance: Stated | None = None
    fee: Fee | None = None
    languages: Stated | None = None
    methods: Stated | None = None
    styles: Stated | None = None
    slots: Stated | None = None
    day_parts: Stated | None = None
    opening: Opening | None = None
    more_zips: tuple[str, ...] = ()
    reply_hours: int | None = None

    @property
    def all_zips(self) -> tuple[str, ...]:
        """Where they can be met in person."""
        return (*((self.zip,) if self.zip else ()), *self.more_zips)


def days_old(confirmed_on: date, *, today: date) -> int:
    """Whole days since a fact was confirmed; a day ahead of today counts as today."""
    return max(0, (today - confirmed_on).days)


def freshness(confirmed_on: date, *, today: date) -> Freshness:
    """Whether a fact that ages is fresh, aging, or too old to count."""
    age = days_old(confirmed_on, today=today)
    if age > STALE_DAYS:
        return Freshness.OLD
    return Freshness.AGING if age >= AGING_DAYS else Freshness.FRESH


def current(facts: ProfileFacts, *, today: date) -> ProfileFacts:
    """The facts without those that are too old to count."""

    def counts(fact: Opening | Fee | Stated | None) -> bool:
        return fact is not None and freshness(fact.confirmed_on, today=today) is not Freshness.OLD

    return replace(
        facts,
        opening=facts.opening if counts(facts.opening) else None,
        fee=facts.fee if counts(facts.fee) else None,
        insurance=facts.insurance if counts(facts.insurance) else None,
    )


def wait_of(opening: Opening, *, today: date) -> int | None:
    """Days until a first visit, or none where nobody said."""
    if opening.first_free is not None:
        return max(0, (opening.first_free - today).days)
    return opening.wait_days
