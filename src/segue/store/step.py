"""The one place that writes a step of the lifecycle: the new state, the next link of the record, the notices.

All three in the caller's transaction, so that each command has happened whole or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models

from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.store.models import Job, Notice
from segue.store.record import Line, Stream, append
from segue.store.statement import insert_once, update


class Stale(Exception):
    """Somebody else wrote the row since it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Due:
    """A notice to send or a job to run: what, about which rows, once under which key, and when."""

    kind: str
    key: str
    refs: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a step writes besides the row's own columns."""

    line: Line
    notices: tuple[Due, ...] = ()
    jobs: tuple[Due, ...] = ()


def write_step(
    row: models.Model,
    changes: Mapping[str, object],
    written: Written,
    *,
    stream: Stream,
    actor: Actor,
    at: At,
) -> None:
    """Change the row from the version that was read to the next one, and write what goes with it. Raises Stale."""
    version: int = row.version  # type: ignore[attr-defined]
    changed = update(type(row), {"version": version + 1, **changes}, id=row.pk, version=version)
    if changed != 1:
        raise Stale(f"{row._meta.db_table} {row.pk} is no longer at version {version}")
    for column, value in {**changes, "version": version + 1}.items():
        setattr(row, column, value)
    append(stream, written.line, actor=actor, at=at)
    put(Notice, written.notices, practice=stream.practice, at=at)
    put(Job, written.jobs, practice=stream.practice, at=at)


def put(table: type[Notice] | type[Job], dues: Iterable[Due], *, practice: UUID | None, at: At) -> None:
    """Write what is due. The same key a second time is the same effect, and changes nothing."""
    rows = [
        table(
            id=at.new_id(),
            kind=due.kind,
            effect_key=due.key,
            practice_id=practice,
            refs=dict(due.refs),
            due_at=due.due_at or at.now,
            made_at=at.now,
            **({"series": ":".join(due.key.split(":")[:2])} if table is Job else {}),
        )
        for due in dues
    ]
    insert_once(*rows)


def drop_jobs(series: str, *, at: At) -> None:
    """Jobs that no longer have a reason, by the first two parts of their keys: what, and of which row.

    They stay as rows, so that one can see why nothing happened. The one that a worker is doing right now is left to it:
    the end of a hold ends the hold.
    """
    update(Job, {"state": "dropped", "ended_at": at.now}, series=series, state="open", lease=None)
