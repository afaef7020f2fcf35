"""Every page in the made-up language: it turns to the right, and no sentence of ours was left in plain letters."""

import calendar
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from segue.site.translation import PSEUDO, gather
from tests.conftest import _let_go, database_key
from tests.translation.pseudo import offered
from tests.translation.reading import outside, read

if TYPE_CHECKING:
    from tests.translation.walk import Visit

# Addresses that show no page, each with its reason.
NO_PAGE = {
    "healthz": "one word for a machine",
    "style": "the page of parts, with invented words of invented people",
    "link": "leads on to another page",
    "client_exit": "leads away",
    "referral_do": "takes a form",
    "thank": "takes a form",
    "opening": "takes a form",
    "directory_do": "takes a form",
    "my_profile": "leads to one's own",
    "profile_say": "takes a form",
    "profile_true": "takes a form",
    "profile_remove": "takes a form",
    "saved_search": "takes a form",
    "compare": "wants two who are ticked",
    "short_list": "wants some who are ticked",
    "guest_code": "takes a form",
    "guest_meeting": "takes a form",
    "received_meeting": "takes a form",
    "received_assign": "takes a form",
    "guest_appointment": "a calendar file",
    "received_appointment": "a calendar file",
}
# The paper that was signed: what stands in it is kept as it was read, in English until its translation is reviewed.
PAPER = re.compile("(signed_|client_|guest_)?summary|client_(data|sign)|guest_.*|received_.*|directory_entry")
PAPER_WORDS = (
    "rules/consent",
    "rules/sections",
    "rules/packet",
    "reads/consent",
    "reads/client.py",
    "rules/connection",
)
DAYS = "|".join([*calendar.day_name, *calendar.month_name[1:], *calendar.month_abbr[1:], "noon", "midnight"])
# What is said alike in all languages, or is written by other tables than ours.
OTHERS = re.compile(
    rf"(– )?Segue|\b({DAYS})\b|\d [ap]m\b|[A-Z]\w+ Standard Time|^[A-Z]{{2}}(, \d{{5}})?$|By video"
)


@pytest.fixture(scope="module")
def visits(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: Any, pseudo_texts: Any
) -> "Iterator[list[Visit]]":
    """All pages that anybody can get to, each once."""
    from django.core.management import call_command  # app ready

    from tests.translation.walk import walk  # app ready

    call_command("collectstatic", verbosity=0, interactive=False)
    with django_db_blocker.unblock():
        _let_go()
        with offered(pseudo_texts):
            yield walk(PSEUDO)
        _let_go()
        pytestconfig.stash[database_key].renew()


@pytest.fixture(scope="module")
def names(visits: "list[Visit]") -> list[str]:
    """What people and places are called, the longest first."""
    from segue.reads.client import client_sheet  # app ready
    from segue.store.models import Client, Person, Practice, Profile  # app ready
    from tests.walls.world import CONTACT  # app ready

    clients = [client_sheet(row).name for row in Client.objects.select_related("practice")]
    short = [f"{first} {rest[0]}." for first, rest in (name.split(" ", 1) for name in clients)]
    listed = [
        name for table in (Person, Practice, Profile) for name in table.objects.values_list("name", flat=True)
    ]
    return sorted({*clients, *short, *listed, CONTACT}, key=len, reverse=True)


@pytest.fixture(scope="module")
def paper() -> list[re.Pattern[str]]:
    """The sentences of the paper, whatever stands in their places."""
    found = [
        message.id
        for message in gather()
        if isinstance(message.id, str)
        and any(place.startswith(f"segue/{start}") for place, _ in message.locations for start in PAPER_WORDS)
        and re.search("[A-Za-z]", re.sub(r"%\(\w+\)s", "", message.id))
    ]
    ordered = sorted(found, key=len, reverse=True)
    return [re.compile(r".*?".join(map(re.escape, re.split(r"%\(\w+\)s", text))), re.I) for text in ordered]


def left_over(visit: "Visit", names: list[str], paper: list[re.Pattern[str]]) -> list[str]:
    """What is neither translated, nor a name, nor in the paper, nor alike in all languages."""
    assert visit.reading is not None
    found = []
    for piece in visit.reading.plain:
        rest = piece
        for name in names:
            rest = rest.replace(name, "")
        rest = OTHERS.sub("", rest)
        for sentence in paper if PAPER.fullmatch(visit.name) else ():
            rest = sentence.sub("", rest)
        if re.search("[A-Za-z]", rest):
            found.append(piece)
    return found


def test_every_address_that_shows_a_page_was_visited(visits: "list[Visit]") -> None:
    from segue.site.urls import urlpatterns  # app ready

    ours = {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)}
    shown = {visit.name for visit in visits if visit.reading and visit.status == 200}

    assert sorted(ours - shown - set(NO_PAGE)) == []
    assert sorted(set(NO_PAGE) - ours) == []


def test_no_page_breaks(visits: "list[Visit]") -> None:
    assert sorted({str(visit) for visit in visits if visit.status >= 500}) == []


def test_every_page_says_its_language_and_is_read_from_the_right(visits: "list[Visit]") -> None:
    pages = [visit for visit in visits if visit.reading]

    assert {(visit.name, visit.reading.language) for visit in pages} == {
        (visit.name, (PSEUDO, "rtl")) for visit in pages
    }


def test_no_translation_is_cut_on_its_way_to_the_page(visits: "list[Visit]") -> None:
    assert sorted({str(visit) for visit in visits if visit.reading and visit.reading.open_brackets}) == []


def test_no_sentence_is_left_in_plain_letters(
    visits: "list[Visit]", names: list[str], paper: list[re.Pattern[str]]
) -> None:
    plain = {
        (visit.name, words) for visit in visits if visit.reading for words in left_over(visit, names, paper)
    }

    assert sorted(plain) == []


def test_forms_were_refused_in_this_language_too(visits: "list[Visit]") -> None:
    refused = {
        visit.name for visit in visits if visit.method == "POST" and visit.reading and visit.status < 500
    }

    assert {"new_referral", "need", "options", "client_options", "guest_request"} <= refused


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>⟦Ýóú⟧ have it</p>", ["have it"]),
        ("<p>⟦Fóř <bdi>Ann</bdi> áñď <b>⟦ţéá⟧</b> Ann⟧</p>", []),
        ("<p><bdi>Ann</bdi> · <span dir='auto'>my own words</span></p>", []),
        ("<p><svg><title>A mark</title></svg></p><p>Stop<br>here</p>", ["Stop", "here"]),
        ('<a aria-label="Close" href="/x?y#z">⟦x⟧</a>', ["Close"]),
        ("<p>2026 · 100 % – ليلى</p>", []),
    ],
)
def test_plain_letters_outside_of_brackets_are_found(markup: str, plain: list[str]) -> None:
    assert read(markup).plain == plain


def test_a_bracket_that_stays_open_is_noticed() -> None:
    assert outside("⟦a ⟦b⟧") == ([], 1)
    assert read("<p>⟦cut</p>").open_brackets == 1
