"""Which three to show: those that differ most, so that the client has a choice and not three of a kind.

The exact best triple among at most twenty who come near the best: first the pair that differs least, then the sum
over pairs, then points. Twenty make 1,140 triples, so nothing needs to be guessed. Then one of the places goes to
somebody who is seldom shown, where one comes near: ranked by points alone, the same few would be shown for ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.rules.codes import IDENTITY_STYLES
from segue.rules.matching.line import Line
from segue.rules.matching.musts import Distance, takes_plan
from segue.rules.matching.profile import Finding, ProfileFacts, Stated
from segue.rules.need import Need
from segue.rules.text import N_

AMONG = 20
ENOUGH = 3
ENOUGH_AXES = 2
STYLES_APART = 3
PRICE_APART = 0.15
KM_APART = 5
SELDOM_LOOKED_AT = 8


class Axis(StrEnum):
    """In what two options can differ; the order is the order of bits."""

    METHOD = "method"
    STYLE = "style"
    PRICE = "price"
    PLACE = "place"


AXIS_BITS = {axis: 1 << place for place, axis in enumerate(Axis)}
_COUNT = np.array([bits.bit_count() for bits in range(1 << len(Axis))], np.int64)


@dataclass(frozen=True, slots=True)
class Three:
    """Those to show, on how many axes the least different pair differs, and what stands against them.

    `seldom`: the one who stands there because they are seldom shown, if one does; said to clinicians only.
    """

    ids: tuple[str, ...]
    differ_on: int
    axes: tuple[Axis, ...]
    why_not: Line | None = None
    seldom: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Places in a row of candidates, the axes on which all of them differ, and what stands against them."""

    places: tuple[int, ...]
    differ_on: int
    axes: tuple[Axis, ...]
    why_not: Line | None = None

    def named(self, name_of: Callable[[int], str], *, seldom: str | None = None) -> Three:
        """The same by identifier."""
        ids = tuple(name_of(place) for place in self.places)
        return Three(ids, self.differ_on, self.axes, self.why_not, seldom)


def three_of(points: Sequence[int], *, axes: NDArray[Any]) -> Chosen:
    """The best three of these, who come in their order; `axes` holds the bits of each pair."""
    if len(points) < ENOUGH:
        return _all_of(len(points), axes=axes)
    return _told(_best(axes, np.asarray(points, np.int64)), axes=axes)


def three_among(
    need: Need, candidates: Sequence[ProfileFacts], points: Sequence[int], *, distance: Distance
) -> Chosen:
    """The same, the plain way."""
    return three_of(points, axes=pairs_of(need, candidates, distance=distance))


def seldom_instead(chosen: Chosen, *, axes: NDArray[Any]) -> int | None:
    """Which of some who are seldom shown takes the place of the last of the three: the first that differs enough.

    `axes`: the bits of each pair of the first two of the three and, behind them, of those who are seldom shown, the
    least shown first. The answer is a place in that row.
    """
    for place in range(2, min(len(axes), 2 + SELDOM_LOOKED_AT)):
        if _told((0, 1, place), axes=axes).differ_on >= min(chosen.differ_on, ENOUGH_AXES):
            return place
    return None


def told_instead(place: int, *, axes: NDArray[Any]) -> Chosen:
    """The first two of a row, and this one."""
    return _told((0, 1, place), axes=axes)


def pairs_of(need: Need, people: Sequence[ProfileFacts], *, distance: Distance) -> NDArray[np.int64]:
    """The bits of each pair of these, the plain way."""
    rows = [[axes_between(need, one, other, distance=distance) for other in people] for one in people]
    return np.array(rows, np.int64)


def axes_between(need: Need, one: ProfileFacts, other: ProfileFacts, *, distance: Distance) -> int:
    """The bits of what these two differ in for this client; what is not known of one makes no difference."""
    differs = {
        Axis.METHOD: _methods_differ(one.methods, other.methods),
        Axis.STYLE: _styles_differ(one.styles, other.styles),
        Axis.PRICE: _prices_differ(need, one, other),
        Axis.PLACE: _places_differ(one, other, distance=distance),
    }
    return sum(AXIS_BITS[axis] for axis, differ in differs.items() if differ)


@cache
def _triples(count: int) -> NDArray[np.int64]:
    return np.array(list(combinations(range(count), 3)), np.int64).T


def _best(axes: NDArray[Any], points: NDArray[np.int64]) -> tuple[int, int, int]:
    """The places of the best triple; among equals, of the one that stands first."""
    one, two, three = _triples(len(points))
    apart = _COUNT[axes]
    pairs = (apart[one, two], apart[one, three], apart[two, three])
    least = np.minimum(np.minimum(pairs[0], pairs[1]), pairs[2])
    worth = (least * 16 + pairs[0] + pairs[1] + pairs[2]) * 8192 + points[one] + points[two] + points[three]
    best = int(worth.argmax())
    return int(one[best]), int(two[best]), int(three[best])


def _told(places: Sequence[int], *, axes: NDArray[Any]) -> Chosen:
    pairs = [int(axes[one, other]) for one, other in combinations(places, 2)]
    differ_on = min(bits.bit_count() for bits in pairs)
    against = (
        None if differ_on >= ENOUGH_AXES else Line(N_("No three of those who fit differ in two ways or more"))
    )
    return Chosen(tuple(places), differ_on, _on_all(pairs), against)


def _all_of(count: int, *, axes: NDArray[Any]) -> Chosen:
    """Fewer than three: all there are, and the sentence that says so."""
    pairs = [int(axes[one, other]) for one, other in combinations(range(count), 2)]
    lines = (N_("Nobody has every must"), N_("Only one has every must"), N_("Only two have every must"))
    least = min((bits.bit_count() for bits in pairs), default=0)
    return Chosen(tuple(range(count)), least, _on_all(pairs), Line(lines[count]))


def _on_all(pairs: Sequence[int]) -> tuple[Axis, ...]:
    """The axes on which each of these pairs differs."""
    return tuple(axis for axis in Axis if pairs and all(bits & AXIS_BITS[axis] for bits in pairs))


def _methods_differ(one: Stated | None, other: Stated | None) -> bool:
    """At most half of the shorter list is shared."""
    if one is None or other is None or not one.codes or not other.codes:
        return False
    return 2 * len(one.codes & other.codes) <= min(len(one.codes), len(other.codes))


def _styles_differ(one: Stated | None, other: Stated | None) -> bool:
    """Who somebody is makes no difference here: it counts only where the client asked."""
    if one is None or other is None:
        return False
    return len((one.codes ^ other.codes) - IDENTITY_STYLES) >= STYLES_APART


def _prices_differ(need: Need, one: ProfileFacts, other: ProfileFacts) -> bool:
    """One takes the plan and the other does not, or the fees are apart."""
    insured = [takes_plan(need, facts) is Finding.MET for facts in (one, other)]
    if any(insured):
        return not all(insured)
    if one.fee is None or other.fee is None:
        return False
    low, high = sorted((one.fee.lowest, other.fee.lowest))
    return high - low >= PRICE_APART * high > 0


def _places_differ(one: ProfileFacts, other: ProfileFacts, *, distance: Distance) -> bool:
    if one.formats is not None and other.formats is not None and one.formats.codes != other.formats.codes:
        return True
    if one.zip is None or other.zip is None:
        return False
    apart = distance(one.zip, other.zip)
    return apart is not None and round(apart * 1000) >= KM_APART * 1000
