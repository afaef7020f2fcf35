"""The databases that tests run on: a SQLite file, or a PostgreSQL cluster of their own, gone when they end.

Both keep a migrated template. After a test that commits for real the database is made anew from it, since the
record refuses to be deleted and so cannot be flushed.
"""

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Protocol

from segue.bench.cluster import Cluster


class Database(Protocol):
    """One database for a run of tests."""

    kind: str
    url: str  # what SEGUE_DATABASE_URL says

    def keep_as_template(self) -> None:
        """Remember the database as it is now."""

    def renew(self) -> None:
        """Throw the database away and make it again from the template."""

    def stop(self) -> None:
        """Leave nothing behind."""


class SqliteFile:
    """The SQLite file in SEGUE_HOME, just as a server keeps it."""

    kind = "sqlite"
    url = ""

    def __init__(self, home: Path) -> None:
        self.path = home / "segue.sqlite3"
        self.template = home / "template.sqlite3"

    def keep_as_template(self) -> None:
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.execute("VACUUM INTO ?", [str(self.template)])

    def renew(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def stop(self) -> None:
        """The file goes with SEGUE_HOME."""


class PostgresCluster:
    """A cluster of the tests' own, which need not survive a power cut."""

    kind = "postgresql"

    def __init__(self) -> None:
        self._cluster = Cluster({"fsync": "off", "full_page_writes": "off", "max_connections": 100})
        self.url = self._cluster.url
        self.place = self._cluster.place  # where its files and its log lie

    def keep_as_template(self) -> None:
        self._cluster.run("CREATE DATABASE segue_template TEMPLATE segue")

    def renew(self) -> None:
        # By the superuser: the database may be in the hands of autovacuum, which is one and is not ours to stop.
        self._cluster.run("DROP DATABASE IF EXISTS segue WITH (FORCE)", role=Cluster.ABOVE)
        self._cluster.run("CREATE DATABASE segue TEMPLATE segue_template")

    def stop(self) -> None:
        self._cluster.stop()
