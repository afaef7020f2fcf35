"""The worker: takes what is due, does it, and notes what became of it.

Each piece of work is three steps, and a worker may die between any two: a row is taken (its own transaction);
mail or text goes out, or an act runs (no transaction of the worker's); the outcome is noted, as long as the
lease is still this worker's. So each notice goes out at least once, always under the same identifier.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections

from segue.acts import outbox
from segue.acts.anchor import PlanAnchors, plan_anchors
from segue.acts.outbox import Box, Taken
from segue.reads.notices import Unsent
from segue.rules.actor import CLOCK
from segue.rules.lease import is_spent
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.wires.letter import Letter, NotSent
from segue.work import jobs
from segue.work.desk import Desk
from segue.work.letters import write

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
                plan_anchors(CLOCK, PlanAnchors(), moment())
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
    """Do one piece of work from each box. False when nothing was due."""
    was_due = [_run_one(box, at, desk=desk) for box in Box]
    return any(was_due)


def _run_one(box: Box, at: At, *, desk: Desk) -> bool:
    taken = outbox.take(box, at)
    if taken is None:
        return False
    if is_spent(taken.attempts):
        _fail(taken, at, problem="worker_died", is_lasting=True)
        return True
    try:
        problem = _send(taken, at, desk=desk) if box is Box.notices else _carry_out(taken, at)
    except NotSent as error:
        _fail(taken, at, problem=error.code, is_lasting=error.is_lasting)
    except (OperationalError, InterfaceError):
        raise  # nothing can be noted now; the lease runs out and the row comes back
    except Exception as error:
        log.exception("%s %s %s: bug", box, taken.kind, taken.id)
        _fail(taken, at, problem=f"bug_{type(error).__name__}")
    else:
        _close(taken, at, problem=problem)
    return True


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


def _close(taken: Taken, at: At, *, problem: str) -> None:
    if problem:
        is_noted = outbox.note_dropped(taken, at, problem=problem)
        log.info("%s %s %s: dropped, %s", taken.box, taken.kind, taken.id, problem)
    else:
        is_noted = outbox.note_done(taken, at)
    if not is_noted:
        log.warning("%s %s %s: lease lost", taken.box, taken.kind, taken.id)


def _fail(taken: Taken, at: At, *, problem: str, is_lasting: bool = False) -> None:
    state = outbox.note_failed(taken, at, problem=problem, is_lasting=is_lasting)
    level = logging.ERROR if state == "dead" else logging.WARNING
    log.log(level, "%s %s %s: %s, %s", taken.box, taken.kind, taken.id, state or "lease lost", problem)
