"""Reminding a recipient."""

import pytest

from segue.acts.answer import Done
from segue.acts.reminder import Remind, remind
from segue.rules.actor import CLOCK, Actor, Kind
from segue.rules.step import Refused
from segue.store.models import Handoff, Notice, Referral
from tests.work.rows import at, build, new_id

pytestmark = pytest.mark.django_db


def refusal(answer: Done | Refused) -> str:
    assert isinstance(answer, Refused)
    return answer.code


def test_whoever_has_not_answered_is_asked_once_more() -> None:
    world = build()
    command = Remind("reply:1:half", str(world.handoff.id))

    assert remind(CLOCK, command, at()) == remind(CLOCK, command, at())

    notice = Notice.objects.get()
    assert (notice.kind, notice.refs["handoff"]) == ("remind_recipient", str(world.handoff.id))


def test_whoever_has_answered_is_left_alone() -> None:
    world = build()
    Handoff.objects.update(state="confirmed")

    assert refusal(remind(CLOCK, Remind("k", str(world.handoff.id)), at())) == "answered"
    assert Notice.objects.count() == 0


def test_a_referral_that_rests_reminds_nobody() -> None:
    world = build()
    Referral.objects.update(paused_until=at().today)

    assert refusal(remind(CLOCK, Remind("k", str(world.handoff.id)), at())) == "paused"
    assert Notice.objects.count() == 0


def test_only_the_clock_reminds() -> None:
    world = build()
    miriam = Actor(Kind.clinician, person=world.referrer.id, practice=world.practice.id)

    assert refusal(remind(miriam, Remind("k", str(world.handoff.id)), at())) == "not_found"
    assert refusal(remind(CLOCK, Remind("k", str(new_id())), at())) == "not_found"
    assert Notice.objects.count() == 0
