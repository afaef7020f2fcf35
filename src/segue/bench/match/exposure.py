"""Who gets shown: a thousand clinicians of one state, two thousand needs, three shown each time."""

import time
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection

from segue.bench.match.crowd import LARGEST, Crowd, draw
from segue.bench.match.needs import draw_needs
from segue.bench.match.view import look
from segue.bench.rounds import Round, Tell, alone, at_least, at_most
from segue.rules.matching.answer import Answer
from segue.rules.matching.engine import answer, came_near
from segue.rules.matching.shard import Shard
from segue.rules.matching.three import ENOUGH
from segue.rules.need import Need

CLINICIANS: Final = 1_000
NEEDS: Final = 2_000
SEED: Final = 77
QUICKLY: Final = 100
"""In a quick measurement."""
EVERYBODY: Final = CLINICIANS
"""A limit that leaves nobody out."""


def measure(_crowd: Crowd, size: Any, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """How many are ever shown, how unevenly, and what it costs in points."""
    needs = draw_needs(NEEDS if size.rows > CLINICIANS * 2 else QUICKLY, seed=SEED, states=LARGEST[:1])
    tell(f"{len(needs):,} needs, three shown each time")
    shown = _Shown(draw(CLINICIANS, state=LARGEST[0]).shard(0))
    rounds = [shown.ask(need) for need in needs]
    line = alone(
        "exposure",
        database=connection.vendor,
        sizes={"clinicians": CLINICIANS, "needs": len(needs)},
        rounds=rounds,
        ever_shown=round(shown.ever, 3),
        gini=round(shown.gini, 3),
        points_given_up=round(shown.given_up, 2),
    )
    return [line], [
        at_least("clinicians ever shown, of those who ever fit", 0.88, value=shown.ever),
        at_most("Gini of shown per eligible", 0.42, value=shown.gini),
        at_most("points given up an option", 6, value=shown.given_up),
    ]


class _Shown:
    """A shard whose counters go on with each need, as the program's own do, and what came of it."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self._own = shard.copied()
        self.shown = np.zeros(shard.count, np.int64)
        self.fitting = np.zeros(shard.count, np.int64)
        self._lost: list[float] = []

    def ask(self, need: Need) -> Round:
        """One need: the three are shown, and everybody who came near could have been."""
        began = time.perf_counter()
        found = answer(replace(need, limit=EVERYBODY), self._own, look())
        seconds = time.perf_counter() - began
        self._count(found, came_near(need, self._own, look()))
        return Round((seconds,), seconds, seconds)

    def _count(self, found: Answer, near: tuple[str, ...]) -> None:
        three = [self._row(name) for name in found.three.ids]
        self.shown[three] += 1
        self.fitting[[self._row(option.id) for option in found.options]] += 1
        self._own.column("shown")[three] += 1
        self._own.column("eligible")[[self._row(name) for name in {*near, *found.three.ids}]] += 1
        points = {option.id: option.points for option in found.options}
        pool = sorted((option.points for option in found.options if option.is_open), reverse=True)
        if len(pool) < ENOUGH:
            pool = sorted(points.values(), reverse=True)
        if three:
            given = sum(pool[: len(three)]) - sum(points[name] for name in found.three.ids)
            self._lost.append(given / len(three))

    def _row(self, name: str) -> int:
        row = self.shard.row_of(UUID(name).bytes)
        assert row is not None
        return row

    @property
    def ever(self) -> float:
        """The share of those who ever fit that was ever shown."""
        return float(np.count_nonzero(self.shown) / np.count_nonzero(self.fitting))

    @property
    def gini(self) -> float:
        """How unevenly those who fit were shown, from 0 (all alike) to 1."""
        has_fit = self.fitting > 0
        shares = np.sort(self.shown[has_fit] / self.fitting[has_fit])
        places = np.arange(1, len(shares) + 1)
        return float((2 * places - len(shares) - 1) @ shares / (len(shares) * shares.sum()))

    @property
    def given_up(self) -> float:
        """Points that an option has less than those with the most."""
        return float(np.mean(self._lost))
