"""The need, read from outside values."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.codes import CODES, Family
from segue.rules.need import (
    MUST_IF_SAID,
    RELAXED_LABELS,
    WISH_LABELS,
    Need,
    NeedAnswers,
    Wish,
    answers_from,
    asked,
    musts_of,
    need_from,
    relax,
    to_mapping,
)
from segue.rules.step import Refused
from tests.rules.matching.people import JONAS, needs, with_need

FULL: dict[str, Any] = {
    "jurisdiction": "CA", "age": "adult", "concerns": ["panic", "grief"], "formats": ["online", "in_person"],
    "zip": "94110", "radius_km": 25, "insurance": ["aetna"], "budget": 120, "languages": ["bn"],
    "methods": [], "styles": [], "slots": ["mon_evening"], "urgency_days": 14, "role": None,
    "musts": ["insurance_or_budget", "language"], "not_ask": ["0197-a"], "limit": 20,
}  # fmt: skip

LEAST: dict[str, Any] = {"jurisdiction": "MN", "age": "teen", "concerns": ["anxiety"], "formats": ["online"]}


def mistakes(**changes: object) -> list[tuple[str, str]]:
    found = need_from({**FULL, **changes})
    assert isinstance(found, tuple)
    assert [refused.why % refused.about for refused in found if "%(" in refused.why % refused.about] == []
    return [(refused.code, refused.about["field"]) for refused in found]


def test_a_need_is_written_as_it_was_read() -> None:
    need = need_from(FULL)

    assert isinstance(need, Need)
    assert need.main == "panic"
    assert to_mapping(need) == FULL


def test_a_need_holds_no_more_than_was_asked() -> None:
    assert need_from(LEAST) == Need("MN", "teen", ("anxiety",), ("online",))


@given(needs())
def test_any_need_survives_json(need: Need) -> None:
    assert need_from(json.loads(json.dumps(to_mapping(need)))) == need


def test_order_counts_for_concerns_only_and_nothing_is_said_twice() -> None:
    need = need_from({**LEAST, "concerns": ["panic", "anxiety", "panic"], "methods": ["emdr", "cbt", "emdr"]})

    assert isinstance(need, Need)
    assert need.concerns == ("panic", "anxiety")
    assert need.methods == ("cbt", "emdr")


@pytest.mark.parametrize("value", [None, [], "need", 7, "{}"])
def test_what_is_no_object_is_no_need(value: object) -> None:
    refused = need_from(value)

    assert isinstance(refused, tuple)
    assert [one.code for one in refused] == ["not_a_need"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"age": None}, [("missing", "age")]),
        ({"age": "old"}, [("unknown_code", "age")]),
        ({"concerns": []}, [("missing", "concerns")]),
        ({"concerns": "panic"}, [("not_a_list", "concerns")]),
        ({"concerns": ["panic"] * 9}, [("too_many", "concerns")]),
        ({"concerns": ["nothing", {}]}, [("unknown_code", "concerns"), ("unknown_code", "concerns")]),
        ({"formats": None}, [("missing", "formats")]),
        ({"jurisdiction": "ZZ"}, [("unknown_code", "jurisdiction")]),
        ({"zip": "9411"}, [("not_a_zip", "zip")]),
        ({"zip": "94110\n"}, [("not_a_zip", "zip")]),
        ({"zip": "९४११०"}, [("not_a_zip", "zip")]),
        ({"zip": 94110}, [("not_a_zip", "zip")]),
        ({"zip": None}, [("no_middle", "zip")]),
        ({"radius_km": 0}, [("out_of_bounds", "radius_km")]),
        ({"radius_km": 501}, [("out_of_bounds", "radius_km")]),
        ({"budget": -1}, [("out_of_bounds", "budget")]),
        ({"budget": 2001}, [("out_of_bounds", "budget")]),
        ({"budget": True}, [("not_a_number", "budget")]),
        ({"budget": float("nan")}, [("not_a_number", "budget")]),
        ({"budget": "80"}, [("not_a_number", "budget")]),
        ({"budget": 10**400}, [("out_of_bounds", "budget")]),
        ({"urgency_days": 366}, [("out_of_bounds", "urgency_days")]),
        ({"limit": 0}, [("out_of_bounds", "limit")]),
        ({"limit": 51}, [("out_of_bounds", "limit")]),
        ({"musts": ["money"]}, [("unknown_wish", "musts")]),
        ({"musts": [None]}, [("unknown_wish", "musts")]),
        ({"relaxed": ["language"]}, [("must_and_not", "relaxed"), ("never_a_must", "relaxed")]),
        ({"relaxed": ["insurance_or_budget"]}, [("must_and_not", "relaxed")]),
        ({"not_ask": ["a b"]}, [("not_an_id", "not_ask")]),
        ({"not_ask": [7]}, [("not_an_id", "not_ask")]),
        ({"not_ask": ["x"] * 201}, [("too_many", "not_ask")]),
        ({"name": "Jonas"}, [("unknown_field", "name")]),
        ({"age": "old", "budget": -1}, [("unknown_code", "age"), ("out_of_bounds", "budget")]),
    ],
)
def test_every_mistake_is_named_at_its_field(
    changes: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert mistakes(**changes) == found


@pytest.mark.parametrize(
    ("field", "edge"),
    [
        ("budget", 0), ("budget", 2000), ("radius_km", 1), ("radius_km", 500), ("urgency_days", 0),
        ("urgency_days", 365), ("limit", 1), ("limit", 50),
    ],
)  # fmt: skip
def test_the_bounds_themselves_are_allowed(field: str, edge: int) -> None:
    need = need_from({**FULL, field: edge})

    assert isinstance(need, Need)
    assert to_mapping(need) == {**FULL, field: edge}


@pytest.mark.parametrize(
    ("field", "most", "family"),
    [
        ("concerns", 8, Family.CONCERN),
        ("insurance", 6, Family.INSURANCE),
        ("languages", 6, Family.LANGUAGE),
        ("methods", 10, Family.METHOD),
        ("styles", 10, Family.STYLE),
    ],
)
def test_a_list_holds_so_many_and_no_more(field: str, most: int, family: Family) -> None:
    codes = list(CODES[family])

    assert isinstance(need_from({**FULL, field: codes[:most]}), Need)
    assert mistakes(**{field: codes[: most + 1]}) == [("too_many", field)]


def test_every_hour_of_the_week_and_both_formats_may_be_named() -> None:
    need = need_from({**FULL, "slots": list(CODES[Family.SLOT])})

    assert isinstance(need, Need)
    assert len(need.slots) == 28


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*FULL, "relaxed", "\x00", "__class__"]), ANYTHING))
def test_hostile_values_give_a_need_or_reasons_and_never_an_error(values: dict[str, object]) -> None:
    found = need_from(values)

    if isinstance(found, Need):
        assert need_from(to_mapping(found)) == found
    else:
        assert len(found) >= 1
        assert [one for one in found if not isinstance(one, Refused) or not one.why % one.about] == []


@given(st.sampled_from(["words", "safety", "avoid", "more"]), ANYTHING)
def test_hostile_answers_give_answers_or_reasons(field: str, value: object) -> None:
    found = answers_from({field: value})

    assert isinstance(found, NeedAnswers) or len(found) >= 1


def test_what_was_said_stands_beside_the_need() -> None:
    answers = answers_from(
        {"words": "Jonas, 34, panic.\nEvenings.", "safety": False, "avoid": "Lakeside Clinic"}
    )

    assert answers == NeedAnswers("Jonas, 34, panic.\nEvenings.", False, "Lakeside Clinic")
    assert answers.is_safety_answered is True
    assert NeedAnswers().is_safety_answered is False
    assert answers_from({}) == NeedAnswers()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "not_answers"),
        ({"safety": "no"}, "not_yes_or_no"),
        ({"safety": 0}, "not_yes_or_no"),
        ({"words": None}, "not_words"),
        ({"words": "x" * 4001}, "too_long"),
        ({"avoid": "x" * 401}, "too_long"),
        ({"words": "a\x00b"}, "unreadable"),
        ({"words": "half \ud83d"}, "unreadable"),
        ({"mood": "low"}, "unknown_field"),
    ],
)
def test_answers_that_cannot_be_kept_are_refused(given: object, code: str) -> None:
    refused = answers_from(given)

    assert isinstance(refused, tuple)
    assert [one.code for one in refused] == [code]


def test_what_is_asked_is_a_must_except_where_the_client_must_say_so() -> None:
    assert musts_of(JONAS) == (
        Wish.CONCERN, Wish.FORMAT, Wish.PLACE, Wish.INSURANCE_OR_BUDGET, Wish.HOURS, Wish.ROOM, Wish.WAIT,
    )  # fmt: skip
    assert musts_of(Need("MN", "adult", ("panic",), ("online",), musts=("language",))) == (
        Wish.CONCERN, Wish.FORMAT, Wish.ROOM,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wish"),
    [
        ({"formats": ("online",)}, Wish.PLACE),
        ({"zip": None}, Wish.PLACE),
        ({"radius_km": None}, Wish.PLACE),
        ({"insurance": (), "budget": None}, Wish.INSURANCE_OR_BUDGET),
        ({"languages": ()}, Wish.LANGUAGE),
        ({"slots": ()}, Wish.HOURS),
        ({"urgency_days": None}, Wish.WAIT),
        ({"methods": ()}, Wish.METHOD),
        ({"styles": ()}, Wish.STYLE),
        ({"role": None}, Wish.ROLE),
    ],
)
def test_what_is_not_asked_is_no_wish(change: dict[str, Any], wish: Wish) -> None:
    need = with_need(JONAS, role="therapist")

    assert asked(need) - asked(with_need(need, **change)) == {wish}


@pytest.mark.parametrize("change", [{"insurance": ()}, {"budget": None}])
def test_either_way_to_pay_is_a_wish(change: dict[str, Any]) -> None:
    assert asked(with_need(JONAS, **change)) == asked(JONAS)


@given(needs(), st.sampled_from(Wish))
def test_letting_a_wish_go_takes_away_that_must_and_no_other(need: Need, wish: Wish) -> None:
    relaxed = relax(need, wish)

    assert set(musts_of(relaxed)) == set(musts_of(need)) - {wish}
    assert asked(relaxed) == asked(need)
    assert need_from(to_mapping(relaxed)) == relaxed


def test_every_wish_has_its_words() -> None:
    assert set(WISH_LABELS) == set(RELAXED_LABELS) == set(Wish)
    assert set(Wish) > MUST_IF_SAID
