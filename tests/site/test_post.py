"""Mails of the package that signs people in: a forgotten password, from the page to the new one."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage as Mail
from django.test import Client, override_settings

from segue.demo.builders import open_small_world
from segue.site.post import AccountMail
from segue.store.models import Person

pytestmark = pytest.mark.django_db
PAGE, SIGN_IN = "/account/password/reset/", "/account/login/"
NEW = "a long enough secret 8"


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """Where the mails lie; they go the way that SEGUE_MAIL names."""
    cache.clear()
    backend = "segue.site.post.AccountMail"
    with override_settings(SEGUE_HOME=tmp_path, SEGUE_MAIL="file", EMAIL_BACKEND=backend):
        yield tmp_path / "outbox"


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(out: Path) -> None:
    person = Person.objects.get(pk=open_small_world().miriam.person)
    browser = Client()

    asked = browser.post(PAGE, {"email": person.email})
    (mail,) = mails_in(out)
    (link,) = re.findall(r"http://testserver(/\S+)", mail.get_content())
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    signed_in = Client().post(SIGN_IN, {"login": person.email, "password": NEW})

    assert asked.status_code == 302
    assert (mail["To"], mail["Subject"]) == (person.email, "A new password for your account")
    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, "/")


def test_an_address_without_an_account_gets_the_same_answer_and_no_mail(out: Path) -> None:
    known = Person.objects.get(pk=open_small_world().miriam.person).email

    answers = [Client().post(PAGE, {"email": email}) for email in (known, "nobody@post.example")]

    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert [mail["To"] for mail in mails_in(out)] == [known]


def test_a_mail_server_that_is_away_breaks_no_page(out: Path, caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(SEGUE_MAIL="smtp://127.0.0.1:9"):
        sent = AccountMail().send_messages([Mail("Subject", "Words", to=["somebody@post.example"])])

    assert sent == 0
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == ["smtp_unreachable"]


def mails_in(place: Path) -> list[EmailMessage]:
    """The mails, as a mail program reads them."""
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(place.glob("*.eml"))
    ]
