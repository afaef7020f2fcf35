"""What nobody may relax."""

from datetime import timedelta
from typing import Any

import pytest

from segue.rules.matching.legal import Legal, legal
from segue.rules.matching.profile import Compact, Finding, License
from tests.rules.matching.people import AMARA, JONAS, LISTING, TODAY, stated, with_facts, with_need

YESTERDAY = TODAY - timedelta(days=1)
HERE = frozenset({"MN", "WI"})


def found(test: Legal, *, need: dict[str, Any] | None = None, **facts: Any) -> tuple[Finding, str]:
    tested = legal(with_need(JONAS, **(need or {})), with_facts(AMARA, **facts), today=TODAY)[test]
    return tested.finding, tested.line.say()


@pytest.mark.parametrize(
    ("facts", "finding", "sentence"),
    [
        ({"licenses": (License("MN"),)}, Finding.MET, "Licensed in Minnesota"),
        ({"licenses": (License("MN", TODAY),)}, Finding.MET, "Licensed in Minnesota"),
        (
            {"licenses": (License("MN", YESTERDAY), License("MN", TODAY))},
            Finding.MET,
            "Licensed in Minnesota",
        ),
        (
            {"licenses": (License("MN", YESTERDAY),)},
            Finding.UNMET,
            "The license for Minnesota has run out",
        ),
        ({"licenses": (License("WI"),)}, Finding.UNMET, "Not licensed in Minnesota"),
        ({"licenses": ()}, Finding.UNMET, "Not licensed in Minnesota"),
        ({"licenses": None}, Finding.NOT_KNOWN, "A license in Minnesota is not known"),
        (
            {"licenses": (License("WI"),), "compacts": (Compact("PSYPACT", HERE, TODAY),)},
            Finding.MET,
            "May practice in Minnesota under PSYPACT",
        ),
        (
            {"licenses": (License("WI"),), "compacts": (Compact("PSYPACT", HERE, YESTERDAY),)},
            Finding.UNMET,
            "The license for Minnesota has run out",
        ),
        (
            {"licenses": (License("WI"),), "compacts": (Compact("PSYPACT", frozenset({"WI"}), TODAY),)},
            Finding.UNMET,
            "Not licensed in Minnesota",
        ),
    ],
)
def test_a_license_counts_where_the_client_is(facts: dict[str, Any], finding: Finding, sentence: str) -> None:
    assert found(Legal.LICENSE, **facts) == (finding, sentence)


def test_without_the_place_of_the_client_no_license_is_known_to_count() -> None:
    assert found(Legal.LICENSE, need={"jurisdiction": None}) == (
        Finding.NOT_KNOWN,
        "The state the client is in is not known yet",
    )


def test_an_age_that_is_not_served_is_unmet_and_an_age_not_stated_is_not_known() -> None:
    assert found(Legal.AGE) == (Finding.MET, "Sees adults")
    assert found(Legal.AGE, ages=stated("teen")) == (Finding.UNMET, "Does not see adults")
    assert found(Legal.AGE, ages=None) == (Finding.NOT_KNOWN, "Not known whether adults are seen")
    assert legal(JONAS, LISTING, today=TODAY)[Legal.AGE].finding is Finding.NOT_KNOWN


def test_any_concern_on_the_do_not_see_list_stands_against() -> None:
    assert found(Legal.SEEN, does_not_see=frozenset({"grief"})) == (
        Finding.UNMET,
        "Does not see people with grief",
    )
    assert found(Legal.SEEN, does_not_see=frozenset({"panic", "grief"})) == (
        Finding.UNMET,
        "Does not see people with panic and grief",
    )
    assert found(Legal.SEEN, does_not_see=frozenset({"psychosis"}))[0] is Finding.MET
    assert found(Legal.SEEN)[0] is Finding.MET
