"""The lexicon as one web of words, and which of its phrases stand in a text.

A shorter phrase inside a longer one gives way: “postpartum depression” is not depression. Phrases do not reach over
a comma or a full stop.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from segue.words.phrase import GAP, NOTHING, Either, Phrase, Row, full_words, phrases, words_of
from segue.words.stem import stem
from segue.words.token import Token

FILES: Final = ("en", "es", "fr", "pt", "de", "zh", "vi", "ar", "languages")
WIDEST_GAP: Final = 3


@dataclass(slots=True)
class Node:
    """What can follow, and what was said where the phrase ends here."""

    on: "dict[str, list[Node]]" = field(default_factory=dict)
    means: list[Phrase] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match:
    """The words first to last mean this code."""

    first: int
    last: int
    family: str
    code: str
    ticks: bool

    @property
    def width(self) -> int:
        """How many words lie between its first and its last."""
        return self.last - self.first

    @property
    def is_nothing(self) -> bool:
        """Whether it only looks like a code."""
        return (self.family, self.code) == NOTHING


def web_of(said: Iterable[Phrase]) -> Node:
    """One web of all these phrases."""
    return _joined(_before(phrase.row, Node(means=[phrase])) for phrase in said)


@cache
def lexicon() -> Node:
    """All languages in one web, since people mix them."""
    return web_of(phrase for name in FILES for phrase in phrases(f"{name}.txt"))


@cache
def vocabulary() -> frozenset[str]:
    """Every word that can mean something, as a stem and in full."""
    return words_in(*(f"{name}.txt" for name in FILES))


@cache
def words_in(*names: str) -> frozenset[str]:
    """Every word of the phrases of some files, as a stem and in full."""
    stems = frozenset(word for name in names for phrase in phrases(name) for word in words_of(phrase.row))
    return stems | frozenset(word for name in names for word in full_words(name) if stem(word) in stems)


def _before(row: Row, after: Node) -> Node:
    """The place from which this row of words leads to another."""
    node = after
    for part in reversed(row):
        if isinstance(part, Either):
            node = _joined(_before(each, node) for each in part.rows)
        else:
            node = Node(on={part: [node]})
    return node


def _joined(nodes: Iterable[Node]) -> Node:
    """One place from which all lead on."""
    joined = Node()
    for node in nodes:
        joined.means.extend(node.means)
        for key, following in node.on.items():
            joined.on.setdefault(key, []).extend(following)
    return joined


def matches(words: Sequence[Token], web: Node) -> list[Match]:
    """Every phrase that is not part of a longer one, in the order in which they begin."""
    found = {
        Match(first, last, family, code, phrase.ticks)
        for first in range(len(words))
        for last, phrase in _from(words, first, web)
        for family, code in phrase.codes
    }
    return sorted(_widest(found), key=lambda match: (match.first, match.last, match.family, match.code))


def _from(words: Sequence[Token], first: int, web: Node) -> Iterator[tuple[int, Phrase]]:
    """The phrases that begin at one word, each with its last word. A place comes with its gap so far."""
    places: list[tuple[Node, int]] = [(web, -1)]
    for at in range(first, len(words)):
        if words[at].clause != words[first].clause:
            return
        keys = {words[at].stem, "=" + words[at].word, "=" + words[at].loud}
        following: list[tuple[Node, int]] = []
        for node, gap in places:
            reached = [one for key in keys for one in node.on.get(key, ())]
            following += [(each, -1) for each in reached]
            following += [(each, 0) for one in reached for each in one.on.get(GAP, ())]
            if 0 <= gap < WIDEST_GAP:
                following.append((node, gap + 1))
            for one in reached:
                yield from ((at, phrase) for phrase in one.means)
        if not following:
            return
        places = following


def _widest(found: set[Match]) -> list[Match]:
    """Without what lies inside a wider phrase of its family, or inside one that means nothing."""
    kept: list[Match] = []
    for one in sorted(found, key=lambda match: (-match.width, not match.ticks)):
        if not any(_gives_way(one, other) for other in kept):
            kept.append(one)
    return [match for match in kept if not match.is_nothing]


def _gives_way(one: Match, other: Match) -> bool:
    is_inside = other.first <= one.first and one.last <= other.last
    if other.is_nothing:
        return is_inside and not one.is_nothing
    is_narrower = is_inside and one.width < other.width
    return is_narrower and one.family == other.family and (other.ticks or not one.ticks)
