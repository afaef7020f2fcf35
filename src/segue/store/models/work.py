"""What waits to be done: notices to send, jobs that fall due, commands already answered, drafts."""

from typing import ClassVar

from django.db import models

from segue.store.models.base import Row, one_of, sealed, word
from segue.store.models.people import Person, Practice

LEASED_STATES = ("open", "done", "dead", "dropped")


class Leased(Row):
    """A row that one worker at a time takes for a while. It comes back by itself when its worker dies."""

    kind = models.CharField(max_length=48)
    effect_key = models.CharField(max_length=120, unique=True)
    practice = models.ForeignKey(Practice, models.PROTECT, null=True, related_name="+")
    refs = models.JSONField()
    state = word(default="open")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Notice(Leased):
    """The outbox: one row for each effect that leaves the program, written with the step that caused it.

    It holds identifiers only: to whom and what is looked up when it is sent, so that a consent or a link taken
    back in between counts, and no address lies here.
    """

    class Meta:
        constraints: ClassVar = [one_of("state", LEASED_STATES, name="notice_state")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="notice_open")
        ]


class Job(Leased):
    """Something the clock does later: a reminder, the end of a reply clock, a check-in."""

    series = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [one_of("state", LEASED_STATES, name="job_state")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="job_open"),
            models.Index(fields=["series"], condition=models.Q(state="open"), name="job_series"),
        ]


class AcceptedCommand(models.Model):
    """A command that was carried out under its idempotency key, with the answer to give again."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    act = models.CharField(max_length=80)
    command_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "key"], name="accepted_command_once")
        ]


class Draft(Row):
    """What somebody typed and has not sent. No record entry, no notice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    page = models.CharField(max_length=80)
    body_sealed = sealed()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "page"], name="draft_once_a_page")]
