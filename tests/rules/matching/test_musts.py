"""The tests of wishes, each with three answers."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.matching.musts import BITS, findings, mask
from segue.rules.matching.profile import Fee, Finding, Opening, ProfileFacts, Stated
from segue.rules.need import Need, Wish, asked
from tests.rules.matching.people import (
    AMARA,
    JONAS,
    LISTING,
    TODAY,
    distance,
    stated,
    with_facts,
    with_need,
    worlds,
)

MET, UNMET, NOT_KNOWN = Finding.MET, Finding.UNMET, Finding.NOT_KNOWN


def found(wish: Wish, *, need: dict[str, Any] | None = None, **facts: Any) -> Finding:
    wanted = with_need(JONAS, **(need or {}))
    return findings(wanted, with_facts(AMARA, **facts), today=TODAY, distance=distance)[wish]


CASES: list[tuple[Wish, dict[str, Any], dict[str, Any], Finding]] = [
    (Wish.CONCERN, {}, {}, MET),
    (Wish.CONCERN, {}, {"concerns": stated("grief")}, UNMET),
    (Wish.CONCERN, {}, {"concerns": stated("grief"), "groups": stated("anxiety")}, UNMET),
    (Wish.CONCERN, {}, {"concerns": None}, NOT_KNOWN),
    (Wish.CONCERN, {}, {"concerns": None, "groups": stated("anxiety", is_complete=False)}, MET),
    (Wish.CONCERN, {}, {"concerns": None, "groups": stated("mood", is_complete=False)}, NOT_KNOWN),
    (Wish.CONCERN, {}, {"concerns": stated("grief", is_complete=False), "groups": stated("mood")}, UNMET),
    (Wish.FORMAT, {}, {}, MET),
    (Wish.FORMAT, {"formats": ("in_person",)}, {"formats": stated("online")}, UNMET),
    (Wish.FORMAT, {"formats": ("online", "in_person")}, {"formats": stated("online")}, MET),
    (Wish.FORMAT, {}, {"formats": None}, NOT_KNOWN),
    (Wish.PLACE, {"formats": ("in_person",)}, {}, MET),
    (Wish.PLACE, {"formats": ("in_person",), "radius_km": 11}, {}, MET),
    (Wish.PLACE, {"formats": ("in_person",), "radius_km": 10}, {}, UNMET),
    (Wish.PLACE, {"formats": ("in_person",)}, {"zip": None}, NOT_KNOWN),
    (Wish.PLACE, {"formats": ("in_person",)}, {"zip": "00000"}, NOT_KNOWN),
    (Wish.PLACE, {"radius_km": 10}, {}, MET),
    (Wish.PLACE, {"radius_km": 10}, {"formats": stated("in_person")}, UNMET),
    (Wish.PLACE, {"radius_km": 10}, {"formats": None}, NOT_KNOWN),
    (Wish.PLACE, {}, {"formats": None}, MET),
    (Wish.PLACE, {}, {"zip": None}, MET),
    (Wish.INSURANCE_OR_BUDGET, {}, {}, MET),
    (Wish.INSURANCE_OR_BUDGET, {}, {"insurance": stated(), "fee": Fee(80, TODAY)}, MET),
    (Wish.INSURANCE_OR_BUDGET, {}, {"insurance": stated(), "fee": Fee(120, TODAY, least=80)}, MET),
    (Wish.INSURANCE_OR_BUDGET, {}, {"insurance": stated(), "fee": Fee(81, TODAY)}, UNMET),
    (Wish.INSURANCE_OR_BUDGET, {}, {"insurance": None, "fee": Fee(81, TODAY)}, NOT_KNOWN),
    (Wish.INSURANCE_OR_BUDGET, {}, {"insurance": stated(), "fee": None}, NOT_KNOWN),
    (Wish.INSURANCE_OR_BUDGET, {"budget": None}, {"insurance": stated()}, UNMET),
    (Wish.INSURANCE_OR_BUDGET, {"budget": None}, {"insurance": None}, NOT_KNOWN),
    (Wish.INSURANCE_OR_BUDGET, {"insurance": ()}, {"fee": Fee(70, TODAY)}, MET),
    (Wish.INSURANCE_OR_BUDGET, {"insurance": ()}, {"fee": Fee(90, TODAY)}, UNMET),
    (Wish.LANGUAGE, {"languages": ("sv",)}, {}, MET),
    (Wish.LANGUAGE, {"languages": ("so", "sv")}, {}, MET),
    (Wish.LANGUAGE, {"languages": ("so",)}, {}, UNMET),
    (Wish.LANGUAGE, {}, {"languages": None}, NOT_KNOWN),
    (Wish.LANGUAGE, {"languages": ("so", "am")}, {"languages": stated("en", is_complete=False)}, NOT_KNOWN),
    (Wish.HOURS, {}, {}, MET),
    (Wish.HOURS, {"slots": ("mon_morning", "tue_evening")}, {}, MET),
    (Wish.HOURS, {"slots": ("mon_morning",)}, {}, UNMET),
    (Wish.HOURS, {}, {"slots": None}, NOT_KNOWN),
    (Wish.HOURS, {}, {"slots": None, "day_parts": stated("evening", is_complete=False)}, MET),
    (Wish.HOURS, {"slots": ("mon_morning",)}, {"day_parts": stated("morning", is_complete=False)}, UNMET),
    (Wish.HOURS, {}, {"slots": stated("mon_midday", is_complete=False), "day_parts": stated("evening")}, MET),
    (Wish.ROOM, {}, {}, MET),
    (Wish.ROOM, {}, {"opening": Opening(0, TODAY)}, UNMET),
    (Wish.ROOM, {}, {"opening": None}, NOT_KNOWN),
    (Wish.WAIT, {}, {}, MET),
    (Wish.WAIT, {"urgency_days": 9}, {}, MET),
    (Wish.WAIT, {"urgency_days": 8}, {}, UNMET),
    (Wish.WAIT, {}, {"opening": None}, NOT_KNOWN),
    (Wish.WAIT, {}, {"opening": Opening(1, TODAY)}, NOT_KNOWN),
    (Wish.METHOD, {"methods": ("cbt", "emdr")}, {}, MET),
    (Wish.METHOD, {"methods": ("cbt",)}, {}, UNMET),
    (Wish.METHOD, {}, {"methods": None}, NOT_KNOWN),
    (Wish.STYLE, {"styles": ("humor",)}, {}, MET),
    (Wish.STYLE, {"styles": ("humor", "direct")}, {}, UNMET),
    (Wish.STYLE, {}, {"styles": None}, NOT_KNOWN),
    (Wish.STYLE, {"styles": ("humor", "direct")}, {"styles": stated("humor", is_complete=False)}, NOT_KNOWN),
    (Wish.ROLE, {"role": "therapist"}, {}, MET),
    (Wish.ROLE, {"role": "prescriber"}, {}, UNMET),
    (Wish.ROLE, {"role": "prescriber"}, {"roles": None}, NOT_KNOWN),
]


@pytest.mark.parametrize(("wish", "need", "facts", "finding"), CASES)
def test_a_wish_is_met_unmet_or_not_known(
    wish: Wish, need: dict[str, Any], facts: dict[str, Any], finding: Finding
) -> None:
    assert found(wish, need=need, **facts) is finding


def test_each_wish_is_seen_with_all_three_answers() -> None:
    assert {(wish, finding) for wish, _, _, finding in CASES} == {
        (wish, finding) for wish in Wish for finding in Finding
    }


def test_of_a_listing_that_nobody_claimed_little_is_known_and_nothing_is_denied() -> None:
    answers = findings(JONAS, LISTING, today=TODAY, distance=distance)

    assert answers == {**dict.fromkeys(asked(JONAS), NOT_KNOWN), Wish.PLACE: MET}


def test_a_claimed_profile_that_leaves_a_method_out_does_not_offer_it() -> None:
    need = with_need(JONAS, methods=("emdr",))
    stating = with_facts(AMARA, methods=stated("cbt"))

    assert findings(need, stating, today=TODAY, distance=distance)[Wish.METHOD] is UNMET
    assert findings(need, LISTING, today=TODAY, distance=distance)[Wish.METHOD] is NOT_KNOWN


def test_bits_tell_which_wishes_were_found_so() -> None:
    answers = {Wish.CONCERN: MET, Wish.ROOM: UNMET, Wish.WAIT: UNMET, Wish.STYLE: NOT_KNOWN}

    assert mask(answers, of=answers, finding=UNMET) == BITS[Wish.ROOM] | BITS[Wish.WAIT]
    assert mask(answers, of=[Wish.WAIT], finding=UNMET) == BITS[Wish.WAIT]
    assert mask(answers, of=answers, finding=NOT_KNOWN) == BITS[Wish.STYLE]
    assert sorted(BITS.values()) == [1 << place for place in range(len(Wish))]


_WANTED = {
    "concerns": "concerns",
    "formats": "formats",
    "insurance": "insurance",
    "languages": "languages",
    "methods": "methods",
    "styles": "styles",
    "slots": "slots",
}


def better(need: Need, facts: ProfileFacts, field: str) -> ProfileFacts:
    """The same facts with one more that matches the need."""
    if field in _WANTED:
        before = getattr(facts, field)
        codes = frozenset(getattr(need, _WANTED[field]))
        told = (
            Stated(codes, TODAY)
            if before is None
            else Stated(before.codes | codes, TODAY, before.is_complete)
        )
        return with_facts(facts, **{field: told})
    if field == "fee":
        return with_facts(facts, fee=Fee(need.budget or 0, TODAY))
    if field == "zip":
        return with_facts(facts, zip=need.zip)
    if field == "roles":
        return with_facts(facts, roles=(facts.roles or frozenset()) | {need.role})
    return with_facts(facts, opening=Opening(1, TODAY, first_free=TODAY + timedelta(days=0)))


@given(worlds(), st.sampled_from([*_WANTED, "fee", "zip", "roles", "opening"]))
def test_a_fact_that_matches_never_leaves_more_unmet(
    world: tuple[Need, list[ProfileFacts]], field: str
) -> None:
    need, people = world
    for facts in people:
        before = findings(need, facts, today=TODAY, distance=distance)
        after = findings(need, better(need, facts, field), today=TODAY, distance=distance)

        unmet_before = {wish for wish, finding in before.items() if finding is UNMET}
        assert {wish for wish, finding in after.items() if finding is UNMET} <= unmet_before
        assert {wish for wish, finding in after.items() if finding is MET} >= {
            wish for wish, finding in before.items() if finding is MET
        }
