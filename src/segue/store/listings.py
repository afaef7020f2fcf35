"""The one place that writes listings of the registry in bulk: by hand in SQL, for both databases (decision 0013).

A country has a million of them, and the ORM takes longer over each than both databases together. SQLite gets its rows
by executemany and PostgreSQL by COPY. Which rows are new, changed or gone is decided by the act; every function here
writes in the transaction of its caller. What changed is told to searches once for each profile, since the triggers
leave rows of the registry out (`store.changes`).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Model

from segue.store.models import Change, Fact, Place, Profile

SOURCE: Final = "nppes"


class Known(NamedTuple):
    """What the directory has under a number. An entry that its owner took out counts as claimed."""

    id: str
    fingerprint: str
    is_claimed: bool
    is_gone: bool


class ListedProfile(NamedTuple):
    """A listing as its row is written. The identifier is 32 hexadecimal digits, which both databases take."""

    id: str
    npi: str
    kind: str
    name: str
    credentials: str
    profession: str
    address: str
    city: str
    state: str
    zip: str
    zone: str
    phone: str
    fax: str
    fingerprint: str


class LicenseFact(NamedTuple):
    """A state in which somebody declared a license, and the day the registry had it from."""

    id: str
    profile_id: str
    code: str
    said_on: str
    confirmed_on: str


class ListedPlace(NamedTuple):
    """A further place of practice."""

    id: str
    profile_id: str
    address: str
    city: str
    state: str
    zip: str
    phone: str
    fax: str


def look_by_index() -> None:
    """For this transaction, find rows by their indexes, however few there were when PostgreSQL first made its plan.

    A plan is kept for as long as the connection, and the one that was made for an empty directory reads all of it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")


def known(numbers: Collection[str]) -> dict[str, Known]:
    """Which of these numbers are in the directory."""
    asked = (
        "SELECT npi, id, fingerprint, claimed_at IS NOT NULL OR removed_at IS NOT NULL, gone_on IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} FROM store_profile WHERE npi{_among()}", [_many(numbers)])
        return {
            npi: Known(_hex(of), mark, bool(claimed), bool(gone))
            for npi, of, mark, claimed, gone in cursor.fetchall()
        }


def add(profiles: Sequence[ListedProfile], facts: Sequence[LicenseFact], *, now: datetime) -> None:
    """Write listings that were not there before."""
    _load(Profile, ListedProfile._fields, profiles, source=SOURCE, added_at=now)
    _load(Fact, LicenseFact._fields, facts, family="license", source=SOURCE)
    tell([each.id for each in profiles], now=now)


def rewrite(profiles: Sequence[ListedProfile], facts: Sequence[LicenseFact], *, now: datetime) -> None:
    """Write listings anew that the registry changed or gave back. A license that somebody confirmed stays theirs."""
    ids = [each.id for each in profiles]
    if not ids:
        return
    changed = ", ".join(f"{name} = %s" for name in ListedProfile._fields[2:])
    columns = ("family", "source", "value", *LicenseFact._fields)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE store_profile SET {changed}, gone_on = NULL, version = version + 1 WHERE id = %s",  # noqa: S608
            [(*each[2:], each.id) for each in profiles],
        )
        _drop(Fact, ids)
        cursor.executemany(
            f"INSERT INTO store_fact ({', '.join(columns)}) VALUES ({places}) ON CONFLICT DO NOTHING",  # noqa: S608
            [("license", SOURCE, "", *each) for each in facts],
        )
    tell(ids, now=now)


def end(gone: Mapping[str, date], *, now: datetime) -> None:
    """Note since when listings are no longer in use. Without a fingerprint, a number given back counts as changed."""
    if not gone:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE store_profile SET gone_on = %s, fingerprint = '', version = version + 1 WHERE id = %s",
            [(day, of) for of, day in gone.items()],
        )
    tell(list(gone), now=now)


