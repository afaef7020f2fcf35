"""Listings that come in from the national provider file: read in parts, compared by fingerprint, written in bulk.

A part is one transaction, with how far it reaches, so a run that is broken off keeps what it read and the next run of
the same file goes on from there. One entry of the record tells the whole run. A run that finds nothing new writes
nothing at all, neither a checkpoint nor an entry. What is in a row, `formats` decides; what becomes of it in the
directory, `listing_part`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter

from segue.acts.answer import Done
from segue.acts.listing_part import keep_part
from segue.acts.listing_run import Run, Tally
from segue.acts.rights import refusal_unless
from segue.acts.streams import server_stream
from segue.formats.further_places import FurtherPlace
from segue.formats.listing import Bad
from segue.formats.nppes import Part
from segue.formats.rows import Spot
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.door import writing
from segue.store.record import Line, append
from segue.store.shelf import Shelf

PUT_AT_ONCE = 5000

Hear = Callable[[Tally], None]
HearBad = Callable[[Bad], None]


@dataclass(frozen=True, slots=True)
class ImportListings:
    """The parts of one file from a spot on, its file of further places if there is one, and who hears of what.

    The digest tells the file from others, and the options what was asked of it; without a digest a run that is broken
    off starts anew.
    """

    parts: Callable[[Spot | None], Iterable[Part]]
    places: Iterable[FurtherPlace | Bad] | None = None
    digest: str = ""
    options: str = ""
    on_begin: Callable[[Spot | None], None] = lambda _spot: None
    after_part: Hear = lambda _tally: None
    on_bad: HearBad = lambda _bad: None
    on_bad_place: HearBad = lambda _bad: None


def import_listings(actor: Actor, command: ImportListings, at: At) -> tuple[Done, Tally] | Refused:
    """Read every row; write those that are new or changed. Reading the same file again writes nothing."""
    if no := refusal_unless(actor, Thing.directory, Verb.import_):
        return no
    run = Run(digest=command.digest, options=command.options, at=at)
    tally = run.tally
    has_places = command.places is not None
    command.on_begin(run.begins)
    with Shelf() as shelf:
        if command.places is not None:
            tally.bad_places = _put_aside(command.places, shelf, hear=command.on_bad_place)
        for part in command.parts(run.begins):
            bad_rows: list[Bad] = []
            with writing():
                if keep_part(part, tally, shelf if has_places else None, hear=bad_rows.append, at=at):
                    run.keep(part.after)
            for row in sorted(bad_rows, key=attrgetter("line")):
                command.on_bad(row)
            command.after_part(tally)
    if run.has_written:
        refs = {name: str(getattr(tally, name)) for name in ("read", "new", "changed", "gone")}
        with writing():
            append(server_stream(), Line("listings_imported", refs=refs), actor=actor, at=at)
            run.end()
    return Done(), tally


def _put_aside(places: Iterable[FurtherPlace | Bad], shelf: Shelf, *, hear: HearBad) -> int:
    """Put every further place under its number; how many rows were bad."""
    bad = 0
    waiting: list[tuple[str, str]] = []
    for each in places:
        if isinstance(each, Bad):
            bad += 1
            hear(each)
            continue
        waiting.append((each.npi, "\t".join(each.place)))
        if len(waiting) == PUT_AT_ONCE:
            shelf.put(waiting)
            waiting = []
    shelf.put(waiting)
    shelf.close_for_putting()
    return bad
