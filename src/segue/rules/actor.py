"""Who acts, and which part they play toward one referral or one handoff.

The kind of a person says what such people may do at all (permission); the part says whose turn an event is
(lifecycle). Whether the row belongs to them is asked here, by comparing owners, and again by the read door.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What kind of person, or which machinery, is acting."""

    clinician = "clinician"
    coordinator = "coordinator"
    owner = "owner"
    client = "client"
    representative = "representative"
    guest = "guest"
    clock = "clock"
    system = "system"
    operator = "operator"
    anonymous = "anonymous"


class Part(StrEnum):
    """The part that an actor plays toward one referral or handoff."""

    referrer = "referrer"
    client = "client"
    representative = "representative"
    recipient = "recipient"
    clock = "clock"
    system = "system"
    nobody = "nobody"


STAFF = frozenset({Kind.clinician, Kind.coordinator, Kind.owner})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, and whatever they are known by."""

    kind: Kind
    person: UUID | None = None
    practice: UUID | None = None
    client: UUID | None = None
    handoff: UUID | None = None
    link: UUID | None = None


CLOCK = Actor(Kind.clock)
SYSTEM = Actor(Kind.system)

_MACHINERY = {Kind.clock: Part.clock, Kind.system: Part.system}
_OF_A_CLIENT = {Kind.client: Part.client, Kind.representative: Part.representative}


def part_in_referral(actor: Actor, *, practice: UUID, client: UUID | None) -> Part:
    """The part in a referral of that practice for that client (none yet, for a caller)."""
    if actor.kind in _MACHINERY:
        return _MACHINERY[actor.kind]
    if _is_staff_of(actor, practice=practice):
        return Part.referrer
    return _part_of_client(actor, client=client)


def part_in_handoff(
    actor: Actor,
    *,
    from_practice: UUID,
    to_practice: UUID | None,
    client: UUID | None,
    handoff: UUID,
    to_person: UUID | None,
) -> Part:
    """The part in one handoff; within one practice only the person addressed is the recipient."""
    if actor.kind in _MACHINERY:
        return _MACHINERY[actor.kind]
    if actor.kind is Kind.guest:
        return Part.recipient if actor.handoff == handoff else Part.nobody
    sends = _is_staff_of(actor, practice=from_practice)
    receives = to_practice is not None and _is_staff_of(actor, practice=to_practice)
    if sends and receives:
        is_addressed = to_person is not None and actor.person == to_person
        return Part.recipient if is_addressed else Part.referrer
    if receives:
        return Part.recipient
    if sends:
        return Part.referrer
    return _part_of_client(actor, client=client)


def _is_staff_of(actor: Actor, *, practice: UUID) -> bool:
    return actor.kind in STAFF and actor.practice == practice


def _part_of_client(actor: Actor, *, client: UUID | None) -> Part:
    if client is None or actor.client != client:
        return Part.nobody
    return _OF_A_CLIENT.get(actor.kind, Part.nobody)
