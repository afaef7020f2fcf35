"""Statements that are made once: Django writes their SQL the first time, after that only the values change.

The ORM spends most of an act's time on writing the same SQL again and again (decision 0013). Acts and the step of the
lifecycle ask the same few questions each time; they do so here. What a statement says is still the ORM's, on both
databases; everything that is asked seldom goes through the ORM itself.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid5

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    UUIDField,
)
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators

R = TypeVar("R")
Slot = type[UUID] | type[str]
_NAMES: Final = UUID("5e90ee00-0000-4000-8000-000000000000")


class Select(Generic[R]):
    """A SELECT with places for values.

    `build` makes the queryset from one value for each slot, only once for each connection; so it must not look at
    them. A queryset of rows (with `select_related`) or of `values_list` gives what it would give.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, R]], **slots: Slot) -> None:
        self._build = build
        self._slots = slots

    def rows(self, **values: UUID | str) -> list[R]:
        """What the database has, with these values in the places."""
        database = _database()
        made: _Made = _made(database).get(self) or self._make(database)
        with database.cursor() as cursor:
            cursor.execute(made.sql, made.with_values(values))
            found = cursor.fetchall()
        return made.read(found)

    def first(self, **values: UUID | str) -> R | None:
        """The first of them, or None. The queryset should ask for no more than one."""
        return next(iter(self.rows(**values)), None)

    def _make(self, database: Any) -> "_Made":
        marks = {name: _mark(name, kind) for name, kind in self._slots.items()}
        made = _made(database)[self] = _Made(self._build(**marks), marks, database)
        return made


class _Made:
    """The SQL of one SELECT as this connection wants it, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, Any], marks: Mapping[str, UUID | str], database: Any) -> None:
        self._sends_hex = not database.features.has_native_uuid_field
        self._compiler: Any = rows.query.get_compiler(connection=database)
        self.sql, params = self._compiler.as_sql()
        places = {self._as_sent(mark): name for name, mark in marks.items()}
        self._params: list[tuple[str, Any]] = [(places.get(_hashable(each), ""), each) for each in params]
        assert {name for name, _ in self._params} >= set(marks), "a slot that no condition uses"
        columns = [each[0] for each in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)
        kind: type = rows._iterable_class  # noqa: SLF001  # it has no other name
        self._shape: Callable[[Any], Any] = tuple
        if kind is FlatValuesListIterable:
            self._shape = itemgetter(0)
        elif kind is ModelIterable:
            self._shape = self._reader_of_models(database.alias)

    def with_values(self, values: Mapping[str, UUID | str]) -> list[Any]:
        """The parameters, with these values where a slot is."""
        return [self._as_sent(values[name]) if name else kept for name, kept in self._params]

    def read(self, found: list[Any]) -> list[Any]:
        """Rows of the cursor as the queryset would give them."""
        rows = self._compiler.apply_converters(found, self._converters) if self._converters else found
        return [self._shape(row) for row in rows]

    def _as_sent(self, value: UUID | str) -> Any:
        """A value as this database's driver wants it."""
        return value.hex if self._sends_hex and isinstance(value, UUID) else value

    def _reader_of_models(self, alias: str) -> Callable[[Any], Model]:
        """What Django's own ModelIterable does to a row; the select list is looked through once."""
        info, select = self._compiler.klass_info, self._compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        kind: type[Model] = info["model"]
        names = [each[0].target.attname for each in select[first:last]]
        others = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # the stubs know a newer Django

        def read(row: Any) -> Model:
            made = kind.from_db(alias, names, row[first:last])
            for other in others:
                other.populate(row, made)
            return made

        return read


def insert(row: Model) -> None:
    """Write a new row as it stands. An identifier that the database counts stays unknown."""
    _insert((row,), "")


def insert_once(*rows: Model) -> int:
    """Write new rows of one table, but none whose unique values are there already; how many were written."""
    return _insert(rows, " ON CONFLICT DO NOTHING") if rows else 0


