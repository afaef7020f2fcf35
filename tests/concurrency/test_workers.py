"""Two workers on one outbox: while nobody dies, each notice goes out exactly once."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections

from segue.demo.builders import Clock, open_small_world
from segue.store.models import Notice
from segue.store.step import Due, put
from tests.site.program import PROGRAM
from tests.wires.letters import Server, mail_server

MANY = 30


def test_two_workers_send_each_notice_once(fresh_database: Any) -> None:
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    case = world.case().until_asked("samuel")
    refs = {"referral": case.referral, "handoff": case.handoff("samuel")}
    more = [Due("tell_referrer_client", f"more-{number}", refs) for number in range(MANY)]
    put(Notice, more, practice=world.miriam.practice, at=case.clock.at())
    with mail_server(Server()) as mail, ExitStack() as workers:
        env = fresh_database.environment | {"SEGUE_MAIL": f"smtp://127.0.0.1:{mail.port}"}
        connections.close_all()
        for _ in range(2):
            workers.enter_context(a_worker(env))
        wait_until_all_is_done()

    rows = Notice.objects.filter(state="done")
    ids = Counter(str(each["Message-ID"]).strip("<>").partition("@")[0] for each in mail.mails)
    assert rows.count() >= MANY
    assert ids == {str(row): 1 for row in rows.values_list("id", flat=True)}
    assert set(rows.values_list("attempts", flat=True)) == {1}


@contextmanager
def a_worker(env: dict[str, str]) -> Iterator[None]:
    """`segue worker` as a process of its own, ended with the block."""
    process = subprocess.Popen([PROGRAM, "worker"], env=env, stderr=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


def wait_until_all_is_done() -> None:
    give_up = time.monotonic() + 60
    while Notice.objects.filter(state="open").exists() and time.monotonic() < give_up:
        time.sleep(0.1)
