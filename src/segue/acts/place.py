"""Where somebody practices: the main place stands on the profile itself, further ones beside it."""

from dataclasses import asdict, dataclass

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.freshness import plan_asking
from segue.acts.saying import CHANGED_MEANWHILE
from segue.acts.speaker import speaking_for, stream_of
from segue.reads.room import mark_of_places
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.place import SaidPlace, places_from
from segue.rules.step import Refused
from segue.store.models import Place, Profile
from segue.store.record import Line, append


@dataclass(frozen=True, slots=True)
class SayPlaces:
    """All places, the main one first; `seen` is the mark of what the page showed."""

    key: str
    profile: str
    places: tuple[SaidPlace, ...]
    seen: str = ""


@act
def say(actor: Actor, command: SayPlaces, at: At) -> Done | Refused:
    """Put these places where others were."""
    speaking = speaking_for(actor, command.profile)
    if isinstance(speaking, Refused):
        return speaking
    profile = speaking.profile
    if command.seen and command.seen != mark_of_places(profile):
        return CHANGED_MEANWHILE
    found = places_from(command.places)
    if isinstance(found, Refused):
        return found
    main, *further = found or (SaidPlace(),)
    Profile.objects.filter(pk=profile.pk).update(version=profile.version + 1, **asdict(main))
    Place.objects.filter(profile=profile).delete()
    Place.objects.bulk_create(
        Place(id=at.new_id(), profile=profile, source=speaking.source, **asdict(place)) for place in further
    )
    append(stream_of(actor), Line("places_said", refs={"profile": str(profile.id)}), actor=actor, at=at)
    plan_asking(profile, at=at)
    return Done(str(profile.id), "said", profile.version + 1)
