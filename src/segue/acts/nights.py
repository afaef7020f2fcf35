"""What comes every night: put on the list when a worker starts, and again each time that it was done."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import refusal_unless
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.models import Job
from segue.store.step import Due, put

HOURS: Final = {"anchor": time(2, tzinfo=UTC), "pack": time(3, tzinfo=UTC)}


@dataclass(frozen=True, slots=True)
class PlanNights:
    """See to it that everything nightly is done from now on."""

    key: str = ""


@act
def plan_nights(actor: Actor, _command: PlanNights, at: At) -> Done | Refused:
    """Put the work of the coming night on the list, unless it is there. A worker does so when it starts."""
    if no := refusal_unless(actor, Thing.record, Verb.verify):
        return no
    put(Job, [anchor_of_the_night(at), pack_of_the_night(at)], practice=None, at=at)
    return Done()


def anchor_of_the_night(at: At) -> Due:
    """One anchor a night, however often it is asked for."""
    due = _coming(HOURS["anchor"], at=at)
    return Due("anchor_record", f"anchor:{due:%Y-%m-%d}", {}, due)


def pack_of_the_night(at: At) -> Due:
    """One packing a night, however often it is asked for."""
    due = _coming(HOURS["pack"], at=at)
    return Due("pack_directory", f"pack:{due:%Y-%m-%d}", {}, due)


def _coming(hour: time, *, at: At) -> datetime:
    now = at.now.astimezone(UTC)
    tonight = datetime.combine(now.date(), hour)
    return tonight if tonight > now else tonight + timedelta(days=1)
