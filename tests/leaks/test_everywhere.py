"""A whole practice's day with bait in every field, served by real processes; then every place is searched for it.

Invariant 9, over everything that can hold text: mails, logs at their most talkative, a fault's own output, addresses,
titles, headers, sessions, the database with its side files, its dump and its server's log, a backup, temporary files,
and what the command line tells. The bait is met where it should be, so none of this is blind.
"""

import contextlib
import http.client
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache

from tests.conftest import FreshDatabase, database_key
from tests.database import PostgresCluster
from tests.leaks.places import Watcher, in_answer, in_cluster, in_home, in_sessions, wait_until
from tests.site.program import segue
from tests.walls.pages import FILLED
from tests.walls.visitors import Visitor, all_visitors
from tests.walls.world import CONTACT, NAMES, REPRESENTATIVE, WORDS, Walls, open_walls

PORT = 8971
TOKEN = "t" * 32
TYPED = re.compile(rb"qzleak\w\d{3}")
BAIT = re.compile(
    rb"qzleak\w\d{3}|" + b"|".join(word.lower().encode() for word in (*WORDS.values(), CONTACT))
    + b"|" + b"|".join(part.lower().encode() for name in (*NAMES.values(), REPRESENTATIVE) for part in name.split()),
    re.IGNORECASE,
)  # fmt: skip
NOT_WORDS = {
    "code",
    "login",
    "password",
    "email",
    "contact",
    "price",
    "places",
    "recognition",
    "zip",
    "budget",
}
"""Fields that take no words of anybody; `recognition` is what a mail may say."""
CAN_FAIL = 16
"""Forms of `FILLED` that another form of the same page has made away with by then, or that take no such words: parts of
a profile, and the line of somebody who called, in which nothing is understood."""


