"""Three that differ."""

from collections.abc import Sequence
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.rules.matching.profile import Fee, ProfileFacts
from segue.rules.matching.three import (
    AXIS_BITS,
    Axis,
    Chosen,
    Three,
    axes_between,
    pairs_of,
    seldom_instead,
    three_among,
    three_of,
    told_instead,
)
from segue.rules.need import Need
from tests.rules.matching.people import (
    AMARA,
    JONAS,
    TODAY,
    distance,
    stated,
    with_facts,
    with_need,
    worlds,
)


def differ(one: dict[str, Any], other: dict[str, Any], *, need: Need = JONAS) -> set[Axis]:
    same = with_facts(AMARA, insurance=None)
    bits = axes_between(need, with_facts(same, **one), with_facts(same, **other), distance=distance)
    return {axis for axis in Axis if bits & AXIS_BITS[axis]}


def three(need: Need, people: list[ProfileFacts]) -> Three:
    """The best three of people who have the same points."""
    chosen = three_among(need, people, [0] * len(people), distance=distance)
    return chosen.named(lambda place: people[place].id)


@pytest.mark.parametrize(
    ("one", "other", "axes"),
    [
        ({}, {}, set()),
        ({"methods": stated("emdr", "cbt")}, {"methods": stated("emdr", "act")}, {Axis.METHOD}),
        ({"methods": stated("emdr", "cbt", "act")}, {"methods": stated("emdr", "cbt", "dbt")}, set()),
        ({"methods": None}, {}, set()),
        ({}, {"methods": None}, set()),
        ({"methods": stated()}, {}, set()),
        ({}, {"methods": stated()}, set()),
        ({"styles": stated("direct")}, {"styles": stated("humor", "gentle")}, {Axis.STYLE}),
        ({"styles": stated("direct")}, {"styles": stated("humor")}, set()),
        ({"styles": None}, {"styles": stated("direct", "humor", "gentle")}, set()),
        ({"styles": stated("direct", "humor", "gentle")}, {"styles": None}, set()),
        ({"styles": stated()}, {"styles": stated("woman", "veteran", "immigrant")}, set()),
        ({"fee": Fee(85, TODAY)}, {"fee": Fee(100, TODAY)}, {Axis.PRICE}),
        ({"fee": Fee(86, TODAY)}, {"fee": Fee(100, TODAY)}, set()),
        ({"fee": Fee(0, TODAY)}, {"fee": Fee(0, TODAY)}, set()),
        ({"fee": Fee(85, TODAY)}, {}, set()),
        ({}, {"fee": Fee(85, TODAY)}, set()),
        ({"insurance": stated("north_star")}, {"fee": Fee(85, TODAY)}, {Axis.PRICE}),
        ({"insurance": stated("north_star")}, {"insurance": stated("north_star")}, set()),
        ({"formats": stated("online")}, {}, {Axis.PLACE}),
        ({"formats": None}, {}, set()),
        ({}, {"formats": None}, set()),
        ({"zip": "55408"}, {}, {Axis.PLACE}),
        ({"zip": None}, {}, set()),
        ({}, {"zip": None}, set()),
        ({"zip": "00000"}, {}, set()),
    ],
)
def test_two_differ_on_what_is_known_of_both(
    one: dict[str, Any], other: dict[str, Any], axes: set[Axis]
) -> None:
    assert differ(one, other) == axes
    assert differ(other, one) == axes


def numbered(count: int, **facts: Any) -> list[ProfileFacts]:
    return [with_facts(AMARA, id=f"p{place:02}", **facts) for place in range(count)]


ONLINE = {"formats": stated("online"), "methods": stated("cbt")}
LOCAL = {"formats": stated("in_person"), "methods": stated("dbt")}


def test_three_of_a_kind_give_way_to_three_that_differ() -> None:
    alike = numbered(8)
    online = with_facts(AMARA, id="online", **ONLINE)
    local = with_facts(AMARA, id="local", **LOCAL)

    found = three(JONAS, [*alike, online, local])

    assert found == Three(("p00", "online", "local"), 2, (Axis.METHOD, Axis.PLACE))


def test_if_none_differ_that_is_said() -> None:
    found = three(JONAS, numbered(5))

    assert found.ids == ("p00", "p01", "p02")
    assert found.differ_on == 0
    assert found.axes == ()
    assert found.why_not is not None
    assert found.why_not.say() == "No three of those who fit differ in two ways or more"


@pytest.mark.parametrize(
    ("people", "found", "sentence"),
    [
        ([], Three((), 0, ()), "Nobody has every must"),
        (numbered(1), Three(("p00",), 0, ()), "Only one has every must"),
        (
            [*numbered(1), with_facts(AMARA, id="online", **ONLINE)],
            Three(("p00", "online"), 2, (Axis.METHOD, Axis.PLACE)),
            "Only two have every must",
        ),
    ],
)
def test_fewer_than_three_are_shown_with_the_reason(
    people: list[ProfileFacts], found: Three, sentence: str
) -> None:
    fewer = three(JONAS, people)

    assert (fewer.ids, fewer.differ_on, fewer.axes) == (found.ids, found.differ_on, found.axes)
    assert fewer.why_not is not None
    assert fewer.why_not.say() == sentence


