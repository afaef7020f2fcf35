"""Anchoring the record: once a day the heads of all streams are signed, and their mark leaves the machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import refusal_unless
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.anchors import add_anchor
from segue.store.models import Job, Notice
from segue.store.step import Due, put

HOUR = time(2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """Anchor the record as it stands."""

    key: str


@dataclass(frozen=True, slots=True)
class PlanAnchors:
    """See to it that the record is anchored every night from now on."""

    key: str = ""


@act
def anchor_record(actor: Actor, _command: AnchorRecord, at: At) -> Done | Refused:
    """Sign the heads of all streams, send the mark away, and see to it that tomorrow does the same."""
    if no := refusal_unless(actor, Thing.record, Verb.verify):
        return no
    mark = add_anchor(at)
    put(Notice, [Due("record_anchored", f"anchor:{mark.number}", {"mark": str(mark)})], practice=None, at=at)
    put(Job, [_coming_night(at)], practice=None, at=at)
    return Done(id=str(mark), also={"mark": str(mark)})


@act
def plan_anchors(actor: Actor, _command: PlanAnchors, at: At) -> Done | Refused:
    """Put the anchor of the coming night on the list, unless it is there. A worker does so when it starts."""
    if no := refusal_unless(actor, Thing.record, Verb.verify):
        return no
    put(Job, [_coming_night(at)], practice=None, at=at)
    return Done()


def _coming_night(at: At) -> Due:
    """One anchor a night, however often it is asked for."""
    now = at.now.astimezone(UTC)
    tonight = datetime.combine(now.date(), HOUR)
    due = tonight if tonight > now else tonight + timedelta(days=1)
    return Due("anchor_record", f"anchor:{due:%Y-%m-%d}", {}, due)
