"""When a piece of work that failed is tried again, and when it is given up.

How a worker takes a row and gives it back stands in `acts.outbox`; what the work is, in `work`.
"""

from datetime import datetime, timedelta
from typing import Final

LEASE: Final = timedelta(minutes=1)
"""How long a worker keeps a row for itself; longer than any wire waits, so that only the dead lose one."""

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after the first failure, the second …; the last one holds for all that follow."""

MOST_ATTEMPTS: Final = 8


def next_try(attempts: int, *, now: datetime) -> datetime | None:
    """When to try again after so many attempts that failed; None when it is time to give up."""
    if attempts < 1:
        raise ValueError("nothing has been tried yet")
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + WAITS[min(attempts, len(WAITS)) - 1]


def is_spent(attempts: int) -> bool:
    """Whether a row was taken more often than it may fail: its workers died before they could say why."""
    return attempts > MOST_ATTEMPTS