def places_of(profiles: Collection[str]) -> dict[str, set[tuple[str, ...]]]:
    """The further places that the registry told of these profiles."""
    columns = ", ".join(ListedPlace._fields[1:])
    asked = f"SELECT {columns} FROM store_place WHERE source = %s AND profile_id"  # noqa: S608  # our names
    found: dict[str, set[tuple[str, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(asked + _among("uuid"), [SOURCE, _many(profiles)])
        for of, *place in cursor.fetchall():
            found.setdefault(_hex(of), set()).add(tuple(place))
    return found


def set_places(profiles: Collection[str], places: Sequence[ListedPlace], *, now: datetime) -> None:
    """Put these places where those profiles had others, or none."""
    if not profiles:
        return
    _drop(Place, profiles)
    _load(Place, ListedPlace._fields, places, source=SOURCE)
    tell(profiles, now=now)


def still_unclaimed(profiles: Collection[str]) -> set[str]:
    """Those of them that nobody has claimed in the meantime; held so until the transaction ends."""
    asked = "SELECT id FROM store_profile WHERE claimed_at IS NULL AND removed_at IS NULL AND id" + _among(  # noqa: S608
        "uuid"
    )
    held = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(asked + held, [_many(profiles)])
        return {_hex(of) for (of,) in cursor.fetchall()}


def tell(profiles: Collection[str], *, now: datetime) -> None:
    """Tell every search that these changed."""
    xact = 0
    if connection.vendor == "postgresql" and profiles:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            xact = cursor.fetchone()[0]
    if connection.vendor == "postgresql":
        _load(Change, ("profile_id",), [(of,) for of in profiles], xact=xact, at=now)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_change (profile_id, xact, at) SELECT value, 0, %s FROM json_each(%s)",
            [connection.ops.adapt_datetimefield_value(now), _many(profiles)],
        )


def _load(
    table: type[Model], columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]], **same: object
) -> None:
    """Write rows of these columns. What is the same in all is said once, and all else is the table's default."""
    if not rows:
        return
    same = {**_defaults(table, frozenset((*columns, *same))), **same}
    named = ", ".join((*columns, *same))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table._meta.db_table} ({named}) FROM STDIN") as copy:
                copy.write(_as_copied(rows, "\t".join(map(str, same.values()))))
            return
        places = ", ".join([*["%s"] * len(columns), *map(_literal, same.values())])
        cursor.executemany(
            f"INSERT INTO {table._meta.db_table} ({named}) VALUES ({places})",  # noqa: S608  # our names
            rows,
        )


@cache
def _defaults(table: type[Model], given: frozenset[str]) -> Mapping[str, object]:
    """The columns that must not be empty and that nobody gave a value for."""
    fields = [each for each in table._meta.concrete_fields if not each.null and not each.primary_key]
    return {each.attname: each.get_default() for each in fields if each.attname not in given}


def _as_copied(rows: Iterable[tuple[str, ...]], same: str) -> bytes:
    """Rows as PostgreSQL's COPY reads them. No value holds a tab or an end of line: the reader let none through."""
    tail = f"\t{same}\n" if same else "\n"
    text = "".join(["\t".join(row).replace("\\", "\\\\") + tail for row in rows])
    return text.encode()


def _literal(value: object) -> str:
    """A value of our own, written into the statement itself."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, datetime):
        value = connection.ops.adapt_datetimefield_value(value)
    return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"


def _drop(table: type[Model], profiles: Collection[str]) -> None:
    """Drop what the registry told of these profiles."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table._meta.db_table} WHERE source = %s AND profile_id" + _among("uuid"),  # noqa: S608
            [SOURCE, _many(profiles)],
        )


def _among(kind: str = "text") -> str:
    """The condition that a column is one of many values, of any number, in one parameter."""
    if connection.vendor == "postgresql":
        return f" = ANY(%s::{kind}[])"
    return " IN (SELECT value FROM json_each(%s))"


def _many(values: Collection[str]) -> list[str] | str:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


def _hex(of: Any) -> str:
    return of if isinstance(of, str) else str(of.hex)
