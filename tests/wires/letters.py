"""A letter and a mail server for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from segue.bench.cluster import free_port
from segue.wires.letter import Letter

ROW = UUID("019cd80e-1234-7abc-8def-0123456789ab")
NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)


def a_letter(**changes: Any) -> Letter:
    """A letter to a colleague."""
    words: dict[str, Any] = {
        "id": ROW,
        "kind": "tell_recipient_request",
        "to": "samuel@guest.example",
        "to_role": "guest",
        "from_name": "Miriam Castellanos, PhD (via Segue)",
        "subject": "Do you have an opening? Evenings, online",
        "body": "Hello Samuel,\n\nThe page: http://localhost:8000/l/abc\n",
        "written_at": NOW,
    }
    return Letter(**{**words, **changes})


@dataclass
class Server:
    """A mail server that answers as it is told, and keeps what it got."""

    answers: list[str] = field(default_factory=list)  # to DATA, one by one; then it takes everything
    recipient_answer: str = "250 OK"
    got: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str | None, list[str]]] = field(default_factory=list)
    was_private: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802  the server's library names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.got.append(envelope.content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.was_private.append(session.ssl is not None)
        return self.answers.pop(0) if self.answers else "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """What it got, as a mail program reads it."""
        return [read_mail(content) for content in self.got]


@contextmanager
def mail_server(server: Server, **options: Any) -> Iterator[Server]:
    """Run it on a free port of this machine."""
    server.port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def read_mail(content: bytes) -> EmailMessage:
    """A mail as a mail program reads it."""
    message = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def text_of(mail: EmailMessage) -> str:
    """The words of a mail, with plain line ends."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
