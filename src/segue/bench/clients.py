"""Several clients at once, each a process of its own, as several web processes would be."""

import gc
import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from segue.bench.replay import let_go
from segue.bench.rounds import Round

Work = Callable[[], Callable[[], Round]]
"""Makes ready (opens connections), then gives what is to be timed."""


def at_once(works: Sequence[Work]) -> Round:
    """Do these at the same time; the wall clock runs from the first beginning to the last end."""
    let_go()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(works))
    pipes, children = [], []
    for work in works:
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_as_client, args=(work, start, theirs))
        child.start()
        theirs.close()
        pipes.append(ours)
        children.append(child)
    told = [_told(pipe) for pipe in pipes]
    for child in children:
        child.join()
    began, ended = min(each[0] for each in told), max(each[1] for each in told)
    rounds = [each[2] for each in told]
    times = tuple(one for each in rounds for one in each.times)
    return Round(times, ended - began, sum(each.cpu for each in rounds))


def _as_client(work: Work, start: Barrier, pipe: Connection) -> None:
    gc.collect()
    gc.freeze()  # as each process of the server does, so that what was prepared is not looked through again
    try:
        ready = work()
        start.wait(timeout=60)
        began = time.monotonic()
        done = ready()
        pipe.send((began, time.monotonic(), done))
    except BaseException as error:
        start.abort()
        pipe.send(f"{type(error).__name__}: {error}")
    finally:
        pipe.close()
        let_go()


def _told(pipe: Connection) -> tuple[float, float, Round]:
    told = pipe.recv()
    if isinstance(told, str):
        raise RuntimeError(f"a client failed: {told}")
    return told  # type: ignore[no-any-return]
