"""What becomes of some rows of the provider file in the directory: new, changed, unchanged, or gone.

What people said of themselves is never overwritten by the registry, and a claimed profile stays even when the registry
ends its number. A listing that ended keeps its row, and comes back when the number is given back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from segue.acts.listing_run import Tally
from segue.formats.cleaning import Place
from segue.formats.listing import Bad, Entry, Picked, Skipped, SkipReason, address_of, entries_of
from segue.formats.nppes import Part
from segue.rules.moment import At
from segue.store import listings
from segue.store.listings import Known, LicenseFact, ListedPlace, ListedProfile
from segue.store.lore import zip_centroid, zone_of_state
from segue.store.shelf import Shelf

_KINDS = {"person": "person", "organization": "practice"}
_DEFAULT_ZONE = "America/Chicago"
# The 62 bits of a version 7 identifier that are chance alone, and by what they are counted up.
_CHANCE = (1 << 62) - 1
_STEP = 1 << 32


class _Sorted(NamedTuple):
    """The rows of a part by what they are."""

    picked: dict[str, Picked]
    ended: dict[str, date | None]
    entries: dict[str, Entry | Bad]


@dataclass(slots=True)
class _ToWrite:
    """The rows that a part leads to."""

    new: list[ListedProfile] = field(default_factory=list)
    new_facts: list[LicenseFact] = field(default_factory=list)
    changed: list[ListedProfile] = field(default_factory=list)
    changed_facts: list[LicenseFact] = field(default_factory=list)
    gone: dict[str, date] = field(default_factory=dict)


def keep_part(part: Part, tally: Tally, shelf: Shelf | None, *, hear: Callable[[Bad], None], at: At) -> bool:
    """Write what is new, changed or gone among these rows; whether anything was written."""
    found = _sorted(part, tally, hear=hear)
    if not found.picked and not found.ended:
        return False
    listings.look_by_index()
    known = listings.known([*found.picked, *found.ended])
    ids = _ids(at)
    to_write = _compared(found, known, tally, hear=hear, ids=ids, at=at)
    to_write.gone = _gone(found.ended, known, tally, at=at)
    _leave_out_claimed(to_write)
    listings.add(to_write.new, to_write.new_facts, now=at.now)
    listings.rewrite(to_write.changed, to_write.changed_facts, now=at.now)
    listings.end(to_write.gone, now=at.now)
    tally.new += len(to_write.new)
    tally.changed += len(to_write.changed)
    tally.gone += len(to_write.gone)
    places = 0
    if shelf is not None:
        homes = {npi: one.id for npi, one in known.items() if npi in found.picked and not one.is_claimed}
        homes |= {one.npi: one.id for one in to_write.new}
        places = _set_places(homes, shelf, ids=ids, at=at)
        tally.places += places
    tally.unchanged = tally.kept - tally.new - tally.changed
    return bool(to_write.new or to_write.changed or to_write.gone or places)


def _sorted(part: Part, tally: Tally, *, hear: Callable[[Bad], None]) -> _Sorted:
    """Count the rows, and lay those apart that may change something."""
    picked = [row for row in part.rows if isinstance(row, Picked)]
    found = _Sorted({row.npi: row for row in picked}, {}, {})
    if part.entries is not None:
        found.entries.update({row.npi: entry for row, entry in zip(picked, part.entries, strict=True)})
    bad = 0
    for row in part.rows:
        if isinstance(row, Bad):
            bad += 1
            hear(row)
        elif isinstance(row, Skipped) and row.reason is SkipReason.DEACTIVATED:
            found.ended[row.npi] = row.ended_on
    tally.read += part.read
    tally.kept += len(picked)
    tally.bad += bad
    tally.skipped += part.read - len(picked) - bad
    return found


def _compared(
    found: _Sorted,
    known: Mapping[str, Known],
    tally: Tally,
    *,
    hear: Callable[[Bad], None],
    ids: Iterator[str],
    at: At,
) -> _ToWrite:
    """The rows to write for those that the directory has not, or has otherwise."""
    to_write = _ToWrite()
    differing = []
    for npi, row in found.picked.items():
        before = known.get(npi)
        # What people say of themselves is never overwritten by the registry.
        if before is None or not (before.is_claimed or before.fingerprint == row.fingerprint):
            differing.append(row)
    entries = [found.entries[row.npi] for row in differing] if found.entries else entries_of(differing)
    for row, entry in zip(differing, entries, strict=True):
        before = known.get(row.npi)
        if isinstance(entry, Bad):
            tally.kept -= 1
            tally.bad += 1
            hear(entry)
            continue
        of = next(ids) if before is None else before.id
        profiles, facts = (
            (to_write.new, to_write.new_facts)
            if before is None
            else (to_write.changed, to_write.changed_facts)
        )
        profiles.append(_profile(entry, of=of, fingerprint=row.fingerprint))
        day = entry.said_on or at.now.date().isoformat()
        facts += [LicenseFact(next(ids), of, state, day, day) for state in entry.states]
    return to_write


def _gone(
    ended: Mapping[str, date | None], known: Mapping[str, Known], tally: Tally, *, at: At
) -> dict[str, date]:
    """The listings that were in use until now, with the day on which the registry ended them."""
    gone = {}
    for npi, day in ended.items():
        before = known.get(npi)
        if before is None or before.is_gone:
            continue
        if before.is_claimed:
            tally.claimed += 1
        else:
            gone[before.id] = day or at.now.date()
    return gone


def _leave_out_claimed(to_write: _ToWrite) -> None:
    """Drop what somebody claimed between our look and now, and hold the others."""
    asked = [*(each.id for each in to_write.changed), *to_write.gone]
    if not asked:
        return
    ours = listings.still_unclaimed(asked)
    to_write.changed = [each for each in to_write.changed if each.id in ours]
    to_write.changed_facts = [each for each in to_write.changed_facts if each.profile_id in ours]
    to_write.gone = {of: day for of, day in to_write.gone.items() if of in ours}


def _set_places(homes: Mapping[str, str], shelf: Shelf, *, ids: Iterator[str], at: At) -> int:
    """Give each profile the further places that the registry tells now; how many places were written."""
    if not homes:
        return 0
    told = shelf.take(homes)
    had = listings.places_of(homes.values())
    differing, places = [], []
    for npi, of in homes.items():
        now = dict.fromkeys(map(_further, told.get(npi, ())))
        if now.keys() != had.get(of, set()):
            differing.append(of)
            places += [ListedPlace(next(ids), of, *place) for place in now]
    listings.set_places(differing, places, now=at.now)
    return len(places) or len(differing)


def _further(text: str) -> tuple[str, ...]:
    """A further place as its row has it."""
    place = Place(*text.split("\t"))
    return address_of(place), place.city, place.state, place.zip, place.phone, place.fax


def _profile(entry: Entry, *, of: str, fingerprint: str) -> ListedProfile:
    npi, kind, name, credential, profession, address, city, state, postal, phone, fax, _, _ = entry
    return ListedProfile(
        of,
        npi,
        _KINDS[kind],
        name,
        credential,
        profession,
        address,
        city,
        state,
        postal,
        _zone(postal, state),
        phone,
        fax,
        fingerprint,
    )


@lru_cache(maxsize=1 << 16)
def _zone(postal: str, state: str) -> str:
    """The zone in which somebody's clock stands, as far as their ZIP or state tells."""
    centroid = zip_centroid(postal)
    return centroid.zone if centroid else zone_of_state(state) or _DEFAULT_ZONE


def _ids(at: At) -> Iterator[str]:
    """Identifiers for the rows of one part: drawn once, then counted up within its chance (RFC 9562, section 6.2).

    The lowest bits stay as drawn, so that another series that is drawn next to this one does not run into it.
    """
    first = at.new_id().int
    kept, chance = first & ~_CHANCE, first & _CHANCE
    return (f"{kept | (chance + number & _CHANCE):032x}" for number in count(step=_STEP))
