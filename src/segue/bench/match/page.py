"""The page of options over HTTP, from a server of its own, with everybody of the country in the directory."""

import http.client
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from segue.bench.cluster import free_port
from segue.bench.match.crowd import LARGEST, Crowd
from segue.bench.match.needs import draw_needs
from segue.bench.pages import signed_in
from segue.bench.place import program
from segue.bench.rounds import Round, Tell, alone, at_most
from segue.bench.start import running, wait_for
from segue.demo.builders import Clock, open_small_world
from segue.rules.need import to_mapping
from segue.store.models import Profile

GOAL_MS: Final = 60.0
BATCH: Final = 5_000
WARM: Final = 5


class NotShown(Exception):
    """The page answered something else than itself."""


def measure(crowd: Crowd, size: Any, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises NotShown."""
    tell("the directory, for pages")
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    needs = draw_needs(10, seed=5, states=LARGEST[:1])
    paths = []
    for number, need in enumerate(needs):
        asked: dict[str, Any] = to_mapping(need)
        case = world.case(f"Client Number{number}")
        case.talk()
        case.write_need(**asked)
        paths.append(f"/r/{case.referral}/options")
    for start in range(0, len(crowd), BATCH):
        Profile.objects.bulk_create(_profiles(crowd, range(start, min(start + BATCH, len(crowd)))))
    rounds = _asked(paths, signed_in(world.miriam), count=size.pages)
    line = alone(
        "options_page", database=connection.vendor, sizes={"clinicians": len(crowd)}, rounds=[rounds]
    )
    return [line], [at_most("options page over HTTP, p95 ms", GOAL_MS, value=float(str(line["p95_ms"])))]


def _profiles(crowd: Crowd, numbers: range) -> Iterator[Profile]:
    """Their entries as an import leaves them, so that no trigger tells a change: the shards hold their facts."""
    now = datetime.now(UTC)
    for number in numbers:
        yield Profile(
            id=UUID(crowd.name(number)),
            kind="person",
            name=f"Invented Person {number}",
            source="nppes",
            state=LARGEST[crowd.home[number]],
            zip=crowd.geography.zip_of(int(crowd.table["zip"][number])) or "",
            added_at=now,
        )


def _asked(paths: list[str], cookies: str, *, count: int) -> Round:
    port = free_port()
    times = []
    with running([program(), "serve", "--port", str(port)]) as process:
        wait_for("/account/login/", port, process)
        for number in range(WARM + count):
            began = time.perf_counter()
            _get(paths[number % len(paths)], port, cookies)
            if number >= WARM:
                times.append(time.perf_counter() - began)
    return Round(tuple(times), sum(times), 0.0)


def _get(path: str, port: int, cookies: str) -> None:
    with closing(http.client.HTTPConnection("localhost", port, timeout=60)) as caller:
        caller.request("GET", path, headers={"Cookie": cookies})
        answer = caller.getresponse()
        if answer.status != http.HTTPStatus.OK or not answer.read():
            raise NotShown(f"{path} answered {answer.status}")
