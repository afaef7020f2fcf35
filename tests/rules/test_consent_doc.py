"""The paper that the client signs: nothing may lack, and the words are plain, whole and hashed."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from segue.rules.consent import ConsentKind, WordBack
from segue.rules.consent_doc import (
    ELEMENTS,
    PART2_ELEMENTS,
    ConnectionTold,
    ConsentDoc,
    Part2,
    SectionNamed,
    Voice,
    consent_text,
    elements,
    missing,
    refuse_signing,
    text_hash,
)
from segue.rules.signers import Signature, Signer, SignersNeeded

TIE = "Miriam and Amara rent rooms from the same owner. No money goes from one to the other."
JONAS = Signature(Signer.client, "Jonas Thorne")
DOC = ConsentDoc(
    kind=ConsentKind.general,
    client_name="Jonas Thorne",
    identifier="born May 2, 1991",
    discloser="Miriam",
    recipient="Amara Lindqvist",
    shared=(SectionNamed("who", "Who I am"), SectionNamed("need", "What I look for")),
    kept_private=(SectionNamed("helped", "What helped, and what did not"),),
    purpose="So that you need not tell it all again.",
    word_back=WordBack.came,
    may_talk=False,
    valid_from=date(2026, 3, 9),
    valid_until=date(2027, 3, 9),
    channels=("by a safe link",),
    safe_contact="text first, after 3 pm",
    connections=(ConnectionTold(TIE, acknowledged=True),),
    language="English",
    signers=SignersNeeded((Signer.client,)),
    content_hash="3f9a62c1",
    signatures=(JONAS,),
    signed_at=datetime(2026, 3, 9, 20, 14, tzinfo=UTC),
    copy_given="on the page, at once",
)
PART2 = Part2(
    amount_and_kind="Help with drinking since May: what was done, and how it went.",
    purpose="Treatment",
    notice="The notice, word for word.",
    for_treatment_payment_operations=True,
)
DOC_PART2 = replace(DOC, kind=ConsentKind.part2, part2=PART2)


def test_a_whole_document_lacks_nothing() -> None:
    assert missing(DOC) == ()
    assert missing(DOC_PART2) == ()
    assert refuse_signing(DOC) is None
    assert refuse_signing(DOC_PART2) is None


def test_the_general_paper_has_seventeen_elements_and_the_other_ten_more_and_the_notice() -> None:
    assert [element.number for element in ELEMENTS] == [f"A{number}" for number in range(1, 18)]
    without_fundraising = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11]
    assert [element.number for element in PART2_ELEMENTS] == [f"B{number}" for number in without_fundraising]
    assert elements(ConsentKind.general) == ELEMENTS
    assert elements(ConsentKind.part2) == ELEMENTS + PART2_ELEMENTS
    names = [element.name for element in elements(ConsentKind.part2)]
    assert len(names) == len(set(names))


def test_a_permission_for_one_day_is_long_enough() -> None:
    assert missing(replace(DOC, valid_until=DOC.valid_from, days_after_start=1)) == ()


@pytest.mark.parametrize(
    ("without", "name"),
    [
        ({"client_name": " "}, "client"),
        ({"identifier": ""}, "client"),
        ({"discloser": ""}, "discloser"),
        ({"recipient": ""}, "recipient"),
        ({"shared": ()}, "sections"),
        ({"purpose": " "}, "purpose"),
        ({"word_back": None}, "word_back"),
        ({"valid_until": None}, "until"),
        ({"valid_until": date(2027, 3, 10)}, "until"),
        ({"valid_until": date(2026, 3, 8)}, "until"),
        ({"days_after_start": 0}, "until"),
        ({"revocation": ""}, "revocation"),
        ({"no_condition": ""}, "no_condition"),
        ({"redisclosure": ""}, "redisclosure"),
        ({"channels": ()}, "channels"),
        ({"safe_contact": ""}, "channels"),
        ({"connections": None}, "connections"),
        ({"connections": (ConnectionTold(TIE, acknowledged=False),)}, "connections"),
        ({"language": ""}, "language"),
        ({"electronic": ""}, "electronic"),
        ({"text_version": ""}, "version"),
        ({"content_hash": ""}, "version"),
    ],
)
def test_without_an_element_nobody_can_sign_and_its_name_is_said(without: dict[str, Any], name: str) -> None:
    lacking = replace(DOC, **without)
    refused = refuse_signing(lacking)
    assert missing(lacking) == (name,)
    assert refused is not None
    assert refused.code == f"consent_lacks_{name}"
    assert refused.why == next(element.lacks for element in ELEMENTS if element.name == name)


@pytest.mark.parametrize(
    ("without", "name"),
    [
        ({"amount_and_kind": ""}, "part2_amount"),
        ({"purpose": ""}, "part2_purpose"),
        ({"redisclosure": " "}, "part2_redisclosure"),
        ({"refusal": ""}, "part2_refusal"),
        ({"revocation": ""}, "part2_revocation"),
        ({"intermediaries": None}, "part2_intermediaries"),
        ({"no_notes": ""}, "part2_no_notes"),
        ({"notice": ""}, "part2_notice"),
    ],
)
def test_without_an_element_of_the_substance_use_paper_nobody_can_sign(
    without: dict[str, Any], name: str
) -> None:
    lacking = replace(DOC_PART2, part2=replace(PART2, **without))
    refused = refuse_signing(lacking)
    assert missing(lacking) == (name,)
    assert refused is not None
    assert refused.code == f"consent_lacks_{name}"


def test_a_recipient_and_a_last_day_are_asked_by_both_papers() -> None:
    assert missing(replace(DOC_PART2, recipient="")) == ("recipient", "part2_recipient")
    assert missing(replace(DOC_PART2, valid_until=None)) == ("until", "part2_until")


def test_the_words_on_refusing_are_asked_only_for_the_wide_purpose() -> None:
    narrow = replace(PART2, for_treatment_payment_operations=False, refusal="")
    assert missing(replace(DOC_PART2, part2=narrow)) == ()
    assert "If you say no, you lose no care" not in said(replace(DOC_PART2, part2=narrow))


def test_a_substance_use_paper_without_its_own_part_lacks_all_of_it() -> None:
    bare = replace(DOC_PART2, part2=None)
    assert missing(bare) == tuple(
        element.name for element in PART2_ELEMENTS if element.number not in {"B1", "B7"}
    )


def test_the_two_kinds_are_never_mixed_in_one_paper() -> None:
    mixed = replace(DOC, part2=PART2)
    refused = refuse_signing(mixed)
    assert refused is not None
    assert refused.code == "consent_kinds_mixed"
    assert consent_text(mixed) == consent_text(DOC)


@pytest.mark.parametrize(
    "change",
    [
        {"signatures": ()},
        {"signed_at": None},
        {"signers": SignersNeeded(())},
        {"signers": SignersNeeded((Signer.client, Signer.partner))},
        {"signers": SignersNeeded((Signer.client,), assent=True)},
        {"signers": SignersNeeded((Signer.client,), attestation=True)},
        {
            "signers": SignersNeeded((Signer.representative,)),
            "signatures": (Signature(Signer.representative, "Inga Thorne", "mother", " "),),
        },
    ],
)
def test_a_paper_is_signed_only_when_everybody_signed_by_right(change: dict[str, Any]) -> None:
    assert missing(replace(DOC, **change)) == ("signature",)
    assert refuse_signing(replace(DOC, **change)) is None


def test_assent_and_attestation_complete_a_minors_paper() -> None:
    minor = replace(
        DOC,
        signers=SignersNeeded((Signer.representative,), assent=True, attestation=True),
        signatures=(Signature(Signer.representative, "Inga Thorne", "mother", "parent with custody"),),
        assent=True,
        attestation="Both asked for it in session.",
    )
    assert missing(minor) == ()
    assert missing(replace(minor, attestation=" ")) == ("signature",)


def test_the_copy_is_given_after_the_signing() -> None:
    assert missing(replace(DOC, copy_given="")) == ("copy",)
    assert refuse_signing(replace(DOC, copy_given="")) is None


def test_words_that_nobody_checked_in_this_language_cannot_be_signed() -> None:
    refused = refuse_signing(replace(DOC, wording_reviewed=False))
    assert refused is not None
    assert refused.code == "consent_wording_not_reviewed"


def said(doc: ConsentDoc) -> str:
    return "\n".join(f"{heading}: {text}" for heading, text in consent_text(doc))


def test_the_words_name_everything_that_is_agreed() -> None:
    assert dict(consent_text(DOC)) == {
        "Who you are": "Jonas Thorne, born May 2, 1991.",
        "Who shares": "Miriam.",
        "Who reads it": "Amara Lindqvist, and nobody else.",
        "What is shared": "Who I am, What I look for. Kept private: What helped, and what did not.",
        "Why": "So that you need not tell it all again.",
        "Word back": "Miriam hears only that you came. They do not talk by phone about you.",
        "Until": "90 days after your first visit, and no later than March 9, 2027.",
        "Stop": DOC.revocation,
        "If you say no": DOC.no_condition,
        "Passing it on": DOC.redisclosure,
        "How it is sent": "by a safe link. How to reach you: text first, after 3 pm.",
        "Good to know": TIE,
        "Language": "You read this in: English.",
        "Paper": DOC.electronic,
    }


def test_what_is_not_there_is_left_out_or_said() -> None:
    other = replace(
        DOC,
        kept_private=(),
        word_back=None,
        may_talk=True,
        connections=(),
        interpreter="Ana Reyes",
        present=("Inga, mother",),
        valid_until=None,
    )
    words = dict(consent_text(other))
    assert words["What is shared"] == "Who I am, What I look for."
    assert words["Word back"] == "Miriam hears nothing back. They may talk by phone."
    assert words["Good to know"] == "No connection between the two is known."
    assert words["Language"] == "You read this in: English. Interpreter: Ana Reyes. With you: Inga, mother."
    assert dict(consent_text(replace(other, connections=None)))["Good to know"] == words["Good to know"]


def test_the_substance_use_paper_says_its_own_part_with_the_notice() -> None:
    words = dict(consent_text(DOC_PART2))
    assert words["Substance use care"] == f"{PART2.amount_and_kind} {PART2.no_notes}"
    assert words["What it may be used for"] == "Treatment"
    assert words["In court"] == f"{PART2.redisclosure} {PART2.refusal}"
    assert words["How to stop in writing"] == PART2.revocation
    assert words["Who stands between"] == "Nobody stands between the two."
    assert words["The notice"] == "The notice, word for word."
    through = replace(DOC_PART2, part2=replace(PART2, intermediaries=("North Exchange",)))
    assert dict(consent_text(through))["Who stands between"] == "North Exchange"


def test_percent_signs_in_names_and_notices_stay_what_they_are() -> None:
    odd = replace(
        DOC_PART2,
        client_name="100% Jonas %(client)s",
        connections=(ConnectionTold("Both own 50% of it.", acknowledged=True),),
        part2=replace(PART2, notice="100%"),
    )
    words = dict(consent_text(odd))
    assert words["Who you are"].startswith("100% Jonas %(client)s,")
    assert words["Good to know"] == "Both own 50% of it."
    assert words["The notice"] == "100%"


def test_an_empty_statement_is_not_looked_up_as_a_word() -> None:
    asked: list[str] = []

    def say(sentence: str) -> str:
        asked.append(sentence)
        return sentence

    words = dict(consent_text(replace(DOC, electronic=""), voice=Voice(say=say)))
    assert words["Paper"] == ""
    assert "" not in asked


def test_the_words_are_said_in_the_clients_language() -> None:
    voice = Voice(say=lambda sentence: f"[{sentence}]", day=lambda day: f"{day:%d.%m.%Y}")
    words = dict(consent_text(DOC, voice=voice))
    assert words["[Until]"] == "[90 days after your first visit, and no later than 09.03.2027.]"


def test_the_hash_is_of_the_words_and_changes_with_them() -> None:
    text = consent_text(DOC)
    assert text_hash(text) == text_hash(consent_text(DOC))
    assert len(text_hash(text)) == 64
    assert text_hash(consent_text(replace(DOC, may_talk=True))) != text_hash(text)
    assert text_hash(text[1:]) != text_hash(text)


def test_signing_does_not_change_the_words_that_are_signed() -> None:
    unsigned = replace(DOC, signatures=(), signed_at=None, copy_given="", content_hash="")
    assert text_hash(consent_text(unsigned)) == text_hash(consent_text(DOC))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade, with syllables counted by groups of vowels."""
    sentences = [part for part in re.split(r"[.?!:]+\s", text + " ") if part.strip()]
    words = re.findall(r"[A-Za-z]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("doc", [DOC, DOC_PART2], ids=["general", "part2"])
def test_the_words_read_at_sixth_grade_or_below(doc: ConsentDoc) -> None:
    text = " ".join(words for _, words in consent_text(doc))
    assert grade(text) <= 6
