"""A shelf for rows that are too many for memory: put by key in any order, taken by key, gone when it is closed.

It lies in a file of its own without a name, never in the database.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from types import TracebackType


class Shelf:
    """Texts under numbers, several under each. Everything is put before anything is taken."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
            "CREATE TABLE shelf (number INTEGER NOT NULL, text TEXT NOT NULL)"
        )

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Put texts under their numbers."""
        with closing(self._file.cursor()) as cursor:
            cursor.execute("BEGIN")
            cursor.executemany("INSERT INTO shelf VALUES (?, ?)", rows)
            cursor.execute("COMMIT")

    def close_for_putting(self) -> None:
        """Make it quick to take from."""
        self._file.execute("CREATE INDEX shelf_number ON shelf (number)")

    def take(self, numbers: Collection[str]) -> dict[str, list[str]]:
        """What lies under these numbers, in the order in which it was put."""
        found: dict[str, list[str]] = {}
        asked = (
            "SELECT number, text FROM shelf WHERE number IN (SELECT value FROM json_each(?)) ORDER BY rowid"
        )
        for number, text in self._file.execute(asked, [json.dumps([int(each) for each in numbers])]):
            found.setdefault(f"{number:010}", []).append(text)
        return found
