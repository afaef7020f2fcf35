"""How every test of Segue runs: its own home, its own database, no network, none of the machine's settings.

`--database=postgresql` runs the tests on a cluster of their own. The rooms that know no database (PURE) are
tested without Django when they are tested alone, which is quick and proves that they need none.
"""

import ipaddress
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.chromium import address, chromium, page
from tests.database import Database, PostgresCluster, SqliteFile
from tests.walls_between import a_test_is_no_page, pages_begin_shut

__all__ = ["a_test_is_no_page", "address", "chromium", "page", "pages_begin_shut"]

PURE = ("rules", "formats", "house")
TESTS = Path(__file__).parent

# On a busy machine the time of one example says nothing.
hypothesis_settings.register_profile("segue", deadline=None, print_blob=True)
hypothesis_settings.load_profile("segue")

home_key = pytest.StashKey[Path]()
database_key = pytest.StashKey[Database]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one option of this suite."""
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="what tests run on"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make a home and a database, then let pytest-django load the settings that point there."""
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # so that a stopped run still cleans up
    for name in [name for name in os.environ if name.startswith("SEGUE_")]:
        del os.environ[name]
    home = config.stash[home_key] = Path(tempfile.mkdtemp(prefix="segue-home-"))
    os.environ["SEGUE_HOME"] = str(home)
    if _asks_only_for_pure_rooms(config) or config.option.collectonly:
        return
    on_postgresql = config.getoption("--database") == "postgresql"
    database = config.stash[database_key] = PostgresCluster() if on_postgresql else SqliteFile(home)
    os.environ["SEGUE_DATABASE_URL"] = database.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "segue.site.settings"

    from django.conf import settings  # app ready

    settings.INSTALLED_APPS  # noqa: B018  # loads the settings; pytest-django sets up Django after this hook


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster and remove the home."""
    if database := config.stash.get(database_key, None):
        database.stop()
    if home := config.stash.get(home_key, None):
        shutil.rmtree(home, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that hold for the other database only, and long ones where `-m` does not name them."""
    running_on, wants_long = config.getoption("--database"), "long" in config.getoption("-m")
    left_out = [
        item
        for item in items
        if any(running_on not in mark.args for mark in item.iter_markers("only"))
        or (item.get_closest_marker("long") and not wants_long)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _asks_only_for_pure_rooms(config: pytest.Config) -> bool:
    places = [Path(arg.split("::")[0]).resolve() for arg in config.args]
    pure = [TESTS / room for room in PURE]
    return bool(places) and all(any(place.is_relative_to(room) for room in pure) for place in places)


@pytest.fixture(scope="session")
def home(pytestconfig: pytest.Config) -> Path:
    """SEGUE_HOME of this run."""
    return pytestconfig.stash[home_key]


@pytest.fixture(scope="session")
def database_kind(pytestconfig: pytest.Config) -> str:
    """`sqlite` or `postgresql`."""
    return str(pytestconfig.getoption("--database"))


@pytest.fixture(scope="session")
def django_db_setup(pytestconfig: pytest.Config, django_db_blocker: Any) -> None:
    """Make keys, tables and style files; keep the database as the template. In place of pytest-django's own way."""
    from django.conf import settings  # app ready
    from django.core.management import call_command  # app ready

    from segue.store.keys import make_master_key  # app ready

    make_master_key(Path(settings.SEGUE_MASTER_KEY_FILE))
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        _let_go()
    pytestconfig.stash[database_key].keep_as_template()


def _let_go() -> None:
    """Close this thread's connections, so that the database can be replaced."""
    from django.db import connections  # app ready

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


@dataclass(frozen=True, slots=True)
class FreshDatabase:
    """A database in which a test commits for real."""

    kind: str
    environment: dict[str, str]  # what a child process needs to find the same database and home
    _renew: Callable[[], None]

    def renew(self) -> None:
        """Empty it again in the middle of a test, as a state machine does between two histories."""
        _let_go()
        self._renew()


@pytest.fixture
def fresh_database(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: Any
) -> Iterator[FreshDatabase]:
    """For threads, child processes and served pages: commits are real, undone by a new database.

    A test takes this or the mark `django_db` (a transaction rolled back), never both.
    """
    database = pytestconfig.stash[database_key]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    fresh = FreshDatabase(database.kind, environment, database.renew)
    with django_db_blocker.unblock():
        _let_go()
        try:
            yield fresh
        finally:
            fresh.renew()


@pytest.fixture
def transactional_db() -> None:
    """pytest-django's flush cannot empty a record that refuses to be deleted."""
    pytest.fail(
        "Take the fixture fresh_database: tables of the record refuse DELETE, so nothing can flush them."
    )


@pytest.fixture(autouse=True)
def fresh_shards() -> None:
    """What a test's searches read goes with the transaction that is rolled back after it."""
    if (kept := sys.modules.get("segue.reads.matching.shards")) is not None:
        kept.forget_all()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A socket reaches this machine and no other."""
    plain_connect, plain_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self: socket.socket, target: Any) -> None:
        _stay_here(self, target)
        plain_connect(self, target)

    def connect_ex(self: socket.socket, target: Any) -> int:
        _stay_here(self, target)
        return plain_connect_ex(self, target)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket.socket, "connect", connect)
        patched.setattr(socket.socket, "connect_ex", connect_ex)
        yield


def _stay_here(used: socket.socket, target: Any) -> None:
    if used.family == socket.AF_UNIX:
        return
    host = target[0]
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    if not is_here:
        raise AssertionError(f"a test tried to reach {host} over the network")
