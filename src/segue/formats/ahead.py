"""The provider file read ahead by a second process, so that rows are read while those before them are written.

Both processes read by the same rows, so nothing can differ from reading in one. What passes between them is plain
tuples (`marshal`), already as the directory keeps them; rows that are passed over are counted and not sent. When the
first process ends, however it ends, the second finds its pipe closed and ends too.
"""

import marshal
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from segue.formats.listing import Bad, Entry, ListingKind, Picked, Row, Skipped, SkipReason, bad, entries_of
from segue.formats.nppes import Part, ProviderFile, open_provider_file
from segue.formats.picking import Wanted
from segue.formats.rows import Spot

PIPE_BYTES: Final = 1 << 20


class ReadingEnded(Exception):
    """The second process ended before the file did."""


class FileAhead:
    """A provider file at a path that a second process reads. `position` of `size` bytes have been read."""

    def __init__(self, path: Path, opened: ProviderFile) -> None:
        self.size = opened.size
        self.position = 0
        self._path = path

    def parts(self, *, wanted: Wanted, begins: Spot | None = None) -> Iterator[Part]:
        """As `ProviderFile.parts`, with entries made ready; rows that are passed over are only counted."""
        asked = pickle.dumps((self._path, (dict(wanted[0]), dict(wanted[1]), wanted[2]), begins))
        words = [sys.executable, "-m", "segue.formats.ahead"]
        with subprocess.Popen(  # noqa: S603  # ourselves
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pipesize=PIPE_BYTES
        ) as reader:
            assert reader.stdin is not None
            assert reader.stdout is not None
            with closing(reader.stdin):
                reader.stdin.write(asked)
            try:
                while sent := marshal.load(reader.stdout):  # noqa: S302  # our own process
                    self.position = sent[-1]
                    yield _part(*sent[:-1])
            except EOFError:
                raise ReadingEnded(self._path) from None
            finally:
                reader.stdout.close()


def _part(after: Any, read: int, rows: list[Any], entries: list[Any]) -> Part:
    """A part as it was before it was sent."""
    return Part(
        [_received[kind](*row) for kind, row in rows],
        Spot(*after),
        [bad(*entry) if len(entry) == _BAD else Entry(*entry) for entry in entries],
        read,
    )


_BAD = 2


def _picked(line: int, npi: str, fingerprint: str) -> Picked:
    return Picked(line, npi, ListingKind.PERSON, "", (), (), fingerprint)


def _ended(line: int, npi: str, day: str) -> Skipped:
    return Skipped(line, npi, SkipReason.DEACTIVATED, date.fromisoformat(day) if day else None)


_received: dict[str, Any] = {"picked": _picked, "ended": _ended, "bad": bad}


def _sent(part: Part, position: int) -> tuple[Any, ...]:
    """A part as it is sent."""
    picked = [row for row in part.rows if isinstance(row, Picked)]
    entries = [
        (entry.line, entry.code) if isinstance(entry, Bad) else tuple(entry) for entry in entries_of(picked)
    ]
    rows = [each for each in map(_row, part.rows) if each]
    return tuple(part.after), len(part.rows), rows, entries, position


def _row(row: Row) -> tuple[str, tuple[object, ...]] | None:
    if isinstance(row, Picked):
        return "picked", (row.line, row.npi, row.fingerprint)
    if isinstance(row, Bad):
        return "bad", (row.line, row.code)
    if row.reason is SkipReason.DEACTIVATED:
        return "ended", (row.line, row.npi, row.ended_on.isoformat() if row.ended_on else "")
    return None


def main() -> None:
    """Read what is asked on standard input, and send its parts to standard output."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # nobody reads on: end without a word
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted closes the pipe
    path, wanted, begins = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # of the process that started this one
    with open_provider_file(path) as opened:
        assert isinstance(opened, ProviderFile)
        for part in opened.parts(wanted=Wanted(*wanted), begins=begins):
            marshal.dump(_sent(part, opened.position), sys.stdout.buffer)
            sys.stdout.buffer.flush()
    marshal.dump((), sys.stdout.buffer)


if __name__ == "__main__":
    main()
