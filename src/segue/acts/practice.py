"""Opening a practice and giving people their roles in it."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.streams import practice_stream
from segue.acts.turn import id_of
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.keys import key_for_new_practice
from segue.store.models import Membership, Person, Practice
from segue.store.models.people import PRACTICE_KINDS, ROLES
from segue.store.record import Line, Stream, append

EMAIL_TAKEN = Refused(
    "email_taken",
    N_("Somebody with this e-mail address has an account already."),
    N_("Nothing was changed. Give the existing account a role instead."),
)
NO_SUCH_WORD = Refused(
    "no_such_word",
    N_("This kind of practice or role does not exist."),
    N_("Nothing was changed. Choose one from the list."),
)


@dataclass(frozen=True, slots=True)
class OpenPractice:
    """A practice, as its owner describes it."""

    key: str
    name: str
    kind: str
    zone: str
    jurisdiction: str
    neutral_name: str = ""
    npi: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AddPerson:
    """An account with its roles. The password comes hashed: hashing has no place in a transaction."""

    key: str
    practice: str
    name: str
    email: str
    roles: tuple[str, ...]
    zone: str
    password_hash: str
    credentials: str = ""
    npi: str = ""
    phone: str = ""


def hashed(secret: str) -> str:
    """A password or lasting code as it is kept: argon2id. Slow on purpose, so call it before the act."""
    return make_password(secret or None)


@act
def open_practice(actor: Actor, command: OpenPractice, at: At) -> Done | Refused:
    """Make the practice with a key of its own."""
    if no := refusal_unless(actor, Thing.practice, Verb.begin):
        return no
    if command.kind not in PRACTICE_KINDS:
        return NO_SUCH_WORD
    practice = at.new_id()
    key, wrapped = key_for_new_practice(practice)
    Practice.objects.create(
        id=practice,
        name=command.name,
        neutral_name=command.neutral_name or command.name,
        kind=command.kind,
        zone=command.zone,
        jurisdiction=command.jurisdiction,
        npi=command.npi,
        phone=command.phone,
        address=command.address,
        key_wrapped=wrapped,
        opened_at=at.now,
    )
    append(Stream("practice", practice, practice, key), Line("practice_opened"), actor=actor, at=at)
    return Done(id=str(practice))


@act
def add_person(actor: Actor, command: AddPerson, at: At) -> Done | Refused:
    """Make an account and give it roles in the practice."""
    if no := refusal_unless(actor, Thing.staff, Verb.begin):
        return no
    if not command.roles or any(role not in ROLES for role in command.roles):
        return NO_SUCH_WORD
    if Person.objects.filter(email__iexact=command.email).exists():
        return EMAIL_TAKEN
    practice = Practice.objects.filter(pk=id_of(command.practice)).first()
    if practice is None or actor.practice not in (None, practice.id):
        return NOT_FOUND  # an owner gives roles in their own practice only; the operator belongs to none
    person = Person.objects.create(
        id=at.new_id(),
        email=command.email,
        name=command.name,
        credentials=command.credentials,
        npi=command.npi,
        phone=command.phone,
        zone=command.zone,
        password=command.password_hash,
        joined_at=at.now,
    )
    for role in command.roles:
        Membership.objects.create(id=at.new_id(), practice=practice, person=person, role=role, since=at.now)
    line = Line("person_added", refs={"person": str(person.id), "roles": ",".join(command.roles)})
    append(practice_stream(practice), line, actor=actor, at=at)
    return Done(id=str(person.id))
