"""The life of a handoff, one approach to one recipient, as one table.

A request says nothing of a person. The packet opens only for somebody who said yes, on terms, with a
signature, one recipient at a time. What is known comes as `HandoffFacts`; each need is a guard in
`handoff_guards`.
"""

from collections.abc import Iterable
from typing import Final

from segue.rules import handoff_guards as needs
from segue.rules.actor import Part
from segue.rules.effect import Effect
from segue.rules.handoff_facts import (
    AppointmentKind,
    DeclineReason,
    Emergency,
    HandoffFacts,
    SettleCause,
)
from segue.rules.handoff_states import (
    ENDED,
    LIVE,
    PACKET_OPEN,
    TAKEN,
    UNDER_WAY,
    HandoffEvent,
    State,
)
from segue.rules.step import Row, Rule, Table, rows, table

__all__ = [
    "ENDED",
    "HANDOFF",
    "LIVE",
    "PACKET_OPEN",
    "TAKEN",
    "UNDER_WAY",
    "AppointmentKind",
    "DeclineReason",
    "Emergency",
    "HandoffEvent",
    "HandoffFacts",
    "SettleCause",
    "State",
]


_UNREAD: Final = frozenset({State.requested, State.no_answer, State.confirmed, State.waitlisted})
_UNASKED: Final = frozenset({State.prepared, State.contacting})
_BEFORE_START: Final = frozenset(State) - ENDED - {State.started}
_DECLINABLE: Final = _BEFORE_START - _UNASKED
_MEETABLE: Final = frozenset({State.accepted, State.contacting, State.scheduled, State.missed})

_REFERRER: Final = frozenset({Part.referrer})
_CLIENT: Final = frozenset({Part.client})
_RECIPIENT: Final = frozenset({Part.recipient})
_CLOCK: Final = frozenset({Part.clock})
_SYSTEM: Final = frozenset({Part.system})

HandoffRow = Row[State, HandoffEvent, HandoffFacts]
HandoffRule = Rule[HandoffFacts]


def _asking() -> list[HandoffRow]:
    prepare: HandoffRow = (
        (None, HandoffEvent.prepare),
        Rule(_REFERRER, (needs.client_chose_this,), to=State.prepared, effects=(Effect.draft_packet,)),
    )
    request: HandoffRow = (
        (State.prepared, HandoffEvent.request),
        Rule(
            _REFERRER | _CLOCK,
            (
                needs.may_be_asked,
                needs.connections_are_told,
                needs.connections_are_known,
                needs.a_request_is_free,
            ),
            to=State.requested,
            effects=(Effect.tell_recipient_request, Effect.start_reply_clock),
            when=((needs.it_is_urgent, Effect.task_phone),),
        ),
    )
    contact: HandoffRow = (
        (State.prepared, HandoffEvent.contact),
        Rule(
            _CLIENT,
            to=State.contacting,
            effects=(Effect.plan_reach_question, Effect.tell_referrer_client),
            when=((needs.summary_is_wanted, Effect.give_summary_to_client),),
            on_word=True,
        ),
    )
    return [prepare, request, contact]


def _questions() -> list[HandoffRow]:
    asked = (Effect.pause_reply_clock, Effect.tell_referrer_question)
    answered = (Effect.resume_reply_clock, Effect.tell_recipient_answer)
    ask_from_list = Rule(_RECIPIENT, (needs.question_is_from_the_list,), effects=asked, on_word=True)
    ask_freely = Rule(_RECIPIENT, (needs.question_has_words,), effects=asked, on_word=True)
    answer_blind = Rule(_REFERRER, (needs.a_question_stands, needs.answer_names_nobody), effects=answered)
    answer_covered = Rule(_REFERRER, (needs.a_question_stands, needs.answer_is_covered), effects=answered)
    return [
        *rows(_UNREAD, HandoffEvent.ask, ask_from_list),
        *rows({State.opened}, HandoffEvent.ask, ask_freely),
        *rows(_UNREAD | {State.unlocked}, HandoffEvent.answer, answer_blind),
        *rows({State.opened}, HandoffEvent.answer, answer_covered),
    ]


