"""What is ticked, what is only hinted at, and what a denial takes away."""

import pytest

from segue.rules.codes import CODES, Family
from segue.words.lexicon import FILES
from segue.words.phrase import NOTHING, phrases
from segue.words.reading import LONGEST, read

WEEK = ("mon", "tue", "wed", "thu", "fri")


def ticked(text: str) -> set[tuple[str, str]]:
    return {(chip.family, chip.code) for chip in read(text).ticks}


def hinted(text: str) -> set[str]:
    return {chip.code for chip in read(text).hints}


def test_a_sentence_becomes_chips_with_the_words_that_said_so() -> None:
    text = (
        "panic since the birth of my son, evenings, maybe someone who speaks Bengali, can't pay more than 90"
    )

    found = read(text)

    assert ticked(text) == {
        ("concern", "panic"),
        ("concern", "perinatal"),
        ("budget", "90"),
        ("language", "bn"),
        *(("slot", f"{day}_evening") for day in WEEK),
    }
    said = {chip.code: text[slice(*chip.spans[0])] for chip in found.ticks}
    assert said["panic"] == "panic"
    assert said["bn"] == "Bengali"
    assert said["90"] == "pay more than 90"
    assert said["mon_evening"] == "evenings"


@pytest.mark.parametrize(
    ("text", "family", "codes"),
    [
        ("anxios and depresed", "concern", {"anxiety", "depression"}),
        ("postpartum depression", "concern", {"postpartum"}),
        ("My mom died last spring and I can barely get out of bed", "concern", {"grief", "depression"}),
        ("I don't want to be depressed anymore", "concern", {"depression"}),
        ("she denies substance use, history of bipolar", "concern", {"bipolar"}),
        ("my husband drinks too much and we fight all the time", "concern", {"couples"}),
        ("my mother has dementia", "concern", {"caregiving"}),
        ("help for my mother, she is 82 and has memory loss", "concern", {"memory"}),
        ("no medication, not CBT, EMDR please", "method", {"emdr"}),
        ("tried CBT and it didn't help", "method", set()),
        ("EMDR (no), somatic therapy (yes)", "method", {"somatic"}),
        ("she doesn't want a man", "style", set()),
        ("don't mind a man or a woman", "style", set()),
        ("I would prefer a woman", "style", {"woman"}),
        ("my Korean parents, I want someone who speaks Vietnamese", "language", {"vi"}),
        ("her English is limited, Farsi please", "language", {"fa"}),
        ("lost my Aetna, now Medicaid", "insurance", {"medicaid"}),
        ("in person, no zoom", "format", {"in_person"}),
        ("Tuesday evenings or Saturday mornings", "slot", {"tue_evening", "sat_morning"}),
        ("evenings, not on Fridays", "slot", {f"{day}_evening" for day in WEEK[:4]}),
        ("Mondays and Wednesdays after 6", "slot", {"mon_evening", "wed_evening"}),
        ("mornings don't work for me", "slot", set()),
        ("wakes up every night; last Tuesday he cried", "slot", set()),
        ("under 120 a session", "budget", {"120"}),
        ("$80-$100", "budget", {"100"}),
        ("no more than a hundred", "budget", {"100"}),
        ("a hundred and twenty max", "budget", {"120"}),
        ("$30 copay, lost $300 at the casino", "budget", set()),
        ("near 94110", "zip", {"94110"}),
        ("near 02139", "zip", {"02139"}),
        ("within 10 miles", "radius_km", {"16"}),
        ("as soon as possible", "urgency_days", {"7"}),
        ("within two weeks", "urgency_days", {"14"}),
        ("no rush", "urgency_days", set()),
        ("Jonas, 34, panic", "age", {"adult"}),
        ("my daughter is 15", "age", {"teen"}),
        ("I have a 4 year old", "age", set()),
        ("for 20 years I was sober", "age", set()),
        ("needs a psychiatrist", "role", {"prescriber"}),
        ("Ataques de pánico, una terapeuta mujer", "concern", {"panic"}),
        ("kann nicht schlafen, Panikattacken", "concern", {"sleep", "panic"}),
        ("我最近失眠，焦虑", "concern", {"sleep", "anxiety"}),
    ],
)
def test_what_is_ticked(text: str, family: str, codes: set[str]) -> None:
    assert {code for each, code in ticked(text) if each == family} == codes


def test_what_is_told_of_somebody_else_is_only_a_hint() -> None:
    assert "bipolar" in hinted("my sister is bipolar")
    assert ticked("my sister is bipolar") == set()


def test_what_is_denied_is_kept_as_a_denial() -> None:
    assert read("no medication, not CBT").denied == {
        ("method", "medication"),
        ("role", "prescriber"),
        ("method", "cbt"),
    }


def test_every_span_lies_in_the_text() -> None:
    text = "Ünïcode — 焦虑 and  “panic attacks”,\r\nevenings after 5, $90…"

    spans = [span for chip in read(text).chips for span in chip.spans]

    assert spans
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "😀" * 50, "'" * 300, "a" * LONGEST, "can't " * 1500, "$" * 99]
)
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).text == text[:LONGEST]


def test_every_code_of_the_lexicon_exists_and_each_family_is_whole() -> None:
    said = {code for name in FILES for phrase in phrases(f"{name}.txt") for code in phrase.codes} - {NOTHING}
    families = {Family(family) for family, _ in said}

    assert said == {(family.value, code) for family in families for code in CODES[family]}
    assert families == {
        Family.CONCERN, Family.METHOD, Family.STYLE, Family.INSURANCE, Family.LANGUAGE, Family.FORMAT,
        Family.AGE, Family.ROLE,
    }  # fmt: skip
