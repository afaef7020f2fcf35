"""The word of a clinician, or of the desk for them, on room: how many, from when, and parted by format, plan and hours.

The total is what every search reads; the parts say more of it.
"""

from dataclasses import dataclass

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.freshness import plan_asking
from segue.acts.profile import SaidOpening, keep_opening
from segue.acts.saying import CHANGED_MEANWHILE
from segue.acts.speaker import speaking_for, stream_of
from segue.reads.room import mark_of_room
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.opening import TypedOpenings, openings_from
from segue.rules.step import Refused
from segue.store.models import Room
from segue.store.record import Line, append


@dataclass(frozen=True, slots=True)
class SayRoom:
    """What is said of room as a whole; `seen` is the mark of what the page showed."""

    key: str
    profile: str
    openings: TypedOpenings
    seen: str = ""


@act
def say(actor: Actor, command: SayRoom, at: At) -> Done | Refused:
    """Keep the total and its parts over what was said before."""
    speaking = speaking_for(actor, command.profile)
    if isinstance(speaking, Refused):
        return speaking
    profile = speaking.profile
    if command.seen and command.seen != mark_of_room(profile.id):
        return CHANGED_MEANWHILE
    said = openings_from(command.openings, today=at.today)
    if isinstance(said, Refused):
        return said
    total = SaidOpening(said.places, said.first_free, said.wait_weeks)
    keep_opening(profile.id, total, source=speaking.source, at=at)
    Room.objects.filter(profile=profile).delete()
    Room.objects.bulk_create(
        Room(
            id=at.new_id(),
            profile=profile,
            format=room.format,
            insurance=room.insurance,
            day_part=room.day_part,
            places=room.places,
        )
        for room in said.rooms
    )
    append(stream_of(actor), Line("opening_said", refs={"profile": str(profile.id)}), actor=actor, at=at)
    plan_asking(profile, at=at)
    return Done(str(profile.id), "said")
