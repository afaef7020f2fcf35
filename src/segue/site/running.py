"""The processes of a running server: pages and worker, started together, looked after, ended together.

Both are forked from one process that has loaded everything, so they share its memory. Each has a process group
of its own, which is ended as a whole, and none outlives whoever started it. What they do is decided elsewhere.
"""

import ctypes
import gc
import http.client
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Final

from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site.logs import BareFormatter
from segue.site.says import Ended, Exit, bad_input

THREADS: Final = 4
"""Of each process that answers pages, on SQLite too (measured: decision on serving)."""
GRACE_SECONDS: Final = 8.0
START_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.2
STEADY_SECONDS: Final = 60.0
LONGEST_PAUSE: Final = 30.0
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG in linux/prctl.h

_NO_ANSWER: Final = Refused(
    "no_answer", N_("The pages did not start."), N_("The lines above say why. Mend it and start again.")
)

log = logging.getLogger("segue.site")


class FirstLine(BareFormatter):
    """For granian, whose message about a fault holds the whole traceback, and so perhaps what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        record.msg = str(record.msg).split("\n", 1)[0]
        return super().format(record)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to listen and with how many processes."""

    port: int = 8000
    host: str = "127.0.0.1"
    processes: int = 2
    has_worker: bool = True

    @property
    def address(self) -> str:
        """What a person types. Passkeys refuse 127.0.0.1, so it is called by its name."""
        return f"http://localhost:{self.port}"


@dataclass(slots=True)
class Child:
    """One process that must run; it is started again when it ends by itself, later each time."""

    name: str
    work: Callable[[], None]
    process: BaseProcess | None = None
    began: float = 0.0
    pause: float = 0.0
    due: float = 0.0

    def look_after(self, now: float) -> None:
        """Start it when it is not running and its pause is over."""
        if self.process is not None and self.process.is_alive():
            return
        if self.process is not None:
            self._note_end(now)
        if now >= self.due:
            _let_go_of_database()
            context = multiprocessing.get_context("fork")
            self.process = context.Process(target=_as_child, args=(self.work, os.getpid()), name=self.name)
            self.process.start()
            self.began = now

    def _note_end(self, now: float) -> None:
        assert self.process is not None
        log.error("%s ended by itself, code %s", self.name, self.process.exitcode)
        is_steady = now - self.began >= STEADY_SECONDS
        self.pause = 1.0 if is_steady or not self.pause else min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + self.pause
        _signal_group(self.process, signal.SIGKILL)
        self.process.join()
        self.process = None


