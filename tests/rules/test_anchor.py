"""Anchors: what they hash, and every way in which a row of them breaks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.anchor import (
    FIRST_PREVIOUS,
    STREAM,
    AnchoredStream,
    AnchorRow,
    Mark,
    anchor_digest,
    mark_from,
    verify_anchors,
)
from segue.rules.record import Flaw

BEGAN = datetime(2026, 3, 10, 2, tzinfo=UTC)


def heads(number: int) -> tuple[AnchoredStream, ...]:
    return (AnchoredStream("client:02", number, "b" * 64), AnchoredStream("referral:01", number, "a" * 64))


def anchors(length: int) -> list[AnchorRow]:
    rows: list[AnchorRow] = []
    previous = FIRST_PREVIOUS
    for number in range(1, length + 1):
        at = BEGAN + timedelta(days=number)
        digest = anchor_digest(previous, number=number, at=at, heads=heads(number))
        rows.append(
            AnchorRow(f"row {number}", number, at, previous, digest, f"signed {digest}", heads(number))
        )
        previous = digest
    return rows


def is_signed(digest: str, signature: str) -> bool:
    return signature == f"signed {digest}"


def found(rows: Sequence[AnchorRow], mark: Mark | None = None) -> list[tuple[str, int, Flaw]]:
    problems = list(verify_anchors(rows, is_signed=is_signed, mark=mark))
    assert {each.stream for each in problems} <= {STREAM}
    return [(each.row, each.number, each.flaw) for each in problems]


def test_anchors_as_they_were_made_have_no_problem() -> None:
    rows = anchors(4)

    assert found(rows) == []
    assert found([]) == []
    assert [found(rows, Mark(row.number, row.digest)) for row in rows] == [[]] * 4


@pytest.mark.parametrize(
    "change",
    [
        {"at": BEGAN},
        {"digest": "0" * 64},
        {"previous": "0" * 64},
        {"heads": heads(9)},
        {"heads": heads(2)[:1]},
    ],
)
def test_a_changed_anchor_is_named(change: dict[str, Any]) -> None:
    rows = anchors(3)
    rows[1] = replace(rows[1], **change)

    assert found(rows)[0] == ("row 2", 2, Flaw.changed)


def test_an_anchor_of_another_signer_is_named() -> None:
    rows = anchors(3)
    rows[1] = replace(rows[1], signature="signed otherwise")

    assert found(rows) == [("row 2", 2, Flaw.not_signed)]


def test_a_missing_a_doubled_and_a_swapped_anchor_are_named() -> None:
    rows = anchors(4)

    assert found([rows[0], *rows[2:]]) == [("row 3", 3, Flaw.number_missing)]
    assert found([rows[0], rows[0], *rows[1:]]) == [("row 1", 1, Flaw.out_of_order)]
    assert found([rows[0], rows[2], rows[1], rows[3]])[0] == ("row 3", 3, Flaw.number_missing)


def test_an_anchor_that_follows_from_another_one_is_named() -> None:
    rows = anchors(2)
    at = rows[1].at
    digest = anchor_digest("f" * 64, number=2, at=at, heads=heads(2))
    rows[1] = AnchorRow("row 2", 2, at, "f" * 64, digest, f"signed {digest}", heads(2))

    assert found(rows) == [("row 2", 2, Flaw.wrong_previous)]


def test_a_record_written_anew_shows_against_a_mark_that_left_the_machine() -> None:
    kept = anchors(3)
    mark = Mark(2, kept[1].digest)
    anew, previous = [], FIRST_PREVIOUS
    for row in kept:
        digest = anchor_digest(previous, number=row.number, at=row.at, heads=heads(7))
        signature = f"signed {digest}"
        anew.append(replace(row, previous=previous, digest=digest, signature=signature, heads=heads(7)))
        previous = digest

    assert found(anew) == []
    assert found(anew, mark) == [("row 2", 2, Flaw.other_than_anchored)]
    assert found(kept[:1], mark) == [("row 1", 1, Flaw.cut_off)]
    assert found([], mark) == [("", 0, Flaw.cut_off)]


def test_the_order_of_the_heads_does_not_matter() -> None:
    one = anchor_digest("p", number=2, at=BEGAN, heads=heads(2))

    assert one == anchor_digest("p", number=2, at=BEGAN, heads=reversed(heads(2)))
    assert one != anchor_digest("p", number=3, at=BEGAN, heads=heads(2))


@given(st.integers(1, 999_999), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_mark_is_read_as_it_was_written_whatever_breaks_the_line(number: int, digest: str) -> None:
    mark = Mark(number, digest)

    assert mark_from(str(mark)) == mark
    assert mark_from(f" {number}-\n{digest[:32].upper()} {digest[32:]}\r\n") == mark


@pytest.mark.parametrize(
    "text", ["", "12", "12-", "12-xyz", "-" + "a" * 64, "1-" + "a" * 63, "١-" + "a" * 64]
)
def test_what_is_no_mark_is_none(text: str) -> None:
    assert mark_from(text) is None
