"""Statements that are made once: Django writes their SQL the first time, after that only the values change.

The ORM spends most of an act's time on writing the same SQL again and again (decision 0013). Acts and the step of the
lifecycle ask the same few questions each time; they do so here. What a statement says is still the ORM's, on both
databases; everything that is asked seldom goes through the ORM itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import AutoField, Field, Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators

R = TypeVar("R")
Slot = type[UUID] | type[str]
_NAMES: Final = UUID("5e90ee00-0000-4000-8000-000000000000")


class Prepared(Generic[R]):
    """A SELECT with places for values.

    `build` makes the queryset from one value for each slot, only once for each connection; so it must not look at
    them. A queryset of rows (with `select_related`) or of `values_list` gives what it would give.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, R]], **slots: Slot) -> None:
        self._build = build
        self._slots = slots

    def rows(self, **values: UUID | str) -> list[R]:
        """What the database has, with these values in the places."""
        made: _Made = _made_here().get(self) or self._make()
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.with_values(values))
            found = cursor.fetchall()
        return made.read(found)

    def first(self, **values: UUID | str) -> R | None:
        """The first of them, or None. The queryset should ask for no more than one."""
        return next(iter(self.rows(**values)), None)

    def _make(self) -> "_Made":
        marks = {name: _mark(name, kind) for name, kind in self._slots.items()}
        made = _made_here()[self] = _Made(self._build(**marks), marks)
        return made


class _Made:
    """The SQL of one SELECT as this connection wants it, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, Any], marks: Mapping[str, UUID | str]) -> None:
        self._compiler: Any = rows.query.get_compiler(connection=connection)
        self.sql, params = self._compiler.as_sql()
        places = {_as_sent(mark): name for name, mark in marks.items()}
        self._params: list[tuple[str, Any]] = [(places.get(_hashable(each), ""), each) for each in params]
        assert {name for name, _ in self._params} >= set(marks), "a slot that no condition uses"
        columns = [each[0] for each in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)
        kind: type = rows._iterable_class  # noqa: SLF001  # it has no other name
        self._shape: Callable[[Any], Any] = tuple
        if kind is FlatValuesListIterable:
            self._shape = itemgetter(0)
        elif kind is ModelIterable:
            self._shape = self._reader_of_models()

    def with_values(self, values: Mapping[str, UUID | str]) -> list[Any]:
        """The parameters, with these values where a slot is."""
        return [_as_sent(values[name]) if name else kept for name, kept in self._params]

    def read(self, found: list[Any]) -> list[Any]:
        """Rows of the cursor as the queryset would give them."""
        rows = self._compiler.apply_converters(found, self._converters) if self._converters else found
        return [self._shape(row) for row in rows]

    def _reader_of_models(self) -> Callable[[Any], Model]:
        """What Django's own ModelIterable does to a row; the select list is looked through once."""
        info, select = self._compiler.klass_info, self._compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        kind: type[Model] = info["model"]
        names = [each[0].target.attname for each in select[first:last]]
        others = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # the stubs know a newer Django

        def read(row: Any) -> Model:
            made = kind.from_db(connection.alias, names, row[first:last])
            for other in others:
                other.populate(row, made)
            return made

        return read


def insert(row: Model) -> None:
    """Write a new row as it stands. An identifier that the database counts stays unknown."""
    _insert(row, "")


def insert_once(row: Model) -> bool:
    """The same, unless a row with the same unique values is there. False when it was, and nothing changed."""
    return _insert(row, " ON CONFLICT DO NOTHING") == 1


def update(table: type[Model], changes: Mapping[str, object], **where: object) -> int:
    """Change the rows in which every column of `where` has its value; how many there were."""
    key = (table, "update", tuple(changes), tuple(where))
    made = _made_here().get(key)
    if made is None:
        set_fields, where_fields = (_fields(table, names) for names in (changes, where))
        quoted = connection.ops.quote_name
        sets = ", ".join(f"{quoted(each.column or '')} = %s" for each in set_fields)
        conditions = " AND ".join(f"{quoted(each.column or '')} = %s" for each in where_fields)
        sql = f"UPDATE {quoted(table._meta.db_table)} SET {sets} WHERE {conditions}"  # noqa: S608  # names of columns
        made = _made_here()[key] = (sql, [*set_fields, *where_fields])
    sql, fields = made
    values = [*changes.values(), *where.values()]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_saved(field, value) for field, value in zip(fields, values, strict=True)])
        return int(cursor.rowcount)


def _insert(row: Model, otherwise: str) -> int:
    table = type(row)
    made = _made_here().get((table, otherwise))
    if made is None:
        fields = [each for each in table._meta.concrete_fields if not isinstance(each, AutoField)]
        columns = ", ".join(_column(each) for each in fields)
        places = ", ".join(["%s"] * len(fields))
        sql = f"INSERT INTO {_table(table)} ({columns}) VALUES ({places}){otherwise}"  # noqa: S608
        made = _made_here()[table, otherwise] = (sql, fields)
    sql, fields = made
    with connection.cursor() as cursor:
        cursor.execute(sql, [_saved(each, getattr(row, each.attname)) for each in fields])
        row._state.adding = False  # noqa: SLF001  # documented for those who write their own SQL
        return int(cursor.rowcount)


def _table(table: type[Model]) -> str:
    return connection.ops.quote_name(table._meta.db_table)


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _saved(field: "Field[Any, Any]", value: object) -> Any:
    return field.get_db_prep_save(value.pk if isinstance(value, Model) else value, connection)


def _fields(table: type[Model], names: Mapping[str, object]) -> "list[Field[Any, Any]]":
    found = [table._meta.get_field(name) for name in names]
    return [each for each in found if isinstance(each, Field)]


def _made_here() -> dict[Any, Any]:
    """What was made for this connection; each thread has its own, so nothing is shared."""
    return connection.__dict__.setdefault("segue_statements", {})  # type: ignore[no-any-return]


def _mark(name: str, kind: Slot) -> UUID | str:
    """A value that nothing else in a statement has, by which the place of a slot is found again."""
    mark = uuid5(_NAMES, name)
    return mark if kind is UUID else f"slot {mark}"


def _as_sent(value: UUID | str) -> Any:
    """A value as this database's driver wants it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return value


def _hashable(param: Any) -> Any:
    return param if isinstance(param, (str, UUID, int, datetime)) else None
