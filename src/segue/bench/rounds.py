"""Subject and yardstick in turn: rounds, their figures, and the ratio of each pair.

On a machine that others use, times of one minute say little about the next. So both sides run in the same round,
one after the other, and a ratio is the median of those pairs. A yardstick that swings too much makes it void.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from segue.bench.machine import peak_mb

ROUNDS: Final = 5
TRIES: Final = 3
WIDEST: Final = 1.5
"""How far the yardstick's fastest round may lie from its slowest before nothing can be said."""
MILLI: Final = 1000.0

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Round:
    """What one side did in one round: seconds for each piece, for all of them, and of the processor."""

    times: tuple[float, ...]
    wall: float
    cpu: float

    @property
    def per_s(self) -> float:
        """Pieces a second."""
        return len(self.times) / self.wall

    @property
    def p50(self) -> float:
        """Seconds of the piece in the middle."""
        return percentile(self.times, 50)

    @property
    def p95(self) -> float:
        """Seconds that nineteen of twenty pieces stay within."""
        return percentile(self.times, 95)

    @property
    def cpu_each(self) -> float:
        """Seconds of the processor for each piece."""
        return self.cpu / len(self.times)


Side = Callable[[], Round]


@dataclass(frozen=True, slots=True)
class Pair:
    """The rounds of both sides, in the order in which they ran."""

    subject: tuple[Round, ...]
    yardstick: tuple[Round, ...]
    tries: int = 1

    @property
    def spread(self) -> float:
        """The yardstick's fastest round over its slowest."""
        rates = [each.per_s for each in self.yardstick]
        return max(rates) / min(rates)

    @property
    def is_void(self) -> bool:
        """Whether the yardstick swung too much for a ratio."""
        return self.spread > WIDEST

    def share(self, figure: Callable[[Round], float]) -> float:
        """The yardstick's figure (a time) over the subject's: 1 is as good as the limit, less is dearer."""
        pairs = zip(self.subject, self.yardstick, strict=True)
        return median(figure(limit) / max(figure(ours), 1e-9) for ours, limit in pairs)

    @property
    def share_of_rate(self) -> float:
        """The subject's pieces a second over the yardstick's."""
        return self.share(lambda each: 1 / each.per_s)


@dataclass(slots=True)
class Watch:
    """Takes the time of pieces, one after the other, in this thread."""

    times: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def piece(self, work: Callable[[], object]) -> None:
        """Do one piece."""
        cpu, began = time.process_time(), time.perf_counter()
        work()
        self.times.append(time.perf_counter() - began)
        self.cpu += time.process_time() - cpu

    def round(self) -> Round:
        """What was taken; what lay between the pieces does not count."""
        return Round(tuple(self.times), sum(self.times), self.cpu)


def timed(pieces: Iterable[Callable[[], object]]) -> Round:
    """Do these pieces and take their times."""
    watch = Watch()
    for piece in pieces:
        watch.piece(piece)
    return watch.round()


def in_turn(subject: Side, yardstick: Side, *, tell: Tell, rounds: int = ROUNDS, tries: int = TRIES) -> Pair:
    """Run both in turn, each first in every other round; again while void, then the steadiest try counts."""
    best: Pair | None = None
    for number in range(1, tries + 1):
        pair = _rounds(subject, yardstick, rounds=rounds, number=number)
        tell(f"try {number}: {pair.share_of_rate:.2f} of the limit, yardstick spread {pair.spread:.2f}")
        if best is None or pair.spread < best.spread:
            best = pair
        if not pair.is_void:
            break
    assert best is not None
    return Pair(best.subject, best.yardstick, number)


def _rounds(subject: Side, yardstick: Side, *, rounds: int, number: int) -> Pair:
    ours, limits = [], []
    for each in range(rounds):
        if (each + number) % 2:
            ours.append(subject())
            limits.append(yardstick())
        else:
            limits.append(yardstick())
            ours.append(subject())
    return Pair(tuple(ours), tuple(limits), number)


def figures(rounds: Iterable[Round]) -> dict[str, object]:
    """Times of all pieces of all rounds; rate and processor time as the median of the rounds."""
    kept = tuple(rounds)
    times = [each for one in kept for each in one.times]
    return {
        "runs": len(kept),
        "p50_ms": _ms(percentile(times, 50)),
        "p95_ms": _ms(percentile(times, 95)),
        "max_ms": _ms(max(times)),
        "per_s": round(median(each.per_s for each in kept), 2),
        "cpu_ms": _ms(median(each.cpu_each for each in kept)),
    }


def result(
    name: str, *, database: str, sizes: Mapping[str, object], pair: Pair, limit: str, **more: object
) -> dict[str, object]:
    """One line of a report: the subject's figures, the yardstick's, and the share of the limit in each."""
    line = alone(name, database=database, sizes=sizes, rounds=pair.subject, **more)
    return line | {
        "yardstick": {"name": limit, **figures(pair.yardstick)},
        "ratio_p50": round(pair.share(lambda each: each.p50), 3),
        "ratio_p95": round(pair.share(lambda each: each.p95), 3),
        "ratio_per_s": round(pair.share_of_rate, 3),
        "ratio_cpu": round(pair.share(lambda each: each.cpu_each), 3),
        "ratio_means": "share_of_limit",
        "spread": round(pair.spread, 2),
        "tries": pair.tries,
        "void": pair.is_void,
    }


def alone(
    name: str, *, database: str, sizes: Mapping[str, object], rounds: Iterable[Round], **more: object
) -> dict[str, object]:
    """One line of a report for what has no yardstick but its goal."""
    return {
        "name": name,
        "database": database,
        "sizes": dict(sizes),
        **figures(rounds),
        "peak_mb": peak_mb(),
        **more,
        "yardstick": None,
    }


def at_least(name: str, goal: float, *, value: float, void: bool = False) -> dict[str, object]:
    """A goal that a figure should reach. What is void has not reached it."""
    return _target(name, f">= {goal:g}", value, is_met=value >= goal, void=void)


def at_most(name: str, goal: float, *, value: float, void: bool = False) -> dict[str, object]:
    """A goal that a figure should stay within. What is void has not."""
    return _target(name, f"<= {goal:g}", value, is_met=value <= goal, void=void)


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that this share (of a hundred) of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share) // 100) - 1)]


def _target(name: str, goal: str, value: float, *, is_met: bool, void: bool) -> dict[str, object]:
    return {"name": name, "goal": goal, "value": round(value, 3), "met": is_met and not void, "void": void}


def _ms(seconds: float) -> float:
    return round(seconds * MILLI, 3)
