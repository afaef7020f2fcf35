"""What happened to one referral, as its own practice reads the record; words for the events are the page's.

What came after the acceptance is left out as far as the client does not let the referrer hear it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from segue.rules.consent import WordBack
from segue.store.cells import cells_of_client
from segue.store.models import RecordEntry, Referral
from segue.store.record import detail_of


@dataclass(frozen=True, slots=True)
class EventLine:
    """One entry of the record, opened: what happened, by whom, and about whom."""

    at: datetime
    event: str
    actor_kind: str
    by_viewer: bool
    who: str
    words: str
    said_by: str
    how: str


def events_of(
    referral: Referral, *, viewer: UUID, names: Mapping[UUID, str], hears: Mapping[UUID, WordBack]
) -> tuple[EventLine, ...]:
    """The referral's own stream, newest first."""
    key = cells_of_client(referral.client).key
    rows = RecordEntry.objects.filter(stream="referral", stream_id=referral.id).order_by("-number")
    return tuple(
        _event(row, detail_of(row, key=key), viewer=viewer, names=names)
        for row in rows
        if not _stays_unheard(row, hears, viewer=viewer)
    )


def _stays_unheard(row: RecordEntry, hears: Mapping[UUID, WordBack], *, viewer: UUID) -> bool:
    """Whether this entry tells more of what came after the acceptance than the client allowed."""
    needed = _HEARD_WITH.get(row.event)
    handoff = row.refs.get("handoff")
    if needed is None or handoff is None or row.actor_id == viewer:
        return False
    order = tuple(WordBack)
    return order.index(hears.get(UUID(handoff), WordBack.nothing)) < order.index(needed)


_HEARD_WITH: Mapping[str, WordBack] = {
    "handoff_accept": WordBack.came,
    "handoff_schedule": WordBack.updates,
    "handoff_miss": WordBack.updates,
    "handoff_start": WordBack.came,
}


def _event(
    row: RecordEntry, detail: Mapping[str, object], *, viewer: UUID, names: Mapping[UUID, str]
) -> EventLine:
    handoff = row.refs.get("handoff")
    return EventLine(
        at=row.at,
        event=row.event,
        actor_kind=row.actor_kind,
        by_viewer=row.actor_id == viewer,
        who=names.get(UUID(handoff), "") if handoff else "",
        words=str(detail.get("line") or detail.get("note") or detail.get("words") or ""),
        said_by=str(detail.get("said_by") or ""),
        how=str(detail.get("how") or ""),
    )
