"""Terms, questions and marks out of anything that a form or a command line may hold: an answer, never an exception."""

from datetime import UTC, date, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from segue.rules.anchor import mark_from
from segue.rules.codes import CODES, Family
from segue.rules.question import QUESTIONS, answers_for, refuse_answer, refuse_question
from segue.rules.step import Refused
from segue.rules.terms import FirstStep, PayKind, Terms, TermsView, changes, no_worse, problems

CODE = st.one_of(
    *(st.sampled_from(sorted(CODES[family])) for family in (Family.METHOD, Family.FORMAT, Family.SLOT))
)
WORD = st.one_of(CODE, st.text(max_size=20))
ZONES = st.sampled_from(["America/Chicago", "Pacific/Apia", "Asia/Kathmandu", "UTC"])
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(timezones=st.one_of(st.none(), OFFSETS, st.just(UTC)))
TERMS = st.builds(
    Terms,
    methods=st.lists(WORD, max_size=5).map(tuple),
    pay=st.sampled_from(PayKind),
    insurance=st.one_of(st.just(""), WORD),
    price=st.one_of(st.none(), st.integers()),
    limits=st.text(max_size=400),
    first_day=st.dates(),
    first_times=st.lists(TIMES, max_size=10).map(tuple),
    formats=st.frozensets(WORD, max_size=3),
    slots=st.frozensets(WORD, max_size=3),
    first_step=st.sampled_from(FirstStep),
)
VIEWS = st.builds(
    TermsView,
    insurance=st.frozensets(WORD, max_size=3),
    price=st.one_of(st.none(), st.integers()),
    formats=st.frozensets(WORD, max_size=3),
    first_day=st.one_of(st.none(), st.dates(max_value=date(9999, 12, 1))),
    limits=st.one_of(st.none(), st.text(max_size=40)),
)


@given(TERMS, st.dates(max_value=date(9998, 12, 1)), ZONES)
def test_what_is_wrong_in_any_terms_is_said_field_by_field(terms: Terms, today: date, zone: str) -> None:
    found = problems(terms, today=today, zone=zone)

    assert set(found) <= set(Terms.__dataclass_fields__)
    assert all(isinstance(one, Refused) and one.why and one.remedy for one in found.values())
    if not found:
        assert terms.first_day >= today
        assert all(each.tzinfo is not None for each in terms.first_times)


@given(VIEWS, TERMS)
def test_any_terms_can_be_held_against_any_choice(chosen: TermsView, now: Terms) -> None:
    found = changes(chosen, now=now)

    assert no_worse(chosen, now=now) == (not found)
    assert all(one.text % one.about for one in found)


@given(st.one_of(st.sampled_from(sorted(QUESTIONS)), st.text()), st.text(), st.text(), st.booleans())
def test_any_question_and_any_answer_is_taken_or_refused(
    code: str, answer: str, words: str, unlocked: bool
) -> None:
    asked = refuse_question(code, words=words, unlocked=unlocked)
    answered = refuse_answer(
        code, answer=answer, words=words, unlocked=unlocked, common_languages=[answer, "es"]
    )

    assert asked is None or asked.why
    if words.strip() and not unlocked:
        assert asked is not None
        assert answered is not None
    if answered is None and answer:
        assert answer in {one.code for one in answers_for(code, common_languages=[answer, "es"])}


@given(st.text())
def test_a_mark_is_read_whole_or_not_at_all(text: str) -> None:
    mark = mark_from(text)

    assert mark is None or str(mark) == text.strip()
