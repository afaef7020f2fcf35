"""Points, topic by topic: what a fact brings, that parts are cut off, and that what is not known brings nothing."""

from datetime import timedelta
from typing import Any

import pytest

from segue.rules.matching.musts import Distance
from segue.rules.matching.points import Points, most, oldest_days, points
from segue.rules.matching.profile import Fee, Opening, ProfileFacts
from segue.rules.matching.topic import Topic
from segue.rules.matching.weights import V1
from segue.rules.need import Need
from tests.rules.matching.people import (
    AMARA,
    JONAS,
    LONG_AGO,
    TODAY,
    distance,
    stated,
    with_facts,
    with_need,
)

EVENINGS = ("mon_evening", "tue_evening", "wed_evening", "thu_evening")
ALL_DAY = ("mon_morning", "tue_midday", "wed_evening")


def counted(need: Need, facts: ProfileFacts, *, far: Distance = distance, usual_hours: int = 24) -> Points:
    return points(
        need,
        facts,
        today=TODAY,
        distance=far,
        oldest_days=oldest_days(facts, today=TODAY),
        usual_hours=usual_hours,
        weights=V1,
    )


def free_in(days: int) -> Opening:
    return Opening(1, TODAY, first_free=TODAY + timedelta(days=days))


def said(days_ago: int) -> Opening:
    return Opening(1, TODAY - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("topic", "need", "facts", "worth"),
    [
        (Topic.CONCERN, {}, {}, 160),
        (Topic.CONCERN, {}, {"concerns": stated("grief")}, 0),
        (Topic.CONCERN, {}, {"concerns": None}, 0),
        (Topic.CONCERN, {}, {"concerns": None, "groups": stated("anxiety")}, 160),
        (Topic.FOCUS, {}, {}, 80),
        (Topic.FOCUS, {}, {"focus": ("grief",)}, 0),
        (Topic.OTHER_CONCERNS, {}, {"concerns": stated("panic", "grief")}, 120),
        (Topic.OTHER_CONCERNS, {"concerns": ("panic", "grief", "trauma")}, {}, 60),
        (Topic.OTHER_CONCERNS, {}, {}, 0),
        (Topic.OTHER_CONCERNS, {}, {"concerns": None}, 0),
        (Topic.METHOD, {}, {}, 120),
        (Topic.METHOD, {}, {"methods": stated("emdr", "cbt")}, 60),
        (Topic.METHOD, {}, {"methods": None}, 0),
        (Topic.STYLE, {"styles": ("direct", "humor", "gentle")}, {}, 33),
        (Topic.STYLE, {"styles": ("direct", "humor", "fixed_hour")}, {}, 66),
        (Topic.STYLE, {}, {"styles": None}, 0),
        (Topic.LANGUAGE, {}, {"languages": stated("sv")}, 60),
        (Topic.LANGUAGE, {}, {"languages": stated("so")}, 0),
        (Topic.LANGUAGE, {}, {"languages": None}, 0),
        (Topic.HOURS, {}, {}, 100),
        (Topic.HOURS, {}, {"slots": stated("tue_evening")}, 50),
        (Topic.HOURS, {"slots": EVENINGS}, {}, 66),
        (Topic.HOURS, {"slots": EVENINGS}, {"slots": stated(*EVENINGS)}, 100),
        (Topic.HOURS, {}, {"slots": None}, 0),
        (Topic.HOURS, {}, {"slots": None, "day_parts": stated("evening")}, 50),
        (Topic.HOURS, {}, {"slots": stated("mon_morning"), "day_parts": stated("evening")}, 0),
        (
            Topic.HOURS,
            {"slots": ALL_DAY},
            {
                "slots": stated("wed_evening", is_complete=False),
                "day_parts": stated("morning", "midday", is_complete=False),
            },
            66,
        ),
        (Topic.NEAR, {}, {}, 56),
        (Topic.NEAR, {}, {"zip": "55408"}, 100),
        (Topic.NEAR, {}, {"more_zips": ("55802", "55408")}, 100),
        (Topic.NEAR, {"radius_km": 10}, {}, 0),
        (Topic.NEAR, {}, {"zip": None}, 0),
        (Topic.NEAR, {}, {"zip": "00000"}, 0),
        (Topic.NEAR, {}, {"formats": stated("online")}, 0),
        (Topic.NEAR, {}, {"formats": None}, 0),
        (Topic.SOON, {}, {}, 35),
        (Topic.SOON, {}, {"opening": free_in(0)}, 100),
        (Topic.SOON, {}, {"opening": free_in(15)}, 0),
        (Topic.SOON, {}, {"opening": Opening(1, TODAY, wait_days=7)}, 50),
        (Topic.SOON, {}, {"opening": Opening(1, TODAY)}, 0),
        (Topic.SOON, {}, {"opening": None}, 0),
        (Topic.SOON, {"urgency_days": 0}, {"opening": free_in(0)}, 100),
        (Topic.SOON, {"urgency_days": 0}, {"opening": free_in(1)}, 0),
        (Topic.ROOM, {}, {"opening": Opening(0, TODAY)}, 0),
        (Topic.ROOM, {}, {}, 20),
        (Topic.ROOM, {}, {"opening": Opening(2, TODAY)}, 40),
        (Topic.ROOM, {}, {"opening": Opening(9, TODAY)}, 40),
        (Topic.ROOM, {}, {"opening": None}, 0),
        (Topic.CONFIRMED, {}, {"opening": said(0)}, 60),
        (Topic.CONFIRMED, {}, {"opening": said(1)}, 59),
        (Topic.CONFIRMED, {}, {"opening": said(90)}, 0),
        (Topic.CONFIRMED, {}, {"opening": said(400)}, 0),
        (Topic.CONFIRMED, {}, {"opening": None, "insurance": None}, 0),
        (Topic.REPLIES, {}, {}, 34),
        (Topic.REPLIES, {}, {"reply_hours": 0}, 40),
        (Topic.REPLIES, {}, {"reply_hours": 168}, 0),
        (Topic.REPLIES, {}, {"reply_hours": 300}, 0),
        (Topic.COST, {}, {}, 60),
        (Topic.COST, {}, {"insurance": stated(), "fee": Fee(20, TODAY)}, 45),
        (Topic.COST, {}, {"insurance": stated(), "fee": Fee(120, TODAY, least=20)}, 45),
        (Topic.COST, {}, {"insurance": None, "fee": Fee(79, TODAY)}, 0),
        (Topic.COST, {}, {"insurance": None, "fee": Fee(90, TODAY)}, 0),
        (Topic.COST, {}, {"insurance": None}, 0),
        (Topic.COST, {"budget": None}, {"insurance": stated(), "fee": Fee(20, TODAY)}, 0),
        (Topic.COST, {"budget": 0}, {"insurance": None, "fee": Fee(90, TODAY, least=0)}, 60),
        (Topic.COST, {"budget": 0}, {"insurance": None, "fee": Fee(1, TODAY)}, 0),
    ],
)
def test_each_topic_brings_what_its_fact_is_worth(
    topic: Topic, need: dict[str, Any], facts: dict[str, Any], worth: int
) -> None:
    assert counted(with_need(JONAS, **need), with_facts(AMARA, **facts))[topic] == worth


