"""The answer to a need, as values: who fits and why in points, which three, what would open more doors, whom to ask.

Made by `options`, the plain way, and by `engine`, the fast one: the same answer. Words are made from it elsewhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.rules.matching.legal import Legal
from segue.rules.matching.musts import BITS
from segue.rules.matching.profile import Circle
from segue.rules.matching.three import ENOUGH, Three
from segue.rules.matching.topic import Topic
from segue.rules.need import Need, Wish, musts_of

Counted = tuple[tuple[Topic, int], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who fits: points got and missed by topic, what is not known of the nice to have, how fresh it is."""

    id: str
    circle: Circle
    points: int
    why: Counted
    why_not: Counted
    unknown: tuple[Wish, ...]
    confirmed_days: int | None
    first_free: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class WorthAsking:
    """Somebody who fails nothing, and what must be asked before they are an option."""

    id: str
    circle: Circle
    unknown: tuple[Legal | Wish, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How many more would fit if these wishes were only nice to have."""

    wishes: tuple[Wish, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Step:
    """How many more would fit if the number of this wish were `to`: a fee, days of waiting, kilometers."""

    wish: Wish
    to: int
    more: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a need finds; `eligible` counts all who fit, also those beyond the limit.

    `options`: colleagues, then others, each up to the limit, then those of the three who stand beyond it.
    `of`: the points that this need could give. `sequence`: the change of the directory up to which it was read.
    """

    weights: str
    sequence: int
    eligible: int
    of: int
    options: tuple[Option, ...]
    three: Three
    relax: tuple[Relaxation, ...]
    steps: tuple[Step, ...]
    worth_asking: tuple[WorthAsking, ...]


def relaxations(need: Need, standing: Mapping[int, int]) -> tuple[Relaxation, ...]:
    """What each must and each pair of musts would open, from how many rows each set of musts stands in the way of.

    The bits of a row are the musts that it does not meet or that are not known of it. Exact, since a row comes in as
    soon as all its bits are let go, and not before.
    """
    musts = musts_of(need)
    alone = {wish: standing.get(BITS[wish], 0) for wish in musts}
    found = [Relaxation((wish,), more) for wish, more in alone.items()]
    for one, other in combinations(musts, 2):
        more = alone[one] + alone[other] + standing.get(BITS[one] | BITS[other], 0)
        if more:
            found.append(Relaxation((one, other), more))
    opening = (relaxation for relaxation in found if relaxation.more)
    return tuple(sorted(opening, key=lambda each: (len(each.wishes), -each.more)))


def step(wish: Wish, values: NDArray[Any]) -> tuple[Step, ...]:
    """The number that lets at least three more in, or all there are; none where nobody is held back by it alone."""
    if not len(values):
        return ()
    last = min(ENOUGH, len(values)) - 1
    to = int(np.partition(values, last)[last])
    return (Step(wish, to, int(np.count_nonzero(values <= to))),)


def helpful(relax: Sequence[Relaxation], *, eligible: int) -> tuple[Relaxation, ...]:
    """Those to be told: single wishes, and pairs only where no single one reaches three; most first."""
    single = [each for each in relax if len(each.wishes) == 1]
    if any(eligible + each.more >= ENOUGH for each in single):
        return tuple(single)
    return tuple(sorted(relax, key=lambda each: (-each.more, len(each.wishes))))


def count(masks: Sequence[int]) -> Mapping[int, int]:
    """How many rows have each set of bits."""
    return Counter(masks)


def to_mapping(answer: Answer, *, names: Mapping[str, str]) -> dict[str, object]:
    """The answer as plain values for JSON; `names` tells whom an identifier stands for."""
    return {
        "weights": answer.weights,
        "sequence": answer.sequence,
        "eligible": answer.eligible,
        "of": answer.of,
        "options": [_plain(option, name=names.get(option.id, "")) for option in answer.options],
        "three": list(answer.three.ids),
        "three_differ_on": answer.three.differ_on,
        "relax": [
            {"wishes": [wish.value for wish in relaxation.wishes], "more": relaxation.more}
            for relaxation in answer.relax
        ],
        "steps": [{"wish": each.wish.value, "to": each.to, "more": each.more} for each in answer.steps],
        "worth_asking": [
            {"id": one.id, "unknown": [part.value for part in one.unknown]} for one in answer.worth_asking
        ],
    }


def _plain(option: Option, *, name: str) -> dict[str, object]:
    return {
        "id": option.id,
        "name": name,
        "list": option.circle.value,
        "points": option.points,
        "why": [[topic.value, got] for topic, got in option.why],
        "why_not": [[topic.value, missed] for topic, missed in option.why_not],
        "unknown": [wish.value for wish in option.unknown],
        "confirmed_days": option.confirmed_days,
        "first_free": None if option.first_free is None else option.first_free.isoformat(),
    }
