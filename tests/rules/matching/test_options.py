"""The answer to a need."""

import random
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from segue.rules.codes import IDENTITY_STYLES
from segue.rules.matching.answer import Answer, Relaxation
from segue.rules.matching.legal import Legal, legal
from segue.rules.matching.musts import findings
from segue.rules.matching.options import Search, options
from segue.rules.matching.profile import Circle, Finding, Opening, ProfileFacts, Stated, current
from segue.rules.matching.topic import Topic
from segue.rules.need import Need, Wish, musts_of, relax
from tests.rules.matching.people import (
    AMARA,
    JONAS,
    LISTING,
    LONG_AGO,
    NOW,
    TODAY,
    distance,
    stated,
    with_facts,
    with_need,
    worlds,
)

World = tuple[Need, list[ProfileFacts]]


def answer(
    need: Need,
    people: list[ProfileFacts],
    *,
    known: tuple[str, ...] = ("amara",),
    exposure: Mapping[str, tuple[int, int]] = MappingProxyType({}),
) -> Answer:
    return options(need, people, Search(NOW, distance, known=known, exposure=exposure, sequence=12))


def everyone(need: Need, people: list[ProfileFacts]) -> Answer:
    return answer(with_need(need, limit=50), people)


def test_an_option_says_what_is_known_of_it() -> None:
    found = answer(JONAS, [AMARA, LISTING])

    assert found.eligible == 1
    option = found.options[0]
    assert (option.id, option.circle) == ("amara", Circle.KNOWN)
    assert (found.weights, found.sequence, found.of) == ("v1", 12, 1140)
    assert option.why == (
        (Topic.CONCERN, 160), (Topic.FOCUS, 80), (Topic.METHOD, 120), (Topic.LANGUAGE, 60), (Topic.HOURS, 100),
        (Topic.NEAR, 56), (Topic.SOON, 35), (Topic.ROOM, 20), (Topic.CONFIRMED, 58), (Topic.REPLIES, 34),
        (Topic.COST, 60),
    )  # fmt: skip
    assert option.why_not == (
        (Topic.OTHER_CONCERNS, 120), (Topic.STYLE, 100), (Topic.NEAR, 44), (Topic.SOON, 65), (Topic.ROOM, 20),
        (Topic.CONFIRMED, 2), (Topic.REPLIES, 6),
    )  # fmt: skip
    assert option.points == 783
    assert option.unknown == ()
    assert option.confirmed_days == 3
    assert option.first_free == TODAY + timedelta(days=9)
    assert option.is_open is True
    assert [one.id for one in found.worth_asking] == ["birgitta"]
    assert found.worth_asking[0].unknown == (
        Legal.AGE, Wish.CONCERN, Wish.FORMAT, Wish.INSURANCE_OR_BUDGET, Wish.HOURS, Wish.ROOM, Wish.WAIT,
    )  # fmt: skip


def test_a_nice_to_have_that_is_not_known_stands_with_the_option() -> None:
    found = answer(JONAS, [with_facts(AMARA, methods=None)])

    assert found.options[0].unknown == (Wish.METHOD,)
    assert found.worth_asking == ()


def test_an_opening_said_too_long_ago_must_be_asked_for_again() -> None:
    old = with_facts(AMARA, opening=Opening(1, LONG_AGO, first_free=TODAY))
    last_day = with_facts(AMARA, opening=Opening(1, LONG_AGO + timedelta(days=1), first_free=TODAY))

    assert answer(JONAS, [old]).options == ()
    assert answer(JONAS, [old]).worth_asking[0].unknown == (Wish.ROOM, Wish.WAIT)
    assert [(one.confirmed_days, one.is_open) for one in answer(JONAS, [last_day]).options] == [(90, False)]


def test_without_an_opening_that_must_be_there_an_option_has_no_age() -> None:
    need = relax(with_need(JONAS, urgency_days=None), Wish.ROOM)
    found = answer(need, [with_facts(AMARA, opening=None)]).options[0]

    assert (found.confirmed_days, found.first_free, found.is_open) == (None, None, False)


def test_those_who_must_not_be_asked_stand_nowhere() -> None:
    found = answer(with_need(JONAS, not_ask=("amara", "birgitta")), [AMARA, LISTING])

    assert (found.eligible, found.options, found.worth_asking, found.relax) == (0, (), (), ())


