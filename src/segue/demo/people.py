"""The sixty invented people, practices and programs of the demo, and the three practices that have accounts.

Holds what each of them says, as it stands in people.json. Days are distances from now, so that the demo
never grows old. Which acts put it into the store is decided by the story.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class InventedFact:
    """One thing known of a profile. A value goes with a fee (dollars) and a limit (words)."""

    family: str
    code: str
    value: str
    source: str
    confirmed_days_ago: int
    ends_in_days: int | None

    def confirmed_on(self, today: date) -> date:
        """The day on which it was last said to be true."""
        return today - timedelta(days=self.confirmed_days_ago)

    def ends_on(self, today: date) -> date | None:
        """The day on which a license ends; nothing else has an end."""
        return None if self.ends_in_days is None else today + timedelta(days=self.ends_in_days)


@dataclass(frozen=True, slots=True)
class InventedOpening:
    """Room for new clients, as last said."""

    places: int
    first_free_in_days: int | None
    wait_weeks: int | None
    confirmed_days_ago: int

    def first_free(self, today: date) -> date | None:
        """The first free day, where there is one."""
        return None if self.first_free_in_days is None else today + timedelta(days=self.first_free_in_days)

    def confirmed_on(self, today: date) -> date:
        """The day on which it was last said to be true."""
        return today - timedelta(days=self.confirmed_days_ago)


@dataclass(frozen=True, slots=True)
class InventedProfile:
    """An entry of the directory. `source` is self, or check for somebody known from an answer alone."""

    ref: str
    kind: str
    name: str
    credentials: str
    profession: str
    npi: str
    member_of: str | None
    source: str
    place: str
    address: str
    city: str
    state: str
    zip: str
    phone: str
    email: str
    said: str
    facts: tuple[InventedFact, ...]
    opening: InventedOpening | None

    def codes(self, family: str) -> frozenset[str]:
        """What is known of one family; nothing where it is not known."""
        return frozenset(fact.code for fact in self.facts if fact.family == family)


@dataclass(frozen=True, slots=True)
class InventedMember:
    """Somebody with an account in a practice; `profile` is empty for who stands in no directory."""

    ref: str
    name: str
    credentials: str
    npi: str
    phone: str
    email: str
    roles: tuple[str, ...]
    profile: str | None


@dataclass(frozen=True, slots=True)
class InventedPractice:
    """A practice that uses Segue, with the people who work there."""

    ref: str
    name: str
    neutral_name: str
    kind: str
    zone: str
    jurisdiction: str
    npi: str
    phone: str
    address: str
    people: tuple[InventedMember, ...]


@dataclass(frozen=True, slots=True)
class InventedPeople:
    """Everybody in the demo whose name is written down, by the word that the story calls them."""

    practices: Mapping[str, InventedPractice]
    profiles: Mapping[str, InventedProfile]


@cache
def people() -> InventedPeople:
    """Everybody in people.json."""
    said = json.loads(files("segue.demo").joinpath("people.json").read_text(encoding="utf-8"))
    profiles = {entry["ref"]: _profile(entry) for entry in said["profiles"]}
    practices = {entry["ref"]: _practice(entry, profiles) for entry in said["practices"]}
    return InventedPeople(practices, profiles)


def _profile(entry: Mapping[str, Any]) -> InventedProfile:
    facts = tuple(fact for family, known in entry["facts"].items() for fact in _facts(family, known))
    opening = InventedOpening(**entry["opening"]) if entry["opening"] else None
    return InventedProfile(**{**entry, "facts": facts, "opening": opening})


def _facts(family: str, known: Mapping[str, Any]) -> Iterator[InventedFact]:
    """The facts of a family: bare codes, codes with a value, or states with the day a license ends."""
    values, ends = known.get("values", {}), known.get("ends_in_days", {})
    for code in known.get("codes", ()) or values or ends:
        yield InventedFact(
            family=family,
            code=code,
            value=str(values.get(code, "")),
            source=known["source"],
            confirmed_days_ago=known["confirmed_days_ago"],
            ends_in_days=ends.get(code),
        )


def _practice(entry: Mapping[str, Any], profiles: Mapping[str, InventedProfile]) -> InventedPractice:
    members = tuple(_member(member, profiles.get(member["ref"])) for member in entry["people"])
    return InventedPractice(**{**entry, "people": members})


def _member(entry: Mapping[str, Any], profile: InventedProfile | None) -> InventedMember:
    """Somebody who stands in the directory is described there, anybody else in the entry itself."""
    return InventedMember(
        ref=entry["ref"],
        name=profile.name if profile else entry["name"],
        credentials=profile.credentials if profile else "",
        npi=profile.npi if profile else "",
        phone=profile.phone if profile else entry["phone"],
        email=profile.email if profile else entry["email"],
        roles=tuple(entry["roles"]),
        profile=profile.ref if profile else None,
    )
