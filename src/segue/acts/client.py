"""A practice's clients: who they are, how they may be reached, and the code that they and their link share."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.streams import client_stream
from segue.acts.turn import NOBODY, day_of, id_of
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.keys import key_within, practice_key
from segue.store.models import Client, ClientName, Membership, Person, Practice, Representative
from segue.store.models.people import CHANNELS
from segue.store.record import Line, append
from segue.store.seal import Key, blind_index, seal

NAME_LIMIT = 120
LONGEST_LIFE = timedelta(days=150 * 366)
NAME_MISSING = Refused(
    "name_missing", N_("A client needs a name."), N_("Write the name they use. The rest of the page is kept.")
)
CHANNEL_UNKNOWN = Refused(
    "channel_unknown",
    N_("This way of reaching somebody does not exist."),
    N_("Choose e-mail, text message, phone, or in session only."),
)
BIRTH_DATE_UNKNOWN = Refused(
    "birth_date_unknown",
    N_("This is not a day on which somebody can be born."),
    N_("Write year, month and day, as in 1992-03-09, or leave it empty."),
)
CONTACT_MISSING = Refused(
    "contact_missing",
    N_("There is no address for the way you chose."),
    N_("Write the address, or choose “in session only”."),
)


@dataclass(frozen=True, slots=True)
class AddClient:
    """A client of the actor's practice. The code comes hashed; its plain form is given by hand, in session."""

    key: str
    name: str
    clinician: str
    birth_date: str = ""
    channel: str = "in_session"
    contact: str = ""
    recognition: str = ""
    code_hash: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class GiveCode:
    """A new lasting code for a client, agreed in session; it comes hashed."""

    key: str
    client: str
    code_hash: str
    representative: str = ""


@dataclass(frozen=True, slots=True)
class AddRepresentative:
    """The one who may sign for a client, with what makes them the one."""

    key: str
    client: str
    name: str
    relation: str
    authority: str
    contact: str = ""
    code_hash: str = ""


def problem_of(command: AddClient) -> Refused | None:
    """What is lacking in a new client's entry."""
    if not command.name.strip() or len(command.name) > NAME_LIMIT:
        return NAME_MISSING
    if command.channel not in CHANNELS:
        return CHANNEL_UNKNOWN
    if command.channel != "in_session" and not command.contact.strip():
        return CONTACT_MISSING
    return None


def _birth_date(text: str, *, at: At) -> str | None:
    """The day in one spelling; empty where it is not told, None where it is no day of the past 150 years."""
    if not text.strip():
        return ""
    day = day_of(text.strip())
    return day.isoformat() if day and at.today - LONGEST_LIFE <= day <= at.today else None


@act
def add(actor: Actor, command: AddClient, at: At) -> Done | Refused:
    """Add a client, sealed under a new key of their own."""
    if no := refusal_unless(actor, Thing.client, Verb.begin):
        return no
    if problem := problem_of(command):
        return problem
    birth_date = _birth_date(command.birth_date, at=at)
    if birth_date is None:
        return BIRTH_DATE_UNKNOWN
    practice = Practice.objects.get(pk=actor.practice or NOBODY)
    clinician = _colleague(practice, command.clinician)
    if clinician is None:
        return NOT_FOUND
    client = at.new_id()
    key, wrapped = key_within(practice, owner=client)
    row = Client.objects.create(
        id=client,
        practice=practice,
        clinician=clinician,
        key_wrapped=wrapped,
        name_sealed=seal(
            key, command.name.strip(), table=Client, column="name_sealed", row=client, client=client
        ),
        birth_date_sealed=_sealed(key, "birth_date_sealed", client, birth_date),
        contact_sealed=_sealed(key, "contact_sealed", client, command.contact.strip()),
        recognition_sealed=_sealed(key, "recognition_sealed", client, command.recognition.strip()),
        channel=command.channel,
        language=command.language,
        code_hash=command.code_hash,
        added_at=at.now,
    )
    index_name(practice, client, command.name)
    append(client_stream(row), Line("client_added"), actor=actor, at=at)
    return Done(id=str(client))


@act
def give_code(actor: Actor, command: GiveCode, at: At) -> Done | Refused:
    """Replace the code; links that are out keep working with the new one only."""
    client = _own(actor, command.client)
    if client is None or refusal_unless(actor, Thing.client, Verb.change):
        return NOT_FOUND
    if command.representative:
        changed = client.representatives.filter(pk=id_of(command.representative)).update(
            code_hash=command.code_hash
        )
        if not changed:
            return NOT_FOUND
    else:
        Client.objects.filter(pk=client.pk).update(code_hash=command.code_hash, version=client.version + 1)
    append(client_stream(client), Line("code_given"), actor=actor, at=at)
    return Done(id=str(client.id))


@act
def add_representative(actor: Actor, command: AddRepresentative, at: At) -> Done | Refused:
    """Note who may sign for a client, and by what authority."""
    client = _own(actor, command.client)
    if client is None or refusal_unless(actor, Thing.client, Verb.change):
        return NOT_FOUND
    if not command.name.strip() or not command.authority.strip():
        return NAME_MISSING
    one, key = at.new_id(), client_stream(client).key
    Representative.objects.create(
        id=one,
        client=client,
        practice=client.practice,
        relation=command.relation,
        authority=command.authority.strip(),
        name_sealed=seal(key, command.name.strip(), table=Representative, column="name_sealed", row=one),
        contact_sealed=seal(key, command.contact, table=Representative, column="contact_sealed", row=one),
        code_hash=command.code_hash,
        since=at.today,
    )
    append(
        client_stream(client),
        Line("representative_added", refs={"representative": str(one)}),
        actor=actor,
        at=at,
    )
    return Done(id=str(one))


def index_name(practice: Practice, client: UUID, name: str) -> None:
    """Keep one blind digest a word of the name, without accents and case."""
    key = practice_key(practice)
    digests = {blind_index(key, word) for word in name_words(name)}
    ClientName.objects.bulk_create(ClientName(client_id=client, digest=digest) for digest in digests)


def name_words(name: str) -> set[str]:
    """The words of a name as they are searched for: without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(
        letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)
    )
    return set(kept.split())


def _sealed(key: Key, column: str, client: UUID, text: str) -> Any:
    return seal(key, text, table=Client, column=column, row=client, client=client) if text else None


def _own(actor: Actor, client: str) -> Client | None:
    """A client of the actor's own practice."""
    rows = Client.objects.select_related("practice")
    return rows.filter(pk=id_of(client), practice_id=actor.practice or NOBODY).first()


def _colleague(practice: Practice, person: str) -> Person | None:
    works_here = Membership.objects.filter(
        practice=practice, person_id=id_of(person), role__in=("clinician", "supervisor"), until__isnull=True
    ).select_related("person")
    found = works_here.first()
    return found.person if found else None
