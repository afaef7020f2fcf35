"""Weights are versioned, so that an answer of old can be counted again as it was."""

from typing import Any

import pytest

from segue.rules.matching.topic import Topic
from segue.rules.matching.weights import CURRENT, V1, VERSIONS

WORDS_ALONE = {Topic.FORMAT, Topic.ROLE}


def test_the_first_version_is_as_it_was_told() -> None:
    assert {topic.value: most for topic, most in V1.most.items()} == {
        "concern": 160, "focus": 80, "other_concerns": 120, "method": 120, "style": 100, "language": 60,
        "hours": 100, "near": 100, "soon": 100, "room": 40, "confirmed": 60, "replies": 40, "cost": 60,
    }  # fmt: skip
    assert sum(V1.most.values()) == 1140
    assert (V1.slots_enough, V1.rooms_enough, V1.fresh_days, V1.slow_hours, V1.usual_hours) == (
        3,
        2,
        90,
        168,
        24,
    )
    assert (V1.three_within, V1.seldom_within) == (120, 50)


def test_every_version_is_found_by_its_name_and_weighs_every_topic_in_order() -> None:
    assert VERSIONS[CURRENT.version] is CURRENT
    for name, weights in VERSIONS.items():
        assert weights.version == name
        assert list(weights.most) == [topic for topic in Topic if topic not in WORDS_ALONE]
        assert all(most > 0 for most in weights.most.values())


def test_a_version_cannot_be_changed() -> None:
    most: Any = V1.most
    with pytest.raises(TypeError):
        most[Topic.CONCERN] = 1
    versions: Any = VERSIONS
    with pytest.raises(TypeError):
        versions["v1"] = V1
