"""The `segue` command as a person or a script runs it: a process of its own."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segue.bench.machine import offspring, parents

PROGRAM = Path(sys.executable).parent / "segue"


@dataclass(frozen=True, slots=True)
class Said:
    """What a run said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> Any:
        """The one JSON object on standard output; anything beside it fails the test."""
        return json.loads(self.out)


def environment_of(home: Path, **settings: str) -> dict[str, str]:
    """What a process finds in the environment: this home, these settings, and none of the test run's own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SEGUE_") and name != "DJANGO_SETTINGS_MODULE"
    }
    return kept | {"SEGUE_HOME": str(home)} | settings


def segue(*words: str | Path, env: Mapping[str, str]) -> Said:
    """Run the command to its end."""
    done = subprocess.run(
        [PROGRAM, *words], env=env, capture_output=True, text=True, check=False, timeout=120
    )
    return Said(done.returncode, done.stdout, done.stderr)


@dataclass(slots=True)
class Running:
    """A `segue serve` that answers."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page."""
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=10)) as caller:
            caller.request("GET", path)
            answer = caller.getresponse()
            return answer.status, answer.read().decode()

    def offspring(self) -> set[int]:
        """Every process below it."""
        return set(offspring(self.process.pid))


@contextlib.contextmanager
def served(*words: str, port: int, env: Mapping[str, str]) -> Iterator[Running]:
    """Run `segue serve` until the block ends; nothing of it is left behind, whatever happens."""
    command = [PROGRAM, "serve", "--port", str(port), *words]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    running = Running(process, port)
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        assert first == f"Segue answers at http://localhost:{port}\n", process.stderr.read()
        yield running
    finally:
        _kill_whole(running)


def _kill_whole(running: Running) -> None:
    """From the top down: a supervisor that still lives would start again what was killed below it."""
    below = running.offspring()
    running.process.kill()
    for each in below:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    running.process.communicate(timeout=30)
    assert wait_until_gone(below) == set()


def wait_until_gone(processes: set[int]) -> set[int]:
    """The processes that are still there after a generous while; none, if all is well."""
    give_up = time.monotonic() + 20
    while (left := {each for each, _ in parents() if each in processes}) and time.monotonic() < give_up:
        time.sleep(0.05)
    return left
