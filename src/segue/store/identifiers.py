"""The source of identifiers that a running program hands to acts: UUIDv7, from the clock and true chance."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID

from segue.rules.moment import At, uuid7


def new_id() -> UUID:
    """A fresh identifier that sorts by time."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def moment(zone: str = "UTC") -> At:
    """Now, as acts want it. The one place where a running program looks at the clock."""
    return At(now=datetime.now(UTC), zone=zone, new_id=new_id)
