"""Where a referral stands, and what comes next: both follow from its facts and from nothing else.

`stage` answers where; `next_step` answers whose turn it is, for what, by which day. The order of the steps is
one tuple, read from the top: the first that applies is the next step, all others that apply are tasks beside
it. The last always applies, so a referral that is neither paused nor closed always has exactly one.

Planning has no line of its own in the lifecycle's order. Talking together and writing the need come where
options are to be found, and before them: no option can be sought for a need that is not written, nor shown
before the talk. Sending a request comes right after, where a choice stands and nobody is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from segue.rules.actor import Part
from segue.rules.handoff_states import ENDED, TAKEN, UNDER_WAY, State
from segue.rules.referral import Stage
from segue.rules.referral_facts import Outcome


class StepCode(StrEnum):
    """What is to be done next."""

    resume = "resume"
    safety_talk = "safety_talk"
    crisis_word = "crisis_word"
    answer_question = "answer_question"
    decide = "decide"
    sign = "sign"
    approve_draft = "approve_draft"
    choose = "choose"
    talk = "talk"
    write_need = "write_need"
    find_options = "find_options"
    send_request = "send_request"
    answer_request = "answer_request"
    call = "call"
    make_appointment = "make_appointment"
    first_session = "first_session"
    check_in = "check_in"
    outcome = "outcome"


@dataclass(frozen=True, slots=True)
class HandoffView:
    """What one approach adds to the picture; `due` is when its own next move is hoped for."""

    state: State
    question_open: bool = False
    client_decides: bool = False
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """The facts of a referral that say where it stands and what comes next.

    `since` is the day of the last event; `days` holds the day of a step where one is set. `choices_left`
    counts the ranked ones whom nobody has asked yet (a prepared handoff is not yet asked).
    `client_decides`: something waits for the client's word that hangs on no single handoff.
    """

    since: date
    outcome: Outcome | None = None
    paused_until: date | None = None
    talked_on: date | None = None
    need_written: bool = False
    options_shown: bool = False
    ranked: int = 0
    chose_none: bool = False
    choices_left: int = 0
    draft_approved: bool = False
    signed: bool = False
    refused_to_sign: bool = False
    safety_talk_open: bool = False
    crisis_word_unread: bool = False
    client_decides: bool = False
    check_in_open: bool = False
    handoffs: tuple[HandoffView, ...] = ()
    days: Mapping[StepCode, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, whose turn it is, and by which day."""

    code: StepCode
    owner: Part
    day: date


@dataclass(frozen=True, slots=True)
class _Turn:
    """One line of the order; `allowance` is how many days it has when no day is set."""

    code: StepCode
    owner: Part
    applies: Callable[[ReferralView], bool]
    allowance: int
    states: frozenset[State] = frozenset()


_SATURDAY: Final = 5
_HAS_STARTED: Final = frozenset({State.started, State.closed})
_WAITS_FOR_RECIPIENT: Final = UNDER_WAY - {State.no_answer, State.contacting}
_WITHOUT_APPOINTMENT: Final = frozenset({State.accepted, State.missed})


def stage(view: ReferralView) -> Stage:
    """The stage that follows from the facts; the column of the same name must never differ."""
    if view.outcome is not None:
        return Stage.closed
    if _any(view, _HAS_STARTED):
        return Stage.connected
    if _any(view, TAKEN):
        return Stage.placed
    if _any(view, UNDER_WAY):
        return Stage.approaching
    return Stage.choosing if view.options_shown else Stage.planning


def next_step(view: ReferralView, *, today: date) -> NextStep | None:
    """The one next step; none once closed. While it is paused, the next step is the day the pause ends."""
    steps = tasks(view, today=today)
    return steps[0] if steps else None


def tasks(view: ReferralView, *, today: date) -> tuple[NextStep, ...]:
    """The next step, and after it everything else that waits, in order."""
    if view.outcome is not None:
        return ()
    if view.paused_until is not None and view.paused_until > today:
        return (NextStep(StepCode.resume, Part.referrer, view.paused_until),)
    turns = [turn for turn in ORDER if turn.applies(view)]
    if len(turns) > 1:
        turns.pop()  # the outcome waits until nothing else does
    return tuple(NextStep(turn.code, turn.owner, _day(view, turn)) for turn in turns)


def _day(view: ReferralView, turn: _Turn) -> date:
    """The day set for it, else that of the handoff it waits for, else an allowance after the last event."""
    if turn.code in view.days:
        return view.days[turn.code]
    due = [handoff.due for handoff in view.handoffs if handoff.state in turn.states and handoff.due]
    return min(due) if due else _weekday(view.since + timedelta(days=turn.allowance))


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day


