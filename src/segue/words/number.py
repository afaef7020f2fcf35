"""Numbers in a text, written in digits or in words, and what they are of: money, distance, time, age.

The tokens are laid out as one line in which every number is `#90`, and read from there by plain patterns.
Which of two numbers is meant where a text gives a range: the upper one of a price, since that can be paid.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from segue.words.token import Token

_ONES: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
_HUNDREDS: Final = {"hundred": 100, "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300}
_JOINS: Final = frozenset(("and", "y", "-"))
_ENGLISH_ONCE: Final = frozenset(("once",))


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens as one line, and which token each place of the line belongs to."""

    text: str
    places: tuple[tuple[int, int, int], ...]
    """Where a piece begins in the line, and its first and last token."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The first and last token between two places of the line."""
        inside = [place for place in self.places if start <= place[0] < end]
        return inside[0][1], inside[-1][2]

    def find(self, pattern: re.Pattern[str]) -> "Iterator[re.Match[str]]":
        """Every place where a pattern holds."""
        return pattern.finditer(self.text)


def line_of(tokens: Sequence[Token]) -> Line:
    """All tokens as one line: words as they read, numbers as `#90`, other signs as they are."""
    pieces: list[str] = []
    places: list[tuple[int, int, int]] = []
    length = at = 0
    while at < len(tokens):
        piece, last = _piece(tokens, at)
        places.append((length, at, last))
        pieces.append(piece)
        length += len(piece) + 1
        at = last + 1
    return Line(" ".join(pieces), tuple(places))


def _piece(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    word = tokens[at].word
    if word[0].isdigit():
        return "#" + word.replace(",", "").partition(".")[0], at
    if word in ("a", "one", "un") and at + 1 < len(tokens) and tokens[at + 1].word == "hundred":
        return _in_words(tokens, at + 1)
    if word == "couple" and at + 1 < len(tokens) and tokens[at + 1].word == "hundred":
        return "#200", at + 1
    if (word in _ONES or word in _TENS or word in _HUNDREDS) and word not in _ENGLISH_ONCE:
        return _in_words(tokens, at)
    return word, at


def _in_words(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """A number in words: “ninety”, “eighty-five”, “a hundred and twenty”, “one fifty”."""
    total, last, here = 0, at, at
    while here < len(tokens):
        word = tokens[here].word
        if word in _JOINS and total and here + 1 < len(tokens) and _adds(tokens[here + 1].word, total):
            here += 1
            continue
        grown = _grown(word, total, is_first=here == at)
        if grown is None:
            break
        total, last = grown, here
        here += 1
    return f"#{total}", last


def _adds(word: str, total: int) -> bool:
    small = _ONES.get(word, 99) < 10 and total % 10 == 0 and total >= 20
    return small or (word in _TENS and total >= 100 and total % 100 == 0)


def _grown(word: str, total: int, *, is_first: bool) -> int | None:
    """The number with one more word; None where the word does not go on with it."""
    if word in _HUNDREDS:
        return _HUNDREDS[word] if is_first else total * 100 if 0 < total < 10 else None
    if is_first:
        return _ONES.get(word, _TENS.get(word))
    if word in _TENS and 0 < total < 10:
        return total * 100 + _TENS[word]
    if word in _TENS and total >= 100 and total % 100 == 0:
        return total + _TENS[word]
    if word in _ONES and total >= 20 and total % 10 == 0:
        return total + _ONES[word] if total >= 100 or _ONES[word] < 10 else None
    return None
