"""Every row that the program keeps, so that two worlds can be compared, and asked what must never be."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import AutoField

from segue.store.models import Change

Rows = dict[str, list[tuple[Any, ...]]]
OF_THE_DATABASE = ("xact", "at")
"""What a trigger writes beside the profile: the database's own transaction and clock."""


def every_row(*, without: Collection[str] = ()) -> Rows:
    """All rows of all tables as they are kept. Numbers that the database counts by itself say nothing.

    PostgreSQL answers with a digest of each table, in one statement.
    """
    rows: Rows = {}
    cursor = connection.connection.cursor()
    selects = _selects(frozenset(without))
    if connection.vendor == "postgresql":
        cursor.execute(_digests(tuple(selects.items())), prepare=True)
        rows = {table: [(digest,)] for table, digest in cursor.fetchall()}
    else:
        for table, select in selects.items():
            cursor.execute(select)
            rows[table] = cursor.fetchall()
    cursor.close()
    return rows


def differences(one: Rows, other: Rows) -> str:
    """What stands in only one of the two, by table."""
    return "\n".join(
        f"{sign} {table}: {row}"
        for table in one
        for sign, mine, theirs in (("-", one[table], other[table]), ("+", other[table], one[table]))
        for row in mine
        if row not in theirs
    )


@cache
def _selects(without: frozenset[str]) -> dict[str, str]:
    quoted = connection.ops.quote_name
    made = {}
    for model in [*apps.get_app_config("store").get_models(), *apps.get_app_config("mfa").get_models()]:
        columns = [
            quoted(str(field.column))
            for field in model._meta.concrete_fields
            if not isinstance(field, AutoField)
            and field.name not in without
            and not (model is Change and field.name in OF_THE_DATABASE)
        ]
        table = model._meta.db_table
        in_order = ", ".join(str(place + 1) for place in range(min(3, len(columns))))
        made[table] = f"SELECT {', '.join(columns)} FROM {quoted(table)} ORDER BY {in_order}"  # noqa: S608
    return made


@cache
def _digests(selects: tuple[tuple[str, str], ...]) -> str:
    return " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(each::text, '|')) FROM ({select}) each"  # noqa: S608
        for table, select in selects
    )
