"""Entries of the directory, the newest word on room, whom somebody knows and how they are tied.

What people say of their own work, family by family, is in `saying`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.speaker import may_speak_for, stream_of
from segue.acts.streams import person_stream, server_stream
from segue.acts.turn import NOBODY, id_of
from segue.rules.actor import Actor
from segue.rules.connection import ConnectionKind, Way, can_be_declared
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Colleague, Connection, Fact, Opening, Profile, Room
from segue.store.record import Line, append

NO_SUCH_CONNECTION = Refused(
    "no_such_connection",
    N_("There is no such connection."),
    N_("Choose one from the list, and which way it goes."),
)


@dataclass(frozen=True, slots=True)
class SaidFact:
    """One thing said of a profile; `confirmed_on` is the day on which it was last said to be true."""

    family: str
    code: str
    confirmed_on: date
    value: str = ""
    source: str = "self"
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class SaidOpening:
    """Room for new clients: how many, from when, or how long the list is."""

    places: int
    first_free: date | None
    wait_weeks: int | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddProfile:
    """A new entry of the directory with everything known of it."""

    key: str
    kind: str
    name: str
    source: str
    credentials: str = ""
    profession: str = ""
    npi: str = ""
    practice: str = ""
    person: str = ""
    place: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    zone: str = "America/Chicago"
    phone: str = ""
    fax: str = ""
    email: str = ""
    said: str = ""
    is_claimed: bool = True
    facts: tuple[SaidFact, ...] = ()
    opening: SaidOpening | None = None


@dataclass(frozen=True, slots=True)
class SayOpening:
    """The word of a clinician, or of the desk for them, on room for new clients."""

    key: str
    profile: str
    opening: SaidOpening
    source: str = "self"


@dataclass(frozen=True, slots=True)
class KnowColleague:
    """“I know her work”, said by the actor of somebody in the directory."""

    key: str
    profile: str


@dataclass(frozen=True, slots=True)
class DeclareConnection:
    """A tie that clients must know of before they choose; `way` tells who employs, supervises, rents out or gives."""

    key: str
    profile: str
    kind: str
    way: str = Way.both


@act
def add(actor: Actor, command: AddProfile, at: At) -> Done | Refused:
    """Put an entry into the directory."""
    if no := refusal_unless(actor, Thing.profile, Verb.begin):
        return no
    profile = at.new_id()
    Profile.objects.create(
        id=profile,
        kind=command.kind,
        name=command.name,
        credentials=command.credentials,
        profession=command.profession,
        npi=command.npi or None,
        practice_id=command.practice or None,
        person_id=command.person or None,
        claimed_at=at.now if command.is_claimed else None,
        source=command.source,
        place=command.place,
        address=command.address,
        city=command.city,
        state=command.state,
        zip=command.zip,
        zone=command.zone,
        phone=command.phone,
        fax=command.fax,
        email=command.email,
        said=command.said,
        added_at=at.now,
    )
    keep_facts(profile, command.facts, said_by=None, at=at)
    if command.opening:
        keep_opening(profile, command.opening, source=command.source, at=at)
    append(server_stream(), Line("profile_added", refs={"profile": str(profile)}), actor=actor, at=at)
    return Done(id=str(profile))


@act
def say_opening(actor: Actor, command: SayOpening, at: At) -> Done | Refused:
    """Keep the newest word on room; every search from now on reads it."""
    profile = Profile.objects.filter(pk=id_of(command.profile)).first()
    if profile is None or not may_speak_for(actor, profile):
        return NOT_FOUND
    keep_opening(profile.id, command.opening, source=command.source, at=at)
    append(stream_of(actor), Line("opening_said", refs={"profile": str(profile.id)}), actor=actor, at=at)
    return Done(id=str(profile.id))


@act
def know(actor: Actor, command: KnowColleague, at: At) -> Done | Refused:
    """Keep that the actor knows this colleague; nobody else reads it."""
    if actor.person is None or not Profile.objects.filter(pk=id_of(command.profile)).exists():
        return NOT_FOUND
    if no := refusal_unless(actor, Thing.directory, Verb.see):
        return no
    row, _ = Colleague.objects.get_or_create(
        person_id=actor.person, profile_id=command.profile, defaults={"id": at.new_id(), "since": at.today}
    )
    if row.since is None:  # there was a note only
        Colleague.objects.filter(pk=row.pk).update(since=at.today)
    append(
        person_stream(actor.person),
        Line("colleague_known", refs={"profile": command.profile}),
        actor=actor,
        at=at,
    )
    return Done(id=str(row.id))


@act
def declare_connection(actor: Actor, command: DeclareConnection, at: At) -> Done | Refused:
    """Keep a connection of the actor's to somebody in the directory; it is told before each choice."""
    if actor.person is None or not Profile.objects.filter(pk=id_of(command.profile)).exists():
        return NOT_FOUND
    if no := refusal_unless(actor, Thing.referral, Verb.change):
        return no
    if command.kind not in set(ConnectionKind) or command.way not in set(Way):
        return NO_SUCH_CONNECTION
    if not can_be_declared(ConnectionKind(command.kind), way=Way(command.way)):
        return NO_SUCH_CONNECTION
    row, _ = Connection.objects.get_or_create(
        person_id=actor.person,
        profile_id=command.profile,
        kind=command.kind,
        defaults={
            "id": at.new_id(),
            "way": command.way,
            "practice_id": actor.practice or NOBODY,
            "declared_by_id": actor.person,
            "since": at.today,
        },
    )
    refs = {"profile": command.profile, "kind": command.kind}
    append(person_stream(actor.person), Line("connection_declared", refs=refs), actor=actor, at=at)
    return Done(id=str(row.id))


def keep_facts(profile: UUID, facts: Iterable[SaidFact], *, said_by: UUID | None, at: At) -> None:
    """Write facts; one that was known before is confirmed anew and keeps the day it was first said."""
    known = {(fact.family, fact.code): fact for fact in Fact.objects.filter(profile_id=profile)}
    fresh = []
    for said in facts:
        before = known.get((said.family, said.code))
        row = before or Fact(
            id=at.new_id(), profile_id=profile, family=said.family, code=said.code, said_on=said.confirmed_on
        )
        row.value, row.source, row.said_by_id = said.value, said.source, said_by
        row.confirmed_on, row.expires_on = max(said.confirmed_on, row.said_on), said.expires_on
        if before:
            row.save()
        else:
            fresh.append(row)
    Fact.objects.bulk_create(fresh)


def keep_opening(profile: UUID, opening: SaidOpening, *, source: str, at: At) -> None:
    """Write the newest word on room over the older one."""
    word = {
        "places": opening.places,
        "first_free": opening.first_free,
        "wait_weeks": opening.wait_weeks,
        "source": source,
        "confirmed_at": opening.confirmed_at or at.now,
    }
    if not Opening.objects.filter(profile_id=profile).update(**word):
        Opening.objects.create(id=at.new_id(), profile_id=profile, **word)


def take_place(profile: UUID) -> None:
    """An acceptance takes one place off."""
    opening = Opening.objects.filter(profile_id=profile, places__gt=0).first()
    if opening:
        Opening.objects.filter(pk=opening.pk).update(places=opening.places - 1)
    if opening and opening.places == 1:
        Room.objects.filter(profile_id=profile).delete()
