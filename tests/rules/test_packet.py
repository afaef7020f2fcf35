"""The packet: it writes itself, the client removes and adds, and what stays is one content with one hash."""

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules import packet
from segue.rules.packet import (
    Content,
    Draft,
    Party,
    Prompts,
    Strikes,
    canonical,
    content_bytes,
    content_hash,
    drafted_from,
    extras_without_reason,
    hash_of,
    holds_risk,
    minimum_missing,
    plain,
    prompts_for,
    read_content,
    refuse_draft,
    risk_is_struck,
    strike,
    unstrike,
)
from segue.rules.referral_facts import Reason
from segue.rules.sections import BUILT, OPENED_BY_SAFETY, SECTIONS
from segue.rules.step import Refused

KNOWN = {
    "who": "Jonas Thorne, born May 2, 1991, “he”",
    "contact": "Text message first, after 3 pm: 612-555-0177",
    "need": "Help with panic attacks",
    "preferences": "Evenings or online",
    "payer": "North Star Health",
}
PROMPTS = Prompts(
    helped="Letters helped. Breathing did not.",
    next="Would exposure help now?",
    course="Weekly since March. Mostly talk.",
)
MIRIAM = Party("Miriam Castellanos, PhD", "Elm & River Practice", "1234567893", "612-555-0142")
AMARA = Party("Amara Lindqvist, LICSW", "Uptown")
CONSENT = (("Who reads it", "Amara Lindqvist, and nobody else."),)
NOBODY: frozenset[str] = frozenset()


def a_draft(reason: Reason = Reason.expertise, **prompts: str) -> Draft:
    return drafted_from(KNOWN, reason=reason, prompts=replace(PROMPTS, **prompts))


def content_of(
    draft: Draft,
    *,
    for_all: frozenset[str] = NOBODY,
    for_one: frozenset[str] = NOBODY,
    own_words: str = "",
    notice: str = "",
) -> Content:
    made = refusal_or_content(draft, for_all=for_all, for_one=for_one, own_words=own_words, notice=notice)
    assert isinstance(made, Content)
    return made


def refusal_or_content(
    draft: Draft,
    *,
    for_all: frozenset[str] = NOBODY,
    for_one: frozenset[str] = NOBODY,
    own_words: str = "",
    notice: str = "",
) -> Content | Refused:
    return packet.content(
        draft,
        strikes_for_all=for_all,
        strikes_for_recipient=for_one,
        own_words=own_words,
        from_who=MIRIAM,
        to_whom=AMARA,
        consent_words=CONSENT,
        notice=notice,
    )


def test_a_draft_writes_itself_from_the_need_and_three_prompts() -> None:
    draft = a_draft()
    assert draft.sections == {
        **{code: KNOWN[code] for code in ("who", "contact", "need", "preferences")},
        "question": "Would exposure help now?",
        "course": "Weekly since March. Mostly talk.",
        "helped": "Letters helped. Breathing did not.",
    }
    assert draft.extras == {}
    assert refuse_draft(draft) is None


def test_the_insurance_is_told_only_where_the_reason_asks_for_it() -> None:
    assert "payer" not in a_draft(Reason.expertise).sections
    assert a_draft(Reason.availability).sections["payer"] == "North Star Health"


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        (Reason.expertise, ["helped", "next", "course"]),
        (Reason.availability, ["until"]),
        (Reason.fit, ["helped", "until"]),
        (Reason.level_of_care, ["helped", "next", "course", "until"]),
        (Reason.move, ["helped", "course", "until"]),
    ],
)
def test_a_reason_asks_only_its_own_prompts(reason: Reason, fields: list[str]) -> None:
    assert [prompt.field for prompt in prompts_for(reason)] == fields
    assert all(prompt.question.endswith("?") for prompt in prompts_for(reason))


def test_the_referrer_stays_until_the_first_session_unless_they_move_or_close() -> None:
    assert a_draft(Reason.fit).sections["interim_plan"] == packet.STAYS
    assert a_draft(Reason.fit, until="Every two weeks.").sections["interim_plan"] == "Every two weeks."
    assert minimum_missing(a_draft(Reason.closing)) == ("interim_plan",)


def test_words_that_segue_adds_are_said_in_the_clients_language() -> None:
    draft = drafted_from(KNOWN, reason=Reason.fit, prompts=Prompts(safety="Watch."), say=str.upper)
    assert draft.sections["interim_plan"] == packet.STAYS.upper()
    assert draft.extras == {"risk_now": packet.SAFETY_REASON.upper()}


