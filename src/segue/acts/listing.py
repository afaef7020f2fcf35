"""Listings that come in from the national provider file: written in parts, compared by fingerprint.

A part is one transaction, so a run that is broken off keeps what it read and the next run goes on from there.
One entry of the record tells the whole run. What is in a row, `formats.listing` decides.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from segue.acts.answer import Done
from segue.acts.rights import refusal_unless
from segue.acts.streams import server_stream
from segue.formats.listing import Bad, Kept, ListingKind, ListingRow, Row
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.door import writing
from segue.store.lore import zip_centroid, zone_of_state
from segue.store.models import Fact, Profile
from segue.store.record import Line, append

PART_SIZE = 1000
BAD_LINES_KEPT = 20


@dataclass(slots=True)
class Tally:
    """What a run did so far; `bad_lines` holds the first few, to be shown."""

    read: int = 0
    kept: int = 0
    skipped: int = 0
    bad: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad_lines: list[Bad] = field(default_factory=list)

    def count(self, row: Row) -> None:
        """Note one row."""
        self.read += 1
        if isinstance(row, Kept):
            self.kept += 1
        elif isinstance(row, Bad):
            self.bad += 1
            if len(self.bad_lines) < BAD_LINES_KEPT:
                self.bad_lines.append(row)
        else:
            self.skipped += 1


@dataclass(frozen=True, slots=True)
class ImportListings:
    """The rows of one file, in its order, and what to call after each part."""

    rows: Iterable[Row]
    after_part: Callable[[Tally], None] = lambda _tally: None


def import_listings(actor: Actor, command: ImportListings, at: At) -> tuple[Done, Tally] | Refused:
    """Read every row; write those that are new or changed. Reading the same file again writes no listing."""
    if no := refusal_unless(actor, Thing.directory, Verb.import_):
        return no
    tally = Tally()
    for part in _parts(command.rows):
        for row in part:
            tally.count(row)
        with writing():
            _keep(tuple(row.listing for row in part if isinstance(row, Kept)), tally=tally, at=at)
        command.after_part(tally)
    refs = {"read": str(tally.read), "new": str(tally.new), "changed": str(tally.changed)}
    with writing():
        append(server_stream(), Line("listings_imported", refs=refs), actor=actor, at=at)
    return Done(), tally


def _parts(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    left = iter(rows)
    while part := tuple(islice(left, PART_SIZE)):
        yield part


def _keep(listings: tuple[ListingRow, ...], *, tally: Tally, at: At) -> None:
    newest = {listing.npi: listing for listing in listings}
    known = {
        profile.npi: profile
        for profile in Profile.objects.filter(npi__in=newest).only(
            "id", "npi", "fingerprint", "person_id", "claimed_at", "added_at"
        )
    }
    fresh, changed = [], []
    for npi, listing in newest.items():
        before = known.get(npi)
        if before is None:
            fresh.append(_profile(listing, at=at))
        elif before.claimed_at is not None or before.fingerprint == listing.fingerprint:
            continue  # what people say of themselves is never overwritten by the registry
        else:
            changed.append((before, listing))
    Profile.objects.bulk_create(fresh)
    Fact.objects.bulk_create(
        fact for profile in fresh for fact in _license_facts(profile, newest[str(profile.npi)], at=at)
    )
    for before, listing in changed:
        _rewrite(before, listing, at=at)
    tally.new += len(fresh)
    tally.changed += len(changed)
    tally.unchanged += len(listings) - len(fresh) - len(changed)


def _columns(listing: ListingRow) -> dict[str, object]:
    place = listing.place
    centroid = zip_centroid(place.zip)
    return {
        "kind": "person" if listing.kind is ListingKind.PERSON else "practice",
        "name": listing.name[:200],
        "credentials": listing.credential[:60],
        "profession": listing.profession[:60],
        "address": ", ".join(part for part in (place.line1, place.line2) if part)[:300],
        "city": place.city[:120],
        "state": place.state[:2],
        "zip": place.zip[:5],
        "zone": centroid.zone if centroid else zone_of_state(place.state) or "America/Chicago",
        "phone": place.phone[:32],
        "fax": place.fax[:32],
        "fingerprint": listing.fingerprint,
    }


def _profile(listing: ListingRow, *, at: At) -> Profile:
    return Profile(id=at.new_id(), npi=listing.npi, source="nppes", added_at=at.now, **_columns(listing))


def _license_facts(profile: Profile, listing: ListingRow, *, at: At) -> Iterator[Fact]:
    states = {held.state for held in listing.licenses if held.state}
    day = listing.updated_on or listing.enumerated_on or at.now.date()
    for state in sorted(states):
        yield Fact(
            id=at.new_id(),
            profile_id=profile.id,
            family="license",
            code=state,
            source="nppes",
            said_on=day,
            confirmed_on=day,
        )


def _rewrite(before: Profile, listing: ListingRow, *, at: At) -> None:
    Profile.objects.filter(pk=before.pk).update(version=before.version + 1, **_columns(listing))
    Fact.objects.filter(profile_id=before.pk, source="nppes").delete()
    taken = set(Fact.objects.filter(profile_id=before.pk, family="license").values_list("code", flat=True))
    Fact.objects.bulk_create(
        fact for fact in _license_facts(before, listing, at=at) if fact.code not in taken
    )
