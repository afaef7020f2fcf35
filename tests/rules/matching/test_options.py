"""The answer to a need."""

import json
import random
from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from segue.rules.codes import IDENTITY_STYLES
from segue.rules.matching.legal import Legal, legal
from segue.rules.matching.musts import BITS, findings
from segue.rules.matching.options import Answer, Relaxation, options, relaxations, to_mapping
from segue.rules.matching.profile import Circle, Finding, Opening, ProfileFacts, Stated, current
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


def answer(need: Need, people: list[ProfileFacts]) -> Answer:
    return options(need, people, now=NOW, distance=distance)


def everyone(need: Need, people: list[ProfileFacts]) -> Answer:
    return answer(with_need(need, limit=50), people)


def test_an_option_says_what_is_known_of_it() -> None:
    found = answer(JONAS, [AMARA, LISTING])

    assert found.eligible == 1
    option = found.options[0]
    assert (option.id, option.name, option.circle) == ("amara", "Amara Lindqvist", Circle.KNOWN)
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


def test_colleagues_come_first_then_who_fulfills_more_then_a_meaningless_name() -> None:
    people = [
        with_facts(AMARA, id="d", circle=Circle.OTHERS, focus=()),
        with_facts(AMARA, id="c", circle=Circle.OTHERS, focus=()),
        with_facts(AMARA, id="b", circle=Circle.OTHERS),
        with_facts(AMARA, id="a", circle=Circle.KNOWN, focus=(), styles=stated()),
    ]

    assert [option.id for option in answer(JONAS, people).options] == ["a", "b", "c", "d"]


def test_a_limit_cuts_the_list_and_not_the_count() -> None:
    people = [with_facts(AMARA, id=f"p{place}") for place in range(5)]
    found = answer(with_need(JONAS, limit=2), people)

    assert found.eligible == 5
    assert [option.id for option in found.options] == ["p0", "p1"]


def test_the_three_are_taken_from_those_who_are_open_if_there_are_three() -> None:
    stale = Opening(1, TODAY - timedelta(days=10), first_free=TODAY)
    online = with_facts(AMARA, id="z", opening=stale, formats=stated("online"), methods=stated("cbt"))
    fresh = [with_facts(AMARA, id=f"p{place}") for place in range(3)]

    assert answer(JONAS, [online, *fresh]).three.ids == ("p0", "p1", "p2")
    assert "z" in answer(JONAS, [online, *fresh[:2]]).three.ids


def test_an_answer_has_the_shape_for_scripts() -> None:
    plain = to_mapping(
        answer(JONAS, [AMARA, LISTING, with_facts(AMARA, id="b", zip="55802", opening=Opening(0, TODAY))])
    )

    assert json.loads(json.dumps(plain)) == plain
    assert list(plain) == [
        "weights", "sequence", "eligible", "of", "options", "three", "three_differ_on", "relax", "steps",
        "worth_asking",
    ]  # fmt: skip
    assert plain["options"] == [
        {
            "id": "amara",
            "name": "Amara Lindqvist",
            "list": "known",
            "points": None,
            "why": [
                ["focus", None], ["method", None], ["language", None], ["cost", None], ["hours", None],
                ["format", None], ["near", None], ["room", None], ["soon", None], ["confirmed", None],
            ],
            "why_not": [["other_concerns", None], ["style", None]],
            "unknown": [],
            "confirmed_days": 3,
            "first_free": "2026-03-17",
        }
    ]  # fmt: skip
    assert plain["three"] == ["amara"]
    assert plain["relax"] == [{"wishes": ["room", "wait"], "more": 1}]
    assert plain["worth_asking"] == [
        {
            "id": "birgitta",
            "unknown": ["age", "concern", "format", "insurance_or_budget", "hours", "room", "wait"],
        }
    ]


def test_an_option_without_a_first_free_day_says_so_in_scripts() -> None:
    need = with_need(JONAS, urgency_days=None)
    plain = to_mapping(answer(need, [with_facts(AMARA, opening=Opening(1, TODAY))]))

    assert json.loads(json.dumps(plain))["options"][0]["first_free"] is None


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

    assert answer(JONAS, people).relax == (
        Relaxation((Wish.HOURS,), 2),
        Relaxation((Wish.ROOM,), 1),
    )
    assert [one["wishes"] for one in json.loads(json.dumps(to_mapping(answer(JONAS, people))))["relax"]] == [
        ["hours"],
        ["room"],
    ]


def test_two_wishes_together_are_named_only_if_no_single_one_is_enough() -> None:
    both = BITS[Wish.HOURS] | BITS[Wish.ROOM]

    assert relaxations(JONAS, [0, BITS[Wish.HOURS], both]) == (
        Relaxation((Wish.HOURS, Wish.ROOM), 2),
        Relaxation((Wish.HOURS,), 1),
    )
    assert relaxations(JONAS, [0, BITS[Wish.HOURS], BITS[Wish.HOURS], both]) == (
        Relaxation((Wish.HOURS,), 2),
    )
    assert relaxations(JONAS, [0, 0, 0, both]) == ()


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
        "id", "name", "circle", "roles", "licenses", "compacts", "zip", "ages", "concerns", "groups", "focus",
        "does_not_see", "formats", "insurance", "fee", "languages", "methods", "styles", "slots",
        "day_parts", "opening",
    }  # fmt: skip
