"""Taking an entry out of the directory for good, by its owner: by account, or by a link mailed to its own address.

The row stays as a mark that keeps the registry from bringing it back; what was said is deleted. Referrals that are
under way keep the name.
"""

from dataclasses import dataclass

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.freshness import SERIES
from segue.acts.speaker import speaking_by_link, speaking_for, stream_of
from segue.acts.turn import NOBODY
from segue.formats.npi import is_valid_npi
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Fact, Link, Opening, Photo, Place, Profile, Room
from segue.store.record import Line, append
from segue.store.step import drop_jobs

NO_SUCH_ENTRY = Refused(
    "no_such_entry",
    N_("No entry of the directory has this number."),
    N_("Nothing was changed. Compare it with the ten digits of the NPI."),
)
SAID = (Fact, Opening, Room, Place, Photo)
BY_MAIL = ("claim", "fresh", "check")


@dataclass(frozen=True, slots=True)
class Remove:
    """The entry that goes."""

    key: str
    profile: str


@dataclass(frozen=True, slots=True)
class RemoveByNumber:
    """The entry that goes, by the number that somebody told the operator."""

    key: str
    npi: str


@act
def remove(actor: Actor, command: Remove, at: At) -> Done | Refused:
    """Never show it again. It counts as claimed from now on, so that no import touches it."""
    by_mail = actor.kind is Kind.guest
    speaking = (
        speaking_by_link(actor, command.profile, kinds=BY_MAIL, at=at)
        if by_mail
        else speaking_for(actor, command.profile)
    )
    if isinstance(speaking, Refused):
        return speaking
    return _taken_out(speaking.profile, actor=actor, at=at)


@act
def remove_by_number(actor: Actor, command: RemoveByNumber, at: At) -> Done | Refused:
    """The same, on the operator's word."""
    if actor.kind is not Kind.operator or not is_valid_npi(command.npi):
        return NO_SUCH_ENTRY
    row = Profile.objects.filter(npi=command.npi).values_list("id", flat=True).first()
    speaking = speaking_for(actor, str(row))
    if isinstance(speaking, Refused):
        return NO_SUCH_ENTRY
    return _taken_out(speaking.profile, actor=actor, at=at)


def _taken_out(profile: Profile, *, actor: Actor, at: At) -> Done:
    for table in SAID:
        table.objects.filter(profile=profile).delete()
    Profile.objects.filter(pk=profile.pk).update(
        removed_at=at.now, claimed_at=profile.claimed_at or at.now, said="", version=profile.version + 1
    )
    others = Link.objects.filter(profile=profile, revoked_at__isnull=True).exclude(pk=actor.link or NOBODY)
    others.update(revoked_at=at.now)  # the one that was used still says that it is done
    drop_jobs(f"{SERIES}:{profile.id}", at=at)
    refs = {"profile": str(profile.id)}
    append(stream_of(actor), Line("profile_removed", refs=refs), actor=actor, at=at)
    return Done(str(profile.id), "removed")
