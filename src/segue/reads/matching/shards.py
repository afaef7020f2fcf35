"""The shards of this process: read once for each jurisdiction, then brought up to date before every search.

A shard comes packed out of the database, or is made from the tables where none is packed that this version can read.
One whose transaction lies ahead of ours came in the backup of another cluster, and its mark would hide what changed.
Every search first asks what changed since the last one, and writes those rows anew. A shard holds what a transaction
sees, so nobody may search inside one that writes to the directory and could still be rolled back.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock, RLock
from uuid import UUID

from segue.reads.directory import Entry, entries, entries_in, geography
from segue.rules.matching.columns import Packed, pack
from segue.rules.matching.shard import Shard, from_bytes, tidy, to_bytes
from segue.rules.matching.weights import CURRENT
from segue.store.changes import NETWORK, Mark, mark_now, since
from segue.store.models import Exposure
from segue.store.models import Shard as ShardRow

MOST_SHARDS = 60
"""One for each jurisdiction of the country, and some."""
LONGEST_PAUSE = timedelta(days=1)
"""Changes are kept for some days only (`store.changes`); after such a pause a shard is read anew."""
MOST_CHANGES = 2000
"""With more changes than that at once, a shard is made anew."""


class Kept:
    """One shard, up to which change it is true, and how long the network usually takes to answer."""

    def __init__(self, jurisdiction: str) -> None:
        self.lock = RLock()
        self.jurisdiction = jurisdiction
        self._shard: Shard | None = None
        self._looked_at: datetime | None = None
        self.is_as_packed = False
        self.mark = Mark()
        self.usual_hours = CURRENT.usual_hours

    def up_to_date(self, *, now: datetime) -> Shard:
        """The shard with everything in it that was written before now."""
        if self._looked_at is None or abs(now - self._looked_at) > LONGEST_PAUSE:
            self._shard = None
        self._looked_at = now
        if self._shard is None:
            self._shard = self._read()
        changed, mark = since(self.mark)
        if len(changed) > MOST_CHANGES:
            self._shard = self._make()
        else:
            self._change(self._shard, changed)
            self.mark = mark
        return self._shard

    def _read(self) -> Shard:
        row = ShardRow.objects.filter(pk=self.jurisdiction, xact__lte=mark_now().xact).first()
        shard = from_bytes(row.content, geography=geography()) if row else None
        if row is None or shard is None:
            return self._make()
        self.mark = Mark(row.seq, row.xact)
        self.is_as_packed = True
        self.usual_hours = _usual_hours()
        return shard

    def _make(self) -> Shard:
        self.mark = mark_now()
        self.is_as_packed = False
        self.usual_hours = _usual_hours()
        return made(self.jurisdiction)

    def _change(self, shard: Shard, changed: Collection[UUID]) -> None:
        if NETWORK in changed:
            self.usual_hours = _usual_hours()
        found = {entry.id: packed_of(entry, self.jurisdiction) for entry in entries(changed)}
        for profile in changed:
            if shard.put(profile.bytes, found.get(profile)):
                self.is_as_packed = False


_kept: OrderedDict[str, Kept] = OrderedDict()
_door = Lock()


@contextmanager
def shard_of(jurisdiction: str, *, now: datetime) -> Iterator[tuple[Shard, Kept]]:
    """The shard of a jurisdiction, true as of now; nobody else of this process uses it in the meantime."""
    with _door:
        kept = _kept.setdefault(jurisdiction, Kept(jurisdiction))
        _kept.move_to_end(jurisdiction)
        while len(_kept) > MOST_SHARDS:
            _kept.popitem(last=False)
    with kept.lock:
        yield kept.up_to_date(now=now), kept


def packed_anew(jurisdiction: str, *, now: datetime) -> tuple[bytes, Mark] | None:
    """The bytes of a shard and up to which change they are true; None where nobody is, or nothing has changed."""
    with shard_of(jurisdiction, now=now) as (shard, kept):
        if kept.is_as_packed or not shard.count:
            return None
        return to_bytes(tidy(shard)), kept.mark


def made(jurisdiction: str) -> Shard:
    """A shard from the tables."""
    packed = (packed_of(entry, jurisdiction) for entry in entries_in(jurisdiction))
    return Shard.of(jurisdiction, [each for each in packed if each is not None], geography=geography())


def packed_of(entry: Entry, jurisdiction: str) -> Packed | None:
    """The row of an entry in a shard, or None where it has no place there: without a license, only where it is."""
    has_license = entry.facts.licenses is not None or any(
        jurisdiction in compact.states for compact in entry.facts.compacts
    )
    if not has_license and entry.state != jurisdiction:
        return None
    return pack(
        entry.facts,
        key=entry.id.bytes,
        jurisdiction=jurisdiction,
        geography=geography(),
        exposure=entry.exposure,
    )


def forget_all() -> None:
    """Drop every shard of this process: the next search reads anew."""
    with _door:
        _kept.clear()


def _usual_hours() -> int:
    row = Exposure.objects.filter(pk=NETWORK).values_list("reply_hours", flat=True).first()
    return CURRENT.usual_hours if row is None else row
