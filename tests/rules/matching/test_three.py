"""Three that differ."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from segue.rules.matching.profile import Fee, ProfileFacts
from segue.rules.matching.three import Axis, Three, axes_between, three
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
    return set(axes_between(need, with_facts(same, **one), with_facts(same, **other), distance=distance))


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

    found = three(JONAS, [*alike, online, local], distance=distance)

    assert found == Three(("p00", "online", "local"), 2, (Axis.METHOD, Axis.PLACE))


def test_if_none_differ_that_is_said() -> None:
    found = three(JONAS, numbered(5), distance=distance)

    assert found.ids == ("p00", "p01", "p02")
    assert found.differ_on == 0
    assert found.axes == ()
    assert found.why_not is not None
    assert found.why_not.say() == "No three of those who fit differ in two ways or more"


def test_only_the_first_twenty_are_looked_at() -> None:
    online = with_facts(AMARA, id="online", **ONLINE)

    assert "online" in three(JONAS, [*numbered(19), online], distance=distance).ids
    assert "online" not in three(JONAS, [*numbered(20), online], distance=distance).ids


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
    fewer = three(JONAS, people, distance=distance)

    assert (fewer.ids, fewer.differ_on, fewer.axes) == (found.ids, found.differ_on, found.axes)
    assert fewer.why_not is not None
    assert fewer.why_not.say() == sentence


@given(worlds())
def test_no_other_three_differ_more(world: tuple[Need, list[ProfileFacts]]) -> None:
    need, people = world
    found = three(need, people, distance=distance)

    def worth(group: tuple[ProfileFacts, ...]) -> tuple[int, int]:
        apart = [len(axes_between(need, *pair, distance=distance)) for pair in combinations(group, 2)]
        return min(apart), sum(apart)

    if len(people) >= 3:
        best = max(worth(group) for group in combinations(people, 3))
        chosen = tuple(facts for facts in people if facts.id in found.ids)
        assert worth(chosen) == best
        assert found.differ_on == best[0]
        assert (found.why_not is None) is (best[0] >= 2)


def test_what_the_plan_pays_is_no_difference_of_price_unless_it_was_asked() -> None:
    need = with_need(JONAS, insurance=())

    assert differ({"insurance": stated("north_star")}, {"insurance": stated()}, need=need) == set()