def test_a_yes_to_the_safety_question_opens_the_risk_section_with_its_reason() -> None:
    draft = a_draft(safety="Thoughts of dying in May; a plan is in place.")
    assert draft.sections["risk_now"] == "Thoughts of dying in May; a plan is in place."
    assert extras_without_reason(draft) == ()
    assert holds_risk(draft)
    assert refuse_draft(draft, safety_answered_yes=True) is None


def test_a_yes_to_the_safety_question_without_words_is_refused() -> None:
    draft = a_draft()
    assert not holds_risk(draft)
    assert refuse_draft(draft, safety_answered_yes=True) is packet.LACKS_SAFETY


def test_what_the_minimum_lacks_is_named_by_its_heading() -> None:
    draft = a_draft(helped=" ", next="")
    assert minimum_missing(draft) == ("question", "helped")
    refused = refuse_draft(draft)
    assert refused is not None
    assert (refused.code, refused.about["code"]) == ("packet_lacks_minimum", "question")
    assert refused.why % refused.about == "“What my clinician asks” is still empty, and this reason needs it."


@pytest.mark.parametrize("reason", list(Reason))
def test_each_section_beyond_the_default_needs_a_typed_reason(reason: Reason) -> None:
    for code, section in SECTIONS.items():
        draft = Draft(reason, {code: "text"})
        bare = section.by_reason[reason] != "D" and code != "own_words"
        assert extras_without_reason(draft) == ((code,) if bare else ())
        assert extras_without_reason(replace(draft, extras={code: "It bears on the first visit."})) == ()
        assert extras_without_reason(replace(draft, extras={code: " "})) == ((code,) if bare else ())


def test_an_extra_without_a_reason_keeps_the_draft_back() -> None:
    draft = a_draft()
    with_payer = replace(draft, sections={**draft.sections, "payer": "North Star Health"})
    refused = refuse_draft(with_payer)
    assert refused is not None
    assert (refused.code, refused.about["code"]) == ("extra_without_reason", "payer")
    assert extras_without_reason(replace(draft, sections={**draft.sections, "nonsense": "x"})) == ()


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("code", ["notes", "substance_notes"])
def test_notes_of_sessions_are_never_carried(reason: Reason, code: str) -> None:
    draft = Draft(reason, {code: "what was said"}, {code: "They asked for it."})
    refused = refuse_draft(draft)
    made = refusal_or_content(draft, notice="The notice.")
    assert refused is not None
    assert refused.code == "notes_are_not_carried"
    assert made == refused


def test_what_a_program_knows_goes_only_with_the_notice() -> None:
    draft = Draft(Reason.expertise, {"substances_part2": "In a program since May."})
    refused = refusal_or_content(draft)
    assert isinstance(refused, Refused)
    assert refused.code == "part2_notice_missing"
    assert content_of(draft, notice="The notice.").notice == "The notice."


def test_a_section_that_does_not_exist_is_refused() -> None:
    refused = refusal_or_content(Draft(Reason.fit, {"nonsense": "x"}))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.about) == ("no_such_section", {"code": "nonsense"})


def test_name_and_safe_contact_cannot_be_struck() -> None:
    refused = strike(Strikes(), code="who")
    assert isinstance(refused, Refused)
    assert refused.code == "section_is_needed"
    unknown = strike(Strikes(), code="nonsense")
    assert isinstance(unknown, Refused)
    assert unknown.code == "no_such_section"


def test_a_strike_holds_for_all_or_for_one_recipient_and_can_be_taken_back() -> None:
    all_of_them = strike(Strikes(), code="helped")
    assert isinstance(all_of_them, Strikes)
    both = strike(all_of_them, code="course", recipient="amara")
    assert isinstance(both, Strikes)
    assert both.against("amara") == {"helped", "course"}
    assert both.against("samuel") == {"helped"}
    assert unstrike(both, code="course", recipient="amara").against("amara") == {"helped"}
    assert unstrike(both, code="helped").against("amara") == {"course"}
    assert unstrike(Strikes(), code="helped", recipient="amara").against("amara") == NOBODY


def test_a_struck_safety_part_is_noticed_only_where_there_was_one() -> None:
    risky = a_draft(safety="A plan is in place.")
    assert risk_is_struck(risky, struck=frozenset({"risk_now"}))
    assert not risk_is_struck(risky, struck=frozenset({"helped"}))
    assert not risk_is_struck(a_draft(), struck=frozenset({"risk_now"}))


