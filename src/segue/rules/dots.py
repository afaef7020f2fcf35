"""A map of dots around the area of a client: who lies where, by the middles of ZIP areas, in a square of 100 by 100.

Flat, which within a day's drive is as exact as the middle of an area is. Rings tell straight-line distances.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, cos, radians

from segue.rules.matching.geography import EARTH_KM

KM_IN_MILE = 1.609344
MIDDLE, EDGE = 50.0, 44.0
RINGS = (1, 2, 5, 10, 20, 50, 100, 200)
"""Miles at the outer ring; the inner one is half of it. Who lies farther than the last is not drawn."""

Degrees = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """One area, and the numbers of all who are there."""

    numbers: tuple[int, ...]
    x: float
    y: float
    miles: int


@dataclass(frozen=True, slots=True)
class Dots:
    """What is drawn: dots from the nearest on, and the miles of the outer ring."""

    dots: tuple[Dot, ...]
    outer: int


def dots_around(middle: Degrees, places: Mapping[int, Degrees]) -> Dots | None:
    """The map of these numbered places, north up; None where nobody lies near enough to be drawn."""
    offsets: dict[tuple[float, float], list[int]] = {}
    for number, place in sorted(places.items()):
        offset = _miles_from(middle, place)
        if _far(offset) <= RINGS[-1]:
            offsets.setdefault(offset, []).append(number)
    if not offsets:
        return None
    outer = next(ring for ring in RINGS if ring >= min(RINGS[-1], ceil(max(map(_far, offsets)))))
    dots = (_dot(offset, numbers, outer=outer) for offset, numbers in sorted(offsets.items(), key=_nearest))
    return Dots(tuple(dots), outer)


def _miles_from(middle: Degrees, place: Degrees) -> tuple[float, float]:
    """How far east and how far north."""
    degree = radians(1) * EARTH_KM / KM_IN_MILE
    east = (place[1] - middle[1]) * degree * cos(radians((place[0] + middle[0]) / 2))
    return east, (place[0] - middle[0]) * degree


def _far(offset: tuple[float, float]) -> float:
    return float((offset[0] ** 2 + offset[1] ** 2) ** 0.5)


def _nearest(item: tuple[tuple[float, float], list[int]]) -> tuple[float, list[int]]:
    return _far(item[0]), item[1]


def _dot(offset: tuple[float, float], numbers: list[int], *, outer: int) -> Dot:
    scale = EDGE / outer
    x, y = MIDDLE + offset[0] * scale, MIDDLE - offset[1] * scale
    return Dot(tuple(numbers), round(x, 1), round(y, 1), round(_far(offset)))