def _yes() -> list[HandoffRow]:
    confirm = Rule(
        _RECIPIENT,
        (needs.terms_are_whole,),
        to=State.confirmed,
        effects=(
            Effect.stop_reply_clock,
            Effect.hold_opening,
            Effect.show_terms_to_client,
            Effect.tell_client_terms,
            Effect.tell_referrer_answer,
            Effect.try_unlock,
        ),
        on_word=True,
    )
    unlock = Rule(
        _SYSTEM | _CLIENT,
        (
            needs.consent_covers_this,
            needs.no_other_packet_is_open,
            needs.nothing_is_paused,
            needs.safety_was_talked_over,
            needs.terms_suit_the_client,
            needs.order_is_kept,
        ),
        to=State.unlocked,
        effects=(Effect.open_packet, Effect.tell_recipient_unlocked),
        on_word=True,
    )
    open_ = Rule(
        _RECIPIENT,
        (needs.identity_is_proven, needs.consent_covers_this),
        to=State.opened,
        effects=(Effect.record_disclosure,),
        on_word=True,
    )
    accept = Rule(
        _RECIPIENT,
        (needs.recipient_will_meet_them, needs.consent_covers_this),
        to=State.accepted,
        effects=(
            Effect.copy_to_recipient,
            Effect.take_opening,
            Effect.settle_others,
            Effect.tell_client_accepted,
        ),
        when=(
            (needs.referrer_may_hear, Effect.tell_referrer_accepted),
            (needs.check_ins_are_agreed, Effect.plan_check_ins),
        ),
        on_word=True,
    )
    return [
        *rows({State.requested, State.no_answer, State.waitlisted}, HandoffEvent.confirm, confirm),
        *rows({State.confirmed}, HandoffEvent.unlock, unlock),
        *rows({State.unlocked}, HandoffEvent.open, open_),
        *rows({State.opened}, HandoffEvent.accept, accept),
    ]


def _later() -> list[HandoffRow]:
    return [
        row
        for state in (State.requested, State.no_answer, State.confirmed, State.unlocked, State.opened)
        for row in rows(
            {state},
            HandoffEvent.waitlist,
            Rule(
                _RECIPIENT,
                (needs.wait_is_a_range,),
                to=State.waitlisted,
                effects=(
                    *_letting_go(state),
                    Effect.tell_client_waitlist,
                    Effect.tell_referrer_answer,
                ),
                on_word=True,
            ),
        )
    ]


def _no() -> list[HandoffRow]:
    return [
        row
        for state in _BEFORE_START
        for row in (*_decline(state), *_withdraw(state), *_settle(state), *_silence(state))
    ]


def _decline(state: State) -> Iterable[HandoffRow]:
    rule = Rule(
        _RECIPIENT,
        (needs.decline_has_a_reason,),
        to=State.declined,
        effects=(*_letting_go(state), Effect.request_next, Effect.tell_referrer_answer),
        when=(
            (needs.others_are_suggested, Effect.add_suggested_options),
            (needs.reason_helps_the_client, Effect.tell_client_other_reason),
            (needs.reason_stays_unsaid, Effect.tell_client_not_available),
        ),
        on_word=True,
    )
    return rows({state} & _DECLINABLE, HandoffEvent.decline, rule)


def _withdraw(state: State) -> Iterable[HandoffRow]:
    told = () if state in _UNASKED else (Effect.tell_recipient_closed,)
    rule = Rule(
        _REFERRER | _CLIENT,
        (needs.withdrawal_has_a_reason,),
        to=State.withdrawn,
        effects=(*_letting_go(state), *told),
        on_word=True,
    )
    return rows({state}, HandoffEvent.withdraw, rule)


def _settle(state: State) -> Iterable[HandoffRow]:
    told = () if state in _UNASKED else (Effect.tell_recipient_settled,)
    rule = Rule(
        _SYSTEM,
        (needs.it_is_settled_elsewhere,),
        to=State.settled,
        effects=(*_letting_go(state), *told),
    )
    settleable = (UNDER_WAY | {State.prepared}) - {State.opened}
    return rows({state} & settleable, HandoffEvent.settle, rule)


