"""What leaves the program: a letter by mail, or a short text to a number; and how it is said that it did not.

What they say, and to whom, is decided before; how they travel, in `mail` and `sms`.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain mail. `id` is the notice's row, the same on each try, so that a receiver can drop a copy."""

    id: UUID
    kind: str
    to: str
    to_role: str
    from_name: str
    subject: str
    body: str
    written_at: datetime
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A short message to a phone number."""

    id: UUID
    kind: str
    to: str
    to_role: str
    body: str
    written_at: datetime


class NotSent(Exception):
    """It did not leave, or nobody knows whether it did. Its text is a stable code and quotes nobody."""

    def __init__(self, code: str, *, is_lasting: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_lasting = is_lasting


class MailPort(Protocol):
    """A way for letters to go out, and to see whether it is open. Both raise NotSent."""

    def send(self, letter: Letter) -> None: ...

    def probe(self) -> None: ...


class TextPort(Protocol):
    """A way for texts to go out. Raises NotSent."""

    def send(self, text: Text) -> None: ...


def one_line(words: str) -> str:
    """Words for a header: one line, without signs that nobody sees or that turn a sentence around."""
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in words)
    return " ".join(seen.split())
