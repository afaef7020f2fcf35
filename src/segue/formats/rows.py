"""Rows of a comma-separated file out of bytes that may be broken anywhere.

Decides where a row begins and ends and, where one is broken, which line to name and how to go on after it.
What the columns mean is left to the caller. Nothing here raises because of what the bytes hold, and however
long the file, no more than one row is in memory.
"""

import csv
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

LONGEST_LINE = 1 << 20
MOST_LINES_IN_A_ROW = 50

# What reading out of an archive raises where the archive is torn.
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


class Flaw(StrEnum):
    """What can be wrong with a row before anybody asks what it means."""

    UNDECODABLE = "undecodable"
    NUL = "nul"
    TOO_LONG = "too_long"
    QUOTES = "quotes"
    COLUMNS = "columns"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, named by the line it begins on."""

    line: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Whole:
    """A row with as many fields as the first row of its file."""

    line: int
    fields: list[str]


def read_rows_of(stream: BinaryIO) -> Iterator[Whole | Broken]:
    """Each row in turn, the header first; blank lines are passed over.

    After a broken row, reading goes on at the next line: a stray quote costs one line and not the file.
    """
    lines = _Lines(stream)
    reader = csv.reader(lines, strict=True)
    width = 0
    while True:
        lines.begin_row()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Broken(lines.first, lines.why_unreadable())
            lines.give_back()
            continue
        except _TORN:
            yield Broken(lines.first, Flaw.DAMAGED)
            return
        flaw = lines.flaw_of_row()
        if flaw is None and fields and len(fields) != (width or len(fields)):
            flaw = Flaw.TRUNCATED if lines.is_cut() else Flaw.COLUMNS
        if flaw is not None:
            yield Broken(lines.first, flaw)
            lines.give_back()
        elif fields:
            width = width or len(fields)
            yield Whole(lines.first, fields)


class _Lines:
    """The lines of a stream as text, with a way to hand back those that a broken row has swallowed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: deque[tuple[str, Flaw | None]] = deque()
        self._taken: list[tuple[str, Flaw | None]] = []
        self._has_ended = False
        self.first = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) == MOST_LINES_IN_A_ROW:
            raise csv.Error("a row of too many lines")
        line = self._waiting.popleft() if self._waiting else self._read()
        self._taken.append(line)
        # A line with a flaw goes to the parser as a blank one, which cannot open a quote.
        return line[0] if line[1] is None else "\n"

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.first += len(self._taken)
        self._taken = []

    def flaw_of_row(self) -> Flaw | None:
        """The first flaw among the lines of the row."""
        return next((flaw for _, flaw in self._taken if flaw), None)

    def why_unreadable(self) -> Flaw:
        """What to say of a row that the parser gave up."""
        text, flaw = self._taken[0]
        if flaw is not None:
            return flaw
        if len(text) > csv.field_size_limit():
            return Flaw.TOO_LONG
        is_last_line = self._has_ended and len(self._taken) == 1
        return Flaw.TRUNCATED if is_last_line else Flaw.QUOTES

    def is_cut(self) -> bool:
        """Whether the row is the file's last and has no end of line."""
        return not self._taken[-1][0].endswith("\n")

    def give_back(self) -> None:
        """Keep the first line of the row only; the others are read again as rows of their own."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]

    def _read(self) -> tuple[str, Flaw | None]:
        """The next line of the stream, with what is wrong with its bytes."""
        raw = self._stream.readline(LONGEST_LINE)
        if not raw:
            self._has_ended = True
            raise StopIteration
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            self._pass_over_rest()
            return "\n", Flaw.TOO_LONG
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            return "\n", Flaw.UNDECODABLE
        return text, Flaw.NUL if "\0" in text else None

    def _pass_over_rest(self) -> None:
        """Read to the end of a line that is too long, keeping nothing of it."""
        while (raw := self._stream.readline(LONGEST_LINE)) and not raw.endswith(b"\n"):
            pass
