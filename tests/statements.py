"""Counting statements as budgets do: what reads or writes rows, not transactions or settings of the session."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE")


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements of the block that count, once it has ended."""
    counted: list[str] = []
    with CaptureQueriesContext(connection) as seen:
        yield counted
    counted += [
        each["sql"] for each in seen if each["sql"].startswith(COUNTED) and "set_config" not in each["sql"]
    ]
