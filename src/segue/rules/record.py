"""The hash chain of the record: what a link is made of, and what a check finds.

A link hashes identifiers, codes and the ciphertext of the detail, so that erasure by key leaves the chain
whole. One chain per stream. A chain alone does not see that its end was cut off: a head that left the machine
does. Writing entries, and anchoring heads, is for others.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from segue.rules.text import N_

FORM = b"segue record 1"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as kept; `row` is what the operator looks for. Hashes are hex, the first number is 1."""

    row: str
    stream: str
    number: int
    at: datetime
    actor: str
    event: str
    ids: Mapping[str, str]
    cipher: bytes
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a stream, as it stood when it left the machine."""

    number: int
    hash: str


class Flaw(StrEnum):
    """What can be wrong with an entry."""

    changed = "changed"
    wrong_previous = "wrong_previous"
    number_missing = "number_missing"
    out_of_order = "out_of_order"
    other_stream = "other_stream"
    cut_off = "cut_off"
    other_than_anchored = "other_than_anchored"


FLAWS: Mapping[Flaw, str] = {
    Flaw.changed: N_("This entry was changed after it was written."),
    Flaw.wrong_previous: N_("This entry does not follow from the one before it."),
    Flaw.number_missing: N_("One or more entries before this one are missing."),
    Flaw.out_of_order: N_("This entry stands in a place that is not its own."),
    Flaw.other_stream: N_("This entry belongs to another stream."),
    Flaw.cut_off: N_("The stream ends before the entry that was anchored."),
    Flaw.other_than_anchored: N_("This entry is not the one that was anchored."),
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
    return _digest(FORM, b"genesis", stream.encode())


def link_hash(
    previous: str,
    *,
    stream: str,
    number: int,
    at: datetime,
    actor: str,
    event: str,
    ids: Mapping[str, str],
    cipher: bytes,
) -> str:
    """The hash of one entry; every part has its length before it, so that no two entries read alike."""
    named = (part.encode() for name in sorted(ids) for part in (name, ids[name]))
    return _digest(
        FORM,
        previous.encode(),
        stream.encode(),
        str(number).encode(),
        _moment(at),
        actor.encode(),
        event.encode(),
        str(len(ids)).encode(),
        *named,
        cipher,
    )


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

    With a head that left the machine, a cut end and a history written anew are seen as well.
    """
    number, previous, row, anchored = 0, genesis(stream), "", False
    for entry in entries:
        flaw = _flaw(entry, stream=stream, number=number, previous=previous)
        if flaw is None and head is not None and entry.number == head.number and entry.hash != head.hash:
            flaw = Flaw.other_than_anchored
        if flaw is not None:
            yield Problem(entry.row, stream, entry.number, flaw)
        anchored = anchored or (head is not None and entry.number == head.number)
        number, previous, row = entry.number, entry.hash, entry.row
    if head is not None and not anchored:
        yield Problem(row, stream, number, Flaw.cut_off)


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


def _moment(at: datetime) -> bytes:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
