"""Private links and the codes that prove who holds one."""

from typing import ClassVar

from django.db import models

from segue.store.models.base import Row, one_of, word
from segue.store.models.checks import AvailabilityAsk
from segue.store.models.directory import Profile
from segue.store.models.handoff import Handoff
from segue.store.models.people import Person, Practice, Representative
from segue.store.models.referral import Referral

LINK_KINDS = ("client", "representative", "guest", "check", "sign_in", "claim", "fresh")


class Link(Row):
    """The way in for somebody without an account. Only the token's hash is kept."""

    kind = word()
    token_hash = models.CharField(max_length=64, unique=True)
    practice = models.ForeignKey(Practice, models.PROTECT, null=True, related_name="+")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="links")
    representative = models.ForeignKey(Representative, models.PROTECT, null=True, related_name="links")
    handoff = models.ForeignKey(Handoff, models.PROTECT, null=True, related_name="links")
    ask = models.ForeignKey(AvailabilityAsk, models.PROTECT, null=True, related_name="links")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="links")
    profile = models.ForeignKey(Profile, models.CASCADE, null=True, related_name="links")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("kind", LINK_KINDS, name="link_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="client", referral__isnull=False)
                | models.Q(kind="representative", referral__isnull=False, representative__isnull=False)
                | models.Q(kind="guest", handoff__isnull=False)
                | models.Q(kind="check", ask__isnull=False)
                | models.Q(kind="sign_in", person__isnull=False)
                | models.Q(kind="claim", profile__isnull=False)
                | models.Q(kind="fresh", profile__isnull=False),
                name="link_leads_somewhere",
            ),
        ]


class LinkCode(Row):
    """A one-time code of six digits for a guest, sent to a number fixed before the request."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=200)
    wrong = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class LinkTry(Row):
    """Wrong codes on one link from one browser; five close it there for an hour, and nowhere else."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="tries")
    browser_hash = models.CharField(max_length=64)
    wrong = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "browser_hash"], name="link_try_once")
        ]
