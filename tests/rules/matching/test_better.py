"""A fact that gets better never costs anything: no points of any topic, no must that was met, no legal test."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.rules.codes import day_part_of, group_of
from segue.rules.matching.legal import legal
from segue.rules.matching.musts import findings
from segue.rules.matching.options import options
from segue.rules.matching.points import Points, oldest_days, points
from segue.rules.matching.profile import Fee, Finding, License, Opening, ProfileFacts, Stated, current
from segue.rules.matching.topic import Topic
from segue.rules.matching.weights import V1
from segue.rules.need import Need
from tests.rules.matching.crowd import GEOGRAPHY, drawn_crowd
from tests.rules.matching.people import AMARA, JONAS, TODAY, with_facts

Better = Callable[[Need, ProfileFacts, Random], ProfileFacts]
_FROM_BAD = {Finding.UNMET: 0, Finding.NOT_KNOWN: 1, Finding.MET: 2}


def _with(field: str, wanted: Callable[[Need], tuple[str, ...]]) -> Better:
    """One more code that was asked for, said today; where nothing was said, all that was asked for."""

    def better(need: Need, facts: ProfileFacts, chance: Random) -> ProfileFacts:
        codes, told = wanted(need), getattr(facts, field)
        if not codes:
            return facts
        if told is None:
            return with_facts(facts, **{field: Stated(frozenset(codes), TODAY)})
        return with_facts(
            facts, **{field: replace(told, codes=told.codes | {chance.choice(codes)}, confirmed_on=TODAY)}
        )

    return better


def _cheaper(need: Need, facts: ProfileFacts, chance: Random) -> ProfileFacts:
    if facts.fee is None:
        return with_facts(facts, fee=Fee(need.budget or 0, TODAY))
    return with_facts(facts, fee=Fee(max(0, facts.fee.lowest - chance.randint(0, 60)), TODAY))


def _more_room(_need: Need, facts: ProfileFacts, _chance: Random) -> ProfileFacts:
    if facts.opening is None:
        return with_facts(facts, opening=Opening(1, TODAY, first_free=TODAY))
    return with_facts(facts, opening=replace(facts.opening, room=facts.opening.room + 1, confirmed_on=TODAY))


def _sooner(_need: Need, facts: ProfileFacts, chance: Random) -> ProfileFacts:
    if facts.opening is None:
        return with_facts(facts, opening=Opening(1, TODAY, first_free=TODAY))
    days = chance.randint(0, 5)
    if facts.opening.first_free is not None:
        return with_facts(
            facts, opening=replace(facts.opening, first_free=facts.opening.first_free - timedelta(days=days))
        )
    wait = max(0, (facts.opening.wait_days or 0) - days)
    return with_facts(facts, opening=replace(facts.opening, wait_days=wait))


def _confirmed(_need: Need, facts: ProfileFacts, _chance: Random) -> ProfileFacts:
    """Everything that ages is said again today."""
    aging = {name: getattr(facts, name) for name in ("opening", "fee", "insurance")}
    return with_facts(
        facts, **{name: replace(fact, confirmed_on=TODAY) for name, fact in aging.items() if fact is not None}
    )


def _replies(_need: Need, facts: ProfileFacts, chance: Random) -> ProfileFacts:
    usual = 30 if facts.reply_hours is None else facts.reply_hours
    return with_facts(facts, reply_hours=max(0, usual - chance.randint(0, 90)))


def _nearer(need: Need, facts: ProfileFacts, _chance: Random) -> ProfileFacts:
    return with_facts(facts, more_zips=(*facts.more_zips, *((need.zip,) if need.zip else ())))


def _licensed(need: Need, facts: ProfileFacts, _chance: Random) -> ProfileFacts:
    return with_facts(facts, licenses=(*(facts.licenses or ()), License(need.jurisdiction or "")))


def _sees_more(_need: Need, facts: ProfileFacts, chance: Random) -> ProfileFacts:
    return with_facts(
        facts, does_not_see=frozenset(code for code in facts.does_not_see if chance.random() < 0.5)
    )


BETTER: dict[str, Better] = {
    "concern": _with("concerns", lambda need: need.concerns),
    "group": _with("groups", lambda need: (group_of(need.main),)),
    "focus": lambda need, facts, _chance: with_facts(facts, focus=(*facts.focus, need.main)),
    "method": _with("methods", lambda need: need.methods),
    "style": _with("styles", lambda need: need.styles),
    "language": _with("languages", lambda need: need.languages),
    "slot": _with("slots", lambda need: need.slots),
    "day part": _with("day_parts", lambda need: tuple(sorted({day_part_of(slot) for slot in need.slots}))),
    "format": _with("formats", lambda need: need.formats),
    "age": _with("ages", lambda need: (need.age,)),
    "insurance": _with("insurance", lambda need: need.insurance),
    "fee": _cheaper,
    "room": _more_room,
    "wait": _sooner,
    "confirmed": _confirmed,
    "replies": _replies,
    "place": _nearer,
    "role": lambda need, facts, _chance: with_facts(
        facts, roles=(facts.roles or frozenset()) | {need.role or "therapist"}
    ),
    "license": _licensed,
    "seen": _sees_more,
}


AGING = ("fee", "room", "wait", "confirmed")
"""Where a word that is too old is no word: said anew it may also be a no, which is no better fact."""


def counted(need: Need, facts: ProfileFacts) -> Points:
    return points(
        need,
        current(facts, today=TODAY),
        today=TODAY,
        distance=GEOGRAPHY.kilometers,
        oldest_days=oldest_days(facts, today=TODAY),
        usual_hours=30,
        weights=V1,
    )


def results_of(need: Need, facts: ProfileFacts) -> dict[Any, Finding]:
    """Every legal test and every wish."""
    now = current(facts, today=TODAY)
    lawful = {test: found.finding for test, found in legal(need, now, today=TODAY).items()}
    return {**lawful, **findings(need, now, today=TODAY, distance=GEOGRAPHY.kilometers)}


@pytest.mark.parametrize("fact", BETTER)
@settings(max_examples=10)
@given(chance=st.randoms(use_true_random=True))
def test_a_better_fact_never_costs_points_or_a_test(fact: str, chance: Random) -> None:
    need, people, search = drawn_crowd(chance, most=20)
    people = [current(facts, today=TODAY) if fact in AGING else facts for facts in people]
    fitted = {option.id for option in options(replace(need, limit=50), people, search).options}
    for before in people:
        after = BETTER[fact](need, before, chance)
        was, now = counted(need, before), counted(need, after)
        assert {topic: now[topic] for topic in now if now[topic] < was[topic]} == {}
        found, then = results_of(need, before), results_of(need, after)
        assert {test for test in found if _FROM_BAD[then[test]] < _FROM_BAD[found[test]]} == set()
        if before.id in fitted:
            assert options(need, [after], search).eligible == 1


@settings(max_examples=3)
@given(st.randoms(use_true_random=True))
def test_every_topic_rises_with_some_fact(chance: Random) -> None:
    """So that none of the properties above holds only since nothing ever changes."""
    rising = dict.fromkeys(V1.most, False)
    poor = ProfileFacts(id="poor", name="", formats=Stated(frozenset({"in_person"}), TODAY))
    was = counted(JONAS, poor)
    for better in BETTER.values():
        now = counted(JONAS, better(JONAS, poor, chance))
        for topic in rising:
            rising[topic] |= now[topic] > was[topic]

    assert [topic for topic, rises in rising.items() if not rises] == []


def test_a_word_said_long_ago_makes_somebody_less_fresh_and_the_same_word_said_today_does_not() -> None:
    """The one fact whose coming costs something is an old one: it is what its age is asked for."""
    long_ago = with_facts(AMARA, fee=Fee(40, TODAY - timedelta(days=80)))
    today = with_facts(AMARA, fee=Fee(40, TODAY))

    was = counted(JONAS, AMARA)[Topic.CONFIRMED]
    assert counted(JONAS, long_ago)[Topic.CONFIRMED] < was
    assert counted(JONAS, today)[Topic.CONFIRMED] == was


def test_all_hours_told_overrule_the_rough_word_of_a_check() -> None:
    """An exact list takes the place of a rough one, also where the rough one promised more."""
    rough = with_facts(AMARA, slots=None, day_parts=Stated(frozenset({"evening", "morning"}), TODAY))
    need = replace(JONAS, slots=("mon_morning", "tue_evening"))
    exact = with_facts(rough, slots=Stated(frozenset({"tue_evening"}), TODAY))

    assert (counted(need, rough)[Topic.HOURS], counted(need, exact)[Topic.HOURS]) == (100, 50)
