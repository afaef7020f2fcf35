"""Rows of a comma-separated file out of bytes that may be broken anywhere.

Decides where a row begins and ends and, where one is broken, which line to name and how to go on after it.
What the columns mean is left to the caller. Nothing here raises because of what the bytes hold, and however
long the file, no more than one row is in memory.
"""

import csv
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import BinaryIO, Final, NamedTuple

LONGEST_LINE = 1 << 20
MOST_LINES_IN_A_ROW = 50
# A row that is no longer than this has no field that the parser would refuse for its length.
LONGEST_SIMPLE_ROW = 1 << 16

# What reading out of an archive raises where the archive is torn.
TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


class Flaw(StrEnum):
    """What can be wrong with a row before anybody asks what it means."""

    UNDECODABLE = "undecodable"
    NUL = "nul"
    TOO_LONG = "too_long"
    QUOTES = "quotes"
    COLUMNS = "columns"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"


class Broken(NamedTuple):
    """A row that cannot be read, named by the line it begins on."""

    line: int
    flaw: Flaw


class Whole(NamedTuple):
    """A row with as many fields as the first row of its file; those beyond the reader's reach may be left in one."""

    line: int
    fields: Sequence[str]


class Spot(NamedTuple):
    """Where in a file a row begins: its line, and how many bytes come before."""

    line: int = 1
    offset: int = 0


BEGINNING: Final = Spot()


class Rows:
    """Each row in turn, blank lines passed over; the first tells how many fields all others have, if `width` does not.

    After a broken row, reading goes on at the next line: a stray quote costs one line and not the file. Whoever reads
    only the first fields of each row says so with `reach`, and need not wait for the others to be taken apart.
    """

    def __init__(self, stream: BinaryIO, *, begins: Spot = BEGINNING, width: int = 0, reach: int = 0) -> None:
        self._lines = _Lines(stream, begins)
        self._width = width
        self._reach = min(reach, width - 1) if reach else width - 1
        self._rows = self._read()

    def __iter__(self) -> Iterator[Whole | Broken]:
        return self._rows

    def __next__(self) -> Whole | Broken:
        return next(self._rows)

    @property
    def spot(self) -> Spot:
        """Where the row begins that comes next."""
        return self._lines.spot

    def _read(self) -> Iterator[Whole | Broken]:
        lines, width, reach = self._lines, self._width, self._reach
        reader = csv.reader(lines, strict=True)
        while True:
            lines.begin_row()
            try:
                if width and (simple := lines.simple_row(width, reach)):
                    yield Whole(lines.first, simple)
                    continue
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._broken(lines.why_unreadable())
                continue
            except TORN:
                yield Broken(lines.first, Flaw.DAMAGED)
                return
            flaw = lines.flaw_of_row()
            if flaw is None and fields and len(fields) != (width or len(fields)):
                flaw = Flaw.TRUNCATED if lines.is_cut() else Flaw.COLUMNS
            if flaw is not None:
                yield self._broken(flaw)
            elif fields:
                width = width or len(fields)
                yield Whole(lines.first, fields)

    def _broken(self, flaw: Flaw) -> Broken:
        """The row that is broken; only its first line is lost."""
        self._lines.give_back()
        return Broken(self._lines.first, flaw)


class _Line(NamedTuple):
    """One line: its text, what is wrong with its bytes, and how many there are."""

    text: str
    flaw: Flaw | None
    size: int


_ENDS: Final = ('"\n', '"\r\n')
_BOUND: Final = '","'
# What a simple row has taken: nobody asks again what its line was.
_ONE: Final = (_Line("", None, 0),)


class _Lines:
    """The lines of a stream as text, with a way to hand back those that a broken row has swallowed."""

    def __init__(self, stream: BinaryIO, begins: Spot) -> None:
        self._stream = stream
        self._waiting: deque[_Line] = deque()
        self._taken: Sequence[_Line] = []
        self._has_met_end = False
        self.first, self._offset = begins

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) == MOST_LINES_IN_A_ROW:
            raise csv.Error("a row of too many lines")
        line = self._waiting.popleft() if self._waiting else self._examined(self._next_bytes())
        self._taken = [*self._taken, line]
        # A line with a flaw goes to the parser as a blank one, which cannot open a quote.
        return line.text if line.flaw is None else "\n"

    @property
    def spot(self) -> Spot:
        """Where the row begins that comes next."""
        waiting = sum(line.size for line in self._waiting)
        return Spot(self.first + len(self._taken), self._offset - waiting)

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.first += len(self._taken)
        self._taken = []
        self._has_met_end = False

    def simple_row(self, width: int, reach: int) -> list[str] | None:
        """The fields of a row as the registry writes nearly all: on one line, each field in quotes, none within.

        Two quotes for each field, of which the ends and the bounds use up all, leave none for a field's inside. So
        splitting is parsing, at half the time; only the first fields are split off. Whatever else the line holds is
        left to the parser.
        """
        if self._waiting:
            return None
        raw = self._stream.readline(LONGEST_LINE)
        size = len(raw)
        self._offset += size
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if size < LONGEST_SIMPLE_ROW and text[:1] == '"' and text.endswith(_ENDS) and "\0" not in text:
            fields = (text[1:-2] if text[-2] == '"' else text[1:-3]).split(_BOUND, reach)
            bounds = len(fields) - 1
            if bounds == reach:
                bounds += fields[-1].count(_BOUND)
            if bounds == width - 1 and text.count('"') == 2 * width:
                self._taken = _ONE
                return fields
        if raw:
            self._waiting.append(self._examined(raw))
        return None

    def flaw_of_row(self) -> Flaw | None:
        """The first flaw among the lines of the row."""
        return next((line.flaw for line in self._taken if line.flaw), None)

    def why_unreadable(self) -> Flaw:
        """What to say of a row that the parser gave up."""
        first = self._taken[0]
        if first.flaw is not None:
            return first.flaw
        if len(first.text) > csv.field_size_limit():
            return Flaw.TOO_LONG
        is_last_line = len(self._taken) == 1 and (self._has_met_end or self.is_cut())
        return Flaw.TRUNCATED if is_last_line else Flaw.QUOTES

    def is_cut(self) -> bool:
        """Whether the row is the file's last and has no end of line."""
        return not self._taken[-1].text.endswith("\n")

    def give_back(self) -> None:
        """Keep the first line of the row only; the others are read again as rows of their own."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        self._taken = self._taken[:1]

    def _next_bytes(self) -> bytes:
        raw = self._stream.readline(LONGEST_LINE)
        if not raw:
            self._has_met_end = True
            raise StopIteration
        self._offset += len(raw)
        return raw

    def _examined(self, raw: bytes) -> _Line:
        """A line with what is wrong with its bytes."""
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            return _Line("\n", Flaw.TOO_LONG, len(raw) + self._pass_over_rest())
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            return _Line("\n", Flaw.UNDECODABLE, len(raw))
        return _Line(text, Flaw.NUL if "\0" in text else None, len(raw))

    def _pass_over_rest(self) -> int:
        """Read to the end of a line that is too long, keeping nothing of it; how many bytes that was."""
        passed = 0
        while raw := self._stream.readline(LONGEST_LINE):
            passed += len(raw)
            if raw.endswith(b"\n"):
                break
        self._offset += passed
        return passed
