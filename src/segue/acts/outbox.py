"""Taking what is due, and noting what became of it: notices to send and jobs to run.

A worker holds a row by a lease: an identifier and a time. What it notes counts only while the lease is still
its own, so a worker that slept too long cannot overwrite what another one did. What the work is stands in
`work`; when to try again, in `rules.lease`. These are notes on work, no steps of a referral, so they write no
record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connection

from segue.rules.lease import LEASE, next_try
from segue.rules.moment import At
from segue.store.door import writing
from segue.store.models import Job, Notice


class Box(StrEnum):
    """The two tables that workers take from."""

    notices = "notices"
    jobs = "jobs"


TABLES: Mapping[Box, type[Notice] | type[Job]] = {Box.notices: Notice, Box.jobs: Job}


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that one worker holds until the lease runs out. `attempts` counts this one."""

    box: Box
    id: UUID
    kind: str
    effect_key: str
    practice: UUID | None
    refs: Mapping[str, str]
    attempts: int
    lease: UUID


# The state is spelled out as it is in the partial index: a planner that does not look into parameters leaves
# the index unused, without any error. On PostgreSQL workers pass by each other's rows; SQLite has one writer.
_TAKE = """
UPDATE {table} SET lease = %s, leased_until = %s, attempts = attempts + 1
WHERE id = (
    SELECT id FROM {table}
    WHERE state = 'open' AND due_at <= %s AND (leased_until IS NULL OR leased_until <= %s)
    ORDER BY due_at LIMIT 1 {skip_locked}
)
RETURNING *
"""


def take(box: Box, at: At, *, length: timedelta = LEASE) -> Taken | None:
    """Take the row that has been due longest, for a while; None when nothing is due."""
    lease = at.new_id()
    statement, values = take_statement(box, lease=lease, now=at.now, until=at.now + length)
    with writing():
        row = next(iter(TABLES[box]._default_manager.raw(statement, values)), None)
    if row is None:
        return None
    return Taken(box, row.id, row.kind, row.effect_key, row.practice_id, dict(row.refs), row.attempts, lease)


def take_statement(box: Box, *, lease: UUID, now: datetime, until: datetime) -> tuple[str, list[object]]:
    """The one statement that finds a row and takes it, and its parameters as this database wants them."""
    table = TABLES[box]
    skip_locked = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    lease_value = table._meta.get_field("lease").get_db_prep_value(lease, connection)
    now_value, until_value = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, until))
    statement = _TAKE.format(table=connection.ops.quote_name(table._meta.db_table), skip_locked=skip_locked)
    return statement, [lease_value, until_value, now_value, now_value]


def note_done(taken: Taken, at: At) -> bool:
    """It was done. False when the lease had gone to somebody else."""
    return _note(taken, state="done", problem="", ended_at=at.now)


def note_dropped(taken: Taken, at: At, *, problem: str) -> bool:
    """It no longer has a reason, and was not done; the row stays and says why."""
    return _note(taken, state="dropped", problem=problem, ended_at=at.now)


def note_failed(taken: Taken, at: At, *, problem: str, is_lasting: bool = False) -> str:
    """It did not work: the state that follows, `open` for another try or `dead`; empty if the lease had gone.

    `problem` is a stable code, never a message, which may quote an address.
    """
    again = None if is_lasting else next_try(taken.attempts, now=at.now)
    if again is None:
        return "dead" if _note(taken, state="dead", problem=problem, ended_at=at.now) else ""
    return "open" if _note(taken, problem=problem, due_at=again) else ""


def open_again(box: Box, row: UUID, at: At) -> bool:
    """Try what was given up once more, from the first attempt. False when it is not dead."""
    dead = TABLES[box]._default_manager.filter(pk=row, state="dead")
    with writing():
        return dead.update(state="open", attempts=0, problem="", due_at=at.now, ended_at=None) == 1


def _note(taken: Taken, **changes: object) -> bool:
    held = TABLES[taken.box]._default_manager.filter(pk=taken.id, lease=taken.lease, state="open")
    with writing():
        return held.update(lease=None, leased_until=None, **changes) == 1
