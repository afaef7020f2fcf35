"""When work that failed is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.rules.lease import LEASE, MOST_ATTEMPTS, WAITS, is_spent, next_try

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)


def test_the_wait_grows_with_each_failure_and_then_stays() -> None:
    waits = [next_try(attempts, now=NOW) for attempts in range(1, MOST_ATTEMPTS)]

    minutes = [1, 5, 15, 60, 240, 240, 240]
    assert waits == [NOW + timedelta(minutes=each) for each in minutes]


def test_the_eighth_failure_is_the_last() -> None:
    assert next_try(MOST_ATTEMPTS, now=NOW) is None
    assert MOST_ATTEMPTS == 8


def test_what_was_never_tried_has_not_failed() -> None:
    with pytest.raises(ValueError, match="tried"):
        next_try(0, now=NOW)


def test_a_row_taken_more_often_than_it_may_fail_is_spent() -> None:
    assert not is_spent(MOST_ATTEMPTS)
    assert is_spent(MOST_ATTEMPTS + 1)


def test_a_wait_is_never_shorter_than_a_lease() -> None:
    assert min(WAITS) >= LEASE
