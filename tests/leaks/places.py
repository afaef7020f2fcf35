"""Every place where text can end while Segue runs, read as whoever gets hold of it would read it."""

import contextlib
import os
import re
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.sessions.models import Session

from segue.store.programs import newest_program
from tests.database import PostgresCluster

BEAT = 0.05


class Watcher:
    """Reads every file that appears in a directory, also those that are gone soon."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.seen: dict[str, bytes] = {}
        self._told = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._told.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._told.wait(BEAT):
            for path in self.place.rglob("*"):
                with contextlib.suppress(OSError):
                    if path.is_file():
                        self.seen[path.name] = self.seen.get(path.name, b"") + path.read_bytes()


def in_home(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the server's home, with the database's side files; mails are decoded as well."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.name != "template.sqlite3":
            content = path.read_bytes()
            yield str(path.relative_to(home)), content
            if path.suffix == ".eml":
                yield f"{path.name}, decoded", decoded(content)
            if tarfile.is_tarfile(path):
                yield from _in_archive(path)


def decoded(mail: bytes) -> bytes:
    """Headers and every part of a mail, as a reader of mail shows them."""
    message = message_from_bytes(mail, policy=policy.default)
    parts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        parts += [f"{name}: {value}" for name, value in part.items()]
        if not part.is_multipart():
            content = part.get_content()
            parts.append(content if isinstance(content, str) else content.decode("utf-8", "replace"))
    return "\n".join(parts).encode()


def _in_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                yield f"{path.name}/{member.name}", file.read()


def in_sessions() -> Iterator[tuple[str, bytes]]:
    """What browsers' sessions hold, opened."""
    for session in Session.objects.all():
        yield f"session {session.pk[:4]}", repr(session.get_decoded()).encode()


def in_cluster(cluster: PostgresCluster) -> Iterator[tuple[str, bytes]]:
    """A dump of the whole database, the files it lies in, its write-ahead log, and what the server logged."""
    environment = {**os.environ, "PGOPTIONS": "-c segue.scope=commands"}
    command = [newest_program("pg_dump"), "--inserts", "--enable-row-security", settings.SEGUE_DATABASE_URL]
    dump = subprocess.run(command, env=environment, capture_output=True, check=True)
    yield "pg_dump", dump.stdout
    for path in cluster.place.rglob("*"):
        if path.is_file():
            yield f"postgresql/{path.name}", path.read_bytes()


def in_answer(headers: Mapping[str, str], page: bytes) -> Iterator[tuple[str, bytes]]:
    """What a browser, a proxy or a bookmark keeps of an answer: headers, addresses, title."""
    yield "header", "\n".join(f"{name}: {value}" for name, value in headers.items()).encode()
    for found in re.findall(rb"(?:href|src|action)=\"([^\"]*)\"|<title>(.*?)</title>", page, re.DOTALL):
        address, title = found
        if not address.startswith((b"mailto:", b"tel:")):
            yield "address", unquote_to_bytes(address)
        yield "title", title


def wait_until(holds: object, *, seconds: float = 30) -> None:
    """Until this becomes true. Fails after a generous while."""
    until = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until, "it never came"
        time.sleep(BEAT)
