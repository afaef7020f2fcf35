"""The registry's file of further places of practice (pl_pfile): one place a row, beside the one of the main file.

Reads it row by row, as the main file is read, and says which rows are broken.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from segue.formats import nppes_columns as columns
from segue.formats.bad_file import BadFile, doubled_columns, missing_columns, names_of_columns
from segue.formats.bundle import PLACES, open_file
from segue.formats.cleaning import Place, Unfit, clean_all, place_of
from segue.formats.listing import Bad, bad
from segue.formats.npi import is_valid_npi
from segue.formats.nppes_columns import Layout
from segue.formats.rows import Broken, Rows, Whole

_READ: Final = (columns.NPI, *columns.FURTHER_PLACE)


class FurtherPlace(NamedTuple):
    """Where somebody practices as well."""

    npi: str
    place: Place


class PlacesFile:
    """A file of further places whose header was understood. `position` of `size` bytes have been read."""

    def __init__(self, layout: Layout, rows: Rows, *, stream: BinaryIO, size: int) -> None:
        self.size = size
        self._pick = layout.pick(_READ)
        self._rows = rows
        self._stream = stream

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._stream.tell()

    def places(self) -> Iterator[FurtherPlace | Bad]:
        """Every row after the header, in turn, once."""
        return map(self._read, self._rows)

    def _read(self, row: Whole | Broken) -> FurtherPlace | Bad:
        if isinstance(row, Broken):
            return bad(row.line, row.flaw)
        npi, *fields = self._pick(row.fields)
        if not is_valid_npi(npi):
            return bad(row.line, "check_digit")
        try:
            return FurtherPlace(npi, place_of(clean_all(fields)))
        except Unfit as unfit:
            return bad(row.line, unfit.code)


def read_places_file(stream: BinaryIO, *, size: int) -> PlacesFile | BadFile:
    """The file of further places in a stream of bytes, read as far as its header."""
    rows = Rows(stream)
    names = names_of_columns(rows)
    if isinstance(names, BadFile):
        return names
    # The registry's header has one blank here and two there, and not the same in every year.
    names = tuple(" ".join(name.split()) for name in names)
    if flaw := missing_columns(names, _READ, begins=PLACES) or doubled_columns(names, _READ):
        return flaw
    return PlacesFile(Layout(version=1, names=names), rows, stream=stream, size=size)


@contextmanager
def open_places_file(path: Path) -> Iterator[PlacesFile | BadFile]:
    """The file of further places at a path: a .csv, or inside the registry's .zip."""
    with ExitStack() as files:
        opened = open_file(path, files, begins=PLACES)
        yield opened if isinstance(opened, BadFile) else read_places_file(opened.stream, size=opened.size)
