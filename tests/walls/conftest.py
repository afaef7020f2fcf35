"""The world behind the walls: made once, committed, and thrown away after this room."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from segue.site.logs import BareFormatter
from tests.conftest import _let_go, database_key

if TYPE_CHECKING:
    from tests.walls.visitors import Visitor
    from tests.walls.world import Walls


ROOM = Path(__file__).parent
leave_key = pytest.StashKey[Callable[[], None]]()


class Listener(logging.Handler):
    """Keeps every line just as it would be logged, from the first act to the last request."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(BareFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="session")
def walls(pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: Any) -> "Walls":
    """The world, made once for this room; each test sees it in a transaction that is rolled back."""
    from tests.walls.world import open_walls  # app ready

    heard = Listener()
    logging.getLogger().addHandler(heard)
    with django_db_blocker.unblock():
        _let_go()
        world = open_walls(datetime.now(UTC))
    world.log = heard.lines

    def leave() -> None:
        logging.getLogger().removeHandler(heard)
        with django_db_blocker.unblock():
            _let_go()
            pytestconfig.stash[database_key].renew()

    pytestconfig.stash[leave_key] = leave
    return world


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After the last test of this room the world is thrown away: what was committed is met by no other room."""
    yield
    stays = nextitem is not None and nextitem.path.is_relative_to(ROOM)
    if not stays and (leave := item.config.stash.get(leave_key, None)):
        del item.config.stash[leave_key]
        leave()


@pytest.fixture(scope="session")
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
