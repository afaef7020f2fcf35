"""The record: chained as it is written, and every single spoiled row named."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.acts.streams import referral_stream
from segue.demo.builders import Case, open_small_world
from segue.rules.actor import Actor, Kind
from segue.rules.record import Flaw
from segue.store.models import Client, RecordEntry, Referral
from segue.store.record import Line, append, detail_of, verify
from segue.store.seal import SealBroken, new_key

pytestmark = pytest.mark.django_db


def story() -> Case:
    return open_small_world().case().until_started("samuel")


def entries(case: Case) -> list[RecordEntry]:
    return list(RecordEntry.objects.filter(stream="referral", stream_id=case.referral).order_by("number"))


def without_triggers() -> None:
    """What somebody with the database in their hands could do."""
    of = "" if connection.vendor == "sqlite" else " ON store_recordentry"
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER store_recordentry_no_{verb}{of}")


def spoiled_byte(row: RecordEntry) -> bytes:
    sealed = bytes(row.detail_sealed)
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


MUTATIONS: dict[str, Callable[[RecordEntry], dict[str, object]]] = {
    "event": lambda row: {"event": f"{row.event}!"},
    "time": lambda row: {"at": row.at + timedelta(microseconds=1)},
    "actor kind": lambda row: {"actor_kind": "operator"},
    "actor": lambda row: {"actor_id": UUID(int=7)},
    "refs": lambda row: {"refs": {**row.refs, "day": "2001-01-01"}},
    "words": lambda row: {"detail_sealed": spoiled_byte(row)},
    "own hash": lambda row: {"link_hash": "0" * 64},
    "hash before": lambda row: {"previous_hash": "0" * 64},
}


def test_a_story_verifies_and_every_stream_counts_from_one() -> None:
    case = story()

    count, problems = verify()

    assert (count, problems) == (RecordEntry.objects.count(), [])
    assert count > 20
    assert [row.number for row in entries(case)] == list(range(1, len(entries(case)) + 1))


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_changed_row_is_named_whichever_it_is(mutation: str) -> None:
    case = story()
    without_triggers()
    for row in entries(case):
        change = MUTATIONS[mutation](row)
        before = {column: getattr(row, column) for column in change}
        RecordEntry.objects.filter(pk=row.pk).update(**change)

        _, problems = verify()

        assert str(row.id) in {problem.row for problem in problems}
        assert all(problem.why for problem in problems)
        RecordEntry.objects.filter(pk=row.pk).update(**before)
    assert verify()[1] == []


def test_a_dropped_row_is_named_by_the_one_after_it() -> None:
    case = story()
    without_triggers()
    first, second, third, *_ = entries(case)
    RecordEntry.objects.filter(pk=second.pk).delete()

    (problem,) = verify()[1]

    assert (problem.row, problem.flaw) == (str(third.id), Flaw.number_missing)
    assert first.number == 1


def test_two_rows_that_changed_places_are_named() -> None:
    case = story()
    without_triggers()
    _, second, third, *_ = entries(case)
    RecordEntry.objects.filter(pk=second.pk).update(number=10_000)
    RecordEntry.objects.filter(pk=third.pk).update(number=second.number)
    RecordEntry.objects.filter(pk=second.pk).update(number=third.number)

    assert {str(second.id), str(third.id)} <= {problem.row for problem in verify()[1]}


def test_a_row_of_another_stream_is_named() -> None:
    case = story()
    other = case.world.case("Other Client")
    without_triggers()
    last = entries(case)[-1]
    RecordEntry.objects.filter(pk=last.pk).update(stream_id=other.referral, number=len(entries(other)) + 1)

    assert str(last.id) in {problem.row for problem in verify()[1]}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    event=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=48),
    refs=st.dictionaries(
        st.sampled_from(["handoff", "day", "code"]), st.text(st.characters(exclude_categories=["Cs", "Cc"]))
    ),
    words=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    ),
)
def test_whatever_is_appended_verifies_and_opens(
    event: str, refs: dict[str, str], words: dict[str, str]
) -> None:
    case = open_case()
    stream = referral_stream(Referral.objects.select_related("client__practice").get(pk=case.referral))
    line = Line(event, refs, words)

    entry = append(stream, line, actor=Actor(Kind.system), at=case.clock.at())

    assert verify()[1] == []
    assert detail_of(RecordEntry.objects.get(pk=entry), key=stream.key) == words


_cases: list[Case] = []


def open_case() -> Case:
    """One case for all examples of a test; the test's own transaction ends it."""
    if not _cases or not Client.objects.filter(pk=_cases[-1].client).exists():
        _cases.append(open_small_world().case())
    return _cases[-1]


def test_the_words_of_an_entry_open_with_the_clients_key_and_no_other() -> None:
    case = story()
    stream = referral_stream(Referral.objects.select_related("client__practice").get(pk=case.referral))
    entry = entries(case)[-1]

    assert isinstance(detail_of(entry, key=stream.key), dict)
    with pytest.raises(SealBroken):
        detail_of(entry, key=new_key(None))


def test_an_erased_key_leaves_the_chain_whole() -> None:
    case = story()
    Client.objects.filter(pk=case.client).update(key_wrapped=b"")

    assert verify()[1] == []
