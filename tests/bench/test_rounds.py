"""Rounds, ratios and goals, from figures that are known."""

import pytest

from segue.bench.rounds import Pair, Round, alone, at_least, at_most, figures, in_turn, percentile, result


def one(*times: float, cpu: float = 0.0) -> Round:
    """A round of pieces that took these seconds."""
    return Round(times, sum(times), cpu)


def test_a_percentile_is_one_of_the_values() -> None:
    hundred = [float(number) for number in range(1, 101)]

    assert percentile(hundred, 50) == 50
    assert percentile(hundred, 95) == 95
    assert percentile([3.0], 95) == 3.0
    assert percentile([2.0, 1.0], 50) == 1.0


def test_a_share_is_the_median_of_the_pairs_and_not_the_ratio_of_medians() -> None:
    pair = Pair((one(2.0), one(10.0), one(4.0)), (one(1.0), one(2.0), one(3.0)))

    assert pair.share(lambda each: each.p50) == 0.5
    assert pair.share_of_rate == 0.5


def test_a_yardstick_that_swings_makes_its_ratio_void() -> None:
    steady = Pair((one(1.0), one(1.0)), (one(1.0), one(1.5)))
    swinging = Pair((one(1.0), one(1.0)), (one(1.0), one(1.6)))

    assert not steady.is_void
    assert swinging.is_void


def test_both_sides_run_in_turn_and_each_is_first_as_often() -> None:
    order: list[str] = []

    def side(name: str) -> Round:
        order.append(name)
        return one(1.0)

    pair = in_turn(lambda: side("ours"), lambda: side("limit"), tell=lambda _text: None, rounds=4)

    assert order == ["ours", "limit", "limit", "ours"] * 2
    assert (len(pair.subject), len(pair.yardstick), pair.tries) == (4, 4, 1)


def test_a_void_ratio_is_tried_again_and_the_steadiest_try_counts() -> None:
    limits = iter([1.0, 9.0, 1.0, 2.0, 1.0, 4.0])

    pair = in_turn(lambda: one(1.0), lambda: one(next(limits)), tell=lambda _text: None, rounds=2)

    assert pair.tries == 3
    assert pair.spread == 2.0
    assert pair.is_void


def test_a_steady_ratio_is_not_tried_again() -> None:
    limits = iter([1.0, 9.0, 1.0, 1.1, 5.0, 5.0])

    pair = in_turn(lambda: one(1.0), lambda: one(next(limits)), tell=lambda _text: None, rounds=2)

    assert (pair.tries, pair.is_void) == (2, False)


def test_figures_are_in_milliseconds_for_each_piece() -> None:
    assert figures([one(0.001, 0.003, cpu=0.002), one(0.002, 0.002, cpu=0.004)]) == {
        "runs": 2,
        "p50_ms": 2.0,
        "p95_ms": 3.0,
        "max_ms": 3.0,
        "per_s": 500.0,
        "cpu_ms": 1.5,
    }


def test_a_result_says_what_its_ratio_means() -> None:
    line = result(
        "event", database="sqlite", sizes={}, pair=Pair((one(2.0),), (one(1.0),)), limit="bare", rows=3
    )

    assert line["ratio_p50"] == 0.5
    assert line["ratio_means"] == "share_of_limit"
    assert line["rows"] == 3
    assert alone("event", database="sqlite", sizes={}, rounds=[one(1.0)])["yardstick"] is None


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (at_least("share", 0.5, value=0.5), True),
        (at_least("share", 0.5, value=0.49), False),
        (at_least("share", 0.5, value=0.9, void=True), False),
        (at_most("seconds", 1.5, value=1.5), True),
        (at_most("seconds", 1.5, value=1.6), False),
    ],
)
def test_a_goal_is_met_or_not_and_never_by_a_void_figure(target: dict[str, object], met: bool) -> None:
    assert target["met"] is met
