"""Dying at one call to the outside, and what is left then: only what was committed, as after a power cut.

A call is a database statement, a mail, a text or a file. Everything runs inside one transaction that is never
committed, so that a world can be played from the same point again and again: the outermost savepoint of the
program stands for its transaction, and releasing it for the commit. At the moment of death the database takes
back what was not committed; nothing that the program still does on its way out reaches anything.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction

FILE_CALLS = ("mkdir", "open", "fsync", "replace")
LAST_WORDS = ("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT")


class Died(BaseException):
    """The program is no more. No `except Exception` stops this, as none stops a kill."""


@dataclass(slots=True)
class Life:
    """A life that ends at a point: before the n-th call at 2n - 1, after it at 2n; at 0 it never ends."""

    ends_at: int = 0
    points: int = 0
    is_over: bool = False
    calls: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def call(self, what: str, do: Callable[[], Any]) -> Any:
        """Do it, and maybe die before or after."""
        if self.is_over:
            raise Died
        self.calls.append(what)
        self._point()
        answer = do()
        self._point()
        return answer

    def moments(self) -> list[int]:
        """The points that differ: before each call, and after the last. After a call is before the next."""
        return [*range(1, self.points, 2), self.points]

    def statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """A statement, as `connection.execute_wrapper` hands it over."""
        if self.is_over and sql.startswith(LAST_WORDS):
            return None  # the database has done it already
        return self.call(sql, lambda: self._executed(execute, sql, params, many, context))

    def _executed(self, execute: Any, sql: str, *rest: Any) -> Any:
        name = sql.rpartition(" ")[2]
        answer = execute(sql, *rest)
        if sql.startswith("SAVEPOINT"):
            self._open.append(name)
        elif sql.startswith("RELEASE SAVEPOINT"):
            del self._open[self._open.index(name) :]
        return answer

    def _point(self) -> None:
        self.points += 1
        if self.points != self.ends_at:
            return
        self.is_over = True
        if self._open:
            with connection.connection.cursor() if is_postgresql() else _closing_cursor() as raw:
                raw.execute(f"ROLLBACK TO SAVEPOINT {self._open[0]}")
        raise Died


def is_postgresql() -> bool:
    """Which of the two this is."""
    return connection.vendor == "postgresql"


@contextmanager
def _closing_cursor() -> Iterator[Any]:
    cursor = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@contextmanager
def living(life: Life, *, files_in: Path | None = None, chance: int = 0) -> Iterator[Life]:
    """Whatever happens in here belongs to this life. Chance is the same in each life, so that ciphers are too."""
    with ExitStack() as stack:
        random.seed(chance)  # parts of a mail are kept apart by chance
        stack.enter_context(connection.execute_wrapper(life.statement))
        stack.enter_context(patch("os.urandom", Random(chance).randbytes))  # noqa: S311  # no secret
        if files_in:
            for name in FILE_CALLS:
                plain = getattr(os, name) if name != "fsync" else lambda _: None  # no power is cut here
                stack.enter_context(patch(f"os.{name}", partial(_counted, name, plain, life, str(files_in))))
        yield life


def _counted(name: str, plain: Callable[..., Any], life: Life, place: str, *args: Any, **more: Any) -> Any:
    """A file call, if it is about the outbox; the file that is synced has no name any more."""
    is_ours = name == "fsync" or str(args[0]).startswith(place)
    return life.call(f"file {name}", lambda: plain(*args, **more)) if is_ours else plain(*args, **more)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here has not happened afterwards."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(mark)
        transaction.savepoint_commit(mark)
