"""Server and worker are killed with −9 while clients press buttons: what was acknowledged is stored, once, and whole.

A client's answer writes a row, an entry of the record, a notice and the key of the command. After each kill the
database itself is asked whether the four agree; in the end every mail must have come, under its own Message-ID.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from segue.acts.practice import hashed
from segue.demo.builders import Case, Clock, open_small_world
from segue.reads.lookups import link_of
from segue.site.running import next_free_port
from segue.store.models import AcceptedCommand, Job, Notice, RecordEntry, Referral
from segue.store.record import verify
from segue.store.tokens import token_of
from tests.kills.load import Browser, Presser
from tests.site.program import Running, served
from tests.wires.letters import Server, mail_server

KILLS = {"sqlite": 20, "postgresql": 6}
LONG_KILLS = 200
AT_ONCE = 4
"""So many kills a start: some of a single process each, then the whole."""
STUCK_SECONDS = 20
CLIENTS = 3
CODE = "4271 8836"
NEWS = "tell_referrer_client"


@pytest.mark.timeout(240)
def test_kills_under_load_lose_nothing_and_double_nothing(fresh_database: Any) -> None:
    survive(KILLS[fresh_database.kind], fresh_database.environment)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_kills_under_load_lose_nothing_and_double_nothing(fresh_database: Any) -> None:
    survive(LONG_KILLS, fresh_database.environment)


def survive(kills: int, environment: dict[str, str]) -> None:
    """Kill so often: single processes, then everything at once, and start again; in the end look at the mails."""
    seed = int(os.environ.get("SEED", "4"))
    chance, port = random.Random(seed), next_free_port(19000 + os.getpid() % 10000)  # noqa: S311
    cases = ready_to_feel()
    before = {case.referral: Referral.objects.get(pk=case.referral).version for case in cases}
    with mail_server(Server()) as mail:
        env = environment | {"SEGUE_MAIL": f"smtp://127.0.0.1:{mail.port}"}
        pressers: list[Presser] = []
        cut_off = 0
        for kill_number in range(0, kills, AT_ONCE):
            with served(port=port, env=env) as running:
                pressers = pressers or pressing(cases, port)
                for _ in range(min(AT_ONCE, kills - kill_number) - 1):
                    wait_for_load(pressers, chance)
                    kill(chance.choice(sorted(running.offspring())))
                wait_for_load(pressers, chance)
                kill_all(running)
            assert_nothing_is_half_done(cases, pressers, before)
            cut_off += len(unanswered(pressers))
        with served(port=port, env=env):
            settle(pressers)
            assert_nothing_is_half_done(cases, pressers, before)
            the_leases_run_out()
            wait_until_all_is_sent()
        assert_each_came(mail)
    told = acknowledged(pressers)
    assert told == sum(len(each.sent) for each in pressers) > kills
    twice = sum(each - 1 for each in Counter(ids_of(mail)).values())
    sys.stdout.write(
        f"{kills} kills, seed {seed}: {told} commands, each stored once; {cut_off} were stored without an answer; "
        f"{twice} mails came twice\n"
    )


def ready_to_feel() -> list[Case]:
    """Clients who are asked how this is for them, each with a link and a code."""
    world = open_small_world(Clock(datetime.now(UTC)))
    names = [f"Client Number{number}" for number in range(CLIENTS)]
    return [world.case(name, code_hash=hashed(CODE.replace(" ", ""))).until_shown() for name in names]


def pressing(cases: list[Case], port: int) -> list[Presser]:
    """Let each client in, and let them begin."""
    found = []
    for case in cases:
        browser, page = Browser(port), f"/c/{case.referral}/"
        browser.get(f"/l/{token_of(UUID(link_of('client', referral=case.referral)))}")
        browser.get(page)
        assert browser.post(page, {"code": CODE}) == 303
        found.append(Presser(browser, page))
    connections.close_all()
    for presser in found:
        presser.start()
    return found


def wait_for_load(pressers: list[Presser], chance: random.Random) -> None:
    """Until answers come, and then a little, so that no kill meets a server that has nothing to do."""
    enough = acknowledged(pressers) + chance.randint(2, 8)
    give_up = time.monotonic() + 30
    while acknowledged(pressers) < enough:
        assert time.monotonic() < give_up
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.05))


def acknowledged(pressers: list[Presser]) -> int:
    return sum(len(each.acknowledged) for each in pressers)


def unanswered(pressers: list[Presser]) -> set[str]:
    """The keys of commands that were carried out, and whose senders do not know."""
    keys = {key for each in pressers for key in set(each.sent) - set(each.acknowledged)}
    with looking():
        return set(AcceptedCommand.objects.filter(key__in=keys).values_list("key", flat=True))


def kill_all(running: Running) -> None:
    """Everything in the same moment, as when the power fails."""
    below = running.offspring()
    running.process.kill()
    for each in below:
        kill(each)


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def settle(pressers: list[Presser]) -> None:
    """Every press that is on its way gets its answer."""
    for presser in pressers:
        presser.told_to_stop.set()
    for presser in pressers:
        presser.join(timeout=60)
        assert not presser.is_alive()


@contextmanager
def looking() -> Iterator[None]:
    """Look at the rows, and let go of the database before somebody else opens it."""
    try:
        yield
    finally:
        connections.close_all()


def assert_nothing_is_half_done(cases: list[Case], pressers: list[Presser], before: dict[str, int]) -> None:
    with looking():
        for case, presser in zip(cases, pressers, strict=True):
            assert presser.wrong == []
            told = set(presser.acknowledged)  # before looking, for more come in meanwhile
            accepted = AcceptedCommand.objects.filter(act="referral.feel", key__in=presser.sent)
            keys = set(accepted.filter(answer__isnull=False).values_list("key", flat=True))
            entries = RecordEntry.objects.filter(stream_id=case.referral, event="feel").count()
            notices = Notice.objects.filter(kind=NEWS, refs__referral=case.referral).count()
            steps = Referral.objects.get(pk=case.referral).version - before[case.referral]
            assert told <= keys
            assert accepted.count() == len(keys) == entries == notices == steps
        assert verify()[1] == []


def the_leases_run_out() -> None:
    """What a killed worker held comes back by itself after a minute; here at once."""
    now = datetime.now(UTC)
    with looking():
        for table in (Notice, Job):
            table.objects.filter(state="open", leased_until__gt=now).update(leased_until=now)


def wait_until_all_is_sent() -> None:
    """As long as the worker gets on; a backlog may be long, but nothing may be stuck."""
    with looking():
        waiting = Notice.objects.filter(state="open")
        left, last_moved = waiting.count(), time.monotonic()
        while left and time.monotonic() < last_moved + STUCK_SECONDS:
            time.sleep(0.2)
            before, left = left, waiting.count()
            last_moved = time.monotonic() if left < before else last_moved
        assert Counter(waiting.values_list("kind", "problem", "attempts")) == Counter()


def assert_each_came(mail: Server) -> None:
    """At least once, and each time under the one identifier of its notice."""
    with looking():
        sent = {str(row) for row in Notice.objects.filter(kind=NEWS).values_list("id", flat=True)}
        states = set(Notice.objects.filter(kind=NEWS).values_list("state", flat=True))
    assert states == {"done"}
    assert sent <= set(ids_of(mail))


def ids_of(mail: Server) -> list[str]:
    return [str(each["Message-ID"]).strip("<>").partition("@")[0] for each in mail.mails]
