"""Notices sent by the worker, beside the bare claim-and-mark of the same rows; and how soon after the commit.

The worker claims and marks a few notices at once, the yardstick one after the other. The wire is the one that
writes each letter as a file, whole and flushed to disk: no mail server can answer sooner on this machine. The same
is measured with a wire that takes a letter and forgets it, and for the claim and the mark alone, so that one sees
what the letter costs and what the keeping of the outbox costs.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.db import connection

from segue.acts import outbox
from segue.acts.outbox import Box
from segue.bench.loop import Asked, approaches
from segue.bench.replay import Bare, OtherWork, Transaction, captured, check_same, let_go
from segue.bench.rounds import Round, Tell, Watch, alone, at_least, at_most, in_turn, result
from segue.demo.builders import Clock, open_small_world
from segue.store.identifiers import moment
from segue.store.models import Notice
from segue.wires.letter import Letter
from segue.work.desk import desk
from segue.work.worker import run, run_once

GOAL: Final = 0.5
GOAL_SECONDS: Final = 1.0
LIMIT: Final = "claim and mark of the same rows on the bare driver"
LONGEST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Size:
    """How many notices are sent in a round, and how many commits there are whose notice is waited for."""

    rows: int = 120
    commits: int = 60
    rounds: int = 5
    tries: int = 3


QUICK = Size(rows=4, commits=2, rounds=2, tries=1)


@dataclass(slots=True)
class Forgetting:
    """A wire that takes every letter and keeps none, but tells that it began."""

    told: Callable[[UUID, float], None] = field(default=lambda _notice, _at: None)

    def send(self, letter: Letter) -> None:
        """Take the letter."""
        self.told(letter.id, time.monotonic())

    def probe(self) -> None:
        """Nobody else is needed."""


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises OtherWork when a notice is not sent."""
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    tell("preparing referrals")
    cases = -(-size.rows // 4)
    asked = [one for _ in range(cases) for one in approaches(world.case().until_asked())]
    real = desk()
    work: dict[str, Callable[[], bool]] = {
        "sent by the worker, as files": lambda: run_once(moment(), desk=real),
        "sent by the worker, no wire": lambda: run_once(moment(), desk=replace(real, mail=Forgetting())),
        "claimed and marked alone": _claim_and_mark,
    }
    results: list[dict[str, object]] = []
    targets: list[dict[str, object]] = []
    for name, step in work.items():
        tell(name)
        line = _share(name, step, asked, size=size, tell=tell)
        results.append(line)
        if not targets:
            share, void = float(str(line["ratio_per_s"])), bool(line["void"])
            targets.append(
                at_least("effects sent, share of bare claim and mark", GOAL, value=share, void=void)
            )
    tell("commit to effect")
    line = _soon(asked, size=size)
    results.append(line)
    late = float(str(line["p95_ms"])) / 1000
    return results, [*targets, at_most("commit to effect started, p95 seconds", GOAL_SECONDS, value=late)]


def _share(
    name: str, step: Callable[[], bool], asked: Sequence[Asked], *, size: Size, tell: Tell
) -> dict[str, object]:
    kept: list[Transaction] = []
    _make_due(asked, 2)
    _drain(step, 2)  # so that words and templates are at hand

    def subject() -> Round:
        _make_due(asked, size.rows)
        return _drain(step, size.rows)

    def yardstick() -> Round:
        _make_due(asked, size.rows)
        kept[:] = captured(lambda: [_claim_and_mark() for _ in range(size.rows)])
        return _play(kept)

    pair = in_turn(subject, yardstick, tell=tell, rounds=size.rounds, tries=size.tries)
    return result(
        name,
        database=connection.vendor,
        sizes={"notices": size.rows, "workers": 1},
        pair=pair,
        limit=LIMIT,
        rows_changed=sum(done.changed for done in kept) / size.rows,
    )


def _make_due(asked: Sequence[Asked], notices: int) -> None:
    """Empty the outbox, then do as many steps as notices are wanted; each writes one."""
    while _claim_and_mark():
        pass
    steps = (step for one in asked for step in (one.ask, one.answer))
    for step in islice(steps, notices):
        step()


def _drain(step: Callable[[], bool], notices: int) -> Round:
    """Step until every notice is done. A step that does several counts as that many pieces of equal length."""
    watch, times, left = Watch(), [], notices
    while left:
        watch.piece(step)
        still = Notice.objects.filter(state="open").count()
        if still == left:
            raise OtherWork(f"{left} notices were not sent")
        times += [watch.times[-1] / (left - still)] * (left - still)
        left = still
    return Round(tuple(times), sum(watch.times), watch.cpu)


def _claim_and_mark() -> bool:
    """What the worker does to the outbox for one notice, without the notice."""
    taken = outbox.take(Box.notices, moment())
    return taken is not None and outbox.note_done(taken, moment())


def _play(done: Sequence[Transaction]) -> Round:
    """Claim and mark each notice: two statements a piece."""
    line, watch, rows = Bare(), Watch(), []
    for claim, mark in zip(done[::2], done[1::2], strict=True):
        watch.piece(lambda claim=claim, mark=mark: rows.extend([line.play(claim), line.play(mark)]))  # type: ignore[misc]
    line.close()
    check_same(done, rows)
    return watch.round()


def _soon(asked: Sequence[Asked], *, size: Size) -> dict[str, object]:
    """Commit, while a worker runs in a process of its own, and note when it takes the letter in hand."""
    with _worker() as pipe:
        each = max(1, size.commits // size.rounds)
        rounds = [_commits(asked, pipe, number * each, each) for number in range(size.rounds)]
    return alone(
        "commit to effect started",
        database=connection.vendor,
        sizes={"commits": each * size.rounds, "workers": 1},
        rounds=rounds,
    )


def _commits(asked: Sequence[Asked], pipe: Connection, first: int, count: int) -> Round:
    times: list[float] = []
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(first, first + count):
        time.sleep(0.05 + (number * 0.17) % 0.4)  # anywhere between two looks of the worker
        one = asked[number // 2 % len(asked)]
        (one.answer if number % 2 else one.ask)()
        committed = time.monotonic()
        wanted = Notice.objects.order_by("-id").values_list("id", flat=True)[0]
        times.append(_started(pipe, wanted) - committed)
    return Round(tuple(times), time.perf_counter() - began, time.process_time() - cpu)


def _started(pipe: Connection, wanted: UUID) -> float:
    """When the worker took this notice in hand."""
    while pipe.poll(LONGEST):
        notice, at = pipe.recv()
        if notice == wanted:
            return float(at)
    raise OtherWork(f"nothing was sent within {LONGEST:g} seconds")


@contextmanager
def _worker() -> Iterator[Connection]:
    while _claim_and_mark():
        pass
    let_go()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_work, args=(ours, theirs))
    child.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        child.join()


def _work(other_end: Connection, pipe: Connection) -> None:
    """The worker itself, until the other end of the pipe is closed."""
    other_end.close()  # this process has it too, since it was forked
    stop = Event()
    mail = Forgetting(lambda notice, at: pipe.send((notice, at)))
    thread = Thread(target=run, args=(stop,), kwargs={"desk": replace(desk(), mail=mail), "moment": moment})
    thread.start()
    try:
        pipe.recv()
    except EOFError:
        stop.set()
    thread.join()
