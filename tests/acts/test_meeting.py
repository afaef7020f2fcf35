"""The first meeting: made, held, missed, and the client's no."""

from typing import Any

import pytest

from segue.acts import consent, meeting
from segue.acts.words import Word
from segue.demo.builders import ZONE, Case
from segue.rules.actor import Actor
from segue.store.models import Handoff, Job, Notice
from tests.acts.answers import consents, done, handoff_of, notices, refusal, row_of, states


def schedule(case: Case, name: str = "amara", **said: Any) -> Any:
    usual = {"kind": "call", "day": "2026-03-17", "time": "18:00", "zone": ZONE, "place": "By video"}
    command = meeting.Schedule(case.clock.key(), case.handoff(name), **{**usual, **said})
    return meeting.schedule(case.who(name), command, case.clock.at())


def start(case: Case, day: str, *, actor: Actor | None = None, name: str = "amara") -> Any:
    command = meeting.Start(case.clock.key(), case.handoff(name), day)
    return meeting.start(actor or case.who(name), command, case.clock.at())


def decide_no(case: Case, name: str = "amara", actor: Actor | None = None) -> Any:
    command = meeting.DecideNo(case.clock.key(), case.handoff(name))
    return meeting.decide_no(actor or case.me, command, case.clock.at())


def test_an_appointment_is_the_same_hour_for_both(case: Case) -> None:
    case.until_accepted()

    done(schedule(case))

    row = handoff_of(case, "amara")
    assert row.state == "scheduled"
    assert row.appointment_at is not None
    assert row.appointment_at.isoformat() == "2026-03-17T23:00:00+00:00"
    sent = Notice.objects.filter(kind="send_appointment")
    assert {notice.refs["to"] for notice in sent} == {"client", "recipient"}
    assert row_of(case).step == "first_session"
    assert str(row_of(case).step_on) == "2026-03-17"


def test_an_appointment_can_be_moved_and_both_hear_of_it_again(case: Case) -> None:
    case.until_accepted()
    done(schedule(case))

    done(schedule(case, day="2026-03-18"))

    assert handoff_of(case, "amara").appointment_number == 2
    assert notices("send_appointment") == 4


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "dinner"}, "appointment_incomplete"),
        ({"place": "  "}, "appointment_incomplete"),
        ({"day": "soon"}, "appointment_time_missing"),
        ({"day": "0001-01-01", "time": "01:00", "zone": "Asia/Tokyo"}, "appointment_time_missing"),
        ({"day": "9999-12-31", "time": "23:00"}, "appointment_time_missing"),
        ({"time": "25:00"}, "appointment_time_missing"),
        ({"zone": "Mars/Base"}, "appointment_time_missing"),
        ({"zone": "../../etc/passwd"}, "appointment_time_missing"),
        ({"zone": ""}, "appointment_time_missing"),
        ({"day": "2027-03-14", "time": "02:30"}, "appointment_time_missing"),  # an hour that the clock skips
        ({"day": "2026-03-09"}, "appointment_past"),
    ],
)
def test_an_appointment_that_is_not_whole_is_refused(case: Case, said: dict[str, str], code: str) -> None:
    case.until_accepted()

    assert refusal(schedule(case, **said)) == code
    assert (states(case)["amara"], notices("send_appointment")) == ("accepted", 0)
    done(schedule(case))


def test_a_guest_makes_an_appointment_too_and_a_stranger_does_not(case: Case) -> None:
    case.until_accepted("samuel")
    command = meeting.Schedule("k", case.handoff("samuel"), "call", "2026-03-17", "18:00", ZONE, "By phone")

    assert refusal(meeting.schedule(case.world.amara, command, case.clock.at())) == "not_found"
    assert refusal(meeting.schedule(case.miriam, command, case.clock.at())) == "word_missing"
    done(meeting.schedule(case.who("samuel"), command, case.clock.at()))


