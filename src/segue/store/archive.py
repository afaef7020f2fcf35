"""One backup as one file: a plain tar with its manifest first, in which every byte is accounted for.

Any `tar` reads it. Here it is read more strictly: a byte that was changed, cut off or added is found, wherever it
lies, before anything is put back. What goes into a backup, and what is done with it, is decided in `store.backup`.
"""

import hashlib
import hmac
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.keys import server_digest

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
LONGEST_MANIFEST: Final = 4_000_000
BLOCK: Final = tarfile.BLOCKSIZE
END: Final = bytes(2 * BLOCK)
CHUNK: Final = 1 << 20
_UNKNOWN: Final = "0" * 64  # as long as the digest that takes its place


class NoBackup(Exception):
    """A backup was not made or not put back; the refusal says why and what to do."""

    def __init__(self, code: str, why: str, remedy: str, /, **about: object) -> None:
        self.refusal = Refused(code, why, remedy, {name: str(value) for name, value in about.items()})
        super().__init__(code)


class BadBackup(NoBackup):
    """What was handed in cannot be used."""


class BackupFailed(NoBackup):
    """It was tried, and did not come to its end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a backup."""

    name: str
    size: int
    sha256: str = _UNKNOWN


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and as of when.

    `migrations` and `counts` are of all tables, `entries` of the record; `contents` has one digest for each table's
    rows and is empty unless a drill asked for it. `mark` is the anchor that was made just before.
    """

    made_at: datetime
    segue: str
    database: str
    mark: str
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    entries: int
    contents: Mapping[str, str]
    key_check: str
    parts: tuple[Part, ...]
    format: int = FORMAT


def key_check() -> str:
    """What tells one master key from another without telling anything of either."""
    return server_digest("backup", "which key")


def write(path: Path, manifest: Manifest, sources: Mapping[str, Path]) -> Manifest:
    """Write a new file, safe on the disk when this returns; the manifest comes back with the digests in it."""
    parts = tuple(Part(name, source.stat().st_size) for name, source in sources.items())
    manifest = replace(manifest, parts=parts)
    room = len(_written(manifest))
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        file.write(_header(MANIFEST, room, manifest) + bytes(room + _padding(room)))
        digests = []
        for part in parts:
            file.write(_header(part.name, part.size, manifest))
            with sources[part.name].open("rb") as source:
                digests.append(_copied(source, file, size=part.size))
            file.write(bytes(_padding(part.size)))
        file.write(END)
        known = (replace(part, sha256=digest) for part, digest in zip(parts, digests, strict=True))
        manifest = replace(manifest, parts=tuple(known))
        file.seek(BLOCK)
        file.write(_written(manifest))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read(path: Path) -> Manifest:
    """The manifest of a file that has its full length and form; what is in its parts is not looked at.

    Raises BadBackup.
    """
    with _opened(path) as file:
        return _read(file, path)[0]


def unpack(path: Path, into: Path) -> Manifest:
    """Check every byte and put the parts into a directory. Raises BadBackup."""
    with _opened(path) as file:
        manifest, places = _read(file, path)
        for part in manifest.parts:
            file.seek(places[part.name])
            with os.fdopen(
                os.open(into / part.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as to:
                is_same = _copied(file, to, size=part.size) == part.sha256
                to.flush()
                os.fsync(to.fileno())
            if not is_same:
                raise _broken(path, part.name)
    return manifest


def is_sealed_here(path: Path, manifest: Manifest) -> bool:
    """Whether this server's master key sealed that manifest. Whoever has only the file cannot do it."""
    with _opened(path) as file:
        kept = json.loads(_manifest_text(file, path))
    return hmac.compare_digest(kept["seal"], server_digest("backup", _digest(_fields(manifest))))


def _read(file: BinaryIO, path: Path) -> tuple[Manifest, dict[str, int]]:
    text = _manifest_text(file, path)
    manifest = _manifest(text, path)
    at = BLOCK + len(text) + _padding(len(text))
    places, size = {}, os.fstat(file.fileno()).st_size
    gaps = [(0, _header(MANIFEST, len(text), manifest)), (BLOCK + len(text), bytes(_padding(len(text))))]
    for part in manifest.parts:
        gaps.append((at, _header(part.name, part.size, manifest)))
        places[part.name] = at + BLOCK
        at += BLOCK + part.size
        gaps.append((at, bytes(_padding(part.size))))
        at += _padding(part.size)
    gaps.append((at, END))
    if size != at + len(END):
        raise _broken(path, N_("its end"))
    for place, expected in gaps:
        file.seek(place)
        if file.read(len(expected)) != expected:
            raise _broken(path, N_("its form"))
    return manifest, places


