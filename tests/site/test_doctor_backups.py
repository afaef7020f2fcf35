"""The doctor on backups: none, an old one, one that cannot be read, and the key beside them."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_django

from segue.site.doctor.backups import backups
from segue.site.doctor.finding import Level
from segue.store.backup import remember_place
from tests.site.test_doctor import found
from tests.store.test_backup import backed_up

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)


@pytest.fixture
def of_home(fresh_database: Any, settings: Any, tmp_path: Path) -> Path:
    """The home of a server that has another one's database; its backups are its own."""
    settings.SEGUE_HOME = tmp_path
    return tmp_path


def test_none_a_fresh_one_and_an_old_one(of_home: Path) -> None:
    assert found(backups, NOW) == {"no_backup": Level.look}
    backed_up(of_home / "backups", now=NOW)

    assert found(backups, NOW + timedelta(hours=25)) == {"fresh": Level.fine}
    assert found(backups, NOW + timedelta(hours=27)) == {"old_backup": Level.look}


def test_one_that_lies_elsewhere_counts(of_home: Path, tmp_path: Path) -> None:
    backed_up(tmp_path / "elsewhere", now=NOW)
    remember_place(of_home, tmp_path / "elsewhere")

    assert found(backups, NOW) == {"fresh": Level.fine}


def test_the_newest_cannot_be_read(of_home: Path) -> None:
    backed_up(of_home / "backups", now=NOW - timedelta(days=1))
    made = backed_up(of_home / "backups", now=NOW)
    made.path.write_bytes(made.path.read_bytes()[:-2000])

    assert found(backups, NOW) == {"broken_backup": Level.wrong}


@pytest.mark.parametrize("name", ["master.key", "notes.txt"])
def test_the_key_lies_beside_them(of_home: Path, name: str) -> None:
    made = backed_up(of_home / "backups", now=NOW)
    shutil.copy(of_django.SEGUE_MASTER_KEY_FILE, made.path.parent / name)

    assert found(backups, NOW) == {"key_beside": Level.wrong, "fresh": Level.fine}
