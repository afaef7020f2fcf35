"""Backups as an operator meets them: the commands, their exit codes, and what is left on the disk."""

import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from segue.demo.builders import open_small_world
from segue.store.models import RecordEntry
from tests.site.program import PROGRAM, Said, environment_of, segue
from tests.store.test_backup import backed_up, mark


@dataclass(frozen=True, slots=True)
class Place:
    """An empty home, with an empty database of its own on PostgreSQL."""

    home: Path
    env: dict[str, str]


@pytest.fixture
def server(fresh_database: Any, home: Path) -> Iterator[dict[str, str]]:
    """A server with a small world in it; its backups go away with the test."""
    open_small_world().case().until_shown()
    yield fresh_database.environment
    shutil.rmtree(home / "backups", ignore_errors=True)
    for name in ("last_backup.json", "segue.env"):
        (home / name).unlink(missing_ok=True)


@pytest.fixture
def empty(fresh_database: Any, home: Path, tmp_path: Path) -> Iterator[Place]:
    """Where a restore may go; the master key lies in its place already."""
    place = tmp_path / "a new home"
    (place / "keys").mkdir(parents=True)
    shutil.copy(home / "keys" / "master.key", place / "keys")
    address = fresh_database.environment["SEGUE_DATABASE_URL"]
    if not address:
        yield Place(place, environment_of(place))
        return
    name = f"restored_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # type: ignore[arg-type]
    yield Place(place, environment_of(place, SEGUE_DATABASE_URL=address.rpartition("/")[0] + f"/{name}"))
    with psycopg.connect(address, autocommit=True) as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def files_in(place: Path) -> set[str]:
    """All but what SQLite keeps beside a database that is in use."""
    files = (each for each in place.rglob("*") if each.is_file() and not each.name.endswith(("-wal", "-shm")))
    return {str(each.relative_to(place)) for each in files}


def on_a_disk(options: str, *words: str, at: Path, env: dict[str, str]) -> tuple[Said, list[str]]:
    """Run the command before a disk of its own, mounted for it alone; how it ended, and what the disk holds then."""
    at.mkdir()
    script = (
        'mount -t tmpfs -o "$OPTIONS" none "$DISK" && { [ "$OPTIONS" = ro ] || cp "$OLDER" "$DISK"; } && '
        '"$@"; code=$?; ls -A "$DISK"; exit $code'
    )
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", PROGRAM, *words, "--to", at],
        env=env | {"DISK": str(at), "OPTIONS": options},
        capture_output=True,
        text=True,
        check=False,
    )
    told, _, listed = done.stdout.partition("\n")
    return Said(done.returncode, told, done.stderr), listed.split()


def test_there_and_back_again(server: dict[str, str], empty: Place, home: Path) -> None:
    (home / "segue.env").write_text("SEGUE_MAIL_FROM=a@segue.example\nSEGUE_SECRET_KEY=bait-in-settings\n")

    made = segue("backup", "--json", env=server)
    assert made.code == 0, made.err
    path = Path(made.object["path"])
    restored = segue("restore", path, "--json", env=empty.env)

    assert restored.code == 0, restored.err
    assert path.parent == home / "backups"
    assert b"bait-in-settings" not in path.read_bytes()
    counted = {key: made.object[key] for key in ("mark", "entries", "counts", "made_at")}
    assert {key: restored.object[key] for key in counted} == counted
    assert restored.object["entries"] == RecordEntry.objects.count()
    database = {"segue.sqlite3"} if "SEGUE_DATABASE_URL" not in empty.env else set()
    assert files_in(empty.home) == {"keys/master.key", "keys/secret.key", "segue.env"} | database
    kept = (empty.home / "segue.env").read_text()
    assert "SEGUE_MAIL_FROM=a@segue.example\n" in kept
    assert ("SEGUE_DATABASE_URL" in kept) is not bool(database)
    assert all(each.stat().st_mode & 0o077 == 0 for each in empty.home.rglob("*") if each.is_file())
    checked = segue("record", "verify", "--head", made.object["mark"], "--json", env=empty.env)
    assert checked.object == {"events": made.object["entries"], "verified": True, "problems": []}
    again = segue("restore", path, "--json", env=empty.env)
    assert (again.code, again.object["error"]["code"]) == (2, "home_not_empty")


