"""The national provider file (NPPES), read as a stream: from a .csv, or out of the registry's .zip.

Decides whether a file is a provider file at all, and says why not. What becomes of each row is decided in
`listing`, and how a broken row is passed over in `rows`.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO

from segue.formats import nppes_columns as columns
from segue.formats.listing import Row, RowReader, Wanted, bad
from segue.formats.nppes_columns import Layout
from segue.formats.rows import Broken, Flaw, Whole, read_rows_of
from segue.rules.text import N_

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BadFile:
    """Why nothing of a file was read, and what to do; `about` fills both sentences."""

    code: str
    why: str
    remedy: str
    about: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


def read_header(names: Sequence[str]) -> Layout | BadFile:
    """Which layout these column names are, or which columns are missing or stand there twice."""
    names = tuple(name.strip() for name in names)
    present = set(names)
    missing = [name for name in columns.READ if name not in present]
    if missing:
        return BadFile(
            "wrong_header",
            N_("This is not the national provider file: %(count)s columns are missing. Nothing was read."),
            N_("Choose the file whose name begins with npidata_pfile. Missing: %(missing)s."),
            {"count": str(len(missing)), "missing": _some(missing)},
        )
    twice = [name for name in columns.READ if names.count(name) > 1]
    if twice:
        return BadFile(
            "column_twice",
            N_("Some columns stand in the header twice: %(columns)s. Nothing was read."),
            N_("Use the file as the registry published it."),
            {"columns": _some(twice)},
        )
    return Layout(version=2 if columns.CERTIFICATION in present else 1, names=names)


class ProviderFile:
    """A provider file whose header was understood. `position` of `size` bytes have been read."""

    def __init__(
        self, layout: Layout, rows: Iterator[Whole | Broken], *, stream: BinaryIO, size: int
    ) -> None:
        self.layout = layout
        self.size = size
        self._rows = rows
        self._stream = stream

    @property
    def position(self) -> int:
        """How many bytes have been read: before `size` while rows are left."""
        return self._stream.tell()

    def rows(self, *, wanted: Wanted) -> Iterator[Row]:
        """Every row after the header, in turn, once."""
        reader = RowReader(self.layout, wanted=wanted)
        for row in self._rows:
            yield bad(row.line, row.flaw) if isinstance(row, Broken) else reader.read(row)


def read_provider_file(stream: BinaryIO, *, size: int) -> ProviderFile | BadFile:
    """The provider file in a stream of bytes, read as far as its header."""
    rows = read_rows_of(stream)
    first = next(rows, None)
    if first is None:
        return BadFile(
            "empty_file",
            N_("The file is empty. Nothing was read."),
            N_("Fetch the provider file anew."),
        )
    if isinstance(first, Broken):
        return BadFile(
            "wrong_encoding" if first.flaw in (Flaw.UNDECODABLE, Flaw.NUL) else "wrong_header",
            N_("The first line of the file is not a header in UTF-8. Nothing was read."),
            N_("Use the file as the registry published it: comma-separated text in UTF-8."),
        )
    names = [first.fields[0].removeprefix("\ufeff").strip('"'), *first.fields[1:]]
    layout = read_header(names)
    return layout if isinstance(layout, BadFile) else ProviderFile(layout, rows, stream=stream, size=size)


@contextmanager
def open_provider_file(path: Path) -> Iterator[ProviderFile | BadFile]:
    """The provider file at a path: a .csv, or the registry's .zip, which is read without unpacking it."""
    with ExitStack() as open_files:
        try:
            opened = _open(path, open_files)
        except (OSError, ValueError):
            opened = BadFile(
                "unreadable_file",
                N_("The file %(name)s could not be opened. Nothing was read."),
                N_("Check the name, and that you may read it."),
                {"name": path.name},
            )
        yield opened


def _open(path: Path, open_files: ExitStack) -> ProviderFile | BadFile:
    """The stream of the file itself, or of the one provider file inside an archive."""
    if not path.is_file():
        raise ValueError("a device or a pipe may never end")
    stream: BinaryIO = open_files.enter_context(path.open("rb"))
    size = path.stat().st_size
    if zipfile.is_zipfile(stream):
        try:
            archive = open_files.enter_context(zipfile.ZipFile(stream))
            inside = [entry for entry in archive.infolist() if _is_provider_file(entry.filename)]
            if len(inside) != 1:
                return _not_one(len(inside))
            # Buffered, since a line read out of an archive is slow.
            stream = io.BufferedReader(archive.open(inside[0]))  # type: ignore[type-var]
            size = inside[0].file_size
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return BadFile(
                "damaged_archive",
                N_("The archive is damaged or locked with a password. Nothing was read."),
                N_("Fetch it anew from the registry."),
            )
    else:
        stream.seek(0)
    return read_provider_file(stream, size=size)


def _is_provider_file(name: str) -> bool:
    """Whether an entry of an archive is the main file, and not its header or another file of the bundle."""
    name = PurePosixPath(name).name.casefold()
    return name.startswith("npidata_pfile") and name.endswith(".csv") and "fileheader" not in name


def _not_one(count: int) -> BadFile:
    """An archive with no provider file, or with several."""
    return BadFile(
        "not_one_file",
        N_("The archive holds %(count)s provider files, and one is needed. Nothing was read."),
        N_("Choose the registry's own archive, or a single file whose name begins with npidata_pfile."),
        {"count": str(count)},
    )


def _some(names: Sequence[str]) -> str:
    """A list of columns, short enough to read."""
    return "; ".join(names[:5]) + (" …" if len(names) > 5 else "")