def test_colleagues_come_first_then_points_then_the_seldom_shown_then_a_meaningless_name() -> None:
    people = [
        with_facts(AMARA, id="d", focus=()),
        with_facts(AMARA, id="c", focus=()),
        with_facts(AMARA, id="e", focus=()),
        with_facts(AMARA, id="b"),
        with_facts(AMARA, id="a", focus=(), styles=stated()),
    ]
    found = answer(JONAS, people, known=("a",), exposure={"c": (2, 4), "d": (2, 4), "e": (1, 4), "b": (4, 4)})

    assert [option.id for option in found.options] == ["a", "b", "e", "c", "d"]
    assert [option.circle for option in found.options] == [Circle.KNOWN, *[Circle.OTHERS] * 4]


def test_of_those_worth_asking_come_first_of_whom_least_is_to_be_asked() -> None:
    unsure = with_facts(AMARA, slots=None)
    people = [
        with_facts(LISTING, id="a"),
        with_facts(unsure, id="b", focus=()),
        with_facts(unsure, id="c"),
        with_facts(LISTING, id="d"),
    ]
    found = answer(JONAS, people, known=("d",))

    assert [(one.id, one.circle, len(one.unknown)) for one in found.worth_asking] == [
        ("d", Circle.KNOWN, 7),
        ("c", Circle.OTHERS, 1),
        ("b", Circle.OTHERS, 1),
        ("a", Circle.OTHERS, 7),
    ]


def test_a_limit_cuts_each_list_and_no_count() -> None:
    people = [with_facts(AMARA, id=f"p{place}") for place in range(5)]
    people += [with_facts(LISTING, id=f"l{place}") for place in range(5)]
    people += [with_facts(AMARA, id=f"m{place}", slots=stated("mon_morning")) for place in range(5)]
    found = answer(with_need(JONAS, limit=2), people, known=("p4", "l4"))

    assert found.eligible == 5
    assert [option.id for option in found.options] == ["p4", "p0", "p1", *found.three.ids[2:]]
    assert [one.id for one in found.worth_asking] == ["l4", "l0", "l1"]
    assert found.relax[0] == Relaxation((Wish.HOURS,), 5)


def test_only_the_first_twenty_within_a_hundred_and_twenty_points_are_looked_at_for_the_three() -> None:
    def three(count: int, **facts: Any) -> tuple[str, ...]:
        apart = with_facts(AMARA, id="z", formats=stated("in_person"), zip="55408", **facts)
        return answer(
            JONAS, [*(with_facts(AMARA, id=f"p{place:02}") for place in range(count)), apart]
        ).three.ids

    assert three(19, focus=()) == ("p00", "p01", "z")
    assert three(20, focus=()) == ("p00", "p01", "p02")
    assert three(9, methods=stated("emdr")) == ("p00", "p01", "z")
    assert three(9, focus=(), methods=stated(), slots=stated("tue_evening")) == ("p00", "p01", "p02")


def test_those_of_the_three_who_stand_beyond_the_limit_are_told_too() -> None:
    online = with_facts(AMARA, id="z", formats=stated("online"), methods=stated("cbt"), focus=())
    people = [*(with_facts(AMARA, id=f"p{place}") for place in range(4)), online]
    found = answer(with_need(JONAS, limit=1, zip=None, radius_km=None, methods=()), people)

    assert found.three.ids == ("p0", "p1", "z")
    assert [option.id for option in found.options] == ["p0", "p1", "z"]


def test_somebody_seldom_shown_comes_in_from_within_fifty_points_and_not_from_farther() -> None:
    first = [with_facts(AMARA, id=f"p{place}") for place in range(3)]
    exposure = {f"p{place}": (1, 2) for place in range(3)}

    def three(facts: ProfileFacts, *, known: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str | None]:
        found = answer(JONAS, [*first, facts], known=known, exposure={**exposure, facts.id: (0, 2)}).three
        return found.ids, found.seldom

    near = with_facts(AMARA, id="z", slots=stated("tue_evening"))
    assert three(near) == (("p0", "p1", "z"), "z")
    assert three(near, known=("z",)) == (("p0", "p1", "p2"), None)
    farther = with_facts(
        near, opening=Opening(1, TODAY - timedelta(days=3), first_free=TODAY + timedelta(days=10))
    )
    assert three(farther) == (("p0", "p1", "p2"), None)


def test_the_three_are_taken_from_those_who_are_open_if_there_are_three() -> None:
    stale = Opening(1, TODAY - timedelta(days=10), first_free=TODAY)
    online = with_facts(AMARA, id="z", opening=stale, formats=stated("online"), methods=stated("cbt"))
    fresh = [with_facts(AMARA, id=f"p{place}") for place in range(3)]

    assert answer(JONAS, [online, *fresh]).three.ids == ("p0", "p1", "p2")
    assert "z" in answer(JONAS, [online, *fresh[:2]]).three.ids


