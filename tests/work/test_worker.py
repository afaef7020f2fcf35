"""The worker: sends what is due at least once, runs what falls due, and says of everything what became of it."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from segue.acts import outbox
from segue.acts.answer import Done
from segue.acts.outbox import Box
from segue.rules.actor import Actor
from segue.rules.lease import LEASE, MOST_ATTEMPTS
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.site.logs import BareFormatter
from segue.store.cells import cells_of_client
from segue.store.models import Client, Job, Link, Notice, Referral
from segue.wires.letter import Letter, Text
from segue.wires.mail import SmtpMail
from segue.wires.outbox import Outbox
from segue.wires.sms import FiledTexts
from segue.work import jobs, worker
from segue.work.desk import Desk
from segue.work.jobs import Errand
from segue.work.worker import run, run_once
from tests.wires.letters import Server, mail_server
from tests.work.rows import BAIT, NAME, World, a_job, a_link, a_notice, at, build

A_MINUTE = timedelta(minutes=1)
CHILD = """
import django, sys
django.setup()
from datetime import UTC, datetime
from segue.rules.moment import At
from segue.store.identifiers import new_id
from segue.work.desk import desk
from segue.work.worker import run_once
run_once(At(datetime.fromisoformat(sys.argv[1]), "UTC", new_id), desk=desk())
"""


class Kept:
    """A way out that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[Letter | Text] = []

    def send(self, message: Any) -> None:
        self.got.append(message)


def desk_to(port: Any, *, texts: Any = None) -> Desk:
    return Desk(mail=port, texts=texts or Kept(), base_url="https://segue.example", sender="r@segue.example")


def smtp(server: Server) -> Desk:
    return desk_to(SmtpMail(sender="r@segue.example", host="127.0.0.1", port=server.port))


def asked() -> World:
    """A world with a request to a guest that is due now."""
    world = build()
    a_link("guest", handoff=world.handoff, practice=world.practice)
    a_notice("tell_recipient_request", handoff=world.handoff.id)
    return world


@pytest.mark.django_db
def test_what_is_due_is_sent_and_done() -> None:
    asked()
    mail = Kept()

    assert run_once(at(), desk=desk_to(mail)) is True

    row = Notice.objects.get()
    assert [letter.to for letter in mail.got] == ["samuel@guest.example"]
    assert [letter.id for letter in mail.got] == [row.id]
    assert (row.state, row.problem, row.lease, row.ended_at) == ("done", "", None, at().now)
    assert run_once(at(), desk=desk_to(mail)) is False


@pytest.mark.django_db
def test_a_text_goes_by_the_other_way(tmp_path: Path) -> None:
    world = build(channel="sms")
    a_link("client", referral=world.referral, practice=world.practice)
    a_notice("tell_client_link", referral=world.referral.id)

    run_once(at(), desk=desk_to(Kept(), texts=FiledTexts(Outbox(tmp_path))))

    assert [(filed.to, filed.kind) for filed in Outbox(tmp_path).listed()] == [
        ("612-555-0111", "tell_client_link")
    ]


@pytest.mark.django_db
def test_a_link_taken_back_before_it_is_sent_sends_nothing() -> None:
    asked()
    Link.objects.update(revoked_at=at().now)
    mail = Kept()

    assert run_once(at(), desk=desk_to(mail)) is True

    row = Notice.objects.get()
    assert (row.state, row.problem, mail.got) == ("dropped", "no_link", [])


@pytest.mark.django_db
def test_a_busy_mail_server_gets_the_same_mail_again() -> None:
    asked()
    with mail_server(Server(answers=["451 try later"])) as server:
        run_once(at(), desk=smtp(server))
        waiting = Notice.objects.get()
        assert (waiting.state, waiting.problem, waiting.due_at) == ("open", "smtp_451", at(A_MINUTE).now)
        assert run_once(at(timedelta(seconds=59)), desk=smtp(server)) is False

        run_once(at(A_MINUTE), desk=smtp(server))

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{waiting.id}@segue.example>"
    assert first.get_content() == second.get_content()
    assert Notice.objects.get().state == "done"


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_is_given_up_and_said_so(caplog: pytest.LogCaptureFixture) -> None:
    asked()
    with mail_server(Server(recipient_answer="550 no samuel@guest.example here")) as server:
        run_once(at(), desk=smtp(server))

    row = Notice.objects.get()
    assert (row.state, row.problem, row.attempts) == ("dead", "smtp_550", 1)
    [said] = [record for record in caplog.records if record.name == "segue.work"]
    assert said.levelno == logging.ERROR
    assert said.getMessage() == f"notices tell_recipient_request {row.id}: dead, smtp_550"


@pytest.mark.django_db
def test_the_log_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    world = asked()
    a_link("client", referral=world.referral, practice=world.practice)
    a_notice("tell_client_link", referral=world.referral.id)
    name = cells_of_client(world.client).open(
        world.client.name_sealed, table=Client, column="name_sealed", row=world.client.id
    )
    assert name == NAME

    class Talks:
        def send(self, message: Any) -> None:
            raise RuntimeError(f"{name} at {message.to}")

    with caplog.at_level(logging.DEBUG):
        while run_once(at(), desk=desk_to(Talks(), texts=Talks())):
            pass

    said = "\n".join(BareFormatter().format(record) for record in caplog.records)
    assert said.count("bug_RuntimeError") == 2
    assert [word for word in (*BAIT, "samuel@", "w.b@", "/l/") if word in said] == []
    assert set(Notice.objects.values_list("state", "problem")) == {("open", "bug_RuntimeError")}


