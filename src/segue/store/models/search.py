"""What searches are answered from: what changed, the packed directory of each state, who was shown how often.

All of it belongs to the server and can be made again from the directory; only how often somebody was shown cannot.
"""

from typing import ClassVar

from django.db import models

from segue.store.models.base import Row


class Change(models.Model):
    """A profile of which something that a search reads has changed. Written by triggers, read by every search."""

    seq = models.BigAutoField(primary_key=True)
    profile_id = models.UUIDField()
    xact = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["xact"], name="change_xact")]


class Shard(models.Model):
    """Everybody who could be an answer in one jurisdiction, packed as a search reads it, as of a change."""

    jurisdiction = models.CharField(max_length=2, primary_key=True)
    seq = models.BigIntegerField()
    xact = models.BigIntegerField()
    content = models.BinaryField()
    packed_at = models.DateTimeField()


class Exposure(models.Model):
    """How often somebody could have been shown to a client, and were; how long they usually take to answer.

    One row stands for the network as a whole (`store.changes.NETWORK`).
    """

    profile_id = models.UUIDField(primary_key=True)
    eligible = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    reply_hours = models.PositiveSmallIntegerField(null=True, blank=True)


class ImportRun(Row):
    """How far a file of the registry was read, so that a run that was stopped can go on."""

    digest = models.CharField(max_length=64)
    options = models.CharField(max_length=200)
    line = models.PositiveBigIntegerField(default=0)
    offset = models.PositiveBigIntegerField(default=0)
    tally = models.TextField(default="{}")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "options"], name="import_run_once"),
        ]
