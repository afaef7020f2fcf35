"""The directory as a list: who fits the words and the filters, thirty a page, by name.

A page begins after an entry, not at a number, so that each takes as long as the first. Where words can be taken in more
than one way, each way finds its first thirty, and the first thirty of all of them are the page. Whom somebody knows is
read through their own door. At most five statements, whatever the directory holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from segue.reads.directory import geography, kilometers, opening_of
from segue.reads.directory_words import Way, narrowed, ways, words_in
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.check import OPEN_DAYS, is_open
from segue.rules.codes import Family
from segue.rules.looking import Looking
from segue.rules.matching.profile import STALE_DAYS
from segue.rules.profile import FAMILIES, Age, age_of
from segue.store.door import Scope
from segue.store.models import Fact, Opening, Practice, Profile

PAGE: Final = 30
MOST_TOGETHER: Final = 4
MOST_LISTED: Final = 20
USUAL_MILES: Final = 10
KM_IN_MILE: Final = 1.609344
_ON_THE_LINE: Final = 4


@dataclass(frozen=True, slots=True)
class OpeningWord:
    """The newest word on room. `is_open`: “open” may be said of it today."""

    places: int
    first_free: date | None
    wait_weeks: int | None
    age: Age
    is_open: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the list. `about`: concerns, where they say nothing in their own words."""

    id: UUID
    name: str
    role: str
    place: str
    phone: str
    words: str
    about: tuple[str, ...]
    opening: OpeningWord | None
    newest: date | None
    is_claimed: bool
    is_known: bool
    miles: int | None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """One page of the list; `after` is where the next begins. `meant`: how the words were taken beside names."""

    lines: tuple[EntryLine, ...]
    after: UUID | None
    words: str
    meant: Way | None


def directory_page(
    viewer: Actor, looking: Looking, *, now: datetime, after: UUID | None = None
) -> DirectoryPage:
    """The page of what is looked for that begins after this entry."""
    assert viewer.person is not None
    words = words_in(looking.sealed, person=viewer.person)
    taken = [narrowed(way, states=looking.state) for way in ways(words)]
    with viewing(viewer) as scope:
        found = [_found(way, looking, scope=scope, now=now) for way in taken]
        rows = list(_page(found, scope=scope, after=after)[: PAGE + 1])
        lines = _lines(rows[:PAGE], near=looking.zip, now=now)
    return DirectoryPage(
        lines=lines,
        after=rows[PAGE - 1].id if len(rows) > PAGE else None,
        words=words,
        meant=next((way for way in taken if way.has_more_than_names), None),
    )


def short_list(viewer: Actor, profiles: Sequence[str], *, most: int, now: datetime) -> tuple[EntryLine, ...]:
    """These entries in the order in which they were named; those that are not there are left out."""
    ids = [found for found in dict.fromkeys(map(_id_of, profiles)) if found][:most]
    with viewing(viewer) as scope:
        rows = _beside(_living().filter(id__in=ids), scope=scope)
        lines = {line.id: line for line in _lines(list(rows), near="", now=now)}
    return tuple(lines[one] for one in ids if one in lines)


def _living() -> QuerySet[Profile]:
    return Profile.objects.filter(gone_on__isnull=True, removed_at__isnull=True)


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _found(way: Way, looking: Looking, *, scope: Scope, now: datetime) -> QuerySet[Profile]:
    """Whom one way of taking the words finds, in order."""
    rows = _living().filter(_asked(way, looking, scope=scope, now=now))
    # The few people of a practice are sorted; SQLite would else go through the names of the whole country for them.
    return rows.order_by(Coalesce("name", Value("")) if way.is_practice else "name", "id")


def _page(found: Sequence[QuerySet[Profile]], *, scope: Scope, after: UUID | None) -> QuerySet[Profile]:
    """The rows of a page and the one behind it, in order."""
    begins = Q()
    if after:
        name = Subquery(Profile.objects.filter(id=after).values("name"))
        begins = Q(name__gte=name) & (Q(name__gt=name) | Q(id__gt=after))
    ordered = [rows.filter(begins) for rows in found]
    if len(ordered) == 1:
        return _beside(ordered[0], scope=scope)
    first = {one for rows in ordered for one in rows.values_list("id", flat=True)[: PAGE + 1]}
    return _beside(Profile.objects.filter(id__in=first).order_by("name", "id"), scope=scope)


def _beside(rows: QuerySet[Profile], *, scope: Scope) -> QuerySet[Profile]:
    """With what a line says beside the entry itself."""
    known = scope.colleagues.filter(profile_id=OuterRef("pk"), since__isnull=False)
    return rows.select_related("opening").annotate(is_known=Exists(known))


