"""Where a measurement takes place: a home and a database of its own, never those that somebody uses."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from segue.bench.cluster import own_cluster, own_database
from segue.bench.machine import machine
from segue.bench.rounds import Tell
from segue.store.walls import SCOPE, Passage

SQLITE: Final = "sqlite"


class NotMeasured(Exception):
    """A measurement broke off; what it said stands above."""


def measured(
    name: str, *, databases: tuple[str, ...], server: str, quick: bool, size: int, tell: Tell
) -> dict[str, object]:
    """Everything that one bench measures, on each database in turn. `server` is a PostgreSQL that may be used."""
    report: dict[str, Any] = {"bench": name, "machine": machine(), "results": [], "targets": []}
    for database in databases:
        tell(f"{name} on {database}")
        with _place(database, server) as environment:
            found = _child(name, environment, quick=quick, size=size)
        report["results"] += found["results"]
        report["targets"] += [{"database": database, **each} for each in found["targets"]]
    ran_on = report["machine"]
    ran_on["load_after"] = round(os.getloadavg()[0], 2)
    ran_on["busy"] = max(ran_on["load_before"], ran_on["load_after"]) > ran_on["cores"]
    ran_on["at"] = datetime.now(UTC).isoformat(timespec="seconds")
    return report


def program() -> str:
    """The `segue` command of this installation."""
    return str(Path(sysconfig.get_path("scripts")) / "segue")


@contextmanager
def _place(database: str, server: str) -> Iterator[dict[str, str]]:
    """What a process must find in its environment; everything is set up, and gone when the block ends."""
    if database == SQLITE:
        with _home({}) as environment:
            yield environment
        return
    with own_database(server) if server else own_cluster() as address:  # noqa: SIM117  # the home ends first
        with _home({"SEGUE_DATABASE_URL": address}) as environment:
            yield environment


@contextmanager
def _home(said: Mapping[str, str]) -> Iterator[dict[str, str]]:
    place = Path(tempfile.mkdtemp(prefix="segue-bench-"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
    past_walls = (
        f"-c {SCOPE}={Passage.commands}"  # as every command of the program is, beside pages and worker
    )
    environment = {**kept, "SEGUE_HOME": str(place), "PGOPTIONS": past_walls, **said}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    try:
        done = subprocess.run(  # noqa: S603  # this program's own command
            [program(), "migrate"], env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise NotMeasured("the tables could not be made")
        yield environment
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _child(name: str, environment: Mapping[str, str], *, quick: bool, size: int) -> Any:
    """Measure in a new process, whose memory and settings nothing else has touched."""
    words = [sys.executable, "-m", "segue.bench", name, "--size", str(size), *(["--quick"] if quick else [])]
    done = subprocess.run(words, env=dict(environment), stdout=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode:
        raise NotMeasured(f"{name} ended with {done.returncode}")
    return json.loads(done.stdout)
