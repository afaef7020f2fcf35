"""Rare words and names were said all through the story: they stand on the pages where they may, and nowhere else.

Invariant 9: no notice, mail, text message, calendar entry, request, check, log line, address or title carries a
client's name or says anything about one person. Nothing of it is readable in the database either.
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse

from segue.site.logs import BareFormatter
from segue.store.models import AcceptedCommand, Job, Notice, RecordEntry
from tests.walls.addresses import addresses
from tests.walls.asking import asked
from tests.walls.doors import DOORS
from tests.walls.forms import tree_of
from tests.walls.pages import FILLED, pages_with_forms
from tests.walls.visitors import Visitor
from tests.walls.world import CONTACT, NAMES, RECOGNITION, REPRESENTATIVE, WORDS, Walls

pytestmark = pytest.mark.django_db
BAIT = tuple(word.lower() for name in (*NAMES.values(), REPRESENTATIVE) for word in name.split()) + tuple(
    word.lower() for word in WORDS.values()
)
SEALED = (*BAIT, CONTACT, RECOGNITION)
UNSEEN = {*REPRESENTATIVE.lower().split(), WORDS["reopen"], WORDS["withdraw"]}
"""Kept sealed, and on no page yet."""


def bitten(text: str | bytes, *, bait: tuple[str, ...] = BAIT) -> list[str]:
    """The bait that is readable in it."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return [word for word in bait if word in words.lower()]


