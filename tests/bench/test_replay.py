"""The yardstick does the act's own work, or says that it did not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.bench.loop import approaches
from segue.bench.replay import Bare, OtherWork, captured, check_same, listened
from segue.demo.builders import Clock, open_small_world
from segue.store.models import Handoff, Question, RecordEntry
from segue.store.record import verify


def test_what_is_captured_is_taken_back_and_played_again_it_is_the_same_work(fresh_database: Any) -> None:
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    asked, _ = approaches(world.case().until_asked())
    entries, version = RecordEntry.objects.count(), Handoff.objects.get(pk=asked.handoff).version

    done = captured(asked.ask)
    assert (Question.objects.count(), RecordEntry.objects.count()) == (0, entries)
    line = Bare()
    line.rehearse(done)
    assert Question.objects.count() == 0
    rows = [line.play(each) for each in done]
    line.close()

    check_same(done, rows)
    assert [each.is_atomic for each in done] == [True]
    assert done[0].changed == sum(max(0, row) for row in rows[0])
    assert Question.objects.get().code == "other_hours"
    assert Handoff.objects.get(pk=asked.handoff).version == version + 1
    assert verify() == (entries + 1, [])


def test_a_statement_that_changes_other_rows_is_other_work(fresh_database: Any) -> None:
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    asked, _ = approaches(world.case().until_asked())
    done = captured(asked.ask)
    asked.ask()  # somebody was faster, so the versions no longer fit
    statements = tuple(each for each in done[0].statements if "store_handoff" in each.sql and each.rows == 1)
    line = Bare()

    rows = line.play(replace(done[0], statements=statements))
    line.close()

    assert rows == (0,)
    with pytest.raises(OtherWork, match="0 rows instead of 1"):
        check_same([replace(done[0], statements=statements)], [rows])


@pytest.mark.only("sqlite")
@pytest.mark.django_db
def test_what_reads_is_heard_with_the_drivers_own_marks() -> None:
    heard = listened(lambda: Question.objects.filter(code="100%").exists())

    assert len(heard) == 1
    assert "%s" not in heard[0].sql
    assert heard[0].rows == -1
