"""Which three to show: those that differ most, so that the client has a choice and not three of a kind.

The exact best triple among at most twenty: first the pair that differs least, then the sum over pairs,
then the order in which they came. Twenty make 1,140 triples, so nothing needs to be guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from segue.rules.codes import IDENTITY_STYLES
from segue.rules.matching.line import Line
from segue.rules.matching.musts import Distance
from segue.rules.matching.profile import Finding, ProfileFacts, Stated
from segue.rules.need import Need
from segue.rules.text import N_

AMONG = 20
ENOUGH_AXES = 2
STYLES_APART = 3
PRICE_APART = 0.15
KM_APART = 5


class Axis(StrEnum):
    """In what two options can differ."""

    METHOD = "method"
    STYLE = "style"
    PRICE = "price"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Three:
    """Those to show, on how many axes the least different pair differs, and what stands against them."""

    ids: tuple[str, ...]
    differ_on: int
    axes: tuple[Axis, ...]
    why_not: Line | None = None


def axes_between(
    need: Need, one: ProfileFacts, other: ProfileFacts, *, distance: Distance
) -> frozenset[Axis]:
    """In what these two differ for this client; what is not known of one of them makes no difference."""
    differs = {
        Axis.METHOD: _methods_differ(one.methods, other.methods),
        Axis.STYLE: _styles_differ(one.styles, other.styles),
        Axis.PRICE: _prices_differ(need, one, other),
        Axis.PLACE: _places_differ(one, other, distance=distance),
    }
    return frozenset(axis for axis, differ in differs.items() if differ)


def three(need: Need, fitting: Sequence[ProfileFacts], *, distance: Distance) -> Three:
    """The three of these to show; they come in neutral order, the first twenty are looked at."""
    looked_at = fitting[:AMONG]
    if len(looked_at) < 3:
        return _fewer(need, looked_at, distance=distance)
    between = {
        (one, other): axes_between(need, looked_at[one], looked_at[other], distance=distance)
        for one, other in combinations(range(len(looked_at)), 2)
    }

    def worth(triple: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        apart = [len(between[pair]) for pair in combinations(triple, 2)]
        return min(apart), sum(apart), -sum(triple), tuple(-place for place in triple)

    best = max(combinations(range(len(looked_at)), 3), key=worth)
    differ_on = worth(best)[0]
    return Three(
        tuple(looked_at[place].id for place in best),
        differ_on,
        _on_all([between[pair] for pair in combinations(best, 2)]),
        None
        if differ_on >= ENOUGH_AXES
        else Line(N_("No three of those who fit differ in two ways or more")),
    )


def _fewer(need: Need, fitting: Sequence[ProfileFacts], *, distance: Distance) -> Three:
    ids = tuple(facts.id for facts in fitting)
    apart = [axes_between(need, one, other, distance=distance) for one, other in combinations(fitting, 2)]
    lines = (N_("Nobody has every must"), N_("Only one has every must"), N_("Only two have every must"))
    return Three(ids, min(map(len, apart), default=0), _on_all(apart), Line(lines[len(ids)]))


def _on_all(pairs: Sequence[frozenset[Axis]]) -> tuple[Axis, ...]:
    """The axes on which each of these pairs differs."""
    return tuple(axis for axis in Axis if pairs and all(axis in pair for pair in pairs))


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
    insured = [_takes_plan(need, facts) for facts in (one, other)]
    if any(insured):
        return not all(insured)
    if one.fee is None or other.fee is None:
        return False
    low, high = sorted((one.fee.lowest, other.fee.lowest))
    return high - low >= PRICE_APART * high > 0


def _takes_plan(need: Need, facts: ProfileFacts) -> bool:
    stated = facts.insurance
    return stated is not None and any(stated.holds(plan) is Finding.MET for plan in need.insurance)


def _places_differ(one: ProfileFacts, other: ProfileFacts, *, distance: Distance) -> bool:
    if one.formats is not None and other.formats is not None and one.formats.codes != other.formats.codes:
        return True
    if one.zip is None or other.zip is None:
        return False
    apart = distance(one.zip, other.zip)
    return apart is not None and apart >= KM_APART
