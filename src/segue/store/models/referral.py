"""One client's need for other care: the referral, the need, the options and the summary.

What is needed and why is sealed; states, days and codes of reasons and outcomes are not, so that lists are fast.
"""

from typing import ClassVar

from django.db import models

from segue.rules.clock import Urgency
from segue.rules.referral import Outcome, Reason, ReferralKind, Stage
from segue.store.models.base import Row, one_of, sealed, word
from segue.store.models.directory import Profile
from segue.store.models.people import Client, Person, Practice


class Referral(Row):
    """From first thought to closed loop. `stage` is derived from facts and kept here for lists."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="referrals")
    client = models.ForeignKey(Client, models.PROTECT, related_name="referrals")
    referrer = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    kind = word()
    reason = word()
    urgency = word(default=Urgency.routine)
    stage = word(default=Stage.planning)
    version = models.PositiveIntegerField(default=1)

    talked_on = models.DateField(null=True, blank=True)
    safety_answered = models.BooleanField(default=False)
    safety_talk_open = models.BooleanField(default=False)
    crisis_word_unread = models.BooleanField(default=False)
    feel = word(blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    fewer_reason_sealed = sealed(null=True)
    together = models.BooleanField(default=False)
    chosen_at = models.DateTimeField(null=True, blank=True)
    calls_themself = models.BooleanField(default=False)
    whoever_first = models.BooleanField(default=False)
    live_limit = models.PositiveSmallIntegerField(default=2)
    approved_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    wants_check_ins = models.BooleanField(default=False)
    paused_until = models.DateField(null=True, blank=True)
    outcome = word(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField()

    # The next step, as `rules.stage` derives it, kept for Today's list.
    step = word(blank=True)
    step_owner = word(blank=True)
    step_on = models.DateField(null=True, blank=True)
    moved_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            one_of("kind", ReferralKind, name="referral_kind"),
            one_of("reason", Reason, name="referral_reason"),
            one_of("stage", Stage, name="referral_stage"),
            one_of("urgency", Urgency, name="referral_urgency"),
            one_of("outcome", ["", *Outcome], name="referral_outcome"),
            models.CheckConstraint(
                condition=models.Q(stage=Stage.closed, closed_at__isnull=False)
                | (~models.Q(stage=Stage.closed) & models.Q(closed_at__isnull=True)),
                name="referral_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=(models.Q(outcome="") & models.Q(closed_at__isnull=True))
                | (~models.Q(outcome="") & models.Q(closed_at__isnull=False)),
                name="referral_closed_has_an_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["practice", "referrer", "step_on"], name="referral_desk"),
            models.Index(fields=["client", "began_at"], name="referral_of_client"),
        ]


class Need(Row):
    """A version of what is looked for. Older versions stay: options were found by them."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="needs")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    body_sealed = sealed()
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "number"], name="need_number_once")
        ]


class Option(Row):
    """A person, practice or program put before the client, and what the client said of it."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="options")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    is_shown = models.BooleanField(default=False)
    facts_sealed = sealed()
    connection_sealed = sealed(null=True)
    connection_hash = models.CharField(max_length=64, blank=True)
    acknowledged_hash = models.CharField(max_length=64, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    is_refused = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "profile"], name="option_once"),
            models.UniqueConstraint(
                fields=["referral", "rank"], condition=models.Q(rank__isnull=False), name="option_rank_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rank__isnull=True) | models.Q(is_refused=False),
                name="option_is_not_ranked_and_refused",
            ),
            models.CheckConstraint(
                condition=models.Q(rank__isnull=True)
                | models.Q(connection_hash="")
                | models.Q(acknowledged_hash=models.F("connection_hash")),
                name="option_ranked_after_its_connection_is_known",
            ),
        ]


class Summary(Row):
    """The packet before it is signed: draft, strikes and own words. One a referral."""

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="summary")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    draft_sealed = sealed()
    strikes_sealed = sealed(null=True)
    own_words_sealed = sealed(null=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
