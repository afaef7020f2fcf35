"""Taking what is due, and noting what became of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections

from segue.acts.outbox import (
    TABLES,
    Box,
    give_back,
    note_all_done,
    note_done,
    note_dropped,
    note_failed,
    open_again,
    take,
    take_several,
    take_statement,
)
from segue.rules.lease import LEASE, MOST_ATTEMPTS
from segue.store.models import Notice
from tests.work.rows import a_job, a_notice, at

SOON = timedelta(seconds=1)
LATER = LEASE + SOON


@pytest.mark.django_db
def test_the_row_that_has_been_due_longest_is_taken_first() -> None:
    for kind in ("first", "second"):
        a_notice(kind)
    Notice.objects.filter(kind="second").update(due_at=at(-timedelta(hours=1)).now)

    kinds = [row.kind for row in (take(Box.notices, at()), take(Box.notices, at())) if row]

    assert kinds == ["second", "first"]


@pytest.mark.django_db
def test_what_is_not_due_waits() -> None:
    notice = a_notice("later")
    Notice.objects.filter(pk=notice.pk).update(due_at=at(SOON).now)

    assert take(Box.notices, at()) is None
    assert take(Box.notices, at(SOON)) is not None


@pytest.mark.django_db
def test_a_taken_row_tells_all_that_the_work_needs() -> None:
    job = a_job("unpause", key="unpause:1", referral=UUID(int=7))

    row = take(Box.jobs, at())

    assert row is not None
    assert (row.box, row.id, row.kind, row.effect_key) == (Box.jobs, job.id, "unpause", "unpause:1")
    assert (row.refs, row.attempts, row.practice) == ({"referral": str(UUID(int=7))}, 1, None)


@pytest.mark.django_db
def test_a_taken_row_comes_back_by_itself_when_its_lease_has_run_out() -> None:
    a_notice("request")
    first = take(Box.notices, at())

    assert take(Box.notices, at(LEASE - SOON)) is None
    again = take(Box.notices, at(LATER))

    assert first is not None
    assert again is not None
    assert (again.id, again.attempts) == (first.id, 2)
    assert again.lease != first.lease


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_notes_nothing() -> None:
    a_notice("request")
    slow = take(Box.notices, at())
    quick = take(Box.notices, at(LATER))
    assert slow is not None
    assert quick is not None

    assert note_failed(slow, at(LATER), problem="smtp_451", is_lasting=True) == ""
    assert note_dropped(slow, at(LATER), problem="gone") is False
    assert note_done(slow, at(LATER)) is False

    assert note_done(quick, at(LATER)) is True
    row = Notice.objects.get()
    assert (row.state, row.problem, row.ended_at) == ("done", "", at(LATER).now)


@pytest.mark.django_db
def test_what_is_done_is_not_taken_again() -> None:
    a_notice("request")
    row = take(Box.notices, at())
    assert row is not None
    note_done(row, at())

    assert take(Box.notices, at(LATER)) is None


@pytest.mark.django_db
def test_what_fails_waits_longer_each_time_and_is_given_up_after_the_eighth() -> None:
    a_notice("request")
    now, waits = timedelta(), []
    for _ in range(MOST_ATTEMPTS):
        row = take(Box.notices, at(now))
        assert row is not None
        note_failed(row, at(now), problem="smtp_451")
        due = Notice.objects.get().due_at - at().now
        waits.append((due - now) // timedelta(minutes=1))
        now = due

    dead = Notice.objects.get()
    assert waits == [1, 5, 15, 60, 240, 240, 240, 0]
    assert (dead.state, dead.problem, dead.attempts) == ("dead", "smtp_451", MOST_ATTEMPTS)
    assert take(Box.notices, at(now + timedelta(days=30))) is None


@pytest.mark.django_db
def test_the_operator_can_try_again_what_was_given_up() -> None:
    notice = a_notice("request")
    row = take(Box.notices, at())
    assert row is not None
    assert open_again(Box.notices, notice.id, at()) is False
    note_failed(row, at(), problem="smtp_550", is_lasting=True)

    assert open_again(Box.notices, notice.id, at(SOON)) is True

    again = take(Box.notices, at(SOON))
    assert again is not None
    assert (again.id, again.attempts) == (notice.id, 1)


@pytest.mark.django_db
def test_several_are_taken_at_once_in_the_order_in_which_they_fell_due() -> None:
    for number in range(5):
        notice = a_notice(f"{number}")
        Notice.objects.filter(pk=notice.pk).update(due_at=at(number * -SOON).now)

    taken = take_several(Box.notices, at(), most=4)

    assert [row.kind for row in taken] == ["4", "3", "2", "1"]
    assert [row.kind for row in take_several(Box.notices, at(), most=4)] == ["0"]
    assert take_several(Box.notices, at(), most=4) == ()


@pytest.mark.django_db
def test_what_was_tried_before_takes_no_other_row_along() -> None:
    for number in range(3):
        notice = a_notice(f"{number}")
        Notice.objects.filter(pk=notice.pk).update(due_at=at((number - 3) * SOON).now)
    assert len(take_several(Box.notices, at(), most=8)) == 3
    a_notice("new")

    again = [take_several(Box.notices, at(LATER), most=8) for _ in range(4)]

    assert [[(row.kind, row.attempts) for row in each] for each in again] == [
        [("0", 2)],
        [("1", 2)],
        [("2", 2)],
        [("new", 1)],
    ]


@pytest.mark.django_db
def test_a_new_row_takes_along_no_row_that_was_tried_before() -> None:
    for number in range(3):
        notice = a_notice(f"{number}")
        Notice.objects.filter(pk=notice.pk).update(due_at=at((number - 3) * SOON).now)
    Notice.objects.filter(kind="1").update(attempts=1)

    assert [row.kind for row in take_several(Box.notices, at(), most=8)] == ["0", "2"]


@pytest.mark.django_db
def test_of_several_only_those_are_noted_whose_lease_is_still_held() -> None:
    for number in range(3):
        a_notice(f"{number}")
    taken = take_several(Box.notices, at(), most=3)
    Notice.objects.filter(kind="1").update(lease=UUID(int=1))

    lost = note_all_done(taken, at())

    assert [row.kind for row in lost] == ["1"]
    assert dict(Notice.objects.values_list("kind", "state")) == {"0": "done", "1": "open", "2": "done"}


@pytest.mark.django_db
def test_what_is_given_back_is_due_as_before() -> None:
    notice = a_notice("request")
    taken = take_several(Box.notices, at(), most=2)

    give_back(taken)

    again = Notice.objects.get()
    assert (again.lease, again.leased_until, again.attempts, again.due_at) == (None, None, 0, notice.due_at)


@pytest.mark.django_db
@pytest.mark.parametrize("only_untried", [False, True])
def test_the_planner_uses_the_index_for_several_rows_too(only_untried: bool) -> None:
    statement, values = take_statement(
        Box.notices,
        lease=UUID(int=1),
        now=at().now,
        until=at(LEASE).now,
        most=8,
        only_untried=only_untried,
    )

    assert "notice_open" in plan_of(statement, values)


@pytest.mark.django_db
@pytest.mark.parametrize("box", Box)
def test_the_planner_uses_the_index_of_open_rows(box: Box) -> None:
    statement, values = take_statement(box, lease=UUID(int=1), now=at().now, until=at(LEASE).now)

    assert TABLES[box]._meta.indexes[0].name in plan_of(statement, values)


@pytest.mark.django_db
def test_the_planner_does_not_use_that_index_for_other_rows() -> None:
    statement, values = take_statement(Box.notices, lease=UUID(int=1), now=at().now, until=at(LEASE).now)

    assert "notice_open" not in plan_of(statement.replace("'open'", "'dead'"), values)


def plan_of(statement: str, values: list[object]) -> str:
    """What the database means to do, as it says it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of no rows is read whole otherwise
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {statement}", values)
        return "\n".join(str(line) for line in cursor.fetchall())


def test_many_workers_at_once_take_each_row_once(fresh_database: object) -> None:
    wanted = {a_notice("request").id for _ in range(30)}

    def work(_: int) -> list[UUID]:
        mine = []
        while rows := take_several(Box.notices, at(), most=3):
            mine.extend(row.id for row in rows)
        connections.close_all()
        return mine

    with ThreadPoolExecutor(max_workers=4) as pool:
        taken = [one for each in pool.map(work, range(4)) for one in each]

    assert len(taken) == 30
    assert set(taken) == wanted
