"""Killing an act, or a worker, at every moment in turn.

A moment lies before each call to the outside, and after the last: to die after one call is to die before the next.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from segue.acts.answer import Done
from segue.demo.builders import Case, open_small_world
from tests.invariants.death import Died, Life, living, undone
from tests.invariants.rewound import Rewound
from tests.invariants.rows import differences, every_row
from tests.invariants.scenarios import STORY, Scenario, on


@dataclass(frozen=True, slots=True)
class Killed:
    """A scenario that was gone through, and at how many moments it died."""

    scenario: str
    moments: int


def kill_every_act(scenarios: Collection[Scenario]) -> Iterator[Killed]:
    """Each of these scenarios at its point of one story."""
    clock = Rewound()
    case = open_small_world(clock).case()
    for point in STORY:
        on(case, point)
        for scenario in [each for each in scenarios if each.when == point]:
            mark = clock.mark()
            with undone():
                yield Killed(scenario.name, _killed_at_each_moment(scenario, case, clock))
            clock.back_to(mark)


def _killed_at_each_moment(scenario: Scenario, case: Case, clock: Rewound) -> int:
    """Until the commit nothing is left of it; from then on all; and sent again it happens once."""
    who, command = scenario.said(case)
    at, mark = clock.at(), clock.mark()

    def act(life: Life) -> Any:
        clock.back_to(mark)
        with living(life):
            return scenario.act(who, command, at)

    before = every_row()
    with undone():
        answer = act(whole := Life())
        after = every_row()
        assert isinstance(answer, Done), f"{scenario.name}: {answer}"
    *early, last = whole.moments()
    for ends_at in early:
        _must_die(act, ends_at=ends_at)
        _same(every_row(), before, f"{scenario.name}, killed at point {ends_at}: {whole.calls[ends_at // 2]}")
    with undone():
        assert act(Life()) == answer
        _same(every_row(), after, f"{scenario.name}, sent again after all of that")
    _must_die(act, ends_at=last)
    _same(every_row(), after, f"{scenario.name}, killed after the commit")
    assert act(Life()) == answer
    _same(every_row(), after, f"{scenario.name}, sent again after the commit")
    return len(whole.moments())


def _must_die(act: Callable[[Life], Any], *, ends_at: int) -> None:
    try:
        act(Life(ends_at))
    except Died:
        return
    raise AssertionError(f"it outlived point {ends_at}")


def _same(now: Any, wanted: Any, where: str) -> None:
    assert now == wanted, f"{where}\n{differences(wanted, now)}"
