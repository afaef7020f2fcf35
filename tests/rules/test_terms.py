"""Terms: what is wrong in them is said by field, and what is worse is the client's to decide."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.codes import CODES, Family
from segue.rules.terms import (
    FirstStep,
    PayKind,
    Terms,
    TermsView,
    changes,
    no_worse,
    problems,
)

TODAY = date(2026, 3, 10)
METHOD, OTHER_METHOD = list(CODES[Family.METHOD])[:2]
PLAN, OTHER_PLAN = list(CODES[Family.INSURANCE])[:2]

INSURED = Terms(
    methods=(METHOD,),
    pay=PayKind.insurance,
    insurance=PLAN,
    price=None,
    limits="No crisis line at night.",
    first_day=date(2026, 3, 18),
    first_times=(datetime(2026, 3, 18, 23, tzinfo=UTC),),
    formats=frozenset({"online"}),
    slots=frozenset({"mon_evening", "wed_evening"}),
    first_step=FirstStep.call,
)
PRICED = replace(INSURED, pay=PayKind.price, insurance="", price=120)
CHOSEN = TermsView(
    insurance=frozenset({PLAN}),
    price=120,
    formats=frozenset({"online", "in_person"}),
    slots=frozenset({"mon_evening", "tue_evening"}),
    first_day=date(2026, 3, 18),
    methods=frozenset({METHOD}),
    limits="No crisis line  at night. ",
    first_step=FirstStep.call,
)


def changed(chosen: TermsView, now: Terms) -> list[str]:
    return [change.field for change in changes(chosen, now=now)]


def test_the_same_terms_are_no_worse() -> None:
    assert no_worse(CHOSEN, now=INSURED)
    assert no_worse(CHOSEN, now=PRICED)


@pytest.mark.parametrize(
    ("chosen", "now", "fields"),
    [
        (CHOSEN, replace(PRICED, price=119), []),
        (CHOSEN, replace(PRICED, price=0), []),
        (CHOSEN, replace(PRICED, price=121), ["pay"]),
        (CHOSEN, replace(PRICED, price=None), ["pay"]),
        (replace(CHOSEN, price=None), PRICED, ["pay"]),
        (CHOSEN, replace(INSURED, insurance=OTHER_PLAN), ["pay"]),
        (replace(CHOSEN, insurance=frozenset()), INSURED, ["pay"]),
        (CHOSEN, replace(INSURED, formats=frozenset({"in_person"})), []),
        (replace(CHOSEN, formats=frozenset({"in_person"})), INSURED, ["formats"]),
        (replace(CHOSEN, formats=frozenset()), INSURED, []),
        (CHOSEN, replace(INSURED, slots=frozenset({"tue_evening"})), []),
        (CHOSEN, replace(INSURED, slots=frozenset({"wed_evening"})), ["slots"]),
        (replace(CHOSEN, slots=frozenset()), INSURED, []),
        (CHOSEN, replace(INSURED, first_day=date(2026, 3, 25)), []),
        (CHOSEN, replace(INSURED, first_day=date(2026, 3, 26)), ["first_day"]),
        (CHOSEN, replace(INSURED, first_day=date(2026, 3, 11)), []),
        (replace(CHOSEN, first_day=None), replace(INSURED, first_day=date(2026, 9, 1)), []),
        (CHOSEN, replace(INSURED, methods=(OTHER_METHOD, METHOD)), []),
        (CHOSEN, replace(INSURED, methods=(OTHER_METHOD,)), ["methods"]),
        (replace(CHOSEN, methods=frozenset()), INSURED, []),
        (CHOSEN, replace(INSURED, limits="Twelve sessions."), ["limits"]),
        (replace(CHOSEN, limits=None), INSURED, []),
        (CHOSEN, replace(INSURED, first_step=FirstStep.intake), ["first_step"]),
        (replace(CHOSEN, first_step=None), INSURED, []),
    ],
)
def test_what_is_worse_is_the_clients_to_decide(chosen: TermsView, now: Terms, fields: list[str]) -> None:
    assert changed(chosen, now) == fields
    assert no_worse(chosen, now=now) is (fields == [])


@pytest.mark.parametrize(
    ("chosen", "now", "words"),
    [
        (CHOSEN, replace(PRICED, price=150), "It costs more: $150 a session."),
        (replace(CHOSEN, price=None), PRICED, "You would pay yourself: $120 a session."),
        (CHOSEN, replace(INSURED, insurance=OTHER_PLAN), "The insurance is another than yours."),
        (
            CHOSEN,
            replace(INSURED, first_day=date(2026, 4, 1)),
            "It begins more than a week later: 2026-04-01.",
        ),
        (
            CHOSEN,
            replace(INSURED, limits="100% online."),
            "There is something new to know: 100% online.",
        ),
    ],
)
def test_a_change_is_told_in_whole_sentences(chosen: TermsView, now: Terms, words: str) -> None:
    (change,) = changes(chosen, now=now)
    assert change.text % change.about == words


def test_good_terms_have_no_problem() -> None:
    assert problems(INSURED, today=TODAY, zone="America/Chicago") == {}
    assert problems(PRICED, today=TODAY, zone="America/Chicago") == {}
    assert problems(replace(PRICED, limits="", first_times=(), price=0), today=TODAY, zone="UTC") == {}


def codes(found: Mapping[str, Any]) -> dict[str, str]:
    return {field: refused.code for field, refused in found.items()}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"methods": ()}, "methods", "nothing_picked"),
        ({"methods": (METHOD, "nonsense")}, "methods", "not_on_the_list"),
        ({"formats": frozenset()}, "formats", "nothing_picked"),
        ({"formats": frozenset({"by owl"})}, "formats", "not_on_the_list"),
        ({"slots": frozenset()}, "slots", "nothing_picked"),
        ({"slots": frozenset({"mon_night"})}, "slots", "not_on_the_list"),
        ({"insurance": ""}, "pay", "no_insurance"),
        ({"insurance": "nonsense"}, "pay", "no_insurance"),
        ({"price": 5}, "pay", "insurance_and_price"),
        ({"pay": PayKind.price}, "pay", "insurance_and_price"),
        ({"pay": PayKind.price, "insurance": ""}, "pay", "no_price"),
        ({"pay": PayKind.price, "insurance": "", "price": -1}, "pay", "no_price"),
        ({"pay": PayKind.price, "insurance": "", "price": 5001}, "pay", "no_price"),
        ({"limits": "x" * 301}, "limits", "limits_too_long"),
        ({"limits": "a\x00b"}, "limits", "odd_signs"),
        ({"limits": "a\u202eb"}, "limits", "odd_signs"),
        ({"first_day": date(2026, 3, 9)}, "first_day", "day_in_the_past"),
        ({"first_day": TODAY + timedelta(days=367), "first_times": ()}, "first_day", "day_too_far_off"),
        ({"first_times": (datetime(2028, 3, 18, 23, tzinfo=UTC),)}, "first_times", "day_too_far_off"),
        ({"first_times": (datetime(9999, 12, 31, 23, 59, tzinfo=UTC),)}, "first_times", "day_too_far_off"),
        ({"first_times": (datetime(1, 1, 1, tzinfo=UTC),)}, "first_times", "time_before_first_day"),
        ({"first_times": INSURED.first_times * 9}, "first_times", "too_many_times"),
        ({"first_times": (datetime(2026, 3, 18, 23),)}, "first_times", "time_without_zone"),  # noqa: DTZ001
        (
            {"first_times": (datetime(2026, 3, 18, 4, tzinfo=UTC),)},
            "first_times",
            "time_before_first_day",
        ),
    ],
)
def test_each_wrong_field_is_named(change: dict[str, Any], field: str, code: str) -> None:
    found = problems(replace(INSURED, **change), today=TODAY, zone="America/Chicago")
    assert codes(found) == {field: code}


def test_all_that_is_wrong_is_said_at_once() -> None:
    bad = replace(INSURED, methods=(), formats=frozenset(), first_day=date(2020, 1, 1))
    assert set(problems(bad, today=TODAY, zone="UTC")) == {"methods", "formats", "first_day"}


@pytest.mark.parametrize("edge", [TODAY, TODAY + timedelta(days=366)])
def test_today_and_a_year_from_now_are_still_fine(edge: date) -> None:
    assert problems(replace(INSURED, first_day=edge, first_times=()), today=TODAY, zone="UTC") == {}


def test_eight_times_and_the_highest_price_are_still_fine() -> None:
    most = replace(PRICED, price=5000, first_times=INSURED.first_times * 8)
    assert problems(most, today=TODAY, zone="America/Chicago") == {}


def test_three_hundred_characters_and_lines_are_still_fine() -> None:
    long = replace(INSURED, limits="a\n" * 150)
    assert problems(long, today=TODAY, zone="America/Chicago") == {}


@given(st.integers(0, 500), st.integers(0, 500), st.integers(-30, 30))
def test_cheaper_and_sooner_are_never_worse(price: int, offered: int, days: int) -> None:
    chosen = TermsView(price=price, first_day=date(2026, 3, 18))
    now = replace(PRICED, price=offered, first_day=date(2026, 3, 18) + timedelta(days=days))
    assert no_worse(chosen, now=now) is (offered <= price and days <= 7)
