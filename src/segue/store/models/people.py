"""Who works where, and whom they help: practices, persons, roles, clients and representatives."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from segue.rules.signers import Representation
from segue.store.models.base import Row, one_of, sealed, word

ROLES = ("clinician", "coordinator", "owner", "supervisor")
PRACTICE_KINDS = ("solo", "group", "program")
CHANNELS = ("email", "sms", "phone", "in_session")


class Practice(Row):
    """The tenant. It owns its clients' records; its key wraps theirs."""

    name = models.CharField(max_length=200)
    neutral_name = models.CharField(max_length=200)
    kind = word()
    zone = models.CharField(max_length=64)
    jurisdiction = models.CharField(max_length=2)
    country = models.CharField(max_length=2, default="US")
    npi = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=300, blank=True)
    exit_url = models.URLField(max_length=300, default="https://www.weather.gov/")
    is_part2_program = models.BooleanField(default=False)
    key_wrapped = models.BinaryField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [one_of("kind", PRACTICE_KINDS, name="practice_kind")]


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, Row):
    """Somebody with an account: clinician, coordinator, owner or supervisor."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=60, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "zone"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="person_email_once")]


class Membership(Row):
    """A role of a person in a practice; somebody may hold several."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = word()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "person", "role"], name="membership_once"),
            one_of("role", ROLES, name="membership_role"),
        ]


class Client(Row):
    """A person who is helped by a practice. Everything that names them is sealed under their own key."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="clients")
    clinician = models.ForeignKey(Person, models.PROTECT, related_name="clients", null=True)
    key_wrapped = models.BinaryField()
    name_sealed = sealed()
    birth_date_sealed = sealed(null=True)
    contact_sealed = sealed(null=True)
    recognition_sealed = sealed(null=True)
    channel = word(default="in_session")
    language = models.CharField(max_length=12, default="en")
    representation = word(default=Representation.none)
    code_hash = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practice", "clinician"], name="client_caseload")]
        constraints: ClassVar = [one_of("channel", CHANNELS, name="client_channel")]


class ClientName(models.Model):
    """Blind index: one keyed digest for each word of a client's name, so that a search opens no name."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="name_words")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "digest"], name="client_name_once")
        ]
        indexes: ClassVar = [models.Index(fields=["digest"], name="client_name_digest")]


class Representative(Row):
    """The one who may sign for a client, with what makes them the one."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="representatives")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    relation = word()
    authority = models.CharField(max_length=200)
    name_sealed = sealed()
    contact_sealed = sealed(null=True)
    code_hash = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(authority=""), name="representative_has_authority")
        ]
