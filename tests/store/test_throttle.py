"""The table in which tries are counted: one step each, nothing that runs out stays, nobody is named."""

import re
import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from segue.store.throttle import nameless


def rows() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM segue_throttle")
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_what_is_kept_comes_back_until_it_runs_out() -> None:
    cache.set("tries", [1.5, 2.0], 60)
    cache.set("old", [1.0], -1)

    assert cache.get("tries") == [1.5, 2.0]
    assert (cache.get("old", "gone"), cache.get("never")) == ("gone", None)
    assert (cache.delete("tries"), cache.delete("tries"), cache.get("tries")) == (True, False, None)


@pytest.mark.django_db
def test_something_is_added_only_where_nothing_is_or_where_it_has_run_out() -> None:
    assert (cache.add("lock", "first", 60), cache.add("lock", "second", 60)) == (True, False)
    assert cache.get("lock") == "first"
    cache.add("ended", "first", -1)

    assert (cache.add("ended", "second", 60), cache.get("ended")) == (True, "second")


@pytest.mark.django_db
def test_what_has_run_out_is_swept_away() -> None:
    for number in range(5):
        cache.add(f"ended {number}", 1, -1)
    assert len(rows()) == 5

    cache.set("now", 1, 60)

    assert len(rows()) == 1


@pytest.mark.django_db
def test_neither_an_address_nor_an_account_can_be_read() -> None:
    cache.set("login:ip:192.0.2.1 somebody@post.example", [1.0], 60)

    ((name, value),) = rows()
    assert re.fullmatch(r"[0-9a-f]{64}", name)
    assert value == "[1.0]"
    assert nameless("a", "", 1) != nameless("b", "", 1)


def test_of_many_who_add_at_once_one_is_told_yes(fresh_database: Any) -> None:
    cache.clear()  # the first connection to a new file
    told: list[bool] = []
    start = threading.Barrier(8)

    def add() -> None:
        start.wait()
        told.append(cache.add("lock", 1, 60))
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == [False] * 7 + [True]
