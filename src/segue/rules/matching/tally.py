"""Points in columns: the same rules as `points`, for many rows at once."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.rules.codes import Family
from segue.rules.matching import columns as cells
from segue.rules.matching.points import Points
from segue.rules.matching.sight import Sight, day_parts, takes_plan, treats_main
from segue.rules.matching.topic import Topic
from segue.rules.matching.weights import Weights

Counted = Mapping[Topic, NDArray[np.int64]]
_Rule = Callable[[Sight, int, Weights], NDArray[Any]]


def tally(sight: Sight, *, most_of: Points, usual_hours: int, weights: Weights) -> Counted:
    """The points of each topic of the need, for each row."""
    if sight.rows is not None and not len(sight.rows):
        return dict.fromkeys(most_of, np.zeros(0, np.int64))
    rules: dict[Topic, _Rule] = {**_RULES, Topic.REPLIES: partial(_replies, usual_hours=usual_hours)}
    return {topic: rules[topic](sight, most, weights).astype(np.int64) for topic, most in most_of.items()}


def _part(most: int, got: NDArray[Any], of: int) -> NDArray[Any]:
    return most * got // of


def _common(stated: NDArray[Any], family: Family, codes: tuple[str, ...]) -> NDArray[Any]:
    """How many of these codes each row has."""
    return np.bitwise_count(stated & cells.bits_of(family, codes)).astype(np.int64)


def _main(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    return most * treats_main(sight).met


def _focus(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    return most * _common(sight.column("focus"), Family.CONCERN, (sight.need.main,))


def _others(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    others = sight.need.concerns[1:]
    return _part(most, _common(sight.column("concerns"), Family.CONCERN, others), len(others))


def _methods(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    wanted = sight.need.methods
    return _part(most, _common(sight.column("methods"), Family.METHOD, wanted), len(wanted))


def _styles(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    wanted = sight.need.styles
    return _part(most, _common(sight.column("styles"), Family.STYLE, wanted), len(wanted))


def _language(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    return most * sight.one_of("languages", sight.need.languages).met


def _hours(sight: Sight, most: int, weights: Weights) -> NDArray[Any]:
    wanted = min(weights.slots_enough, len(sight.need.slots))
    slots = sight.column("slots")
    common = _common(slots, Family.SLOT, sight.need.slots)
    parts = day_parts(sight.need.slots)
    roughly = _common(sight.column("day_parts"), Family.DAY_PART, parts)
    common = np.where((slots != 0) & sight.is_complete, common, np.maximum(common, roughly))
    return _part(most, np.minimum(common, wanted), wanted)


def _near(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    radius = (sight.need.radius_km or 0) * 1000
    could_go = sight.one_of("formats", ("in_person",)).met & (sight.meters >= 0)
    left = np.maximum(radius - sight.meters.astype(np.int64), 0)
    return _part(most, left * could_go, radius)


def _soon(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    wait, urgency = sight.wait, sight.need.urgency_days
    if not urgency:
        return most * (wait == 0)
    return _part(most, np.maximum(urgency - wait, 0) * (wait >= 0), urgency)


def _room(sight: Sight, most: int, weights: Weights) -> NDArray[Any]:
    return _part(most, np.minimum(sight.room, weights.rooms_enough), weights.rooms_enough)


def _confirmed(sight: Sight, most: int, weights: Weights) -> NDArray[Any]:
    left = np.maximum(weights.fresh_days - sight.oldest_days, 0) * (sight.oldest_days >= 0)
    return _part(most, left, weights.fresh_days)


def _replies(sight: Sight, most: int, weights: Weights, *, usual_hours: int) -> NDArray[Any]:
    hours = sight.column("reply").astype(np.int64)
    hours = np.where(hours == cells.NO_HOURS, usual_hours, hours)
    return _part(most, np.maximum(weights.slow_hours - hours, 0), weights.slow_hours)


def _cost(sight: Sight, most: int, _weights: Weights) -> NDArray[Any]:
    budget = sight.need.budget
    insured = takes_plan(sight).met
    if budget is None:
        return most * insured
    if budget == 0:
        return most * (insured | (sight.has_fee & (sight.lowest_fee == 0)))
    left = np.maximum(budget - sight.lowest_fee.astype(np.int64), 0) * sight.has_fee
    return np.where(insured, most, _part(most, left, budget))


_RULES: Mapping[Topic, _Rule] = MappingProxyType(
    {
        Topic.CONCERN: _main,
        Topic.FOCUS: _focus,
        Topic.OTHER_CONCERNS: _others,
        Topic.METHOD: _methods,
        Topic.STYLE: _styles,
        Topic.LANGUAGE: _language,
        Topic.HOURS: _hours,
        Topic.NEAR: _near,
        Topic.SOON: _soon,
        Topic.ROOM: _room,
        Topic.CONFIRMED: _confirmed,
        Topic.COST: _cost,
    }
)
