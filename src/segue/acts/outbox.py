"""Taking what is due, and noting what became of it: notices to send and jobs to run.

A worker holds a row by a lease: an identifier and a time. What it notes counts only while the lease is still
its own, so a worker that slept too long cannot overwrite what another one did. What the work is stands in
`work`; when to try again, in `rules.lease`. These are notes on work, no steps of a referral, so they write no
record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connection

from segue.rules.lease import LEASE, next_try
from segue.rules.moment import At
from segue.store.door import writing
from segue.store.models import Job, Notice
from segue.store.statement import update


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
# the index unused, without any error. On PostgreSQL workers pass by each other's rows, and the rows are looked for
# once, as an array: looked for again in a join, more of them would be locked. SQLite has one writer.
_TAKE = """
UPDATE {table} SET lease = %s, leased_until = %s, attempts = attempts + 1
WHERE id {among} (
    SELECT id FROM {table}
    WHERE state = 'open' AND due_at <= %s AND (leased_until IS NULL OR leased_until <= %s){untried}
    ORDER BY due_at LIMIT {most} {skip_locked}
){end}
RETURNING *
"""


def take(box: Box, at: At, *, length: timedelta = LEASE) -> Taken | None:
    """Take the row that has been due longest, for a while; None when nothing is due."""
    return next(iter(take_several(box, at, most=1, length=length)), None)


def take_several(box: Box, at: At, *, most: int, length: timedelta = LEASE) -> tuple[Taken, ...]:
    """Take what has been due longest, and with it others that nobody has tried yet, in the order they fell due.

    What was tried before is taken alone, or as the first: should it be what kills its workers, it takes no other
    row along more than once.
    """
    lease = at.new_id()
    with writing():
        taken = _take(box, at, lease=lease, most=1, length=length)
        if taken and taken[0].attempts == 1 and most > 1:
            taken += _take(box, at, lease=lease, most=most - 1, length=length, only_untried=True)
    return taken


def take_statement(
    box: Box, *, lease: UUID, now: datetime, until: datetime, most: int = 1, only_untried: bool = False
) -> tuple[str, list[object]]:
    """The one statement that finds rows and takes them, and its parameters as this database wants them."""
    table, is_postgresql = TABLES[box], connection.vendor == "postgresql"
    lease_value = table._meta.get_field("lease").get_db_prep_value(lease, connection)
    now_value, until_value = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, until))
    statement = _TAKE.format(
        table=connection.ops.quote_name(table._meta.db_table),
        among="= ANY (ARRAY" if is_postgresql else "IN",
        untried=" AND attempts = 0" if only_untried else "",
        most=most,
        skip_locked="FOR UPDATE SKIP LOCKED" if is_postgresql else "",
        end=")" if is_postgresql else "",
    )
    return statement, [lease_value, until_value, now_value, now_value]


def note_done(taken: Taken, at: At) -> bool:
    """It was done. False when the lease had gone to somebody else."""
    return _note(taken, state="done", problem="", ended_at=at.now)


def note_all_done(taken: Iterable[Taken], at: At) -> tuple[Taken, ...]:
    """All of these were done, noted at once. Those whose lease had gone to somebody else come back."""
    with writing():
        return tuple(one for one in taken if not _change(one, state="done", problem="", ended_at=at.now))


def give_back(taken: Iterable[Taken]) -> None:
    """These were not tried: they are due as before."""
    with writing():
        for one in taken:
            _change(one, attempts=one.attempts - 1)


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
    with writing():
        return _change(taken, **changes)


def _change(taken: Taken, **changes: object) -> bool:
    """Let go of a row and change it, if it is still held."""
    freed = {"lease": None, "leased_until": None, **changes}
    return update(TABLES[taken.box], freed, id=taken.id, lease=taken.lease, state="open") == 1


def _take(
    box: Box, at: At, *, lease: UUID, most: int, length: timedelta, only_untried: bool = False
) -> tuple[Taken, ...]:
    until = at.now + length
    statement, values = take_statement(
        box, lease=lease, now=at.now, until=until, most=most, only_untried=only_untried
    )
    rows = sorted(TABLES[box]._default_manager.raw(statement, values), key=lambda row: (row.due_at, row.id))
    return tuple(
        Taken(box, row.id, row.kind, row.effect_key, row.practice_id, dict(row.refs), row.attempts, lease)
        for row in rows
    )