def test_words_tell_where_it_is_and_what_is_not_in_it(server: dict[str, str], tmp_path: Path) -> None:
    said = segue("backup", "--to", tmp_path / "kept", "--keep", "1", env=server)
    again = segue("backup", "--to", tmp_path / "kept", "--keep", "1", env=server)

    assert said.code == again.code == 0
    assert Path(again.out.strip()).is_file()
    assert "The master key is not in it." in said.err
    assert f"Dropped {said.out.strip()}." in again.err
    assert len(list((tmp_path / "kept").glob("*.tar"))) == 1


def test_a_drill_tells_how_long_everything_took(server: dict[str, str], home: Path) -> None:
    before = files_in(home)

    said = segue("drill", "--json", env=server)

    assert said.code == 0, said.out + said.err
    result = said.object
    assert result["same"] is True
    assert result["commits"] >= 1
    assert result["rows"] > result["entries"] > 3
    assert min(result["backup_seconds"], result["restore_seconds"]) > 0
    assert result["size"] > 100_000
    assert files_in(home) == before


@pytest.fixture
def one_backup(server: dict[str, str], tmp_path: Path) -> Path:
    return backed_up(tmp_path / "kept").path


def test_a_restore_that_fails_leaves_the_place_as_it_was(one_backup: Path, empty: Place) -> None:
    whole = bytearray(one_backup.read_bytes())
    whole[len(whole) // 2] ^= 1
    one_backup.write_bytes(whole)

    spoiled = segue("restore", one_backup, env=empty.env)

    assert (spoiled.code, spoiled.out) == (2, "")
    assert "is not as it was written" in spoiled.err
    assert files_in(empty.home) == {"keys/master.key"}


def test_a_restore_needs_the_key_and_takes_it_from_where_it_lies(one_backup: Path, empty: Place) -> None:
    key = empty.home / "keys" / "master.key"
    elsewhere = Path(shutil.move(key, empty.home.parent / "carried.key"))
    elsewhere_too = elsewhere.with_name("other.key")
    elsewhere_too.write_text("22" * 32)

    without = segue("restore", one_backup, "--json", env=empty.env)
    other = segue("restore", one_backup, "--keys", elsewhere_too, "--json", env=empty.env)
    assert (without.code, without.object["error"]["code"]) == (2, "no_master_key")
    assert (other.code, other.object["error"]["code"]) == (2, "other_key")
    assert files_in(empty.home) == set()

    restored = segue("restore", one_backup, "--keys", elsewhere, "--json", env=empty.env)

    assert restored.code == 0, restored.out
    assert key.read_text() == elsewhere.read_text()
    twice = segue("restore", one_backup, "--keys", elsewhere, "--json", env=empty.env)
    assert (twice.code, twice.object["error"]["code"]) == (2, "two_keys")


def test_a_full_or_closed_disk_is_told_and_older_backups_stay(
    one_backup: Path, server: dict[str, str], tmp_path: Path
) -> None:
    env = server | {"OLDER": str(one_backup)}
    room = one_backup.stat().st_size // 1000

    no_room = on_a_disk(
        f"size={3 * room // 2}k", "backup", "--json", "--keep", "1", at=tmp_path / "full", env=env
    )
    half = on_a_disk(
        f"size={5 * room // 2}k", "backup", "--json", "--keep", "1", at=tmp_path / "half", env=env
    )
    closed = on_a_disk("ro", "backup", "--json", at=tmp_path / "closed", env=env)

    for said, listed in (no_room, half):
        assert (said.code, said.object["error"]["code"]) == (1, "no_room"), said
        assert sorted(listed) == [".lock", one_backup.name]
    assert (closed[0].code, closed[0].object["error"]["code"]) == (2, "unwritable")
    assert "Read-only file system" in closed[0].object["error"]["why"]


def test_a_database_that_takes_nothing_more_can_still_be_backed_up(
    server: dict[str, str], tmp_path: Path
) -> None:
    last = mark()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            full = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            cursor.execute(f"CREATE TRIGGER full BEFORE INSERT ON store_anchor {full}")
        else:
            cursor.execute("ALTER DATABASE segue SET default_transaction_read_only = on")

    said = segue("backup", "--to", tmp_path / "kept", "--json", env=server)

    assert (said.code, said.object["mark"]) == (0, last)
    assert "holds the mark of the last one" in said.err
