"""One entry of the directory as a colleague reads it, with what they alone keep of it.

Facts come with who said them and how old they are; who somebody is, and why they do not see somebody, is not among
them. Notes and catch-ups are read through their owner's own door. Eleven statements at most.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from segue.reads.connections import connections_to
from segue.reads.directory_page import OpeningWord, opening_word
from segue.reads.profile_page import FactLine, RoomLine, facts_by_family
from segue.reads.room import places_of
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.place import SaidPlace
from segue.store.cells import cells_of_people
from segue.store.door import Scope
from segue.store.models import CatchUp, Colleague, Fact, Opening, Person, Photo, Practice, Profile, Room

MOST_CATCH_UPS = 50


@dataclass(frozen=True, slots=True)
class CatchUpLine:
    """A lunch or a call that the viewer noted."""

    id: UUID
    day: date
    way: str
    note: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the viewer alone keeps of this entry: since when they know the work, a note, when they last spoke."""

    since: date | None
    note: str
    catch_ups: tuple[CatchUpLine, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Everything on the page. `connection`: what a client would read before choosing them."""

    id: UUID
    kind: str
    name: str
    role: str
    npi: str
    practice: str
    is_claimed: bool
    is_mine: bool
    words: str
    source: str
    places: tuple[SaidPlace, ...]
    facts: Mapping[str, tuple[FactLine, ...]]
    opening: OpeningWord | None
    rooms: tuple[RoomLine, ...]
    has_photo: bool
    connection: str
    own: OwnWords


@dataclass(frozen=True, slots=True)
class Compared:
    """One entry beside others: what it says, without what the viewer keeps of it."""

    id: UUID
    name: str
    role: str
    is_claimed: bool
    facts: Mapping[str, tuple[FactLine, ...]]
    opening: OpeningWord | None


def entry_page(viewer: Actor, profile: UUID, *, now: datetime) -> EntryPage | None:
    """The page of an entry; None where there is none."""
    with viewing(viewer) as scope:
        row = _entry(scope, profile)
        return _page(row, scope=scope, now=now) if row else None


def compared(viewer: Actor, profiles: Sequence[UUID], *, now: datetime) -> tuple[Compared, ...]:
    """These entries in the order in which they were named; two statements."""
    with viewing(viewer):
        rows = _living().select_related("opening").filter(pk__in=profiles)
        found = {row.id: row for row in rows}
        said: dict[UUID, list[Fact]] = defaultdict(list)
        facts = Fact.objects.select_related("said_by").filter(profile_id__in=found)
        for fact in facts.order_by("family", "id"):
            said[fact.profile_id].append(fact)
    return tuple(_compared(found[one], said[one], now=now) for one in profiles if one in found)


def _compared(row: Profile, facts: list[Fact], *, now: datetime) -> Compared:
    return Compared(
        id=row.id,
        name=row.name,
        role=role_of(row),
        is_claimed=row.claimed_at is not None,
        facts=facts_by_family(facts, is_own=False, today=now.date()),
        opening=_opening(row, now=now),
    )


def role_of(row: Profile) -> str:
    """Letters after the name, and the profession."""
    return " · ".join(part for part in (row.credentials, row.profession) if part)


def _opening(row: Profile, *, now: datetime) -> OpeningWord | None:
    opening: Opening | None = getattr(row, "opening", None)
    return opening_word(opening, now=now) if opening else None


def _living() -> QuerySet[Profile]:
    return Profile.objects.filter(removed_at__isnull=True, gone_on__isnull=True)


def _entry(scope: Scope, profile: UUID) -> Profile | None:
    """The row, with what is asked in the same statement: the viewer's own note, and whose connections count."""
    mine = scope.colleagues.filter(profile_id=OuterRef("pk"))
    return (
        _living()
        .filter(pk=profile)
        .select_related("opening", "practice")
        .annotate(
            has_photo=Exists(Photo.objects.filter(profile_id=OuterRef("pk"))),
            note_row=Subquery(mine.values("id")),
            note_sealed=Subquery(mine.values("note_sealed")),
            known_since=Subquery(mine.values("since")),
            my_name=Subquery(Person.objects.filter(pk=scope.person).values("name")),
            my_address=Subquery(Practice.objects.filter(pk=scope.practice).values("address")),
        )
        .first()
    )


def _page(row: Any, *, scope: Scope, now: datetime) -> EntryPage:
    is_claimed = row.claimed_at is not None
    facts = Fact.objects.select_related("said_by").filter(profile_id=row.id).order_by("family", "id")
    rooms = Room.objects.filter(profile_id=row.id).order_by("id")
    return EntryPage(
        id=row.id,
        kind=row.kind,
        name=row.name,
        role=role_of(row),
        npi=row.npi or "",
        practice=row.practice.name if row.practice and row.practice.name != row.name else "",
        is_claimed=is_claimed,
        is_mine=row.person_id == scope.person,
        words=row.said if is_claimed else "",
        source=row.source,
        places=places_of(row),
        facts=facts_by_family(list(facts), is_own=False, today=now.date()),
        opening=_opening(row, now=now),
        rooms=tuple(RoomLine(room.places, room.format, room.insurance, room.day_part) for room in rooms),
        has_photo=row.has_photo,
        connection=_connection(row, scope=scope),
        own=_own(row, scope=scope),
    )


def _connection(row: Any, *, scope: Scope) -> str:
    me = Person(id=scope.person, name=row.my_name)
    ours = Practice(id=scope.practice, address=row.my_address)
    return connections_to(me, practice=ours, profiles=[row]).get(row.id, "")


def _own(row: Any, *, scope: Scope) -> OwnWords:
    cells = cells_of_people()
    met = scope.catch_ups.filter(profile_id=row.id).order_by("-day", "-id")[:MOST_CATCH_UPS]
    return OwnWords(
        since=row.known_since,
        note=cells.open(row.note_sealed, table=Colleague, column="note_sealed", row=row.note_row),
        catch_ups=tuple(
            CatchUpLine(
                each.id,
                each.day,
                each.way,
                cells.open(each.note_sealed, table=CatchUp, column="note_sealed", row=each.id),
            )
            for each in met
        ),
    )
