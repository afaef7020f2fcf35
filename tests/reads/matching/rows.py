"""Invented entries of the directory, written straight into its tables, and a need that they fit."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from segue.reads.matching.search import search
from segue.rules.matching.answer import Answer
from segue.rules.need import Need
from segue.store.models import Fact, Opening, Profile

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
TODAY = NOW.date()
NEED = Need(jurisdiction="MN", age="adult", concerns=("panic",), formats=("online",), languages=("en", "sv"))
FITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "license": ("MN",),
        "age": ("adult",),
        "concern": ("panic",),
        "format": ("online",),
        "language": ("en",),
    }
)


def somebody(*, places: int | None = 1, facts: Mapping[str, tuple[str, ...]] = FITS, **columns: Any) -> UUID:
    """Somebody who fits the need, unless said otherwise."""
    told = {
        "kind": "person",
        "name": "Invented Person",
        "source": "self",
        "state": "MN",
        "zip": "55408",
        "claimed_at": NOW,
        "added_at": NOW,
    }
    profile = Profile.objects.create(id=uuid4(), **{**told, **columns}).id
    Fact.objects.bulk_create(_facts(profile, facts))
    if places is not None:
        say_open(profile, places=places)
    return profile


def say(
    profile: UUID, family: str, code: str, *, value: str = "", on: date = TODAY, until: date | None = None
) -> None:
    """One more fact."""
    Fact.objects.create(
        id=uuid4(),
        profile_id=profile,
        family=family,
        code=code,
        value=value,
        source="self",
        said_on=on,
        confirmed_on=on,
        expires_on=until,
    )


def say_open(profile: UUID, *, places: int) -> None:
    """How much room there is, as of now."""
    Opening.objects.update_or_create(
        profile_id=profile,
        defaults={"places": places, "source": "self", "confirmed_at": NOW},
        create_defaults={"id": uuid4(), "places": places, "source": "self", "confirmed_at": NOW},
    )


def found(need: Need = NEED, *, viewer: UUID | None = None) -> Answer:
    """What a search finds now."""
    return search(need, viewer=viewer, now=NOW).answer


def fitting(need: Need = NEED) -> set[UUID]:
    """Who fits now."""
    return {UUID(option.id) for option in found(need).options}


def _facts(profile: UUID, facts: Mapping[str, tuple[str, ...]]) -> Iterator[Fact]:
    for family, codes in facts.items():
        for code in codes:
            yield Fact(
                id=uuid4(),
                profile_id=profile,
                family=family,
                code=code,
                source="self",
                said_on=TODAY,
                confirmed_on=TODAY,
            )
