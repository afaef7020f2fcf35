"""Words at which help is shown before anything else. They take no part in matching and are kept nowhere.

The list leans to the safe side: help shown once too often costs little. No denial and no third person is weighed
here, since “my brother wants to die” and “I would never kill myself, but” both call for a look.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from segue.words.lexicon import Node, matches, web_of, words_in
from segue.words.phrase import phrases
from segue.words.reading import LONGEST
from segue.words.spelling import repaired
from segue.words.token import tokens

FILE: Final = "crisis.txt"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Words that may mean danger, where they stand, and to whom: `self` or `others`."""

    danger: str
    start: int
    end: int


def alarms(text: str) -> tuple[Alarm, ...]:
    """Every place of a text that calls for help now, in order."""
    words = repaired(tuple(word for word in tokens(text) if word.is_word), meant=words_in(FILE))
    found = {
        Alarm(match.code, words[match.first].start, words[match.last].end) for match in matches(words, _web())
    }
    return tuple(sorted(found, key=lambda alarm: (alarm.start, alarm.end)))


def is_crisis(text: str) -> bool:
    """Whether help belongs before anything else."""
    return bool(alarms(text[:LONGEST]))


@cache
def _web() -> Node:
    return web_of(phrases(FILE))
