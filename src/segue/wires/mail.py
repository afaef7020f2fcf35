"""Letters by mail: as files in the outbox, or to a mail server. Which one, the setting SEGUE_MAIL says.

A mail to a client must not tell on its envelope what it is, so the kind of a notice stands in files only.
Errors of a mail server quote addresses; what leaves here is a code.
"""

import ipaddress
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import BadHeaderError

from segue.wires.letter import Letter, MailPort, NotSent, one_line
from segue.wires.outbox import KIND, ROLE, Outbox

WAIT_SECONDS = 15
"""For each answer of a mail server; well below the lease of a notice."""


def mail_port(setting: str, *, sender: str, home: Path) -> MailPort:
    """The way that a setting names: `file`, smtp://user:password@host:port or smtps://. Raises ValueError."""
    if setting == "file":
        return FiledMail(Outbox(home / "outbox"), sender)
    parts = urlsplit(setting)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        # The setting may hold a password, so it is not quoted.
        raise ValueError(
            "SEGUE_MAIL must be `file`, or look like smtp://user:password@host:587 or smtps://host."
        )
    is_tls = parts.scheme == "smtps"
    return SmtpMail(
        sender=sender,
        host=parts.hostname,
        port=parts.port or (465 if is_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )


@dataclass(frozen=True, slots=True)
class FiledMail:
    """Writes each letter as .eml, just as it would be sent, with two headers more for whoever lists them."""

    outbox: Outbox
    sender: str

    def probe(self) -> None:
        """Files need nobody else."""

    def send(self, letter: Letter) -> None:
        """Put the letter into the outbox."""
        message = message_of(letter, sender=self.sender)
        message.extra_headers |= {KIND: letter.kind, ROLE: letter.to_role}
        content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own class
        self.outbox.put(letter.id, content, ending="eml")


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """Hands each letter to a mail server, one connection a letter."""

    sender: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    is_tls: bool = False

    def send(self, letter: Letter) -> None:
        """Send the letter. Raises NotSent: for good when the server says that this letter never passes."""
        message, server = message_of(letter, sender=self.sender), self._server()
        try:
            server.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(min(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code) from None
        except smtplib.SMTPResponseException as error:
            # A wrong password or a server that takes nothing from us is no fault of this letter.
            raise NotSent(f"smtp_{error.smtp_code}") from None
        except ssl.SSLError:
            raise NotSent("smtp_tls") from None
        except BadHeaderError:
            raise NotSent("bad_header", is_lasting=True) from None
        except (smtplib.SMTPException, OSError):
            raise NotSent("smtp_unreachable") from None
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.close()  # when it broke off in the middle

    def probe(self) -> None:
        """Open a connection and close it again; nothing is sent. Raises NotSent."""
        server = self._server()
        try:
            server.open()
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"smtp_{error.smtp_code}") from None
        except ssl.SSLError:
            raise NotSent("smtp_tls") from None
        except (smtplib.SMTPException, OSError):
            raise NotSent("smtp_unreachable") from None
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.close()

    def _server(self) -> EmailBackend:
        kind = EmailBackend if self.is_tls else _WithOfferedTls
        return kind(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_ssl=self.is_tls,
            use_tls=False,
            timeout=WAIT_SECONDS,
        )


def message_of(letter: Letter, *, sender: str) -> EmailMessage:
    """The mail, addressed and numbered."""
    host = sender.rpartition("@")[2] or "localhost"
    message = EmailMessage(
        subject=one_line(letter.subject),
        body=letter.body,
        from_email=formataddr((one_line(letter.from_name), sender)),
        to=[one_line(letter.to)],
        headers={
            "Message-ID": f"<{letter.id}@{host}>",
            "Date": format_datetime(letter.written_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    if file := letter.attachment:
        message.attach(file.name, file.content, file.media_type)
    return message


def trust_in(host: str) -> ssl.SSLContext:
    """How the other end must prove itself: by a certificate for its name, save on this machine itself."""
    context = ssl.create_default_context()
    if _is_this_machine(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class _OfferedTls(smtplib.SMTP):
    """Turns to TLS as soon as the server offers it, and tells no password to another machine without."""

    def __init__(self, host: str, port: int, **options: Any) -> None:
        super().__init__(host, port, **options)
        try:
            self.ehlo_or_helo_if_needed()
            self._may_log_in = self.has_extn("starttls") or _is_this_machine(host)
            if self.has_extn("starttls"):
                self.starttls(context=trust_in(host))
        except OSError:
            self.close()
            raise

    def login(self, *words: Any, **options: Any) -> Any:
        """Log in, where nobody on the way can listen."""
        if not self._may_log_in:
            raise NotSent("smtp_no_tls")
        return super().login(*words, **options)


class _WithOfferedTls(EmailBackend):
    """Django's way to a mail server, with a connection that takes TLS when it is offered."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _OfferedTls


def _refused(code: int) -> NotSent:
    """The answer of a server about one letter; what begins with 5 is meant to last (RFC 5321, 4.2.1)."""
    return NotSent(f"smtp_{code}", is_lasting=500 <= code < 600)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
