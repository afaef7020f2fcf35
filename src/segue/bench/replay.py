"""The yardstick of an act: the very statements it sent, played again on the bare driver.

The act runs once in a transaction that is taken back, and each statement is kept with its values. Played again
they change the same rows to the same values, chain of the record and all, so what is left of an act's time is
what Segue and Django add to their own SQL.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from django.db import connection, transaction

from segue.store.walls import SCOPE, Passage

_MARK = re.compile(r"(?<!%)%s")


class OtherWork(Exception):
    """The yardstick changed other rows than the act did, so it measures nothing."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as the driver takes it, and how many rows it changed; -1 for one that reads."""

    sql: str
    values: tuple[Any, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """The statements that one transaction holds, or one that stands alone."""

    statements: tuple[Statement, ...]
    is_atomic: bool = True

    @property
    def changed(self) -> int:
        """How many rows were written."""
        return sum(max(0, each.rows) for each in self.statements)


def captured(work: Callable[[], object]) -> tuple[Transaction, ...]:
    """Everything that this work says to the database, by transaction. Nothing of it is kept."""
    with transaction.atomic():
        seen = listened(work)
        transaction.set_rollback(True)
    return tuple(_by_transaction(seen))


def listened(work: Callable[[], object]) -> tuple[Statement, ...]:
    """Everything that this work says to the database, one after the other; what it writes stays written."""
    seen: list[Statement] = []

    def watch(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, values, many, context)
        cursor = context["cursor"]
        rows = -1 if cursor.description else int(cursor.rowcount)
        seen.append(Statement(_as_sent(sql, values), tuple(values or ()), rows))
        return answer

    with connection.execute_wrapper(watch):
        work()
    return tuple(seen)


def check_same(done: Iterable[Transaction], played: Iterable[tuple[int, ...]]) -> None:
    """Raise OtherWork unless each statement changed as many rows as it did in the act."""
    for each, rows in zip(done, played, strict=True):
        wanted = tuple(one.rows for one in each.statements)
        if rows != wanted:
            place = next(i for i, pair in enumerate(zip(wanted, rows, strict=True)) if pair[0] != pair[1])
            raise OtherWork(f"{rows[place]} rows instead of {wanted[place]}: {each.statements[place].sql}")


class Bare:
    """A connection without a framework: the driver's own, as the program sets it up."""

    def __init__(self) -> None:
        is_sqlite = connection.vendor == "sqlite"
        self._line: Any = sqlite_line() if is_sqlite else postgres_line()
        self._begin = "BEGIN IMMEDIATE" if is_sqlite else "BEGIN"
        # One round trip a statement on PostgreSQL, prepared as the driver can.
        self._how: dict[str, Any] = {} if is_sqlite else {"prepare": True}

    def rehearse(self, done: Iterable[Transaction]) -> None:
        """Send the statements once and take them back, so that the driver has met each of them."""
        self._line.execute(self._begin)
        for each in done:
            self.play(replace(each, is_atomic=False))
        self._line.execute("ROLLBACK")

    def play(self, done: Transaction) -> tuple[int, ...]:
        """Send the statements, read what they give, commit; the rows that each changed."""
        cursor, rows = self._line.cursor(), []
        if done.is_atomic:
            cursor.execute(self._begin)
        for each in done.statements:
            cursor.execute(each.sql, each.values, **self._how)
            rows.append(_read(cursor))
        if done.is_atomic:
            cursor.execute("COMMIT")
        return tuple(rows)

    def rows(self, asked: Statement) -> list[tuple[Any, ...]]:
        """What one statement gives."""
        found: list[tuple[Any, ...]] = self._line.execute(asked.sql, asked.values, **self._how).fetchall()
        return found

    def close(self) -> None:
        """Let go of it."""
        self._line.close()


def sqlite_line() -> sqlite3.Connection:
    """A bare connection to the program's file, with the same pragmas."""
    kept: dict[str, Any] = connection.settings_dict
    line = sqlite3.connect(kept["NAME"], timeout=kept["OPTIONS"]["timeout"], isolation_level=None)
    line.executescript(kept["OPTIONS"]["init_command"])
    line.execute("PRAGMA foreign_keys=ON")
    return line


def postgres_line() -> psycopg.Connection[tuple[Any, ...]]:
    """A bare connection to the program's PostgreSQL, past its walls as the acts are."""
    kept: dict[str, Any] = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    address = {word: kept[name] for word, name in named.items() if kept[name]}
    return psycopg.connect(**address, autocommit=True, options=f"-c {SCOPE}={Passage.commands}")


def _read(cursor: Any) -> int:
    """Fetch what a statement gives; how many rows it changed when it gives none."""
    if cursor.description:
        cursor.fetchall()
        return -1
    return int(cursor.rowcount)


def _as_sent(sql: str, values: object) -> str:
    """The statement with the driver's own marks for values."""
    if connection.vendor != "sqlite" or values is None:
        return sql
    return _MARK.sub("?", sql).replace("%%", "%")


def _by_transaction(seen: Iterable[Statement]) -> Iterable[Transaction]:
    """An act's own transaction shows as a savepoint, for it ran inside another one."""
    open_ones = 0
    inside: list[Statement] = []
    for each in seen:
        word = each.sql.lstrip().split(None, 1)[0].upper()
        if word == "SAVEPOINT":
            open_ones += 1
        elif word == "ROLLBACK":
            raise OtherWork("an act that took something back cannot be played again")
        elif word == "RELEASE":
            open_ones -= 1
            if not open_ones:
                yield Transaction(tuple(_without_word_back(inside)))
                inside = []
        elif open_ones:
            inside.append(each)
        else:
            yield Transaction((each,), is_atomic=False)


def _without_word_back(inside: list[Statement]) -> list[Statement]:
    """Inside another transaction a door of the store says in the end what had been said before; alone it does not."""
    return inside[:-1] if inside and "set_config(" in inside[-1].sql else inside


def let_go() -> None:
    """Close this thread's connections, before processes are made of this one."""
    with suppress(AttributeError):
        connection.close_pool()  # type: ignore[attr-defined]
    connection.close()