def _manifest_text(file: BinaryIO, path: Path) -> bytes:
    file.seek(0)
    try:
        header = tarfile.TarInfo.frombuf(file.read(BLOCK), tarfile.ENCODING, "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise _no_backup(path) from None
    if header.name != MANIFEST or not 0 < header.size <= LONGEST_MANIFEST:
        raise _no_backup(path)
    text = file.read(header.size)
    if len(text) != header.size:
        raise _broken(path, MANIFEST)
    return text


def _manifest(text: bytes, path: Path) -> Manifest:
    """The manifest, when every byte of it is as it was written; one of a later form only needs its number."""
    try:
        kept = json.loads(text)
        fields: dict[str, Any] = kept["manifest"]
        is_same = kept["digest"] == _digest(fields) and _whole(fields, kept["seal"]) == text
        is_later = is_same and fields["format"] > FORMAT
        made = _from_fields(fields) if is_same and not is_later else None
    except (ValueError, KeyError, TypeError):
        raise _broken(path, MANIFEST) from None
    if is_later:
        raise newer(path, str(fields.get("segue", "")))
    if made is None:
        raise _broken(path, MANIFEST)
    return made


def _from_fields(fields: dict[str, Any]) -> Manifest:
    made_at = datetime.fromisoformat(fields["made_at"])
    parts = tuple(Part(**each) for each in fields["parts"])
    return Manifest(
        **fields | {"made_at": made_at, "parts": parts, "migrations": tuple(fields["migrations"])}
    )


def _fields(manifest: Manifest) -> dict[str, Any]:
    made_at = manifest.made_at.astimezone(UTC).isoformat(timespec="microseconds")
    return asdict(manifest) | {"made_at": made_at, "migrations": list(manifest.migrations)}


def _digest(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _written(manifest: Manifest) -> bytes:
    fields = _fields(manifest)
    return _whole(fields, server_digest("backup", _digest(fields)))


def _whole(fields: Mapping[str, Any], seal: str) -> bytes:
    """The text of a manifest; anybody can check its digest, the seal only who has the master key."""
    whole = {"manifest": fields, "digest": _digest(fields), "seal": seal}
    return (json.dumps(whole, sort_keys=True, indent=1) + "\n").encode()


def _header(name: str, size: int, manifest: Manifest) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(manifest.made_at.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> int:
    return -size % BLOCK


def _copied(source: BinaryIO, to: BinaryIO, *, size: int) -> str:
    """Copy so many bytes; the digest of what was there to copy."""
    digest = hashlib.sha256()
    for chunk in _chunks(source, size):
        digest.update(chunk)
        to.write(chunk)
    return digest.hexdigest()


def _chunks(source: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (chunk := source.read(min(size, CHUNK))):
        size -= len(chunk)
        yield chunk


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise BadBackup(
            "unreadable",
            N_("The backup %(path)s cannot be read: %(why)s."),
            N_("Name a file that `segue backup` made and that this account can read."),
            path=path,
            why=error.strerror,
        ) from None


def _no_backup(path: Path) -> BadBackup:
    return BadBackup(
        "no_backup",
        N_("%(path)s is not a backup that `segue backup` made."),
        N_("Name a file such as segue-20260310-150000-12.tar. A plain copy of a database is not taken."),
        path=path,
    )


def _broken(path: Path, what: str) -> BadBackup:
    return BadBackup(
        "broken_backup",
        N_("The backup %(path)s is not as it was written: %(what)s was changed or cut off."),
        N_("Bring another copy of it, or use an older backup. This one was left as it is."),
        path=path,
        what=what,
    )


def newer(path: Path, version: str) -> BadBackup:
    """It was made by a Segue that knows more than this one."""
    return BadBackup(
        "newer_segue",
        N_("The backup %(path)s was made by a newer Segue (%(version)s)."),
        N_("Install that version or a later one, then restore again."),
        path=path,
        version=version,
    )
