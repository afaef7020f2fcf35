"""The worker: takes what is due, does it, and notes what became of it.

Each piece of work is three steps, and a worker may die between any two: a row is taken (its own transaction);
mail or text goes out, or an act runs (no transaction of the worker's); the outcome is noted, as long as the
lease is still this worker's. So each notice goes out at least once, always under the same identifier. Several
notices are taken together and noted as sent together: who dies in between sends those few once more.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event
from time import monotonic
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections

from segue.acts import outbox
from segue.acts.nights import PlanNights, plan_nights
from segue.acts.outbox import Box, Taken
from segue.reads.notices import Unsent
from segue.rules.actor import CLOCK
from segue.rules.lease import LEASE, is_spent
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.wires.letter import Letter, NotSent
from segue.work import jobs
from segue.work.desk import Desk
from segue.work.letters import write

AT_ONCE: Final[Mapping[Box, int]] = {Box.notices: 8, Box.jobs: 1}
"""How many rows are taken together: as many letters may go out twice when a worker dies."""
PATIENCE: Final = LEASE / 4
"""No letter is begun later than this after its row was taken, so that it ends within its lease."""
IDLE_SECONDS = 0.4
TROUBLE_SECONDS = 5.0

log = logging.getLogger("segue.work")


def run(stop: Event, *, desk: Desk, moment: Callable[[], At]) -> None:
    """Work until told to stop; wait a moment when nothing is due, and longer when the database is away.

    What comes every night is put on the list first, so that a night begins again after any pause.
    """
    is_planned = False
    while not stop.is_set():
        try:
            if not is_planned:
                plan_nights(CLOCK, PlanNights(), moment())
                is_planned = True
            is_busy = run_once(moment(), desk=desk)
        except DatabaseError as error:
            log.error("work: database, %s", type(error).__name__)
            with suppress(DatabaseError):
                connections.close_all()
            stop.wait(TROUBLE_SECONDS)
            continue
        if not is_busy:
            close_old_connections()
            stop.wait(IDLE_SECONDS)
    connections.close_all()


def run_once(at: At, *, desk: Desk) -> bool:
    """Do what has been due longest in each box, a few pieces at once. False when nothing was due."""
    was_due = [_run_some(box, at, desk=desk) for box in Box]
    return any(was_due)


def _run_some(box: Box, at: At, *, desk: Desk) -> bool:
    taken = outbox.take_several(box, at, most=AT_ONCE[box])
    latest, done = monotonic() + PATIENCE.total_seconds(), []
    try:
        for place, one in enumerate(taken):
            if place and monotonic() > latest:
                outbox.give_back(taken[place:])
                break
            if _is_done(one, at, desk=desk):
                done.append(one)
    finally:
        for one in outbox.note_all_done(done, at) if done else ():
            log.warning("%s %s %s: lease lost", one.box, one.kind, one.id)
    return bool(taken)


def _is_done(taken: Taken, at: At, *, desk: Desk) -> bool:
    """Do one piece of work. Whatever came of it but that it was done is noted here."""
    if is_spent(taken.attempts):
        _fail(taken, at, problem="worker_died", is_lasting=True)
        return False
    try:
        problem = _send(taken, at, desk=desk) if taken.box is Box.notices else _carry_out(taken, at)
    except NotSent as error:
        _fail(taken, at, problem=error.code, is_lasting=error.is_lasting)
        return False
    except (OperationalError, InterfaceError):
        raise  # nothing can be noted now; the lease runs out and the row comes back
    except Exception as error:
        log.exception("%s %s %s: bug", taken.box, taken.kind, taken.id)
        _fail(taken, at, problem=f"bug_{type(error).__name__}")
        return False
    if problem:
        _drop(taken, at, problem=problem)
    return not problem


def _send(taken: Taken, at: At, *, desk: Desk) -> str:
    """Send a notice: empty when it went out, or the code that says why nothing is to be. Raises NotSent."""
    message = write(taken, desk=desk, now=at.now)
    if isinstance(message, Unsent):
        return message.why
    if isinstance(message, Letter):
        desk.mail.send(message)
    else:
        desk.texts.send(message)
    return ""


def _carry_out(taken: Taken, at: At) -> str:
    """Run a job: empty when it was done, or the code of its refusal. Raises NotSent when it met another."""
    if taken.kind not in jobs.JOBS:
        raise NotSent("unknown_kind", is_lasting=True)
    answer = jobs.run(taken, at, jobs=jobs.JOBS)
    if isinstance(answer, Refused) and answer.code == "stale":
        raise NotSent("stale")
    return answer.code if isinstance(answer, Refused) else ""


def _drop(taken: Taken, at: At, *, problem: str) -> None:
    is_noted = outbox.note_dropped(taken, at, problem=problem)
    log.info("%s %s %s: dropped, %s", taken.box, taken.kind, taken.id, problem)
    if not is_noted:
        log.warning("%s %s %s: lease lost", taken.box, taken.kind, taken.id)


def _fail(taken: Taken, at: At, *, problem: str, is_lasting: bool = False) -> None:
    state = outbox.note_failed(taken, at, problem=problem, is_lasting=is_lasting)
    level = logging.ERROR if state == "dead" else logging.WARNING
    log.log(level, "%s %s %s: %s, %s", taken.box, taken.kind, taken.id, state or "lease lost", problem)
