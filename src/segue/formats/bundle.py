"""The registry's files on disk: as .csv, or inside its .zip, which is read as it is and never unpacked.

Decides which entry of an archive is meant, and refuses an archive that would grow beyond all measure. What is in the
file is left to its own reader.
"""

import io
import zipfile
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, NamedTuple

from segue.formats.bad_file import BadFile, damaged_archive, unreadable_file
from segue.rules.text import N_

MAIN: Final = "npidata_pfile"
PLACES: Final = "pl_pfile"
# The registry's own files shrink to a tenth; its emptiest rows to a seventieth.
MOST_GROWTH: Final = 200
# Six times the whole country.
MOST_BYTES: Final = 64 << 30
_SMALL: Final = 1 << 20
_LOOKED_AT: Final = 1 << 20
# Little, since what is read together with a damage is lost with it.
_READ_AT_ONCE: Final = 1 << 16


class Opened(NamedTuple):
    """A file's bytes, and how many there are when all have been read."""

    stream: BinaryIO
    size: int


def open_file(path: Path, files: ExitStack, *, begins: str) -> Opened | BadFile:
    """The stream of the file itself, or of the one entry of an archive whose name begins so."""
    try:
        if not path.is_file():
            return unreadable_file(path.name)  # a device or a pipe may never end
        stream = files.enter_context(path.open("rb"))
        if zipfile.is_zipfile(stream):
            return _open_archive(stream, files, begins=begins)
        stream.seek(0)
        return Opened(stream, path.stat().st_size)
    except (OSError, ValueError):
        return unreadable_file(path.name)


def holds(path: Path, *, begins: str) -> bool:
    """Whether this is an archive with such an entry."""
    try:
        with path.open("rb") as stream:
            if not (path.is_file() and zipfile.is_zipfile(stream)):
                return False
            with zipfile.ZipFile(stream) as archive:
                return any(_is_called(entry.filename, begins) for entry in archive.infolist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def digest_of(path: Path) -> str:
    """What tells this file from another, without reading gigabytes: its size, when it was written, both its ends."""
    found = path.stat()
    digest = blake2b(f"{found.st_size} {found.st_mtime_ns}".encode(), digest_size=32)
    with path.open("rb") as stream:
        digest.update(stream.read(_LOOKED_AT))
        stream.seek(max(0, found.st_size - _LOOKED_AT))
        digest.update(stream.read(_LOOKED_AT))
    return digest.hexdigest()


def _open_archive(stream: BinaryIO, files: ExitStack, *, begins: str) -> Opened | BadFile:
    try:
        archive = files.enter_context(zipfile.ZipFile(stream))
        inside = [entry for entry in archive.infolist() if _is_called(entry.filename, begins)]
        if len(inside) != 1:
            return _not_one(len(inside), begins=begins)
        if _is_bomb(inside[0]):
            return _bomb(inside[0])
        # Buffered, since a line read out of an archive is slow. No entry gives more bytes than its size says.
        entry = io.BufferedReader(archive.open(inside[0]), _READ_AT_ONCE)  # type: ignore[type-var]
        return Opened(entry, inside[0].file_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return damaged_archive()


def _is_called(name: str, begins: str) -> bool:
    """Whether an entry of an archive is the file that is meant, and not its header or another of the bundle."""
    name = PurePosixPath(name).name.casefold()
    return name.startswith(begins) and name.endswith(".csv") and "fileheader" not in name


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry claims to hold more than any file of the registry could."""
    grows = entry.file_size > MOST_GROWTH * max(1, entry.compress_size)
    return entry.file_size > MOST_BYTES or (grows and entry.file_size > _SMALL)


def _bomb(entry: zipfile.ZipInfo) -> BadFile:
    return BadFile(
        "archive_too_large",
        N_(
            "The archive would grow from %(packed)s to %(size)s megabytes, as no file of the registry does."
            " Nothing was read."
        ),
        N_("Fetch it anew from the registry. If it is right, unpack it yourself and choose the .csv."),
        {"packed": f"{entry.compress_size / 1e6:,.1f}", "size": f"{entry.file_size / 1e6:,.1f}"},
    )


def _not_one(count: int, *, begins: str) -> BadFile:
    """An archive with no such file, or with several."""
    return BadFile(
        "not_one_file",
        N_("The archive holds %(count)s provider files, and one is needed. Nothing was read."),
        N_("Choose the registry's own archive, or a single file whose name begins with %(begins)s."),
        {"count": str(count), "begins": begins},
    )
