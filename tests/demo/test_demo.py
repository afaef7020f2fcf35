"""`segue demo` as a script meets it: one object, a story that is whole, links that open, and a second run."""

import fcntl
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SEGUE = str(CHECKOUT / ".venv" / "bin" / "segue")
ROLES = {"clinician", "coordinator", "owner", "client", "guest"}
PORT = 8641


def segue(*words: str, home: Path, code: int = 0, **settings: str) -> Any:
    """What a command answers, as its one object."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SEGUE_", "DJANGO_"))}
    done = subprocess.run(
        [SEGUE, *words],
        env={**env, "SEGUE_HOME": str(home), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "a home"


@pytest.fixture(scope="module")
def demo(home: Path) -> Any:
    return segue("demo", "--no-serve", "--json", "--port", str(PORT), home=home)


def test_the_object_has_just_what_scripts_were_promised(demo: Any) -> None:
    assert sorted(demo) == ["base_url", "handoff", "outbox", "people", "record", "referral"]
    assert demo["base_url"] == f"http://localhost:{PORT}"
    assert {person["role"] for person in demo["people"]} == ROLES
    assert all(person["sign_in_url"].startswith(demo["base_url"] + "/l/") for person in demo["people"])
    with_code = {person["role"] for person in demo["people"] if person.get("code")}
    assert with_code == {"client", "guest"}
    assert demo["record"]["verified"] is True


def test_four_referrals_are_there_the_story_and_three_that_live(demo: Any) -> None:
    of_clients = {person["referral"] for person in demo["people"] if person["role"] == "client"}

    assert len(of_clients) == 4
    assert demo["referral"] in of_clients


def test_every_mail_lies_where_it_says_and_names_no_client(demo: Any) -> None:
    clients = [person["name"] for person in demo["people"] if person["role"] == "client"]
    words = {part for name in clients for part in name.split()}
    for mail in demo["outbox"]:
        message = BytesParser(policy=policy.default).parsebytes(Path(mail["path"]).read_bytes())
        assert message["To"] == mail["to"]
        whole = message.as_string().replace(mail["to"], "")
        assert [word for word in words if word in whole] == []
    assert {mail["role"] for mail in demo["outbox"]} == {"client", "guest", "colleague", "staff"}


def test_the_record_verifies_and_the_keys_are_listed(demo: Any, home: Path) -> None:
    verified = segue("record", "verify", "--json", home=home)

    assert verified == {"events": demo["record"]["events"], "verified": True, "problems": []}
    keys = segue("record", "keys", "--json", home=home)
    assert any("demo-story-accept" in json.dumps(key) for key in keys["keys"])


def test_each_person_gets_in_by_their_link(demo: Any, home: Path) -> None:
    with served(home):
        for person in demo["people"]:
            asked = urllib.request.Request(person["sign_in_url"])
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with browser.open(asked, timeout=10) as page:
                assert page.status == 200
                assert "/l/" not in page.url


def test_a_database_that_somebody_named_is_left_alone(tmp_path: Path) -> None:
    said = segue(
        "demo",
        "--no-serve",
        "--json",
        home=tmp_path,
        code=2,
        SEGUE_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c",
    )

    assert said["error"]["code"] == "demo_on_a_server"
    assert not (tmp_path / "segue.env").exists()


def test_a_second_demo_begins_anew_and_a_home_in_use_is_left_alone(
    home: Path, demo: Any, tmp_path: Path
) -> None:
    again = segue("demo", "--no-serve", "--json", "--port", str(PORT), home=home)
    assert again["record"]["verified"] is True
    assert again["referral"] != demo["referral"]

    segue("migrate", "--json", home=tmp_path)
    before = (tmp_path / "segue.sqlite3").read_bytes()
    refused = segue("demo", "--no-serve", "--json", home=tmp_path, code=2)
    assert refused["error"]["code"] == "home_in_use"
    assert (tmp_path / "segue.sqlite3").read_bytes() == before


def test_a_demo_is_not_played_under_the_pages_of_another(home: Path, demo: Any) -> None:
    with (home / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        refused = segue("demo", "--no-serve", "--json", home=home, code=2)

    assert refused["error"]["code"] == "demo_running"


@contextmanager
def served(home: Path) -> Iterator[None]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SEGUE_", "DJANGO_"))}
    server = subprocess.Popen(
        [SEGUE, "serve", "--port", str(PORT)],
        env={**env, "SEGUE_HOME": str(home)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"http://localhost:{PORT}/healthz", timeout=2).close()
                break
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