def _asked(way: Way, looking: Looking, *, scope: Scope, now: datetime) -> Q:
    """What one way of taking the words and all filters ask for together."""
    asked = Q(npi=way.npi) if way.npi else _who_and_where(way, looking)
    if profession := way.profession or looking.profession:
        asked &= Q(profession=profession)
    for family, code in (*way.facts, *looking.facts):
        asked &= Q(id__in=_saying(family, code, today=now.date()))
    if looking.zip:
        radius = (looking.miles or USUAL_MILES) * KM_IN_MILE
        asked &= Q(zip__in=geography().around(looking.zip, kilometers=radius))
    if looking.is_open:
        asked &= _open(now)
    if looking.is_known:
        asked &= Q(id__in=scope.colleagues.filter(since__isnull=False).values("profile_id"))
    return asked


def _who_and_where(way: Way, looking: Looking) -> Q:
    """The names, in the place that the words or else the filters name; a town may be a name after all."""
    asked = _named(way.names, is_practice=way.is_practice) & _in(way.states or looking.state)
    if way.zips:
        asked &= Q(zip__in=way.zips)
    if way.with_town:
        asked |= _named(way.with_town) & _in(looking.state)
    return asked


def _named(names: Sequence[str], *, is_practice: bool = False) -> Q:
    """Each of these words in the name, or in that of the practice, which is looked up first: there are few."""
    each = reduce(and_, (Q(name__icontains=name) for name in names), Q())
    return Q(practice_id__in=Practice.objects.filter(each).values("id")) if is_practice else each


def _in(states: Sequence[str]) -> Q:
    return Q(state__in=states) if states else Q()


def _saying(family: Family, code: str, *, today: date) -> QuerySet[Fact, Any]:
    """Who said this; what ages fast and is too old counts no more."""
    said = Fact.objects.filter(family=family, code=code)
    if FAMILIES[family].is_perishable:
        said = said.filter(confirmed_on__gte=today - timedelta(days=STALE_DAYS))
    return said.values("profile_id")


def _open(now: datetime) -> Q:
    """“Open” is said of what was confirmed in the last days, or as the openings of this week."""
    today = datetime.combine(now.date(), time(), UTC)
    days = Q(opening__confirmed_at__gte=today - timedelta(days=OPEN_DAYS))
    weekly = Q(opening__source="weekly", opening__confirmed_at__gte=today - timedelta(days=now.weekday()))
    return Q(opening__places__gt=0) & (days | weekly)


def _lines(rows: Sequence[Profile], *, near: str, now: datetime) -> tuple[EntryLine, ...]:
    newest, about = _said_of([row.id for row in rows])
    return tuple(
        _line(row, newest=newest.get(row.id), about=about.get(row.id, ()), near=near, now=now) for row in rows
    )


def _said_of(ids: Iterable[UUID]) -> tuple[Mapping[UUID, date], Mapping[UUID, Sequence[str]]]:
    """The newest day on which anything was said of each, and the concerns that stand for them in one line."""
    newest: dict[UUID, date] = {}
    said: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    rows = Fact.objects.filter(profile_id__in=list(ids)).order_by("id")
    for profile, family, code, on in rows.values_list("profile_id", "family", "code", "confirmed_on"):
        newest[profile] = max(on, newest.get(profile, on))
        if family in ("focus", "concern"):
            said[profile, family].append(code)
    about = {one: (said[one, "focus"] or said[one, "concern"])[:_ON_THE_LINE] for one in newest}
    return newest, about


def _line(row: Profile, *, newest: date | None, about: Sequence[str], near: str, now: datetime) -> EntryLine:
    opening: Opening | None = getattr(row, "opening", None)
    days = [day for day in (newest, opening.confirmed_at.date() if opening else None) if day]
    is_claimed = row.claimed_at is not None
    return EntryLine(
        id=row.id,
        name=row.name,
        role=row.credentials or row.profession,
        place=row.place or ", ".join(part for part in (row.city, row.state) if part),
        phone=row.phone,
        words=row.said if is_claimed else "",
        about=tuple(about),
        opening=opening_word(opening, now=now) if opening else None,
        newest=max(days, default=None),
        is_claimed=is_claimed,
        is_known=row.is_known,  # type: ignore[attr-defined]
        miles=_miles(near, row.zip),
    )


def opening_word(row: Opening, *, now: datetime) -> OpeningWord:
    """The word on room with its age."""
    said = opening_of(row)
    return OpeningWord(
        places=row.places,
        first_free=row.first_free,
        wait_weeks=row.wait_weeks,
        age=age_of(said.confirmed_on, is_perishable=True, today=now.date()),
        is_open=is_open(said, now=now),
    )


def _miles(one: str, other: str) -> int | None:
    """How far the middles of two ZIP areas lie apart, as far as both are known."""
    apart = kilometers(one, other) if one and other else None
    return None if apart is None else round(apart / KM_IN_MILE)
