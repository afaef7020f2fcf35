"""The table of fact families, how old a fact is, and the mark of what was shown."""

from datetime import date, timedelta

import pytest

from segue.rules.codes import CODES, IDENTITY_STYLES, Family
from segue.rules.matching.profile import Freshness
from segue.rules.profile import (
    FAMILIES,
    PERSON,
    STANDING_WORDS,
    Seen,
    age_of,
    family_of,
    is_stale,
    mark_of,
)

TODAY = date(2026, 3, 10)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_every_code_belongs_to_one_line_of_the_table() -> None:
    for family in FAMILIES.values():
        for code in family.words:
            assert family_of(family.home, code) == family


def test_identity_lies_under_style_and_is_the_persons_own_word() -> None:
    identity = FAMILIES["identity"]

    assert set(identity.words) == IDENTITY_STYLES
    assert set(FAMILIES["style"].words) | set(identity.words) == set(CODES[Family.STYLE])
    assert (identity.is_own, identity.kinds, identity.home) == (True, PERSON, "style")


def test_a_reason_why_somebody_is_not_seen_is_for_nobody_else() -> None:
    assert FAMILIES["not_seen_why"].seen_by is Seen.NOBODY
    assert FAMILIES["not_seen"].seen_by is Seen.COLLEAGUE
    assert {name for name, one in FAMILIES.items() if one.is_own} == {"identity", "not_seen_why"}


def test_only_what_a_search_lets_age_ages_fast() -> None:
    assert {name for name, one in FAMILIES.items() if one.is_perishable} == {"fee", "sliding", "insurance"}


@pytest.mark.parametrize(("home", "code"), [("style", "kind"), ("favorite", "blue"), ("group", "anxiety")])
def test_a_row_that_no_line_knows_belongs_to_none(home: str, code: str) -> None:
    assert family_of(home, code) is None


@pytest.mark.parametrize(
    ("days", "is_perishable", "standing"),
    [
        (0, True, Freshness.FRESH),
        (29, True, Freshness.FRESH),
        (30, True, Freshness.AGING),
        (90, True, Freshness.AGING),
        (91, True, Freshness.OLD),
        (91, False, Freshness.FRESH),
        (179, False, Freshness.FRESH),
        (180, False, Freshness.AGING),
        (4000, False, Freshness.AGING),
    ],
)
def test_the_age_of_a_fact_is_days_and_a_word(days: int, is_perishable: bool, standing: Freshness) -> None:
    age = age_of(ago(days), is_perishable=is_perishable, today=TODAY)

    assert age == (days, standing)
    assert is_stale(ago(days), is_perishable=is_perishable, today=TODAY) is (standing is not Freshness.FRESH)


def test_each_age_but_the_first_has_its_word() -> None:
    assert STANDING_WORDS == {
        Freshness.FRESH: "",
        Freshness.AGING: "getting old",
        Freshness.OLD: "too old to count",
    }


def test_the_mark_is_of_what_stands_there_and_not_of_its_order() -> None:
    one, other = ("fee", "visit", "90", None), ("license", "MN", "", TODAY)

    assert mark_of([one, other]) == mark_of([other, one])
    assert (
        len({mark_of([one, other]), mark_of([one]), mark_of([]), mark_of([("fee", "visit", "9", None)])}) == 4
    )
    assert mark_of([("license", "MN", "", TODAY)]) != mark_of([("license", "MN", "", None)])


def test_a_client_reads_the_plain_label() -> None:
    assert FAMILIES["concern"].label_of("panic", for_client=True) == "panic attacks"
    assert FAMILIES["concern"].label_of("panic") == "panic"