def _any(view: ReferralView, states: frozenset[State]) -> bool:
    return any(handoff.state in states for handoff in view.handoffs)


def _is_open(view: ReferralView) -> bool:
    """Whether the client still looks for somebody: nobody has accepted."""
    return not _any(view, TAKEN | _HAS_STARTED)


def _nobody_is_asked(view: ReferralView) -> bool:
    return _is_open(view) and not _any(view, _WAITS_FOR_RECIPIENT | {State.contacting})


def _a_question_waits(view: ReferralView) -> bool:
    return any(handoff.question_open and handoff.state not in ENDED for handoff in view.handoffs)


def _the_client_decides(view: ReferralView) -> bool:
    asked = any(handoff.client_decides and handoff.state in UNDER_WAY for handoff in view.handoffs)
    return _is_open(view) and (view.client_decides or asked)


def _a_permission_is_wanted(view: ReferralView) -> bool:
    return _is_open(view) and view.ranked > 0 and not view.signed and not view.refused_to_sign


def _may_be_signed(view: ReferralView) -> bool:
    return _a_permission_is_wanted(view) and view.draft_approved


def _is_unapproved(view: ReferralView) -> bool:
    return _a_permission_is_wanted(view) and not view.draft_approved


def _may_be_chosen(view: ReferralView) -> bool:
    return _nobody_is_asked(view) and view.options_shown and view.ranked == 0 and not view.chose_none


def _is_untalked(view: ReferralView) -> bool:
    return _is_open(view) and view.talked_on is None


def _is_unwritten(view: ReferralView) -> bool:
    return _is_open(view) and not view.need_written


def _lacks_options(view: ReferralView) -> bool:
    is_used_up = view.ranked > 0 and view.choices_left == 0
    return _nobody_is_asked(view) and (is_used_up or view.chose_none or not view.options_shown)


def _may_be_requested(view: ReferralView) -> bool:
    return _nobody_is_asked(view) and view.choices_left > 0 and not view.refused_to_sign


def _waits_for_recipient(view: ReferralView) -> bool:
    return _is_open(view) and _any(view, _WAITS_FOR_RECIPIENT)


def _client_calls(view: ReferralView) -> bool:
    must_call = view.refused_to_sign and view.choices_left > 0 and _nobody_is_asked(view)
    return must_call or (_is_open(view) and _any(view, frozenset({State.contacting})))


def _lacks_appointment(view: ReferralView) -> bool:
    return _any(view, _WITHOUT_APPOINTMENT) and not _any(view, _HAS_STARTED)


def _session_is_to_come(view: ReferralView) -> bool:
    return _any(view, frozenset({State.scheduled})) and not _any(view, _HAS_STARTED)


def _check_in_waits(view: ReferralView) -> bool:
    return view.check_in_open and _any(view, TAKEN | _HAS_STARTED)


def _always(_view: ReferralView) -> bool:
    return True


ORDER: Final = (
    _Turn(StepCode.safety_talk, Part.referrer, lambda view: view.safety_talk_open, 1),
    _Turn(StepCode.crisis_word, Part.referrer, lambda view: view.crisis_word_unread, 0),
    _Turn(StepCode.answer_question, Part.referrer, _a_question_waits, 1, UNDER_WAY),
    _Turn(StepCode.decide, Part.client, _the_client_decides, 2, UNDER_WAY),
    _Turn(StepCode.sign, Part.client, _may_be_signed, 3),
    _Turn(StepCode.approve_draft, Part.referrer, _is_unapproved, 1),
    _Turn(StepCode.choose, Part.client, _may_be_chosen, 7),
    _Turn(StepCode.talk, Part.referrer, _is_untalked, 7),
    _Turn(StepCode.write_need, Part.referrer, _is_unwritten, 2),
    _Turn(StepCode.find_options, Part.referrer, _lacks_options, 1),
    _Turn(StepCode.send_request, Part.referrer, _may_be_requested, 1),
    _Turn(StepCode.answer_request, Part.recipient, _waits_for_recipient, 1, _WAITS_FOR_RECIPIENT),
    _Turn(StepCode.call, Part.client, _client_calls, 3, frozenset({State.contacting})),
    _Turn(StepCode.make_appointment, Part.recipient, _lacks_appointment, 2, _WITHOUT_APPOINTMENT),
    _Turn(StepCode.first_session, Part.recipient, _session_is_to_come, 7, frozenset({State.scheduled})),
    _Turn(StepCode.check_in, Part.client, _check_in_waits, 3),
    _Turn(StepCode.outcome, Part.referrer, _always, 28),
)
