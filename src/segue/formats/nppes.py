"""The national provider file (NPPES), read as a stream: from a .csv, or out of the registry's .zip.

Decides whether a file is a provider file at all, and hands out its rows in parts, each with the spot where the next
one begins. Which rows are wanted is decided in `picking`, and how a broken row is passed over in `rows`.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from segue.formats import nppes_columns as columns
from segue.formats.bad_file import BadFile, doubled_columns, missing_columns, names_of_columns
from segue.formats.bundle import MAIN, open_file
from segue.formats.listing import Bad, Entry, Row
from segue.formats.nppes_columns import Layout
from segue.formats.picking import RowReader, Wanted
from segue.formats.rows import Rows, Spot

PART_SIZE: Final = 4000


class Part(NamedTuple):
    """Rows that come one after the other, and where the row after them begins.

    `entries` holds what the directory keeps of each row that is wanted, in turn, where the reader has made that ready.
    """

    rows: list[Row]
    after: Spot
    entries: Sequence[Entry | Bad] | None = None
    read: int = 0


def read_header(names: Sequence[str]) -> Layout | BadFile:
    """Which layout these column names are, or which columns are missing or stand there twice."""
    names = tuple(name.strip() for name in names)
    if flaw := missing_columns(names, columns.READ, begins=MAIN) or doubled_columns(names, columns.READ):
        return flaw
    return Layout(version=2 if columns.CERTIFICATION in names else 1, names=names)


class ProviderFile:
    """A provider file whose header was understood. `position` of `size` bytes have been read."""

    def __init__(self, layout: Layout, *, stream: BinaryIO, size: int, first: Spot) -> None:
        self.layout = layout
        self.size = size
        self._stream = stream
        self.first = first

    @property
    def position(self) -> int:
        """How many bytes have been read: before `size` while rows are left."""
        return self._stream.tell()

    def parts(self, *, wanted: Wanted, begins: Spot | None = None) -> Iterator[Part]:
        """Every row after the header, or from the spot on where an earlier reading ended, in turn, once."""
        begins = begins or self.first
        self._stream.seek(begins.offset)
        reach = self.layout.reach(columns.READ)
        rows = Rows(self._stream, begins=begins, width=len(self.layout.names), reach=reach)
        read = map(RowReader(self.layout, wanted=wanted).read, rows)
        while part := list(islice(read, PART_SIZE)):
            yield Part(part, rows.spot, read=len(part))


def read_provider_file(stream: BinaryIO, *, size: int) -> ProviderFile | BadFile:
    """The provider file in a stream of bytes, read as far as its header."""
    rows = Rows(stream)
    names = names_of_columns(rows)
    if isinstance(names, BadFile):
        return names
    layout = read_header(names)
    if isinstance(layout, BadFile):
        return layout
    return ProviderFile(layout, stream=stream, size=size, first=rows.spot)


@contextmanager
def open_provider_file(path: Path) -> Iterator[ProviderFile | BadFile]:
    """The provider file at a path: a .csv, or the registry's .zip, which is read without unpacking it."""
    with ExitStack() as files:
        opened = open_file(path, files, begins=MAIN)
        yield opened if isinstance(opened, BadFile) else read_provider_file(opened.stream, size=opened.size)
