"""Reading the national provider file into the directory, beside the database's own bulk load of the same rows.

The file is made first, and is not counted. Then it is imported by the program itself, twice, in a process whose memory
is looked at; after that the act and the bulk load run in turn, each into an empty directory with the same indexes. The
bulk load finds its rows picked and in memory: SQLite takes them by one executemany a table, PostgreSQL by COPY.
Once nearly every row is kept, and once one in nine, as in the file of the whole country.
"""

import json
import os
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import connection

from segue.acts.listing import ImportListings, import_listings
from segue.bench.machine import held_mb
from segue.bench.replay import OtherWork, postgres_line, sqlite_line
from segue.bench.rounds import Pair, Round, Tell, at_least, at_most, in_turn, result, timed
from segue.demo.nppes_sample import write_sample
from segue.formats.ahead import FileAhead
from segue.formats.bundle import digest_of
from segue.formats.nppes import ProviderFile, open_provider_file
from segue.formats.picking import Wanted
from segue.rules.actor import Actor, Kind
from segue.store.identifiers import moment
from segue.store.lore import professions

OTHERS: Final = 8
"""Rows that are passed over for each one that is kept: nine million rows hold about a million of those wanted."""
GOALS: Final = {
    "plain": {"sqlite": 0.35, "postgresql": 0.30},
    "fast": {"sqlite": 0.60, "postgresql": 0.45},
}
GOAL_MEMORY_MB: Final = 300
LOOK_EVERY_S: Final = 0.05
LIMIT: Final = "the database's own bulk load of the same rows"
TABLES: Final = ("store_profile", "store_fact")
WRITTEN: Final = (*TABLES, "store_place", "store_change", "store_importrun")


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows the file has."""

    rows: int = 200_000
    rounds: int = 3
    tries: int = 2


QUICK = Size(rows=300, rounds=2, tries=1)


@dataclass(frozen=True, slots=True)
class Mix:
    """A file to import, and what its rows are."""

    name: str
    path: Path
    rows: int
    kept: int
    size: int


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises OtherWork when a row is missing."""
    results, targets = [], []
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as place:
        for mix in _mixes(Path(place), size.rows, tell):
            for reader in GOALS:
                line = _measured(mix, reader, size, tell)
                results.append(line)
                if mix.kept * 2 > mix.rows:
                    targets += _targets(line, reader)
    return results, targets


