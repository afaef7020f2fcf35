"""The moment of an act, and identifiers that sort by time."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.moment import At, moment_of, uuid7
from segue.rules.text import N_

NIL = UUID(int=0)
LATE = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)

milliseconds = st.integers(min_value=0, max_value=(1 << 48) - 1)
chance = st.binary(min_size=10, max_size=10)


def test_the_day_is_the_one_on_the_wall_where_the_person_acts() -> None:
    assert At(LATE, "America/New_York", lambda: NIL).today == date(2026, 3, 1)
    assert At(LATE, "Asia/Tokyo", lambda: NIL).today == date(2026, 3, 2)


def test_here_is_the_same_moment_on_another_clock() -> None:
    at = At(LATE, "America/New_York", lambda: NIL)
    assert at.here == LATE
    assert at.here.hour == 22


def test_identifiers_come_from_whoever_made_the_moment() -> None:
    assert At(LATE, "UTC", lambda: NIL).new_id() == NIL


@pytest.mark.parametrize(
    "now",
    [LATE.replace(tzinfo=None), LATE.astimezone(timezone(timedelta(hours=1)))],
    ids=["without a zone", "in another zone"],
)
def test_a_moment_that_is_not_in_utc_is_a_bug(now: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        At(now, "UTC", lambda: NIL)


@given(milliseconds, chance)
def test_an_identifier_says_that_it_is_of_version_seven(at: int, randomness: bytes) -> None:
    made = uuid7(at, randomness)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == at


@given(milliseconds, milliseconds, chance, chance)
def test_identifiers_sort_by_the_time_at_which_they_were_made(a: int, b: int, x: bytes, y: bytes) -> None:
    if a < b:
        assert uuid7(a, x) < uuid7(b, y)


def test_every_bit_of_chance_but_six_is_kept() -> None:
    seen = {uuid7(0, (1 << bit).to_bytes(10, "big")) for bit in range(80)} - {uuid7(0, bytes(10))}
    assert len(seen) == 74


def test_the_time_can_be_read_from_an_identifier() -> None:
    assert moment_of(uuid7(1_772_422_200_123, bytes(10))) == LATE + timedelta(milliseconds=123)


@pytest.mark.parametrize(
    ("at", "randomness"), [(-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9)), (0, bytes(11))]
)
def test_what_does_not_fit_an_identifier_is_a_bug(at: int, randomness: bytes) -> None:
    with pytest.raises(ValueError, match=r"milliseconds|randomness"):
        uuid7(at, randomness)


def test_a_marked_sentence_stays_as_it_is() -> None:
    assert N_("One whole sentence.") == "One whole sentence."
