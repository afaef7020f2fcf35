"""A backup is whole or is not there, and what is put back is what was there."""

import hashlib
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_django
from django.db import connection

from segue.acts.anchor import AnchorRecord, anchor_record
from segue.acts.answer import Done
from segue.acts.streams import server_stream
from segue.demo.builders import open_small_world
from segue.rules.actor import Actor, Kind
from segue.rules.anchor import Mark, mark_from
from segue.store import archive, copies, programs
from segue.store.archive import BackupFailed, BadBackup, Manifest
from segue.store.backup import (
    DATABASE,
    SETTINGS,
    Made,
    make_backup,
    newest_backup,
    places_of_backups,
    put_backup_back,
    remember_place,
)
from segue.store.copies import Facts, empty_again, facts_here
from segue.store.drill import Writer
from segue.store.identifiers import moment
from segue.store.models import Handoff, RecordEntry
from segue.store.record import verify
from segue.store.triggers import triggers_there, triggers_wanted
from tests.store.test_bait import BAIT, canary, found_in, play

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)


def mark() -> str:
    done = anchor_record(Actor(Kind.operator), AnchorRecord(""), moment())
    assert isinstance(done, Done)
    return done.also["mark"]


def backed_up(to: Path, *, now: datetime = NOW, **more: Any) -> Made:
    return make_backup(to, mark=mark(), settings="SEGUE_MAIL=file\n", now=now, **more)


def empty_the_database() -> None:
    """As a new machine has it."""
    empty_again()
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)


def refused(put_back: Callable[[], object]) -> str:
    with pytest.raises(archive.NoBackup) as caught:
        put_back()
    refusal = caught.value.refusal
    assert "%(" not in refusal.why % refusal.about + refusal.remedy % refusal.about
    return refusal.code


def unpacked(path: Path, into: Path) -> Manifest:
    into.mkdir()
    return archive.unpack(path, into)


def written_anew(path: Path, tmp_path: Path, **changes: Any) -> Path:
    """The same parts under another manifest, by somebody who has the master key."""
    parts = tmp_path / f"parts of {len(list(tmp_path.iterdir()))}"
    manifest = unpacked(path, parts)
    other = tmp_path / f"segue-20260310-150000-{len(list(tmp_path.iterdir()))}.tar"
    archive.write(
        other, replace(manifest, **changes), {each.name: parts / each.name for each in manifest.parts}
    )
    return other


def test_what_is_put_back_is_what_was_there(fresh_database: Any, tmp_path: Path) -> None:
    case = open_small_world().case().until_accepted()
    handoff = Handoff.objects.get(pk=case.handoff("amara"))
    made = backed_up(tmp_path / "kept", with_contents=True)
    before = facts_here(with_contents=True)
    empty_the_database()

    restored = put_backup_back(made.path, place=tmp_path)

    assert facts_here(with_contents=True) == before
    assert before.counts["store_handoff"] == Handoff.objects.count() == 2
    assert (restored.entries, restored.migrated) == (RecordEntry.objects.count(), ())
    assert restored.manifest == made.manifest
    assert verify() == (restored.entries, [])
    assert triggers_there() == triggers_wanted()
    assert Handoff.objects.get(pk=handoff.pk).state == handoff.state
    assert (tmp_path / SETTINGS).read_text() == "SEGUE_MAIL=file\n"
    case.schedule("amara")  # and the work goes on


def test_it_is_of_one_moment_while_others_write(fresh_database: Any, tmp_path: Path) -> None:
    open_small_world()
    writer = Writer(server_stream())
    before = facts_here(with_contents=False).entries
    writer.start()
    try:
        made = [
            backed_up(tmp_path / "kept", now=NOW + timedelta(seconds=each), with_contents=True)
            for each in range(4)
        ]
    finally:
        writer.stop()
    counted = [each.manifest.entries for each in made]
    assert before < counted[0] < counted[-1] <= before + writer.commits
    empty_the_database()

    restored = put_backup_back(made[2].path, place=tmp_path)  # whose chain and contents it checks

    assert restored.entries == counted[2]


@pytest.fixture
def made(fresh_database: Any, tmp_path: Path) -> Made:
    open_small_world()
    return backed_up(tmp_path / "kept")


_once: list[tuple[Made, bytes]] = []


@pytest.fixture
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """A backup for tests that only read it, so that one is enough for all of them."""
    if not _once:
        made = request.getfixturevalue("made")
        _once.append((made, made.path.read_bytes()))
    made, body = _once[0]
    path = tmp_path / made.path.name
    path.write_bytes(body)
    return replace(made, path=path)


def test_one_file_is_left_and_nobody_else_reads_it(made: Made) -> None:
    assert sorted(each.name for each in made.path.parent.iterdir()) == [".lock", made.path.name]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.name == f"segue-20260310-150000-{made.manifest.mark.partition('-')[0]}.tar"


