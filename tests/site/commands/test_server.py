"""Setting a server up, running it, and leaving nothing behind."""

import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from segue.site.commands.server import follow_port
from segue.site.running import Plan, next_free_port
from tests.site.program import PROGRAM, environment_of, segue, served, wait_until_gone


def a_port() -> int:
    """A free port, away from the usual ones."""
    return next_free_port(18000 + os.getpid() % 20000)


def mode_of(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_fresh_home_is_set_up_and_a_second_run_makes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "a home"

    first = segue("migrate", "--json", env=environment_of(home))
    second = segue("migrate", "--json", env=environment_of(home))

    assert (first.code, second.code) == (0, 0)
    assert [each.split()[1] for each in first.object["made"]] == [
        "directory",
        "master",
        "tables",
        "triggers",
        "style",
    ]
    assert second.object == {"home": str(home), "made": []}
    assert mode_of(home) == mode_of(home / "keys") == "0o700"
    assert mode_of(home / "keys" / "master.key") == mode_of(home / "keys" / "secret.key") == "0o600"
    assert (home / "static" / "staticfiles.json").exists()


def test_a_key_that_is_there_stays(own_home: Path) -> None:
    before = (own_home / "keys" / "master.key").read_text()

    assert segue("migrate", env=environment_of(own_home)).out == "Everything was there already.\n"
    assert (own_home / "keys" / "master.key").read_text() == before


def test_styles_are_made_anew_when_a_source_changed(own_home: Path) -> None:
    (own_home / "static" / "made_from").write_text("older sources")

    said = segue("migrate", "--json", env=environment_of(own_home))

    assert said.object["made"] == ["the style files of the pages"]


def test_serving_needs_a_server_that_is_set_up(tmp_path: Path) -> None:
    said = segue("serve", "--port", str(a_port()), env=environment_of(tmp_path))

    assert (said.code, said.out) == (2, "")
    assert "Run `segue migrate` first." in said.err


def test_pages_answer_and_everything_ends_with_the_first_signal(ready: Mapping[str, str]) -> None:
    with served(port=a_port(), env=ready) as running:
        assert running.get("/healthz") == (200, '{"status": "ok", "database": "ok", "migrated": true}')
        offspring = running.offspring()
        assert len(offspring) == 4  # pages, its two processes, and the worker

        running.process.send_signal(signal.SIGTERM)

        _, words = running.process.communicate(timeout=30)
        assert running.process.returncode == 0
        assert words.splitlines()[-1] == "Segue has stopped."
        assert wait_until_gone(offspring) == set()


def test_nothing_outlives_a_server_that_was_killed(ready: Mapping[str, str]) -> None:
    port = a_port()
    with served(port=port, env=ready) as running:
        offspring = running.offspring()

        running.process.kill()

        running.process.communicate(timeout=30)
        assert wait_until_gone(offspring) == set()
    with served("--no-worker", port=port, env=ready) as again:
        assert again.get("/healthz")[0] == 200
        assert len(again.offspring()) == 3


def test_a_worker_that_dies_is_started_again(ready: Mapping[str, str]) -> None:
    with served(port=a_port(), env=ready) as running:
        children = set(_children(running.process.pid))
        worker = max(children)  # started after the pages

        os.kill(worker, signal.SIGKILL)

        give_up = time.monotonic() + 30
        while len(left := set(_children(running.process.pid)) - {worker}) < 2 and time.monotonic() < give_up:
            time.sleep(0.05)
        assert len(left) == 2
        assert left - children != set()
        assert running.get("/healthz")[0] == 200


def test_a_taken_port_is_told_with_a_free_one(ready: Mapping[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = segue("serve", "--port", str(port), env=ready)

    assert (said.code, said.out) == (2, "")
    why, remedy = said.err.splitlines()
    assert why == f"segue: Port {port} on 127.0.0.1 is taken or not allowed."
    assert remedy.startswith("       Choose another with --port, for example: segue serve --port ")
    assert int(remedy.split()[-1]) > port


def test_no_log_line_holds_the_address_of_a_page(ready: Mapping[str, str]) -> None:
    with served("--no-worker", port=a_port(), env=ready) as running:
        running.get("/l/bait-token")
        running.get("/bait-page?name=bait")
        running.process.send_signal(signal.SIGTERM)
        out, words = running.process.communicate(timeout=30)

    assert "bait" not in out + words


def test_the_worker_alone_ends_when_it_is_told(ready: Mapping[str, str]) -> None:
    process = subprocess.Popen([PROGRAM, "worker"], env=ready, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline() == "The worker runs. Ctrl-C ends it.\n"
    process.send_signal(signal.SIGTERM)

    _, words = process.communicate(timeout=30)
    assert (process.returncode, words) == (0, "The worker has stopped.\n")


@pytest.mark.parametrize(
    ("kept", "followed"),
    [
        ("", "http://localhost:8123"),
        ("SEGUE_BASE_URL=http://localhost:8000\n", "http://localhost:8123"),
        ("SEGUE_BASE_URL=https://segue.example.org\n", None),
    ],
)
def test_links_in_mails_follow_the_port_unless_the_address_is_public(
    kept: str, followed: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "segue.env").write_text(kept)
    monkeypatch.setenv("SEGUE_HOME", str(tmp_path))
    monkeypatch.setenv("SEGUE_BASE_URL", "")  # so that what the command sets is taken back after the test
    monkeypatch.delenv("SEGUE_BASE_URL")

    follow_port(Plan(port=8123))

    assert os.environ.get("SEGUE_BASE_URL") == followed


def test_an_address_in_the_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_BASE_URL", "http://localhost:9000")

    follow_port(Plan(port=8123))

    assert os.environ["SEGUE_BASE_URL"] == "http://localhost:9000"


def _children(parent: int) -> list[int]:
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(each) for each in told.split()]
