"""Requests that no page of ours makes: queries, headers, bodies and sessions that are broken or forged."""

import logging
from collections.abc import Mapping

import pytest
from django.conf import settings
from django.http import HttpResponse

from segue.site.logs import BareFormatter
from tests.walls.asking import asked
from tests.walls.hostile import HUGE, RAW, TYPED
from tests.walls.kept import kept
from tests.walls.visitors import Visitor
from tests.walls.world import NAMES, WORDS, Walls

pytestmark = pytest.mark.django_db
PARAMETERS = (
    "without",
    "try",
    "before",
    "answer",
    "word_back",
    "check_ins",
    "may_talk",
    "asked",
    "all",
    "next",
)
FORM = "application/x-www-form-urlencoded"


def _readable(walls: Walls) -> dict[str, str]:
    """A page for each visitor, with an own address."""
    return {
        "author": f"/r/{walls.cases['new'].referral}/options",
        "recipient": "/received",
        "client: signing": f"/c/{walls.cases['signing'].referral}/sign",
        "client: started": f"/c/{walls.cases['started'].referral}/check-in/{walls.check_in}",
        "guest: guest_asked": f"/g/{walls.cases['asked'].handoff('samuel')}/",
        "anonymous": "/account/login/",
    }


@pytest.mark.parametrize("word", [word for word in TYPED if word != "huge"])
def test_a_query_of_any_kind_shows_the_page_and_nothing_of_itself(
    word: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    for who, path in _readable(walls).items():
        response = asked(visitors[who], "GET", path, dict.fromkeys(PARAMETERS, TYPED[word]))

        assert response.status_code in (200, 303), (who, response.status_code)
        assert not any(raw in response.content.decode() for raw in RAW)


def test_a_name_in_the_query_does_not_come_back(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    for who, path in _readable(walls).items():
        response = asked(visitors[who], "GET", path, {TYPED["markup"]: "1"})

        assert response.status_code == 200
        assert not any(raw in response.content.decode() for raw in RAW)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ACCEPT_LANGUAGE": "*;q=9,,;;q=,xx-" + "y" * 5000},
        {"HTTP_ACCEPT_LANGUAGE": "de-CH;q=\x00, \u202e"},
        {"HTTP_ACCEPT": "application/json"},
        {"HTTP_REFERER": "https://elsewhere.example/?" + "a" * 5000},
        {"HTTP_X_FORWARDED_HOST": "elsewhere.example"},
        {"HTTP_X_FORWARDED_FOR": "1.2.3.4, unknown"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "%%%"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_RANGE": "bytes=0-0,9-"},
        {"HTTP_USER_AGENT": "<script>alert(7)</script>"},
        {"HTTP_COOKIE": "a" * 60_000},
    ],
    ids=lambda headers: "+".join(headers),
)
def test_strange_headers_change_nothing_on_a_page(
    headers: dict[str, str], walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    for who, path in _readable(walls).items():
        sent = dict(headers)
        if "HTTP_COOKIE" in sent:
            sent["HTTP_COOKIE"] = _cookies(visitors[who]) + "more=" + sent["HTTP_COOKIE"]
        response = asked(visitors[who], "GET", path, **sent)

        assert response.status_code == 200, who
        assert "elsewhere.example" not in response.content.decode()


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost@elsewhere.example", "a b", "localhost:port"]
)
@pytest.mark.parametrize("path", ["/", "/account/login/", "/healthz", "/no/such/page"])
def test_another_hosts_name_is_refused_calmly(path: str, host: str, visitors: Mapping[str, Visitor]) -> None:
    plain = asked(visitors["anonymous"], "GET", path, headers={"host": "localhost"})
    strange = asked(visitors["anonymous"], "GET", path, headers={"host": host})

    assert plain.status_code in (200, 302, 404)
    assert (strange.status_code, _heading(strange)) == (400, "This could not be read.")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"words=%ff%fe&key=a", FORM),
        (b"words=\xff\xfe\x00&key=\xc3\x28", FORM),
        (b"=&&&;;==%", FORM),
        (b'{"words": "a"}', "application/json"),
        (b"words=a", "text/plain; charset=no-such"),
        (b"words=a", FORM + "; charset=utf-7"),
        (b"words=a", "multipart/form-data; boundary=xyz"),
        (
            b'--xyz\r\nContent-Disposition: form-data; name="words"\r\n\r\nhalf',
            "multipart/form-data; boundary=xyz",
        ),
        (b"\x00\x01\x02" * 99, "application/octet-stream"),
        (b"<a><b>", "text/xml"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_body_that_cannot_be_read_changes_nothing(
    body: bytes, kind: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    path, before = f"/r/{walls.cases['opened'].referral}/do/answer", kept()

    response = visitors["author"].browser().generic("POST", path, body, content_type=kind)

    assert 400 <= response.status_code < 500
    assert kept() == before


@pytest.mark.parametrize("body", [{"words": HUGE * 3}, {f"a{number}": "1" for number in range(501)}])
def test_too_much_is_said_to_be_too_much(
    body: dict[str, str], walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    path = f"/r/{walls.cases['opened'].referral}/do/answer"

    response = asked(visitors["author"], "POST", path, body)

    assert (response.status_code, _heading(response)) == (400, "This could not be read.")


@pytest.mark.parametrize("value", ["", "x", "a" * 9000, "../../etc", "0" * 32])
def test_a_session_that_is_not_ours_is_nobody(value: str, visitors: Mapping[str, Visitor]) -> None:
    forged = Visitor("forged", {settings.SESSION_COOKIE_NAME: value})

    assert asked(visitors["author"], "GET", "/").status_code == 200
    response = asked(forged, "GET", "/")
    assert (response.status_code, response.headers["Location"]) == (302, "/account/login/")


def test_a_fault_of_ours_is_told_without_its_words(
    walls: Walls,
    visitors: Mapping[str, Visitor],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    words = f"{NAMES['opened']} {WORDS['need']}"
    assert asked(visitors["author"], "GET", "/").status_code == 200

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr("segue.pages.clinic.today.today_sheet", breaks)
    response = asked(visitors["author"], "GET", "/")

    page = response.content.decode()
    (line,) = [BareFormatter().format(record) for record in caplog.records if record.levelno >= logging.ERROR]
    number = line.split("fault ")[1].split()[0]
    assert (response.status_code, _heading(response)) == (500, "Something went wrong here.")
    assert number in page
    assert "RuntimeError at breaks:" in line
    assert [word for word in (*words.split(), "Traceback", "today_sheet") if word in page] == []
    assert [word for word in words.split() if word in line] == []


def _cookies(visitor: Visitor) -> str:
    return "".join(f"{name}={value}; " for name, value in visitor.cookies.items())


def _heading(response: HttpResponse) -> str:
    return response.content.decode().split("<h1>")[1].split("</h1>")[0]
