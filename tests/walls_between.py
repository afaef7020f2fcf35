"""Where the walls between practices stand in tests: open for a test itself, shut for each page that it asks for.

A test looks at rows as an operator does. A page, also one that is asked for in the same process and over the same
connection, begins as it does in service: before a shut door.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

_here = threading.local()


@pytest.fixture(autouse=True, scope="session")
def pages_begin_shut(pytestconfig: pytest.Config) -> Iterator[None]:
    """On PostgreSQL, tell each connection where it is used: by a test, or by a page."""
    if pytestconfig.getoption("--database") != "postgresql":
        yield
        return
    from django.core.signals import request_finished, request_started  # app ready
    from django.db import connection  # app ready
    from django.db.backends.signals import connection_created  # app ready

    def tell(**_: Any) -> None:
        scope = "" if getattr(_here, "is_page", False) else "commands"
        # Past Django's cursor, so that no test that counts statements counts it.
        connection.connection.execute("SELECT set_config('segue.scope', %s, false)", [scope])

    def begin(**_: Any) -> None:
        _here.is_page = True
        if connection.connection is not None:
            tell()

    def end(**_: Any) -> None:
        _here.is_page = False
        if connection.connection is not None:
            tell()

    pairs = ((connection_created, tell), (request_started, begin), (request_finished, end))
    for signal, listener in pairs:
        signal.connect(listener)
    yield
    for signal, listener in pairs:
        signal.disconnect(listener)


@pytest.fixture(autouse=True)
def a_test_is_no_page() -> None:
    """A page that failed in the test before never said that it was finished."""
    _here.is_page = False
