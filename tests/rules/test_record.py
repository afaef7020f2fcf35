"""The chain: whatever is changed, taken out, put elsewhere or cut off is named."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.record import (
    FLAWS,
    EntryRow,
    Flaw,
    Head,
    canonical_ids,
    genesis,
    hash_of_entry,
    link_hash,
    moment_text,
    verify_stream,
)

STREAM = "referral:0190"
BEGAN = datetime(2026, 3, 10, 15, tzinfo=UTC)
GENESIS_OF_S = "64eebe59addbe26fa9227c1c4dc721ace01263496a0cc5fc45e2b422acd32634"
FIRST_LINK_OF_S = "587efcc29e412ad490b7de5417f53dc92e550e9d2f3c168172525bca1d0ec245"


def a_stream(length: int = 5, stream: str = STREAM) -> list[EntryRow]:
    entries: list[EntryRow] = []
    previous = genesis(stream)
    for number in range(1, length + 1):
        entry = EntryRow(
            row=f"entry {number}",
            stream=stream,
            number=number,
            at=moment_text(BEGAN + timedelta(minutes=number)),
            actor="clinician:01",
            event="request",
            ids=canonical_ids({"handoff": f"h{number}", "practice": "p1"}),
            cipher=bytes([number]) * 8,
            previous=previous,
            hash="",
        )
        entry = entry._replace(hash=hash_of_entry(entry))
        entries.append(entry)
        previous = entry.hash
    return entries


def found(entries: Sequence[EntryRow], head: Head | None = None) -> list[tuple[str, Flaw]]:
    return [(problem.row, problem.flaw) for problem in verify_stream(entries, stream=STREAM, head=head)]


def test_a_stream_as_it_was_written_has_no_problem() -> None:
    entries = a_stream()
    assert found(entries) == []
    assert found(entries, Head(5, entries[-1].hash)) == []
    assert found([]) == []
    assert found([], Head(0, genesis(STREAM))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"at": moment_text(BEGAN)},
        {"actor": "clinician:02"},
        {"event": "withdraw"},
        {"ids": canonical_ids({"handoff": "h3", "practice": "p2"})},
        {"ids": canonical_ids({"handoff": "h3"})},
        {"ids": canonical_ids({"handoff": "h3", "practice": "p1", "more": ""})},
        {"cipher": b"other"},
        {"cipher": b""},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
        {"number": 30},
    ],
)
def test_a_changed_field_names_its_row(change: dict[str, Any]) -> None:
    entries = a_stream()
    entries[2] = entries[2]._replace(**change)
    assert found(entries)[0] == ("entry 3", Flaw.changed)


def test_a_changed_entry_is_the_only_one_named() -> None:
    entries = a_stream()
    entries[2] = entries[2]._replace(event="withdraw")
    problems = list(verify_stream(entries, stream=STREAM))
    assert [(p.row, p.stream, p.number, p.flaw) for p in problems] == [("entry 3", STREAM, 3, Flaw.changed)]
    assert problems[0].why == "This entry was changed after it was written."


def test_identifiers_read_the_same_in_any_order_and_unlike_any_others() -> None:
    assert canonical_ids({"b": "2", "a": "1"}) == canonical_ids({"a": "1", "b": "2"}) == '{"a":"1","b":"2"}'
    assert canonical_ids({"a": '1","b":"2'}) != canonical_ids({"a": "1", "b": "2"})


def test_a_change_with_a_hash_made_anew_shows_at_the_next_row() -> None:
    entries = a_stream()
    forged = entries[2]._replace(event="withdraw")
    entries[2] = forged._replace(hash=hash_of_entry(forged))
    assert found(entries) == [("entry 4", Flaw.wrong_previous)]


def test_a_row_taken_out_shows_at_the_next_one() -> None:
    entries = a_stream()
    del entries[2]
    assert found(entries) == [("entry 4", Flaw.number_missing)]


def test_the_first_row_taken_out_shows_too() -> None:
    assert found(a_stream()[1:]) == [("entry 2", Flaw.number_missing)]


def test_two_rows_that_changed_places_are_named() -> None:
    entries = a_stream()
    entries[2], entries[3] = entries[3], entries[2]
    assert found(entries) == [
        ("entry 4", Flaw.number_missing),
        ("entry 3", Flaw.out_of_order),
        ("entry 5", Flaw.number_missing),
    ]


def test_two_rows_that_changed_their_numbers_are_named() -> None:
    entries = a_stream()
    entries[2], entries[3] = entries[3]._replace(number=3), entries[2]._replace(number=4)
    assert found(entries)[:2] == [("entry 4", Flaw.changed), ("entry 3", Flaw.changed)]


def test_a_row_that_stands_twice_is_named() -> None:
    entries = a_stream()
    entries.insert(3, entries[2])
    assert found(entries) == [("entry 3", Flaw.out_of_order)]


def test_a_row_of_another_stream_is_named() -> None:
    entries = a_stream()
    entries[2] = a_stream(stream="referral:0191")[2]
    assert found(entries)[0] == ("entry 3", Flaw.other_stream)


def test_an_end_that_was_cut_off_shows_against_the_head_kept_beside_it() -> None:
    entries = a_stream()
    head = Head(5, entries[-1].hash, "entry 5")
    assert found(entries[:3]) == []
    assert found(entries[:3], head) == [("entry 5", Flaw.cut_off)]
    assert found([], head) == [("entry 5", Flaw.cut_off)]


def test_an_entry_behind_the_end_is_named() -> None:
    entries = a_stream()

    assert found(entries, Head(3, entries[2].hash)) == [
        ("entry 4", Flaw.behind_the_end),
        ("entry 5", Flaw.behind_the_end),
    ]
    assert found(entries, Head(5, entries[4].hash)) == []


def test_a_history_written_anew_shows_against_the_head_kept_beside_it() -> None:
    entries = a_stream()
    head = Head(5, "f" * 64)
    assert found(entries, head) == [("entry 5", Flaw.other_than_head)]


def test_every_flaw_has_its_words() -> None:
    assert set(FLAWS) == set(Flaw)


def test_a_time_is_the_same_in_every_zone() -> None:
    elsewhere = BEGAN.astimezone(timezone(timedelta(hours=-6)))

    assert moment_text(elsewhere) == moment_text(BEGAN) == "2026-03-10 15:00:00.000000"


def test_two_streams_never_begin_alike() -> None:
    assert genesis("a") != genesis("b")
    assert a_stream(1, "a")[0].hash != a_stream(1, "b")[0].hash


def test_the_form_of_a_link_never_changes_unnoticed() -> None:
    assert genesis("s") == GENESIS_OF_S
    linked = link_hash(
        GENESIS_OF_S,
        stream="s",
        number=1,
        at=moment_text(BEGAN),
        actor="a",
        event="e",
        ids='{"i":"1"}',
        cipher=b"c",
    )
    assert linked == FIRST_LINK_OF_S


fields = st.tuples(
    st.text(max_size=3),
    st.text(max_size=3),
    st.dictionaries(st.text(max_size=2), st.text(max_size=2)),
    st.binary(),
)


@given(fields, fields)
def test_no_two_entries_hash_alike_however_their_parts_run_together(one: Any, other: Any) -> None:
    def hashed(parts: Any) -> str:
        actor, event, ids, cipher = parts
        return link_hash(
            genesis("s"),
            stream="s",
            number=1,
            at=moment_text(BEGAN),
            actor=actor,
            event=event,
            ids=canonical_ids(ids),
            cipher=cipher,
        )

    assert (hashed(one) == hashed(other)) is (one == other)


@given(st.integers(1, 6), st.integers(0, 5), st.sampled_from(["drop", "twice", "actor", "cipher"]))
def test_whatever_happens_to_one_row_is_found(length: int, place: int, what: str) -> None:
    entries = a_stream(length)
    head = Head(length, entries[-1].hash)
    place %= length
    if what == "drop":
        del entries[place]
    elif what == "twice":
        entries.insert(place, entries[place])
    else:
        entries[place] = entries[place]._replace(
            **{"actor": {"actor": "x"}, "cipher": {"cipher": b"x"}}[what]  # type: ignore[arg-type]
        )
    assert found(entries, head) != []