@pytest.mark.django_db
def test_a_row_whose_workers_always_die_is_given_up() -> None:
    asked()
    Notice.objects.update(attempts=MOST_ATTEMPTS)
    mail = Kept()

    run_once(at(), desk=desk_to(mail))

    row = Notice.objects.get()
    assert (row.state, row.problem, mail.got) == ("dead", "worker_died", [])


@pytest.mark.django_db
def test_a_worker_that_slept_over_its_lease_changes_nothing() -> None:
    asked()

    class Slow:
        def send(self, message: Any) -> None:
            assert outbox.take(Box.notices, at(LEASE)) is not None  # another worker

    run_once(at(), desk=desk_to(Slow()))

    row = Notice.objects.get()
    assert (row.state, row.attempts) == ("open", 2)
    assert row.lease is not None


@pytest.mark.django_db
def test_a_pause_ends_on_its_day() -> None:
    world = build()
    Referral.objects.update(paused_until=at().today)
    a_job("unpause", practice=world.practice, referral=world.referral.id)

    run_once(at(), desk=desk_to(Kept()))

    assert (Job.objects.get().state, Referral.objects.get().paused_until) == ("done", None)


@pytest.mark.django_db
def test_a_job_that_has_no_reason_any_more_is_dropped_with_the_reason() -> None:
    world = build()
    a_job("unpause", practice=world.practice, referral=world.referral.id)

    run_once(at(), desk=desk_to(Kept()))

    row = Job.objects.get()
    assert row.state == "dropped"
    assert row.problem == "not_paused"


@pytest.mark.django_db
def test_a_job_of_an_unknown_kind_is_given_up_and_said_so() -> None:
    a_job("no_such_job")

    run_once(at(), desk=desk_to(Kept()))

    assert Job.objects.values_list("state", "problem").get() == ("dead", "unknown_kind")


@pytest.mark.django_db
def test_a_job_that_met_another_act_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def meets_another(actor: Actor, command: Any, at: At) -> Done | Refused:
        return Refused("stale", "", "")

    monkeypatch.setattr(jobs, "JOBS", {"unpause": Errand(meets_another, jobs.JOBS["unpause"].command)})
    a_job("unpause", referral="x")

    run_once(at(), desk=desk_to(Kept()))

    assert Job.objects.values_list("state", "problem").get() == ("open", "stale")


@pytest.mark.django_db
def test_a_job_runs_under_its_own_key_where_its_practice_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Actor, Any, str]] = []

    def look(actor: Actor, command: Any, at: At) -> Done:
        seen.append((actor, command, at.zone))
        return Done()

    kind = jobs.JOBS["unpause"].command
    world = build()
    type(world.practice).objects.update(zone="Asia/Tokyo")
    row = a_job("unpause", practice=world.practice, key="unpause:7", referral="r", handoff="h")
    taken = outbox.take(Box.jobs, at())
    assert taken is not None

    jobs.run(taken, at(), jobs={"unpause": Errand(look, kind)})

    [(actor, command, zone)] = seen
    assert (actor.kind, command, zone) == ("clock", kind(key="unpause:7", referral="r"), "Asia/Tokyo")
    assert row.id == taken.id


def test_the_worker_stops_when_told(fresh_database: Any) -> None:
    asked()
    mail, stop = Kept(), threading.Event()
    thread = threading.Thread(target=run, args=(stop,), kwargs={"desk": desk_to(mail), "moment": at})
    thread.start()
    wait_until(lambda: bool(mail.got))
    stop.set()
    thread.join(timeout=5)

    assert not thread.is_alive()
    assert Notice.objects.get().state == "done"
    assert list(
        Job.objects.filter(state="open", kind="anchor_record").values_list("due_at__hour", flat=True)
    ) == [2]


def test_the_worker_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = threading.Event(), []

    def away(*_: Any, **__: Any) -> bool:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        if len(calls) == 2:
            return True
        raise OperationalError("could not connect to db.example as segue")

    monkeypatch.setattr(worker, "plan_nights", away)  # away, then there
    monkeypatch.setattr(worker, "run_once", away)
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.01)

    run(stop, desk=desk_to(Kept()), moment=at)

    assert len(calls) == 3


def test_a_mail_is_sent_again_when_its_worker_is_killed_before_it_could_say_so(fresh_database: Any) -> None:
    asked()
    has_mail, may_answer = threading.Event(), threading.Event()

    class Slow(Server):
        async def handle_DATA(self, *arguments: Any) -> str:  # noqa: N802
            await super().handle_DATA(*arguments)
            has_mail.set()
            return "250 OK" if may_answer.is_set() else await _forever()

    with mail_server(Slow()) as server:
        environment = {
            **fresh_database.environment,
            "DJANGO_SETTINGS_MODULE": "segue.site.settings",
            "SEGUE_MAIL": f"smtp://127.0.0.1:{server.port}",
            "SEGUE_MAIL_FROM": "r@segue.example",
        }
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, at().now.isoformat()], env=environment, start_new_session=True
        )
        try:
            assert has_mail.wait(timeout=30)
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        held = Notice.objects.get()
        assert (held.state, held.attempts) == ("open", 1)
        assert held.leased_until == at(LEASE).now

        may_answer.set()
        assert run_once(at(LEASE - timedelta(seconds=1)), desk=smtp(server)) is False
        assert run_once(at(LEASE), desk=smtp(server)) is True

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{held.id}@segue.example>"
    assert Notice.objects.get().state == "done"


async def _forever() -> str:
    await asyncio.sleep(60)
    return "451 too late"


def wait_until(is_so: Any) -> None:
    give_up = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.02)