def plain_best(axes: Sequence[Sequence[int]], points: Sequence[int]) -> tuple[int, ...]:
    """The best three by trying all: the least different pair, then all pairs, then points, then who comes first."""

    def worth(group: tuple[int, ...]) -> tuple[int, int, int]:
        apart = [axes[one][other].bit_count() for one, other in combinations(group, 2)]
        return min(apart), sum(apart), sum(points[place] for place in group)

    return max(combinations(range(len(points)), 3), key=worth)


def drawn_axes(chance: Random, count: int) -> list[list[int]]:
    """What each of so many differs in from each other, the same both ways."""
    axes = [[0] * count for _ in range(count)]
    for one, other in combinations(range(count), 2):
        axes[one][other] = axes[other][one] = chance.choice((0, 1, 2, 3, 5, 7, 12, 15))
    return axes


@settings(max_examples=60)
@given(st.randoms(use_true_random=True))
def test_no_other_three_are_better(chance: Random) -> None:
    count = chance.randint(3, 20)
    axes, points = (
        drawn_axes(chance, count),
        sorted((chance.randint(0, 120) for _ in range(count)), reverse=True),
    )
    best = plain_best(axes, points)
    apart = [axes[one][other] for one, other in combinations(best, 2)]

    found = three_of(points, axes=np.array(axes))

    assert found.places == best
    assert found.differ_on == min(bits.bit_count() for bits in apart)
    assert found.axes == tuple(axis for axis in Axis if all(bits & AXIS_BITS[axis] for bits in apart))
    assert (found.why_not is None) is (found.differ_on >= 2)


@settings(max_examples=40)
@given(worlds())
def test_who_differs_is_told_for_the_people_themselves(world: tuple[Need, list[ProfileFacts]]) -> None:
    need, people = world
    axes = pairs_of(need, people, distance=distance)
    found = three_among(need, people, [0] * len(people), distance=distance)

    assert axes.tolist() == [
        [axes_between(need, one, other, distance=distance) for other in people] for one in people
    ]
    if len(people) >= 3:
        assert found.places == plain_best(axes.tolist(), [0] * len(people))


def test_the_least_different_pair_goes_before_the_sum_and_the_sum_before_points() -> None:
    def chosen(pairs: dict[tuple[int, int], int], points: tuple[int, ...] = (9, 8, 7, 6)) -> tuple[int, ...]:
        axes = np.zeros((4, 4), np.int64)
        for (one, other), bits in pairs.items():
            axes[one, other] = axes[other, one] = bits
        return three_of(points, axes=axes).places

    lopsided = {(0, 1): 15, (0, 2): 15, (1, 2): 0}
    even = {(0, 1): 15, (0, 3): 1, (1, 3): 1}
    assert chosen({**lopsided, **even}) == (0, 1, 3)
    assert chosen({**lopsided, (0, 3): 15, (1, 3): 0}) == (0, 1, 2)
    assert chosen({**lopsided, (0, 3): 15, (1, 3): 0}, points=(9, 8, 6, 7)) == (0, 1, 3)
    assert chosen({}, points=(9, 8, 7, 7)) == (0, 1, 2)


def instead(differ_on: int, *seldom: int) -> int | None:
    """Which place comes in for the last of three who differ on so many; `seldom`: what each differs in from all."""
    axes = np.full((2 + len(seldom), 2 + len(seldom)), 15, np.int64)
    for place, bits in enumerate(seldom, start=2):
        axes[place, :] = axes[:, place] = bits
    return seldom_instead(Chosen((0, 1, 2), differ_on, ()), axes=axes)


def test_the_first_of_the_seldom_shown_who_differs_as_much_takes_the_last_place() -> None:
    assert instead(2, 1, 3, 15) == 3
    assert instead(1, 0, 1, 15) == 3
    assert instead(0, 0, 15) == 2


def test_two_ways_are_enough_where_the_three_differ_in_more() -> None:
    assert instead(4, 3, 15) == 2
    assert instead(4, 1, 15) == 3


def test_where_nobody_near_the_front_differs_enough_the_three_stay() -> None:
    assert instead(2) is None
    assert instead(2, *[1] * 7, 3) == 9
    assert instead(2, *[1] * 8, 3) is None


def test_what_the_new_three_differ_in_is_told_anew() -> None:
    axes = np.array([[0, 15, 3], [15, 0, 5], [3, 5, 0]])

    assert told_instead(2, axes=axes) == Chosen((0, 1, 2), 2, (Axis.METHOD,))
    assert told_instead(2, axes=axes & 1).why_not is not None


def test_those_chosen_are_named() -> None:
    named = Chosen((4, 1, 2), 2, (Axis.METHOD,)).named(lambda place: f"p{place}", seldom="p2")

    assert named == Three(("p4", "p1", "p2"), 2, (Axis.METHOD,), None, "p2")


def test_what_the_plan_pays_is_no_difference_of_price_unless_it_was_asked() -> None:
    need = with_need(JONAS, insurance=())

    assert differ({"insurance": stated("north_star")}, {"insurance": stated()}, need=need) == set()
