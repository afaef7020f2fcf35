"""What proves that all was done rightly: signed contents, consents, signatures, disclosures, the record."""

from typing import ClassVar

from django.db import models

from segue.rules.consent import ConsentKind, ConsentStatus, WordBack
from segue.rules.signers import Signer
from segue.store.models.base import CanonicalField, Row, one_of, sealed, word
from segue.store.models.directory import Profile
from segue.store.models.people import Client, Practice, Representative
from segue.store.models.referral import Referral


class SignedContent(Row):
    """One canonical content, frozen for one recipient when the client signed. It never changes."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="contents")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    body_sealed = sealed()
    content_hash = models.CharField(max_length=64)
    sections = models.JSONField()
    frozen_at = models.DateTimeField()


class Consent(Row):
    """The client's signed permission for one recipient."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="consents")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="consents")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    content = models.OneToOneField(SignedContent, models.PROTECT, related_name="consent")
    kind = word(default=ConsentKind.general)
    purpose = word()
    word_back = word()
    may_talk = models.BooleanField(default=False)
    status = word()
    valid_from = models.DateField()
    valid_until = models.DateField()
    zone = models.CharField(max_length=64)
    text_version = models.CharField(max_length=20)
    text_language = models.CharField(max_length=12)
    text_hash = models.CharField(max_length=64)
    text_sealed = sealed()
    signers_needed = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("status", ConsentStatus, name="consent_status"),
            one_of("word_back", WordBack, name="consent_word_back"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="consent_ends_after_it_begins",
            ),
        ]


class Signature(Row):
    """Who signed, how, and the hash of the text that they were shown."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="signatures")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    signer = word()
    representative = models.ForeignKey(Representative, models.PROTECT, null=True, related_name="+")
    method = word()
    name_sealed = sealed()
    shown_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consent", "signer"], name="signature_once"),
            one_of("signer", Signer, name="signature_signer"),
        ]


class Disclosure(Row):
    """A person outside the practice was told something: when, whom, what, and by which permission."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="disclosures")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    handoff = models.ForeignKey("store.Handoff", models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    exception = word(blank=True)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    channel = word()
    sections = models.JSONField()
    content_hash = models.CharField(max_length=64)
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(consent__isnull=False) | ~models.Q(exception=""),
                name="disclosure_has_a_consent_or_an_exception",
            )
        ]


class RecordEntry(Row):
    """One link of the record. Database triggers refuse to change or drop it."""

    stream = word()
    stream_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    practice = models.ForeignKey(Practice, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    actor_kind = word()
    actor_id = models.UUIDField(null=True)
    event = models.CharField(max_length=48)
    refs = CanonicalField()
    detail_sealed = sealed()
    previous_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "stream_id", "number"], name="record_number_once")
        ]


class StreamHead(models.Model):
    """The last link of each stream, kept beside the chain: so an end that was cut off is missed at once."""

    stream = word()
    stream_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    entry = models.UUIDField()
    link_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "stream_id"], name="stream_head_once")
        ]


class Anchor(Row):
    """The heads of all streams at one moment, under one signed digest that leaves the machine."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)


class AnchoredHead(models.Model):
    """The head of a stream that had grown since the anchor before."""

    anchor = models.ForeignKey(Anchor, models.PROTECT, related_name="heads")
    stream = word()
    stream_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    link_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "stream_id", "number"], name="anchored_head_once")
        ]


class Reading(Row):
    """Somebody read a client's data. Appended without the chain's lock."""

    practice = models.ForeignKey(Practice, models.PROTECT, null=True, related_name="+")
    actor_kind = word()
    actor_id = models.UUIDField(null=True)
    thing = word()
    thing_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["thing_id", "at"], name="reading_of_thing")]
