"""Points: how much of what was asked for somebody brings, in whole numbers that can be counted by hand.

Every contribution reads one fact, is never negative, and never falls when that fact gets better. A fact that is not
known brings nothing, and so does nothing but its absence. This is the plain way; `engine` counts the same in columns.
"""

from collections.abc import Mapping
from datetime import date

from segue.rules.codes import day_part_of
from segue.rules.matching.musts import Distance, meters_to, takes_plan, treats_main
from segue.rules.matching.profile import Finding, ProfileFacts, Stated, days_old, wait_of
from segue.rules.matching.topic import Topic
from segue.rules.matching.weights import Weights
from segue.rules.need import Need, Wish, asked

Points = Mapping[Topic, int]


def most(need: Need, *, weights: Weights) -> Points:
    """What this need could bring at most, topic by topic; the sum is what points are told “of”."""
    held = asked(need)
    counts = {
        Topic.OTHER_CONCERNS: len(need.concerns) > 1,
        Topic.METHOD: Wish.METHOD in held,
        Topic.STYLE: Wish.STYLE in held,
        Topic.LANGUAGE: Wish.LANGUAGE in held,
        Topic.HOURS: Wish.HOURS in held,
        Topic.NEAR: Wish.PLACE in held,
        Topic.SOON: Wish.WAIT in held,
        Topic.COST: Wish.INSURANCE_OR_BUDGET in held,
    }
    return {topic: most for topic, most in weights.most.items() if counts.get(topic, True)}


def points(
    need: Need,
    facts: ProfileFacts,
    *,
    today: date,
    distance: Distance,
    oldest_days: int | None,
    usual_hours: int,
    weights: Weights,
) -> Points:
    """What each topic of the need brings for these facts, as they count today.

    `oldest_days`: the age of the oldest of the facts that age, those too old to count among them.
    `usual_hours`: how long the others take to answer, for whoever has no history of their own.
    """
    most_of = most(need, weights=weights)
    told = {
        Topic.CONCERN: 1 if treats_main(need, facts) is Finding.MET else 0,
        Topic.FOCUS: 1 if need.main in facts.focus else 0,
        Topic.OTHER_CONCERNS: _share(need.concerns[1:], facts.concerns),
        Topic.METHOD: _share(need.methods, facts.methods),
        Topic.STYLE: _share(need.styles, facts.styles),
        Topic.LANGUAGE: 1 if _matched(need.languages, facts.languages) else 0,
        Topic.HOURS: _hours(need, facts, enough=weights.slots_enough),
        Topic.NEAR: _near(need, facts, distance=distance),
        Topic.SOON: _soon(need, facts, today=today),
        Topic.ROOM: _room(facts, enough=weights.rooms_enough),
        Topic.CONFIRMED: _left_of(weights.fresh_days, oldest_days),
        Topic.REPLIES: _left_of(
            weights.slow_hours, usual_hours if facts.reply_hours is None else facts.reply_hours
        ),
        Topic.COST: _cost(need, facts),
    }
    return {topic: _part(most, told[topic]) for topic, most in most_of.items()}


def oldest_days(facts: ProfileFacts, *, today: date) -> int | None:
    """The age of the oldest word on room, fee or plans; None where there is none."""
    said = [fact.confirmed_on for fact in (facts.opening, facts.fee, facts.insurance) if fact is not None]
    return max((days_old(day, today=today) for day in said), default=None)


_Share = int | tuple[int, int]
"""All or nothing, or so many of so many."""


def _part(most: int, share: _Share) -> int:
    if isinstance(share, int):
        return most * share
    got, of = share
    return most * got // of


def _matched(wanted: tuple[str, ...], stated: Stated | None) -> int:
    return 0 if stated is None else sum(code in stated.codes for code in wanted)


def _share(wanted: tuple[str, ...], stated: Stated | None) -> _Share:
    return (_matched(wanted, stated), len(wanted)) if wanted else 0


def _hours(need: Need, facts: ProfileFacts, *, enough: int) -> _Share:
    """Common slots, or the parts of the day that a check was answered for, unless all slots are told."""
    wanted = min(enough, len(need.slots))
    if not wanted:
        return 0
    common = _matched(need.slots, facts.slots)
    if facts.slots is None or not facts.slots.is_complete:
        parts = tuple({day_part_of(slot) for slot in need.slots})
        common = max(common, _matched(parts, facts.day_parts))
    return min(wanted, common), wanted


def _near(need: Need, facts: ProfileFacts, *, distance: Distance) -> _Share:
    """In person only: whoever offers it and is within the radius."""
    far = meters_to(need, facts, distance=distance)
    if far is None or need.radius_km is None or _matched(("in_person",), facts.formats) == 0:
        return 0
    radius = need.radius_km * 1000
    return max(0, radius - far), radius


def _soon(need: Need, facts: ProfileFacts, *, today: date) -> _Share:
    wait = None if facts.opening is None else wait_of(facts.opening, today=today)
    if wait is None or need.urgency_days is None:
        return 0
    if need.urgency_days == 0:
        return 1 if wait == 0 else 0
    return max(0, need.urgency_days - wait), need.urgency_days


def _room(facts: ProfileFacts, *, enough: int) -> _Share:
    return (0 if facts.opening is None else min(enough, facts.opening.room), enough)


def _left_of(limit: int, passed: int | None) -> _Share:
    return (0 if passed is None else max(0, limit - passed), limit)


def _cost(need: Need, facts: ProfileFacts) -> _Share:
    if takes_plan(need, facts) is Finding.MET:
        return 1
    if need.budget is None or facts.fee is None:
        return 0
    if need.budget == 0:
        return 1 if facts.fee.lowest == 0 else 0
    return max(0, need.budget - facts.fee.lowest), need.budget
