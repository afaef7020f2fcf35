"""Why and why not, as sentences."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from segue.rules.codes import IDENTITY_STYLES, Family, label
from segue.rules.matching.profile import Fee, Opening, ProfileFacts
from segue.rules.matching.topic import Topic
from segue.rules.matching.why import reasons
from segue.rules.need import Need
from tests.rules.matching.people import (
    AMARA,
    JONAS,
    LISTING,
    TODAY,
    distance,
    stated,
    with_facts,
    with_need,
    worlds,
)


def said(
    topic: Topic, *, need: dict[str, Any] | None = None, for_client: bool = False, **facts: Any
) -> tuple[list[str], list[str]]:
    """The sentences for and against on one topic."""
    found = reasons(
        with_need(JONAS, **(need or {})),
        with_facts(AMARA, **facts),
        today=TODAY,
        distance=distance,
        for_client=for_client,
    )
    why, why_not = (
        [reason.line.say() for reason in each if reason.topic is topic] for each in (found.why, found.why_not)
    )
    return why, why_not


def test_an_option_is_told_in_plain_sentences() -> None:
    found = reasons(JONAS, AMARA, today=TODAY, distance=distance)

    assert [reason.line.say() for reason in found.why] == [
        "A focus on panic",
        "Works with exposure and EMDR",
        "Speaks English and Swedish",
        "Says North Star Health is taken",
        "Tuesday evenings and Thursday evenings",
        "Online and in person",
        "7 miles away",
        "Has an opening",
        "Starts in 9 days",
        "Opening confirmed 3 days ago",
    ]
    assert [reason.line.say() for reason in found.why_not] == [
        "Does not name grief",
        "Does not say: direct and plans hours week by week",
    ]


def test_a_client_reads_plainer_words_and_to_ask_the_plan() -> None:
    found = reasons(JONAS, AMARA, today=TODAY, distance=distance, for_client=True)

    assert [reason.line.say() for reason in found.why][:4] == [
        "A focus on panic attacks",
        "Works with facing fears in steps and EMDR",
        "Speaks English and Swedish",
        "Says North Star Health is taken. Your share: ask the plan",
    ]
    assert [reason.line.say() for reason in found.why_not] == [
        "Does not name losing someone",
        "Does not say: direct and hours that change",
    ]


def test_what_is_not_known_is_neither_for_nor_against() -> None:
    found = reasons(with_need(JONAS, zip=None, radius_km=None), LISTING, today=TODAY, distance=distance)

    assert found.why == found.why_not == ()
    assert found.met == 0


def test_each_wish_that_is_fulfilled_counts_once_and_a_focus_twice() -> None:
    found = reasons(JONAS, AMARA, today=TODAY, distance=distance)

    assert [(reason.topic.value, reason.met) for reason in found.why] == [
        ("focus", 2), ("method", 2), ("language", 2), ("cost", 1), ("hours", 2), ("format", 2), ("near", 1),
        ("room", 1), ("soon", 1), ("confirmed", 0),
    ]  # fmt: skip
    assert found.met == 14
    assert [reason.met for reason in found.why_not] == [0, 0]


@pytest.mark.parametrize(
    ("topic", "need", "facts", "why", "why_not"),
    [
        (Topic.FOCUS, {}, {"focus": ()}, [], []),
        (Topic.CONCERN, {}, {"focus": ()}, ["Treats panic"], []),
        (Topic.CONCERN, {}, {"concerns": stated("grief")}, [], ["Does not name panic"]),
        (Topic.CONCERN, {}, {"concerns": None, "groups": stated("anxiety")}, ["Treats anxiety"], []),
        (Topic.CONCERN, {}, {"concerns": None, "groups": stated("mood")}, [], []),
        (Topic.OTHER_CONCERNS, {}, {"concerns": stated("panic", "grief")}, ["Also treats grief"], []),
        (Topic.METHOD, {}, {"methods": stated("exposure")}, ["Works with exposure"], ["No EMDR"]),
        (Topic.METHOD, {}, {"methods": None}, [], []),
        (Topic.LANGUAGE, {}, {"languages": stated("en")}, ["Speaks English"], ["No Swedish"]),
        (Topic.COST, {}, {"insurance": stated()}, [], ["North Star Health is not taken"]),
        (
            Topic.COST,
            {"insurance": ("medicaid", "north_star")},
            {},
            ["Says North Star Health is taken"],
            [],
        ),
        (
            Topic.COST,
            {"insurance": ()},
            {"fee": Fee(80, TODAY)},
            ["Says a visit costs $80"],
            [],
        ),
        (
            Topic.COST,
            {"insurance": ()},
            {"fee": Fee(140, TODAY, least=70)},
            ["Says $70 a visit is possible on a sliding scale"],
            [],
        ),
        (
            Topic.COST,
            {"insurance": ()},
            {"fee": Fee(140, TODAY)},
            [],
            ["Says a visit costs $140, above $80"],
        ),
        (Topic.COST, {"insurance": (), "budget": None}, {"fee": Fee(140, TODAY)}, [], []),
        (
            Topic.HOURS,
            {"slots": ("tue_evening", "wed_evening")},
            {},
            ["Tuesday evenings"],
            ["Not all of the hours asked for"],
        ),
        (Topic.HOURS, {"slots": ("mon_morning", "tue_evening")}, {}, ["Tuesday evenings"], ["No mornings"]),
        (Topic.HOURS, {"slots": ("mon_morning",)}, {}, [], ["No mornings"]),
        (Topic.HOURS, {}, {"slots": None}, [], []),
        (Topic.HOURS, {}, {"slots": None, "day_parts": stated("evening")}, ["Evenings"], []),
        (Topic.HOURS, {}, {"slots": None, "day_parts": stated("morning")}, [], []),
        (
            Topic.HOURS,
            {"slots": ("mon_evening", "tue_evening", "wed_evening", "sat_morning")},
            {"slots": stated("mon_evening", "tue_evening", "wed_evening", "sat_morning")},
            ["Evenings and weekends"],
            [],
        ),
        (Topic.HOURS, {"slots": ()}, {}, [], []),
        (Topic.FORMAT, {}, {"formats": stated("online")}, ["Online"], ["Online only"]),
        (Topic.FORMAT, {}, {"formats": stated("in_person")}, ["In person"], ["In person only"]),
        (Topic.FORMAT, {}, {"formats": stated()}, [], []),
        (Topic.FORMAT, {}, {"formats": None}, [], []),
        (Topic.NEAR, {}, {"zip": "55408"}, ["Less than a mile away"], []),
        (Topic.NEAR, {"radius_km": 10}, {}, [], ["7 miles away"]),
        (Topic.NEAR, {"radius_km": None}, {}, ["7 miles away"], []),
        (Topic.NEAR, {}, {"formats": stated("online")}, [], []),
        (Topic.NEAR, {}, {"formats": None}, ["7 miles away"], []),
        (Topic.NEAR, {"formats": ("online",)}, {}, [], []),
        (Topic.NEAR, {}, {"zip": None}, [], []),
        (Topic.STYLE, {"styles": ("humor",)}, {}, ["By their own account: uses humor"], []),
        (Topic.STYLE, {}, {"styles": None}, [], []),
        (Topic.ROLE, {"role": "prescriber"}, {}, [], []),
        (Topic.ROLE, {"role": "therapist"}, {}, ["Therapist"], []),
        (Topic.ROLE, {"role": "therapist"}, {"roles": None}, [], []),
        (Topic.ROLE, {}, {}, [], []),
        (Topic.ROOM, {}, {"opening": Opening(2, TODAY)}, ["Has 2 openings"], []),
        (Topic.ROOM, {}, {"opening": Opening(0, TODAY)}, [], ["No opening now"]),
        (
            Topic.ROOM,
            {},
            {"opening": Opening(0, TODAY, wait_days=22)},
            [],
            ["A waiting list of about 4 weeks"],
        ),
        (Topic.ROOM, {}, {"opening": None}, [], []),
        (Topic.SOON, {}, {"opening": Opening(1, TODAY, first_free=TODAY)}, ["Can start today"], []),
        (
            Topic.SOON,
            {"urgency_days": None},
            {"opening": Opening(1, TODAY, first_free=TODAY + timedelta(days=1))},
            ["Can start tomorrow"],
            [],
        ),
        (Topic.SOON, {"urgency_days": 7}, {}, [], ["Starts in 9 days, not within 7"]),
        (Topic.SOON, {"urgency_days": 9}, {}, ["Starts in 9 days"], []),
        (Topic.SOON, {}, {"opening": Opening(1, TODAY)}, [], []),
        (Topic.CONFIRMED, {}, {"opening": Opening(1, TODAY)}, ["Opening confirmed today"], []),
        (
            Topic.CONFIRMED,
            {},
            {"opening": Opening(1, TODAY - timedelta(days=1))},
            ["Opening confirmed yesterday"],
            [],
        ),
    ],
)
def test_each_fact_is_said_as_it_is(
    topic: Topic, need: dict[str, Any], facts: dict[str, Any], why: list[str], why_not: list[str]
) -> None:
    assert said(topic, need=need, **facts) == (why, why_not)


def test_a_place_a_mile_off_is_about_a_mile_away() -> None:
    found = reasons(JONAS, AMARA, today=TODAY, distance=lambda _one, _other: 1.5)

    assert [reason.line.say() for reason in found.why if reason.topic is Topic.NEAR] == ["About a mile away"]


def test_a_client_hears_what_somebody_helps_with() -> None:
    assert said(Topic.CONCERN, for_client=True, focus=()) == (["Helps with panic attacks"], [])
    assert said(Topic.OTHER_CONCERNS, for_client=True, concerns=stated("panic", "grief")) == (
        ["Also helps with losing someone"],
        [],
    )


def test_who_somebody_is_is_said_only_where_asked_and_stated() -> None:
    wish = {"styles": ("woman",)}

    assert said(Topic.STYLE, need=wish, styles=stated("woman", "veteran")) == (
        ["By their own account: a woman"],
        [],
    )
    assert said(Topic.STYLE, need=wish, styles=stated("veteran")) == (
        [],
        ["Says nothing on a part of what was asked"],
    )


@given(worlds())
def test_no_sentence_names_a_trait_that_the_client_did_not_ask_for(
    world: tuple[Need, list[ProfileFacts]],
) -> None:
    need, people = world
    unasked = {label(Family.STYLE, code) for code in IDENTITY_STYLES - set(need.styles)}
    for facts in people:
        found = reasons(need, facts, today=TODAY, distance=distance)
        labels = [
            word
            for reason in (*found.why, *found.why_not)
            for words in reason.line.labels.values()
            for word in words
        ]

        assert unasked.isdisjoint(labels)


@given(worlds())
def test_every_sentence_can_be_said_for_both_readers(world: tuple[Need, list[ProfileFacts]]) -> None:
    need, people = world
    for facts in people:
        for for_client in (False, True):
            found = reasons(need, facts, today=TODAY, distance=distance, for_client=for_client)
            sentences = [reason.line.say() for reason in (*found.why, *found.why_not)]

            assert [each for each in sentences if not each.strip() or "%" in each] == []
