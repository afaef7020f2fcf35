"""Availability checks: whether a clinician has an opening. They hold nothing about a person."""

from typing import ClassVar

from django.db import models

from segue.store.models.base import Row, one_of, sealed, word
from segue.store.models.directory import Profile
from segue.store.models.people import Person, Practice
from segue.store.models.referral import Referral

ANSWERS = ("", "yes", "waitlist", "no")


class AvailabilityCheck(Row):
    """One question to a few clinicians. The referral is known to the asking practice only."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="checks")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="checks")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    question_sealed = sealed()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()


class AvailabilityAsk(Row):
    """The question as it went to one clinician, and the one tap that answered it."""

    check_asked = models.ForeignKey(AvailabilityCheck, models.PROTECT, related_name="asks")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="asks")
    answer = word(blank=True)
    first_free = models.DateField(null=True, blank=True)
    wait_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_asked", "profile"], name="ask_once_a_check"),
            one_of("answer", ANSWERS, name="ask_answer"),
        ]
        indexes: ClassVar = [models.Index(fields=["profile", "answered_at"], name="ask_of_profile")]
