"""One row of the national provider file as a listing of the directory, or why it is none.

Keeps the rows whose taxonomy codes were asked for and whose number is in use. What the directory does with a
listing, and which codes are asked for, is decided elsewhere. A code of the registry is what the person once
declared of themself: no proof of a license, a specialty or an opening.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from segue.formats import nppes_columns as columns
from segue.formats.lettering import as_address, as_firm, as_name
from segue.formats.npi import is_valid_npi
from segue.formats.nppes_columns import Layout
from segue.formats.rows import Flaw, Whole
from segue.rules.text import N_

LONGEST_FIELD = 120
LONGEST_CREDENTIAL = 60
LONGEST_NAME = 200

_NOTHING: Mapping[str, str] = MappingProxyType({})
# What the registry writes where it has nothing to tell.
_UNAVAILABLE = "<UNAVAIL>"
# Marks that turn the direction of what follows them: a name holds none, a forged one might.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class ListingKind(StrEnum):
    """A number of type 1 belongs to a person, one of type 2 to an organization."""

    PERSON = "person"
    ORGANIZATION = "organization"


class SkipReason(StrEnum):
    """Why a sound row is not kept."""

    OTHER_PROFESSION = "other_profession"
    ORGANIZATION = "organization"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The taxonomy codes that are kept, each with its profession, of people and of organizations."""

    people: Mapping[str, str]
    organizations: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class License:
    """A taxonomy code that was asked for, with the license that was declared for it."""

    taxonomy: str
    number: str
    state: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The place of practice. Never the mailing address."""

    line1: str
    line2: str
    city: str
    state: str
    zip: str
    country: str
    phone: str
    fax: str


@dataclass(frozen=True, slots=True)
class ListingRow:
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
        parts = (self.first_name, self.middle_name, self.last_name, self.suffix)
        return " ".join(part for part in parts if part)

    @property
    def fingerprint(self) -> str:
        """A hash of everything kept: a later file with the same hash changes nothing."""
        return sha256(json.dumps(_plain(self), ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that becomes a listing."""

    line: int
    listing: ListingRow


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sound row that is not kept. The number is told, so that a listing that ended can be found."""

    line: int
    npi: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be trusted. `why` is a whole sentence that `about` fills."""

    line: int
    code: str
    why: str
    about: Mapping[str, str]


Row = Kept | Skipped | Bad


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


class RowReader:
    """Reads the rows of one layout, keeping what is wanted."""

    def __init__(self, layout: Layout, *, wanted: Wanted) -> None:
        self._wanted = wanted
        self._head = layout.pick((columns.NPI, columns.ENTITY_TYPE, *columns.DEACTIVATION))
        self._codes = layout.pick(columns.TAXONOMIES)
        self._licenses = layout.pick(columns.LICENSES)
        self._license_states = layout.pick(columns.LICENSE_STATES)
        self._switches = layout.pick(columns.PRIMARY_SWITCHES)
        self._person = layout.pick(columns.PERSON_NAME)
        self._organization = layout.pick((columns.ORGANIZATION_NAME, columns.ENTITY_TYPE))
        self._place = layout.pick(columns.PRACTICE_PLACE)
        self._days = layout.pick(columns.DAYS)

    def read(self, row: Whole) -> Row:
        """What becomes of one row. The checks that most rows fail come first: files have millions of rows."""
        npi, entity_type, deactivated, reactivated = self._head(row.fields)
        if not is_valid_npi(npi):
            return bad(row.line, "check_digit")
        try:
            if not entity_type or (deactivated and not _is_back(deactivated, reactivated)):
                return Skipped(row.line, npi, SkipReason.DEACTIVATED)
            if entity_type not in _KINDS:
                return bad(row.line, "entity_type")
            kind = _KINDS[entity_type]
            professions = self._wanted.people
            if kind is ListingKind.ORGANIZATION:
                professions = self._wanted.organizations
                if not professions:
                    return Skipped(row.line, npi, SkipReason.ORGANIZATION)
            if professions.keys().isdisjoint(self._codes(row.fields)):
                return Skipped(row.line, npi, SkipReason.OTHER_PROFESSION)
            return Kept(row.line, self._listing(row.fields, npi=npi, kind=kind, professions=professions))
        except _Unfit as unfit:
            return bad(row.line, unfit.code)

    def _listing(
        self, row: Sequence[str], *, npi: str, kind: ListingKind, professions: Mapping[str, str]
    ) -> ListingRow:
        """The listing that a wanted row becomes."""
        licenses = self._declared(row, professions)
        leading = next((each for each in licenses if each.is_primary), licenses[0])
        enumerated_on, updated_on = map(_day, self._days(row))
        if kind is ListingKind.PERSON:
            *names, credential = map(_clean, self._person(row))
            last, first, middle, prefix, suffix = map(as_name, names)
        else:
            last = as_firm(_clean(self._organization(row)[0]))
            first = middle = prefix = suffix = credential = ""
        listing = ListingRow(
            npi=npi,
            kind=kind,
            last_name=last,
            first_name=first,
            middle_name=middle,
            prefix=prefix,
            suffix=suffix,
            credential=credential,
            profession=professions[leading.taxonomy],
            licenses=licenses,
            place=_place(self._place(row)),
            enumerated_on=enumerated_on,
            updated_on=updated_on,
        )
        if not last:
            raise _Unfit("no_name")
        if len(listing.name) > LONGEST_NAME or len(credential) > LONGEST_CREDENTIAL:
            raise _Unfit("field_too_long")
        return listing

    def _declared(self, row: Sequence[str], professions: Mapping[str, str]) -> tuple[License, ...]:
        """The wanted codes of a row with their licenses, in the order of the file."""
        groups = zip(
            self._codes(row),
            self._licenses(row),
            self._license_states(row),
            self._switches(row),
            strict=True,
        )
        return tuple(
            License(taxonomy=code, number=_clean(number), state=_state(state), is_primary=switch == "Y")
            for code, number, state, switch in groups
            if code in professions
        )


