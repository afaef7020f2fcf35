"""A server that `segue migrate` set up in a home of its own, once for all tests of this room."""

import shutil
from pathlib import Path

import pytest

from tests.site.program import environment_of, segue


@pytest.fixture(scope="session")
def ready_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that is set up, on SQLite; its path has a space in it. Nobody changes it."""
    home = tmp_path_factory.mktemp("a home")
    done = segue("migrate", env=environment_of(home))
    assert done.code == 0, done.err
    return home


@pytest.fixture
def own_home(ready_home: Path, tmp_path: Path) -> Path:
    """A copy of the home that is set up, to be changed or broken."""
    return Path(shutil.copytree(ready_home, tmp_path / "own"))


@pytest.fixture
def ready(ready_home: Path) -> dict[str, str]:
    """The environment of a process that works in the home that is set up."""
    return environment_of(ready_home)
