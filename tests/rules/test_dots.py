"""The map of dots: where each lies, and how far the rings reach."""

from segue.rules.dots import MIDDLE, dots_around

HERE = (45.0, -93.0)
DEGREE = 69.1  # miles from one degree of latitude to the next


def test_north_is_up_and_east_is_to_the_right() -> None:
    found = dots_around(HERE, {1: (45.1, -93.0), 2: (45.0, -92.9)})

    assert found is not None
    east, north = found.dots
    assert (north.numbers, north.x, north.y < MIDDLE) == ((1,), MIDDLE, True)
    assert (east.numbers, east.y, east.x > MIDDLE) == ((2,), MIDDLE, True)


def test_the_distance_is_told_in_miles_and_the_outer_ring_holds_all() -> None:
    found = dots_around(HERE, {1: (45.1, -93.0)})

    assert found is not None
    assert [dot.miles for dot in found.dots] == [round(DEGREE / 10)]
    assert found.outer == 10


def test_two_in_one_area_share_a_dot() -> None:
    found = dots_around(HERE, {2: (45.1, -93.0), 1: (45.1, -93.0)})

    assert found is not None
    assert [dot.numbers for dot in found.dots] == [(1, 2)]


def test_whoever_is_in_the_same_area_stands_in_the_middle() -> None:
    found = dots_around(HERE, {1: HERE})

    assert found is not None
    assert [(dot.x, dot.y, dot.miles) for dot in found.dots] == [(MIDDLE, MIDDLE, 0)]


def test_beyond_the_last_ring_nobody_is_drawn() -> None:
    assert dots_around(HERE, {1: (60.0, -93.0)}) is None
    assert dots_around(HERE, {}) is None
