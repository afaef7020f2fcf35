"""`segue restore`: a backup put back into an empty place, whole and checked, or not at all."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.backup import ending
from segue.site.commands.words import as_json_option
from segue.site.home import home, keep_settings
from segue.site.says import Ended, Exit, answer, bad_input, plural

if TYPE_CHECKING:
    from segue.store.backup import Restored

MAY_BE_THERE: Final = frozenset({"keys", "backups"})
"""What an empty home may hold before a restore: whoever restores has to bring both."""
_STAGING: Final = ".restoring-"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keys", type=click.Path(path_type=Path), help="The master key's file, if it is not in place yet."
)
@as_json_option
def restore(file: Path, keys: Path | None, as_json: bool) -> None:
    """Put a backup back into an empty SEGUE_HOME.

    Every byte is checked before, and rows, triggers and record after; only then is anything kept. On PostgreSQL
    SEGUE_DATABASE_URL names an empty database. Ends with 2 when the file or the place cannot be used.
    """
    begun = time.monotonic()
    file = file.absolute()
    place = home()
    _settle_key(keys, place)
    with _staging(place) as staged:
        restored = _put_back(file, keys, staged)
        _move_in(staged, place)
    result = {
        "home": str(place),
        "made_at": restored.manifest.made_at,
        "mark": restored.manifest.mark,
        "entries": restored.entries,
        "counts": restored.manifest.counts,
        "contents_compared": len(restored.manifest.contents),
        "migrated": list(restored.migrated),
        "seconds": round(time.monotonic() - begun, 3),
    }
    lines = [
        f"Restored as of {restored.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC into {place}.",
        f"{plural(restored.entries, 'entry', 'entries')} of the record, all as they were written.",
        "Run `segue migrate`, which makes the style files, then `segue serve`.",
    ]
    answer(result, as_json=as_json, lines=lines)


def _settle_key(keys: Path | None, place: Path) -> None:
    """See to it that one key is meant, the same now and when the server runs."""
    named = [name for name in ("SEGUE_MASTER_KEY", "SEGUE_MASTER_KEY_FILE") if os.environ.get(name)]
    in_place = place / "keys" / "master.key"
    if keys and (named or in_place.exists()):
        raise bad_input(
            "two_keys",
            N_("A master key is named by --keys and by %(other)s."),
            N_("Leave one away: the server would use the other later."),
            other=named[0] if named else str(in_place),
        )
    if not named:
        os.environ["SEGUE_MASTER_KEY_FILE"] = str((keys or in_place).absolute())


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """A directory inside the empty home, which everything leaves at the very end or not at all."""
    is_new = not place.exists()
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        left = list(place.glob(f"{_STAGING}*"))
        there = sorted(each.name for each in place.iterdir() if each not in left)
        if others := [name for name in there if name not in MAY_BE_THERE]:
            raise bad_input(
                "home_not_empty",
                N_("The home %(place)s is not empty: it holds %(what)s."),
                N_("Name an empty one with SEGUE_HOME. A restore never writes over anything."),
                place=str(place),
                what=others[0],
            )
        for each in left:  # of one that was killed
            shutil.rmtree(each)
        staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=place))
    except OSError:
        raise checks.unwritable(place) from None
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        if is_new and not any(place.iterdir()):
            place.rmdir()


def _put_back(file: Path, keys: Path | None, staged: Path) -> "Restored":
    """Restore into the staging directory, which is this process's home; the server's own is not touched."""
    os.environ["SEGUE_HOME"] = str(staged)
    checks.start_django()
    if problem := checks.keys_are_there():
        raise Ended([problem], Exit.bad_input)
    from django.db import connection  # app ready

    from segue.store.backup import put_backup_back  # app ready

    with ending():
        restored = put_backup_back(file, place=staged)
        connection.close()
        if address := os.environ.get("SEGUE_DATABASE_URL"):
            keep_settings(staged, SEGUE_DATABASE_URL=address)
        if keys:
            (staged / "keys").mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(keys, staged / "keys" / "master.key")
            (staged / "keys" / "master.key").chmod(0o600)
    return restored


def _move_in(staged: Path, place: Path) -> None:
    """Let everything appear, the database last: without it the home is not one that works."""
    from segue.store.backup import settle  # app ready

    (place / "keys").mkdir(mode=0o700, exist_ok=True)
    for each in sorted((staged / "keys").iterdir()):
        if not (place / "keys" / each.name).exists():
            each.rename(place / "keys" / each.name)
    for each in sorted(staged.glob("segue.*"), key=lambda path: path.name == "segue.sqlite3"):
        each.rename(place / each.name)
    for directory in (place / "keys", place):
        settle(directory)