def _mixes(place: Path, rows: int, tell: Tell) -> Iterator[Mix]:
    for name, others in (("all kept", 0), ("one in nine kept", OTHERS)):
        path = place / f"{others}.csv"
        kept = max(1, rows // (others + 1))
        tell(f"making a file of {rows:,} rows, {name}")
        with path.open("wb") as stream:
            written = write_sample(stream, rows=kept, seed=1, others=others)
        yield Mix(name, path, written, kept, path.stat().st_size)
        path.unlink()


def _measured(mix: Mix, reader: str, size: Size, tell: Tell) -> dict[str, object]:
    """Memory and the second run by the program itself; then the act and the bulk load in turn."""
    tell(f"{mix.name}, reader {reader}")
    _empty()
    first, memory = _by_the_program(mix.path, reader)
    before = _content()
    second, _ = _by_the_program(mix.path, reader)
    if (first["new"], second["unchanged"]) != (mix.kept, mix.kept):
        raise OtherWork(f"{first['new']} rows were kept instead of {mix.kept}")
    rewritten = len(before ^ _content())
    load = _bulk_load()

    def subject() -> Round:
        _empty()
        return timed([lambda: _import(mix, reader)])

    def yardstick() -> Round:
        _empty()
        return timed([load])

    pair = in_turn(subject, yardstick, tell=tell, rounds=size.rounds, tries=size.tries)
    return _line(mix, reader, pair, memory, rewritten)


def _line(mix: Mix, reader: str, pair: Pair, memory: float, rewritten: int) -> dict[str, object]:
    quickest = min(each.wall for each in pair.subject)
    return result(
        f"import, {mix.name}, reader {reader}",
        database=connection.vendor,
        sizes={"rows": mix.rows, "kept": mix.kept, "bytes": mix.size},
        pair=pair,
        limit=LIMIT,
        share=round(pair.share_of_rate, 3),
        share_best=round(min(each.wall for each in pair.yardstick) / quickest, 3),
        rows_per_s=round(mix.rows / quickest),
        memory_mb=memory,
        peak_mb=memory,
        rewritten=rewritten,
    )


def _targets(line: dict[str, object], reader: str) -> list[dict[str, object]]:
    share, memory, rewritten = (float(str(line[name])) for name in ("share", "memory_mb", "rewritten"))
    goal, void = GOALS[reader][connection.vendor], bool(line["void"])
    return [
        at_least(f"import, reader {reader}, share of the bulk load", goal, value=share, void=void),
        at_most(f"import, reader {reader}, memory in MB", GOAL_MEMORY_MB, value=memory),
        at_most(f"import, reader {reader}, rows that a second run rewrites", 0, value=rewritten),
    ]


def _import(mix: Mix, reader: str) -> None:
    wanted = Wanted(professions(tiers={"A"}))
    with open_provider_file(mix.path) as opened:
        assert isinstance(opened, ProviderFile)
        file = FileAhead(mix.path, opened) if reader == "fast" else opened
        command = ImportListings(
            parts=lambda begins: file.parts(wanted=wanted, begins=begins),
            digest=digest_of(mix.path),
            options="bench",
        )
        done = import_listings(Actor(Kind.operator), command, moment())
    if not isinstance(done, tuple) or done[1].new != mix.kept:
        raise OtherWork("the act kept other rows")


def _by_the_program(path: Path, reader: str) -> tuple[dict[str, Any], float]:
    """What `segue import nppes` says of the file, and the most memory that it and its reader held, in MB."""
    program = str(Path(sysconfig.get_path("scripts")) / "segue")
    words = [program, "import", "nppes", str(path), "--reader", reader, "--json"]
    most = 0.0
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=os.environ) as process:  # noqa: S603  # our own command
        while process.poll() is None:
            most = max(most, held_mb(process.pid))
            time.sleep(LOOK_EVERY_S)
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode:
        raise OtherWork(f"the import ended with {process.returncode}")
    return json.loads(said), most


def _empty() -> None:
    """An empty directory, in files as small as an empty one has."""
    if connection.vendor == "postgresql":
        with closing(postgres_line()) as line:
            line.execute(f"TRUNCATE {', '.join(WRITTEN)} CASCADE".encode())
        return
    with closing(sqlite_line()) as line:
        line.execute("PRAGMA foreign_keys=OFF")
        for table in WRITTEN:
            line.execute(f"DELETE FROM {table}")  # noqa: S608  # our names
        line.execute("VACUUM")
        line.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _content() -> set[int]:
    """What the directory holds, row by row; on PostgreSQL with the transaction that wrote it."""
    mark = ", xmin::text" if connection.vendor == "postgresql" else ""
    found = set()
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"SELECT *{mark} FROM {table}")  # noqa: S608  # our names
            while rows := cursor.fetchmany(5000):
                found |= {hash((table, *row)) for row in rows}
    return found


def _bulk_load() -> Callable[[], None]:
    """What loads the rows that the directory holds now, in one transaction."""
    if connection.vendor == "postgresql":
        copies = {table: _copied(table) for table in TABLES}
        return lambda: _load_postgres(copies)
    with closing(sqlite_line()) as line:
        rows = {table: line.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES}  # noqa: S608
    return lambda: _load_sqlite(rows)


def _copied(table: str) -> bytes:
    with (
        closing(postgres_line()) as line,
        line.cursor() as cursor,
        cursor.copy(f"COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT".encode()) as copy,  # noqa: S608
    ):
        return b"".join(copy)


def _load_postgres(copies: dict[str, bytes]) -> None:
    with closing(postgres_line()) as line, line.transaction(), line.cursor() as cursor:
        for table, rows in copies.items():
            with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                copy.write(rows)


def _load_sqlite(rows: dict[str, list[tuple[Any, ...]]]) -> None:
    with closing(sqlite_line()) as line:
        line.execute("BEGIN IMMEDIATE")
        for table, some in rows.items():
            places = ", ".join("?" * len(some[0]))
            line.executemany(f"INSERT INTO {table} VALUES ({places})", some)  # noqa: S608  # our names
        line.execute("COMMIT")
