"""The one place that writes a step: the row, the record, the notices, the jobs, or nothing."""

from datetime import timedelta

import pytest

from segue.acts.outbox import Box, take
from segue.acts.streams import referral_stream
from segue.demo.builders import Case, open_small_world
from segue.rules.actor import SYSTEM
from segue.store.models import Job, Notice, RecordEntry, Referral
from segue.store.record import Line
from segue.store.step import Due, Stale, Written, drop_jobs, put, write_step

pytestmark = pytest.mark.django_db


def a_case() -> tuple[Case, Referral]:
    case = open_small_world().case()
    return case, Referral.objects.select_related("client__practice").get(pk=case.referral)


def write(case: Case, row: Referral, *, dues: tuple[Due, ...] = ()) -> None:
    write_step(
        row,
        {"together": True},
        Written(Line("tried"), notices=dues, jobs=dues),
        stream=referral_stream(row),
        actor=SYSTEM,
        at=case.clock.at(),
    )


def test_a_step_is_a_new_version_a_link_and_what_is_due() -> None:
    case, row = a_case()
    later = case.clock.now + timedelta(hours=1)

    write(case, row, dues=(Due("one", "one:1"), Due("two", "two:1", due_at=later)))

    kept = Referral.objects.get(pk=row.pk)
    assert (kept.version, kept.together, row.version) == (2, True, 2)
    assert RecordEntry.objects.filter(event="tried").count() == 1
    assert set(Notice.objects.values_list("kind", "due_at")) == {("one", case.clock.now), ("two", later)}
    assert Job.objects.count() == 2


def test_a_row_that_somebody_else_wrote_is_left_alone() -> None:
    case, row = a_case()
    Referral.objects.filter(pk=row.pk).update(version=5)

    with pytest.raises(Stale):
        write(case, row, dues=(Due("one", "one:1"),))

    assert (Referral.objects.get(pk=row.pk).together, Notice.objects.count()) == (False, 0)
    assert RecordEntry.objects.filter(event="tried").count() == 0


def test_the_same_effect_is_written_once() -> None:
    case, _ = a_case()

    for _ in range(2):
        put(Notice, [Due("one", "one:1"), Due("one", "one:1")], practice=None, at=case.clock.at())

    assert Notice.objects.count() == 1


def test_jobs_without_a_reason_are_dropped_and_stay_as_rows() -> None:
    case, _ = a_case()
    keys = ("reply:1:half", "reply:1:out", "reply:12:out", "hold:1")
    put(Job, [Due("a", key) for key in keys], practice=None, at=case.clock.at())

    drop_jobs("reply:1", at=case.clock.at())
    drop_jobs("hold:1", at=case.clock.at())
    drop_jobs("none", at=case.clock.at())

    assert dict(Job.objects.values_list("effect_key", "state")) == {
        "reply:1:half": "dropped",
        "reply:1:out": "dropped",
        "reply:12:out": "open",
        "hold:1": "dropped",
    }


def test_a_job_that_a_worker_is_doing_is_left_to_it() -> None:
    case, _ = a_case()
    put(Job, [Due("a", "hold:1:1"), Due("a", "hold:1:2")], practice=None, at=case.clock.at())
    taken = take(Box.jobs, case.clock.at())
    assert taken is not None

    drop_jobs("hold:1", at=case.clock.at())

    assert Job.objects.get(pk=taken.id).state == "open"
    assert sorted(Job.objects.values_list("state", flat=True)) == ["dropped", "open"]
