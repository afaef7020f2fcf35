"""A thousand ways to spoil one row of the record behind its guards: each is found, and the row is named."""

import json
from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest
from django.db import connection, transaction

from segue.demo.builders import open_small_world
from segue.rules.record import genesis, hash_of_entry
from segue.store import record
from segue.store.models import RecordEntry
from segue.store.record import verify
from segue.store.triggers import KEPT

MUTATIONS = 1000
COLUMNS = (
    "at",
    "actor_kind",
    "actor_id",
    "event",
    "refs",
    "detail_sealed",
    "previous_hash",
    "link_hash",
    "stream_id",
    "number",
)

pytestmark = pytest.mark.django_db


def an_entry(chance: Random) -> RecordEntry:
    ids = list(RecordEntry.objects.order_by("id").values_list("id", flat=True))
    return RecordEntry.objects.get(pk=chance.choice(ids))


def other_hex(text: str, chance: Random) -> str:
    place = chance.randrange(len(text))
    other = chance.choice([sign for sign in "0123456789abcdef" if sign != text[place]])
    return f"{text[:place]}{other}{text[place + 1 :]}"


def other_bytes(sealed: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(sealed))
    return sealed[:place] + bytes([sealed[place] ^ (1 << chance.randrange(8))]) + sealed[place + 1 :]


def other_value(row: RecordEntry, column: str, chance: Random) -> object:
    """A value that this column does not hold, as close to the one it holds as can be."""
    value = getattr(row, column)
    match column:
        case "at":
            return value.replace(microsecond=(value.microsecond + chance.choice([1, 7, 500_000])) % 1_000_000)
        case "actor_kind" | "event":
            return f"{value}{chance.choice('abc')}"
        case "actor_id" | "stream_id":
            return UUID(int=(value.int if value else 0) ^ (1 << chance.randrange(128)))
        case "refs":
            return {**value, chance.choice([*value, "more"]): str(chance.random())}
        case "detail_sealed":
            return other_bytes(bytes(value), chance)
        case "number":
            return value + 10_000 + chance.randrange(100)
    return other_hex(value, chance)


def change_one(chance: Random) -> set[UUID]:
    row, column = an_entry(chance), chance.choice(COLUMNS)
    RecordEntry.objects.filter(pk=row.pk).update(**{column: other_value(row, column, chance)})
    return {row.id}


def drop_one(chance: Random) -> set[UUID]:
    """A row that is gone cannot be named; the one behind it is, or itself where it was the last."""
    row = an_entry(chance)
    after = RecordEntry.objects.filter(
        stream=row.stream, stream_id=row.stream_id, number=row.number + 1
    ).first()
    RecordEntry.objects.filter(pk=row.pk).delete()
    return {after.id if after else row.id}


def swap_two(chance: Random) -> set[UUID]:
    """Two rows of the record change places: what one says stands under the other's number."""
    one, two = an_entry(chance), an_entry(chance)
    while one.pk == two.pk:
        two = an_entry(chance)
    columns = ("stream", "stream_id", "number", "previous_hash", "link_hash")
    places = {row.pk: {column: getattr(row, column) for column in columns} for row in (one, two)}
    RecordEntry.objects.filter(pk=one.pk).update(number=1_000_000)
    RecordEntry.objects.filter(pk=two.pk).update(**places[one.pk])
    RecordEntry.objects.filter(pk=one.pk).update(**places[two.pk])
    return {one.id, two.id}


def insert_behind(chance: Random) -> set[UUID]:
    """One more row at the end of a stream, with a link that is right."""
    row = an_entry(chance)
    last = RecordEntry.objects.filter(stream=row.stream, stream_id=row.stream_id).latest("number")
    return {_added(last, number=last.number + 1, previous=last.link_hash)}


def insert_as_a_stream(chance: Random) -> set[UUID]:
    """A whole stream that nobody began."""
    row = an_entry(chance)
    row.stream_id = UUID(int=chance.getrandbits(128))
    return {_added(row, number=1, previous=genesis(f"{row.stream}:{row.stream_id.hex}"))}


def _added(like: RecordEntry, *, number: int, previous: str) -> UUID:
    like.id, like.number, like.previous_hash = UUID(int=like.id.int ^ 1), number, previous
    like.save(force_insert=True)
    [made] = [row for row in record.rows() if UUID(row.row) == like.id]
    RecordEntry.objects.filter(pk=like.id).update(link_hash=hash_of_entry(made))
    return like.id


SPOILING: tuple[Callable[[Random], set[UUID]], ...] = (
    change_one,
    drop_one,
    swap_two,
    insert_behind,
    insert_as_a_stream,
)


def lift_guards() -> None:
    for table in KEPT:
        of = "" if connection.vendor == "sqlite" else f" ON {table}"
        with connection.cursor() as cursor:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}{of}")


def test_each_of_a_thousand_spoiled_rows_is_named() -> None:
    open_small_world().case().until_opened()
    assert verify()[1] == []
    lift_guards()
    missed = []
    for seed in range(MUTATIONS):
        spoil = SPOILING[seed % len(SPOILING)]
        with transaction.atomic():
            rows = spoil(Random(seed))  # noqa: S311  # which row, not a secret
            named = {problem.row for problem in verify()[1]}
            if not {str(row) for row in rows} <= named:
                missed.append(json.dumps([seed, spoil.__name__, sorted(map(str, rows)), sorted(named)]))
            transaction.set_rollback(True)

    assert missed == []
    assert verify()[1] == []
