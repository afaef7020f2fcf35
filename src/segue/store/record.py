"""The record: append-only, hash-chained in streams; one stream each for a referral, a client, a practice, a person.

The hash covers identifiers, codes and the ciphertext of the detail, so erasing a key leaves the chain whole.
What a link hashes and how a stream is verified is decided in `rules.record`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import connection

from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.record import (
    EntryRow,
    Head,
    Problem,
    canonical_ids,
    genesis,
    link_hash,
    moment_text,
    verify_stream,
)
from segue.store.models import RecordEntry, StreamHead
from segue.store.seal import Key, seal, unseal
from segue.store.statement import Select, insert, update

_HEAD = Select(
    lambda stream, of: (
        StreamHead.objects.select_for_update()
        .filter(stream=stream, stream_id=of)
        .values_list("number", "link_hash")
    ),
    stream=str,
    of=UUID,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one entry says: the event, identifiers and codes in the open, words sealed."""

    event: str
    refs: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """Which chain, whose, and the key that seals its details."""

    kind: str
    id: UUID
    practice: UUID | None
    key: Key

    @property
    def name(self) -> str:
        """The name under which the chain hashes it."""
        return f"{self.kind}:{self.id.hex}"


def append(stream: Stream, line: Line, *, actor: Actor, at: At) -> UUID:
    """Add the next link to a stream, in the caller's transaction."""
    last = _last_of(stream)
    number, previous = (last[0] + 1, last[1]) if last else (1, genesis(stream.name))
    entry = at.new_id()
    detail = json.dumps(line.detail, sort_keys=True, ensure_ascii=False)
    cipher = seal(stream.key, detail, table=RecordEntry, column="detail_sealed", row=entry)
    who = actor.person or actor.link
    hashed = link_hash(
        previous,
        stream=stream.name,
        number=number,
        at=moment_text(at.now),
        actor=f"{actor.kind}:{who.hex if who else ''}",
        event=line.event,
        ids=canonical_ids(line.refs),
        cipher=cipher,
    )
    written = RecordEntry(
        id=entry,
        stream=stream.kind,
        stream_id=stream.id,
        number=number,
        practice_id=stream.practice,
        at=at.now,
        actor_kind=str(actor.kind),
        actor_id=who,
        event=line.event,
        refs=dict(line.refs),
        detail_sealed=cipher,
        previous_hash=previous,
        link_hash=hashed,
    )
    insert(written)
    head = {"number": number, "entry": entry, "link_hash": hashed}
    if last:
        update(StreamHead, head, stream=stream.kind, stream_id=stream.id)
    else:
        insert(StreamHead(stream=stream.kind, stream_id=stream.id, **head))
    return entry


def _last_of(stream: Stream) -> tuple[int, str] | None:
    """Number and hash of the last link, held until this transaction ends; None before the first."""
    last = _HEAD.first(stream=stream.kind, of=stream.id)
    if last is None and connection.vendor == "postgresql":
        # There is no row to hold yet. SQLite has one writer anyway; PostgreSQL needs to be told.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(stream.id.bytes[-8:], "big", signed=True)]
            )
        last = _HEAD.first(stream=stream.kind, of=stream.id)
    return last


def detail_of(entry: RecordEntry, *, key: Key) -> dict[str, object]:
    """The sealed words of an entry. Raises SealBroken."""
    text = unseal(key, entry.detail_sealed, table=RecordEntry, column="detail_sealed", row=entry.id)
    return dict(json.loads(text))


# The texts that are hashed, as each database gives them without making objects first. A moment on SQLite is a text
# that leaves a fraction of zero away.
_ROWS = {
    "sqlite": """
        SELECT id, stream || ':' || stream_id, number,
            CASE WHEN length(at) = 19 THEN at || '.000000' ELSE at || '' END,
            actor_kind || ':' || coalesce(actor_id, ''), event, refs, detail_sealed, previous_hash, link_hash
        FROM store_recordentry ORDER BY stream, stream_id, number""",
    "postgresql": """
        SELECT id::text, stream || ':' || replace(stream_id::text, '-', ''), number,
            to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
            actor_kind || ':' || coalesce(replace(actor_id::text, '-', ''), ''), event, refs, detail_sealed,
            previous_hash, link_hash
        FROM store_recordentry ORDER BY stream, stream_id, number""",
}


def rows() -> Iterator[EntryRow]:
    """Every entry of every stream, stream by stream, in the order of the chain."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS[connection.vendor])
        while found := cursor.fetchmany(2000):
            for row in found:
                yield EntryRow._make(row)


def heads() -> Iterator[tuple[str, Head]]:
    """The head kept beside each stream, in the order of `rows`."""
    ordered = StreamHead.objects.order_by("stream", "stream_id").values_list(
        "stream", "stream_id", "number", "link_hash", "entry"
    )
    for kind, of, number, own, entry in ordered.iterator(chunk_size=2000):
        yield f"{kind}:{of.hex}", Head(number, own, str(entry))


def verify() -> tuple[int, list[Problem]]:
    """Check every link of every stream: how many entries were read, and what is wrong with which row."""
    count = 0

    def counted() -> Iterator[EntryRow]:
        nonlocal count
        for row in rows():
            count += 1
            yield row

    problems: list[Problem] = []
    for name, entries, head in _beside(groupby(counted(), key=attrgetter("stream")), heads()):
        problems.extend(map(_as_told, verify_stream(entries, stream=name, head=head)))
    return count, problems


def _as_told(problem: Problem) -> Problem:
    """With identifiers as an operator sees them everywhere else."""
    kind, _, of = problem.stream.partition(":")
    return replace(problem, row=str(UUID(problem.row)), stream=f"{kind}:{UUID(of)}")


def _beside(
    streams: Iterator[tuple[str, Iterator[EntryRow]]], kept: Iterator[tuple[str, Head]]
) -> Iterator[tuple[str, Iterable[EntryRow], Head]]:
    """Each stream with its head. A stream without a head has none of its entries where they belong."""
    stream, head = next(streams, None), next(kept, None)
    while stream is not None or head is not None:
        if head is None or (stream is not None and stream[0] < head[0]):
            assert stream is not None
            yield *stream, Head(0, genesis(stream[0]))
            stream = next(streams, None)
        elif stream is None or head[0] < stream[0]:
            yield head[0], (), head[1]
            head = next(kept, None)
        else:
            yield *stream, head[1]
            stream, head = next(streams, None), next(kept, None)
