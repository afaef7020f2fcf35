"""What random histories found, each as the shortest story that shows it."""

import pytest

from segue.acts import checkin, closing, handoff, reply
from segue.demo.builders import open_small_world
from segue.demo.world import must
from segue.reads.lookups import check_in_of
from segue.reads.standing import view_of
from segue.rules.actor import CLOCK
from segue.rules.stage import next_step
from segue.store.models import Handoff, Referral

pytestmark = pytest.mark.django_db


def test_the_next_step_after_a_first_session_is_no_check_in_that_is_gone() -> None:
    case = open_small_world().case().until_accepted()
    one = check_in_of(case.handoff("amara"), moment="after_acceptance")
    case.clock.later(days=2)
    must(checkin.ask(CLOCK, checkin.AskCheckIn(case.clock.key(), one), case.clock.at()))

    case.start("amara")

    row = Referral.objects.select_related("practice").get(pk=case.referral)
    step = next_step(view_of(row), today=case.clock.at().today)
    assert step is not None
    assert row.step == step.code == "outcome"


def test_a_referral_that_ended_well_can_go_on_when_it_is_opened_again() -> None:
    case = open_small_world().case().until_started()
    must(closing.end(case.miriam, closing.End(case.clock.key(), case.referral, "fits"), case.clock.at()))

    again = closing.Reopen(case.clock.key(), case.referral, "They moved away.")
    assert must(closing.reopen(case.miriam, again, case.clock.at())).state == "choosing"

    case.choose("samuel")
    case.sign()
    case.ask()
    case.confirm("samuel")
    assert Handoff.objects.get(pk=case.handoff("samuel")).state == "unlocked"


def test_the_last_signature_counts_though_the_clock_was_set_back_before_it() -> None:
    case = open_small_world().case().until_signed("amara")
    case.clock.later(hours=-1)
    case.sign()

    case.ask()
    case.confirm("amara")

    assert Handoff.objects.get(pk=case.handoff("amara")).state == "unlocked"


def test_the_client_is_not_asked_to_decide_while_another_one_reads() -> None:
    case = open_small_world().case().until_asked()
    case.confirm("amara", price="400")
    assert Referral.objects.get(pk=case.referral).step == "decide"

    case.confirm("samuel")

    assert Handoff.objects.get(pk=case.handoff("samuel")).state == "unlocked"
    assert Referral.objects.get(pk=case.referral).step == "answer_request"
    case.decline("samuel")
    assert Referral.objects.get(pk=case.referral).step == "decide"


def test_a_summary_can_be_approved_while_requests_are_out() -> None:
    case = open_small_world().case().until_shown()
    case.choose("amara", "samuel")
    case.ask()

    case.approve()
    case.sign()
    case.confirm("amara")

    assert Handoff.objects.get(pk=case.handoff("amara")).state == "unlocked"


def test_a_question_can_be_answered_when_the_packet_unlocked_meanwhile() -> None:
    case = open_small_world().case().until_opened()
    case.confirm("samuel")
    samuel = case.handoff("samuel")
    must(reply.ask(case.who("samuel"), reply.Ask(case.clock.key(), samuel, "online"), case.clock.at()))
    wait = reply.Waitlist(case.clock.key(), case.handoff("amara"), 2, 4)
    must(reply.waitlist(case.who("amara"), wait, case.clock.at()))
    assert Handoff.objects.get(pk=samuel).state == "unlocked"

    must(reply.answer(case.miriam, reply.Answer(case.clock.key(), samuel, "online_yes"), case.clock.at()))


def test_more_can_be_shown_when_nobody_is_left_to_answer() -> None:
    case = open_small_world().case().until_asked("amara")
    case.clock.later(days=1)
    out = handoff.ByClock(case.clock.key(), case.handoff("amara"))
    must(handoff.no_answer(CLOCK, out, case.clock.at()))
    assert Referral.objects.get(pk=case.referral).step == "find_options"

    case.show("amara", "ines")
    case.choose("amara", "ines")

    assert Referral.objects.get(pk=case.referral).step == "sign"
