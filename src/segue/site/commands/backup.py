"""`segue backup`: one verified copy of everything. What it shares with restore and drill stands here too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from segue.rules.step import Refused
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.home import home, kept_settings
from segue.site.says import Ended, Exit, answer, plural, say

if TYPE_CHECKING:
    from segue.rules.moment import At
    from segue.store.backup import Made

OF_ONE_MACHINE: Final = frozenset(
    {"SEGUE_MASTER_KEY", "SEGUE_MASTER_KEY_FILE", "SEGUE_SECRET_KEY", "SEGUE_DATABASE_URL"}
)
"""Settings that stay out of a backup: keys, and where this machine's database is."""


@click.command()
@click.option(
    "--to", "to", type=click.Path(path_type=Path), help="Directory for it.  [default: backups in SEGUE_HOME]"
)
@click.option(
    "--keep", type=click.IntRange(min=1), default=None, help="Keep this many there, and drop older ones."
)
@as_json_option
def backup(to: Path | None, keep: int | None, as_json: bool) -> None:
    """Make one verified copy of everything, while Segue runs.

    One file with the database and the settings, as of one moment. It does not hold the master key: keep a copy of
    that somewhere else, once. Copy the file to another machine; `segue restore` puts it back.
    """
    checks.start(checks.WRITING)
    from segue.store.backup import remember_place  # app ready

    place = to or home() / "backups"
    begun = time.monotonic()
    with ending():
        made = make(place, keep=keep or 0)
        with suppress(OSError):  # a home without room has a backup all the same
            remember_place(home(), place)
    answer(
        _told(made) | {"seconds": round(time.monotonic() - begun, 3)},
        as_json=as_json,
        lines=[str(made.path)],
    )
    say(
        f"{megabytes(made.size)}, {plural(made.manifest.entries, 'entry', 'entries')} of the record."
        " The master key is not in it."
    )
    for each in made.dropped:
        say(f"Dropped {each}.")


def make(place: Path, *, keep: int = 0, with_contents: bool = False) -> "Made":
    """Anchor the record, then copy: the mark in the backup is of what is in the backup."""
    from segue.store.backup import make_backup, refuse_unusable  # app ready
    from segue.store.identifiers import moment  # app ready

    refuse_unusable(place)
    kept = {name: value for name, value in kept_settings(home()).items() if name not in OF_ONE_MACHINE}
    at = moment()
    return make_backup(
        place,
        mark=_mark(at),
        settings="".join(f"{name}={value}\n" for name, value in sorted(kept.items())),
        now=at.now,
        keep=keep,
        with_contents=with_contents,
    )


def _mark(at: "At") -> str:
    """The mark of an anchor made now; of the last one when nothing can be written, for then a backup matters most."""
    from django.db import Error  # app ready

    from segue.acts.anchor import AnchorRecord, anchor_record  # app ready
    from segue.rules.actor import Actor, Kind  # app ready
    from segue.store.anchors import newest_mark  # app ready

    try:
        done = anchor_record(Actor(Kind.operator), AnchorRecord(""), at)
    except Error:
        if not (last := newest_mark()):
            raise
        say("The database takes no anchor. The backup holds the mark of the last one.")
        return str(last)
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    return done.also["mark"]


def _told(made: "Made") -> dict[str, Any]:
    return {
        "path": str(made.path),
        "bytes": made.size,
        "made_at": made.manifest.made_at,
        "mark": made.manifest.mark,
        "entries": made.manifest.entries,
        "counts": made.manifest.counts,
        "dropped": [str(each) for each in made.dropped],
    }


@contextmanager
def ending() -> Iterator[None]:
    """End the command when a backup was not made or not put back."""
    from django.db import Error  # app ready

    from segue.store.archive import BadBackup, NoBackup  # app ready

    try:
        yield
    except NoBackup as error:
        code = Exit.bad_input if isinstance(error, BadBackup) else Exit.found_wrong
        raise Ended([error.refusal], code) from None
    except Error as error:
        raise checks.database_away(error) from None


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
