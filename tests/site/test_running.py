"""Ports, and a child that is looked after."""

import logging
import os
import socket
import time
from collections.abc import Callable

import pytest

from segue.site.running import Child, FirstLine, Plan, is_free, next_free_port, refuse_taken_port
from segue.site.says import Ended


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert not is_free(port)
        assert next_free_port(port) > port
        with pytest.raises(Ended) as ended:
            refuse_taken_port(Plan(port=port))

    assert [each.code for each in ended.value.found] == ["port_taken"]
    assert is_free(port)


def test_a_port_beyond_the_last_is_not_free() -> None:
    assert not is_free(65536)
    assert next_free_port(65536) == 0


@pytest.fixture
def mayfly() -> Child:
    """A process that ends as soon as it began."""
    return Child("mayfly", lambda: os._exit(3))


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 20
    while not holds() and time.monotonic() < give_up:
        time.sleep(0.01)


def test_a_child_that_keeps_ending_is_started_later_each_time(mayfly: Child) -> None:
    now, pauses = 1000.0, []
    for _ in range(7):
        now = max(now, mayfly.due)
        mayfly.look_after(now)
        assert mayfly.process is not None
        until(lambda: not mayfly.process.is_alive())
        mayfly.look_after(now)  # notes the end, and waits
        assert mayfly.process is None
        pauses.append(mayfly.pause)

    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_lived_for_a_while_is_started_again_soon(mayfly: Child) -> None:
    mayfly.pause = 30.0
    mayfly.look_after(1000.0)
    assert mayfly.process is not None
    until(lambda: not mayfly.process.is_alive())

    mayfly.look_after(1061.0)

    assert (mayfly.pause, mayfly.due) == (1.0, 1062.0)


def test_a_traceback_in_a_message_of_the_server_is_cut() -> None:
    record = logging.LogRecord(
        "_granian.utils", logging.ERROR, "", 1, "It raised\nValueError: bait", None, None
    )

    assert FirstLine().format(record).endswith("ERROR _granian.utils It raised")
