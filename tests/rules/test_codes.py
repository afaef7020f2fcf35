"""The lists of codes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.codes import (
    CODES,
    IDENTITY_STYLES,
    Code,
    Family,
    day_part_of,
    find,
    group_of,
    is_code,
    label,
    place,
    shown,
)
from segue.rules.step import Refused

HOSTILE = [
    None,
    7,
    True,
    1.5,
    [],
    {},
    "",
    " panic",
    "PANIC",
    "panic\x00",
    "‮cinap",
    "😀",
    "'; drop table",
    "x" * 10_000,
]


def test_each_family_has_as_many_codes_as_a_search_counts_on() -> None:
    sizes = {family.value: len(codes) for family, codes in CODES.items()}

    assert sizes == {
        "concern": 60, "group": 13, "method": 40, "style": 24, "insurance": 30, "language": 40, "format": 2,
        "age": 4, "slot": 28, "day_part": 5, "role": 3, "state": 51,
    }  # fmt: skip


@pytest.mark.parametrize("family", Family)
def test_a_family_says_each_code_and_each_label_once(family: Family) -> None:
    codes = CODES[family].values()

    assert len({code.label for code in codes}) == len(codes)
    assert [code for code in codes if not code.label.strip() or not code.plain.strip()] == []
    assert [place(family, code.code) for code in codes] == list(range(len(codes)))


def test_each_concern_stands_in_a_group_and_each_group_holds_one() -> None:
    groups = {group_of(concern) for concern in CODES[Family.CONCERN]}

    assert groups == set(CODES[Family.GROUP])


def test_a_concern_is_said_to_clients_in_plain_words() -> None:
    assert label(Family.CONCERN, "panic") == "panic"
    assert label(Family.CONCERN, "panic", for_client=True) == "panic attacks"
    assert label(Family.METHOD, "emdr", for_client=True) == "EMDR"


def test_a_known_code_is_found() -> None:
    assert find(Family.LANGUAGE, "sv") == Code(Family.LANGUAGE, "sv", "Swedish", "Swedish")
    assert is_code(Family.LANGUAGE, "sv") is True
    assert is_code(Family.CONCERN, "sv") is False


@pytest.mark.parametrize("value", HOSTILE)
def test_an_unknown_code_is_refused_with_a_reason(value: object) -> None:
    found = find(Family.CONCERN, value)

    assert isinstance(found, Refused)
    assert found.code == "unknown_code"
    assert found.about["family"] == "concern"
    assert len(found.why % found.about) < 100


def test_slots_fall_into_parts_of_the_week() -> None:
    slots = ("mon_morning", "fri_midday", "tue_evening", "sat_morning", "sun_evening")

    assert [day_part_of(slot) for slot in slots] == ["morning", "midday", "evening", "weekend", "weekend"]
    assert {day_part_of(slot) for slot in CODES[Family.SLOT]} == set(CODES[Family.DAY_PART])


def test_wishes_about_who_somebody_is_are_styles() -> None:
    assert set(CODES[Family.STYLE]) >= IDENTITY_STYLES
    assert "direct" not in IDENTITY_STYLES


@given(st.text() | st.integers() | st.floats() | st.none() | st.lists(st.integers()))
def test_a_value_from_outside_is_shown_short_and_printable(value: object) -> None:
    text = shown(value)

    assert len(text) <= 40
    assert text.isprintable()
    assert json.loads(json.dumps(text)) == text


def test_a_value_without_end_is_shown_by_its_kind() -> None:
    assert shown(10**5000) == "int"
    assert shown(12) == "12"
    assert shown(float("nan")) == "float"