def test_the_content_is_read_in_the_order_of_the_sections_with_the_clients_own_words() -> None:
    made = content_of(a_draft(), for_all=frozenset({"course"}), own_words="Ask me about the boat.")
    assert [passage.code for passage in made.passages] == [
        "who",
        "contact",
        "need",
        "preferences",
        "own_words",
        "question",
        "helped",
    ]
    assert made.passages[4].text == "Ask me about the boat."
    assert made.codes == {passage.code for passage in made.passages}


def test_the_clients_own_words_can_be_kept_private_from_one() -> None:
    made = content_of(a_draft(), for_one=frozenset({"own_words"}), own_words="Ask me about the boat.")
    assert "own_words" not in made.codes


def test_the_content_is_one_canonical_body_and_reads_back_as_itself() -> None:
    made = content_of(a_draft(), own_words="Café, שלום")
    body = content_bytes(made)
    assert read_content(body) == made
    assert content_hash(made) == hash_of(body)
    assert len(content_hash(made)) == 64
    assert (
        body
        == json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_the_body_of_a_content_never_changes_its_form_unnoticed() -> None:
    small = Content(
        Reason.fit, Party("A"), Party("B"), (packet.Passage("who", "Who I am", "C"),), (("D", "E"),)
    )
    assert content_bytes(small) == (
        b'{"consent":[["D","E"]],"form":1,"from":{"name":"A","npi":"","phone":"","practice":""},'
        b'"language":"en","notice":"","reason":"fit",'
        b'"sections":[{"code":"who","heading":"Who I am","text":"C"}],'
        b'"to":{"name":"B","npi":"","phone":"","practice":""}}'
    )


@pytest.mark.parametrize(
    "other",
    [
        {"reason": Reason.fit},
        {"from_who": AMARA},
        {"to_whom": MIRIAM},
        {"passages": ()},
        {"consent": ()},
        {"language": "es"},
        {"notice": "N"},
        {"form": 2},
    ],
)
def test_everything_in_a_content_is_under_its_hash(other: dict[str, object]) -> None:
    made = content_of(a_draft())
    assert content_hash(replace(made, **other)) != content_hash(made)  # type: ignore[arg-type]


def test_a_float_has_no_canonical_spelling() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"price": 1.5})  # type: ignore[dict-item]
    assert canonical({"b": [1, None, True], "a": "x"}) == b'{"a":"x","b":[1,null,true]}'


def test_control_characters_and_overrides_of_direction_do_not_get_into_a_content() -> None:
    assert plain(" a\r\nb\rc\x00\x07d\u202ee\tf\ud800 ") == "a\nb\ncde\tf"
    assert plain("e\u0301") == "é"


texts = st.dictionaries(
    st.sampled_from([*BUILT, *OPENED_BY_SAFETY]), st.text(min_size=1, max_size=40), min_size=1
)
codes = st.frozensets(st.sampled_from([*BUILT, *OPENED_BY_SAFETY]))


@given(texts, codes, codes, st.text(max_size=20))
def test_what_is_struck_never_appears(
    sections: dict[str, str], for_all: frozenset[str], for_one: frozenset[str], own_words: str
) -> None:
    baited = {code: f"bait-{code} {text}" for code, text in sections.items()}
    made = content_of(Draft(Reason.fit, baited), for_all=for_all, for_one=for_one, own_words=own_words)
    body = content_bytes(made).decode()
    assert not made.codes & (for_all | for_one)
    assert all(f"bait-{code} " not in body for code in for_all | for_one)
    assert all(f"bait-{code}" in body for code in set(baited) - for_all - for_one - {"own_words"})


@given(texts, codes, codes)
def test_a_strike_for_one_recipient_leaves_the_content_for_another_as_it_was(
    sections: dict[str, str], for_all: frozenset[str], for_samuel: frozenset[str]
) -> None:
    draft = Draft(Reason.fit, sections)
    strikes = Strikes(for_all)
    before = content_hash(content_of(draft, for_all=for_all, for_one=strikes.against("amara")))
    struck = Strikes(for_all, {"samuel": for_samuel})
    after = content_hash(content_of(draft, for_all=for_all, for_one=struck.against("amara")))
    assert before == after


@given(texts)
def test_the_hash_does_not_depend_on_the_order_or_the_spelling_of_accents(
    sections: dict[str, str],
) -> None:
    turned = dict(reversed(sections.items()))
    apart = {code: unicodedata.normalize("NFD", plain(text)) for code, text in turned.items()}
    one, other = content_of(Draft(Reason.fit, sections)), content_of(Draft(Reason.fit, apart))
    assert content_hash(one) == content_hash(other)


@given(st.text())
def test_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    plain(text).encode()
