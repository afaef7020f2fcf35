"""The questions that a recipient may ask before anything about the person is told, and their answers.

Both are picked from lists, and each is answered from one group of the need in bands: so nobody's story, and
nothing rare, leaves by the side door. After unlocking, both ask and answer in free words, as the consent
covers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from segue.rules.need import Wish
from segue.rules.step import Refused
from segue.rules.text import N_


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to pick; `about` fills the sentence, as with a language."""

    code: str
    text: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to pick, the groups of the need that answer it, and the answers."""

    code: str
    text: str
    groups: frozenset[str]
    answers: tuple[Answer, ...]


AGE_GROUP = "age"
"""The one group of the need that is no wish."""

# code, question, groups of the need, answers
_ROWS = (
    (
        "later_start",
        N_("Could it start later?"),
        (Wish.WAIT,),
        (
            ("two_weeks", N_("Yes, two weeks later is fine.")),
            ("four_weeks", N_("Yes, four weeks later is fine.")),
            ("no_later", N_("No, not later than asked.")),
        ),
    ),
    (
        "other_hours",
        N_("Other hours?"),
        (Wish.HOURS,),
        (
            ("mornings", N_("Mornings work too.")),
            ("middays", N_("Middays work too.")),
            ("afternoons", N_("Afternoons work too.")),
            ("evenings", N_("Evenings work too.")),
            ("weekends", N_("Weekends work too.")),
            ("any_hours", N_("Any hours work.")),
            ("no_other_hours", N_("No other hours than asked.")),
        ),
    ),
    (
        "online",
        N_("Online instead?"),
        (Wish.FORMAT,),
        (
            ("online_yes", N_("Yes, online is fine.")),
            ("online_partly", N_("Online now and then is fine.")),
            ("online_no", N_("No, not online.")),
        ),
    ),
    (
        "in_person",
        N_("In person instead?"),
        (Wish.FORMAT, Wish.PLACE),
        (
            ("in_person_yes", N_("Yes, in person is fine.")),
            ("in_person_partly", N_("In person now and then is fine.")),
            ("in_person_no", N_("No, not in person.")),
        ),
    ),
    (
        "payment",
        N_("Another insurance, or self-pay?"),
        (Wish.INSURANCE_OR_BUDGET,),
        (
            ("self_pay", N_("Self-pay is possible.")),
            ("other_insurance", N_("There is another insurance, told after your yes.")),
            ("payment_as_asked", N_("No, only as asked.")),
        ),
    ),
    (
        "language",
        N_("Which language?"),
        (Wish.LANGUAGE,),
        (
            ("english", N_("English.")),
            ("other_language", N_("Another language, told after your yes.")),
        ),
    ),
    (
        "age",
        N_("Which age exactly?"),
        (AGE_GROUP,),
        (
            ("under_6", N_("Under 6.")),
            ("age_6_to_12", N_("6 to 12.")),
            ("age_13_to_17", N_("13 to 17.")),
            ("age_18_to_25", N_("18 to 25.")),
            ("age_26_to_39", N_("26 to 39.")),
            ("age_40_to_64", N_("40 to 64.")),
            ("age_65_up", N_("65 or older.")),
        ),
    ),
    (
        "prescriber",
        N_("Is a prescriber involved?"),
        (Wish.ROLE,),
        (
            ("prescriber_yes", N_("Yes, somebody prescribes.")),
            ("prescriber_no", N_("No, nobody prescribes.")),
            ("prescriber_wanted", N_("Not now, but one is looked for.")),
        ),
    ),
)

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        code: Question(
            code,
            text,
            frozenset(str(group) for group in groups),
            tuple(Answer(answer, said) for answer, said in answers),
        )
        for code, text, groups, answers in _ROWS
    }
)
"""The pick list, in the order in which it is shown."""

IN_LANGUAGE = N_("In %(language)s.")


def answers_for(code: str, *, common_languages: Sequence[str] = ()) -> tuple[Answer, ...]:
    """The answers to pick from; a language by its code, and only if many in the state speak it."""
    question = QUESTIONS.get(code)
    if question is None:
        return ()
    if code != "language":
        return question.answers
    english, other = question.answers
    common = (code for code in common_languages if code != "en")
    return (english, *(Answer(f"language_{code}", IN_LANGUAGE, {"language": code}) for code in common), other)


def refuse_question(code: str, *, words: str, unlocked: bool) -> Refused | None:
    """Why this question cannot be asked, or None."""
    if words.strip() and not unlocked:
        return FREE_WORDS
    if code and code not in QUESTIONS:
        return NO_SUCH_QUESTION
    return None if code or words.strip() else NOTHING_ASKED


def refuse_answer(
    question: str, *, answer: str, words: str, unlocked: bool, common_languages: Sequence[str] = ()
) -> Refused | None:
    """Why this answer cannot be given, or None; `question` is "" where it was asked in free words."""
    if words.strip() and not unlocked:
        return FREE_WORDS
    offered = {choice.code for choice in answers_for(question, common_languages=common_languages)}
    if answer and answer not in offered:
        return NO_SUCH_ANSWER
    return None if answer or words.strip() else NOTHING_ANSWERED


FREE_WORDS = Refused(
    "free_words_before_unlocking",
    N_("Before the summary opens, questions and answers are picked from a list."),
    N_("Pick one, or ask in your own words once the summary is open."),
)
NO_SUCH_QUESTION = Refused(
    "no_such_question", N_("This question is not on the list."), N_("Pick one of the questions shown.")
)
NO_SUCH_ANSWER = Refused(
    "no_such_answer", N_("This answer does not belong to the question."), N_("Pick one of the answers shown.")
)
NOTHING_ASKED = Refused("nothing_asked", N_("There is no question yet."), N_("Pick a question."))
NOTHING_ANSWERED = Refused("nothing_answered", N_("There is no answer yet."), N_("Pick an answer."))
