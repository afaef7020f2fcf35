"""Fields of the national provider file set right, one by one: blanks, days, states, phone numbers.

Decides what a field may hold to be kept at all. What a field means is left to `listing` and `further_places`.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from segue.formats.lettering import as_address, as_city

LONGEST_FIELD = 120

# What the registry writes where it has nothing to tell.
_UNAVAILABLE = "<UNAVAIL>"
# Marks that turn the direction of what follows them: a name holds none, a forged one might.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Days since the registry began, and some that are wrong.
_KEPT_DAYS = 1 << 14
_KEPT_STATES = 1 << 10
_KEPT_COUNTRIES = 1 << 10
_DIGITS_OF_PHONE = 10


class Unfit(Exception):
    """A field holds what cannot be kept. Never leaves this room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Place(NamedTuple):
    """A place of practice. Never the mailing address. (A named tuple: files have millions of them.)"""

    line1: str
    line2: str
    city: str
    state: str
    zip: str
    country: str
    phone: str
    fax: str


def clean_all(fields: Sequence[str]) -> Sequence[str]:
    """Fields with their blanks set right; control characters and endless text are refused.

    Nearly all of them need nothing, which is seen at one look at all of them together.
    """
    text = f"|{'|'.join(fields)}|"
    if (
        text.isprintable()
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
        and "  " not in text
        and "| " not in text
        and " |" not in text
        and _UNAVAILABLE not in text
        and max(map(len, fields), default=0) <= LONGEST_FIELD
    ):
        return fields
    return [clean(field) for field in fields]


def clean(text: str) -> str:
    """One field, as `clean_all` sets it right."""
    if not text:
        return text
    text = " ".join(text.split())
    if len(text) > LONGEST_FIELD:
        raise Unfit("field_too_long")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable() and any(_is_control(sign) for sign in text):
        raise Unfit("control")
    return "" if text == _UNAVAILABLE else text


def _is_control(sign: str) -> bool:
    """Whether a sign steers rather than shows."""
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in _TURNING


@lru_cache(maxsize=_KEPT_DAYS)
def day_of(text: str) -> date | None:
    """A day as the registry writes it, MM/DD/YYYY; None for a blank."""
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
    raise Unfit("date")


def place_of(fields: Sequence[str]) -> Place:
    """A place out of its clean fields."""
    (place,) = places_of([[field] for field in fields])
    return place


def places_of(columns: Sequence[Sequence[str]]) -> Iterator[Place]:
    """Places out of their clean fields, each of the eight in a column of its own.

    Only places in the United States have a state and a ZIP of the known form.
    """
    line1, line2, city, state, postal, country, phone, fax = columns
    return map(
        Place,
        map(as_address, line1),
        map(as_city, line2),
        map(as_city, city),
        map(state_of, state),
        map(_zip_of, postal, country),
        map(_country_of, country),
        map(phone_of, phone),
        map(phone_of, fax),
    )


@lru_cache(maxsize=_KEPT_COUNTRIES)
def _country_of(text: str) -> str:
    return (text.upper() or "US")[:2]


def _zip_of(postal: str, country: str) -> str:
    return digits_of(postal)[:5] if _country_of(country) == "US" else postal[:10]


@lru_cache(maxsize=_KEPT_STATES)
def state_of(text: str) -> str:
    """Two letters, or nothing: abroad the registry lets people write anything."""
    text = text.strip().upper()
    return text if len(text) == 2 and text.isascii() and text.isalpha() else ""


def phone_of(text: str) -> str:
    """A number of the North American plan as ten digits, another as it stands."""
    if len(text) in (0, _DIGITS_OF_PHONE) and (text.isdigit() or not text) and text.isascii():
        return text
    digits = digits_of(text)
    if len(digits) == 1 + _DIGITS_OF_PHONE and digits[0] == "1":
        return digits[1:]
    return digits if len(digits) == _DIGITS_OF_PHONE else text[:32]


def digits_of(text: str) -> str:
    """The digits of a text, and nothing else of it."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(sign for sign in text if sign in "0123456789")
