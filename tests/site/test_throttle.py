"""What counts tries outlives a restart, and counts each client for itself."""

import contextlib
import http.client
import re
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from segue.acts.link import NoteTry, note_try
from segue.demo.builders import Clock, open_small_world
from segue.demo.world import must
from tests.site.program import environment_of, segue, served

ACCOUNT = "somebody@post.example"
TOO_OFTEN, WRONG = "Tried too often from here.", "do not belong together"


@dataclass
class Caller:
    """A browser as far as signing in needs one; `place` is the address that the proxy passes on."""

    port: int
    place: str = ""
    is_tls: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    told: list[http.client.HTTPMessage] = field(default_factory=list)

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> str:
        """The page that comes back; its cookies are kept."""
        sent = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        sent |= {"X-Forwarded-For": self.place} if self.place else {}
        sent |= (
            {"X-Forwarded-Proto": "https", "Origin": f"https://localhost:{self.port}"} if self.is_tls else {}
        )
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, urlencode(body or {}), sent)
            answer = line.getresponse()
            page = answer.read().decode()
        for each in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(each).items()}
        self.told.append(answer.headers)
        return page

    def guess(self) -> str:
        """One wrong password."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", "/account/login/"))
        assert token
        return self.ask(
            "POST",
            "/account/login/",
            {"csrfmiddlewaretoken": token[1], "login": ACCOUNT, "password": "guessed"},
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.only("sqlite")
def test_tries_are_still_counted_after_a_restart_and_for_that_client_alone(own_home: Path) -> None:
    port = free_port()
    with served("--no-worker", port=port, env=environment_of(own_home)) as first:
        caller = Caller(first.port)
        pages = [caller.guess() for _ in range(6)]
        assert [WRONG in page for page in pages] == [True] * 5 + [False]
        assert TOO_OFTEN in pages[-1]
        claims_to_be_another = Caller(first.port, place="192.0.2.9")
        assert TOO_OFTEN in claims_to_be_another.guess()  # no proxy is trusted here

    behind_tls = environment_of(own_home, SEGUE_BASE_URL=f"https://localhost:{port}")
    with served("--no-worker", port=port, env=behind_tls) as second:
        same, other = (Caller(second.port, place=place, is_tls=True) for place in ("127.0.0.1", "192.0.2.9"))
        assert TOO_OFTEN in same.guess()
        assert WRONG in other.guess()

        for headers in other.told:
            assert "no-store" in headers["Cache-Control"]
            assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
        cookies = [each for headers in other.told for each in headers.get_all("Set-Cookie", [])]
        assert cookies
        for cookie in cookies:
            name, *flags = cookie.split("; ")
            assert name.startswith("__Host-segue")
            assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= set(flags)
            assert not any(flag.startswith("Domain") for flag in flags)


FIFTH = """
import django; django.setup()
from uuid import UUID
import pytest

from segue.acts.link import NoteTry, note_try
from segue.rules.actor import Actor, Kind
from segue.store.identifiers import moment

guest = Actor(Kind.guest, link=UUID("{link}"))
for browser in ("this", "another"):
    print(note_try(guest, NoteTry(browser, "{link}", browser, is_right=False), moment("UTC")).state)
"""


def test_wrong_codes_of_a_link_are_still_counted_in_another_process(fresh_database: Any) -> None:
    case = open_small_world(Clock(datetime.now(UTC))).case()
    case.until_asked()
    guest = case.who("samuel")
    for number in range(4):
        wrong = NoteTry(f"w{number}", str(guest.link), "this", is_right=False)
        assert must(note_try(guest, wrong, case.clock.at())).state == "wrong"

    environment = fresh_database.environment | {"DJANGO_SETTINGS_MODULE": "segue.site.settings"}
    said = subprocess.run(
        [sys.executable, "-c", FIFTH.format(link=guest.link)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.split() == ["locked", "wrong"]


@pytest.mark.only("sqlite")
def test_a_server_from_before_gets_the_table_when_it_is_brought_up_to_date(own_home: Path) -> None:
    with contextlib.closing(sqlite3.connect(own_home / "segue.sqlite3")) as database:
        database.execute("DROP TABLE segue_throttle")

    made = segue("migrate", "--json", env=environment_of(own_home)).object["made"]

    assert made == ["the table that counts tries to sign in"]
