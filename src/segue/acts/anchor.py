"""Anchoring the record: once a day the heads of all streams are signed, and their mark leaves the machine."""

from dataclasses import dataclass

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.nights import anchor_of_the_night
from segue.acts.rights import refusal_unless
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.anchors import add_anchor
from segue.store.models import Job, Notice
from segue.store.step import Due, put


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """Anchor the record as it stands."""

    key: str


@act
def anchor_record(actor: Actor, _command: AnchorRecord, at: At) -> Done | Refused:
    """Sign the heads of all streams, send the mark away, and see to it that tomorrow does the same."""
    if no := refusal_unless(actor, Thing.record, Verb.verify):
        return no
    mark = add_anchor(at)
    put(Notice, [Due("record_anchored", f"anchor:{mark.number}", {"mark": str(mark)})], practice=None, at=at)
    put(Job, [anchor_of_the_night(at)], practice=None, at=at)
    return Done(id=str(mark), also={"mark": str(mark)})
