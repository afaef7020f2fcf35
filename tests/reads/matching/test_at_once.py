"""Searches while others write: what is committed is in the next search of every thread and every process."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import pytest
from django.db import connections, transaction

from segue.reads.matching.shards import forget_all
from segue.store.models import Profile
from tests.conftest import FreshDatabase
from tests.reads.matching.rows import fitting, say_open, somebody

ROOT = Path(__file__).parents[3]
SEARCHER = """
import sys
import django

django.setup()

from tests.reads.matching.rows import fitting

for _ in sys.stdin:
    print(*map(str, fitting()), flush=True)
"""


@contextmanager
def uncommitted(write: Callable[[], object]) -> Iterator[None]:
    """Another connection has written this; it commits when the block ends, and not before."""
    written, may_commit = Event(), Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with transaction.atomic():
                write()
                written.set()
                assert may_commit.wait(timeout=30)
        except BaseException as error:  # a thread's error would be lost otherwise
            failures.append(error)
        finally:
            written.set()
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        assert written.wait(timeout=30)
        yield
    finally:
        may_commit.set()
        thread.join(timeout=60)
    assert failures == []


def committed(write: Callable[[], object]) -> None:
    """Another connection writes this and commits."""
    with uncommitted(write):
        pass


@contextmanager
def other_process(fresh: FreshDatabase) -> Iterator[Callable[[], set[UUID]]]:
    """A process of its own that searches whenever it is called."""
    environment = {**fresh.environment, "DJANGO_SETTINGS_MODULE": "segue.site.settings"}
    child = subprocess.Popen(
        [sys.executable, "-c", SEARCHER],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None

    def search() -> set[UUID]:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("\n")
        child.stdin.flush()
        return {UUID(name) for name in child.stdout.readline().split()}

    try:
        yield search
    finally:
        child.stdin.close()
        assert child.wait(timeout=30) == 0
        child.stdout.close()


def test_what_another_connection_commits_is_in_the_next_search(fresh_database: FreshDatabase) -> None:
    one = somebody()
    assert fitting() == {one}

    with uncommitted(lambda: say_open(one, places=0)):
        assert fitting() == {one}
    assert fitting() == set()


@pytest.mark.only("postgresql")
def test_a_change_that_was_numbered_early_and_committed_late_is_not_lost(
    fresh_database: FreshDatabase,
) -> None:
    early, late, third = somebody(), somebody(), somebody()
    assert fitting() == {early, late, third}

    with uncommitted(lambda: say_open(early, places=0)):
        committed(lambda: say_open(late, places=0))
        assert fitting() == {early, third}
        committed(lambda: say_open(third, places=0))
        assert fitting() == {early}

    assert fitting() == set()


@pytest.mark.only("postgresql")
def test_a_shard_made_while_somebody_still_writes_hears_of_it_when_they_commit(
    fresh_database: FreshDatabase,
) -> None:
    early, late = somebody(), somebody()
    forget_all()

    with uncommitted(lambda: Profile.objects.filter(pk=early).delete()):
        committed(lambda: say_open(late, places=0))
        assert fitting() == {early}

    assert fitting() == set()


def test_every_process_sees_a_change_in_its_next_search(fresh_database: FreshDatabase) -> None:
    one, other = somebody(), somebody()

    with other_process(fresh_database) as searched_elsewhere:
        assert searched_elsewhere() == fitting() == {one, other}
        say_open(one, places=0)
        assert searched_elsewhere() == fitting() == {other}
        Profile.objects.filter(pk=other).delete()
        say_open(one, places=2)
        assert searched_elsewhere() == fitting() == {one}
        come = somebody()
        assert searched_elsewhere() == fitting() == {one, come}
