"""Dated facts about the world that Segue did not make: codes, holidays, crisis numbers, areas, law.

Decides where such facts are kept and how they are read: one file each beside this module, and each file
says its source, its day and who reviewed it (nobody yet: null). What follows from a fact is left to the
rules, which are handed these values and never read a file.
"""

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

FILES = (
    "common_languages.json",
    "crisis_lines.json",
    "holidays_us.json",
    "minor_consent.json",
    "rare_zip3.json",
    "taxonomy.csv",
    "zip_centroids.csv",
    "zones_us.json",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file of facts comes from, the day it held, and who checked it."""

    source: str
    as_of: date
    reviewer: str | None
    note: str


@dataclass(frozen=True, slots=True)
class TaxonomyCode:
    """A code of the national provider taxonomy, and the profession it stands for in our words.

    Tier A counts by default, B when somebody asks for it, C is organizations. A code is no proof of a
    license or of a specialty.
    """

    code: str
    tier: str
    profession: str
    label: str


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A number that answers in a crisis. `code` is crisis or emergency; `ways` are call and text."""

    code: str
    name: str
    number: str
    ways: tuple[str, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class MinorConsent:
    """From what age a state lets a young person consent alone to outpatient care. None: not known."""

    state: str
    from_age: int
    is_capped: bool | None
    parent_access: str | None


@dataclass(frozen=True, slots=True)
class ZipCentroid:
    """The middle of a ZIP area, and the zone that its clocks keep."""

    zip: str
    city: str
    state: str
    latitude: float
    longitude: float
    zone: str


def origin(name: str) -> Origin:
    """The source, day and reviewer of one of FILES."""
    head = _table(name)[0] if name.endswith(".csv") else _document(name)
    return Origin(
        source=head["source"],
        as_of=date.fromisoformat(head["as_of"]),
        reviewer=head["reviewer"] or None,
        note=head.get("note", ""),
    )


@cache
def taxonomy() -> Mapping[str, TaxonomyCode]:
    """Every code that counts for mental health."""
    return MappingProxyType({row["code"]: TaxonomyCode(**row) for row in _table("taxonomy.csv")[1]})


def professions(*, tiers: Collection[str]) -> Mapping[str, str]:
    """From code to profession, for the tiers that were asked for."""
    return MappingProxyType({row.code: row.profession for row in taxonomy().values() if row.tier in tiers})


@cache
def holidays(country: str) -> frozenset[date]:
    """The public holidays of a country, as observed; none where the country is not known."""
    kept = _document("holidays_us.json")
    if country != kept["country"]:
        return frozenset()
    return frozenset(date.fromisoformat(row["day"]) for row in kept["days"])


@cache
def crisis_lines(country: str) -> tuple[CrisisLine, ...]:
    """The numbers for a crisis in a country; none where the country is not known."""
    rows = _document("crisis_lines.json")["countries"].get(country, ())
    return tuple(CrisisLine(**{**row, "ways": tuple(row["ways"])}) for row in rows)


@cache
def rare_areas() -> frozenset[str]:
    """Three-digit ZIP areas with so few people that naming one could name a person."""
    return frozenset(_document("rare_zip3.json")["areas"])


@cache
def common_languages(state: str) -> tuple[str, ...]:
    """The ten languages most spoken in a state, or in the whole country where the state has no list."""
    kept = _document("common_languages.json")
    return tuple(kept["states"].get(state, kept["national"]))


@cache
def minor_consent(state: str) -> MinorConsent | None:
    """What is known of a young person's own consent in a state."""
    row = _document("minor_consent.json")["states"].get(state)
    return MinorConsent(state=state, **row) if row else None


def zip_centroid(zip_code: str) -> ZipCentroid | None:
    """Where a ZIP lies, by its first five digits."""
    line = _zip_lines().get(zip_code[:5])
    if line is None:
        return None
    city, state, latitude, longitude, zone = line.split(",")
    return ZipCentroid(zip_code[:5], city, state, float(latitude), float(longitude), zone)


def zip_middles() -> Iterator[tuple[str, float, float]]:
    """Every ZIP with the latitude and longitude of its middle, in degrees."""
    for zip_code, line in _zip_lines().items():
        _, _, latitude, longitude, _ = line.split(",")
        yield zip_code, float(latitude), float(longitude)


def zip_states() -> Iterator[tuple[str, str]]:
    """Every ZIP with its state."""
    return ((zip_code, line.split(",")[1]) for zip_code, line in _zip_lines().items())


@cache
def zone_of_state(state: str) -> str | None:
    """The zone that most people of a state live in."""
    zone: str | None = _document("zones_us.json")["states"].get(state)
    return zone


@cache
def _zip_lines() -> Mapping[str, str]:
    """What stands behind each ZIP, left as text: there are forty thousand, and few are ever asked for."""
    lines = _text("zip_centroids.csv").splitlines()
    rows = (line.partition(",") for line in lines if line[:1].isdigit())
    return {zip_code: rest for zip_code, _, rest in rows}


@cache
def _document(name: str) -> Mapping[str, Any]:
    """One file of JSON, which tells its origin in its first keys."""
    return MappingProxyType(json.loads(_text(name)))


@cache
def _table(name: str) -> tuple[Mapping[str, str], tuple[Mapping[str, str], ...]]:
    """One file of CSV: its origin, told in lines "# key: value" at the top, and its rows."""
    lines = _text(name).splitlines()
    notes = [line for line in lines if line.startswith("# ")]
    head = {key: value.strip() for key, _, value in (note[2:].partition(":") for note in notes)}
    return MappingProxyType(head), tuple(csv.DictReader(lines[len(notes) :]))


def _text(name: str) -> str:
    """The text of a file that ships beside this module."""
    return (files(__package__) / name).read_text(encoding="utf-8")
