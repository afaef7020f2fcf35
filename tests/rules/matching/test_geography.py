"""Distances between ZIP areas."""

from math import asin, cos, radians, sin, sqrt

import numpy as np
import pytest

from segue.rules.matching.geography import EARTH_KM, NOWHERE, Geography
from tests.rules.matching.crowd import GEOGRAPHY

MIDDLES = {"55101": (44.95, -93.09), "55408": (44.95, -93.29), "55802": (46.76, -92.08)}


def plain_kilometers(one: str, other: str) -> float:
    """The haversine formula, one pair at a time."""
    (lat, lon), (other_lat, other_lon) = MIDDLES[one], MIDDLES[other]
    half = sin(radians(other_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@pytest.mark.parametrize(("one", "other"), [("55101", "55408"), ("55408", "55802"), ("55101", "55101")])
def test_a_distance_is_the_same_both_ways_and_in_whole_meters(one: str, other: str) -> None:
    far = GEOGRAPHY.kilometers(one, other)

    assert far is not None
    assert far == GEOGRAPHY.kilometers(other, one)
    assert far * 1000 == pytest.approx(round(plain_kilometers(one, other) * 1000), abs=1)
    assert round(far * 1000) / 1000 == far


def test_from_one_place_to_many_is_each_pair_by_itself() -> None:
    here = np.array([GEOGRAPHY.place("55408")], np.uint16)
    there = np.array([GEOGRAPHY.place(name) for name in MIDDLES], np.uint16)

    assert (GEOGRAPHY.meters(here, there) / 1000).tolist() == [
        GEOGRAPHY.kilometers("55408", name) for name in MIDDLES
    ]


def test_a_zip_that_is_not_in_the_table_lies_nowhere() -> None:
    assert GEOGRAPHY.place(None) == GEOGRAPHY.place("00000") == GEOGRAPHY.place("") == NOWHERE
    assert GEOGRAPHY.zip_of(NOWHERE) is None
    assert GEOGRAPHY.kilometers("55408", "00000") is None
    assert GEOGRAPHY.kilometers("00000", "55408") is None


def test_a_place_is_found_by_the_first_five_digits_and_told_back() -> None:
    assert GEOGRAPHY.place("55408-1234") == GEOGRAPHY.place("55408")
    assert [GEOGRAPHY.zip_of(GEOGRAPHY.place(name)) for name in MIDDLES] == list(MIDDLES)


def test_the_order_in_which_areas_are_told_does_not_matter_but_which_ones_does() -> None:
    rows = [(name, *middle) for name, middle in MIDDLES.items()]
    one, other = Geography(rows), Geography(reversed(rows))

    assert (one.zips, one.version) == (other.zips, other.version)
    assert one.version != Geography([("99999", 0.0, 0.0), *rows[1:]]).version


def test_more_areas_than_a_place_can_number_are_refused() -> None:
    middles = [(f"{number:05}", 0.0, 0.0) for number in range(NOWHERE)]

    assert len(Geography(middles[1:]).zips) == NOWHERE - 1
    with pytest.raises(ValueError, match="more areas"):
        Geography(middles)
