"""One reading of a provider file: what it counted so far, and from where it goes on after it was broken off.

The checkpoint is written in the transaction of the part that it follows, so it never tells of rows that were lost, nor
leaves out rows that were kept.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b

from segue.formats.rows import Spot
from segue.rules.moment import At
from segue.store.models import ImportRun

_LONGEST_OPTIONS = 200


@dataclass(slots=True)
class Tally:
    """What a run did so far. `claimed` counts numbers that the registry ended and whose owner is here: those stay."""

    read: int = 0
    kept: int = 0
    skipped: int = 0
    bad: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    claimed: int = 0
    places: int = 0
    bad_places: int = 0
    goes_on_from: int = 0
    read_before: int = 0


class Run:
    """A reading of one file with one set of options."""

    def __init__(self, *, digest: str, options: str, at: At) -> None:
        self._at = at
        self._digest = blake2b(f"{digest}\n{options}".encode(), digest_size=32).hexdigest() if digest else ""
        self._options = options[:_LONGEST_OPTIONS]
        self._row = ImportRun.objects.filter(digest=self._digest, options=self._options).first()
        self.has_written = False
        self.begins: Spot | None = None
        self.tally = Tally()
        if self._row is not None and self._row.ended_at is None:
            self.has_written = True
            self.begins = Spot(self._row.line, self._row.offset)
            self.tally = Tally(**json.loads(self._row.tally))
            self.tally.goes_on_from, self.tally.read_before = self._row.line, self.tally.read

    def keep(self, spot: Spot) -> None:
        """Note how far this run has come, in the transaction that wrote the rows before it."""
        self.has_written = True
        if not self._digest:
            return
        if self._row is None:
            self._row = ImportRun(id=self._at.new_id(), digest=self._digest, options=self._options)
        if self._row.ended_at is not None or self._row.started_at is None:
            self._row.started_at, self._row.ended_at = self._at.now, None
        self._row.line, self._row.offset = spot
        self._row.tally = json.dumps(asdict(self.tally))
        self._row.save()

    def end(self) -> None:
        """Note that the file was read to its end."""
        if self._row is not None:
            self._row.ended_at = self._at.now
            self._row.save()
