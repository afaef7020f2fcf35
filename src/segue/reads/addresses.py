"""Where somebody is reached and how they are called: clients, representatives, recipients, senders.

Addresses of clients are sealed and are opened here, for a notice that is about to leave.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from segue.store.cells import Cells, cells_of_client
from segue.store.keys import client_key
from segue.store.models import Client, Membership, Person, Practice, Profile, Representative


class Channel(StrEnum):
    """How they are reached."""

    mail = "mail"
    text = "text"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose word it is. A Part 2 program goes by its neutral name alone, since its own would tell."""

    name: str
    lines: tuple[str, ...] = ()


def contact_of(client: Client, *, representative: Representative | None) -> tuple[str, Channel | None]:
    """The address in use and its channel; none for somebody who is reached in session or by voice."""
    if representative is not None:
        to = word_of(client, representative, column="contact_sealed")
        return to, Channel.mail if "@" in to else Channel.text
    channel = {"email": Channel.mail, "sms": Channel.text}.get(client.channel)
    return (word_of(client, client, column="contact_sealed"), channel) if channel else ("", None)


def word_of(client: Client, row: Client | Representative, *, column: str) -> str:
    """What a sealed column says of a client or a representative; empty when nothing is kept."""
    cells = cells_of_client(client) if isinstance(row, Client) else Cells(client_key(client))
    return cells.open(getattr(row, column), table=type(row), column=column, row=row.id)


def address_of(profile: Profile, *, assigned: Person | None) -> str:
    """Where a recipient reads mail: a person, an intake desk, or the address of a listing."""
    person = assigned or profile.person
    if person is not None:
        return person.email if person.is_active else ""
    if profile.practice_id is not None:
        desk = Membership.objects.filter(
            practice=profile.practice_id,
            role__in=("coordinator", "owner"),
            until=None,
            person__is_active=True,
        )
        if first := desk.order_by("role", "since").values_list("person__email", flat=True).first():
            return first
    return profile.email


def name_of(profile: Profile, *, assigned: Person | None) -> str:
    """The name to greet; a practice or program is greeted without one."""
    if assigned is not None:
        return assigned.name
    return profile.name if profile.kind == "person" else ""


def language_of(profile: Profile, *, assigned: Person | None) -> str:
    """The language that they read."""
    person = assigned or profile.person
    return person.language if person is not None else "en"


def sender_of(person: Person, *, practice: Practice) -> Sender:
    """Whose question it is, as a colleague reads it."""
    if practice.is_part2_program:
        return Sender(practice.neutral_name, (practice.neutral_name,))
    name = ", ".join(part for part in (person.name, person.credentials) if part)
    npi = f"NPI {person.npi}" if person.npi else ""
    facts = " · ".join(part for part in (practice.name, npi, person.phone or practice.phone) if part)
    return Sender(name, (name, facts))


def zone_of(practice: UUID | None) -> str:
    """The zone of a practice; empty when there is none."""
    if practice is None:
        return ""
    return Practice.objects.filter(pk=practice).values_list("zone", flat=True).first() or ""
