"""The directory as a search reads it: facts of each profile, what is not known left out.

Three statements, whatever the number of profiles: entries of the jurisdiction, their facts, their openings.
A listing that nobody claimed holds registry facts only; answers to checks make single facts known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from django.db.models import Q

from segue.rules.matching.profile import Circle, Fee, License, Opening, ProfileFacts, Stated
from segue.store.lore import zip_centroid
from segue.store.models import Colleague, Fact, Profile
from segue.store.models import Opening as OpeningRow

EARTH_KM = 6371.0
_Row = tuple[UUID, str, datetime | None, str, str]
_FactRow = tuple[str, str, str, date, date | None]
FEW = 64
"""Up to so many profiles, only their facts are read; a search reads all facts in one statement."""
_PROFILE = ("id", "name", "claimed_at", "profession", "zip")
_FACT = ("family", "code", "value", "confirmed_on", "expires_on")
PRESCRIBERS = frozenset({"psychiatrist", "prescribing psychologist", "psychiatric nurse"})

# Families of facts that are lists of codes, by the name under which a search reads them.
_LISTS = {
    "age": "ages",
    "concern": "concerns",
    "group": "groups",
    "format": "formats",
    "insurance": "insurance",
    "language": "languages",
    "method": "methods",
    "style": "styles",
    "slot": "slots",
    "day_part": "day_parts",
}


def searchable(jurisdiction: str | None, *, viewer: UUID | None) -> tuple[ProfileFacts, ...]:
    """Everybody who could be an answer where the client is, as this person looks at the directory."""
    here = Profile.objects.filter(gone_on__isnull=True).exclude(Q(person__isnull=False) & Q(person_id=viewer))
    if jurisdiction is not None:
        licensed = Fact.objects.filter(family="license", code=jurisdiction).values("profile_id")
        here = here.filter(Q(state=jurisdiction) | Q(id__in=licensed))
    return facts_of(here.values_list(*_PROFILE), viewer=viewer)


def of_profiles(ids: Iterable[UUID], *, viewer: UUID | None) -> Mapping[str, ProfileFacts]:
    """The facts of just these profiles, by identifier."""
    rows = Profile.objects.filter(id__in=tuple(ids)).values_list(*_PROFILE)
    return {facts.id: facts for facts in facts_of(rows, viewer=viewer)}


def facts_of(profiles: Iterable[_Row], *, viewer: UUID | None) -> tuple[ProfileFacts, ...]:
    """Put the rows of profiles, facts and openings together."""
    rows = tuple(profiles)
    few = [row[0] for row in rows] if len(rows) <= FEW else None
    facts, openings = _facts_by_profile(few), _openings(few)
    known = _known_to(viewer)
    return tuple(
        _facts(
            row,
            facts.get(row[0], ()),
            opening=openings.get(row[0]),
            circle=Circle.KNOWN if row[0] in known else Circle.OTHERS,
        )
        for row in rows
    )


def _known_to(viewer: UUID | None) -> frozenset[UUID]:
    if viewer is None:
        return frozenset()
    return frozenset(Colleague.objects.filter(person_id=viewer).values_list("profile_id", flat=True))


def _facts_by_profile(few: Sequence[UUID] | None) -> Mapping[UUID, list[_FactRow]]:
    wanted = Fact.objects.all() if few is None else Fact.objects.filter(profile_id__in=few)
    grouped: dict[UUID, list[_FactRow]] = defaultdict(list)
    for of, *fact in wanted.values_list("profile_id", *_FACT):
        grouped[of].append(tuple(fact))
    return grouped


def _openings(few: Sequence[UUID] | None) -> Mapping[UUID, Opening]:
    wanted = OpeningRow.objects.all() if few is None else OpeningRow.objects.filter(profile_id__in=few)
    return {row.profile_id: opening_of(row) for row in wanted}


def opening_of(row: OpeningRow) -> Opening:
    """The newest word on room, as a search reads it."""
    return Opening(
        room=row.places,
        confirmed_on=row.confirmed_at.date(),
        first_free=row.first_free,
        wait_days=None if row.wait_weeks is None else row.wait_weeks * 7,
        is_weekly=row.source == "weekly",
    )


def _facts(
    profile: _Row, facts: Iterable[_FactRow], *, opening: Opening | None, circle: Circle
) -> ProfileFacts:
    identifier, name, claimed_at, profession, zip_code = profile
    by_family: dict[str, list[_FactRow]] = defaultdict(list)
    for fact in facts:
        by_family[fact[0]].append(fact)
    is_claimed = claimed_at is not None
    lists = {
        field: _stated(by_family[family], is_complete=is_claimed)
        for family, field in _LISTS.items()
        if by_family.get(family)
    }
    return ProfileFacts(
        id=str(identifier),
        name=name,
        circle=circle,
        roles=_roles(by_family.get("role", ()), profession=profession),
        licenses=tuple(License(code, ends_on) for _, code, _, _, ends_on in by_family.get("license", ()))
        or None,
        zip=zip_code or None,
        focus=tuple(code for _, code, *_ in by_family.get("focus", ())),
        does_not_see=frozenset(code for _, code, *_ in by_family.get("not_seen", ())),
        fee=_fee(by_family.get("fee", ())),
        opening=opening,
        **lists,  # type: ignore[arg-type]
    )


def _stated(facts: Sequence[_FactRow], *, is_complete: bool) -> Stated:
    return Stated(
        codes=frozenset(code for _, code, *_ in facts),
        confirmed_on=min(confirmed_on for _, _, _, confirmed_on, _ in facts),
        is_complete=is_complete,
    )


def _roles(facts: Iterable[_FactRow], *, profession: str) -> frozenset[str] | None:
    """The roles that were stated, or what the registry's profession tells of itself."""
    stated = frozenset(code for _, code, *_ in facts)
    if stated:
        return stated
    return frozenset({"prescriber"}) if profession in PRESCRIBERS else None


def _fee(facts: Iterable[_FactRow]) -> Fee | None:
    said = {code: (int(value), confirmed_on) for _, code, value, confirmed_on, _ in facts if value.isdigit()}
    if "visit" not in said:
        return None
    amount, confirmed_on = said["visit"]
    least = said.get("least")
    return Fee(amount, confirmed_on, least[0] if least else None)


def kilometers(one: str, other: str) -> float | None:
    """How far two ZIP areas lie apart, middle to middle; None where one is not in the table."""
    if one == other:
        return 0.0
    here, there = zip_centroid(one), zip_centroid(other)
    if here is None or there is None:
        return None
    # The haversine formula.
    lat_1, lat_2 = radians(here.latitude), radians(there.latitude)
    lon = radians(there.longitude - here.longitude)
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin(lon / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
