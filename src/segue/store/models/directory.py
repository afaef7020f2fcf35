"""What is known of clinicians, practices and programs. Directory rows belong to the server; notes to their writer."""

from typing import ClassVar

from django.db import models

from segue.rules.connection import ConnectionKind, Way
from segue.store.models.base import Row, one_of, sealed, word
from segue.store.models.people import Person, Practice

PROFILE_KINDS = ("person", "practice", "program")


class Profile(Row):
    """An entry of the directory. Unclaimed (a listing) it holds registry facts only."""

    kind = word()
    name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=60, blank=True)
    profession = models.CharField(max_length=60, blank=True)
    npi = models.CharField(max_length=10, null=True, blank=True)
    practice = models.ForeignKey(Practice, models.PROTECT, null=True, related_name="profiles")
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="profile")
    claimed_at = models.DateTimeField(null=True, blank=True)
    source = word()
    place = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=64, default="America/Chicago")
    phone = models.CharField(max_length=32, blank=True)
    fax = models.CharField(max_length=32, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    said = models.CharField(max_length=400, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    opted_out_of_checks_at = models.DateTimeField(null=True, blank=True)
    gone_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["npi"], name="profile_npi_once"),
            one_of("kind", PROFILE_KINDS, name="profile_kind"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(claimed_at__isnull=False),
                name="profile_of_a_person_is_claimed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "zip"], name="profile_place"),
            models.Index(fields=["state", "name", "id"], name="profile_by_state"),
            models.Index(fields=["name", "id"], name="profile_by_name"),
        ]


class Fact(Row):
    """One thing said of a profile: by whom, and when it was last confirmed."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="facts")
    family = word()
    code = models.CharField(max_length=60)
    value = models.CharField(max_length=200, blank=True)
    source = word()
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    said_on = models.DateField()
    confirmed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "family", "code"], name="fact_once"),
            models.CheckConstraint(
                condition=models.Q(confirmed_on__gte=models.F("said_on")), name="fact_confirmed_after_said"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["family", "code", "profile"], name="fact_by_code")]


class Opening(Row):
    """Room for new clients, as the clinician last said it. One row a profile: the newest word counts."""

    profile = models.OneToOneField(Profile, models.CASCADE, related_name="opening")
    places = models.PositiveSmallIntegerField()
    first_free = models.DateField(null=True, blank=True)
    wait_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    source = word()
    confirmed_at = models.DateTimeField()


class Room(Row):
    """A part of the openings: for which format, plan and part of the day. Blank stands for any."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="rooms")
    format = word(blank=True)
    insurance = word(blank=True)
    day_part = word(blank=True)
    places = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "format", "insurance", "day_part"], name="room_once")
        ]


class Place(Row):
    """A further place of practice, beside the one on the profile itself."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="places")
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    fax = models.CharField(max_length=32, blank=True)
    source = word()


class Photo(Row):
    """The picture of a claimed profile, made small and without what a camera writes into it."""

    profile = models.OneToOneField(Profile, models.CASCADE, related_name="photo")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    added_at = models.DateTimeField()


class Colleague(Row):
    """Somebody whom a person knows, or has a note about. Belongs to that person alone.

    `since`: none where there is a note only, and nobody is said to be known.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="colleagues")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="+")
    note_sealed = sealed(null=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "profile"], name="colleague_once")]


class CatchUp(Row):
    """A lunch or a call with a colleague. Belongs to the person who noted it alone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="catch_ups")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="+")
    day = models.DateField()
    way = word()
    note_sealed = sealed(null=True)


class SavedSearch(Row):
    """What somebody looks for in the directory time and again. Belongs to that person alone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    looked_for = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="saved_search_once")]


class Connection(Row):
    """A tie between a referrer and a recipient that the client must know before choosing."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="connections")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    kind = word()
    way = word(default=Way.both)
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "profile", "kind"],
                condition=models.Q(person__isnull=False),
                name="connection_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["practice", "profile", "kind"],
                condition=models.Q(person__isnull=True),
                name="connection_of_practice_once",
            ),
            one_of("kind", ConnectionKind, name="connection_kind"),
            one_of("way", Way, name="connection_way"),
        ]
