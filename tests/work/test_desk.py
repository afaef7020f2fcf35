"""The ways out, as the settings describe them."""

from pathlib import Path
from typing import Any

import pytest

from segue.wires.mail import FiledMail, SmtpMail
from segue.wires.outbox import Outbox
from segue.wires.sms import FiledTexts
from segue.work.desk import desk


def test_a_desk_without_a_mail_server_writes_into_its_home(home: Path) -> None:
    made = desk()

    outbox = Outbox(home / "outbox")
    assert (made.mail, made.texts) == (FiledMail(outbox, "segue@localhost"), FiledTexts(outbox))
    assert (made.base_url, made.host) == ("http://localhost:8000", "localhost")


def test_a_desk_with_a_mail_server_sends_from_the_address_that_was_set(settings: Any) -> None:
    settings.SEGUE_MAIL, settings.SEGUE_MAIL_FROM = "smtps://mail.example", "requests@segue.example"
    settings.SEGUE_BASE_URL = "https://segue.example:8443"

    made = desk()

    assert made.mail == SmtpMail("requests@segue.example", "mail.example", 465, is_tls=True)
    assert made.host == "segue.example"


def test_a_desk_that_cannot_send_says_so_at_once(settings: Any) -> None:
    settings.SEGUE_MAIL = "carrier pigeon"

    with pytest.raises(ValueError, match="SEGUE_MAIL must be"):
        desk()
