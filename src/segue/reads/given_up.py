"""What could not be sent or done, for the operator: codes and identifiers, and no word about anybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from segue.store.models import Job, Notice


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A notice or job that failed for good, for the operator: what it was, when, and a code that says why."""

    box: str
    id: UUID
    kind: str
    problem: str
    attempts: int
    ended_at: datetime | None


def given_up() -> tuple[GivenUp, ...]:
    """What nobody will try again by itself, newest first."""
    found = [
        GivenUp(box, *values)
        for box, table in (("notices", Notice), ("jobs", Job))
        for values in table._default_manager.filter(state="dead").values_list(
            "id", "kind", "problem", "attempts", "ended_at"
        )
    ]
    return tuple(sorted(found, key=lambda row: row.id, reverse=True))