def _silence(state: State) -> Iterable[HandoffRow]:
    told = (Effect.tell_client_no_answer, Effect.tell_referrer_no_answer)
    no_answer = Rule(
        _CLOCK,
        (needs.reply_clock_ran_out,),
        to=State.no_answer,
        effects=(Effect.request_next, *told),
    )
    lapse = Rule(
        _CLOCK,
        (needs.hold_ran_out,),
        to=State.lapsed,
        effects=(*_letting_go(state), Effect.tell_recipient_closed, Effect.request_next, *told),
    )
    silent = {State.no_answer, State.confirmed} | PACKET_OPEN
    return [
        *rows({state} & LIVE, HandoffEvent.no_answer, no_answer),
        *rows({state} & silent, HandoffEvent.lapse, lapse),
    ]


def _letting_go(state: State) -> tuple[Effect, ...]:
    """What an approach that ends, or waits, gives back first."""
    if state in LIVE:
        return (Effect.stop_reply_clock,)
    if state is State.confirmed:
        return (Effect.release_opening,)
    if state in PACKET_OPEN:
        return (Effect.close_packet, Effect.release_opening)
    return ()


def _meeting() -> list[HandoffRow]:
    both = _RECIPIENT | _CLIENT
    schedule = Rule(
        both,
        (needs.appointment_is_whole, needs.appointment_is_to_come),
        to=State.scheduled,
        effects=(Effect.send_appointment, Effect.plan_appointment_reminders),
        when=((needs.updates_may_go_back, Effect.tell_referrer_scheduled),),
        on_word=True,
    )
    start = Rule(
        both,
        (needs.first_day_is_given,),
        to=State.started,
        effects=(Effect.settle_others, Effect.end_resting_consents),
        when=(
            (needs.check_ins_are_agreed, Effect.plan_check_ins),
            (needs.referrer_may_hear, Effect.tell_referrer_started),
            (needs.care_passes_over, Effect.ask_to_end_care),
        ),
        on_word=True,
    )
    miss: HandoffRule = Rule(both, to=State.missed, effects=(Effect.tell_client_missed,), on_word=True)
    return [
        *rows(_MEETABLE, HandoffEvent.schedule, schedule),
        *rows(_MEETABLE, HandoffEvent.start, start),
        *rows({State.scheduled}, HandoffEvent.miss, miss),
    ]


def _afterwards() -> list[HandoffRow]:
    decide_no: HandoffRule = Rule(
        _CLIENT,
        to=State.withdrawn,
        effects=(
            Effect.stop_check_ins,
            Effect.tell_recipient_closed,
            Effect.tell_referrer_client,
            Effect.request_next,
        ),
        on_word=True,
    )
    update = Rule(
        _RECIPIENT, (needs.updates_are_allowed,), effects=(Effect.tell_referrer_update,), on_word=True
    )
    give_back = Rule(
        _RECIPIENT | _CLIENT,
        (needs.consent_covers_this,),
        to=State.returned,
        effects=(Effect.stop_check_ins, Effect.open_return, Effect.tell_referrer_return),
        on_word=True,
    )
    close = Rule(
        _REFERRER | _RECIPIENT | _CLOCK,
        (needs.closing_has_an_outcome,),
        to=State.closed,
        effects=(Effect.stop_check_ins, Effect.start_retention),
        on_word=True,
    )
    emergency = Rule(
        _REFERRER,
        (needs.emergency_is_whole,),
        effects=(Effect.record_disclosure, Effect.mark_for_review),
        when=((needs.client_may_safely_be_told, Effect.task_tell_client),),
    )
    return [
        *rows(TAKEN, HandoffEvent.decide_no, decide_no),
        *rows(TAKEN, HandoffEvent.update, update),
        *rows(TAKEN, HandoffEvent.return_, give_back),
        *rows({State.started}, HandoffEvent.close, close),
        *rows(State, HandoffEvent.emergency, emergency),
    ]


HANDOFF: Final[Table[State, HandoffEvent, HandoffFacts]] = table(
    [_asking(), _questions(), _yes(), _later(), _no(), _meeting(), _afterwards()], ended=ENDED
)
