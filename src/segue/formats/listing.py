"""One row of the national provider file as a listing of the directory, or why it is none.

What the directory does with a listing, and which rows come here at all, is decided elsewhere. A code of the
registry is what the person once declared of themself: no proof of a license, a specialty or an opening.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from segue.formats.cleaning import Place, Unfit, clean_all, day_of, places_of, state_of
from segue.formats.lettering import as_firm, as_name
from segue.formats.rows import Flaw
from segue.rules.text import N_

LONGEST_CREDENTIAL = 60
LONGEST_NAME = 200
# Where the two days begin in the fields of a picked row.
_DAYS_BEGIN = 14


class ListingKind(StrEnum):
    """A number of type 1 belongs to a person, one of type 2 to an organization."""

    PERSON = "person"
    ORGANIZATION = "organization"


class SkipReason(StrEnum):
    """Why a sound row is not kept."""

    OTHER_PROFESSION = "other_profession"
    ORGANIZATION = "organization"
    OTHER_STATE = "other_state"
    DEACTIVATED = "deactivated"


class Declared(NamedTuple):
    """A taxonomy code that was asked for, with the license that was declared for it, as the file has it."""

    taxonomy: str
    number: str
    state: str
    switch: str


class Picked(NamedTuple):
    """A row that is wanted, as the file has it: six names, eight parts of the place, two days.

    For an organization the first of the names holds the whole, and the others are blank. The fingerprint is a hash of
    all that is here save the line: a later file with the same one changes nothing, so that its fields need not even
    be looked at.
    """

    line: int
    npi: str
    kind: ListingKind
    profession: str
    fields: tuple[str, ...]
    declared: tuple[Declared, ...]
    fingerprint: str


class License(NamedTuple):
    """A taxonomy code that was asked for, with the license that was declared for it."""

    taxonomy: str
    number: str
    state: str
    is_primary: bool


class ListingRow(NamedTuple):
    """What is kept of one row. For an organization `last_name` holds the whole name."""

    npi: str
    kind: ListingKind
    last_name: str
    first_name: str
    middle_name: str
    prefix: str
    suffix: str
    credential: str
    profession: str
    licenses: tuple[License, ...]
    place: Place
    enumerated_on: date | None
    updated_on: date | None

    @property
    def name(self) -> str:
        """The name as people say it, without titles."""
        return " ".join(filter(None, (self.first_name, self.middle_name, self.last_name, self.suffix)))


class Entry(NamedTuple):
    """What the directory keeps of a listing: its address on one line, the states of its licenses, the day of both."""

    npi: str
    kind: str
    name: str
    credential: str
    profession: str
    address: str
    city: str
    state: str
    zip: str
    phone: str
    fax: str
    states: tuple[str, ...]
    said_on: str


class Skipped(NamedTuple):
    """A sound row that is not kept. The number is told, so that a listing that ended can be found."""

    line: int
    npi: str
    reason: SkipReason
    ended_on: date | None = None


class Bad(NamedTuple):
    """A row that cannot be trusted. `why` is a whole sentence that `about` fills."""

    line: int
    code: str
    why: str
    about: Mapping[str, str]


Row = Picked | Skipped | Bad


# For each code: what is said of the line.
_WHY: Mapping[str, str] = MappingProxyType(
    {
        Flaw.UNDECODABLE: N_("Line %(line)s holds bytes that are not UTF-8."),
        Flaw.NUL: N_("Line %(line)s holds a NUL character."),
        Flaw.TOO_LONG: N_("Line %(line)s is longer than a row of this file can be."),
        Flaw.QUOTES: N_("Line %(line)s has a quotation mark that does not end or stands in the wrong place."),
        Flaw.COLUMNS: N_("Line %(line)s does not have as many columns as the header."),
        Flaw.TRUNCATED: N_("The file breaks off in the middle of line %(line)s, so it is truncated."),
        Flaw.DAMAGED: N_("The archive is damaged at line %(line)s. Nothing after it could be read."),
        "check_digit": N_("Line %(line)s: the number in the column NPI has a wrong check digit or form."),
        "number_twice": N_(
            "Line %(line)s: the number in the column NPI stands in an earlier line, which counts."
        ),
        "entity_type": N_("Line %(line)s: the column Entity Type Code holds neither 1 nor 2."),
        "no_name": N_("Line %(line)s holds no name."),
        "date": N_("Line %(line)s holds a date that does not exist. Dates are written MM/DD/YYYY."),
        "control": N_("Line %(line)s holds control characters in a column that is kept."),
        "field_too_long": N_("Line %(line)s has a column that is too long to be kept."),
    }
)


def bad(line: int, code: str) -> Bad:
    """A bad row, with the sentence for its code."""
    return Bad(line, str(code), _WHY[code], {"line": str(line)})


def entries_of(rows: Sequence[Picked]) -> Sequence[Entry | Bad]:
    """What the directory keeps of each of these rows, or what is wrong with it."""
    return [row if isinstance(row, Bad) else _entry(row) for row in listings_of(rows)]


def address_of(place: Place) -> str:
    """Street and suite on one line."""
    return f"{place.line1}, {place.line2}" if place.line1 and place.line2 else place.line1 or place.line2


def _entry(listing: ListingRow) -> Entry:
    place = listing.place
    day = listing.updated_on or listing.enumerated_on
    return Entry(
        listing.npi,
        listing.kind.value,
        listing.name,
        listing.credential,
        listing.profession,
        address_of(place),
        place.city,
        place.state,
        place.zip,
        place.phone,
        place.fax,
        tuple(sorted({held.state for held in listing.licenses if held.state})),
        day.isoformat() if day else "",
    )


def listings_of(rows: Sequence[Picked]) -> Sequence[ListingRow | Bad]:
    """The listing that each of these rows becomes, or what is wrong with it."""
    if not rows:
        return ()
    try:
        return _listings(rows)
    except Unfit as unfit:
        # Together they take a third of the time, but only one by one can it be told whose fault it was.
        return (bad(rows[0].line, unfit.code),) if len(rows) == 1 else [listings_of([row])[0] for row in rows]


def _listings(rows: Sequence[Picked]) -> Sequence[ListingRow]:
    """The listings of rows none of which is bad, column by column."""
    _, npis, kinds, professions, fields, declared, _ = zip(*rows, strict=True)
    columns = tuple(zip(*fields, strict=True))
    last, first, middle, prefix, suffix, credential, *place = map(clean_all, columns[:_DAYS_BEGIN])
    licenses = _licenses(declared)
    listings = list(
        map(
            ListingRow,
            npis,
            kinds,
            map(_last_name, kinds, last),
            map(as_name, first),
            map(as_name, middle),
            map(as_name, prefix),
            map(as_name, suffix),
            credential,
            professions,
            licenses,
            places_of(place),
            map(day_of, columns[_DAYS_BEGIN]),
            map(day_of, columns[_DAYS_BEGIN + 1]),
        )
    )
    if not all(last):
        raise Unfit("no_name")
    longest = sum(max(map(len, column)) for column in (last, first, middle, suffix))
    if longest >= LONGEST_NAME - 3 and any(len(each.name) > LONGEST_NAME for each in listings):
        raise Unfit("field_too_long")
    if max(map(len, credential)) > LONGEST_CREDENTIAL:
        raise Unfit("field_too_long")
    return listings


def _last_name(kind: ListingKind, name: str) -> str:
    return as_name(name) if kind is ListingKind.PERSON else as_firm(name)


def _licenses(declared: Sequence[Sequence[Declared]]) -> Iterator[tuple[License, ...]]:
    numbers = iter(clean_all([each.number for some in declared for each in some]))
    return (
        tuple(
            [
                License(code, next(numbers), state_of(state), switch == "Y")
                for code, _number, state, switch in some
            ]
        )
        for some in declared
    )
