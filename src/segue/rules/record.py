"""The hash chain of the record: what a link is made of, and what a check finds.

A link hashes identifiers, codes and the ciphertext of the detail, so that erasure by key leaves the chain
whole. One chain per stream. A chain alone does not see that its end was cut off: its head, kept beside it, does,
and an anchor that left the machine (`rules.anchor`). Writing entries is for others.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from segue.rules.text import N_

FORM = "segue record 2"


class EntryRow(NamedTuple):
    """One entry as it is hashed, all in plain values, so that millions are checked in seconds.

    `row` is what the operator looks for. `at` and `ids` are the texts that `moment_text` and `canonical_ids` make.
    Hashes are hex, the first number is 1.
    """

    row: str
    stream: str
    number: int
    at: str
    actor: str
    event: str
    ids: str
    cipher: bytes
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a stream, as it is kept beside the chain, and the row that it was."""

    number: int
    hash: str
    row: str = ""


class Flaw(StrEnum):
    """What can be wrong with an entry."""

    changed = "changed"
    wrong_previous = "wrong_previous"
    number_missing = "number_missing"
    out_of_order = "out_of_order"
    other_stream = "other_stream"
    cut_off = "cut_off"
    behind_the_end = "behind_the_end"
    other_than_head = "other_than_head"
    other_than_anchored = "other_than_anchored"
    not_signed = "not_signed"


FLAWS: Mapping[Flaw, str] = {
    Flaw.changed: N_("This entry was changed after it was written."),
    Flaw.wrong_previous: N_("This entry does not follow from the one before it."),
    Flaw.number_missing: N_("One or more entries before this one are missing."),
    Flaw.out_of_order: N_("This entry stands in a place that is not its own."),
    Flaw.other_stream: N_("This entry belongs to another stream."),
    Flaw.cut_off: N_("This entry, which was once the last, is gone."),
    Flaw.behind_the_end: N_("This entry stands behind the end of its stream."),
    Flaw.other_than_head: N_("This entry is not the one that was the last."),
    Flaw.other_than_anchored: N_("This entry is not the one that was anchored."),
    Flaw.not_signed: N_("This anchor does not bear the signature of this server."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One flaw, and the row that has it."""

    row: str
    stream: str
    number: int
    flaw: Flaw

    @property
    def why(self) -> str:
        """What is wrong, in words."""
        return FLAWS[self.flaw]


def genesis(stream: str) -> str:
    """What stands before the first entry of a stream; no two streams begin alike."""
    return hashlib.sha256(f"{FORM}:genesis:{stream}".encode()).hexdigest()


def canonical_ids(ids: Mapping[str, str]) -> str:
    """Identifiers and codes as one text: the same whatever their order, and never that of others."""
    return json.dumps(dict(ids), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def moment_text(at: datetime) -> str:
    """A moment as it is hashed, in UTC and to the microsecond, whatever zone it was written in."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def link_hash(
    previous: str, *, stream: str, number: int, at: str, actor: str, event: str, ids: str, cipher: bytes
) -> str:
    """The hash of one entry; every text has its length before it, so that no two entries read alike."""
    text = (
        f"{FORM}{len(previous)}:{previous}{len(stream)}:{stream}{number}:{len(at)}:{at}"
        f"{len(actor)}:{actor}{len(event)}:{event}{len(ids)}:{ids}"
    )
    return hashlib.sha256(text.encode() + cipher).hexdigest()


def hash_of_entry(entry: EntryRow) -> str:
    """What the hash of a kept entry should be."""
    return link_hash(
        entry.previous,
        stream=entry.stream,
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        event=entry.event,
        ids=entry.ids,
        cipher=entry.cipher,
    )


def verify_stream(entries: Iterable[EntryRow], *, stream: str, head: Head | None = None) -> Iterator[Problem]:
    """Walk one stream in order and name every entry at which it breaks; one flaw an entry, and on it goes.

    With the head that is kept beside the stream, its end is checked as well.
    """
    number, previous = 0, genesis(stream)
    for entry in entries:
        flaw = _flaw(entry, stream=stream, number=number, previous=previous)
        if flaw is None and head is not None and entry.number >= head.number:
            flaw = _flaw_at_end(entry, head=head)
        if flaw is not None:
            yield Problem(entry.row, stream, entry.number, flaw)
        number, previous = entry.number, entry.hash
    if head is not None and number < head.number:
        yield Problem(head.row, stream, head.number, Flaw.cut_off)


def _flaw_at_end(entry: EntryRow, *, head: Head) -> Flaw | None:
    if entry.number > head.number:
        return Flaw.behind_the_end
    return Flaw.other_than_head if entry.hash != head.hash else None


def _flaw(entry: EntryRow, *, stream: str, number: int, previous: str) -> Flaw | None:
    if entry.stream != stream:
        return Flaw.other_stream
    if entry.number <= number:
        return Flaw.out_of_order
    if entry.hash != hash_of_entry(entry):
        return Flaw.changed
    if entry.number > number + 1:
        return Flaw.number_missing
    return Flaw.wrong_previous if entry.previous != previous else None
