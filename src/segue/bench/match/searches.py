"""Searching for options among a country of clinicians, beside the usual way, and what it takes to keep shards true.

On SQLite everything is measured; on PostgreSQL what the database has a part in. The needs and the clinicians come from
fixed seeds (`crowd`, `needs`), so that anybody can draw the same and check the answers (`dump`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, connections

from segue.bench.match import exposure, page, usual
from segue.bench.match.crowd import LARGEST, Crowd, draw
from segue.bench.match.needs import draw_needs
from segue.bench.match.view import look
from segue.bench.rounds import Pair, Round, Tell, alone, at_least, at_most, result, timed
from segue.reads.matching import shards
from segue.rules.matching.answer import Answer
from segue.rules.matching.engine import answer
from segue.rules.matching.shard import Shard, to_bytes
from segue.rules.need import Need
from segue.store.changes import mark_now, since
from segue.store.models import Shard as ShardRow

MEGABYTE: Final = 1_000_000
LIMIT: Final = "normalised tables, query and points through the ORM, on SQLite"
GOALS_MS: Final = {1_000: 1.0, 100_000: 6.0, 1_000_000: 7.0}
CHECK_MS: Final = {"sqlite": 0.02, "postgresql": 0.3}
TIMES_USUAL: Final = 100.0


@dataclass(frozen=True, slots=True)
class Size:
    """How many clinicians, how often the needs are asked, how many of them of the usual way."""

    rows: int = 1_000_000
    rounds: int = 3
    usual: int = 40
    checks: int = 2000
    pages: int = 60


QUICK = Size(rows=1500, rounds=1, usual=6, checks=50, pages=2)

_Lines = tuple[list[dict[str, object]], list[dict[str, object]]]


def measure(size: Size, tell: Tell) -> _Lines:
    """The results, and how they stand against their goals."""
    tell(f"drawing {size.rows:,} clinicians")
    crowd = draw(size.rows)
    parts: list[Callable[[Crowd, Size, Tell], _Lines]] = [_kept, page.measure]
    if connection.vendor == "sqlite":
        parts = [_one_state, _country, exposure.measure, *parts]
    results: list[dict[str, object]] = []
    targets: list[dict[str, object]] = []
    for part in parts:
        found, goals = part(crowd, size, tell)
        results += found
        targets += goals
    return results, targets


def _one_state(_crowd: Crowd, size: Size, tell: Tell) -> _Lines:
    """The same needs asked of one state with everybody in it."""
    results, targets = [], []
    for rows in (1_000, 100_000):
        if rows < size.rows:
            tell(f"{rows:,} in one state")
            crowd = draw(rows, state=LARGEST[0])
            line = _searched(f"search_{rows}", {LARGEST[0]: crowd.shard(0)}, _needs(LARGEST[:1]), size)
            results.append(line)
            targets.append(_soon(line, rows))
    return results, targets


def _country(crowd: Crowd, size: Size, tell: Tell) -> _Lines:
    """The needs of the whole country, and some of them the usual way."""
    tell("the country in shards")
    held = {shard.jurisdiction: shard for shard in crowd.shards()}
    needs = _needs(())
    line = _searched(f"search_{size.rows}", held, needs, size)
    tell("the country in tables")
    line |= _beside_the_usual(crowd, held, needs[: size.usual])
    line["shard_mb"] = round(max(shard.size for shard in held.values()) / MEGABYTE, 1)
    line["all_mb"] = round(sum(shard.size for shard in held.values()) / MEGABYTE, 1)
    return [line], [
        _soon(line, size.rows),
        at_least("times faster than the usual way, p95", TIMES_USUAL, value=float(str(line["ratio_p95"]))),
        at_most("needs answered otherwise than the usual way", 0, value=float(str(line["other_answers"]))),
        at_most("memory of the largest state, MB", 15, value=float(str(line["shard_mb"]))),
        at_most("memory of all states, MB", 120, value=float(str(line["all_mb"]))),
    ]


def _soon(line: dict[str, object], rows: int) -> dict[str, object]:
    goal = GOALS_MS[min((each for each in GOALS_MS if each >= rows), default=1_000_000)]
    return at_most(f"{line['name']}, p95 ms", goal, value=float(str(line["p95_ms"])))


def _needs(states: Sequence[str]) -> list[Need]:
    return draw_needs(states=states)


def _searched(name: str, held: dict[str, Shard], needs: Sequence[Need], size: Size) -> dict[str, object]:
    searching = look()

    def ask(need: Need) -> Callable[[], Answer]:
        return lambda: answer(need, held[need.jurisdiction or ""], searching)

    for need in needs[:20]:
        ask(need)()
    rounds = [timed(ask(need) for need in needs) for _ in range(size.rounds)]
    found = [ask(need)() for need in needs]
    return alone(
        name,
        database=connection.vendor,
        sizes={"clinicians": sum(shard.count for shard in held.values()), "needs": len(needs)},
        rounds=rounds,
        median_eligible=sorted(each.eligible for each in found)[len(found) // 2],
        fewer_than_three=sum(each.eligible < 3 for each in found),  # three options
        opened_by_two_wishes=sum(_is_opened(each) for each in found if each.eligible < 3),
    )


def _is_opened(found: Answer) -> bool:
    """Whether letting at most two wishes go makes three."""
    return any(found.eligible + each.more >= 3 for each in found.relax)  # three options


def _beside_the_usual(crowd: Crowd, held: dict[str, Shard], needs: Sequence[Need]) -> dict[str, object]:
    place = Path(settings.SEGUE_HOME) / "usual.sqlite3"
    connections.settings[usual.DATABASE] = {
        **connections.settings["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place),
        "OPTIONS": {},
    }
    usual.fill(crowd)
    searching = look()
    others, ours, theirs = 0, [], []
    for need in needs:
        shard = held[need.jurisdiction or ""]
        their_answer: list[Any] = []
        theirs.append(timed([lambda: their_answer.append(usual.answer(need, crowd))]))  # noqa: B023  # called at once
        ours.append(timed([lambda: answer(need, shard, searching)]))  # noqa: B023
        others += not _is_same(answer(need, shard, searching), their_answer[0], crowd)
    pair = Pair((_together(ours),), (_together(theirs),))
    place.unlink()
    compared = result("", database="", sizes={}, pair=pair, limit=LIMIT)
    kept = {name: compared[name] for name in ("yardstick", "ratio_p50", "ratio_p95", "ratio_per_s")}
    return {**kept, "ratio_means": "times_faster", "same_answers": others == 0, "other_answers": others}


def _together(rounds: Iterable[Round]) -> Round:
    times = [each for one in rounds for each in one.times]
    return Round(tuple(times), sum(times), sum(times))


def _is_same(ours: Answer, theirs: Any, crowd: Crowd) -> bool:
    """As many who fit, the same first ones with the same points, the same for each wish let go."""
    eligible, first, more = theirs
    listed = [(each.id, each.points) for each in ours.options][: len(first)]
    single = {each.wishes[0]: each.more for each in ours.relax if len(each.wishes) == 1}
    named = [(crowd.name(number), points) for number, points in first]
    return (ours.eligible, sorted(listed), single) == (eligible, sorted(named), dict(more))


def _kept(crowd: Crowd, size: Size, tell: Tell) -> _Lines:
    """What the database has a part in: packed shards, and the question whether anything changed."""
    tell("packing")
    now = datetime.now(UTC)
    mark = mark_now()
    for shard in crowd.shards():
        row = ShardRow(shard.jurisdiction, mark.seq, mark.xact, to_bytes(shard), now)
        row.save(force_insert=True)
    states = [name for name in LARGEST if ShardRow.objects.filter(pk=name).exists()]

    def read(names: Sequence[str]) -> Callable[[], None]:
        def work() -> None:
            shards.forget_all()
            for name in names:
                with shards.shard_of(name, now=now):
                    pass

        return work

    read(states[:1])()
    largest = timed([read(states[:1])] * (3 * size.rounds))
    every = timed([read(states)] * size.rounds)
    checks = timed([lambda: since(mark)] * size.checks)
    database = connection.vendor
    sizes = {"clinicians": len(crowd), "states": len(states)}
    lines = [
        alone("cold_largest", database=database, sizes=sizes, rounds=[largest]),
        alone("cold_all", database=database, sizes=sizes, rounds=[every]),
        alone("nothing_changed", database=database, sizes=sizes, rounds=[checks]),
    ]
    return lines, [
        at_most("cold start of the largest state, ms", 10, value=float(str(lines[0]["p50_ms"]))),
        at_most("cold start of all states, ms", 150, value=float(str(lines[1]["p50_ms"]))),
        at_most("nothing changed, ms", CHECK_MS[database], value=float(str(lines[2]["p50_ms"]))),
    ]
