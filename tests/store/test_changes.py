"""What changed since somebody last looked, and that nothing falls in between."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from segue.store.changes import KEPT_FOR, Mark, forget_old, mark_now, since, tell
from segue.store.models import Change, Exposure
from tests.conftest import FreshDatabase

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
ONE, OTHER, LAST = (UUID(int=number) for number in (1, 2, 3))


class Undone(Exception):
    """Whoever wrote thinks better of it."""


def change(profile: UUID) -> None:
    """Something that a search reads changes; a trigger tells it."""
    Exposure.objects.update_or_create(profile_id=profile, defaults={"shown": 1})


@transaction.atomic
def change_and_undo(profile: UUID) -> None:
    """The same, and then it never happened."""
    change(profile)
    raise Undone


def test_what_changed_after_a_mark_is_told_once(fresh_database: FreshDatabase) -> None:
    assert since(mark_now())[0] == frozenset()
    change(ONE)
    mark = mark_now()
    assert since(mark)[0] == frozenset()

    change(OTHER)
    change(OTHER)
    change(LAST)

    told, next_mark = since(mark)
    assert told == {OTHER, LAST}
    assert since(next_mark) == (frozenset(), next_mark)
    assert since(Mark())[0] == {ONE, OTHER, LAST}


def test_what_was_undone_is_not_told(fresh_database: FreshDatabase) -> None:
    mark = mark_now()

    with pytest.raises(Undone):
        change_and_undo(ONE)

    assert since(mark)[0] == frozenset()
    change(OTHER)
    assert since(mark)[0] == {OTHER}


def test_an_import_tells_its_own(fresh_database: FreshDatabase) -> None:
    mark = mark_now()

    tell([], now=NOW)
    assert since(mark)[0] == frozenset()
    tell([ONE, OTHER], now=NOW)

    told, next_mark = since(mark)
    assert told == {ONE, OTHER}
    assert since(next_mark)[0] == frozenset()
    assert next_mark.seq == Change.objects.order_by("-seq")[0].seq


def test_what_is_told_inside_a_transaction_is_seen_there(fresh_database: FreshDatabase) -> None:
    mark = mark_now()

    with transaction.atomic():
        change(ONE)
        tell([OTHER], now=NOW)
        assert since(mark)[0] == {ONE, OTHER}


def test_old_changes_are_forgotten_and_no_number_comes_twice(fresh_database: FreshDatabase) -> None:
    tell([ONE], now=NOW - KEPT_FOR - timedelta(seconds=1))
    tell([OTHER], now=NOW - KEPT_FOR)
    mark = mark_now()

    assert forget_old(now=NOW) == 1
    assert list(Change.objects.values_list("profile_id", flat=True)) == [OTHER]
    assert forget_old(now=NOW + timedelta(days=1)) == 1
    assert since(mark) == (frozenset(), since(mark)[1])
    assert since(mark)[1].seq == mark.seq
    tell([LAST], now=NOW)
    assert since(mark)[0] == {LAST}
    assert since(mark)[1].seq > mark.seq


@pytest.mark.only("postgresql")
def test_a_number_alone_would_lose_a_change_that_is_committed_late(fresh_database: FreshDatabase) -> None:
    """Two writers: the one who drew the earlier number commits after somebody has looked past it."""
    numbered, may_commit = Event(), Event()

    def write_early() -> None:
        try:
            with transaction.atomic():
                change(ONE)
                numbered.set()
                may_commit.wait(timeout=30)
        finally:
            connections.close_all()

    start = mark_now()
    early = Thread(target=write_early)
    early.start()
    assert numbered.wait(timeout=30)
    change(OTHER)
    seen_between, mark = since(start)
    may_commit.set()
    early.join(timeout=30)

    assert seen_between == {OTHER}
    by_number = set(Change.objects.filter(seq__gt=mark.seq).values_list("profile_id", flat=True))
    assert by_number == set()
    assert ONE in since(mark)[0]
    assert since(since(mark)[1])[0] == frozenset()


@pytest.mark.only("postgresql")
def test_each_change_says_which_transaction_made_it(fresh_database: FreshDatabase) -> None:
    with transaction.atomic():
        change(ONE)
        tell([OTHER], now=NOW)
        inside = mark_now().xact
    change(LAST)

    one, other, last = Change.objects.order_by("seq").values_list("xact", flat=True)
    assert one == other == inside < last


def test_a_mark_on_an_empty_directory_begins_at_nothing(fresh_database: FreshDatabase) -> None:
    assert mark_now().seq == 0
    change(uuid4())
    assert mark_now().seq == 1
