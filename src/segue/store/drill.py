"""What a drill of the backup needs of the store: somebody who commits meanwhile, and an empty database.

The drill itself, from the backup to the restored server, is a command of the site.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import Error, connection, transaction

from segue.rules.actor import Actor, Kind
from segue.rules.text import N_
from segue.store.archive import BackupFailed
from segue.store.copies import program
from segue.store.identifiers import moment
from segue.store.record import Line, Stream, append

PAUSE: Final = 0.02
_OPERATOR: Final = Actor(Kind.operator)


class Writer:
    """Appends entries to the record, each in a transaction of its own, until it is stopped.

    The entries stay: they tell that a drill took place. They come more slowly as time goes by, so that a long drill
    leaves some hundreds of them at most.
    """

    def __init__(self, stream: Stream) -> None:
        self.commits = 0
        self.worst = 0.0
        self._stream = stream
        self._first = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, name="drill", daemon=True)

    def start(self) -> None:
        """Begin, and come back when the first commit is done. Raises BackupFailed when there is none."""
        self._thread.start()
        if not self._first.wait(60):
            raise BackupFailed(
                "no_writes",
                N_("The database takes no entry, so there is nothing to drill."),
                N_("Run `segue doctor`."),
            )

    def stop(self) -> None:
        """Let it finish what it writes."""
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        begun = time.monotonic()
        try:
            while not self._stop.wait(PAUSE + (time.monotonic() - begun) / 50):
                asked = time.monotonic()
                with transaction.atomic():
                    append(self._stream, Line("backup_drilled"), actor=_OPERATOR, at=moment())
                self.worst = max(self.worst, time.monotonic() - asked)
                self.commits += 1
                self._first.set()
        finally:
            connection.close()


@contextmanager
def empty_database() -> Iterator[str]:
    """The name of a database that is empty and gone afterwards; on SQLite an empty home has one, and no name."""
    if connection.vendor == "sqlite":
        yield ""
        return
    program("pg_restore")
    name = f"segue_drill_{secrets.token_hex(4)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except Error:
        raise BackupFailed(
            "no_drill_database",
            N_("Segue's role may not make a database for the drill."),
            N_("Let it: ALTER ROLE … CREATEDB. Or restore by hand into another server's empty database."),
        ) from None
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def differs(what: str) -> BackupFailed:
    """What came back is not what was there."""
    return BackupFailed(
        "drill_failed",
        N_("What was restored is not what the server holds: %(what)s."),
        N_("Do not rely on backups until this is mended. Run `segue doctor`, and tell the maintainers."),
        what=what,
    )
