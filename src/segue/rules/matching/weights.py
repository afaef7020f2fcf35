"""How many points each fact can bring: versioned data, shown on the page “How options are found”.

Argued from what is known of referrals, not fitted to anybody's clicks. A version is never changed: a new one is
added, so that an old answer can be counted again as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from segue.rules.matching.topic import Topic


@dataclass(frozen=True, slots=True)
class Weights:
    """The most that each topic brings, and the numbers that its rule needs."""

    version: str
    most: Mapping[Topic, int]
    slots_enough: int
    rooms_enough: int
    fresh_days: int
    slow_hours: int
    usual_hours: int
    three_within: int
    seldom_within: int


V1 = Weights(
    version="v1",
    most=MappingProxyType(
        {
            Topic.CONCERN: 160,
            Topic.FOCUS: 80,
            Topic.OTHER_CONCERNS: 120,
            Topic.METHOD: 120,
            Topic.STYLE: 100,
            Topic.LANGUAGE: 60,
            Topic.HOURS: 100,
            Topic.NEAR: 100,
            Topic.SOON: 100,
            Topic.ROOM: 40,
            Topic.CONFIRMED: 60,
            Topic.REPLIES: 40,
            Topic.COST: 60,
        }
    ),
    slots_enough=3,
    rooms_enough=2,
    fresh_days=90,
    slow_hours=168,
    usual_hours=24,
    three_within=120,
    seldom_within=50,
)

VERSIONS: Mapping[str, Weights] = MappingProxyType({weights.version: weights for weights in (V1,)})
CURRENT = V1
