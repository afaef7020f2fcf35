"""Anchors: the heads of all streams at one moment, under one signed digest that leaves the machine.

A chain alone does not see that its end was cut off or written anew. An anchor lists the head of every stream that
has grown since the one before, follows from that one, and is signed. Its short form, the `Mark`, goes where nobody
who owns the database can reach it: into a mail, a backup, onto paper. Making and keeping anchors is for others.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from segue.rules.record import Flaw, Problem, moment_text

FORM = "segue anchor 1"
STREAM = "anchors"
"""The name under which a problem with an anchor is told."""
FIRST_PREVIOUS = hashlib.sha256(f"{FORM}:genesis".encode()).hexdigest()
_MARK = re.compile(r"(\d{1,12})-([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class AnchoredStream:
    """The last link of one stream, as an anchor lists it."""

    stream: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """One anchor as kept; `row` is what the operator looks for. Hashes and signature are hex, the first number is 1."""

    row: str
    number: int
    at: datetime
    previous: str
    digest: str
    signature: str
    heads: tuple[AnchoredStream, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor as it leaves the machine: which one, and its digest."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}-{self.digest}"


def mark_from(text: str) -> Mark | None:
    """A mark as somebody types or pastes it, with any spaces and line breaks; None when it is none."""
    found = _MARK.fullmatch("".join(text.split()).lower())
    return Mark(int(found[1]), found[2]) if found else None


def anchor_digest(previous: str, *, number: int, at: datetime, heads: Iterable[AnchoredStream]) -> str:
    """The digest of an anchor; the order in which the heads come does not matter."""
    listed = [[head.stream, head.number, head.hash] for head in sorted(heads)]
    text = json.dumps([FORM, previous, number, moment_text(at), listed])
    return hashlib.sha256(text.encode()).hexdigest()


def verify_anchors(
    rows: Iterable[AnchorRow], *, is_signed: Callable[[str, str], bool], mark: Mark | None = None
) -> Iterator[Problem]:
    """Walk all anchors in order and name each that breaks; `is_signed` is asked with digest and signature.

    With a mark that left the machine, a history that was written anew is seen as well.
    """
    number, previous, row, is_met = 0, FIRST_PREVIOUS, "", mark is None
    for anchor in rows:
        flaw = _flaw(anchor, number=number, previous=previous)
        if flaw is None and not is_signed(anchor.digest, anchor.signature):
            flaw = Flaw.not_signed
        if mark is not None and anchor.number == mark.number:
            is_met = True
            if flaw is None and anchor.digest != mark.digest:
                flaw = Flaw.other_than_anchored
        if flaw is not None:
            yield Problem(anchor.row, STREAM, anchor.number, flaw)
        number, previous, row = anchor.number, anchor.digest, anchor.row
    if not is_met:
        yield Problem(row, STREAM, number, Flaw.cut_off)


def _flaw(anchor: AnchorRow, *, number: int, previous: str) -> Flaw | None:
    if anchor.number <= number:
        return Flaw.out_of_order
    digest = anchor_digest(anchor.previous, number=anchor.number, at=anchor.at, heads=anchor.heads)
    if anchor.digest != digest:
        return Flaw.changed
    if anchor.number > number + 1:
        return Flaw.number_missing
    return Flaw.wrong_previous if anchor.previous != previous else None
