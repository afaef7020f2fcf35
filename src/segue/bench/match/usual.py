"""The usual way to answer a need: one table for each list, a query through the ORM, points counted row by row.

It answers the same as the engine, on SQLite with the indexes that one would give it. It tells what letting one wish go
would open, with one more query for each; pairs of wishes, steps and the three are left out in its favor.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import and_
from typing import Any, ClassVar, Final

import numpy as np
from django.db import connections, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from segue.bench.match.crowd import LARGEST, TODAY, Crowd, days_ago
from segue.rules.codes import CODES, Family, place
from segue.rules.matching import columns as cells
from segue.rules.matching.points import oldest_days, points
from segue.rules.matching.profile import STALE_DAYS, Fee, Opening, ProfileFacts, Stated
from segue.rules.matching.weights import CURRENT
from segue.rules.need import Need, Wish, musts_of

DATABASE: Final = "usual"
_PART: Final = 100_000


class Clinician(models.Model):
    """One of them, with what is there once."""

    objects: ClassVar = models.Manager()
    zip = models.CharField(max_length=5)
    fee = models.IntegerField(null=True)
    lowest = models.IntegerField(null=True)
    room = models.IntegerField(null=True)
    free_on = models.DateField(null=True)
    wait = models.IntegerField(null=True)
    said_on = models.DateField(null=True)
    role = models.CharField(max_length=20, null=True)

    class Meta:
        app_label = "usual"
        managed = False


def _table(name: str) -> Any:
    """A table of codes, one row for each that a clinician has."""
    meta = type("Meta", (), {"app_label": "usual", "managed": False})
    columns = {
        "clinician": models.ForeignKey(Clinician, models.CASCADE, related_name="+", db_index=False),
        "code": models.CharField(max_length=24),
        "Meta": meta,
        "__module__": __name__,
    }
    return type(f"Has{name.title()}", (models.Model,), columns)


LISTS: Final = ("concerns", "methods", "languages", "insurance", "styles", "slots", "ages", "formats")
TABLES: Final[Mapping[str, Any]] = {name: _table(name) for name in (*LISTS, "focus", "licenses")}


def fill(crowd: Crowd) -> None:
    """Write everybody, then make the indexes."""
    connection = connections[DATABASE]
    with connection.schema_editor() as editor:
        for model in (Clinician, *TABLES.values()):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = MEMORY")
        for start in range(0, len(crowd), _PART):
            with transaction.atomic(using=DATABASE):
                _write(cursor.cursor, crowd, range(start, min(start + _PART, len(crowd))))
        for name in TABLES:
            cursor.execute(f"CREATE INDEX usual_{name} ON usual_has{name} (code, clinician_id)")
            cursor.execute(f"CREATE INDEX usual_of_{name} ON usual_has{name} (clinician_id, code)")
        cursor.execute("ANALYZE")


def answer(need: Need, crowd: Crowd) -> tuple[int, list[tuple[int, int]], Mapping[Wish, int]]:
    """How many fit, the first of them with their points, and what each wish would open."""
    musts = musts_of(need)
    conditions = {wish: _MUSTS[wish](need, crowd) for wish in musts}
    licensed = TABLES["licenses"].objects.filter(code=need.jurisdiction).values("clinician_id")
    lawful = Q(pk__in=licensed) & _has("ages", [need.age])

    def that(wishes: Iterable[Wish]) -> QuerySet[Any]:
        asked = reduce(and_, (conditions[wish] for wish in wishes), lawful)
        return Clinician.objects.using(DATABASE).filter(asked)

    rows = list(that(musts))
    lists = _lists_of([row.pk for row in rows])
    counted = sorted((-_points(need, row, lists, crowd), row.pk) for row in rows)
    more = {wish: that(one for one in musts if one is not wish).count() - len(rows) for wish in musts}
    first = [(number, -points) for points, number in counted[: need.limit]]
    return len(rows), first, {wish: count for wish, count in more.items() if count}


_Lists = Mapping[str, Mapping[int, frozenset[str]]]


def _has(name: str, codes: Iterable[str]) -> Q:
    """Somebody with one of these codes: looked up for each who is licensed, which is quicker here than joining."""
    return Q(Exists(TABLES[name].objects.filter(clinician_id=OuterRef("pk"), code__in=list(codes))))


def _lists_of(numbers: list[int]) -> _Lists:
    """The lists of those who fit, a query for each, as prefetching would ask."""
    found: dict[str, dict[int, frozenset[str]]] = {}
    for name in (*LISTS, "focus"):
        rows = TABLES[name].objects.using(DATABASE).filter(clinician_id__in=numbers)
        grouped: dict[int, set[str]] = defaultdict(set)
        for number, code in rows.values_list("clinician_id", "code"):
            grouped[number].add(code)
        found[name] = {number: frozenset(codes) for number, codes in grouped.items()}
    return found


def _can_pay(need: Need, _crowd: Crowd) -> Q:
    either = _has("insurance", need.insurance) if need.insurance else Q()
    if need.budget is not None:
        either |= Q(lowest__lte=need.budget)
    return either & Q(said_on__gte=_fresh())


def _is_near(need: Need, crowd: Crowd) -> Q:
    geography = crowd.geography
    every = np.arange(len(geography.zips), dtype=np.uint16)
    here = np.array([geography.place(need.zip)], np.uint16)
    near = np.flatnonzero(geography.meters(here, every) <= (need.radius_km or 0) * 1000)
    either = Q(zip__in=[geography.zips[number] for number in near])
    return either | _has("formats", ["online"]) if "online" in need.formats else either


def _is_soon(need: Need, _crowd: Crowd) -> Q:
    urgency = need.urgency_days or 0
    in_time = Q(free_on__lte=days_ago(-urgency)) | Q(free_on__isnull=True, wait__lte=urgency)
    return in_time & Q(said_on__gte=_fresh())


def _fresh() -> date:
    return days_ago(STALE_DAYS)


_MUSTS: Final[Mapping[Wish, Callable[[Need, Crowd], Q]]] = {
    Wish.CONCERN: lambda need, _: _has("concerns", [need.main]),
    Wish.FORMAT: lambda need, _: _has("formats", need.formats),
    Wish.PLACE: _is_near,
    Wish.INSURANCE_OR_BUDGET: _can_pay,
    Wish.LANGUAGE: lambda need, _: _has("languages", need.languages),
    Wish.HOURS: lambda need, _: _has("slots", need.slots),
    Wish.ROOM: lambda _need, _: Q(room__gt=0, said_on__gte=_fresh()),
    Wish.WAIT: _is_soon,
    Wish.METHOD: lambda need, _: _has("methods", need.methods),
    Wish.STYLE: lambda need, _: reduce(and_, (_has("styles", [code]) for code in need.styles)),
    Wish.ROLE: lambda need, _: Q(role=need.role),
}


def _points(need: Need, row: Any, lists: _Lists, crowd: Crowd) -> int:
    facts = _facts(row, lists)
    got = points(
        need,
        facts,
        today=TODAY,
        distance=crowd.geography.kilometers,
        oldest_days=oldest_days(facts, today=TODAY),
        usual_hours=CURRENT.usual_hours,
        weights=CURRENT,
    )
    return sum(got.values())


def _facts(row: Any, lists: _Lists) -> ProfileFacts:
    stated: dict[str, Any] = {
        name: Stated(lists[name].get(row.pk, frozenset()), row.said_on) for name in LISTS
    }
    return ProfileFacts(
        id=str(row.pk),
        name="",
        zip=row.zip,
        focus=tuple(lists["focus"].get(row.pk, ())),
        fee=None if row.fee is None else Fee(row.fee, row.said_on, row.lowest),
        opening=None if row.room is None else Opening(row.room, row.said_on, row.free_on, row.wait),
        **stated,
    )


def _write(cursor: Any, crowd: Crowd, numbers: range) -> None:
    table = crowd.table[numbers.start : numbers.stop]
    cursor.executemany(
        "INSERT INTO usual_clinician VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(crowd, numbers)
    )
    for name in LISTS:
        family, bits = cells.LISTS[name]
        _write_codes(cursor, name, family, table[name].astype(np.uint64), bits - 1, numbers.start)
    _write_codes(cursor, "focus", Family.CONCERN, table["focus"], 64, numbers.start)
    home = (
        (LARGEST[state], number) for number, state in zip(numbers, crowd.home[numbers.start :], strict=False)
    )
    more = (
        (LARGEST[state], number)
        for number, state in zip(numbers, crowd.second[numbers.start :], strict=False)
        if state >= 0
    )
    for pairs in (home, more):
        cursor.executemany("INSERT INTO usual_haslicenses (code, clinician_id) VALUES (?, ?)", pairs)


def _write_codes(cursor: Any, name: str, family: Family, masks: Any, bits: int, first: int) -> None:
    words = f"INSERT INTO usual_has{name} (code, clinician_id) VALUES (?, ?)"  # noqa: S608  # our own names
    for code in CODES[family]:
        number = place(family, code)
        if number < bits:
            has = np.flatnonzero(masks >> np.uint64(number) & np.uint64(1)) + first
            cursor.executemany(words, ((code, each) for each in has.tolist()))


def _rows(crowd: Crowd, numbers: range) -> Iterator[tuple[object, ...]]:
    table = crowd.table[numbers.start : numbers.stop]
    days = {number: cells.day_of(number).isoformat() for number in range(1, 12_000)}
    columns = [
        table[name].tolist()
        for name in ("zip", "fee", "least", "room", "free_on", "wait", "opening_on", "flags")
    ]
    for number, (zip_, fee, least, room, free, wait, said, flags) in zip(
        numbers, zip(*columns, strict=True), strict=True
    ):
        has_fee, has_room = fee != cells.NO_NUMBER, room != cells.NO_ROOM
        yield (
            number,
            crowd.geography.zips[zip_],
            fee if has_fee else None,
            min(fee, least) if has_fee else None,
            room if has_room else None,
            days.get(free) if has_room else None,
            wait if has_room and wait != cells.NO_NUMBER else None,
            days.get(said),
            next((role for role, bit in cells.ROLES.items() if flags & bit), None),
        )
