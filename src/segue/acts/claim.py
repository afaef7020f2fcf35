"""Taking over a listing: somebody with an account names its number, and proves that they read its mailbox.

Asking answers the same whether or not there is such a listing, and a link that opens nothing says the same whatever
the reason is, so that nobody learns from it who is in the directory or how they are reached.
"""

from dataclasses import dataclass
from datetime import timedelta

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.freshness import plan_asking
from segue.acts.link import due_for, new_link
from segue.acts.rights import refusal_unless
from segue.acts.speaker import holds_link
from segue.acts.streams import person_stream
from segue.acts.turn import NOBODY, id_of
from segue.formats.npi import is_valid_npi
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Link, Membership, Notice, Person, Profile
from segue.store.record import Line, append
from segue.store.step import put

OFFER = "offer_listing"
LINK_LIFE = timedelta(days=7)
NOT_THIS_ONE = Refused(
    "not_claimed",
    N_("This listing cannot be taken over this way."),
    N_("Nothing was changed. Ask for a new link with your own number, or ask who runs this server."),
)


@dataclass(frozen=True, slots=True)
class AskForListing:
    """The number of a listing that the actor says is theirs."""

    key: str
    npi: str


@dataclass(frozen=True, slots=True)
class TakeListing:
    """The listing, and the link that came to its mailbox."""

    key: str
    profile: str
    link: str


@dataclass(frozen=True, slots=True)
class GiveListing:
    """The operator knows by other means whose listing it is: by its number, to an account by its address."""

    key: str
    npi: str
    email: str


@act
def ask(actor: Actor, command: AskForListing, at: At) -> Done | Refused:
    """Mail a link to the listing's own address, if all is as it should be. The answer is the same if not."""
    if no := refusal_unless(actor, Thing.profile, Verb.change):
        return no
    person = _active(id=actor.person)
    listing = _listing(command.npi)
    if person is None or listing is None or not listing.email or not _may_be(person, listing):
        return Done(state="asked")
    asked_today = Link.objects.filter(kind="claim", profile=listing, given_at__date=at.now.date()).exists()
    if asked_today:
        return Done(state="asked")
    link = new_link(
        "claim", at=at, life=LINK_LIFE, profile_id=listing.id, person_id=person.id, practice_id=actor.practice
    )
    refs = {"profile": str(listing.id), "person": str(person.id)}
    put(Notice, [due_for(link, OFFER, once=str(link), refs=refs)], practice=actor.practice, at=at)
    append(person_stream(person.id), Line("listing_asked_for", refs=refs), actor=actor, at=at)
    return Done(state="asked")


@act
def take(actor: Actor, command: TakeListing, at: At) -> Done | Refused:
    """Make the listing the profile of the one who asked for it and holds the link from its mailbox."""
    if no := refusal_unless(actor, Thing.profile, Verb.change):
        return no
    link = Link.objects.filter(pk=id_of(command.link), person_id=actor.person or NOBODY).first()
    by_link = Actor(actor.kind, link=link.id if link else None)
    if not holds_link(by_link, id_of(command.profile), kinds=("claim",), at=at):
        return NOT_THIS_ONE
    person, listing = _active(id=actor.person), _listing_with_id(command.profile)
    if person is None or listing is None or not _may_be(person, listing):
        return NOT_THIS_ONE
    return _give(listing, person, actor=actor, at=at)


@act
def give(actor: Actor, command: GiveListing, at: At) -> Done | Refused:
    """Give a listing without a mailbox to an account, on the operator's word."""
    if no := refusal_unless(actor, Thing.profile, Verb.begin):
        return no
    person = _active(email__iexact=command.email)
    listing = _listing(command.npi)
    if person is None or listing is None or not _may_be(person, listing):
        return NOT_THIS_ONE
    return _give(listing, person, actor=actor, at=at)


def _give(listing: Profile, person: Person, *, actor: Actor, at: At) -> Done:
    roles = Membership.objects.filter(person=person, until=None).order_by("since", "id")
    practice = actor.practice or roles.values_list("practice_id", flat=True).first()
    Profile.objects.filter(pk=listing.pk).update(
        person=person, practice_id=practice, claimed_at=at.now, version=listing.version + 1
    )
    Link.objects.filter(profile=listing, revoked_at__isnull=True).update(revoked_at=at.now)
    refs = {"profile": str(listing.id)}
    append(person_stream(person.id), Line("listing_claimed", refs=refs), actor=actor, at=at)
    listing.claimed_at, listing.practice_id = at.now, practice
    plan_asking(listing, at=at)
    return Done(str(listing.id), "claimed")


def _may_be(person: Person, listing: Profile) -> bool:
    """Whether the listing can be this person: of a person, under their number if they told one, and their first."""
    is_theirs = not person.npi or person.npi == listing.npi
    return listing.kind == "person" and is_theirs and not Profile.objects.filter(person=person).exists()


def _active(**which: object) -> Person | None:
    return Person.objects.filter(is_active=True, **which).first()


def _listing(npi: str) -> Profile | None:
    return _unclaimed(npi=npi) if is_valid_npi(npi) else None


def _listing_with_id(profile: str) -> Profile | None:
    return _unclaimed(pk=id_of(profile))


def _unclaimed(**which: object) -> Profile | None:
    listings = Profile.objects.select_for_update().filter(
        claimed_at__isnull=True, gone_on__isnull=True, removed_at__isnull=True
    )
    return listings.filter(**which).first()
