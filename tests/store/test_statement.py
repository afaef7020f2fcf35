"""Statements that are made once say what the ORM says, on both databases, for rows and for values."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from segue.demo.builders import Case, open_small_world
from segue.rules.handoff import State
from segue.store.identifiers import moment, new_id
from segue.store.models import AcceptedCommand, Handoff, Job, Option, Referral
from segue.store.statement import Select, insert, insert_once, update

pytestmark = pytest.mark.django_db


def asked() -> Case:
    return open_small_world().case().until_asked("amara", "samuel")


def columns_of(row: Any) -> dict[str, Any]:
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}


def test_rows_come_as_the_orm_gives_them_with_what_belongs_to_them() -> None:
    case = asked()
    build = lambda of: (  # noqa: E731  # the same for both
        Handoff.objects.select_related("from_practice", "profile")
        .filter(referral_id=of)
        .order_by("prepared_at")
    )
    prepared = Select(build, of=UUID)

    for _ in range(2):
        mine, its = prepared.rows(of=UUID(case.referral)), list(build(UUID(case.referral)))
        assert [columns_of(row) for row in mine] == [columns_of(row) for row in its]
        assert len(mine) == 2
        with CaptureQueriesContext(connection) as asked_more:
            assert [row.profile.name for row in mine] == [row.profile.name for row in its]
            assert [row.from_practice.zone for row in mine] == ["America/Chicago"] * 2
        assert len(asked_more) == 0
    assert mine[0]._state.adding is False


def test_values_come_flat_and_as_tuples_and_each_value_goes_to_its_place() -> None:
    case = asked()
    flat = Select(
        lambda of, state: Handoff.objects.filter(state=state, referral_id=of).values_list("id", flat=True),
        of=UUID,
        state=str,
    )
    pairs = Select(
        lambda of: (
            Option.objects.filter(referral_id=of, rank__isnull=False)
            .order_by("rank")
            .values_list("rank", "id")
        ),
        of=UUID,
    )

    assert set(flat.rows(of=UUID(case.referral), state=State.requested)) == {
        UUID(case.handoff("amara")),
        UUID(case.handoff("samuel")),
    }
    assert flat.rows(of=UUID(case.referral), state=State.opened) == []
    assert flat.first(of=new_id(), state=State.requested) is None
    assert [rank for rank, _ in pairs.rows(of=UUID(case.referral))] == [1, 2]


def test_a_slot_that_no_condition_uses_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="no condition uses"):
        Select(lambda of: Handoff.objects.all(), of=UUID).rows(of=new_id())


def test_the_sql_is_made_once() -> None:
    made = []
    prepared = Select(lambda of: made.append(of) or Referral.objects.filter(pk=of), of=UUID)  # type: ignore[func-returns-value]
    for _ in range(3):
        prepared.rows(of=new_id())

    assert len(made) == 1


def test_a_row_is_written_as_it_stands_and_once() -> None:
    now = moment().now
    row = Job(
        id=new_id(),
        kind="tried",
        effect_key="k:1",
        series="k:1",
        refs={"a": "ü\"'%s"},
        due_at=now,
        made_at=now,
    )
    insert(row)
    kept = Job.objects.get(pk=row.id)
    assert columns_of(kept) == columns_of(row)

    again = Job(id=new_id(), kind="other", effect_key="k:1", refs={}, due_at=now, made_at=now)
    assert insert_once(again) == 0
    assert list(Job.objects.filter(effect_key="k:1").values_list("kind", flat=True)) == ["tried"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(again)


def test_an_identifier_that_the_database_counts_is_left_to_it() -> None:
    row = AcceptedCommand(actor="a", key="k", act="x", command_hash="h", at=moment().now)

    assert insert_once(row) == 1
    assert AcceptedCommand.objects.get(actor="a", key="k").answer is None


def test_only_the_rows_that_are_meant_are_changed() -> None:
    now = moment().now
    for number in range(3):
        series = f"s:{number % 2}"
        insert(
            Job(
                id=new_id(),
                kind="t",
                effect_key=f"{series}:{number}",
                series=series,
                refs={},
                due_at=now,
                made_at=now,
            )
        )

    later = now + timedelta(hours=1)
    changed = update(Job, {"state": "dropped", "ended_at": later, "problem": "x"}, series="s:0", state="open")

    assert changed == 2
    kept = Job.objects.filter(kind="t").order_by("effect_key").values_list("series", "state", "ended_at")
    assert list(kept) == [("s:0", "dropped", later), ("s:0", "dropped", later), ("s:1", "open", None)]
    assert update(Job, {"ended_at": None, "refs": {"b": 1}}, series="s:0", state="dropped") == 2
    assert {str(row.refs) for row in Job.objects.filter(series="s:0")} == {"{'b': 1}"}
    assert set(Job.objects.filter(series="s:0").values_list("ended_at", flat=True)) == {None}
    assert update(Job, {"problem": "y"}, series="s:0", ended_at=None) == 2
    assert update(Job, {"problem": "y"}, series="s:0", ended_at=later) == 0


def test_a_row_may_be_named_instead_of_its_identifier() -> None:
    case = asked()
    referral = Referral.objects.get(pk=case.referral)

    assert update(Handoff, {"others_asked": False}, referral=referral) == 2
    assert set(Handoff.objects.filter(referral=referral).values_list("others_asked", flat=True)) == {False}
