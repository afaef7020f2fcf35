"""Two processes answer pages over one database: what people do in the same moment happens whole, once, and in order."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connections

from segue.acts.practice import hashed
from segue.demo.builders import Case
from segue.reads.lookups import link_of
from segue.site.running import next_free_port
from segue.store.models import AcceptedCommand, Consent, Disclosure, Handoff, Notice, RecordEntry
from segue.store.record import verify
from segue.store.tokens import token_of
from tests.kills.load import SEE_OTHER, Browser, Presser
from tests.pages.received.doors import YES, newest_code, small_world
from tests.site.program import Running, served

ROUNDS = 5
CODE = "42718836"


@contextmanager
def pages(fresh_database: Any) -> Iterator[Running]:
    """A server of two processes for pages, without a worker."""
    connections.close_all()
    with served("--no-worker", port=a_port(), env=fresh_database.environment) as running:
        yield running


def a_port() -> int:
    return next_free_port(21000 + os.getpid() % 10000)


def at_once(*calls: Callable[[], int]) -> list[int]:
    """The status that each call got, when all begin together."""
    barrier, answers = threading.Barrier(len(calls)), [0] * len(calls)

    def run(place: int) -> None:
        barrier.wait(timeout=30)
        answers[place] = calls[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def client_of(case: Case, port: int) -> Browser:
    """A browser in which the client has opened the link and typed the code."""
    browser = Browser(port)
    browser.get(f"/l/{token_of(UUID(link_of('client', referral=case.referral)))}")
    browser.get(f"/c/{case.referral}/")
    assert browser.post(f"/c/{case.referral}/", {"code": CODE}) == SEE_OTHER
    return browser


def guest_of(case: Case, name: str, port: int) -> Browser:
    """A browser in which a guest has opened the link."""
    browser = Browser(port)
    browser.get(f"/l/{token_of(UUID(link_of('guest', handoff=case.handoff(name))))}")
    browser.get(f"/g/{case.handoff(name)}/")
    return browser


def test_the_same_form_in_several_processes_at_once_is_one_command(fresh_database: Any) -> None:
    case = small_world().case(code_hash=hashed(CODE)).until_shown()
    with pages(fresh_database) as running:
        browser = client_of(case, running.port)
        for number in range(ROUNDS * 2):
            form = {"key": f"same-{number}", "feel": "not_sure", "line": "I do not know."}
            clicks = [deepcopy(browser) for _ in range(4)]

            answers = at_once(*(partial(one.post, f"/c/{case.referral}/", form) for one in clicks))

            assert answers == [SEE_OTHER] * 4
            assert RecordEntry.objects.filter(event="feel").count() == number + 1
            assert Notice.objects.filter(kind="tell_referrer_client").count() == number + 1
            assert AcceptedCommand.objects.filter(key=form["key"]).count() == 1
    assert verify()[1] == []


def test_two_who_confirm_at_once_do_not_both_read(fresh_database: Any) -> None:
    world = small_world()
    cases = [world.case(f"Client Number{number}") for number in range(ROUNDS)]
    for case in cases:
        case.until_shown()
        case.choose("samuel", "ruth", whoever_first=True)
        case.approve()
        case.sign()
        case.ask()
    with pages(fresh_database) as running:
        for case in cases:
            guests = {name: guest_of(case, name, running.port) for name in ("samuel", "ruth")}

            answers = at_once(
                *(
                    partial(one.post, f"/g/{case.handoff(name)}/", YES | {"key": f"yes-{name}"})
                    for name, one in guests.items()
                )
            )

            states = Handoff.objects.filter(referral=case.referral).values_list("state", flat=True)
            assert (answers, sorted(states)) == ([SEE_OTHER] * 2, ["confirmed", "unlocked"])
    assert verify()[1] == []


def test_a_client_who_stops_sharing_while_a_guest_opens_is_not_read_afterwards(fresh_database: Any) -> None:
    world = small_world()
    cases = [world.case(f"Client Number{number}", code_hash=hashed(CODE)) for number in range(ROUNDS)]
    for case in cases:
        case.until_asked("samuel")
        case.confirm("samuel")
    opened = []
    with pages(fresh_database) as running:
        for case in cases:
            guest, client = guest_of(case, "samuel", running.port), client_of(case, running.port)
            page = f"/g/{case.handoff('samuel')}/"
            assert guest.post(f"{page}code", {"key": "code"}) == SEE_OTHER
            digits = newest_code(case)

            at_once(
                partial(guest.post, f"{page}summary", {"key": "open", "code": digits}),
                partial(client.post, f"/c/{case.referral}/stop", {"key": "stop", "profile": ""}),
            )

            opened.append(was_opened_and_only_before(case))
    assert len(opened) == ROUNDS
    assert verify()[1] == []


def was_opened_and_only_before(case: Case) -> bool:
    """Whether the guest was first. In either case it is over, and the record tells what came first."""
    row = Handoff.objects.get(pk=case.handoff("samuel"))
    chain = RecordEntry.objects.filter(stream="referral", stream_id=case.referral).order_by("number")
    events = [event for event in chain.values_list("event", flat=True) if event in ("handoff_open", "revoke")]
    told = Disclosure.objects.filter(handoff=row).count()
    assert (row.state, Consent.objects.get(pk=row.consent_id).status) == ("withdrawn", "revoked")
    assert events == (["handoff_open", "revoke"] if row.opened_at else ["revoke"])
    assert told == len(events) - 1
    return told == 1


def test_a_later_reader_sees_all_that_was_acknowledged_and_never_a_gap(fresh_database: Any) -> None:
    case = small_world().case(code_hash=hashed(CODE)).until_shown()
    with pages(fresh_database) as running:
        browser, page = client_of(case, running.port), f"/c/{case.referral}/"
        pressers = [Presser(deepcopy(browser), page) for _ in range(4)]
        for presser in pressers:
            presser.start()
        looks = look_while(pressers, case)
    assert [presser.wrong for presser in pressers] == [[]] * 4
    assert len({len(look) for look in looks}) > 3  # it grew while somebody looked
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(looks))
    assert len(looks[-1]) == len({key for presser in pressers for key in presser.acknowledged})
    assert verify()[1] == []


def look_while(pressers: list[Presser], case: Case) -> list[list[UUID]]:
    """What the record says again and again, while several write to it through several processes."""
    looks: list[list[UUID]] = []
    stream = RecordEntry.objects.filter(stream="referral", stream_id=case.referral).order_by("number")
    give_up = time.monotonic() + 3
    while time.monotonic() < give_up:
        told = {key for presser in pressers for key in list(presser.acknowledged)}
        rows = list(stream.values_list("number", "event", "id"))
        assert [number for number, _, _ in rows] == list(range(1, len(rows) + 1))
        looks.append([row for _, event, row in rows if event == "feel"])
        assert len(looks[-1]) >= len(told)
    for presser in pressers:
        presser.told_to_stop.set()
    for presser in pressers:
        presser.join(timeout=60)
    looks.append(list(stream.filter(event="feel").values_list("id", flat=True)))
    return looks