def update(table: type[Model], changes: Mapping[str, object], **where: object) -> int:
    """Change the rows in which every column of `where` has its value, or has none where it is None; how many."""
    database = _database()
    key = (table, "update", tuple(changes), tuple((name, value is None) for name, value in where.items()))
    made = _made(database).get(key)
    if made is None:
        sets = ", ".join(f"{_column(table, name)} = %s" for name in changes)
        conditions = " AND ".join(
            f"{_column(table, name)} IS NULL" if value is None else f"{_column(table, name)} = %s"
            for name, value in where.items()
        )
        sql = f"UPDATE {table._meta.db_table} SET {sets} WHERE {conditions}"  # noqa: S608  # names of columns
        asked = [name for name, value in where.items() if value is not None]
        fields = [table._meta.get_field(name) for name in (*changes, *asked)]
        made = _made(database)[key] = (sql, [_saver(each, database) for each in fields])
    sql, savers = made
    values = [*changes.values(), *(value for value in where.values() if value is not None)]
    with database.cursor() as cursor:
        cursor.execute(sql, [save(value) for save, value in zip(savers, values, strict=True)])
        return int(cursor.rowcount)


def _insert(rows: Sequence[Model], otherwise: str) -> int:
    table, database = type(rows[0]), _database()
    key = (table, otherwise, len(rows))
    made = _made(database).get(key)
    if made is None:
        fields = [each for each in table._meta.concrete_fields if not isinstance(each, AutoField)]
        columns = ", ".join(_column(table, each.name) for each in fields)
        places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
        sql = f"INSERT INTO {table._meta.db_table} ({columns}) VALUES {places}{otherwise}"  # noqa: S608
        made = _made(database)[key] = (sql, [(each.attname, _saver(each, database)) for each in fields])
    sql, savers = made
    with database.cursor() as cursor:
        cursor.execute(sql, [save(getattr(row, name)) for row in rows for name, save in savers])
        for row in rows:
            row._state.adding = False  # noqa: SLF001  # documented for those who write their own SQL
        return int(cursor.rowcount)


def _saver(field: Any, database: Any) -> Callable[[Any], Any]:
    """How a value of this column is handed to the driver, as Django does it, with the kind of field looked up once."""
    if isinstance(field, ForeignKey):
        save = _saver(field.target_field, database)
        return lambda value: save(value.pk if isinstance(value, Model) else value)
    if isinstance(field, DateTimeField):
        return database.ops.adapt_datetimefield_value  # type: ignore[no-any-return]
    if isinstance(field, UUIDField) and not database.features.has_native_uuid_field:
        return lambda value: value.hex if isinstance(value, UUID) else field.get_db_prep_save(value, database)
    if isinstance(field, (IntegerField, BooleanField)):
        return lambda value: value
    if isinstance(field, CharField):
        return lambda value: value if value is None or isinstance(value, str) else str(value)
    return lambda value: field.get_db_prep_save(value, database)


def _column(table: type[Model], name: str) -> str:
    return connection.ops.quote_name(str(getattr(table._meta.get_field(name), "column", name)))


def _database() -> Any:
    """The connection of this thread itself; `django.db.connection` looks it up anew for every word."""
    return connections[DEFAULT_DB_ALIAS]


def _made(database: Any) -> dict[Any, Any]:
    """What was made for this connection; each thread has its own, so nothing is shared."""
    return database.__dict__.setdefault("segue_statements", {})  # type: ignore[no-any-return]


def _mark(name: str, kind: Slot) -> UUID | str:
    """A value that nothing else in a statement has, by which the place of a slot is found again."""
    mark = uuid5(_NAMES, name)
    return mark if kind is UUID else f"slot {mark}"


def _hashable(param: Any) -> Any:
    return param if isinstance(param, (str, UUID, int, datetime)) else None