def test_one_wish_is_named_with_how_many_it_opens() -> None:
    morning = with_facts(AMARA, slots=stated("mon_morning"))
    people = [
        with_facts(AMARA, id="fits"),
        *(with_facts(morning, id=f"m{place}") for place in range(2)),
        with_facts(AMARA, id="full", opening=Opening(0, TODAY, wait_days=10)),
        with_facts(morning, id="both", opening=Opening(0, TODAY, wait_days=10)),
        with_facts(morning, id="abroad", licenses=()),
        with_facts(LISTING, id="unsure"),
    ]

    relax = answer(JONAS, people).relax

    assert relax[:3] == (
        Relaxation((Wish.HOURS,), 2),
        Relaxation((Wish.ROOM,), 1),
        Relaxation((Wish.HOURS, Wish.ROOM), 4),
    )
    assert {(Wish.HOURS in each.wishes, each.more) for each in relax[3:]} == {(True, 2), (False, 1)}


@given(worlds())
def test_no_option_fails_a_legal_test_or_a_must(world: World) -> None:
    need, people = world
    by_id = {facts.id: current(facts, today=TODAY) for facts in people}

    for option in everyone(need, people).options:
        facts = by_id[option.id]
        lawful = {tested.finding for tested in legal(need, facts, today=TODAY).values()}
        found = findings(need, facts, today=TODAY, distance=distance)
        assert lawful == {Finding.MET}
        assert {found[must] for must in musts_of(need)} == {Finding.MET} or not musts_of(need)
        assert option.id not in need.not_ask


@given(worlds())
def test_who_is_worth_asking_fails_nothing_and_leaves_something_open(world: World) -> None:
    need, people = world
    by_id = {facts.id: current(facts, today=TODAY) for facts in people}

    for one in everyone(need, people).worth_asking:
        facts = by_id[one.id]
        lawful = [tested.finding for tested in legal(need, facts, today=TODAY).values()]
        found = findings(need, facts, today=TODAY, distance=distance)
        answers = [*lawful, *(found[must] for must in musts_of(need))]
        assert Finding.UNMET not in answers
        assert len(one.unknown) == answers.count(Finding.NOT_KNOWN) >= 1


@given(worlds())
def test_nobody_who_fits_or_is_worth_asking_is_left_out(world: World) -> None:
    need, people = world
    found = everyone(need, people)
    placed = {option.id for option in found.options} | {one.id for one in found.worth_asking}

    for facts in people:
        today = current(facts, today=TODAY)
        lawful = [tested.finding for tested in legal(need, today, today=TODAY).values()]
        musts = findings(need, today, today=TODAY, distance=distance)
        fails = Finding.UNMET in [*lawful, *(musts[must] for must in musts_of(need))]
        assert (facts.id in placed) is (not fails and facts.id not in need.not_ask)
    assert found.eligible == len(found.options)
    assert len(placed) == len(found.options) + len(found.worth_asking)


@given(worlds())
def test_relaxing_yields_exactly_what_was_promised(world: World) -> None:
    need, people = world
    before = answer(need, people)
    promised = {relaxation.wishes: relaxation.more for relaxation in before.relax}

    for wish in musts_of(need):
        assert answer(relax(need, wish), people).eligible - before.eligible == promised.get((wish,), 0)
    for wishes, more in promised.items():
        assert answer(relax(need, *wishes), people).eligible - before.eligible == more


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_profiles_come_does_not_matter(world: World, chance: random.Random) -> None:
    need, people = world
    shuffled = list(people)
    chance.shuffle(shuffled)

    assert answer(need, shuffled) == answer(need, people)


@given(worlds(), st.sets(st.sampled_from(sorted(IDENTITY_STYLES))))
def test_a_trait_that_nobody_asked_for_changes_nothing(world: World, traits: set[str]) -> None:
    need, people = world
    plain = with_need(need, styles=tuple(code for code in need.styles if code not in IDENTITY_STYLES))

    def with_traits(facts: ProfileFacts) -> ProfileFacts:
        if facts.styles is None:
            return facts
        codes = (facts.styles.codes - IDENTITY_STYLES) | traits
        return replace(facts, styles=Stated(codes, facts.styles.confirmed_on, facts.styles.is_complete))

    assert answer(plain, [with_traits(facts) for facts in people]) == answer(plain, people)


def test_what_must_never_count_has_no_place_in_the_facts() -> None:
    names = {field.name for field in fields(ProfileFacts)}

    assert names == {
        "id", "name", "roles", "licenses", "compacts", "zip", "ages", "concerns", "groups", "focus",
        "does_not_see", "formats", "insurance", "fee", "languages", "methods", "styles", "slots",
        "day_parts", "opening", "more_zips", "reply_hours",
    }  # fmt: skip