_KINDS: Mapping[str, ListingKind] = MappingProxyType({"1": ListingKind.PERSON, "2": ListingKind.ORGANIZATION})


class _Unfit(Exception):
    """A column of a wanted row holds what cannot be kept. Never leaves this module."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _is_back(deactivated: str, reactivated: str) -> bool:
    """Whether a number that was taken out of use was given back on that day or later."""
    ended, begun = _day(deactivated), _day(reactivated)
    return ended is not None and begun is not None and begun >= ended


def _day(text: str) -> date | None:
    """A day as the registry writes it, MM/DD/YYYY."""
    text = text.strip()
    if not text:
        return None
    parts = text.split("/")
    if [len(part) for part in parts] == [2, 2, 4] and all(p.isascii() and p.isdigit() for p in parts):
        month, day, year = map(int, parts)
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise _Unfit("date")


def _clean(text: str) -> str:
    """A field with its blanks set right; control characters and endless text are refused."""
    if not text:
        return text
    text = " ".join(text.split())
    if len(text) > LONGEST_FIELD:
        raise _Unfit("field_too_long")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable() and any(_is_control(sign) for sign in text):
        raise _Unfit("control")
    return "" if text == _UNAVAILABLE else text


def _is_control(sign: str) -> bool:
    """Whether a sign steers rather than shows."""
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in _TURNING


def _place(fields: Iterable[str]) -> Place:
    """The place of practice. Only places in the United States have a state and a ZIP of the known form."""
    line1, line2, city, state, postal, country, phone, fax = map(_clean, fields)
    country = country.upper() or "US"
    return Place(
        line1=as_address(line1),
        line2=as_address(line2),
        city=as_address(city),
        state=_state(state),
        zip=_digits(postal)[:5] if country == "US" else postal[:10],
        country=country[:2],
        phone=_phone(phone),
        fax=_phone(fax),
    )


def _state(text: str) -> str:
    """Two letters, or nothing: abroad the registry lets people write anything."""
    text = text.strip().upper()
    return text if len(text) == 2 and text.isascii() and text.isalpha() else ""


def _phone(text: str) -> str:
    """A number of the North American plan as ten digits, another as it stands."""
    digits = _digits(text)
    if len(digits) == 11 and digits[0] == "1":
        return digits[1:]
    return digits if len(digits) == 10 else text[:32]


def _digits(text: str) -> str:
    """The digits of a text, and nothing else of it."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(sign for sign in text if sign in "0123456789")


def _plain(listing: ListingRow) -> list[object]:
    """The fields of a listing as JSON can hold them, in a fixed order."""
    place = listing.place
    days = (listing.enumerated_on, listing.updated_on)
    return [
        "listing 1",
        listing.npi,
        listing.kind.value,
        listing.last_name,
        listing.first_name,
        listing.middle_name,
        listing.prefix,
        listing.suffix,
        listing.credential,
        listing.profession,
        [[each.taxonomy, each.number, each.state, each.is_primary] for each in listing.licenses],
        [place.line1, place.line2, place.city, place.state, place.zip, place.country, place.phone, place.fax],
        [day and day.isoformat() for day in days],
    ]
