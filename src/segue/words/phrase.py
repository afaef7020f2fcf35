"""The files of the lexicon: what people say for each code, written so that people can read and mend it.

A file holds headings with the codes that the lines below them mean, and one phrase a line:

    @trouble = trouble | problems | a hard time         a name for a few words, used as @trouble
    [concern sleep]                                     a code, or several with commas between
    @trouble (falling|staying) asleep                   one of several; (a|) may be left out
    up ~ all night                                      ~ stands for up to three words
    =nights                                             = takes the word only in this form
    =ADD                                                and in capitals only where it is in capitals
    ? always tired                                      ? suggests the code and does not tick it
    [nothing]                                           phrases that look like a code and mean none
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from segue.words.token import tokens

GAP: Final = "~"
NOTHING: Final = ("", "")
_PIECE: Final = re.compile(r"[()|]|[^()|\s]+")
_NAME: Final = re.compile(r"@[\w']+")

Row = tuple["str | Either", ...]
"""What is said one after the other: a word as a key, or one of several rows."""


@dataclass(frozen=True, slots=True)
class Either:
    """One of several rows of words."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line: its words, what they mean, and whether that is sure enough for a tick."""

    row: Row
    codes: tuple[tuple[str, str], ...]
    ticks: bool


@cache
def phrases(name: str) -> tuple[Phrase, ...]:
    """All lines of one file."""
    return tuple(read(files("segue.words").joinpath("said", name).read_text("utf-8")))


@cache
def full_words(name: str) -> frozenset[str]:
    """Every word of one file in full, as it is written there."""
    text = files("segue.words").joinpath("said", name).read_text("utf-8")
    return frozenset(each.word for each in tokens(text) if each.is_word)


def turns(name: str) -> frozenset[str]:
    """One of the lists of small words."""
    return frozenset(_part("turns.txt", name).split())


def patterns(name: str) -> str:
    """One of the lists of words for hours, as one pattern of alternatives."""
    return "|".join(_part("hours.txt", name).splitlines())


def _part(file: str, name: str) -> str:
    """What stands under a heading, up to an empty line."""
    text = files("segue.words").joinpath("said", file).read_text("utf-8")
    return text.partition(f"[{name}]\n")[2].partition("\n\n")[0]


def read(text: str) -> Iterator[Phrase]:
    """The lines of a text in the form that stands above."""
    names: dict[str, str] = {}
    codes: tuple[tuple[str, str], ...] = ()
    for line in text.splitlines():
        said = line.partition("#")[0].strip()
        if said.startswith("["):
            codes = tuple(_code(each) for each in said.strip("[]").split(","))
        elif said.startswith("@") and " = " in said:
            name, _, words = said.partition(" = ")
            names[name] = _named(words, names)
        elif said:
            row = _row(_named(said.removeprefix("? "), names))
            yield Phrase(row, codes, ticks=not said.startswith("? "))


def words_of(row: Row) -> Iterator[str]:
    """Every word that a row can hold, as a key."""
    for part in row:
        if isinstance(part, Either):
            for each in part.rows:
                yield from words_of(each)
        elif part != GAP:
            yield part.removeprefix("=")


def _code(said: str) -> tuple[str, str]:
    family, _, code = said.strip().partition(" ")
    return NOTHING if family == "nothing" else (family, code.strip())


def _named(said: str, names: dict[str, str]) -> str:
    """The line with each @name put in as one group."""
    return _NAME.sub(lambda found: f"({names[found.group()]})", said)


def _row(said: str) -> Row:
    pieces = iter(_PIECE.findall(said))
    whole = _either(pieces)
    assert next(pieces, None) is None, f"a parenthesis too many: {said}"
    return whole.rows[0] if len(whole.rows) == 1 else (whole,)


def _either(pieces: Iterator[str]) -> Either:
    """The rows of one group, up to its end."""
    rows: list[Row] = []
    row: list[str | Either] = []
    for piece in pieces:
        if piece == ")":
            break
        if piece == "(":
            row.append(_either(pieces))
        elif piece == "|":
            rows.append(tuple(row))
            row = []
        else:
            row.extend(_keys(piece))
    return Either((*rows, tuple(row)))


def _keys(piece: str) -> Iterable[str]:
    """A piece of a line as keys: stems, a word taken as written, or the gap."""
    if piece == GAP:
        return (GAP,)
    if piece.startswith("="):
        return (piece if piece.isupper() else "=" + tokens(piece[1:])[0].word,)
    return [each.stem for each in tokens(piece) if each.is_word]
