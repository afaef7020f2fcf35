"""What random histories found, each as the shortest story that shows it."""

import pytest

from segue.acts import checkin, closing
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
