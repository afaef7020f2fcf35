"""Whether there is a backup, whether it is fresh and readable, and whether the keys lie apart from it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from segue.rules.text import N_
from segue.site.doctor.finding import Finding, fine, look, wrong, wrong_as
from segue.store.archive import BadBackup
from segue.store.backup import newest_backup, places_of_backups
from segue.store.keys import KeyMissing, master_key

BACKUPS: Final = "backups"
BACKUP_AGE: Final = timedelta(hours=26)
"""One a day, and some time for one that takes longer."""
LARGEST_KEY_FILE: Final = 4096


def backups(now: datetime | None = None) -> Iterator[Finding]:
    """What a restore would find today."""
    place = Path(settings.SEGUE_HOME)
    yield from _keys_beside(place)
    try:
        newest = newest_backup(place)
    except BadBackup as error:
        yield wrong_as(BACKUPS, error.refusal)
        return
    if newest is None:
        yield look(
            BACKUPS,
            "no_backup",
            N_("There is no backup yet."),
            N_("Run `segue backup` once a day, and copy the file to another machine."),
        )
        return
    path, made_at, _ = newest
    told = {"path": path, "when": f"{made_at:%Y-%m-%d %H:%M} UTC"}
    if (now or datetime.now(UTC)) - made_at > BACKUP_AGE:
        yield look(
            BACKUPS,
            "old_backup",
            N_("The last backup is of %(when)s: %(path)s."),
            N_("Run `segue backup` once a day, by cron or a timer."),
            **told,
        )
    else:
        yield fine(BACKUPS, "fresh", N_("The last backup is of %(when)s: %(path)s."), **told)


def _keys_beside(home: Path) -> Iterator[Finding]:
    try:
        key = master_key().secret.hex()
    except KeyMissing:
        return  # which the examination of the keys tells
    for place in places_of_backups(home):
        for path in sorted(place.iterdir()):
            if _holds(path, key):
                yield wrong(
                    BACKUPS,
                    "key_beside",
                    N_(
                        "The master key lies beside the backups: %(path)s. Who takes both can read everything."
                    ),
                    N_("Move it to another safe place, on another machine or on paper."),
                    path=path,
                )


def _holds(path: Path, key: str) -> bool:
    is_small = path.is_file() and path.stat().st_size <= LARGEST_KEY_FILE
    return is_small and key.encode() in path.read_bytes().lower()
