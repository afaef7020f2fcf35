"""Where a referral stands and whose turn it is, from its facts alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.actor import Part
from segue.rules.handoff import ENDED, HANDOFF, TAKEN, UNDER_WAY, State
from segue.rules.referral import Outcome, Stage
from segue.rules.stage import (
    ORDER,
    HandoffView,
    NextStep,
    ReferralView,
    StepCode,
    next_step,
    stage,
    tasks,
)

MONDAY = date(2026, 3, 2)
TODAY = MONDAY
DAY = timedelta(days=1)

# A referral whose client has ranked three and signed, and nobody has been asked yet
SIGNED = ReferralView(
    since=MONDAY,
    talked_on=MONDAY,
    need_written=True,
    options_shown=True,
    ranked=3,
    choices_left=3,
    draft_approved=True,
    signed=True,
)

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
handoffs = st.builds(
    HandoffView,
    state=st.sampled_from(State),
    question_open=st.booleans(),
    client_decides=st.booleans(),
    due=st.none() | days,
)
views = st.builds(
    ReferralView,
    since=days,
    outcome=st.none() | st.sampled_from(Outcome),
    paused_until=st.none() | days,
    talked_on=st.none() | days,
    need_written=st.booleans(),
    options_shown=st.booleans(),
    ranked=st.integers(0, 4),
    chose_none=st.booleans(),
    choices_left=st.integers(0, 4),
    draft_approved=st.booleans(),
    signed=st.booleans(),
    refused_to_sign=st.booleans(),
    safety_talk_open=st.booleans(),
    crisis_word_unread=st.booleans(),
    client_decides=st.booleans(),
    check_in_open=st.booleans(),
    handoffs=st.lists(handoffs, max_size=4).map(tuple),
    days=st.dictionaries(st.sampled_from(StepCode), days, max_size=3),
)


def with_states(*states: State, **changes: Any) -> ReferralView:
    return replace(SIGNED, handoffs=tuple(HandoffView(state) for state in states), **changes)


def what_next(view: ReferralView) -> tuple[StepCode, Part]:
    step = next_step(view, today=TODAY)
    assert step is not None
    return step.code, step.owner


@given(views, days)
def test_every_open_referral_has_exactly_one_next_step_with_an_owner_and_a_day(
    view: ReferralView, today: date
) -> None:
    step = next_step(view, today=today)
    if view.outcome is not None:
        assert step is None
        return
    assert step is not None
    assert isinstance(step.code, StepCode)
    assert step.owner in {Part.referrer, Part.client, Part.recipient}
    assert isinstance(step.day, date)


@given(views, days)
def test_while_it_is_paused_the_next_step_is_the_day_on_which_it_goes_on(
    view: ReferralView, today: date
) -> None:
    step = next_step(view, today=today)
    is_paused = view.outcome is None and view.paused_until is not None and view.paused_until > today
    assert (step is not None and step.code is StepCode.resume) == is_paused
    if is_paused:
        assert step == NextStep(StepCode.resume, Part.referrer, view.paused_until or today)


@given(views, days)
def test_the_next_step_is_the_first_of_the_tasks_and_no_task_stands_twice(
    view: ReferralView, today: date
) -> None:
    steps = tasks(view, today=today)
    assert next_step(view, today=today) == (steps[0] if steps else None)
    order = [turn.code for turn in ORDER]
    codes = [step.code for step in steps if step.code is not StepCode.resume]
    assert codes == sorted(set(codes), key=order.index)


@given(views)
def test_the_stage_is_the_furthest_that_the_facts_have_reached(view: ReferralView) -> None:
    states = {handoff.state for handoff in view.handoffs}
    expected = Stage.choosing if view.options_shown else Stage.planning
    if states & UNDER_WAY:
        expected = Stage.approaching
    if states & TAKEN:
        expected = Stage.placed
    if states & {State.started, State.closed}:
        expected = Stage.connected
    if view.outcome is not None:
        expected = Stage.closed
    assert stage(view) is expected


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (ReferralView(since=MONDAY), Stage.planning),
        (with_states(State.prepared, options_shown=False), Stage.planning),
        (SIGNED, Stage.choosing),
        (with_states(State.prepared), Stage.choosing),
        (with_states(*sorted(ENDED - {State.closed})), Stage.choosing),
        *[(with_states(state), Stage.approaching) for state in sorted(UNDER_WAY)],
        (with_states(State.accepted, State.requested), Stage.placed),
        (with_states(State.scheduled), Stage.placed),
        (with_states(State.missed), Stage.placed),
        (with_states(State.started, State.declined), Stage.connected),
        (with_states(State.closed), Stage.connected),
        (with_states(State.started, outcome=Outcome.fits), Stage.closed),
    ],
)
def test_where_it_stands(view: ReferralView, expected: Stage) -> None:
    assert stage(view) is expected


def test_the_steps_stand_in_the_order_of_the_lifecycle() -> None:
    assert [turn.code for turn in ORDER] == [code for code in StepCode if code is not StepCode.resume]


@pytest.mark.parametrize(
    ("view", "code", "owner"),
    [
        (ReferralView(since=MONDAY), StepCode.talk, Part.referrer),
        (ReferralView(since=MONDAY, talked_on=MONDAY), StepCode.write_need, Part.referrer),
        (
            ReferralView(since=MONDAY, talked_on=MONDAY, need_written=True),
            StepCode.find_options,
            Part.referrer,
        ),
        (replace(SIGNED, ranked=0, choices_left=0, signed=False), StepCode.choose, Part.client),
        (
            replace(SIGNED, ranked=0, choices_left=0, signed=False, chose_none=True),
            StepCode.find_options,
            Part.referrer,
        ),
        (replace(SIGNED, signed=False, draft_approved=False), StepCode.approve_draft, Part.referrer),
        (replace(SIGNED, signed=False), StepCode.sign, Part.client),
        (SIGNED, StepCode.send_request, Part.referrer),
        (with_states(State.prepared), StepCode.send_request, Part.referrer),
        (with_states(State.no_answer), StepCode.send_request, Part.referrer),
        (with_states(State.no_answer, choices_left=0), StepCode.find_options, Part.referrer),
        (with_states(State.declined, choices_left=0), StepCode.find_options, Part.referrer),
        (replace(SIGNED, signed=False, refused_to_sign=True), StepCode.call, Part.client),
        (with_states(State.contacting), StepCode.call, Part.client),
        (with_states(State.requested), StepCode.answer_request, Part.recipient),
        (with_states(State.confirmed), StepCode.answer_request, Part.recipient),
        (with_states(State.unlocked), StepCode.answer_request, Part.recipient),
        (with_states(State.opened), StepCode.answer_request, Part.recipient),
        (with_states(State.waitlisted), StepCode.answer_request, Part.recipient),
        (with_states(State.requested, client_decides=True), StepCode.decide, Part.client),
        (with_states(State.accepted), StepCode.make_appointment, Part.recipient),
        (with_states(State.missed), StepCode.make_appointment, Part.recipient),
        (with_states(State.scheduled), StepCode.first_session, Part.recipient),
        (with_states(State.scheduled, check_in_open=True), StepCode.first_session, Part.recipient),
        (with_states(State.started, check_in_open=True), StepCode.check_in, Part.client),
        (with_states(State.started), StepCode.outcome, Part.referrer),
        (with_states(State.closed), StepCode.outcome, Part.referrer),
        (with_states(State.requested, crisis_word_unread=True), StepCode.crisis_word, Part.referrer),
        (
            with_states(State.started, crisis_word_unread=True, safety_talk_open=True),
            StepCode.safety_talk,
            Part.referrer,
        ),
    ],
)
def test_whose_turn_it_is(view: ReferralView, code: StepCode, owner: Part) -> None:
    assert what_next(view) == (code, owner)


def test_a_question_comes_before_the_decision_and_both_end_with_the_handoff() -> None:
    asked = HandoffView(State.confirmed, question_open=True, client_decides=True)
    assert what_next(replace(SIGNED, handoffs=(asked,))) == (StepCode.answer_question, Part.referrer)
    answered = replace(asked, question_open=False)
    assert what_next(replace(SIGNED, handoffs=(answered,))) == (StepCode.decide, Part.client)
    declined = replace(asked, state=State.declined)
    assert what_next(replace(SIGNED, handoffs=(declined,)))[0] is StepCode.send_request


def test_all_other_steps_that_apply_are_tasks_beside_it() -> None:
    view = with_states(State.requested, signed=False, draft_approved=False, safety_talk_open=True)
    codes = [step.code for step in tasks(view, today=TODAY)]
    assert codes == [StepCode.safety_talk, StepCode.approve_draft, StepCode.answer_request]


def test_nothing_is_left_to_do_once_it_is_closed() -> None:
    assert tasks(replace(SIGNED, outcome=Outcome.fits, safety_talk_open=True), today=TODAY) == ()


def test_a_pause_ends_on_its_day() -> None:
    view = replace(SIGNED, paused_until=TODAY + DAY)
    assert what_next(view) == (StepCode.resume, Part.referrer)
    assert what_next(replace(view, paused_until=TODAY)) == (StepCode.send_request, Part.referrer)


def day_of(view: ReferralView) -> date:
    step = next_step(view, today=TODAY)
    assert step is not None
    return step.day


def test_the_day_that_is_set_for_a_step_counts_first() -> None:
    due = HandoffView(State.requested, due=MONDAY + 2 * DAY)
    view = replace(SIGNED, handoffs=(due,), days={StepCode.answer_request: MONDAY + 5 * DAY})
    assert day_of(view) == MONDAY + 5 * DAY


def test_else_the_earliest_of_those_that_it_waits_for() -> None:
    waits = (
        HandoffView(State.requested, due=MONDAY + 3 * DAY),
        HandoffView(State.requested, due=MONDAY + 2 * DAY),
        HandoffView(State.requested),
        HandoffView(State.declined, due=MONDAY),
    )
    assert day_of(replace(SIGNED, handoffs=waits)) == MONDAY + 2 * DAY


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (MONDAY, MONDAY + DAY),
        (MONDAY + 4 * DAY, MONDAY + 7 * DAY),
        (MONDAY + 5 * DAY, MONDAY + 7 * DAY),
        (MONDAY + 6 * DAY, MONDAY + 7 * DAY),
    ],
    ids=["Monday", "Friday", "Saturday", "Sunday"],
)
def test_else_some_days_after_the_last_event_and_never_on_a_weekend(since: date, expected: date) -> None:
    assert day_of(replace(SIGNED, since=since)) == expected


def test_a_day_does_not_move_with_the_day_on_which_one_looks() -> None:
    later = next_step(SIGNED, today=TODAY + 30 * DAY)
    assert later == next_step(SIGNED, today=TODAY)


def test_every_state_that_a_rule_leads_to_is_known_to_the_next_step() -> None:
    for state in {State(rule.to) for rule in HANDOFF.values() if rule.to}:
        assert next_step(with_states(state), today=TODAY) is not None
