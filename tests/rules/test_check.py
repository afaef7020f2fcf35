"""The availability question: what it holds, who gets it, what an answer makes known."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.check import (
    CheckCounts,
    No,
    Question,
    Waitlist,
    Yes,
    after_acceptance,
    canonical,
    check_lines,
    coarsened,
    held_back,
    is_open,
    may_ask,
    may_check,
    notice_lines,
    opening_from,
    question_from,
    question_of,
    request_lines,
    with_answer,
)
from segue.rules.matching.line import Line
from segue.rules.matching.options import Search, options
from segue.rules.matching.profile import Opening
from segue.rules.need import Need, musts_of
from tests.rules.matching.people import JONAS, LISTING, NOW, TODAY, distance, needs, stated, with_need

COMMON = frozenset({"en", "es", "so", "hmn"})


def asked(need: Need = JONAS, *, rare_areas: frozenset[str] = frozenset()) -> Question:
    return question_from(need, rare_areas=rare_areas, common_languages=COMMON)


def sentence(lines: tuple[Line, ...]) -> str:
    return " · ".join(line.say() for line in lines)


def test_a_question_holds_groups_and_areas_in_place_of_what_was_said() -> None:
    assert asked() == Question(
        group="anxiety",
        age="adult",
        formats=("online", "in_person"),
        insurance=("north_star",),
        languages=("en",),
        state="MN",
        area="554",
        day_parts=("evening",),
        weeks=2,
    )


def test_a_question_has_no_place_for_anything_else() -> None:
    assert [field.name for field in fields(Question)] == [
        "group", "age", "formats", "insurance", "languages", "state", "area", "day_parts", "weeks",
    ]  # fmt: skip


def test_nothing_that_a_question_leaves_out_can_be_read_from_it() -> None:
    bait = with_need(
        JONAS,
        concerns=("gender_identity", "self_harm"),
        styles=("woman", "veteran"),
        methods=("emdr",),
        budget=77,
        role="prescriber",
        not_ask=("lakeside-clinic",),
    )
    question = asked(bait)
    said = canonical(question) + sentence(check_lines(question)) + sentence(request_lines(question))

    assert [
        word
        for word in (
            "gender",
            "harm",
            "woman",
            "veteran",
            "emdr",
            "77",
            "prescriber",
            "lakeside",
            "55408",
            "sv",
        )
        if word in said
    ] == []


def test_a_rare_area_is_merged_into_its_state() -> None:
    assert asked(rare_areas=frozenset({"554"})).area is None
    assert asked(rare_areas=frozenset({"555"})).area == "554"


def test_who_only_meets_online_is_asked_about_no_area() -> None:
    assert asked(with_need(JONAS, formats=("online",))).area is None
    assert asked(with_need(JONAS, zip=None, radius_km=None)).area is None


def test_a_language_outside_the_most_common_waits_for_a_yes() -> None:
    assert held_back(JONAS, asked()) == ("sv",)
    assert held_back(with_need(JONAS, languages=("en",)), asked(with_need(JONAS, languages=("en",)))) == ()


@pytest.mark.parametrize(("days", "weeks"), [(0, 1), (1, 1), (7, 1), (8, 2), (14, 2), (21, 3), (None, None)])
def test_urgency_is_asked_in_whole_weeks(days: int | None, weeks: int | None) -> None:
    assert asked(with_need(JONAS, urgency_days=days)).weeks == weeks


def test_the_same_question_is_the_same_text() -> None:
    text = canonical(asked())

    assert text == canonical(asked(with_need(JONAS, concerns=("social_anxiety",), methods=(), budget=200)))
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert " " not in text


@given(needs())
def test_a_question_can_be_read_back(need: Need) -> None:
    assert question_of(canonical(asked(need))) == asked(need)


def test_a_rare_combination_loses_detail_until_it_is_not_rare() -> None:
    question = asked()
    without_area = replace(question, area=None)

    assert coarsened(question, is_rare=lambda _: False) == question
    assert coarsened(question, is_rare=lambda asked: asked.area is not None) == without_area
    assert coarsened(question, is_rare=lambda _: True) == Question(
        "anxiety", "adult", ("online", "in_person"), state="MN"
    )


def test_a_check_is_said_about_the_clinician() -> None:
    online = with_need(JONAS, formats=("online",), languages=(), urgency_days=21)

    assert [line.say() for line in check_lines(asked(online))] == [
        "Treats anxiety", "Adults", "Online", "Evenings", "North Star Health", "Licensed in Minnesota",
        "Within 3 weeks",
    ]  # fmt: skip


def test_a_request_looks_for_someone() -> None:
    bare = Need("MN", "adult", ("panic",), ("online",), slots=("tue_evening",))

    assert [line.say() for line in request_lines(asked(bare))] == [
        "Looking for someone who treats anxiety", "Adults", "Online", "Evenings", "Licensed in Minnesota",
    ]  # fmt: skip


def test_a_mail_says_neither_what_is_treated_nor_the_age() -> None:
    assert [line.say() for line in notice_lines(asked())] == [
        "Online or in person", "Evenings", "Near ZIP codes that begin with 554", "North Star Health",
    ]  # fmt: skip
    assert [line.say() for line in notice_lines(Question("mood", "teen", ("online",)))] == ["Online"]


def test_every_part_that_was_asked_is_said() -> None:
    full = replace(asked(), languages=("en", "es"), weeks=1)

    assert [line.say() for line in check_lines(full)] == [
        "Treats anxiety", "Adults", "Online or in person", "Evenings", "Near ZIP codes that begin with 554",
        "North Star Health", "Speaks English and Spanish", "Licensed in Minnesota", "Within a week",
    ]  # fmt: skip
    assert [line.say() for line in check_lines(Question("mood", "teen", ("in_person",)))] == [
        "Treats mood", "Teens, 13 to 17", "In person",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (CheckCounts(1, 0, 0), None),
        (CheckCounts(1, 7, 1), None),
        (CheckCounts(1, 8, 0), "round_full"),
        (CheckCounts(2, 3, 0), None),
        (CheckCounts(2, 4, 0), "round_full"),
        (CheckCounts(3, 4, 0), "round_full"),
        (CheckCounts(3, 3, 1), None),
        (CheckCounts(4, 0, 0), "rounds_done"),
        (CheckCounts(1, 0, 2), "asked_enough"),
        (CheckCounts(1, 0, 0, wants_no_checks=True), "wants_no_checks"),
    ],
)
def test_nobody_is_asked_too_much(counts: CheckCounts, code: str | None) -> None:
    refused = may_check(counts)

    assert (refused.code if refused else None) == code


def test_those_on_the_do_not_ask_list_are_not_asked() -> None:
    need = with_need(JONAS, not_ask=("birgitta",))

    assert may_ask(need, "birgitta") is False
    assert may_ask(need, "amara") is True


def test_an_answer_makes_an_opening_known() -> None:
    first = TODAY + timedelta(days=5)

    assert opening_from(Yes(2, first), on=TODAY) == Opening(2, TODAY, first_free=first)
    assert opening_from(Waitlist(6), on=TODAY) == Opening(0, TODAY, wait_days=42)
    assert opening_from(No(), on=TODAY) == Opening(0, TODAY)


def test_a_yes_makes_known_what_was_asked_and_nothing_more() -> None:
    told = with_answer(LISTING, asked(), Yes(1, TODAY), on=TODAY)

    assert told == replace(
        LISTING,
        opening=Opening(1, TODAY, first_free=TODAY),
        groups=stated("anxiety", is_complete=False),
        ages=stated("adult", is_complete=False),
        insurance=stated("north_star", is_complete=False),
        languages=stated("en", is_complete=False),
        day_parts=stated("evening", is_complete=False),
    )


def test_a_yes_to_several_says_which_only_if_it_names_them() -> None:
    told = with_answer(LISTING, asked(), Yes(1, TODAY, holds=frozenset({"online", "emdr"})), on=TODAY)

    assert told.formats == stated("online", is_complete=False)
    assert told.methods is None


def test_a_yes_adds_to_what_was_stated_before() -> None:
    before = replace(LISTING, insurance=stated("medicaid", on=date(2026, 1, 1)))

    assert with_answer(before, asked(), Yes(), on=TODAY).insurance == stated("medicaid", "north_star")


@pytest.mark.parametrize("answer", [Waitlist(3), No()])
def test_a_no_makes_nothing_known_but_the_opening(answer: Waitlist | No) -> None:
    told = with_answer(LISTING, asked(), answer, on=TODAY)

    assert told == replace(LISTING, opening=opening_from(answer, on=TODAY))


def test_an_answered_check_turns_a_listing_into_an_option() -> None:
    need = with_need(JONAS, formats=("online",), zip=None, radius_km=None)
    before = options(need, [LISTING], Search(NOW, distance))
    told = with_answer(LISTING, asked(need), Yes(1, TODAY), on=TODAY)
    after = options(need, [told], Search(NOW, distance))

    assert [one.id for one in before.worth_asking] == ["birgitta"]
    assert before.options == ()
    assert set(before.worth_asking[0].unknown) >= set(musts_of(need))
    assert [one.id for one in after.options] == ["birgitta"]
    assert after.worth_asking == ()


SUNDAY = TODAY  # March 8, 2026


@pytest.mark.parametrize(
    ("opening", "said_open"),
    [
        (None, False),
        (Opening(0, SUNDAY), False),
        (Opening(1, SUNDAY), True),
        (Opening(1, SUNDAY - timedelta(days=3)), True),
        (Opening(1, SUNDAY - timedelta(days=4)), False),
        (Opening(1, SUNDAY - timedelta(days=6), is_weekly=True), True),
        (Opening(1, SUNDAY - timedelta(days=7), is_weekly=True), False),
        (Opening(1, SUNDAY - timedelta(days=1), is_weekly=True), True),
        (Opening(0, SUNDAY, is_weekly=True), False),
    ],
)
def test_open_is_said_only_of_a_fresh_word(opening: Opening | None, said_open: bool) -> None:
    assert is_open(opening, now=NOW) is said_open


@given(st.integers(0, 5), st.integers(0, 8))
def test_each_acceptance_takes_one_opening_off(room: int, accepted: int) -> None:
    opening = Opening(room, TODAY)
    for _ in range(accepted):
        opening = after_acceptance(opening)

    assert opening.room == max(0, room - accepted)
    assert is_open(opening, now=NOW) is (room > accepted)
