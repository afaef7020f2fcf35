"""Room for new clients as it is said: the total, its parts, and what cannot be."""

from datetime import date, timedelta

import pytest

from segue.rules.opening import FURTHEST_START, MOST_ROOMS, Openings, SaidRoom, TypedOpenings, openings_from
from segue.rules.step import Refused

TODAY = date(2026, 3, 10)


def found(said: TypedOpenings) -> Openings:
    answer = openings_from(said, today=TODAY)
    assert isinstance(answer, Openings), answer
    return answer


def field(said: TypedOpenings) -> str:
    """Under which field the refusal stands."""
    answer = openings_from(said, today=TODAY)
    assert isinstance(answer, Refused), answer
    assert (answer.why % answer.about).strip()
    return answer.about["field"]


def test_without_parts_the_total_is_what_was_typed() -> None:
    assert found(TypedOpenings(" 3 ", "2026-04-01", "2")) == Openings(3, date(2026, 4, 1), 2, ())
    assert found(TypedOpenings("")) == Openings(0, None, None, ())


def test_with_parts_the_total_is_their_sum() -> None:
    rooms = (
        ("2", "online", "", "evening"),
        ("1", "", "none", ""),
        ("0", "in_person", "", ""),
        ("", "", "", ""),
    )

    assert found(TypedOpenings("9", rooms=rooms)) == Openings(
        3, None, None, (SaidRoom(2, "online", "", "evening"), SaidRoom(1, "", "none", ""))
    )


def test_nobody_has_a_first_free_day_without_room() -> None:
    assert found(TypedOpenings("0", "2026-04-01", "6")) == Openings(0, None, 6, ())


@pytest.mark.parametrize("text", ["51", "-1", "x", "1.5", "٣", "99999"])
def test_how_many_is_a_whole_number_up_to_fifty(text: str) -> None:
    assert field(TypedOpenings(text)) == "places"
    assert field(TypedOpenings("1", rooms=((text, "", "", ""),))) == "rooms"


@pytest.mark.parametrize("text", ["105", "soon", "-2"])
def test_a_wait_is_whole_weeks(text: str) -> None:
    assert field(TypedOpenings("0", "", text)) == "wait_weeks"


def test_the_first_free_day_is_between_today_and_a_year_from_now() -> None:
    last = TODAY + FURTHEST_START

    assert found(TypedOpenings("1", TODAY.isoformat())).first_free == TODAY
    assert found(TypedOpenings("1", last.isoformat())).first_free == last
    for text in ("2026-03-09", (last + timedelta(days=1)).isoformat(), "9999-12-31", "soon"):
        assert field(TypedOpenings("1", text)) == "first_free"


@pytest.mark.parametrize("room", [("1", "by_horse", "", ""), ("1", "", "gold", ""), ("1", "", "", "dawn")])
def test_a_part_is_made_of_words_of_the_lists(room: tuple[str, str, str, str]) -> None:
    assert field(TypedOpenings("", rooms=(room,))) == "rooms"


def test_two_parts_for_the_same_and_thirteen_are_too_many() -> None:
    same = (("1", "online", "", ""), ("2", "online", "", ""))
    plans = (
        "medicare",
        "medicaid",
        "tricare",
        "aetna",
        "blue_cross",
        "cigna",
        "humana",
        "kaiser",
        "united",
        "eap",
    )
    many = [("1", "online", plan, "") for plan in plans] + [
        ("1", "in_person", plan, "") for plan in plans[:3]
    ]

    assert field(TypedOpenings("", rooms=same)) == "rooms"
    assert len(many) == MOST_ROOMS + 1
    assert field(TypedOpenings("", rooms=tuple(many))) == "rooms"
    assert field(TypedOpenings("", rooms=(("30", "online", "", ""), ("30", "in_person", "", "")))) == "places"
