"""Letters by mail, into files and to a real mail server on this machine."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from segue.wires.letter import Attachment, NotSent
from segue.wires.mail import FiledMail, SmtpMail, mail_port, trust_in
from segue.wires.outbox import Outbox
from tests.wires.letters import NOW, ROW, Server, a_letter, mail_server, read_mail, text_of

SENDER = "requests@segue.example"


def smtp(server: Server, **more: object) -> SmtpMail:
    return SmtpMail(sender=SENDER, host="127.0.0.1", port=server.port, **more)  # type: ignore[arg-type]


def failure(port: SmtpMail, **changes: object) -> tuple[str, bool]:
    with pytest.raises(NotSent) as caught:
        port.send(a_letter(**changes))
    return caught.value.code, caught.value.is_lasting


def test_a_mail_server_gets_what_a_mail_program_can_read() -> None:
    with mail_server(Server()) as server:
        smtp(server).send(a_letter())

    [mail] = server.mails
    assert server.envelopes == [(SENDER, ["samuel@guest.example"])]
    assert parseaddr(mail["From"]) == ("Miriam Castellanos, PhD (via Segue)", SENDER)
    assert mail["To"] == "samuel@guest.example"
    assert mail["Subject"] == "Do you have an opening? Evenings, online"
    assert mail["Message-ID"] == f"<{ROW}@segue.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail) == a_letter().body


def test_a_mail_that_leaves_does_not_say_what_kind_of_notice_it_is() -> None:
    with mail_server(Server()) as server:
        smtp(server).send(a_letter(kind="tell_client_accepted", to_role="client"))

    [content] = server.got
    assert b"tell_client" not in content
    assert b"X-Segue" not in content


@pytest.mark.parametrize(
    "name", ["Åse Ødegård, PhD", 'Pat "Sam" O\'Neil; LCSW', "山田 花子", "Maximiliane " * 15 + "Meier"]
)
def test_a_name_arrives_as_it_is_written(name: str) -> None:
    with mail_server(Server()) as server:
        smtp(server).send(a_letter(from_name=name, subject=f"{name}?"))

    [mail] = server.mails
    assert mail["From"].addresses[0].display_name == name
    assert mail["From"].addresses[0].addr_spec == SENDER
    assert mail["Subject"] == f"{name}?"


def test_words_cannot_add_a_header_or_turn_a_line_around() -> None:
    with mail_server(Server()) as server:
        smtp(server).send(a_letter(from_name="Eve\r\nBcc: eve@evil.example", subject="a\nX-Bait: 1 \u202eb"))

    [mail] = server.mails
    assert (mail["Bcc"], mail["X-Bait"]) == (None, None)
    assert mail["From"].addresses[0].display_name == "Eve Bcc: eve@evil.example"
    assert mail["Subject"] == "a X-Bait: 1 b"


def test_long_lines_and_every_script_arrive_unchanged() -> None:
    body = "é" * 2000 + "\n\nשלום\n.\n..dots\nend\n"
    with mail_server(Server()) as server:
        smtp(server).send(a_letter(body=body))

    [mail] = server.mails
    assert text_of(mail) == body
    assert max(len(line) for line in server.got[0].split(b"\r\n")) <= 998


def test_a_file_goes_with_the_letter() -> None:
    file = Attachment("appointment.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    with mail_server(Server()) as server:
        smtp(server).send(a_letter(attachment=file))

    [mail] = server.mails
    [part] = mail.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("appointment.ics", "text/calendar")
    assert part.get_payload(decode=True) == file.content
    assert text_of(mail).rstrip() == a_letter().body.rstrip()


def test_a_server_that_is_busy_may_be_tried_again() -> None:
    with mail_server(Server(answers=["451 samuel@guest.example is busy"])) as server:
        assert failure(smtp(server)) == ("smtp_451", False)


def test_a_server_that_refuses_the_letter_refuses_it_for_good() -> None:
    with mail_server(Server(answers=["554 no"])) as server:
        assert failure(smtp(server)) == ("smtp_554", True)


@pytest.mark.parametrize(("answer", "is_lasting"), [("550 no such box", True), ("450 try later", False)])
def test_a_refused_recipient_lasts_when_the_server_says_so(answer: str, is_lasting: bool) -> None:
    with mail_server(Server(recipient_answer=answer)) as server:
        assert failure(smtp(server)) == (f"smtp_{answer[:3]}", is_lasting)


def test_a_server_that_is_away_may_be_tried_again() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    away = SmtpMail(sender=SENDER, host="127.0.0.1", port=port)

    assert failure(away) == ("smtp_unreachable", False)


def test_a_wrong_password_is_no_fault_of_the_letter() -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    options = {"authenticator": refuse, "auth_require_tls": False}
    with mail_server(Server(), **options) as server:
        assert failure(smtp(server, user="segue", password="wrong")) == ("smtp_535", False)


def test_an_error_quotes_nobody() -> None:
    refusing = Server(recipient_answer="550 samuel@guest.example unknown")
    with mail_server(refusing) as server, pytest.raises(NotSent) as caught:
        smtp(server).send(a_letter())

    assert str(caught.value) == "smtp_550"
    assert caught.value.__suppress_context__


def test_tls_is_taken_when_it_is_offered(tmp_path: Path) -> None:
    with mail_server(Server(), tls_context=own_certificate(tmp_path)) as server:
        smtp(server).send(a_letter())

    assert server.was_private == [True]


def test_tls_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = own_certificate(tmp_path)
    with mail_server(Server(), ssl_context=context) as server:
        assert failure(smtp(server, is_tls=True)) == ("smtp_tls", False)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
        SmtpMail(sender=SENDER, host="localhost", port=server.port, is_tls=True).send(a_letter())

    assert len(server.got) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segue.wires.mail._is_this_machine", lambda host: False)
    with mail_server(Server(), tls_context=own_certificate(tmp_path)) as server:
        assert failure(smtp(server)) == ("smtp_tls", False)

    assert server.got == []


def test_another_machine_proves_itself_by_its_certificate() -> None:
    there, here = trust_in("mail.example"), trust_in("localhost")

    assert (there.verify_mode, there.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert here.verify_mode == ssl.CERT_NONE


def test_no_password_goes_to_another_machine_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.wires.mail._is_this_machine", lambda host: False)
    with mail_server(Server(), auth_require_tls=False) as server:
        assert failure(smtp(server, user="segue", password="secret")) == ("smtp_no_tls", False)


def own_certificate(place: Path) -> ssl.SSLContext:
    """A server's context with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = place / "own.pem"
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, pkcs8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_file_takes_the_place_of_a_mail_server(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox")

    FiledMail(box, SENDER).send(a_letter())

    [filed] = box.listed()
    assert (filed.to, filed.role, filed.kind) == ("samuel@guest.example", "guest", "tell_recipient_request")
    mail = read_mail(filed.path.read_bytes())
    assert mail["Message-ID"] == f"<{ROW}@segue.example>"
    assert text_of(mail) == a_letter().body


def test_the_setting_names_the_way(tmp_path: Path) -> None:
    here = {"sender": SENDER, "home": tmp_path}

    assert mail_port("file", **here) == FiledMail(Outbox(tmp_path / "outbox"), SENDER)
    assert mail_port("smtp://seg%40ue:p%3Aw@mail.example:2525", **here) == SmtpMail(
        SENDER, "mail.example", 2525, "seg@ue", "p:w", is_tls=False
    )
    assert mail_port("smtps://mail.example", **here) == SmtpMail(SENDER, "mail.example", 465, is_tls=True)


def test_a_setting_that_cannot_be_used_is_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SEGUE_MAIL must be") as caught:
        mail_port("http://user:secret@mail.example", sender=SENDER, home=tmp_path)

    assert "secret" not in str(caught.value)
