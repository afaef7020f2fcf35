"""What every answer carries, error pages, redirects and style files included; and what no page holds."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static

from segue.site.headers import HEADERS
from tests.walls.addresses import addresses
from tests.walls.asking import asked
from tests.walls.doors import DOORS
from tests.walls.forms import tree_of
from tests.walls.pages import FILLED
from tests.walls.visitors import Visitor
from tests.walls.world import Walls

pytestmark = pytest.mark.django_db
REQUIRED = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"],  # what is in it has a test of its own
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
OF_ALLAUTH = {"key": "none", "uidb36": "1", "pk": 1}
LEADS_AWAY = {"client_exit"}
"""The way out leads to another site, and nothing else does."""


def _answers(walls: Walls, visitors: Mapping[str, Visitor]) -> Iterator[tuple[str, HttpResponse]]:
    """Answers of every address to several people, of every form, and of what goes wrong."""
    for address in addresses():
        given = DOORS[address.name].row(walls) if address.name in DOORS else OF_ALLAUTH
        path = address.path(given)
        for who in ("anonymous", "author", "recipient", *_others(visitors)):
            yield f"{address.name} by {who}", asked(visitors[who], "GET", path)
        yield f"{address.name}, deleted", asked(visitors["author"], "DELETE", path)
    for name, filled in FILLED.items():
        form = filled.form(walls, visitors)
        yield (
            f"{name}, sent",
            asked(visitors[filled.who], "POST", form.action, form.plain(filled.said(walls))),
        )
        yield f"{name}, refused", asked(visitors[filled.who], "POST", form.action, {"key": "x"})
        yield f"{name}, no token", asked(visitors[filled.who], "POST", form.action, {}, checks_forms=True)
    yield "no such page", asked(visitors["anonymous"], "GET", f"/no/{uuid4()}")
    yield "no such file", asked(visitors["anonymous"], "GET", "/static/segue/none.css")
    yield "a file by its plain name", asked(visitors["anonymous"], "GET", "/static/segue/base.css")
    yield (
        "a body that cannot be read",
        asked(visitors["author"], "POST", "/new", {f"a{n}": "1" for n in range(501)}),
    )
    with patch("segue.pages.clinic.today.today_sheet", side_effect=RuntimeError):
        yield "a fault of ours", asked(visitors["author"], "GET", "/")
    yield "another host", asked(visitors["anonymous"], "GET", "/", headers={"host": "elsewhere.example"})
    yield "too often", _tried_too_often(visitors["anonymous"])


def _others(visitors: Mapping[str, Visitor]) -> list[str]:
    return [name for name in visitors if ": " in name]


def _tried_too_often(visitor: Visitor) -> HttpResponse:
    browser = visitor.browser()  # not undone after each try, for what is counted lies in the database
    return [browser.post("/account/signup/", {}) for _ in range(21)][-1]


def test_every_answer_carries_the_headers_and_no_page_reaches_outside(
    walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    met: dict[int, int] = {}
    wrong: list[tuple[str, str]] = []
    for what, response in _answers(walls, visitors):
        met[response.status_code] = met.get(response.status_code, 0) + 1
        _read_to_the_end(response)
        wrong += [
            (what, fault) for fault in (*_headers(response), *_cookies(response), *_leads(what, response))
        ]
        if response.status_code != 304 and response.headers.get("Content-Type", "").startswith("text/html"):
            wrong += [(what, fault) for fault in _page(response)]

    assert wrong == []
    assert {200, 302, 303, 400, 403, 404, 405, 422, 429, 500} <= set(met)


def test_the_policy_lets_nothing_in_that_is_not_ours() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}


def test_a_file_that_is_still_the_same_is_not_sent_again(visitors: Mapping[str, Visitor]) -> None:
    path = static("segue/base.css")
    first = asked(visitors["anonymous"], "GET", path)
    _read_to_the_end(first)

    again = asked(visitors["anonymous"], "GET", path, headers={"if-modified-since": first["Last-Modified"]})

    assert (again.status_code, "immutable" in again["Cache-Control"]) == (304, True)
    assert {name: again.headers.get(name) for name in REQUIRED} == REQUIRED


def test_a_browser_that_came_by_tls_comes_by_tls_again(visitors: Mapping[str, Visitor]) -> None:
    open_, sealed = (
        asked(visitors["anonymous"], "GET", "/healthz", secure=secure) for secure in (False, True)
    )

    assert "Strict-Transport-Security" not in open_.headers
    assert sealed["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_style_files_are_named_by_content_and_kept_by_the_browser(visitors: Mapping[str, Visitor]) -> None:
    page = asked(visitors["anonymous"], "GET", "/account/login/").content.decode()
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert named

    for path in named:
        response = asked(visitors["anonymous"], "GET", path)
        _read_to_the_end(response)
        assert (response.status_code, "immutable" in response.headers["Cache-Control"]) == (200, True)
        assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        assert not response.cookies


def test_style_files_reach_nothing_outside() -> None:
    files = [path for path in Path(settings.STATIC_ROOT).rglob("*.css") if "segue" in path.parts]

    assert files
    assert {
        url for path in files for url in re.findall(r"url\(([^)]+)\)", path.read_text()) if "//" in url
    } == set()
    assert [path.name for path in files if "@import" in path.read_text()] == []


@pytest.mark.parametrize(
    ("address", "names", "is_secure"),
    [
        ("http://localhost:8000", ["segue", "segue-form"], False),
        ("https://segue.example.org", ["__Host-segue", "__Host-segue-form"], True),
    ],
)
def test_cookies_are_bound_to_the_host_as_soon_as_there_is_tls(
    address: str, names: list[str], is_secure: bool, tmp_path: Path
) -> None:
    asks = (
        "import json; from segue.site import settings as s; print(json.dumps([[s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME], s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, "
        "s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, s.DEBUG]))"
    )
    environment = {"SEGUE_HOME": str(tmp_path), "SEGUE_BASE_URL": address, "PYTHONPATH": ":".join(sys.path)}

    said = subprocess.run(
        [sys.executable, "-c", asks], env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert json.loads(said) == [names, is_secure, is_secure, True, True, "Lax", "Lax", False]


def test_signing_out_ends_the_session_on_the_server(visitors: Mapping[str, Visitor]) -> None:
    browser = visitors["author"].browser()
    assert browser.get("/").status_code == 200

    browser.post("/account/logout/")

    again = visitors["author"].browser()
    assert (again.get("/").status_code, again.get("/").headers["Location"]) == (302, "/account/login/")


def test_leaving_the_page_asks_for_the_code_again(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    browser, path = visitors["client: signing"].browser(), f"/c/{walls.cases['signing'].referral}/"
    assert browser.get(path + "summary").status_code == 200

    left = browser.get(path + "exit")

    assert left.status_code == 302
    assert not urlsplit(left.headers["Location"]).netloc.endswith("localhost")
    assert browser.get(path + "summary").status_code == 404
    assert browser.get(path).status_code == 200


def _read_to_the_end(response: HttpResponse) -> None:
    if response.streaming:
        b"".join(response)


def _headers(response: HttpResponse) -> Iterator[str]:
    for name, value in REQUIRED.items():
        if response.headers.get(name) != value:
            yield f"{name}: {response.headers.get(name)}"
    if response.headers.get("Cache-Control") not in (
        "no-store",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    ):
        yield f"Cache-Control: {response.headers.get('Cache-Control')}"
    yield from (
        name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in response.headers
    )


def _cookies(response: HttpResponse) -> Iterator[str]:
    for cookie in response.cookies.values():
        if cookie.value and not (
            cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
        ):
            yield f"cookie {cookie.key}"


def _leads(what: str, response: HttpResponse) -> Iterator[str]:
    host = urlsplit(response.headers.get("Location", "")).netloc
    if host and what.split(" by ")[0] not in LEADS_AWAY:
        yield f"leads to {host}"


def _page(response: HttpResponse) -> Iterator[str]:
    for element in tree_of(response.content).iter():
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attrib):
            yield f"inline {element.tag}"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{name} on {element.tag}"
            is_loaded = name in ("src", "srcset", "action", "poster", "data") or (name, element.tag) == (
                "href",
                "link",
            )
            if is_loaded and urlsplit(value).netloc:
                yield f"{element.tag} loads {value}"
            if value.strip().lower().startswith(("javascript:", "data:")):
                yield f"{name} on {element.tag}: {value[:20]}"
