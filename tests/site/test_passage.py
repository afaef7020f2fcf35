"""Commands meet every practice's rows; a process that serves meets none before it has said who asks."""

import os
from typing import Any

import pytest
from django.db import connections

from segue.demo.builders import open_small_world
from segue.site.passage import OPTION, pass_walls, shut_walls
from segue.store.models import RecordEntry
from tests.site.program import segue


def test_what_a_command_says_is_added_once_and_taken_back_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=5s")

    for step in (pass_walls, pass_walls, shut_walls):
        step()
        said.append(options())

    assert said == [f"-c statement_timeout=5s {OPTION}"] * 2 + ["-c statement_timeout=5s"]


def test_where_nobody_set_options_none_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGOPTIONS", raising=False)

    pass_walls()
    assert options() == OPTION
    shut_walls()
    assert options() == ""


def options() -> str:
    return os.environ["PGOPTIONS"]


@pytest.mark.only("postgresql")
def test_a_command_reads_the_whole_record(fresh_database: Any) -> None:
    open_small_world().case().until_asked()
    entries = RecordEntry.objects.count()
    connections.close_all()

    said = segue("record", "verify", "--json", env=fresh_database.environment)

    assert (said.code, said.object["events"]) == (0, entries)
    assert entries > 5
