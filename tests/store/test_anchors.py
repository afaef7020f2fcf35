"""Anchors as they are kept: what has grown is listed once, and a record written anew is found."""

from uuid import UUID

import pytest
from django.db import connection

from segue.acts.anchor import AnchorRecord, anchor_record
from segue.acts.answer import Done
from segue.acts.nights import PlanNights, plan_nights
from segue.acts.streams import server_stream
from segue.demo.builders import Case, open_small_world
from segue.rules.actor import CLOCK, Actor, Kind
from segue.rules.anchor import Mark, mark_from
from segue.rules.record import Flaw, genesis, hash_of_entry
from segue.store import record
from segue.store.anchors import newest_mark, verify_all_anchors
from segue.store.models import Anchor, AnchoredHead, Job, Notice, RecordEntry, StreamHead
from segue.store.record import verify
from tests.acts.answers import refusal

pytestmark = pytest.mark.django_db


def story() -> Case:
    return open_small_world().case().until_shown()


def anchored(case: Case) -> Mark:
    done = anchor_record(CLOCK, AnchorRecord(case.clock.key()), case.clock.at())
    assert isinstance(done, Done)
    mark = mark_from(done.also["mark"])
    assert mark is not None
    return mark


def lift_guards() -> None:
    """What somebody with the database in their hands could do."""
    for table in ("store_recordentry", "store_anchor", "store_anchoredhead"):
        of = "" if connection.vendor == "sqlite" else f" ON {table}"
        with connection.cursor() as cursor:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}{of}")


def write_anew(case: Case) -> None:
    """Another history of one referral, with right links and a right head."""
    previous, stream = "", f"referral:{UUID(case.referral).hex}"
    rows = [row for row in record.rows() if row.stream == stream]
    for row in rows:
        made = row._replace(previous=previous or genesis(stream), ids="{}")
        made = made._replace(hash=hash_of_entry(made))
        RecordEntry.objects.filter(pk=row.row).update(
            refs={}, previous_hash=made.previous, link_hash=made.hash
        )
        previous = made.hash
    StreamHead.objects.filter(stream="referral", stream_id=case.referral).update(link_hash=previous)


def test_every_stream_is_anchored_once_and_then_only_what_has_grown() -> None:
    case = story()

    first = anchored(case)
    assert AnchoredHead.objects.count() == StreamHead.objects.count() > 2
    nothing_new = anchored(case)
    case.choose()
    third = anchored(case)

    assert [first.number, nothing_new.number, third.number] == [1, 2, 3]
    assert set(AnchoredHead.objects.filter(anchor__number=2).values_list("stream", flat=True)) == set()
    assert set(AnchoredHead.objects.filter(anchor__number=3).values_list("stream", flat=True)) == {"referral"}
    assert verify_all_anchors(first) == verify_all_anchors(third) == []
    assert newest_mark() == third


def test_a_record_written_anew_verifies_but_not_against_its_anchors() -> None:
    case = story()
    anchored(case)
    lift_guards()

    write_anew(case)

    assert verify()[1] == []
    problems = verify_all_anchors()
    assert [problem.flaw for problem in problems] == [Flaw.other_than_anchored]
    assert problems[0].stream == f"referral:{case.referral}"
    last = RecordEntry.objects.filter(stream="referral", stream_id=case.referral).latest("number")
    assert (problems[0].row, problems[0].number) == (str(last.id), last.number)


def test_anchors_written_anew_too_show_against_the_mark_that_left() -> None:
    case = story()
    mark = anchored(case)
    lift_guards()
    write_anew(case)
    AnchoredHead.objects.all().delete()
    Anchor.objects.all().delete()
    anchored(case)

    assert verify_all_anchors() == []
    assert [problem.flaw for problem in verify_all_anchors(mark)] == [Flaw.other_than_anchored]


def test_a_stream_that_is_gone_shows() -> None:
    case = story()
    anchored(case)
    lift_guards()
    RecordEntry.objects.filter(stream="referral").delete()
    StreamHead.objects.filter(stream="referral").delete()

    assert verify()[1] == []
    assert [(each.stream, each.flaw) for each in verify_all_anchors()] == [
        (f"referral:{case.referral}", Flaw.cut_off)
    ]


def test_a_signature_of_somebody_else_shows() -> None:
    case = story()
    anchored(case)
    lift_guards()
    Anchor.objects.update(signature="00" * 64)
    assert [each.flaw for each in verify_all_anchors()] == [Flaw.not_signed]
    Anchor.objects.update(signature="no hex")
    assert [each.flaw for each in verify_all_anchors()] == [Flaw.not_signed]


def test_the_next_night_is_planned_once_and_the_mark_leaves() -> None:
    case = story()
    at = case.clock.at()
    plan_nights(CLOCK, PlanNights(), at)
    plan_nights(CLOCK, PlanNights(), at)
    mark = anchored(case)

    planned = list(Job.objects.filter(kind="anchor_record"))
    assert len(planned) == 1
    assert planned[0].due_at > at.now
    assert (planned[0].due_at.hour, planned[0].due_at.minute) == (2, 0)
    notice = Notice.objects.get(kind="record_anchored")
    assert notice.refs == {"mark": str(mark)}


@pytest.mark.parametrize("kind", [Kind.client, Kind.guest, Kind.coordinator, Kind.anonymous])
def test_nobody_else_anchors(kind: Kind) -> None:
    case = story()

    assert refusal(anchor_record(Actor(kind), AnchorRecord("k"), case.clock.at())) == "not_found"
    assert refusal(plan_nights(Actor(kind), PlanNights("k"), case.clock.at())) == "not_found"
    assert Anchor.objects.count() == 0


def test_the_servers_own_stream_is_anchored_too() -> None:
    case = story()
    record.append(server_stream(), record.Line("tried"), actor=CLOCK, at=case.clock.at())

    anchored(case)

    assert AnchoredHead.objects.filter(stream="server").count() == 1