@dataclass(slots=True)
class Day:
    """What a day of work left behind, beside the database and the home."""

    walls: Walls
    visitors: Mapping[str, Visitor]
    printed: bytes = b""
    temporary: dict[str, bytes] = field(default_factory=dict)
    told: list[tuple[str, bytes]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    commands: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture
def day(fresh_database: FreshDatabase, tmp_path: Path) -> Day:
    """One day: a world, a server in processes of its own, and every form sent to it with bait in every field."""
    cache.clear()
    walls = open_walls(datetime.now(UTC))
    day = Day(walls, all_visitors(walls))
    place = tmp_path / "temporary"
    place.mkdir()
    env = fresh_database.environment | {"TMPDIR": str(place), "SEGUE_LOG_LEVEL": "DEBUG"}
    with Watcher(place) as watcher:
        with _served(env, tmp_path / "printed"):
            _work_through(day)
            assert _send(day, day.visitors["recipient"], "GET", "/received") == 500
            wait_until(lambda: b"fault" in (tmp_path / "printed").read_bytes())
        _ask_commands(day, env)
        (place / "control").write_bytes(b"qzleakx999")
        wait_until(lambda: "control" in watcher.seen)
    day.printed, day.temporary = (tmp_path / "printed").read_bytes(), watcher.seen
    return day


@contextlib.contextmanager
def _served(env: Mapping[str, str], printed: Path) -> Iterator[None]:
    words = " ".join((NAMES["opened"], WORDS["need"], "qzleakf000"))
    command = [sys.executable, "-m", "tests.leaks.serving", str(PORT), words]
    with printed.open("wb") as out:
        server = subprocess.Popen(command, env={**env}, stdout=out, stderr=out)
    try:
        wait_until(lambda: b"answers at" in printed.read_bytes() or server.poll() is not None)
        assert server.poll() is None, printed.read_text()
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _work_through(day: Day) -> None:
    """Every kind of form, by whoever fills it in."""
    for number, (name, filled) in enumerate(FILLED.items()):
        try:
            form = filled.form(day.walls, day.visitors)
        except AssertionError:  # another form of this day has changed the page
            continue
        sent = form.plain(filled.said(day.walls))
        is_public = filled.action.startswith("/say/")  # what is said in a profile is for everybody to read
        for place, one in enumerate(form.fields.values()):
            bare = one.name.split("-")[0]
            if (
                one.kind in ("text", "textarea")
                and bare not in NOT_WORDS
                and one.name != "name"
                and not is_public
            ):
                sent[one.name] = f"qzleak{chr(97 + place % 26)}{number:03d} said."
        status = _send(day, day.visitors[filled.who], "POST", form.action, sent)
        assert status < 500, (name, status)
        if status == (200 if filled.answers_here else 303):
            day.taken.append(name)
        _send(day, day.visitors[filled.who], "GET", filled.page(day.walls))
    for case in day.walls.cases.values():
        for tail in ("", "/need", "/summary"):
            _send(day, day.visitors["author"], "GET", f"/r/{case.referral}{tail}")


def _send(day: Day, who: Visitor, method: str, path: str, sent: Mapping[str, object] | None = None) -> int:
    """One request over the network; what came of it is kept."""
    cookies = "; ".join(f"{name}={value}" for name, value in {**who.cookies, "segue-form": TOKEN}.items())
    headers = {
        "Cookie": cookies,
        "Host": f"localhost:{PORT}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({**sent, "csrfmiddlewaretoken": TOKEN}, doseq=True) if sent is not None else None
    with contextlib.closing(http.client.HTTPConnection("localhost", PORT, timeout=60)) as caller:
        caller.request(method, path, body, headers)
        answer = caller.getresponse()
        page = answer.read()
    day.told += [
        (f"{method} {path}: {where}", text) for where, text in in_answer(dict(answer.getheaders()), page)
    ]
    if answer.status >= 400 and answer.status not in (409, 422):
        day.told.append((f"{method} {path}: page of what went wrong", page))
    day.pages.append(page)
    return answer.status


def _ask_commands(day: Day, env: Mapping[str, str]) -> None:
    """What an operator may ask on the command line, and a backup."""
    case = day.walls.cases["opened"]
    for words in (
        ("explain", "referral", case.referral), ("explain", "handoff", case.handoff("amara")),
        ("record", "verify"), ("record", "keys"), ("queue", "list"), ("backup",),
    ):  # fmt: skip
        said = segue(*words, "--json", env=env)
        assert said.code == 0, said.err
        assert isinstance(json.loads(said.out), dict)
        day.commands[" ".join(words[:2])] = (said.out + said.err).encode()


def test_bait_of_a_whole_day_is_read_by_whom_it_was_meant_for_and_ends_nowhere_else(
    day: Day, pytestconfig: pytest.Config
) -> None:
    database = pytestconfig.stash[database_key]
    searched = {
        "home": dict(in_home(Path(settings.SEGUE_HOME))),
        "sessions": dict(in_sessions()),
        "commands": day.commands,
        "printed": {"printed": day.printed},
        "temporary": day.temporary,
        "cluster": dict(in_cluster(database)) if isinstance(database, PostgresCluster) else {},
    }
    found = [
        (room, name, bitten[0])
        for room, files in searched.items()
        for name, content in files.items()
        if (bitten := BAIT.findall(content)) and not _is_meant(room, name, bitten)
    ]
    found += [(where, text[:80], bitten[0]) for where, text in day.told if (bitten := BAIT.findall(text))]

    _is_not_blind(day, searched)
    assert found == []


def _is_meant(room: str, name: str, bitten: list[bytes]) -> bool:
    """The control of the watcher itself; and a mail to a client goes to the client's own address."""
    if room == "temporary":
        return name == "control"
    return ".eml" in name and set(bitten) == {CONTACT.encode()}


def _is_not_blind(day: Day, searched: Mapping[str, Mapping[str, bytes]]) -> None:
    """The forms were taken, their words stand on pages, and each place holds what it should."""
    assert len(day.taken) >= len(FILLED) - CAN_FAIL, day.taken
    met = {word for page in day.pages for word in TYPED.findall(page)}
    assert len(met) > 12, met
    assert sum(NAMES["opened"].encode() in page for page in day.pages) > 0
    assert b"RuntimeError at breaks" in day.printed
    assert b"DEBUG" in day.printed
    assert searched["temporary"]["control"] == b"qzleakx999" * (len(searched["temporary"]["control"]) // 10)
    assert len(searched["sessions"]) > 10
    assert len([name for name in searched["home"] if name.endswith(".eml, decoded")]) > 20
    whole = b"".join([*searched["home"].values(), *searched["cluster"].values()])
    assert b"Amara Lindqvist" in whole
    if searched["cluster"]:
        assert b"Amara Lindqvist" in searched["cluster"]["pg_dump"]
        assert b"database system is ready" in searched["cluster"]["postgresql/log"]