def test_the_first_session_plans_the_check_ins_and_ends_what_rested(case: Case) -> None:
    case.until_accepted()

    done(start(case, "2026-03-10"))

    assert consents(case) == {"amara": "signed", "samuel": "ended"}
    assert row_of(case).stage == "connected"
    planned = row_of(case).check_ins.filter(dropped_at__isnull=True).order_by("due_on")
    assert [(one.moment, str(one.due_on)) for one in planned] == [
        ("first_week", "2026-03-17"),
        ("third_week", "2026-03-31"),
        ("sixth_week", "2026-04-21"),
        ("twelfth_week", "2026-06-02"),
    ]
    assert row_of(case).check_ins.get(moment="after_acceptance").dropped_at is not None
    assert Job.objects.filter(kind="check_in_due", state="open").count() == 4


def test_without_the_clients_leave_no_check_in_is_planned(case: Case) -> None:
    case.until_shown()
    case.choose()
    case.approve()
    signing = case.signing(wants_check_ins=False)
    done(consent.sign(case.me, signing, case.clock.at()))
    case.ask()
    case.confirm("amara")
    case.open("amara")
    case.accept("amara")
    case.start("amara")

    assert row_of(case).check_ins.count() == 0


@pytest.mark.parametrize(
    ("day", "code"), [("", "day_missing"), ("soon", "day_missing"), ("2026-03-11", "day_in_future")]
)
def test_a_first_session_has_a_day_that_has_come(case: Case, day: str, code: str) -> None:
    case.until_accepted()

    assert refusal(start(case, day)) == code
    assert states(case)["amara"] == "accepted"


def test_the_client_may_say_that_they_met_and_a_stranger_may_not(case: Case) -> None:
    case.until_accepted()

    assert refusal(start(case, "2026-03-10", actor=case.world.case("Other").me)) == "not_found"
    done(start(case, "2026-03-10", actor=case.me))


def test_a_missed_appointment_brings_a_kind_word_and_can_be_made_anew(case: Case) -> None:
    case.until_accepted()
    command = meeting.Miss("m", case.handoff("amara"))
    assert refusal(meeting.miss(case.who("amara"), command, case.clock.at())) == "not_now"
    case.schedule("amara")

    done(meeting.miss(case.who("amara"), command, case.clock.at()))

    assert (states(case)["amara"], notices("tell_client_missed")) == ("missed", 1)
    assert row_of(case).step == "make_appointment"
    case.schedule("amara", in_days=9)


def test_a_no_of_the_client_wakes_what_rested_and_goes_on(case: Case) -> None:
    case.until_accepted()

    done(decide_no(case))

    assert states(case) == {"amara": "withdrawn", "samuel": "requested"}
    assert consents(case)["samuel"] == "signed"
    assert row_of(case).check_ins.filter(dropped_at__isnull=True).count() == 0
    assert (notices("tell_recipient_closed"), row_of(case).stage) == (1, "approaching")
    case.confirm("samuel")
    assert states(case)["samuel"] == "unlocked"


def test_a_no_after_the_first_session_asks_for_a_new_signature(case: Case) -> None:
    case.until_started()

    done(decide_no(case))

    assert states(case) == {"amara": "withdrawn", "samuel": "requested"}
    assert (row_of(case).signed_at, row_of(case).step) == (None, "sign")
    case.confirm("samuel")
    assert states(case)["samuel"] == "confirmed"
    case.sign()
    assert states(case)["samuel"] == "unlocked"


def test_the_recipient_does_not_decide_for_the_client(case: Case) -> None:
    case.until_accepted()

    assert refusal(decide_no(case, actor=case.who("amara"))) == "not_yours"
    command = meeting.DecideNo("w", case.handoff("amara"), word=Word("by phone"))
    done(meeting.decide_no(case.miriam, command, case.clock.at()))


def test_whom_the_client_left_can_be_approached_anew_only_by_a_new_choice(case: Case) -> None:
    case.until_accepted()
    done(decide_no(case))

    assert refusal(decide_no(case)) == "not_now"
    assert Handoff.objects.filter(profile_id=case.world.profiles["amara"]).count() == 1
