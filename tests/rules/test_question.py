"""Questions before unlocking: from a list, answered in bands, never in free words."""

import re
from itertools import pairwise

import pytest

from segue.rules.need import Wish
from segue.rules.question import (
    AGE_GROUP,
    FREE_WORDS,
    NO_SUCH_ANSWER,
    NO_SUCH_QUESTION,
    NOTHING_ANSWERED,
    NOTHING_ASKED,
    QUESTIONS,
    answers_for,
    refuse_answer,
    refuse_question,
)
from segue.rules.step import Refused


def test_the_pick_list_holds_the_eight_questions_in_their_order() -> None:
    assert [question.text for question in QUESTIONS.values()] == [
        "Could it start later?",
        "Other hours?",
        "Online instead?",
        "In person instead?",
        "Another insurance, or self-pay?",
        "Which language?",
        "Which age exactly?",
        "Is a prescriber involved?",
    ]
    assert all(code == question.code for code, question in QUESTIONS.items())


def test_each_question_is_answered_from_a_group_of_the_need() -> None:
    groups = {str(wish) for wish in Wish} | {AGE_GROUP}
    assert all(question.groups and question.groups <= groups for question in QUESTIONS.values())
    assert str(Wish.CONCERN) not in {group for question in QUESTIONS.values() for group in question.groups}


def test_no_two_answers_share_a_code() -> None:
    codes = [answer.code for question in QUESTIONS.values() for answer in question.answers]
    assert len(codes) == len(set(codes))
    assert all(len(question.answers) >= 2 for question in QUESTIONS.values())


def test_an_age_is_told_in_wide_bands_that_leave_no_gap() -> None:
    bands = [re.findall(r"\d+", answer.text) for answer in answers_for("age")]
    ages = [(int(low), int(high)) for low, high in bands[1:-1]]
    assert bands[0] == ["6"]
    assert bands[-1] == ["65"]
    assert ages[0][0] == 6
    assert ages[-1][1] == 64
    assert all(after[0] == before[1] + 1 for before, after in pairwise(ages))
    assert all(high - low >= 4 for low, high in ages)


def test_a_language_is_named_only_when_many_in_the_state_speak_it() -> None:
    assert [answer.code for answer in answers_for("language")] == ["english", "other_language"]
    offered = answers_for("language", common_languages=("en", "es", "so"))
    assert [answer.code for answer in offered] == ["english", "language_es", "language_so", "other_language"]
    assert offered[1].text % offered[1].about == "In es."


def test_common_languages_change_no_other_question() -> None:
    assert answers_for("age", common_languages=("es",)) == QUESTIONS["age"].answers
    assert answers_for("nonsense") == ()


@pytest.mark.parametrize(
    ("code", "words", "unlocked", "refused"),
    [
        ("online", "", False, None),
        ("online", " ", False, None),
        ("", "", False, NOTHING_ASKED),
        ("nonsense", "", False, NO_SUCH_QUESTION),
        ("", "What happened in May?", False, FREE_WORDS),
        ("online", "What happened in May?", False, FREE_WORDS),
        ("", "What happened in May?", True, None),
        ("online", "", True, None),
        ("nonsense", "", True, NO_SUCH_QUESTION),
        ("", " ", True, NOTHING_ASKED),
    ],
)
def test_free_words_are_asked_only_once_the_summary_is_open(
    code: str, words: str, unlocked: bool, refused: Refused | None
) -> None:
    assert refuse_question(code, words=words, unlocked=unlocked) is refused


@pytest.mark.parametrize(
    ("question", "answer", "words", "unlocked", "refused"),
    [
        ("online", "online_yes", "", False, None),
        ("online", "self_pay", "", False, NO_SUCH_ANSWER),
        ("nonsense", "online_yes", "", False, NO_SUCH_ANSWER),
        ("online", "", "", False, NOTHING_ANSWERED),
        ("online", "online_yes", "Jonas says so", False, FREE_WORDS),
        ("online", "", "Jonas says so", True, None),
        ("online", "online_yes", "From July on.", True, None),
        ("", "", "From July on.", True, None),
        ("", "online_yes", "", True, NO_SUCH_ANSWER),
        ("language", "language_es", "", False, None),
        ("language", "language_sv", "", False, NO_SUCH_ANSWER),
    ],
)
def test_answers_before_unlocking_are_picked_and_belong_to_their_question(
    question: str, answer: str, words: str, unlocked: bool, refused: Refused | None
) -> None:
    given = refuse_answer(question, answer=answer, words=words, unlocked=unlocked, common_languages=("es",))
    assert given is refused
