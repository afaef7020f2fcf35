"""One approach to one recipient, and what hangs on it. It has two owners: `from_practice` and `to_practice`."""

from typing import ClassVar

from django.db import models

from segue.rules.handoff import DeclineReason, State
from segue.store.models.base import Row, one_of, sealed, word
from segue.store.models.directory import Profile
from segue.store.models.evidence import Consent
from segue.store.models.people import Client, Person, Practice
from segue.store.models.referral import Option, Referral


class Handoff(Row):
    """Requested without a person, confirmed, unlocked, opened, accepted, scheduled, started."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="handoffs")
    from_practice = models.ForeignKey(Practice, models.PROTECT, related_name="handoffs_sent")
    to_practice = models.ForeignKey(Practice, models.PROTECT, null=True, related_name="handoffs_received")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="handoffs")
    assigned = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, related_name="handoffs")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="handoffs")
    state = word(default=State.prepared)
    version = models.PositiveIntegerField(default=1)
    key_wrapped = models.BinaryField()

    request_sealed = sealed(null=True)
    terms_sealed = sealed(null=True)
    content_sealed = sealed(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    code_phone = models.CharField(max_length=32, blank=True)
    others_asked = models.BooleanField(default=False)

    prepared_at = models.DateTimeField()
    requested_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)
    terms_agreed = models.BooleanField(default=False)
    client_decides = models.BooleanField(default=False)
    unlocked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    appointment_kind = word(blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    appointment_zone = models.CharField(max_length=64, blank=True)
    appointment_place_sealed = sealed(null=True)
    appointment_number = models.PositiveSmallIntegerField(default=0)
    started_on = models.DateField(null=True, blank=True)
    wait_weeks_from = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_weeks_to = models.PositiveSmallIntegerField(null=True, blank=True)
    decline_reason = word(blank=True)
    words_sealed = sealed(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", State, name="handoff_state"),
            one_of("decline_reason", ["", *DeclineReason], name="handoff_decline_reason"),
            # The second wall behind the rule and the lock: one packet open at a time.
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(state__in=[State.unlocked, State.opened]),
                name="handoff_one_packet_open",
            ),
            # Nothing about a person is readable before an opening was confirmed.
            models.CheckConstraint(
                condition=models.Q(unlocked_at__isnull=True)
                | (models.Q(consent__isnull=False) & ~models.Q(content_hash="")),
                name="handoff_unlocked_has_consent_and_content",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[State.opened, State.accepted, State.scheduled, State.started])
                | models.Q(opened_at__isnull=False)
                | models.Q(accepted_at__isnull=True),
                name="handoff_accepted_after_opened",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.declined) | ~models.Q(decline_reason=""),
                name="handoff_declined_has_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to_practice", "state", "due_at"], name="handoff_inbox"),
            models.Index(fields=["referral", "state"], name="handoff_of_referral"),
        ]


class Question(Row):
    """A recipient's question: from the pick list before the summary opens, in free words after."""

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="questions")
    code = models.CharField(max_length=40, blank=True)
    words_sealed = sealed(null=True)
    asked_at = models.DateTimeField()
    answer_sealed = sealed(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handoff"],
                condition=models.Q(answered_at__isnull=True),
                name="question_one_open_a_handoff",
            )
        ]


class Message(Row):
    """A thank-you, a note, an update or a logged call about one referral."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="messages")
    handoff = models.ForeignKey(Handoff, models.PROTECT, null=True, related_name="messages")
    kind = word()
    writer = word()
    to = word()
    body_sealed = sealed()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handoff"], condition=models.Q(kind="thanks"), name="message_one_thanks_a_handoff"
            )
        ]


class ReceivedCopy(Row):
    """The recipient's own lasting copy, sealed under a client key of their practice."""

    handoff = models.OneToOneField(Handoff, models.PROTECT, related_name="copy")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="received")
    body_sealed = sealed()
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()


class CheckIn(Row):
    """One follow-up question to the client, and the answer."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="check_ins")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="check_ins")
    moment = word()
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_sealed = sealed(null=True)
    may_tell_recipient = models.BooleanField(default=False)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["handoff", "moment"], name="check_in_once")]
