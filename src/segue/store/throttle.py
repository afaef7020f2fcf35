"""Where tries are counted: Django's cache as one table of the database, kept small, plain and nameless (decision 0009).

Django has such a cache, but it pickles what it keeps, so that whoever can write to the database could run code here,
and it counts the whole table at each step. This one keeps JSON, and each step is one statement.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection

from segue.store.keys import server_digest

FOR_EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


def nameless(key: str, prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: neither an address nor an account can be read from what is kept."""
    return server_digest("throttle", f"{prefix}:{version}:{key}")


class Counters(BaseDatabaseCache):
    """The cache. What has run out is swept away whenever something is kept."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self.table = table

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept and has not run out."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT value FROM {self.table} WHERE cache_key = %s AND expires > %s",  # noqa: S608  # our name
                [self._named(key, version), _written(datetime.now(UTC))],
            )
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep it, in place of what was there."""
        self._keep(key, value, timeout, version, only_if_absent=False)
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {self.table} WHERE expires <= %s",  # noqa: S608
                [_written(datetime.now(UTC))],
            )

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it unless something is there, in one step: of many who try at once, one is told yes."""
        return self._keep(key, value, timeout, version, only_if_absent=True)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Whether something was there."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {self.table} WHERE cache_key = %s",  # noqa: S608
                [self._named(key, version)],
            )
            return bool(cursor.rowcount)

    def clear(self) -> None:
        """Forget everything."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.table}")  # noqa: S608

    def _keep(self, key: str, value: Any, timeout: Any, version: int | None, *, only_if_absent: bool) -> bool:
        ends: float | None = self.get_backend_timeout(timeout)
        until = FOR_EVER if ends is None else datetime.fromtimestamp(ends, UTC)
        given = [self._named(key, version), json.dumps(value), _written(until)]
        statement = (
            f"INSERT INTO {self.table} (cache_key, value, expires) VALUES (%s, %s, %s)"  # noqa: S608
            " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
        )
        if only_if_absent:
            statement += f" WHERE {self.table}.expires <= %s"
            given.append(_written(datetime.now(UTC)))
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return bool(cursor.rowcount)

    def _named(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))


def _written(moment: datetime) -> Any:
    """A moment as this database takes it."""
    return connection.ops.adapt_datetimefield_value(moment)
