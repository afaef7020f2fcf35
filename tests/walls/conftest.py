"""The world behind the walls: made once, committed, and thrown away after this room."""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from segue.site.logs import BareFormatter
from tests.conftest import _let_go, database_key

if TYPE_CHECKING:
    from tests.walls.visitors import Visitor
    from tests.walls.world import Walls


class Listener(logging.Handler):
    """Keeps every line just as it would be logged, from the first act to the last request."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(BareFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="package")
def walls(pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: Any) -> "Iterator[Walls]":
    """The world; each test sees it in a transaction that is rolled back."""
    from tests.walls.world import open_walls  # app ready

    heard = Listener()
    logging.getLogger().addHandler(heard)
    with django_db_blocker.unblock():
        _let_go()
        world = open_walls(datetime.now(UTC))
    world.log = heard.lines
    yield world
    logging.getLogger().removeHandler(heard)
    with django_db_blocker.unblock():
        _let_go()
        pytestconfig.stash[database_key].renew()


@pytest.fixture(scope="package")
def visitors(walls: "Walls", django_db_blocker: Any) -> "Mapping[str, Visitor]":
    """Everybody who may stand at the door, each with their own browser."""
    from tests.walls.visitors import all_visitors  # app ready

    with django_db_blocker.unblock():
        return all_visitors(walls)


@pytest.fixture(autouse=True)
def no_limits_reached() -> None:
    """Tries counted in one test do not shut the next one out."""
    from django.core.cache import cache  # app ready

    cache.clear()
