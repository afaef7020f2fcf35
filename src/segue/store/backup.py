"""Backups: one is made whole or not at all, is kept beside the others, and is put back into an empty place.

A backup holds the database, the settings that do not belong to one machine, and a mark of the record. It never
holds the master key: what it seals stays sealed for whoever has the file. How a file is written is decided in
`store.archive`, how a database is copied in `store.copies`.
"""

import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from segue import __version__
from segue.rules.anchor import Mark, mark_from
from segue.rules.text import N_
from segue.store import archive, record
from segue.store.anchors import verify_all_anchors
from segue.store.archive import BackupFailed, BadBackup, Manifest
from segue.store.copies import Facts, copy_database, empty_again, facts_here, put_back
from segue.store.models import Shard
from segue.store.triggers import make_triggers, triggers_there, triggers_wanted
from segue.store.walls import make_walls, walls_there, walls_wanted

DATABASE: Final = {"sqlite": "segue.sqlite3", "postgresql": "database.dump"}
SETTINGS: Final = "segue.env"
NOTE: Final = "last_backup.json"
_NAME: Final = re.compile(r"segue-\d{8}-\d{6}-\d+\.tar", re.ASCII)
_UNFINISHED: Final = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is whole and safe on the disk, and the older ones that had to go."""

    path: Path
    size: int
    manifest: Manifest
    dropped: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, after everything about it was checked."""

    manifest: Manifest
    entries: int
    migrated: tuple[str, ...]


def refuse_unusable(to: Path) -> None:
    """Raise NoBackup when no backup can be made in this directory; nothing else has happened then."""
    with _told(to), _alone_in(to):
        pass


def make_backup(
    to: Path, *, mark: str, settings: str, now: datetime, keep: int = 0, with_contents: bool = False
) -> Made:
    """Make one in a directory; of the others there, keep so many that there are `keep` in all (0 keeps all).

    The mark is of an anchor that was made before. Raises NoBackup; then everything is as it was before.
    """
    with _told(to), _alone_in(to) as unfinished:
        copy, env, made = (unfinished / name for name in (DATABASE[connection.vendor], SETTINGS, "made"))
        facts = copy_database(copy, with_contents=with_contents)
        env.write_text(settings, encoding="utf-8")
        manifest = _manifest(facts, mark=mark, now=now)
        manifest = archive.write(made, manifest, {copy.name: copy, SETTINGS: env})
        number = mark.partition("-")[0]
        path = to / f"segue-{now.astimezone(UTC):%Y%m%d-%H%M%S}-{number}.tar"
        size = made.stat().st_size
        made.rename(path)
        settle(to)
    dropped = tuple(_drop_older(to, keep=keep)) if keep else ()
    return Made(path, size, manifest, dropped)


def put_backup_back(path: Path, *, place: Path) -> Restored:
    """Fill this server's empty database, and check it; the other parts are put into `place`. Raises NoBackup."""
    manifest = archive.read(path)
    _fits(manifest, path)
    with _told(place):
        archive.unpack(path, place)
        put_back(place / DATABASE[manifest.database])
    try:
        return _checked(manifest)
    except BaseException:
        empty_again()
        raise


def newest_backup(home: Path) -> tuple[Path, datetime, Mark] | None:
    """The last backup of the server in that home, wherever it was put. Raises BadBackup when it is not readable."""
    paths = {path.name: path for place in places_of_backups(home) for path in _backups_in(place)}
    if not paths:
        return None
    path = paths[max(paths)]
    manifest = archive.read(path)
    mark = mark_from(manifest.mark)
    assert mark is not None
    return path, manifest.made_at, mark


def places_of_backups(home: Path) -> tuple[Path, ...]:
    """The directories in which backups of that home lie: its own, and the one that was last named."""
    try:
        named = Path(json.loads((home / NOTE).read_text(encoding="utf-8"))["place"])
    except (OSError, ValueError, KeyError, TypeError):
        named = home / "backups"
    return tuple({place: None for place in (home / "backups", named) if place.is_dir()})


def remember_place(home: Path, place: Path) -> None:
    """Keep in mind where the last backup was put, so that the doctor can look at it."""
    (home / NOTE).write_text(json.dumps({"place": str(place.resolve())}) + "\n", encoding="utf-8")


