"""The directory as a search reads it: facts of each profile, what is not known left out.

Five statements, whatever the number of profiles: entries, facts, openings, further places, exposure. A listing that
nobody claimed holds registry facts only; answers to checks make single facts known. A fact with the code “none” says
that there are none, which is not the same as saying nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db.models import Q, QuerySet

from segue.rules.matching.geography import Geography
from segue.rules.matching.profile import Compact, Fee, License, Opening, ProfileFacts, Stated
from segue.store.lore import zip_middles
from segue.store.models import Colleague, Exposure, Fact, Place, Profile
from segue.store.models import Opening as OpeningRow

NONE_OF_THEM = "none"
PRESCRIBERS = frozenset({"psychiatrist", "prescribing psychologist", "psychiatric nurse"})
AT_ONCE = 500
"""So many identifiers at most in one statement; more are asked for in parts."""

_Row = tuple[UUID, str, datetime | None, str, str]
_FactRow = tuple[str, str, str, date, date | None]
_PROFILE = ("id", "name", "claimed_at", "profession", "zip")
_FACT = ("family", "code", "value", "confirmed_on", "expires_on")

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


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile as a search reads it: its facts, and how often it was shown of as often as it could have been.

    `state`: where it is, by its own address.
    """

    id: UUID
    state: str
    facts: ProfileFacts
    exposure: tuple[int, int]


@cache
def geography() -> Geography:
    """Where ZIP areas lie."""
    return Geography(zip_middles())


def kilometers(one: str, other: str) -> float | None:
    """How far two ZIP areas lie apart, middle to middle; None where one is not in the table."""
    return geography().kilometers(one, other)


def known_to(viewer: UUID | None) -> frozenset[str]:
    """The colleagues of this person."""
    if viewer is None:
        return frozenset()
    return frozenset(
        map(str, Colleague.objects.filter(person_id=viewer).values_list("profile_id", flat=True))
    )


def of_profiles(ids: Iterable[UUID]) -> Mapping[str, ProfileFacts]:
    """The facts of these profiles, by identifier."""
    return {str(entry.id): entry.facts for entry in entries(ids)}


def entries(ids: Iterable[UUID]) -> Iterator[Entry]:
    """These profiles; those that ended or were taken away are left out."""
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        yield from _entries(
            _living().filter(id__in=some),
            facts=Fact.objects.filter(profile_id__in=some),
            openings=OpeningRow.objects.filter(profile_id__in=some),
            places=Place.objects.filter(profile_id__in=some),
            exposures=Exposure.objects.filter(profile_id__in=some),
        )


def entries_in(jurisdiction: str) -> Iterator[Entry]:
    """Everybody who could be an answer in a jurisdiction: licensed there, privileged there, or placed there."""
    may = Fact.objects.filter(
        Q(family="license", code=jurisdiction) | Q(family="compact", value__contains=jurisdiction)
    )
    here = _living().filter(Q(state=jurisdiction) | Q(id__in=may.values("profile_id")))
    ids = here.values("id")
    return _entries(
        here,
        facts=Fact.objects.filter(profile_id__in=ids),
        openings=OpeningRow.objects.filter(profile_id__in=ids),
        places=Place.objects.filter(profile_id__in=ids),
        exposures=Exposure.objects.filter(profile_id__in=ids),
    )


def opening_of(row: OpeningRow) -> Opening:
    """The newest word on room, as a search reads it."""
    return Opening(
        room=row.places,
        confirmed_on=row.confirmed_at.date(),
        first_free=row.first_free,
        wait_days=None if row.wait_weeks is None else row.wait_weeks * 7,
        is_weekly=row.source == "weekly",
    )


def _living() -> QuerySet[Profile]:
    return Profile.objects.filter(gone_on__isnull=True, removed_at__isnull=True)


def _entries(
    profiles: QuerySet[Profile],
    *,
    facts: QuerySet[Fact],
    openings: QuerySet[OpeningRow],
    places: QuerySet[Place],
    exposures: QuerySet[Exposure],
) -> Iterator[Entry]:
    said: dict[UUID, list[_FactRow]] = defaultdict(list)
    for of, *fact in facts.values_list("profile_id", *_FACT):
        said[of].append(tuple(fact))
    room = {row.profile_id: opening_of(row) for row in openings}
    more: dict[UUID, list[str]] = defaultdict(list)
    for of, zip_code in places.exclude(zip="").order_by("zip").values_list("profile_id", "zip"):
        more[of].append(zip_code)
    shown = {row.profile_id: row for row in exposures}
    for *row, state in profiles.values_list(*_PROFILE, "state"):
        counted = shown.get(row[0])
        yield Entry(
            row[0],
            state,
            _facts(
                tuple(row),
                said.get(row[0], ()),
                opening=room.get(row[0]),
                more_zips=tuple(more.get(row[0], ())),
                reply_hours=counted.reply_hours if counted else None,
            ),
            (counted.shown, counted.eligible) if counted else (0, 0),
        )


def _facts(
    profile: _Row,
    facts: Iterable[_FactRow],
    *,
    opening: Opening | None,
    more_zips: tuple[str, ...],
    reply_hours: int | None,
) -> ProfileFacts:
    identifier, name, claimed_at, profession, zip_code = profile
    by_family: dict[str, list[_FactRow]] = defaultdict(list)
    for fact in facts:
        by_family[fact[0]].append(fact)
    lists = {
        field: _stated(by_family[family], is_complete=claimed_at is not None)
        for family, field in _LISTS.items()
        if by_family.get(family)
    }
    return ProfileFacts(
        id=str(identifier),
        name=name,
        roles=_roles(by_family.get("role", ()), profession=profession),
        licenses=tuple(License(code, ends_on) for _, code, _, _, ends_on in by_family.get("license", ()))
        or None,
        compacts=tuple(_compacts(by_family.get("compact", ()))),
        zip=zip_code or None,
        more_zips=more_zips,
        focus=tuple(code for _, code, *_ in by_family.get("focus", ())),
        does_not_see=frozenset(code for _, code, *_ in by_family.get("not_seen", ())),
        fee=_fee(by_family.get("fee", ())),
        opening=opening,
        reply_hours=reply_hours if claimed_at is not None else None,
        **lists,
    )


def _stated(facts: Sequence[_FactRow], *, is_complete: bool) -> Stated:
    return Stated(
        codes=frozenset(code for _, code, *_ in facts if code != NONE_OF_THEM),
        confirmed_on=min(confirmed_on for _, _, _, confirmed_on, _ in facts),
        is_complete=is_complete,
    )


def _compacts(facts: Collection[_FactRow]) -> Iterator[Compact]:
    """A privilege without an end is none."""
    for _, code, value, _, ends_on in facts:
        if ends_on is not None:
            yield Compact(code, frozenset(value.split(",")), ends_on)


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
