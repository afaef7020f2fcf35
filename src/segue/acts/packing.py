"""Packing the directory: every night each jurisdiction is written down as searches read it, so that a process that
starts has it in a moment. Nobody's search depends on it: without a packed one, a shard is made from the tables."""

from dataclasses import dataclass
from statistics import median_low

from segue.acts.answer import Done
from segue.acts.nights import pack_of_the_night
from segue.acts.rights import refusal_unless
from segue.reads.matching.shards import packed_anew
from segue.rules.actor import Actor
from segue.rules.codes import CODES, Family
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.changes import NETWORK, forget_old
from segue.store.door import writing
from segue.store.models import Exposure, Job, Shard
from segue.store.step import put


@dataclass(frozen=True, slots=True)
class PackDirectory:
    """Pack what has changed since it was packed."""

    key: str = ""


def pack_directory(actor: Actor, _command: PackDirectory, at: At) -> Done | Refused:
    """Write each jurisdiction that changed, one short transaction each; then forget what every process has seen.

    No act in one piece: packing a large state takes longer than anybody should wait for the database. Broken off, it
    leaves some states packed anew and some as they were, which is all the same.
    """
    if no := refusal_unless(actor, Thing.directory, Verb.change):
        return no
    count = 0
    for jurisdiction in CODES[Family.STATE]:
        packed = packed_anew(jurisdiction, now=at.now)
        if packed is not None:
            content, mark = packed
            with writing():
                row = {"seq": mark.seq, "xact": mark.xact, "content": content, "packed_at": at.now}
                Shard.objects.update_or_create(jurisdiction=jurisdiction, defaults=row)
            count += 1
    with writing():
        _keep_usual_hours()
        forget_old(now=at.now)
        put(Job, [pack_of_the_night(at)], practice=None, at=at)
    return Done(also={"packed": str(count)})


def _keep_usual_hours() -> None:
    """How long the network takes to answer: the middle of those who have a history."""
    told = Exposure.objects.exclude(pk=NETWORK).filter(reply_hours__isnull=False)
    hours = [each for each in told.values_list("reply_hours", flat=True) if each is not None]
    if hours:
        usual = median_low(hours)
        before = Exposure.objects.filter(pk=NETWORK).values_list("reply_hours", flat=True).first()
        if usual != before:
            Exposure.objects.update_or_create(profile_id=NETWORK, defaults={"reply_hours": usual})
