"""The directory that takes the place of mail and phone in a demo or on a desk: one file a message.

A message has one name, made from its notice, so that a second try writes over the first. Names sort by time,
since the identifiers of notices do.
"""

import os
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from uuid import UUID

KIND, ROLE = "X-Segue-Kind", "X-Segue-Role"


@dataclass(frozen=True, slots=True)
class Filed:
    """A message that lies in the directory."""

    path: Path
    to: str
    role: str
    kind: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """The directory, made when the first message comes. Its files hold addresses: for its owner only."""

    place: Path

    def put(self, message: UUID, content: bytes, *, ending: str) -> Path:
        """Write a message whole or not at all."""
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, unfinished = self.place / f"{message}.{ending}", self.place / f"{message}.{ending}.unfinished"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        return path

    def listed(self) -> tuple[Filed, ...]:
        """All messages, in the order in which their notices were made."""
        paths = sorted(path for path in self.place.glob("*") if path.suffix in (".eml", ".sms"))
        return tuple(_read(path) for path in paths)


def _read(path: Path) -> Filed:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes(), headersonly=True)
    return Filed(path, str(message["To"]), str(message[ROLE]), str(message[KIND]))
