"""The fast way gives what the plain way gives, and both keep what they promise, in crowds drawn at random."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.rules.matching.answer import Answer, Option
from segue.rules.matching.engine import MOST_NEAR, answer, came_near
from segue.rules.matching.options import Search, options
from segue.rules.matching.profile import ProfileFacts
from segue.rules.matching.shard import Shard, from_bytes, tidy, to_bytes
from segue.rules.need import Need, Wish, musts_of, relax
from tests.rules.matching.crowd import GEOGRAPHY, drawn_change, drawn_crowd, put, shard_of
from tests.rules.matching.people import JONAS, NOW

CHANCE = st.randoms(use_true_random=True)
"""Each crowd is drawn from one seed: it has thousands of parts, and choosing each by itself is slow."""

NO_UUIDS = ("nobody", "p1", "x" * 64, "00000000-0000-0000-0000", "a:b.c_d")


def repacked(shard: Shard) -> Shard:
    back = from_bytes(to_bytes(shard), geography=GEOGRAPHY)
    assert back is not None
    return back


def found(need: Need, people: list[ProfileFacts], search: Search) -> Answer:
    return answer(need, shard_of(people, exposure=search.exposure), search)


@settings(max_examples=80)
@given(CHANCE)
def test_the_fast_way_gives_what_the_plain_way_gives(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    shard = shard_of(people, exposure=search.exposure)
    plain = options(need, people, search)

    assert answer(need, shard, search) == plain
    assert answer(need, repacked(shard), search) == plain


@settings(max_examples=40)
@given(CHANCE)
def test_changes_in_place_give_what_a_fresh_shard_gives(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    before = [facts for facts in people if chance.random() < 0.7]
    shard = shard_of([drawn_change(chance, need, facts) for facts in before], exposure={})
    shard = repacked(shard) if chance.random() < 0.5 else shard
    answer(need, shard, search)  # so that what is worked out from the rows is there to be forgotten
    for facts in chance.sample(people, len(people)):
        for changed in (drawn_change(chance, need, facts), facts):
            put(shard, changed, exposure=search.exposure)
    for facts in chance.sample(people, len(people) // 4):
        people.remove(facts)
        put(shard, replace(facts, licenses=(), compacts=()))

    plain = options(need, people, search)
    assert answer(need, shard, search) == plain
    assert answer(need, tidy(shard), search) == plain
    assert to_bytes(tidy(shard)) == to_bytes(shard_of(people, exposure=search.exposure))


@settings(max_examples=20)
@given(CHANCE)
def test_letting_any_one_or_two_wishes_go_yields_exactly_what_was_promised(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    shard = shard_of(people, exposure=search.exposure)
    before = answer(need, shard, search)
    promised = {each.wishes: each.more for each in before.relax}
    musts = musts_of(need)
    every = [*((wish,) for wish in musts), *combinations(musts, 2)]

    assert set(promised) <= set(every)
    for wishes in every:
        more = answer(relax(need, *wishes), shard, search).eligible - before.eligible
        assert more == promised.get(wishes, 0)


def moved(need: Need, wish: Wish, to: int) -> Need:
    """The same need with the number of this wish at `to`."""
    if wish is Wish.PLACE:
        return replace(need, radius_km=to)
    if wish is Wish.WAIT:
        return replace(need, urgency_days=to)
    return replace(need, budget=to)


@settings(max_examples=80)
@given(CHANCE)
def test_a_step_yields_exactly_what_was_promised(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    shard = shard_of(people, exposure=search.exposure)
    before = answer(need, shard, search)

    for step in before.steps:
        assert step.more >= 1
        assert answer(moved(need, step.wish, step.to), shard, search).eligible == before.eligible + step.more
        short = answer(moved(need, step.wish, step.to - 1), shard, search).eligible - before.eligible
        assert short < min(3, step.more)


@settings(max_examples=40)
@given(CHANCE)
def test_points_got_and_missed_come_to_what_the_need_could_give(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    told = found(need, people, search)

    assert told.options == tuple({option.id: option for option in told.options}.values())
    for option in told.options:
        got, missed = dict(option.why), dict(option.why_not)
        assert sum(got.values()) == option.points
        assert sum(got.values()) + sum(missed.values()) == told.of
        assert min([*got.values(), *missed.values()]) > 0
        assert option.id not in need.not_ask


@settings(max_examples=40)
@given(CHANCE)
def test_a_limit_cuts_lists_and_no_counts(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    limit = chance.randint(1, 6)
    short, long = (found(replace(need, limit=each), people, search) for each in (limit, 50))

    assert replace(short, options=(), worth_asking=()) == replace(long, options=(), worth_asking=())
    assert len(long.options) == long.eligible
    for circle in {option.circle for option in long.options}:
        cut = [option for option in long.options if option.circle is circle][:limit]
        told = [option for option in short.options if option.circle is circle]
        assert told[: len(cut)] == cut
        assert {option.id for option in told[len(cut) :]} <= set(short.three.ids)
    for circle in {one.circle for one in long.worth_asking}:
        cut_asks = [one for one in long.worth_asking if one.circle is circle][:limit]
        assert [one for one in short.worth_asking if one.circle is circle] == cut_asks


@settings(max_examples=25)
@given(CHANCE)
def test_the_order_in_which_people_came_does_not_matter(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    one, other = (shard_of((), exposure={}) for _ in range(2))
    for shard in (one, other):
        for facts in chance.sample(people, len(people)):
            put(shard, facts, exposure=search.exposure)

    assert answer(need, one, search) == answer(need, other, search) == found(need, people, search)


@settings(max_examples=25)
@given(CHANCE)
def test_the_same_search_gives_the_same_answer_again_whatever_was_asked_in_between(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    shard = shard_of(people, exposure=search.exposure)
    first = answer(need, shard, search)
    other, _, _ = drawn_crowd(chance)
    answer(other, shard, search)

    assert answer(need, shard, search) == first


@settings(max_examples=25)
@given(CHANCE)
def test_names_of_nobody_do_no_harm(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    strange = replace(need, not_ask=(*need.not_ask, *NO_UUIDS))
    knowing = replace(search, known=frozenset({*search.known, *NO_UUIDS, "0" * 32}))

    assert found(strange, people, knowing) == found(need, people, search)


@settings(max_examples=60)
@given(CHANCE)
def test_who_came_near_is_everybody_not_far_behind_the_third(chance: Random) -> None:
    need, people, search = drawn_crowd(chance)
    fitting = found(replace(need, limit=50), people, search).options

    def order(option: Option) -> tuple[int, float, str]:
        shown, eligible = search.exposure.get(option.id, (0, 0))
        return -option.points, shown / max(1, eligible), option.id

    are_open = [option for option in fitting if option.is_open]
    pool = sorted(are_open if len(are_open) >= 3 else fitting, key=order)
    least = pool[2].points - search.weights.three_within if len(pool) > 3 else 0
    near = tuple(option.id for option in pool if option.points >= least)

    assert came_near(need, shard_of(people, exposure=search.exposure), search) == near[:MOST_NEAR]


@pytest.mark.parametrize("limit", [1, 20])
def test_an_empty_directory_has_an_answer_too(limit: int) -> None:
    search = Search(NOW, GEOGRAPHY.kilometers)
    need = replace(JONAS, limit=limit)

    told = found(need, [], search)

    assert told == options(need, [], search)
    assert (told.eligible, told.options, told.relax, told.steps, told.worth_asking) == (0, (), (), (), ())
    assert told.three.why_not is not None