@pytest.fixture(scope="module")
def read(
    walls: Walls, visitors: Mapping[str, Visitor], django_db_blocker: object
) -> list[tuple[str, HttpResponse]]:
    """Every page that somebody may open, read once."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return list(_read(walls, visitors))


def _read(walls: Walls, visitors: Mapping[str, Visitor]) -> Iterator[tuple[str, HttpResponse]]:
    for address in addresses():
        for visitor in visitors.values() if address.name in DOORS else ():
            path = address.path(DOORS[address.name].row(walls))
            yield path, asked(visitor, "GET", path)
    for who, path in pages_with_forms(walls):
        yield path, asked(visitors[who], "GET", path)
    for filled in FILLED.values():
        form = filled.form(walls, visitors)
        yield form.action, asked(visitors[filled.who], "POST", form.action, form.plain(filled.said(walls)))


def test_the_words_stand_where_they_may(read: list[tuple[str, HttpResponse]]) -> None:
    met = {word for _, response in read for word in bitten(response.content)}

    assert set(BAIT) - met == UNSEEN


def test_no_title_no_address_and_no_header_says_anything(read: list[tuple[str, HttpResponse]]) -> None:
    told = []
    for path, response in read:
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        cookies = response.cookies.output()
        told += [
            (path, what, word)
            for what, text in (("address", path), ("header", headers), ("cookie", cookies))
            for word in bitten(text)
        ]
        if response.headers.get("Content-Type", "").startswith("text/html"):
            told += [(path, "page", word) for text in _named(response) for word in bitten(text)]

    assert len(read) > 500
    assert told == []


def test_a_calendar_file_says_when_and_nothing_else(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    handoff = walls.cases["meeting"].handoff("samuel")
    response = asked(visitors["guest: guest_meeting, with code"], "GET", f"/g/{handoff}/appointment.ics")

    assert response.content.startswith(b"BEGIN:VCALENDAR")
    assert bitten(response.content, bait=(*BAIT, "segue therap", "counsel", "amara", "samuel", "panic")) == []


def test_no_mail_and_no_text_says_anything(walls: Walls) -> None:
    outbox = Path(settings.SEGUE_HOME) / "outbox"
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(outbox.glob("*.eml"))
    ]
    texts = [path for path in outbox.iterdir() if path.suffix != ".eml"]

    assert {str(mail["X-Segue-Role"]) for mail in mails if mail["X-Segue-Role"]} >= {
        "client",
        "guest",
        "colleague",
    }
    assert texts
    assert [(mail["Subject"], word) for mail in mails for part in _parts(mail) for word in bitten(part)] == []
    assert [(path.name, word) for path in texts for word in bitten(path.read_bytes())] == []
    beside = [mail for mail in mails if CONTACT in str(mail) and str(mail["To"]) != CONTACT]
    to_client = [mail for mail in mails if str(mail["To"]) == CONTACT]
    assert {str(mail["Subject"]) for mail in to_client} == {RECOGNITION}
    assert beside == []


def test_no_log_line_says_anything(walls: Walls, read: list[tuple[str, HttpResponse]]) -> None:
    assert [line for line in walls.log if "segue.work" in line]
    assert [line for line in walls.log if bitten(line, bait=SEALED)] == []


def test_a_line_drops_what_a_library_quotes_and_cuts_what_leads_to_a_person() -> None:
    foreign = logging.LogRecord("library", logging.ERROR, "", 1, "refused %s", (NAMES["new"],), None)
    link = logging.LogRecord(
        "segue.x", logging.INFO, "", 1, "GET /l/SECRET?q=SECRET and /key/1-SECRET/", (), None
    )
    try:
        raise ValueError(NAMES["new"])
    except ValueError:
        fault = logging.LogRecord("segue.x", logging.ERROR, "", 1, "fault 7", (), sys.exc_info())

    lines = [BareFormatter().format(record) for record in (foreign, link, fault)]

    assert [line.split(" ", 2)[2] for line in lines[:2]] == [
        "ERROR library refused ",
        "INFO segue.x GET /l/…?… and /key/…/",
    ]
    assert "fault 7 ValueError at test_a_line_drops" in lines[2]
    assert [bitten(line) for line in lines] == [[], [], []]


def test_no_table_holds_a_readable_word(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    rows = {table: _rows(table) for table in _tables()}
    found = [
        (table, word) for table, lines in rows.items() for line in lines for word in bitten(line, bait=SEALED)
    ]

    assert "Amara Lindqvist" in "\n".join(rows["store_person"])
    assert sum(map(len, rows.values())) > 1000
    assert found == []


def test_what_is_noted_beside_the_rows_is_bare(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    refs = [*Notice.objects.values_list("refs", flat=True), *Job.objects.values_list("refs", flat=True)]
    refs += [*RecordEntry.objects.values_list("refs", flat=True)]
    answers = [*AcceptedCommand.objects.values_list("answer", flat=True)]
    sessions = [session.get_decoded() for session in Session.objects.all()]

    assert min(len(refs), len(answers), len(sessions)) > 10
    assert [
        text for kept in (refs, answers, sessions) for text in kept if bitten(str(text), bait=SEALED)
    ] == []


@pytest.mark.only("sqlite")
def test_no_file_of_the_home_holds_a_readable_word(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    home = Path(settings.SEGUE_HOME)
    files = [
        path for path in home.rglob("*") if path.is_file() and "static" not in path.relative_to(home).parts
    ]
    content = {path.name: path.read_bytes() for path in files}
    database = b"".join(content[name] for name in content if name.startswith("segue.sqlite3"))

    assert b"Amara Lindqvist" in database
    assert [
        name for name in content if name.startswith("segue.sqlite3") and bitten(content[name], bait=SEALED)
    ] == []
    assert [name for name in content if bitten(content[name])] == []


def _named(response: HttpResponse) -> Iterator[str]:
    """Titles and addresses of a page: what a history, a bookmark or a server's log keeps."""
    for element in tree_of(response.content).iter():
        if element.tag == "title":
            yield "".join(element.itertext())
        for name in ("href", "action", "src", "id"):
            if not element.get(name, "").startswith(("mailto:", "tel:")):
                yield element.get(name, "")


def _parts(mail: EmailMessage) -> Iterator[str]:
    yield "\n".join(f"{name}: {value}" for name, value in mail.items())
    for part in mail.walk():
        if not part.is_multipart():
            content = part.get_content()
            yield content if isinstance(content, str) else content.decode("utf-8", "replace")


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models()]


def _rows(table: str) -> list[str]:
    """Each row as text; bytes as they are, where they are letters."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return [
            " ".join(
                bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
                for cell in row
            )
            for row in cursor.fetchall()
        ]