def _manifest(facts: Facts, *, mark: str, now: datetime) -> Manifest:
    return Manifest(
        made_at=now,
        segue=__version__,
        database=connection.vendor,
        mark=mark,
        migrations=facts.migrations,
        counts=facts.counts,
        entries=facts.entries,
        contents=facts.contents,
        key_check=archive.key_check(),
        parts=(),
    )


def _fits(manifest: Manifest, path: Path) -> None:
    """Whether a backup can be put back here at all."""
    if manifest.key_check != archive.key_check():
        raise BadBackup(
            "other_key",
            N_("The backup %(path)s belongs to another master key than the one given."),
            N_("Bring the key of the server that made it, and name its file with --keys."),
            path=path,
        )
    if not archive.is_sealed_here(path, manifest):
        raise BadBackup(
            "forged_backup",
            N_("The manifest of %(path)s was written by somebody who has not the master key."),
            N_("Use a backup from a place where nobody else can write."),
            path=path,
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := [each for each in manifest.migrations if each not in known]:
        raise archive.newer(path, f"{manifest.segue}, {unknown[0]}")
    if manifest.database != connection.vendor:
        raise BadBackup(
            "other_database",
            N_("The backup %(path)s is of %(its)s, and this server is set up for %(ours)s."),
            N_("Set SEGUE_DATABASE_URL for the kind of database that the backup is of. Empty means sqlite."),
            path=path,
            its=manifest.database,
            ours=connection.vendor,
        )


def _checked(manifest: Manifest) -> Restored:
    """Compare what is there now with what was backed up, and bring it up to date. Raises BackupFailed."""
    facts = facts_here(with_contents=bool(manifest.contents))
    if facts.counts != manifest.counts:
        raise _differs(N_("the numbers of rows"))
    if facts.contents != manifest.contents:
        raise _differs(N_("the contents of rows"))
    known = set(facts.migrations)
    call_command("migrate", interactive=False, verbosity=0)
    migrated = tuple(each for each in facts_here(with_contents=False).migrations if each not in known)
    with transaction.atomic():
        make_triggers()
        make_walls()
        # Their marks are of the database that was backed up; they are packed anew.
        Shard.objects.all().delete()
    if triggers_there() != triggers_wanted() or walls_there() != walls_wanted():
        raise _differs(N_("the triggers and walls that guard it"))
    entries, problems = record.verify()
    problems += verify_all_anchors(mark_from(manifest.mark))
    if problems or entries != manifest.entries:
        raise _differs(N_("the record"))
    return Restored(manifest, entries, migrated)


def _differs(what: str) -> BackupFailed:
    return BackupFailed(
        "not_as_backed_up",
        N_("What was put back is not as it was backed up: %(what)s."),
        N_("Nothing of it was kept. Use an older backup, and tell the maintainers."),
        what=what,
    )


@contextmanager
def _alone_in(to: Path) -> Iterator[Path]:
    """A directory for unfinished things, beside the backups; what a killed one left there goes first."""
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (to / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(
                "backup_runs",
                N_("Another backup is being made in %(place)s."),
                N_("Wait until it is done."),
                place=to,
            ) from None
        for left in to.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=to))
        try:
            yield unfinished
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """What the disk refuses, in words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise BackupFailed(
                "no_room",
                N_("There is no room in %(place)s."),
                N_(
                    "Make room for twice the database there, or name another directory. What was there is untouched."
                ),
                place=place,
            ) from None
        raise BadBackup(
            "unwritable",
            N_("Segue cannot write in %(place)s: %(why)s."),
            N_("Let the account that runs Segue own it, or name another directory."),
            place=place,
            why=error.strerror or type(error).__name__,
        ) from None


def settle(place: Path) -> None:
    """Make the names in a directory safe on the disk."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _backups_in(place: Path) -> list[Path]:
    return sorted(path for path in place.iterdir() if _NAME.fullmatch(path.name))


def _drop_older(to: Path, *, keep: int) -> Iterator[Path]:
    """Only whole backups of this server count, and only they go."""
    ours = [path for path in _backups_in(to) if _is_ours(path)]
    for path in ours[:-keep]:
        path.unlink(missing_ok=True)
        yield path


def _is_ours(path: Path) -> bool:
    try:
        return archive.read(path).key_check == archive.key_check()
    except BadBackup:
        return False
