"""Names and addresses as people write them, out of a registry that keeps them in capitals.

Decides only about letters. Text that already has small letters was written by a person and stays as it is.
"""

import re
from collections.abc import Collection
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")
_APOSTROPHES = ("'", "’")
_NUMERALS = frozenset(("II", "III", "IV"))
_OF_ADDRESSES = frozenset(("N", "S", "E", "W", "NE", "NW", "SE", "SW", "PO", "US"))
_OF_FIRMS = frozenset(("LLC", "PLLC", "LLP", "PLLP", "PC", "PA", "PS", "SC", "MN", "WI", "USA"))
# Registries hold millions of names made of some ten thousand pieces.
_KEPT_PIECES = 1 << 15


@lru_cache(maxsize=_KEPT_PIECES)
def as_name(text: str) -> str:
    """A part of a person's name."""
    return _lettered(text, keep=_NUMERALS)


def as_address(text: str) -> str:
    """A street, a building or a city."""
    if not text or text != text.upper():
        return text
    # No word reaches over a space, so each piece between two spaces can be kept for the next address.
    return " ".join(map(_piece_of_address, text.split(" ")))


as_city = lru_cache(maxsize=_KEPT_PIECES)(as_address)
"""The same for addresses of which there are few: cities, suites."""


def as_firm(text: str) -> str:
    """The name of an organization."""
    return _lettered(text, keep=_OF_FIRMS)


@lru_cache(maxsize=_KEPT_PIECES)
def _piece_of_address(text: str) -> str:
    return _lettered(text, keep=_OF_ADDRESSES)


def _lettered(text: str, *, keep: Collection[str]) -> str:
    """Capitals turned into words, save those that stay capitals."""
    if not text or text != text.upper():
        return text
    return _WORD.sub(lambda found: found[0] if found[0] in keep else _word(found[0]), text)


@lru_cache(maxsize=4096)
def _word(word: str) -> str:
    """One word with its one capital, or two: McNeil, O'Dowd."""
    if _ORDINAL.fullmatch(word):
        return word.lower()
    if word[0].isdigit():
        return word
    if word[1:2] in _APOSTROPHES:
        return word[:2] + _word(word[2:])
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()
