"""From the command to the first page that is served, and what the whole server holds when nobody asks anything."""

import http.client
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from statistics import median
from typing import Final

from django.conf import settings
from django.db import connection

from segue.bench.cluster import free_port
from segue.bench.machine import held_mb, offspring
from segue.bench.place import program
from segue.bench.rounds import Round, Tell, at_most, in_turn, result

GOAL_SECONDS: Final = 1.5
GOAL_MB: Final = 200
LONGEST: Final = 60.0
LIMIT: Final = "one page server with Django imported and a page of one line"


@dataclass(frozen=True, slots=True)
class Size:
    """How often it starts."""

    rounds: int = 5
    tries: int = 3
    rest: float = 3.0
    """Seconds until it has come to rest."""


QUICK = Size(rounds=1, tries=1, rest=0.2)


class NoAnswer(Exception):
    """A server did not come up."""


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises NoAnswer."""
    held: list[float] = []

    def subject() -> Round:
        port = free_port()
        return _start(
            [program(), "serve", "--port", str(port)], port, "/account/login/", held, rest=size.rest
        )

    def yardstick() -> Round:
        port = free_port()
        words = ["--interface", "wsgi", "--port", str(port), "--no-ws", "segue.bench.hello:application"]
        return _start([sys.executable, "-m", "granian", *words], port, "/", [], rest=0)

    pair = in_turn(subject, yardstick, tell=tell, rounds=size.rounds, tries=size.tries)
    memory = median(held)
    line = result(
        "command to first page",
        database=connection.vendor,
        sizes={"processes": 2, "worker": 1},
        pair=pair,
        limit=LIMIT,
        at_rest_mb=memory,
    )
    seconds = median(each.p50 for each in pair.subject)
    return [line], [
        at_most("command to first page, seconds", GOAL_SECONDS, value=seconds),
        at_most("whole server at rest, MB (PSS)", GOAL_MB, value=memory),
    ]


def _start(words: list[str], port: int, path: str, held: list[float], *, rest: float) -> Round:
    """Start a server, ask until its page comes, weigh it after a while, end it."""
    before = _spent()
    began = time.perf_counter()
    with running(words) as process:
        wait_for(path, port, process)
        seconds = time.perf_counter() - began
        if rest:
            time.sleep(rest)
            held.append(held_mb(process.pid))
    return Round((seconds,), seconds, _spent() - before)


@contextmanager
def running(words: list[str]) -> "Iterator[subprocess.Popen[bytes]]":
    environment = dict(os.environ) | {"SEGUE_HOME": str(settings.SEGUE_HOME)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield process
    finally:
        below = offspring(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for each in below:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


def wait_for(path: str, port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + LONGEST
    while True:
        with closing(http.client.HTTPConnection("localhost", port, timeout=10)) as caller, suppress(OSError):
            caller.request("GET", path)
            answer = caller.getresponse()
            if answer.status == http.HTTPStatus.OK and answer.read():
                return
            raise NoAnswer(f"{path} answered {answer.status}")
        if process.poll() is not None or time.monotonic() > give_up:
            raise NoAnswer(f"the server ended with {process.poll()}")
        time.sleep(0.01)


def _spent() -> float:
    """Processor seconds of children that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
