"""What changed in the directory since somebody last looked: the one way in which every process stays true.

Triggers tell each change of a fact in the transaction that makes it (`store.triggers`); an import tells its own, once
for each profile. A sequence number is no safe mark on PostgreSQL: it is drawn when a row is written, and a transaction
that drew an early one may commit late, after somebody has looked past it. There the mark is the oldest transaction
that was still running when we looked, and what it hides is read again; being told twice does no harm. SQLite has one
writer at a time, so there the number is the mark.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from segue.store.models import Change

NETWORK = UUID(int=0)
"""Whose exposure tells how long everybody usually takes to answer."""
NOTHING: frozenset[UUID] = frozenset()
KEPT_FOR = timedelta(days=3)
"""Longer than any process goes without looking; one that did reads the directory anew."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where changes were seen: a number on SQLite, a transaction on PostgreSQL; `seq` is told in answers."""

    seq: int = 0
    xact: int = 0


def tell(profiles: Collection[UUID], *, now: datetime) -> None:
    """Say that these changed. Only for what the triggers leave out: rows of the registry."""
    xact = 0
    if connection.vendor == "postgresql" and profiles:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            xact = cursor.fetchone()[0]
    Change.objects.bulk_create(Change(profile_id=profile, xact=xact, at=now) for profile in profiles)


def mark_now() -> Mark:
    """Where the directory stands; taken before rows are read, so that nothing falls in between."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ON[connection.vendor])
        return Mark(*cursor.fetchone())


def since(mark: Mark) -> tuple[frozenset[UUID], Mark]:
    """Which profiles changed after this mark, and the mark for the next time."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # Asked before every search, so not through the cursor that Django wraps around the driver's own.
        found = connection.connection.execute(_SINCE_ON_SQLITE, (mark.seq,)).fetchall()
        return (
            (frozenset(UUID(profile) for profile, _ in found), Mark(found[-1][1]))
            if found
            else (NOTHING, mark)
        )
    with connection.cursor() as cursor:
        cursor.execute(_SINCE_ON_POSTGRESQL, [mark.xact])
        found = cursor.fetchall()
    (next_mark,) = (Mark(max(seq, mark.seq), xact) for profile, seq, xact in found if profile is None)
    return frozenset(profile for profile, _, _ in found if profile is not None), next_mark


def forget_old(*, now: datetime) -> int:
    """Drop what every process has seen long ago; how many."""
    return Change.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


_MARK_ON = {
    "sqlite": "SELECT coalesce(max(seq), 0), 0 FROM store_change",
    "postgresql": (
        "SELECT coalesce((SELECT max(seq) FROM store_change), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    ),
}
_SINCE_ON_SQLITE = "SELECT profile_id, seq FROM store_change WHERE seq > ? ORDER BY seq"
# The row without a profile is the next mark, taken in the same snapshot as the changes.
_SINCE_ON_POSTGRESQL = (
    "SELECT profile_id, seq, xact FROM store_change WHERE xact >= %s "
    "UNION ALL SELECT NULL, coalesce((SELECT max(seq) FROM store_change), 0), "
    "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
)
