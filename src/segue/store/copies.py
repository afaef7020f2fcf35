"""A copy of the whole database while others write, and the way back, on SQLite and PostgreSQL.

Both copies are of one moment: `VACUUM INTO` reads in one transaction, and `pg_dump` reads the snapshot in which the
rows are counted. Where a copy is kept, and what else is checked, is decided in `store.backup`.
"""

import errno
import hashlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from urllib.parse import quote

from django.db import connection, transaction

from segue.rules.text import N_
from segue.store.archive import BackupFailed, BadBackup
from segue.store.programs import newest_program
from segue.store.triggers import FUNCTIONS, KEPT
from segue.store.walls import SCOPE, Passage

RECORD = "store_recordentry"
_COPY = re.compile(rb'COPY (?:\w+\.)?"?(\w+)"? \(.*\) FROM stdin;\n')
_END_OF_ROWS = b"\\.\n"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database holds: rows of each table, migrations, and a digest of each table's rows if asked for."""

    counts: dict[str, int]
    migrations: tuple[str, ...]
    contents: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """Entries of the record."""
        return self.counts.get(RECORD, 0)


def copy_database(to: Path, *, with_contents: bool) -> Facts:
    """Write a copy as of one moment and check that it is whole. Raises NoBackup and OSError."""
    copy = _copy_sqlite if connection.vendor == "sqlite" else _copy_postgresql
    return copy(to, with_contents=with_contents)


def facts_here(*, with_contents: bool) -> Facts:
    """The facts of the database in use."""
    if connection.vendor == "sqlite":
        return _facts_of_file(_file(), with_contents=with_contents)
    return _facts_of_postgresql(with_contents=with_contents)


def put_back(copy: Path) -> None:
    """Fill the empty database in use from a copy, all or nothing. Raises NoBackup."""
    if connection.vendor == "sqlite":
        copy.rename(connection.settings_dict["NAME"])
        return
    if connection.introspection.table_names():
        raise BadBackup(
            "database_not_empty",
            N_("The database that SEGUE_DATABASE_URL names is not empty."),
            N_("Make a new one for the restore, with createdb. A restore never writes over anything."),
        )
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
         f"--dbname={connection.settings_dict['NAME']}", str(copy))  # fmt: skip
    copy.unlink()


def empty_again() -> None:
    """Take back what `put_back` filled: PostgreSQL keeps it elsewhere than in the files that are thrown away."""
    if connection.vendor == "sqlite":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        for function in FUNCTIONS:
            cursor.execute(f"DROP FUNCTION IF EXISTS {function}()")


def missing_rows(kept: Path) -> list[str]:
    """Tables of rows that are written once, of which a copy on SQLite has one that the database in use has not."""
    if connection.vendor != "sqlite":
        return []  # there the contents were read in the snapshot that was copied
    with closing(_reader(_file())) as live:
        live.execute("ATTACH ? AS kept", [_address(kept)])
        return [
            table
            for table in KEPT
            if live.execute(
                f"SELECT 1 FROM (SELECT * FROM kept.{table} EXCEPT SELECT * FROM main.{table}) LIMIT 1"  # noqa: S608
            ).fetchone()
        ]


def _copy_sqlite(to: Path, *, with_contents: bool) -> Facts:
    try:
        with closing(_reader(_file())) as live:
            live.execute(
                "PRAGMA synchronous = OFF"
            )  # of the copy, which is read again and not kept by itself
            live.execute("VACUUM INTO ?", [str(to)])
    except sqlite3.Error as error:
        if error.sqlite_errorname == "SQLITE_FULL":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(to)) from None
        raise _failed("VACUUM INTO", error.sqlite_errorname) from None
    # Not as a reader: for one, SQLite leaves the rules of columns out of the check.
    with closing(sqlite3.connect(to)) as copy:
        flaws = [flaw for (flaw,) in copy.execute("PRAGMA quick_check(5)")]
    if flaws != ["ok"]:
        raise _broken_copy()
    return _facts_of_file(to, with_contents=with_contents)


