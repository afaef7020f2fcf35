"""What is looked for, as the query of an address and back again."""

from hypothesis import given
from hypothesis import strategies as st

from segue.rules.codes import Family
from segue.rules.looking import MILES, Looking, looking_at, looking_from, query_of

ANYTHING = st.builds(
    Looking,
    sealed=st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True),
    profession=st.sampled_from(("", "psychologist", "adolescent and children's mental-health clinic")),
    concern=st.sampled_from(((), ("panic",), ("panic", "grief"))),
    state=st.sampled_from(((), ("MN",))),
    zip=st.just("55408"),
    miles=st.sampled_from((None, *MILES)),
    is_open=st.booleans(),
    is_known=st.booleans(),
)


@given(ANYTHING)
def test_a_query_leads_back_to_what_was_looked_for(looking: Looking) -> None:
    assert looking_at(query_of(looking)) == looking


@given(
    st.dictionaries(st.sampled_from(("concern", "w", "zip", "miles", "profession", "x")), st.lists(st.text()))
)
def test_what_is_on_no_list_is_let_go(said: dict[str, list[str]]) -> None:
    looking = looking_from(said)

    assert looking_at(query_of(looking)) == looking
    assert set(looking.concern) <= {"panic"} or all(code in said["concern"] for code in looking.concern)


def test_a_distance_needs_a_middle() -> None:
    assert looking_at("miles=10") == Looking()
    assert looking_at("zip=55408&miles=10") == Looking(zip="55408", miles=10)
    assert looking_at("zip=55408&miles=11") == Looking(zip="55408")


def test_no_more_than_six_codes_of_a_list_count_and_each_once() -> None:
    many = "&".join(f"state={code}" for code in ("MN", "MN", "WI", "IA", "IL", "ND", "SD", "MI"))

    assert looking_at(many).state == ("MN", "WI", "IA", "IL", "ND", "SD")


def test_facts_are_every_code_that_somebody_must_have_said() -> None:
    looking = Looking(concern=("panic", "grief"), method=("emdr",), state=("MN",))

    assert looking.facts == ((Family.CONCERN, "panic"), (Family.CONCERN, "grief"), (Family.METHOD, "emdr"))
