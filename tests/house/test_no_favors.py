"""No table can hold a favor between clinicians: no fee for a referral, no reward, no bought or given rank.

42 U.S.C. 1320a-7b(b) and 18 U.S.C. 220 forbid paying for referrals. What cannot be written down cannot be
weighed.
"""

import ast
import re
from collections.abc import Iterator

from tests.house.source import modules_of

FAVOR = re.compile(
    r"(^|_)(fees?_(paid|due|owed)|referral_fees?|finders?_fees?|commissions?|kickbacks?|credits?|rewards?|bonus(es)?"
    r"|favou?rs?|favou?red|ratings?|stars?|scores?|rank(ed|ing|s)?|boost(ed)?|sponsor(ed|s|ship)?|promot(ed|ion)"
    r"|featured|paid_placement|priority_listing|points|badges?|karma|reputation|payout|balance|price_paid)($|_)"
)  # fmt: skip

# Words that say something else where they stand: {(table, column): what it says}.
MEANT = {("Option", "rank"): "the order in which the client prefers the people put before them"}


def columns() -> Iterator[tuple[str, str]]:
    """Every name given in the body of a class of the store's models: the class, and the name."""
    for module in modules_of("store"):
        if "/models/" not in module.path:
            continue
        for table in (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)):
            for node in table.body:
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                yield from ((table.name, name.id) for name in targets if isinstance(name, ast.Name))


def test_no_table_holds_a_favor_between_clinicians() -> None:
    found = list(columns())

    assert len(found) > 50
    assert {column for column in found if FAVOR.search(column[1])} == set(MEANT)


def test_the_check_sees_favors_and_leaves_facts_alone() -> None:
    favors = [
        "fee_paid",
        "commission",
        "credits_left",
        "reward",
        "favor",
        "rating",
        "rank_bought",
        "referral_fee",
    ]
    facts = ["terms", "fee_cents", "fee", "signed_at", "started_at", "creditable_at", "pointer", "frankness"]

    assert [name for name in favors if not FAVOR.search(name)] == []
    assert [name for name in facts if FAVOR.search(name)] == []
