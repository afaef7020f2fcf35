"""Approaches as the sender and the clock move them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from segue.acts import handoff, referral
from segue.acts.answer import Done
from segue.acts.words import Word
from segue.demo.builders import NEED, PROMPTS, Case, SmallWorld
from segue.rules.actor import CLOCK, Actor, Kind
from segue.rules.step import Refused
from segue.store.models import Handoff, Job, Link, Notice, Option
from tests.acts.answers import NOWHERE, consents, done, handoff_of, notices, refusal, row_of, states


def asking(case: Case) -> Done | Refused:
    return handoff.ask_next(case.miriam, handoff.AskNext(case.clock.key(), case.referral), case.clock.at())


def withdraw(case: Case, name: str, *, reason: str = "no longer needed", actor: Actor | None = None) -> Any:
    command = handoff.Withdraw(case.clock.key(), case.handoff(name), reason)
    return handoff.withdraw(actor or case.miriam, command, case.clock.at())


def by_clock(verb: Callable[..., Done | Refused], case: Case, name: str) -> Done | Refused:
    return verb(CLOCK, handoff.ByClock(case.clock.key(), case.handoff(name)), case.clock.at())


def run_out(case: Case, name: str) -> None:
    """The reply clock of this one runs out."""
    due = handoff_of(case, name).due_at
    assert due is not None
    case.clock.now = due
    done(by_clock(handoff.no_answer, case, name))


def test_the_first_two_choices_are_asked_at_once(case: Case) -> None:
    case.until_signed("amara", "samuel", "ruth")

    answer = done(asking(case))

    assert len(answer.also["handoffs"].split(",")) == 2
    assert states(case) == {"amara": "requested", "samuel": "requested"}
    assert row_of(case).stage == "approaching"
    assert notices("tell_recipient_request") == 2
    assert refusal(asking(case)) == "requests_full"
    assert Handoff.objects.count() == 2


def test_a_client_who_allows_one_at_a_time_has_one_asked(case: Case) -> None:
    case.until_shown()
    case.choose("amara", "samuel", live_limit=1)
    case.ask()

    assert states(case) == {"amara": "requested"}
    assert handoff_of(case, "amara").others_asked is False


def test_a_guest_gets_a_link_and_an_account_does_not(case: Case) -> None:
    case.until_asked()

    assert [str(link.handoff_id) for link in Link.objects.filter(kind="guest")] == [case.handoff("samuel")]


def test_the_next_choice_is_asked_in_place_of_one_whom_the_client_does_not_want_asked(case: Case) -> None:
    case.until_shown()
    case.choose("samuel", "amara", live_limit=1)
    case.write_need(not_ask=[case.world.profiles["samuel"]])

    case.ask()

    assert states(case) == {"amara": "requested"}
    assert notices("tell_recipient_request") == 1


def test_a_request_to_one_whom_the_client_does_not_want_asked_is_refused_whatever_was_chosen(
    case: Case,
) -> None:
    case.until_shown()
    case.choose("samuel")
    one = case.option("samuel")
    case.write_need(not_ask=[case.world.profiles["samuel"]])
    Option.objects.filter(pk=one).update(rank=1)

    assert refusal(asking(case)) == "do_not_ask"
    assert (Handoff.objects.count(), notices("tell_recipient_request")) == (0, 0)


def test_a_connection_that_came_up_later_is_told_before_anybody_is_asked(case: Case) -> None:
    case.until_signed("amara")
    Option.objects.filter(pk=case.option("amara")).update(rank=None, connection_hash="a" * 64)
    Option.objects.filter(pk=case.option("amara")).update(acknowledged_hash="a" * 64, rank=1)
    case.ask()
    assert states(case) == {"amara": "requested"}


def test_nobody_is_asked_without_a_choice(case: Case) -> None:
    case.until_shown()

    assert refusal(asking(case)) == "nobody_left"


def test_nobody_is_asked_after_somebody_accepted_or_it_ended(case: Case) -> None:
    case.until_signed("amara", "samuel", "ruth")
    case.ask()
    case.confirm("amara")
    case.open("amara")
    case.accept("amara")

    assert refusal(asking(case)) == "not_now"
    assert states(case) == {"amara": "accepted", "samuel": "settled"}


def test_the_desk_and_strangers_send_no_requests(world: SmallWorld, case: Case) -> None:
    case.until_signed()
    command = handoff.AskNext("k", case.referral)
    strangers = (world.desk, world.amara, case.me, Actor(Kind.operator), Actor(Kind.anonymous))

    for actor in strangers:
        assert refusal(handoff.ask_next(actor, command, case.clock.at())) in {"not_found", "not_yours"}
    assert Handoff.objects.count() == 0
    done(handoff.ask_next(case.miriam, command, case.clock.at()))


def test_a_silent_recipient_is_waited_for_and_the_next_is_asked_as_well(case: Case) -> None:
    case.until_shown()
    case.choose("amara", "samuel", live_limit=1)
    case.ask()
    early = by_clock(handoff.no_answer, case, "amara")
    assert refusal(early) == "clock_runs"

    run_out(case, "amara")

    assert states(case) == {"amara": "no_answer", "samuel": "requested"}
    assert (notices("tell_client_no_answer"), notices("tell_referrer_no_answer")) == (1, 1)


def test_the_reply_clock_counts_working_hours_only(case: Case) -> None:
    case.until_asked()

    due = handoff_of(case, "amara").due_at

    assert due is not None  # ten o'clock on Tuesday, and eight working hours: ten on Wednesday
    assert due - case.clock.now == timedelta(days=1)
    marks = Job.objects.filter(kind="remind_reply", refs__handoff=case.handoff("amara"))
    assert [job.refs["mark"] for job in marks.order_by("due_at")] == ["half", "nine_tenths"]


def test_a_late_yes_counts(case: Case) -> None:
    case.until_asked()
    run_out(case, "amara")

    case.confirm("amara")

    assert states(case)["amara"] == "unlocked"


def test_a_lower_choice_may_read_once_the_higher_ones_time_has_run_out(case: Case) -> None:
    case.until_asked()
    case.confirm("samuel")
    assert states(case) == {"amara": "requested", "samuel": "confirmed"}
    assert row_of(case).step == "decide"

    run_out(case, "amara")

    assert states(case) == {"amara": "no_answer", "samuel": "unlocked"}


def test_ten_days_of_silence_end_an_approach(case: Case) -> None:
    case.until_asked("amara")
    run_out(case, "amara")
    case.clock.now = Job.objects.get(kind="lapse").due_at

    done(by_clock(handoff.lapse, case, "amara"))

    assert states(case) == {"amara": "lapsed"}
    assert (row_of(case).stage, row_of(case).step) == ("choosing", "find_options")


def test_a_hold_that_runs_out_closes_the_unread_packet_and_lets_the_next_read(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    case.confirm("samuel")
    assert refusal(by_clock(handoff.lapse, case, "amara")) == "hold_runs"
    hold = handoff_of(case, "amara").hold_until
    assert hold is not None
    case.clock.now = hold

    done(by_clock(handoff.lapse, case, "amara"))

    assert states(case) == {"amara": "lapsed", "samuel": "unlocked"}
    assert handoff_of(case, "amara").content_sealed is None


def test_a_withdrawal_needs_a_reason_and_closes_the_unread_packet(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")

    assert refusal(withdraw(case, "amara", reason="  ")) == "reason_missing"
    done(withdraw(case, "amara"))

    row = handoff_of(case, "amara")
    assert (row.state, row.content_sealed) == ("withdrawn", None)
    assert notices("tell_recipient_closed") == 1
    assert not Job.objects.filter(state="open", refs__handoff=str(row.id)).exists()


def test_withdrawing_from_the_one_who_may_read_lets_the_next_read(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    case.confirm("samuel")

    done(withdraw(case, "amara"))

    assert states(case) == {"amara": "withdrawn", "samuel": "unlocked"}


def test_a_withdrawal_after_the_acceptance_wakes_what_rested(case: Case) -> None:
    case.until_accepted()
    assert consents(case) == {"amara": "signed", "samuel": "resting"}

    done(withdraw(case, "amara", actor=case.me))

    assert consents(case)["samuel"] == "signed"
    assert row_of(case).check_ins.filter(dropped_at__isnull=True).count() == 0
    case.ask()
    assert states(case)["samuel"] == "requested"
    case.confirm("samuel")
    assert states(case)["samuel"] == "unlocked"


def test_the_recipient_does_not_withdraw_and_the_desk_does_so_on_a_word_only(case: Case) -> None:
    case.until_asked()
    spoken = handoff.Withdraw("w", case.handoff("amara"), "changed their mind", word=Word("by phone"))

    assert refusal(withdraw(case, "amara", actor=case.who("amara"))) == "not_yours"
    assert refusal(withdraw(case, "amara", actor=case.world.desk)) == "not_found"
    assert refusal(withdraw(case, "amara", actor=case.who("samuel"))) == "not_found"
    done(handoff.withdraw(case.world.desk, spoken, case.clock.at()))


def test_what_ended_stays_ended(case: Case) -> None:
    case.until_asked()
    case.decline("amara")

    assert refusal(withdraw(case, "amara")) == "not_now"
    assert refusal(by_clock(handoff.lapse, case, "amara")) == "not_now"
    assert refusal(by_clock(handoff.no_answer, case, "amara")) == "not_now"
    assert states(case)["amara"] == "declined"


def test_a_colleague_of_the_receiving_practice_gets_it_on_their_desk(case: Case) -> None:
    case.until_asked()

    def assign(actor: Actor, person: object) -> Done | Refused:
        command = handoff.Assign(case.clock.key(), case.handoff("amara"), str(person))
        return handoff.assign(actor, command, case.clock.at())

    assert refusal(assign(case.miriam, case.miriam.person)) == "not_found"
    assert refusal(assign(case.world.amara, case.miriam.person)) == "not_found"
    assert refusal(assign(case.world.amara, NOWHERE)) == "not_found"
    assert refusal(assign(case.world.amara, "")) == "not_found"
    done(assign(case.world.amara, case.world.amara.person))


def test_a_request_speaks_of_no_person(case: Case) -> None:
    case.until_asked()
    for notice in Notice.objects.filter(kind="tell_recipient_request"):
        assert set(notice.refs) <= {"referral", "handoff", "link", "to"}
        assert "Jonas" not in str(notice.refs)


def test_a_safety_talk_does_not_keep_a_request_back(case: Case) -> None:
    case.talk()
    case.write_need(safety=True, prompts={**PROMPTS, "safety": "Call first."})
    case.show()
    case.choose()

    case.ask()

    assert states(case)["amara"] == "requested"


@pytest.mark.parametrize("named", [NOWHERE, "", "x", "\x00"])
def test_an_approach_that_is_not_there_is_not_found(case: Case, named: str) -> None:
    command = handoff.Withdraw("k", named, "why")

    assert refusal(handoff.withdraw(case.miriam, command, case.clock.at())) == "not_found"


def test_an_urgent_clock_is_short(world: SmallWorld) -> None:
    case = world.case()
    begin = referral.Begin("urgent", case.client, "expertise", urgency="urgent")
    case.referral = done(referral.begin(case.miriam, begin, case.clock.at())).id
    assert NEED["concerns"] == ["panic"]
    case.until_asked("amara")

    due = handoff_of(case, "amara").due_at
    assert due is not None
    assert due - case.clock.now == timedelta(hours=2)
