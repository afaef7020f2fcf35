"""A profile as its owner and their desk see it: every fact with who said it and when, and what is getting old.

Reasons why somebody is not seen are in it for the owner alone. What a client sees is made from the same facts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from segue.reads.room import mark_of_rows, mark_of_said, places_of
from segue.reads.still_true import StaleLine, stale_lines
from segue.rules.actor import Actor
from segue.rules.place import SaidPlace
from segue.rules.profile import FAMILIES, Age, Seen, age_of, family_of, mark_of
from segue.store.models import Fact, Membership, Opening, Profile, Room

DESK_ROLES = ("coordinator", "owner")
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: its value and end, who said it, from where, and how old it is."""

    code: str
    value: str
    ends_on: date | None
    said_by: str
    source: str
    said_on: date
    confirmed_on: date
    age: Age
    has_ended: bool


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A part of the openings."""

    places: int
    format: str
    insurance: str
    day_part: str


@dataclass(frozen=True, slots=True)
class OpeningSheet:
    """Room as it was last said; `age` is none where nobody said anything."""

    places: int | None
    first_free: date | None
    wait_weeks: int | None
    age: Age | None
    rooms: tuple[RoomLine, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """Everything on the page. `is_own`: whoever looks is the person themself, or it is of a place."""

    id: UUID
    kind: str
    name: str
    credentials: str
    is_own: bool
    is_mine: bool
    words: str
    area: str
    facts: Mapping[str, tuple[FactLine, ...]]
    opening: OpeningSheet
    places: tuple[SaidPlace, ...]
    stale: tuple[StaleLine, ...]
    others: tuple[tuple[UUID, str], ...]

    @property
    def mark_of_places(self) -> str:
        """The mark of where they practice."""
        return mark_of_said(self.places)

    def mark(self, *families: str) -> str:
        """The mark of what this page shows of these families."""
        said = [
            (name, line.code, line.value, line.ends_on)
            for name in families
            for line in self.facts.get(name, ())
        ]
        return mark_of(
            [
                *said,
                *(("words", "said", self.words, None) for name in families if name == "words" and self.words),
            ]
        )


def own_profile(viewer: Actor) -> UUID | None:
    """The profile of the one who looks, or else the first of their practice for which they may speak."""
    mine = Profile.objects.filter(person_id=viewer.person or NOBODY, removed_at__isnull=True).values_list(
        "id", flat=True
    )
    if found := mine.first():
        return found
    return next((profile for profile, _ in _others(viewer)), None)


def profile_page(viewer: Actor, profile: UUID, *, today: date) -> ProfilePage | None:
    """The page for whoever may speak for this profile; None for everybody else."""
    rows = Profile.objects.select_related("opening").filter(pk=profile, removed_at__isnull=True)
    row = rows.first()
    others = _others(viewer)
    if row is None or (row.person_id != viewer.person and row.id not in {one for one, _ in others}):
        return None
    is_own = row.person_id is None or row.person_id == viewer.person
    kept = list(Fact.objects.select_related("said_by").filter(profile=row).order_by("family", "id"))
    facts = facts_by_family(kept, is_own=is_own, today=today)
    opening: Opening | None = getattr(row, "opening", None)
    hidden = frozenset() if is_own else frozenset(name for name, each in FAMILIES.items() if each.is_own)
    stale = stale_lines(kept, opening, today=today)
    return ProfilePage(
        id=row.id,
        kind=row.kind,
        name=row.name,
        credentials=row.credentials,
        is_own=is_own,
        is_mine=row.person_id == viewer.person,
        words=row.said,
        area=row.place or row.city,
        facts=facts,
        opening=_opening(opening, list(Room.objects.filter(profile=row).order_by("id")), today=today),
        places=places_of(row),
        stale=tuple(line for line in stale if line.family not in hidden),
        others=tuple(each for each in others if each[0] != row.id),
    )


def is_for_clients(family: str) -> bool:
    """Whether a client reads what is said of this family."""
    return FAMILIES[family].seen_by is Seen.CLIENT


def _others(viewer: Actor) -> list[tuple[UUID, str]]:
    """Profiles of the practice for which its desk and owner speak."""
    desk = Membership.objects.filter(person_id=viewer.person or NOBODY, role__in=DESK_ROLES, until=None)
    rows = Profile.objects.filter(
        practice_id__in=desk.values("practice_id"), practice_id=viewer.practice, removed_at__isnull=True
    )
    return list(rows.order_by("kind", "name").values_list("id", "name"))


def facts_by_family(kept: list[Fact], *, is_own: bool, today: date) -> dict[str, tuple[FactLine, ...]]:
    """What stands in each family, in the order of its codes; to others nothing that only they say themself."""
    found: dict[str, list[FactLine]] = defaultdict(list)
    for fact in kept:
        family = family_of(fact.family, fact.code)
        if family is not None and (is_own or not family.is_own):
            found[family.name].append(_line(fact, is_perishable=family.is_perishable, today=today))
    order = {name: list(family.words) for name, family in FAMILIES.items()}
    return {
        name: tuple(sorted(lines, key=lambda line: order[name].index(line.code)))
        for name, lines in found.items()
    }


def _line(fact: Fact, *, is_perishable: bool, today: date) -> FactLine:
    return FactLine(
        code=fact.code,
        value=fact.value,
        ends_on=fact.expires_on,
        said_by=fact.said_by.name if fact.said_by else "",
        source=fact.source,
        said_on=fact.said_on,
        confirmed_on=fact.confirmed_on,
        age=age_of(fact.confirmed_on, is_perishable=is_perishable, today=today),
        has_ended=fact.expires_on is not None and fact.expires_on < today,
    )


def _opening(row: Opening | None, rooms: list[Room], *, today: date) -> OpeningSheet:
    lines = tuple(RoomLine(room.places, room.format, room.insurance, room.day_part) for room in rooms)
    mark = mark_of_rows(row, rooms)
    if row is None:
        return OpeningSheet(None, None, None, None, lines, mark)
    age = age_of(row.confirmed_at.date(), is_perishable=True, today=today)
    return OpeningSheet(row.places, row.first_free, row.wait_weeks, age, lines, mark)
