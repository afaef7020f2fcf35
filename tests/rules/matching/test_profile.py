"""What is known of a clinician, and how long."""

from datetime import timedelta

import pytest

from segue.rules.matching.profile import (
    Fee,
    Finding,
    Freshness,
    Opening,
    current,
    days_old,
    freshness,
    wait_of,
)
from tests.rules.matching.people import AMARA, LONG_AGO, TODAY, stated, with_facts


def test_a_full_statement_says_no_to_what_it_leaves_out() -> None:
    assert stated("emdr").holds("emdr") is Finding.MET
    assert stated("emdr").holds("cbt") is Finding.UNMET


def test_a_partial_statement_says_nothing_of_what_it_leaves_out() -> None:
    assert stated("emdr", is_complete=False).holds("emdr") is Finding.MET
    assert stated("emdr", is_complete=False).holds("cbt") is Finding.NOT_KNOWN


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (-1, Freshness.FRESH),
        (0, Freshness.FRESH),
        (29, Freshness.FRESH),
        (30, Freshness.AGING),
        (89, Freshness.AGING),
        (90, Freshness.AGING),
        (91, Freshness.OLD),
    ],
)
def test_facts_age_by_days(days: int, found: Freshness) -> None:
    assert freshness(TODAY - timedelta(days=days), today=TODAY) is found


def test_a_fact_from_tomorrow_is_of_today() -> None:
    assert days_old(TODAY + timedelta(days=1), today=TODAY) == 0
    assert days_old(TODAY - timedelta(days=2), today=TODAY) == 2


def test_what_is_too_old_is_not_known() -> None:
    old = with_facts(
        AMARA,
        opening=Opening(1, LONG_AGO),
        fee=Fee(90, LONG_AGO),
        insurance=stated("north_star", on=LONG_AGO),
    )

    assert current(old, today=TODAY) == with_facts(AMARA, opening=None, fee=None, insurance=None)


def test_what_is_recent_and_what_does_not_age_stays() -> None:
    facts = with_facts(AMARA, fee=Fee(90, TODAY), methods=stated("emdr", on=LONG_AGO))

    assert current(facts, today=TODAY) == facts


def test_the_lowest_fee_is_the_least_on_the_scale() -> None:
    assert Fee(120, TODAY).lowest == 120
    assert Fee(120, TODAY, least=70).lowest == 70
    assert Fee(120, TODAY, least=150).lowest == 120


def test_the_wait_is_counted_from_the_first_free_day_if_there_is_one() -> None:
    soon = Opening(1, TODAY, first_free=TODAY + timedelta(days=9), wait_days=30)

    assert wait_of(soon, today=TODAY) == 9
    assert wait_of(Opening(1, TODAY, first_free=TODAY - timedelta(days=2)), today=TODAY) == 0
    assert wait_of(Opening(1, TODAY, wait_days=30), today=TODAY) == 30
    assert wait_of(Opening(1, TODAY), today=TODAY) is None