def _copy_postgresql(to: Path, *, with_contents: bool) -> Facts:
    name = connection.settings_dict["NAME"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        # Sealed rows do not compress; trying takes seven times as long.
        _run("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
             f"--snapshot={snapshot}", f"--file={to}", str(name))  # fmt: skip
        facts = _facts_of_postgresql(with_contents=with_contents)
    if _rows_in(to) != facts.counts:
        raise _broken_copy()
    return facts


def _facts_of_file(path: Path, *, with_contents: bool) -> Facts:
    with closing(_reader(path)) as file:

        def ask(sql: str) -> Iterator[tuple[object, ...]]:
            yield from file.execute(sql)

        def rows(table: str) -> Iterator[bytes]:
            keys = [str(row[1]) for row in ask(f'PRAGMA table_info("{table}")') if row[5]]
            order = ", ".join(f'"{key}"' for key in keys) or "rowid"
            yield from (repr(row).encode() for row in ask(f'SELECT * FROM "{table}" ORDER BY {order}'))  # noqa: S608

        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        return _facts(ask, tables, rows if with_contents else None)


def _facts_of_postgresql(*, with_contents: bool) -> Facts:
    def ask(sql: str) -> Iterator[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            yield from cursor.fetchall()

    def rows(table: str) -> Iterator[bytes]:
        sql = f'COPY (SELECT x::text FROM "{table}" AS x ORDER BY x::text COLLATE "C") TO STDOUT'  # noqa: S608
        with connection.cursor() as cursor, cursor.copy(sql) as lines:
            yield from (bytes(line) for line in lines)

    tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return _facts(ask, tables, rows if with_contents else None)


def _facts(
    ask: Callable[[str], Iterator[tuple[object, ...]]],
    tables: str,
    rows: Callable[[str], Iterator[bytes]] | None,
) -> Facts:
    names = sorted(str(name) for (name,) in ask(tables))
    counts = {name: int(str(next(ask(f'SELECT count(*) FROM "{name}"'))[0])) for name in names}  # noqa: S608
    applied = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    migrations = tuple(f"{app}.{name}" for app, name in applied)
    return Facts(counts, migrations, {name: _digest(rows(name)) for name in names} if rows else {})


def _digest(rows: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(b"%d:%b" % (len(row), row))
    return digest.hexdigest()


def _file() -> Path:
    """The database in use, on SQLite."""
    return Path(connection.settings_dict["NAME"])


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(_address(path), uri=True)


def _address(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=ro"


def program(name: str) -> Path:
    """One of PostgreSQL's own programs, the newest there is: it reads every older server. Raises BadBackup."""
    found = newest_program(name)
    if found is None:
        raise BadBackup(
            "no_postgresql_programs",
            N_("%(name)s is not on this machine; PostgreSQL is copied by its own programs."),
            N_("Install them: sudo apt-get install -y postgresql-client"),
            name=name,
        )
    return found


def _rows_in(dump: Path) -> dict[str, int]:
    """Read a whole dump, and count the rows of each table as they would be put back."""
    counts: dict[str, int] = {}
    with subprocess.Popen(  # noqa: S603  # our own words
        [program("pg_restore"), "--file=-", str(dump)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as reading:
        assert reading.stdout is not None
        lines = iter(reading.stdout)
        for line in lines:
            if table := _COPY.match(line):
                counts[table[1].decode()] = sum(1 for _ in takewhile(_END_OF_ROWS.__ne__, lines))
    if reading.returncode:
        raise _broken_copy()
    return counts


def _run(name: str, *words: str) -> None:
    """Run one of them on the database in use, past the walls between practices."""
    given = connection.settings_dict
    # The password goes by the environment, where nobody lists it.
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {variable: str(given[each]) for variable, each in places.items() if given[each]}
    env |= {"PGOPTIONS": f"-c {SCOPE}={Passage.commands}", "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603  # our own words
        [program(name), "--enable-row-security", *words],
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "")
        raise _failed(name, said[:200] or f"exit code {done.returncode}")


def _broken_copy() -> BackupFailed:
    return BackupFailed(
        "broken_copy",
        N_("The copy of the database is not whole, so the database itself may be broken."),
        N_("Run `segue doctor`. Older backups are left as they are."),
    )


def _failed(name: str, why: str) -> BackupFailed:
    return BackupFailed(
        "copy_failed",
        N_("%(name)s did not come to its end: %(why)s."),
        N_("Mend what it names, then try again. Nothing was changed."),
        name=name,
        why=why.rstrip(".") or N_("it says no more"),
    )