def test_a_backup_cut_off_anywhere_is_no_backup(file: Made, tmp_path: Path) -> None:
    whole, cut = file.path.read_bytes(), tmp_path / "cut.tar"
    lengths = [len(whole) * quarter // 4 for quarter in range(4)] + [100, 700, 4000, len(whole) - 1]

    found = []
    for length in lengths:
        cut.write_bytes(whole[:length])
        found.append(refused(lambda: archive.read(cut)))

    assert set(found) == {"no_backup", "broken_backup"}
    cut.write_bytes(whole + b"\0")
    assert refused(lambda: archive.read(cut)) == "broken_backup"


def test_one_changed_byte_anywhere_is_seen(file: Made, tmp_path: Path) -> None:
    whole, spoiled = bytearray(file.path.read_bytes()), tmp_path / "spoiled.tar"
    edges = [0, 99, 150, 200, 511, 512, 513, 900, 4000, len(whole) - 1, len(whole) - 1030, len(whole) - 1600]
    for number, at in enumerate([*edges, *range(5000, len(whole), len(whole) // 40)]):
        whole[at] ^= 1
        spoiled.write_bytes(whole)
        whole[at] ^= 1
        into = tmp_path / f"into {number}"
        assert refused(lambda into=into: unpacked(spoiled, into)) in ("no_backup", "broken_backup"), at  # type: ignore[misc]


def test_nothing_is_put_back_from_a_broken_one(made: Made, tmp_path: Path) -> None:
    whole = bytearray(made.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    made.path.write_bytes(whole)
    empty_the_database()

    assert refused(lambda: put_backup_back(made.path, place=tmp_path)) == "broken_backup"

    assert connection.introspection.table_names() == []


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    (tmp_path / "plain.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(5000))

    assert refused(lambda: archive.read(tmp_path / "plain.sqlite3")) == "no_backup"
    assert refused(lambda: archive.read(tmp_path / "missing.tar")) == "unreadable"
    assert refused(lambda: archive.read(tmp_path)) == "unreadable"


def test_another_key_is_told_before_anything_is_read(file: Made, tmp_path: Path, settings: Any) -> None:
    settings.SEGUE_MASTER_KEY = "11" * 32

    assert refused(lambda: put_backup_back(file.path, place=tmp_path)) == "other_key"


def test_who_has_not_the_key_cannot_write_a_manifest(file: Made, tmp_path: Path, settings: Any) -> None:
    settings.SEGUE_MASTER_KEY = "11" * 32
    forged = written_anew(file.path, tmp_path, entries=0)
    settings.SEGUE_MASTER_KEY = ""

    assert refused(lambda: put_backup_back(forged, place=tmp_path)) == "forged_backup"


def test_a_newer_one_and_one_of_another_database_are_told(file: Made, tmp_path: Path) -> None:
    steps = (*file.manifest.migrations, "store.0999_to_come")
    newer = written_anew(file.path, tmp_path, migrations=steps, segue="9.1")
    later_form = written_anew(file.path, tmp_path, format=2)
    other = written_anew(file.path, tmp_path, database="mysql")

    assert refused(lambda: put_backup_back(newer, place=tmp_path)) == "newer_segue"
    assert refused(lambda: put_backup_back(later_form, place=tmp_path)) == "newer_segue"
    assert refused(lambda: put_backup_back(other, place=tmp_path)) == "other_database"


def test_what_differs_afterwards_is_not_kept(made: Made, tmp_path: Path) -> None:
    lies: list[dict[str, Any]] = [
        {"counts": {"store_client": 1}},
        {"contents": {"store_client": "0" * 64}},
        {"entries": 999_999},
        {"mark": f"1-{'0' * 64}"},
    ]
    for number, changes in enumerate(lies):
        other = written_anew(made.path, tmp_path, **changes)
        empty_the_database()
        place = tmp_path / f"place {number}"
        place.mkdir()

        code = refused(lambda other=other, place=place: put_backup_back(other, place=place))  # type: ignore[misc]

        assert code == "not_as_backed_up"
        if connection.vendor == "postgresql":  # on SQLite it lies in the place that is thrown away
            assert connection.introspection.table_names() == []


@pytest.mark.only("postgresql")
def test_a_database_that_holds_something_is_left_alone(made: Made, tmp_path: Path) -> None:
    assert refused(lambda: put_backup_back(made.path, place=tmp_path)) == "database_not_empty"
    assert RecordEntry.objects.count() == made.manifest.entries


@pytest.mark.only("postgresql")
def test_missing_programs_are_named_with_their_package(
    fresh_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "PLACE", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BadBackup) as caught:
        backed_up(tmp_path / "kept")

    assert caught.value.refusal.code == "no_postgresql_programs"
    assert "postgresql-client" in caught.value.refusal.remedy
    assert [each.name for each in (tmp_path / "kept").iterdir()] == [".lock"]


@pytest.mark.only("sqlite")
def test_a_broken_copy_is_no_backup(fresh_database: Any, tmp_path: Path) -> None:
    first = backed_up(tmp_path / "kept")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE store_job SET attempts = -1")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    code = refused(lambda: backed_up(tmp_path / "kept", now=NOW + timedelta(days=1)))

    assert code == "broken_copy"
    assert newest_backup_of(tmp_path / "kept", tmp_path) == first.path


def newest_backup_of(place: Path, home: Path) -> Path | None:
    remember_place(home, place)
    newest = newest_backup(home)
    return newest[0] if newest else None


def test_so_many_are_kept_and_others_are_left_alone(
    fresh_database: Any, tmp_path: Path, settings: Any
) -> None:
    kept = tmp_path / "kept"
    made = [backed_up(kept, now=NOW + timedelta(days=each)) for each in range(3)]
    strange = kept / "segue-20250101-000000-1.tar"
    strange.write_bytes(b"torn")
    settings.SEGUE_MASTER_KEY = "11" * 32
    foreign = written_anew(made[0].path, tmp_path, key_check=archive.key_check())
    foreign = foreign.rename(kept / "segue-20250102-000000-1.tar")
    settings.SEGUE_MASTER_KEY = ""

    last = backed_up(kept, now=NOW + timedelta(days=3), keep=2)

    assert last.dropped == (made[0].path, made[1].path)
    assert {each for each in kept.iterdir() if each.name != ".lock"} == {
        strange,
        foreign,
        made[2].path,
        last.path,
    }


def test_the_newest_is_found_wherever_it_was_put(fresh_database: Any, tmp_path: Path) -> None:
    assert newest_backup(tmp_path) is None
    first = backed_up(tmp_path / "backups")
    assert newest_backup_of(tmp_path / "backups", tmp_path) == first.path
    second = backed_up(tmp_path / "elsewhere", now=NOW + timedelta(hours=1))

    assert newest_backup(tmp_path) == (first.path, NOW, _mark_of(first))
    remember_place(tmp_path, tmp_path / "elsewhere")
    assert places_of_backups(tmp_path) == (tmp_path / "backups", tmp_path / "elsewhere")
    assert newest_backup(tmp_path) == (second.path, NOW + timedelta(hours=1), _mark_of(second))


def _mark_of(made: Made) -> Mark | None:
    return mark_from(made.manifest.mark)


def test_two_at_once_are_one(fresh_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner: list[str] = []
    plain = copies.copy_database

    def copy_and_ask_again(to: Path, *, with_contents: bool) -> Facts:
        monkeypatch.setattr("segue.store.backup.copy_database", plain)
        inner.append(refused(lambda: backed_up(tmp_path / "kept")))
        return plain(to, with_contents=with_contents)

    monkeypatch.setattr("segue.store.backup.copy_database", copy_and_ask_again)

    assert backed_up(tmp_path / "kept").path.exists()
    assert inner == ["backup_runs"]


def test_what_a_killed_one_left_counts_for_nothing_and_goes(fresh_database: Any, tmp_path: Path) -> None:
    left = tmp_path / "kept" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "made").write_bytes(b"half")
    assert newest_backup_of(tmp_path / "kept", tmp_path) is None

    made = backed_up(tmp_path / "kept")

    assert not left.exists()
    assert newest_backup(tmp_path) == (made.path, NOW, _mark_of(made))


def test_a_failure_halfway_leaves_the_others_as_they_were(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hashlib.sha256(made.path.read_bytes()).hexdigest()
    full = OSError(28, "No space left on device")

    def write(*_: object) -> Manifest:
        raise full

    monkeypatch.setattr(archive, "write", write)
    with pytest.raises(BackupFailed) as caught:
        backed_up(made.path.parent, now=NOW + timedelta(days=1), keep=1)

    assert caught.value.refusal.code == "no_room"
    assert [each.name for each in made.path.parent.iterdir() if each.name != ".lock"] == [made.path.name]
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == before


def test_it_names_no_client_and_holds_no_master_key(fresh_database: Any, tmp_path: Path) -> None:
    play()
    canary()
    made = backed_up(tmp_path / "kept")
    body = made.path.read_bytes()
    key = Path(of_django.SEGUE_MASTER_KEY_FILE).read_text().strip()

    assert b"Wilhelmina Openly" in body  # of the open directory, so the bait would be seen too
    assert found_in(body.replace(b"Wilhelmina Openly", b"")) == set()
    assert len(BAIT) > 10
    for secret in (key.encode(), key.upper().encode(), bytes.fromhex(key), of_django.SECRET_KEY.encode()):
        assert secret not in body


def test_any_tar_reads_it(file: Made) -> None:
    with tarfile.open(file.path) as tar:
        assert tar.getnames() == ["manifest.json", DATABASE[connection.vendor], SETTINGS]
        told = tar.extractfile("manifest.json")
        assert told is not None
        manifest = json.load(told)["manifest"]
        assert manifest["mark"] == file.manifest.mark
        assert manifest["counts"]["store_practice"] == 2