def test_whoever_has_no_history_answers_as_the_network_usually_does() -> None:
    assert counted(JONAS, AMARA, usual_hours=0)[Topic.REPLIES] == 40
    assert counted(JONAS, AMARA, usual_hours=84)[Topic.REPLIES] == 20
    assert counted(JONAS, with_facts(AMARA, reply_hours=24), usual_hours=84)[Topic.REPLIES] == 34


def test_of_whom_nothing_is_known_nothing_counts_but_what_is_usual() -> None:
    got = counted(JONAS, ProfileFacts(id="nobody", name="Nobody"))

    assert got == {**dict.fromkeys(V1.most, 0), Topic.REPLIES: 34}


def test_only_what_was_asked_for_can_bring_points() -> None:
    least = Need(jurisdiction="MN", age="adult", concerns=("panic",), formats=("online",))

    assert most(JONAS, weights=V1) == V1.most
    assert most(least, weights=V1) == {
        Topic.CONCERN: 160,
        Topic.FOCUS: 80,
        Topic.ROOM: 40,
        Topic.CONFIRMED: 60,
        Topic.REPLIES: 40,
    }


@pytest.mark.parametrize(
    ("more", "topic"),
    [
        ({"concerns": ("panic", "grief")}, Topic.OTHER_CONCERNS),
        ({"methods": ("emdr",)}, Topic.METHOD),
        ({"styles": ("humor",)}, Topic.STYLE),
        ({"languages": ("sv",)}, Topic.LANGUAGE),
        ({"slots": ("tue_evening",)}, Topic.HOURS),
        ({"formats": ("in_person",), "zip": "55408", "radius_km": 5}, Topic.NEAR),
        ({"urgency_days": 0}, Topic.SOON),
        ({"budget": 0}, Topic.COST),
        ({"insurance": ("north_star",)}, Topic.COST),
    ],
)
def test_each_thing_asked_for_adds_its_topic(more: dict[str, Any], topic: Topic) -> None:
    least = Need(jurisdiction="MN", age="adult", concerns=("panic",), formats=("online",))

    assert set(most(with_need(least, **more), weights=V1)) - set(most(least, weights=V1)) == {topic}


def test_the_oldest_word_on_room_fee_or_plans_tells_how_fresh_somebody_is() -> None:
    def oldest(**facts: Any) -> int | None:
        return oldest_days(with_facts(AMARA, **facts), today=TODAY)

    assert oldest() == 3
    assert oldest(insurance=stated(on=TODAY - timedelta(days=8))) == 8
    assert oldest(fee=Fee(90, LONG_AGO)) == 91
    assert oldest(opening=None, insurance=None) is None
    assert oldest(opening=said(-2), insurance=None) == 0


def test_the_worked_example_comes_to_its_641_of_1140() -> None:
    need = with_need(
        JONAS,
        radius_km=25,
        budget=120,
        styles=("direct", "humor"),
        slots=("mon_evening", "tue_evening", "wed_morning"),
        urgency_days=25,
    )
    facts = with_facts(
        AMARA,
        focus=(),
        styles=stated("humor"),
        slots=stated("mon_evening", "tue_evening"),
        opening=Opening(2, TODAY - timedelta(days=90), first_free=TODAY + timedelta(days=12)),
        insurance=stated(),
        fee=Fee(73, TODAY),
    )
    got = counted(need, facts, far=lambda _one, _other: 16.0)
    most_of = most(need, weights=V1)

    assert {topic.value: worth for topic, worth in got.items()} == {
        "concern": 160, "focus": 0, "other_concerns": 0, "method": 120, "style": 50, "language": 60, "hours": 66,
        "near": 36, "soon": 52, "room": 40, "confirmed": 0, "replies": 34, "cost": 23,
    }  # fmt: skip
    assert (sum(got.values()), sum(most_of.values())) == (641, 1140)
    assert {topic.value: most_of[topic] - worth for topic, worth in got.items() if worth < most_of[topic]} == {
        "focus": 80, "other_concerns": 120, "style": 50, "hours": 34, "near": 64, "soon": 48, "confirmed": 60,
        "replies": 6, "cost": 37,
    }  # fmt: skip
