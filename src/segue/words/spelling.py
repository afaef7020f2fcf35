"""Repair of slips: a word that nobody knows, one or two slips away from a word of the lexicon.

A real word is never turned into another. Which words are real is told by the lexicon itself and by a list
of ordinary words that lie close to one of the lexicon's.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from segue.words.lexicon import vocabulary
from segue.words.stem import stem
from segue.words.token import Token

SHORTEST: Final = 5
TWO_SLIPS_FROM: Final = 8
THREE_SLIPS_FROM: Final = 11
MOST_REPAIRS: Final = 200


def repaired(words: Sequence[Token], *, meant: frozenset[str]) -> tuple[Token, ...]:
    """The words, each unknown one as the word that was meant; the places in the text stay."""
    left = MOST_REPAIRS
    found = []
    for word in words:
        if left and len(word.word) >= SHORTEST and not is_real(word.word, meant=meant):
            left -= 1
            near = nearest(word.word, meant=meant, is_name=word.is_name)
            word = replace(word, word=near, stem=stem(near)) if near else word
        found.append(word)
    return tuple(found)


def is_real(word: str, *, meant: frozenset[str]) -> bool:
    """Whether a word stands as it is."""
    root = stem(word)
    is_plain = word.isascii() and word.isalpha()
    return not is_plain or word in _real() or any({root, word} & known for known in (meant, vocabulary()))


def nearest(word: str, *, meant: frozenset[str], is_name: bool = False) -> str | None:
    """The one word that lies closest; None where there is none, or more than one meaning."""
    if is_name and len(word) < TWO_SLIPS_FROM - 1:
        return None
    slips = 1 if is_name or len(word) < TWO_SLIPS_FROM else 2 if len(word) < THREE_SLIPS_FROM else 3
    close = [
        (near, distance)
        for near, distance, _ in extract(
            word, _candidates(meant), scorer=OSA.distance, score_cutoff=slips, limit=5
        )
        if near[0] == word[0] or (distance == 1 and len(word) >= TWO_SLIPS_FROM - 1)
    ]
    best = [near for near, distance in close if distance == close[0][1]]
    best = [near for near in best if len(near) == len(word)] or best
    return best[0] if len({stem(near)[:SHORTEST] for near in best}) == 1 else None


@cache
def _candidates(meant: frozenset[str]) -> tuple[str, ...]:
    """What a slip can be turned into: long enough words."""
    return tuple(
        sorted(word for word in meant if len(word) >= SHORTEST and word.isalpha() and word.isascii())
    )


@cache
def _real() -> frozenset[str]:
    return frozenset(files("segue.words").joinpath("said", "real_words.txt").read_text("utf-8").split())