@dataclass(slots=True)
class Server:
    """Pages and worker of one plan. Nothing else may run in this process: no threads, no open connections."""

    plan: Plan
    stop: bool = False
    children: list[Child] = field(default_factory=list)

    def run(self, *, when_it_answers: Callable[[], None]) -> None:
        """Serve until told to stop by SIGTERM or SIGINT. Raises Ended when the pages do not come up."""
        refuse_taken_port(self.plan)
        _load_pages()
        gc.collect()
        gc.freeze()  # what is loaded is never collected, so its memory stays shared
        self.children = [Child("pages", lambda: answer_pages(self.plan))]
        if self.plan.has_worker:
            self.children.append(Child("worker", work_until_told))
        before = {each: signal.signal(each, self._note_stop) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._wait_for_answer()
            if not self.stop:
                when_it_answers()
            while not self.stop:
                self._look_after_children()
        finally:
            self._end()
            for each, handler in before.items():
                signal.signal(each, handler)

    def _look_after_children(self) -> None:
        for child in self.children:
            child.look_after(time.monotonic())
        time.sleep(LOOK_SECONDS)

    def _wait_for_answer(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while not self.stop and not _answers(self.plan):
            self._look_after_children()
            if time.monotonic() > give_up or self.children[0].process is None:
                raise Ended([_NO_ANSWER], Exit.found_wrong)

    def _note_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop = True

    def _end(self) -> None:
        """Ask every group to end; kill what is left after a while."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        give_up = time.monotonic() + GRACE_SECONDS
        for process in running:
            process.join(max(0.0, give_up - time.monotonic()))
            _signal_group(process, signal.SIGKILL)
            process.join()


def answer_pages(plan: Plan) -> None:
    """Answer requests until told to stop; granian starts its own processes and replaces them."""
    from granian.constants import HTTPModes, Interfaces  # slow import
    from granian.log import LogLevels  # slow import
    from granian.server import Server as Granian  # slow import

    # Its access log would hold addresses of people's pages, so it stays off.
    quiet: dict[str, Any] = {
        "formatters": {"bare": {"()": FirstLine}},
        "handlers": {"bare": {"class": "logging.StreamHandler", "formatter": "bare"}},
        "loggers": {"_granian": {"handlers": ["bare"], "propagate": False}},
    }
    server = Granian(
        "segue.site.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=plan.processes,
        blocking_threads=THREADS,
        runtime_blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
        log_dictconfig=quiet,
        log_access=False,
    )
    server.serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(parent: int) -> Any:
    """What each of granian's processes calls first. One that was forked as its parent died ends at once."""
    _die_with(parent)
    from segue.site.wsgi import application  # app ready

    return application


def work_until_told(*, when_it_works: Callable[[], None] = lambda: None) -> None:
    """Send what is due and run what falls due, until SIGTERM or SIGINT. A piece of work is never cut in two."""
    from segue.store.identifiers import moment  # app ready
    from segue.work.desk import desk  # app ready
    from segue.work.worker import run  # app ready

    waited_for = {signal.SIGTERM, signal.SIGINT}
    # Blocked before the thread starts, so that the signal waits for sigwait and interrupts nothing.
    signal.pthread_sigmask(signal.SIG_BLOCK, waited_for)
    told, failed = threading.Event(), threading.Event()

    def work() -> None:
        try:
            run(told, desk=desk(), moment=moment)
        except Exception:
            log.exception("worker: bug")
            failed.set()
            os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=work, name="work")
    thread.start()
    when_it_works()
    signal.sigwait(waited_for)
    told.set()
    thread.join()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, waited_for)
    if failed.is_set():
        sys.exit(1)


def refuse_taken_port(plan: Plan) -> None:
    """Raise Ended when somebody else listens there. A server that is just ending gets a moment."""
    for _ in range(5):
        if is_free(plan.port, host=plan.host):
            return
        time.sleep(LOOK_SECONDS)
    raise port_taken(plan)


def port_taken(plan: Plan) -> Ended:
    """Why a port cannot be used, and what to do."""
    return bad_input(
        "port_taken",
        N_("Port %(port)s on %(host)s is taken or not allowed."),
        N_("Choose another with --port, for example: segue serve --port %(next)s"),
        port=str(plan.port),
        host=plan.host,
        next=str(next_free_port(plan.port + 1, host=plan.host)),
    )


def is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Whether this process could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        # As servers do: a port whose last connections are still fading away counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def next_free_port(port: int, *, host: str = "127.0.0.1") -> int:
    """The first free port from this one on; 0 when none of the next hundred is."""
    return next((each for each in range(port, min(port + 100, 65536)) if is_free(each, host=host)), 0)


def _answers(plan: Plan) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(plan.host, plan.host)  # noqa: S104  # compared, not bound
    caller = http.client.HTTPConnection(host, plan.port, timeout=5)
    with closing(caller), suppress(OSError, http.client.HTTPException):
        caller.request("GET", "/healthz", headers={"Host": f"localhost:{plan.port}"})
        return caller.getresponse().status == http.HTTPStatus.OK
    return False


def _load_pages() -> None:
    """Import every page before forking: the memory is shared, and what cannot be imported is found now."""
    from django.urls import get_resolver  # app ready

    from segue.site import wsgi  # app ready

    assert wsgi.application
    assert get_resolver().url_patterns


def _let_go_of_database() -> None:
    """Close every connection: two processes must not talk over one."""
    from django.db import connections  # app ready

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _as_child(work: Callable[[], None], parent: int) -> None:
    """What a forked process does first: its own group, nobody's signal handlers, and no life without its parent."""
    os.setpgid(0, 0)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    _die_with(parent)
    work()


def _die_with(parent: int) -> None:
    """Be killed when the parent is, even by `kill -9`: a page server left over would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _signal_group(process: BaseProcess, number: signal.Signals) -> None:
    assert process.pid is not None
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
