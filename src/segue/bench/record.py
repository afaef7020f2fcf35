"""Checking the whole record, beside reading the same rows and doing nothing with them.

The entries are made in bulk with the program's own hashes, twelve a stream as an ordinary referral has, so that
what is checked is a record like any other: it must come out whole.
"""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, models
from psycopg.types.string import TextLoader

from segue.bench.replay import OtherWork, postgres_line, sqlite_line
from segue.bench.rounds import Pair, Round, Tell, at_least, at_most, in_turn, result, timed
from segue.rules.moment import uuid7
from segue.rules.record import canonical_ids, genesis, link_hash, moment_text
from segue.store.models import RecordEntry, StreamHead
from segue.store.record import Stream, verify
from segue.store.seal import Key, seal

ENTRIES_A_STREAM: Final = 12
BATCH: Final = 12_000
FETCHED: Final = 2000
GOALS: Final = {"sqlite": 0.35, "postgresql": 0.6}
GOAL_SECONDS_A_MILLION: Final = 3.0
LIMIT: Final = "reading the same rows on the bare driver"
BEGAN: Final = datetime(2026, 1, 5, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Size:
    """How many entries."""

    rows: int = 1_000_000
    rounds: int = 5
    tries: int = 3


QUICK = Size(rows=600, rounds=2, tries=1)


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises OtherWork when the record is not whole."""
    tell(f"writing {size.rows:,} entries")
    streams = -(-size.rows // ENTRIES_A_STREAM)
    fill(streams)
    entries = streams * ENTRIES_A_STREAM

    def subject() -> Round:
        return timed([lambda: _check(entries)])

    def yardstick() -> Round:
        return timed([lambda: _read(entries + streams)])

    pair = in_turn(subject, yardstick, tell=tell, rounds=size.rounds, tries=size.tries)
    sizes = {"entries": entries, "streams": streams}
    line = result(
        "verify", database=connection.vendor, sizes=sizes, pair=pair, limit=LIMIT, **_rates(pair, entries)
    )
    seconds = float(str(line["p50_ms"])) / 1000 / entries * 1_000_000
    share = float(str(line["ratio_p50"]))
    return [line], [
        at_least("verify, share of reading", GOALS[connection.vendor], value=share, void=pair.is_void),
        at_most("verify a million entries, seconds", GOAL_SECONDS_A_MILLION, value=seconds),
    ]


def _rates(pair: Pair, entries: int) -> dict[str, object]:
    return {
        "entries_per_s": round(entries / min(each.p50 for each in pair.subject)),
        "read_per_s": round(entries / min(each.p50 for each in pair.yardstick)),
    }


def _check(entries: int) -> None:
    count, problems = verify()
    if problems or count != entries:
        raise OtherWork(f"{count} of {entries} entries, {len(problems)} problems")


def fill(streams: int) -> None:
    """Write so many streams of twelve valid entries, and their heads."""
    entries, heads = [], []
    for number in range(streams):
        made = list(_stream(number))
        entries += made
        heads.append(_head(made[-1]))
        if len(entries) >= BATCH or number == streams - 1:
            _write(RecordEntry, entries)
            _write(StreamHead, heads)
            entries, heads = [], []


def _stream(number: int) -> Iterator[RecordEntry]:
    """One chain, with identifiers and a sealed detail such as acts write."""
    at = BEGAN + timedelta(seconds=number)
    of, who, handoff = (_id(at, number, place) for place in (0, 100, 200))
    key = Key(os.urandom(32), of)
    name, refs = Stream("referral", of, None, key).name, {"referral": str(of), "handoff": str(handoff)}
    said = {
        "stream": name,
        "actor": f"clinician:{who.hex}",
        "event": "handoff_ask",
        "ids": canonical_ids(refs),
    }
    previous = genesis(name)
    for place in range(1, ENTRIES_A_STREAM + 1):
        row, at = _id(at, number, place), at + timedelta(hours=7)
        cipher = seal(key, json.dumps({"how": "typed"}), table=RecordEntry, column="detail_sealed", row=row)
        own = link_hash(previous, number=place, at=moment_text(at), cipher=cipher, **said)
        yield RecordEntry(
            id=row, stream="referral", stream_id=of, number=place, at=at, actor_kind="clinician", actor_id=who,
            event="handoff_ask", refs=refs, detail_sealed=cipher, previous_hash=previous, link_hash=own,
        )  # fmt: skip
        previous = own


def _head(last: RecordEntry) -> StreamHead:
    return StreamHead(
        stream=last.stream,
        stream_id=last.stream_id,
        number=last.number,
        entry=last.id,
        link_hash=last.link_hash,
    )


def _id(at: datetime, *numbers: int) -> UUID:
    chance = (numbers[0] << 16 | numbers[1]).to_bytes(10, "big")
    return uuid7(int(at.timestamp() * 1000), chance)


def _write(table: type[models.Model], rows: list[Any]) -> None:
    table._default_manager.bulk_create(rows, batch_size=BATCH)


def _read(rows: int) -> None:
    """Every entry and every head in the order of the chain, fetched and dropped. Raises OtherWork for fewer rows."""
    read = _read_postgres() if connection.vendor == "postgresql" else _read_sqlite()
    if read != rows:
        raise OtherWork(f"{read} rows were read instead of {rows}")


def _reading() -> Iterator[str]:
    for table in (RecordEntry, StreamHead):
        order = [
            name for name in ("stream", "stream_id", "number") if table is RecordEntry or name != "number"
        ]
        yield str(table._default_manager.order_by(*order).values_list().query)


def _read_sqlite() -> int:
    read = 0
    with closing(sqlite_line()) as line:
        for sql in _reading():
            cursor = line.execute(sql)
            while some := cursor.fetchmany(FETCHED):
                read += len(some)
    return read


def _read_postgres() -> int:
    read = 0
    with closing(postgres_line()) as line, line.transaction():
        line.adapters.register_loader("jsonb", TextLoader)  # nothing is made of it here
        for sql in _reading():
            with line.cursor(name="reading") as cursor:
                cursor.execute(sql.encode())
                while some := cursor.fetchmany(FETCHED):
                    read += len(some)
    return read
