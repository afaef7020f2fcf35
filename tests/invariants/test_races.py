"""Two people act in the same moment, truly at once: each command happens whole or not at all, and once.

Threads with connections of their own commit for real. Which of them is first is left to chance, so every race is
run several times, and what must hold is what holds for either order.
"""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from segue.acts import check, consent, handoff, packet, reply
from segue.acts.answer import Done
from segue.demo.builders import Case, SmallWorld, open_small_world
from segue.reads.lookups import ask_of
from segue.rules.actor import Actor, Kind
from segue.rules.step import Refused
from segue.store.models import AcceptedCommand, Disclosure, Handoff, Notice, RecordEntry
from segue.store.record import verify
from tests.acts.answers import consents, done, states

ROUNDS = 5
Answer = Done | Refused


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    """What each call answered, when all begin together. An exception in one of them fails the test."""
    barrier, answers = Barrier(len(calls)), [None] * len(calls)
    failures: list[BaseException] = []

    def run(place: int) -> None:
        try:
            barrier.wait(timeout=30)
            answers[place] = calls[place]()
        except BaseException as error:  # a thread's error would be lost otherwise
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert all(isinstance(answer, Done | Refused) for answer in answers)
    return answers


def rounds(world: SmallWorld) -> list[Case]:
    return [world.case(f"Client {number}") for number in range(ROUNDS)]


def until_anybody_may_read(case: Case) -> Case:
    """Two requests are out, and the client said: whoever can first."""
    case.until_shown()
    case.choose("amara", "samuel", whoever_first=True)
    case.approve()
    case.sign()
    case.ask()
    return case


def test_two_who_say_yes_in_the_same_second_do_not_both_read(fresh_database: object) -> None:
    for case in rounds(open_small_world()):
        until_anybody_may_read(case)
        yes = {name: case.yes(name) for name in ("amara", "samuel")}
        who = {name: case.who(name) for name in yes}

        answers = at_once(
            partial(reply.confirm, who["amara"], yes["amara"], case.clock.at()),
            partial(reply.confirm, who["samuel"], yes["samuel"], case.clock.at()),
        )

        assert all(isinstance(answer, Done) for answer in answers)
        assert sorted(states(case).values()) == ["confirmed", "unlocked"]
    assert verify()[1] == []


def test_a_double_click_has_one_effect_and_one_answer(fresh_database: object) -> None:
    for case in rounds(open_small_world()):
        case.until_signed()
        command = handoff.AskNext(case.clock.key(), case.referral)
        before = Notice.objects.filter(kind="tell_recipient_request").count()

        click = partial(handoff.ask_next, case.miriam, command, case.clock.at())
        first, *others = at_once(click, click, click)

        assert isinstance(first, Done)
        assert others == [first, first]
        assert Handoff.objects.filter(referral_id=case.referral).count() == 2
        assert Notice.objects.filter(kind="tell_recipient_request").count() - before == 2
        assert AcceptedCommand.objects.filter(key=command.key).count() == 1
    assert verify()[1] == []


def test_one_key_with_two_different_forms_lets_one_through(fresh_database: object) -> None:
    for case in rounds(open_small_world()):
        case.until_asked()
        key = case.clock.key()
        cost, scope = (reply.Decline(key, case.handoff("amara"), why) for why in ("cost", "outside_scope"))
        amara = case.who("amara")

        answers = at_once(
            partial(reply.decline, amara, cost, case.clock.at()),
            partial(reply.decline, amara, scope, case.clock.at()),
        )

        assert [isinstance(answer, Done) for answer in answers].count(True) == 1
        refused = next(answer for answer in answers if isinstance(answer, Refused))
        assert refused.code == "key_reused"


def test_who_stops_sharing_while_somebody_opens_is_never_read_afterwards(fresh_database: object) -> None:
    for case in rounds(open_small_world()):
        case.until_asked()
        case.confirm("amara")
        amara = case.who("amara")
        opening = packet.Open(case.clock.key(), case.handoff("amara"))
        stop = consent.Revoke(case.clock.key(), case.referral)

        opened, stopped = at_once(
            partial(packet.open_, amara, opening, case.clock.at()),
            partial(consent.revoke, case.me, stop, case.clock.at()),
        )

        done(stopped)
        assert (states(case)["amara"], consents(case)["amara"]) == ("withdrawn", "revoked")
        assert_in_order(case, was_opened=isinstance(opened, Done))
    assert verify()[1] == []


def assert_in_order(case: Case, *, was_opened: bool) -> None:
    """If it was opened, then before it was stopped, and that is on record; if not, nobody was told anything."""
    row = Handoff.objects.get(pk=case.handoff("amara"))
    told = Disclosure.objects.filter(handoff=row).count()
    chain = RecordEntry.objects.filter(stream="referral", stream_id=case.referral).order_by("number")
    events = list(chain.values_list("event", flat=True))
    assert (told, row.opened_at is not None, "handoff_open" in events) == (was_opened, was_opened, was_opened)
    if was_opened:
        assert events.index("handoff_open") < events.index("revoke")


def test_who_accepts_while_the_client_stops_sharing_meets_one_end_or_the_other(
    fresh_database: object,
) -> None:
    for case in rounds(open_small_world()):
        case.until_opened()
        amara = case.who("amara")
        accept = packet.Accept(case.clock.key(), case.handoff("amara"))
        stop = consent.Revoke(case.clock.key(), case.referral)

        accepted, stopped = at_once(
            partial(packet.accept, amara, accept, case.clock.at()),
            partial(consent.revoke, case.me, stop, case.clock.at()),
        )

        done(stopped)
        assert states(case)["amara"] == ("accepted" if isinstance(accepted, Done) else "withdrawn")
        assert consents(case)["amara"] == "revoked"


def test_a_yes_and_the_end_of_the_clock_leave_no_approach_in_between(fresh_database: object) -> None:
    for case in rounds(open_small_world()):
        case.until_asked("amara")
        amara, yes = case.who("amara"), case.yes("amara")
        due = Handoff.objects.get(pk=case.handoff("amara")).due_at
        assert due is not None
        case.clock.now = due
        out = handoff.ByClock(case.clock.key(), case.handoff("amara"))

        confirmed, _ = at_once(
            partial(reply.confirm, amara, yes, case.clock.at()),
            partial(handoff.no_answer, Actor(Kind.clock), out, case.clock.at()),
        )

        done(confirmed)
        assert states(case)["amara"] == "unlocked"


def test_answers_that_come_together_keep_one_chain(fresh_database: object) -> None:
    world = open_small_world()
    case = world.case()
    case.talk()
    case.write_need()
    asked = tuple(world.profiles[name] for name in ("samuel", "ruth", "ines"))
    done(check.ask(case.miriam, check.AskAvailability("ask", case.referral, asked), case.clock.at()))
    rows = [ask_of(one, referral=case.referral) for one in asked]

    def answering(row: Any) -> Callable[[], Answer]:
        command = check.AnswerAvailability(f"key-of-{row.id}", row.id, "no")
        return partial(check.answer, Actor(Kind.guest, link=row.link), command, case.clock.at())

    answers = at_once(*map(answering, rows))

    assert all(isinstance(answer, Done) for answer in answers)
    chain = RecordEntry.objects.filter(stream="practice", event="check_answered").order_by("number")
    numbers = list(chain.values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert verify()[1] == []
