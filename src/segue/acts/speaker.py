"""Who may speak for a profile: the person themself, the desk and owner of their practice, the operator, a mailbox.

What is somebody's own to say, such as who they are, nobody else says for them. A profile that is not there, or was
taken out of the directory, is not found, as one that belongs to somebody else.
"""

from dataclasses import dataclass
from uuid import UUID

from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.streams import person_stream, server_stream
from segue.acts.turn import NOBODY, id_of
from segue.reads.profile_page import DESK_ROLES
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.models import Link, Membership, Profile
from segue.store.record import Stream

OWN = "self"
BY_DESK = "desk"


@dataclass(frozen=True, slots=True)
class Speaking:
    """A profile, held until the transaction ends, and somebody who may speak for it.

    `is_own`: it is the speaker's own, or it is of a place and has no person.
    """

    profile: Profile
    is_own: bool

    @property
    def source(self) -> str:
        """Where a fact comes from that is said now."""
        return OWN if self.is_own else BY_DESK


def speaking_for(actor: Actor, profile: str) -> Speaking | Refused:
    """The profile, for somebody with an account who may change it, or for the operator."""
    row = _held(id_of(profile))
    if row is None or refusal_unless(actor, Thing.profile, Verb.change) or not may_speak_for(actor, row):
        return NOT_FOUND
    return Speaking(row, row.person_id is None or row.person_id == actor.person)


def speaking_by_link(actor: Actor, profile: str, *, kinds: tuple[str, ...], at: At) -> Speaking | Refused:
    """The profile, for whoever holds a live link of one of these kinds to it, and so reads its mailbox."""
    row = _held(id_of(profile))
    if row is None or not holds_link(actor, row.id, kinds=kinds, at=at):
        return NOT_FOUND
    return Speaking(row, is_own=True)


def holds_link(actor: Actor, profile: UUID, *, kinds: tuple[str, ...], at: At) -> bool:
    """Whether the actor came by a live link of one of these kinds that leads to this profile."""
    links = Link.objects.filter(
        pk=actor.link or NOBODY, kind__in=kinds, revoked_at__isnull=True, expires_at__gt=at.now
    )
    return links.filter(profile_id=profile).exists() or links.filter(ask__profile_id=profile).exists()


def may_speak_for(actor: Actor, profile: Profile) -> bool:
    """Whether it is theirs, or of somebody for whom their desk speaks."""
    if actor.kind in (Kind.operator, Kind.system):
        return True
    if actor.person is not None and profile.person_id == actor.person:
        return True
    desk = Membership.objects.filter(
        person_id=actor.person or NOBODY,
        practice_id=profile.practice_id or NOBODY,
        role__in=DESK_ROLES,
        until=None,
    )
    return profile.practice_id is not None and desk.exists()


def stream_of(actor: Actor) -> Stream:
    """The chain that keeps what this actor says of a profile."""
    return person_stream(actor.person) if actor.person else server_stream()


def _held(profile: UUID) -> Profile | None:
    held = Profile.objects.select_for_update().filter(pk=profile, removed_at__isnull=True)
    return held.first()
