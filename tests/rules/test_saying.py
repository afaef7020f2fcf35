"""What is true to the table of families, what is refused and why, and what contradicts itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.profile import FAMILIES, LONGEST_LINE, MOST_FOCUS, Ends
from segue.rules.saying import FURTHEST_END, Said, SaidTrue, fit_together, found_true
from segue.rules.step import Refused

TODAY = date(2026, 3, 10)
NEXT_YEAR = "2027-03-10"


def found(family: str, *said: Said, kind: str = "person") -> tuple[SaidTrue, ...]:
    answer = found_true(family, said, kind=kind, today=TODAY)
    assert not isinstance(answer, Refused), answer
    return answer


def refusal(family: str, *said: Said, kind: str = "person") -> tuple[str, str]:
    """The code, and the sentences as somebody reads them."""
    answer = found_true(family, said, kind=kind, today=TODAY)
    assert isinstance(answer, Refused), answer
    assert answer.about["field"] == family
    return answer.code, f"{answer.why % answer.about} {answer.remedy % answer.about}"


def clash(said: dict[str, dict[str, str]]) -> str:
    """The family that does not fit; empty where all does."""
    answer = fit_together(said, today=TODAY)
    return answer.about["field"] if answer else ""


def test_a_family_comes_back_in_its_own_order_and_each_code_once() -> None:
    said = found("concern", Said("panic"), Said("anxiety"), Said("panic", "  "))

    assert said == (SaidTrue("anxiety"), SaidTrue("panic"))


def test_five_are_a_focus_and_six_are_too_many() -> None:
    codes = list(FAMILIES["focus"].words)[: MOST_FOCUS + 1]

    assert len(found("focus", *map(Said, codes[:MOST_FOCUS]))) == MOST_FOCUS
    code, words = refusal("focus", *map(Said, codes))
    assert code == "too_many"
    assert "These are 6; there is room for 5." in words


@pytest.mark.parametrize(
    ("family", "said", "code"),
    [
        ("concern", Said("boredom"), "unknown_code"),
        ("concern", Said("\x00" * 50), "unknown_code"),
        ("limit", Said("1", "x" * 10_000), "too_long"),
        ("limit", Said("1", "x" * (LONGEST_LINE + 1)), "too_long"),
        ("limit", Said("1", " "), "empty"),
        ("limit", Said("1", "a\x00b"), "not_text"),
        ("words", Said("said", "x" * 401), "too_long"),
        ("method", Said("cbt", "guru"), "unknown_level"),
        ("fee", Said("visit", "ninety"), "not_a_number"),
        ("fee", Said("visit", "5001"), "not_a_number"),
        ("fee", Said("visit", "-1"), "not_a_number"),
        ("fee", Said("visit", "٣٠"), "not_a_number"),
        ("sliding", Said("places", "100"), "not_a_number"),
        ("license", Said("MN", "1", "soon"), "not_a_day"),
        ("license", Said("MN", "1", "2026-03-09"), "ended"),
        ("license", Said("MN", "1", "9999-12-31"), "too_far"),
        ("compact", Said("PSYPACT", "MN"), "not_a_day"),
        ("compact", Said("PSYPACT", "", NEXT_YEAR), "empty"),
        ("compact", Said("PSYPACT", "MN, XX", NEXT_YEAR), "unknown_state"),
        ("training", Said("supervised", ""), "empty"),
    ],
)
def test_what_is_not_true_to_the_table_is_refused(family: str, said: Said, code: str) -> None:
    assert refusal(family, said)[0] == code


@pytest.mark.parametrize(
    ("family", "kind"), [("favorite", "person"), ("care", "person"), ("compact", "program")]
)
def test_a_profile_says_only_what_is_of_its_kind(family: str, kind: str) -> None:
    assert refusal(family, kind=kind)[0] == "unknown_family"


def test_a_telephone_number_has_seven_digits_at_least() -> None:
    assert found("intake", Said("phone", "(612) 555-0142"), kind="program")[0].value == "(612) 555-0142"
    assert refusal("intake", Said("phone", "call us"), kind="program")[0] == "not_a_phone"


def test_numbers_are_kept_without_signs_and_states_in_order() -> None:
    assert found("fee", Said("visit", " $090 ")) == (SaidTrue("visit", "90"),)
    assert found("compact", Said("PSYPACT", "wi, MN;mn", NEXT_YEAR))[0].value == "MN,WI"
    assert found("concern", Said("panic", "ignored")) == (SaidTrue("panic"),)
    assert found("method", Said("cbt", "trained")) == (SaidTrue("cbt", "trained"),)


def test_a_license_ends_today_at_the_earliest_and_may_have_no_end() -> None:
    last = (TODAY + FURTHEST_END).isoformat()

    assert found("license", Said("MN", "", TODAY.isoformat()))[0].ends_on == TODAY
    assert found("license", Said("MN", "", last))[0].ends_on == TODAY + FURTHEST_END
    assert found("license", Said("MN"))[0].ends_on is None
    assert found("concern", Said("panic", "", NEXT_YEAR))[0].ends_on is None


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ({"concern": {"panic": ""}, "focus": {"panic": ""}}, ""),
        ({"concern": {"grief": ""}, "focus": {"panic": ""}}, "focus"),
        ({"concern": {"panic": ""}, "not_seen": {"panic": ""}}, "not_seen"),
        ({"not_seen": {"panic": ""}, "not_seen_why": {"panic": "x"}}, ""),
        ({"not_seen": {"grief": ""}, "not_seen_why": {"panic": "x"}}, "not_seen_why"),
        ({"insurance": {"none": "", "out_of_network": ""}}, ""),
        ({"insurance": {"none": "", "aetna": ""}}, "insurance"),
        ({"court": {"court_ordered": "", "no_evaluations": ""}}, ""),
        ({"court": {"evaluations": "", "no_evaluations": ""}}, "court"),
        ({"court": {"court_ordered": "", "no_court_ordered": ""}}, "court"),
        ({"fee": {"visit": "90", "least": "90"}}, ""),
        ({"fee": {"visit": "90", "least": "91"}}, "fee"),
        ({"fee": {"least": "40"}}, "fee"),
        ({"away": {"until": "2026-03-10"}}, ""),
        ({"away": {"from": "2026-03-20", "until": "2026-04-01", "cover": "Ruth"}}, ""),
        ({"away": {"from": "2026-04-02", "until": "2026-04-01"}}, "away"),
        ({"away": {"until": "2026-03-09"}}, "away"),
        ({"away": {"until": "9999-12-31"}}, "away"),
        ({"away": {"from": "2026-03-20"}}, "away"),
        ({"away": {"from": "soon", "until": "2026-04-01"}}, "away"),
        ({}, ""),
    ],
)
def test_what_is_said_does_not_contradict_itself(said: dict[str, dict[str, str]], family: str) -> None:
    assert clash(said) == family


@given(
    st.sampled_from(sorted(FAMILIES)),
    st.lists(st.builds(Said, st.text(max_size=12), st.text(max_size=300), st.text(max_size=12)), max_size=4),
)
def test_whatever_is_typed_is_found_true_or_refused_in_whole_sentences(family: str, said: list[Said]) -> None:
    kind = min(FAMILIES[family].kinds)
    codes = list(FAMILIES[family].words)
    aimed = [Said(codes[place % len(codes)], one.value, one.ends_on) for place, one in enumerate(said)]

    for each in (said, aimed):
        answer = found_true(family, each, kind=kind, today=TODAY)
        if isinstance(answer, Refused):
            assert (answer.why % answer.about).strip()
            assert (answer.remedy % answer.about).strip()
        else:
            again = [Said(one.code, one.value, str(one.ends_on or "")) for one in answer]
            assert found_true(family, again, kind=kind, today=TODAY) == answer
            assert all(one.ends_on is None or FAMILIES[family].ends is not Ends.NEVER for one in answer)
            assert all(one.ends_on is None or one.ends_on >= TODAY - timedelta(0) for one in answer)
