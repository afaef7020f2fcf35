"""The life of a referral, checked against the lifecycle's own table, copied here as data."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from segue.rules.actor import Part
from segue.rules.check import CheckCounts
from segue.rules.effect import Effect
from segue.rules.referral import (
    OPEN,
    REFERRAL,
    CheckInAnswer,
    Feeling,
    Outcome,
    Reason,
    ReferralEvent,
    ReferralFacts,
    ReferralKind,
    Stage,
)
from segue.rules.step import Refused, SaidBy, Step, decide

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)

EARLY = "planning choosing"
LATER = "choosing approaching"
UNTIL_ACCEPTED = "planning choosing approaching"
ANY_OPEN = "planning choosing approaching placed connected"

# event: who, from, to ("" stays or follows from facts), whether it can be entered on somebody's word
LIFECYCLE = {
    "begin": ("referrer", "-", "planning", False),
    "talked": ("referrer", ANY_OPEN, "", False),
    "write_need": ("referrer client", EARLY, "", True),
    "check": ("referrer", UNTIL_ACCEPTED, "", False),
    "check_answer": ("recipient", EARLY, "", True),
    "show_options": ("referrer", UNTIL_ACCEPTED, "choosing", False),
    "feel": ("client", "choosing", "", True),
    "know_connection": ("client", "choosing", "", True),
    "choose": ("client", LATER, "", True),
    "approve_draft": ("referrer", UNTIL_ACCEPTED, "", False),
    "strike": ("client", LATER, "", True),
    "add_words": ("client", LATER, "", True),
    "sign": ("client representative", LATER, "", False),
    "refuse": ("client", LATER, "", True),
    "revoke": ("client representative clock", ANY_OPEN + " closed", "", True),
    "pause": ("referrer client clock", ANY_OPEN, "", True),
    "resume": ("referrer client clock", ANY_OPEN, "", True),
    "check_in": ("clock", "placed connected", "", False),
    "check_in_answer": ("client", "placed connected", "", True),
    "thank": ("recipient", ANY_OPEN, "", True),
    "log_call": ("referrer recipient", ANY_OPEN, "", True),
    "message": ("referrer client recipient", ANY_OPEN, "", True),
    "enter": ("referrer", ANY_OPEN, "", False),
    "end": ("referrer clock", ANY_OPEN, "closed", False),
    "reopen": ("referrer", "closed", "", False),
}

READY = ReferralFacts(
    has_client=True,
    kind=ReferralKind.transfer,
    reason=Reason.expertise,
    talked_on=TODAY,
    need_problems=(),
    safety_answered=True,
    on_do_not_ask=False,
    check_counts=CheckCounts(round=1, asked_in_round=7, asked_this_week=1),
    check_open=True,
    unwanted=(),
    options_open=3,
    options_differ=True,
    connections_unwritten=0,
    feeling=Feeling.wants_this,
    connection_shown=True,
    text_hash="a1",
    ranked=1,
    unacknowledged_connections=0,
    minimum_missing=(),
    extras_without_reason=(),
    draft_approved=True,
    already_signed=False,
    missing_consent_elements=(),
    missing_signers=(),
    consent_in_force=True,
    pause_until=TODAY + DAY,
    paused_until=TODAY,
    agreed_to_check_ins=True,
    check_in_open=True,
    check_in_answer=CheckInAnswer.well,
    consent_covers=True,
    outcome=Outcome.not_reachable,
    attempts=(TODAY - DAY, TODAY),
    ending_letter=True,
    reopen_reason="the client is back",
    retention_ended=False,
)

# The least change after which an event is refused, and with which code
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("begin", {"has_client": False}, "client_missing"),
    ("begin", {"kind": None}, "reason_missing"),
    ("begin", {"reason": None}, "reason_missing"),
    ("talked", {"talked_on": None}, "talk_day_missing"),
    ("talked", {"talked_on": TODAY + DAY}, "talk_in_future"),
    ("write_need", {"need_problems": ("the age group",)}, "need_incomplete"),
    ("write_need", {"safety_answered": False}, "safety_unanswered"),
    ("check", {"on_do_not_ask": True}, "do_not_ask"),
    ("check", {"check_counts": None}, "checks_uncounted"),
    ("check", {"check_counts": CheckCounts(1, 8, 0)}, "round_full"),
    ("check", {"check_counts": CheckCounts(1, 0, 2)}, "asked_enough"),
    ("check_answer", {"check_open": False}, "check_closed"),
    ("show_options", {"talked_on": None}, "not_talked"),
    ("show_options", {"unwanted": ("Ruth Example",)}, "do_not_ask"),
    ("show_options", {"options_open": 2}, "options_few"),
    ("show_options", {"options_differ": False}, "options_few"),
    ("show_options", {"connections_unwritten": 1}, "connection_unwritten"),
    ("feel", {"feeling": None}, "feeling_missing"),
    ("know_connection", {"connection_shown": False}, "connection_not_shown"),
    ("know_connection", {"text_hash": ""}, "connection_not_shown"),
    ("choose", {"ranked": 0}, "nothing_chosen"),
    ("choose", {"unacknowledged_connections": 1}, "connection_unacknowledged"),
    ("approve_draft", {"minimum_missing": ("what helped",)}, "minimum_missing"),
    ("approve_draft", {"extras_without_reason": ("work",)}, "extra_without_reason"),
    ("strike", {"already_signed": True}, "already_signed"),
    ("add_words", {"already_signed": True}, "already_signed"),
    ("sign", {"ranked": 0}, "nobody_ranked"),
    ("sign", {"draft_approved": False}, "draft_unapproved"),
    ("sign", {"missing_consent_elements": ("the day it ends",)}, "consent_incomplete"),
    ("sign", {"missing_signers": ("the other parent",)}, "signer_missing"),
    ("revoke", {"consent_in_force": False}, "consent_not_in_force"),
    ("pause", {"pause_until": None}, "pause_day_missing"),
    ("pause", {"pause_until": TODAY}, "pause_day_missing"),
    ("resume", {"paused_until": None}, "not_paused"),
    ("check_in", {"agreed_to_check_ins": False}, "check_ins_not_agreed"),
    ("check_in_answer", {"check_in_open": False}, "check_in_unanswered"),
    ("check_in_answer", {"check_in_answer": None}, "check_in_unanswered"),
    *[
        (event, {"consent_covers": False}, "not_covered")
        for event in ("thank", "log_call", "message", "enter")
    ],
    ("end", {"outcome": None}, "outcome_missing"),
    ("end", {"attempts": (TODAY,)}, "attempts_missing"),
    ("end", {"attempts": (TODAY, TODAY + DAY)}, "attempts_missing"),
    ("end", {"ending_letter": False}, "letter_missing"),
    ("reopen", {"reopen_reason": " "}, "reason_missing"),
    ("reopen", {"retention_ended": True}, "retention_ended"),
]

# Another way to pass, where there is one
STILL_ALLOWED: list[tuple[str, dict[str, Any]]] = [
    ("check", {"check_counts": CheckCounts(2, 3, 0)}),
    ("show_options", {"options_open": 1, "fewer_reason": "nobody else speaks Tigrinya"}),
    ("choose", {"ranked": 0, "chose_none": True, "unacknowledged_connections": 1}),
    ("thank", {"about_a_person": False, "consent_covers": False}),
    ("end", {"outcome": Outcome.fits, "attempts": (), "ending_letter": False}),
]


def states_from(words: str) -> list[Stage | None]:
    return [None if word == "-" else Stage(word) for word in words.split()]


def settled(event: str) -> tuple[Stage | None, Part]:
    """A state and a part in which the event may happen."""
    who, states, _, _ = LIFECYCLE[event]
    return states_from(states)[0], Part(who.split()[0])


def ask(event: str, facts: ReferralFacts = READY) -> Step | Refused:
    state, part = settled(event)
    return decide(REFERRAL, state, ReferralEvent(event), part=part, facts=facts, now=NOW)


def effects(event: str, **changes: Any) -> tuple[Effect, ...]:
    step = ask(event, replace(READY, **changes))
    assert isinstance(step, Step)
    return step.effects


def test_the_table_has_every_line_of_the_lifecycle_and_no_other() -> None:
    expected = {
        (state, event): (frozenset(who.split()), to or None, on_word)
        for event, (who, states, to, on_word) in LIFECYCLE.items()
        for state in states_from(states)
    }
    actual = {
        (state, str(event)): (frozenset(map(str, rule.who)), rule.to, rule.on_word)
        for (state, event), rule in REFERRAL.items()
    }
    assert actual == expected
    assert set(LIFECYCLE) == set(ReferralEvent)


@pytest.mark.parametrize(("state", "event"), list(product([None, *Stage], ReferralEvent)))
def test_every_case_is_a_step_for_those_whose_turn_it_is_and_a_refusal_for_all_others(
    state: Stage | None, event: ReferralEvent
) -> None:
    who, states, _, on_word = LIFECYCLE[event]
    for part in Part:
        answer = decide(REFERRAL, state, event, part=part, facts=READY, now=NOW)
        is_theirs = part in who.split()
        if is_theirs and state in states_from(states):
            assert isinstance(answer, Step)
            continue
        assert isinstance(answer, Refused)
        if not is_theirs and not (on_word and part is Part.referrer):
            assert answer.code == "not_yours"
        elif state not in states_from(states):
            assert answer.code == "not_now"
        else:
            assert answer.code == "word_missing"


@pytest.mark.parametrize("event", [event for event, line in LIFECYCLE.items() if line[3]])
def test_the_referrer_can_enter_what_a_client_or_a_recipient_said(event: str) -> None:
    state, _ = settled(event)
    spoken_by = next(who for who in (Part.client, Part.recipient) if who in LIFECYCLE[event][0].split())
    facts = replace(READY, said_by=SaidBy(spoken_by, "in session", NOW))
    answer = decide(REFERRAL, state, ReferralEvent(event), part=Part.referrer, facts=facts, now=NOW)
    assert isinstance(answer, Step)


def test_nobody_can_sign_for_a_client_on_their_word() -> None:
    facts = replace(READY, said_by=SaidBy(Part.client, "by phone", NOW))
    answer = decide(REFERRAL, Stage.choosing, ReferralEvent.sign, part=Part.referrer, facts=facts, now=NOW)
    assert isinstance(answer, Refused)
    assert answer.code == "not_yours"


@pytest.mark.parametrize(("event", "changes", "code"), REFUSALS)
def test_each_need_refuses_when_it_alone_is_not_met(event: str, changes: dict[str, Any], code: str) -> None:
    answer = ask(event, replace(READY, **changes))
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert answer.why % answer.about
    assert answer.remedy % answer.about


@pytest.mark.parametrize(("event", "changes"), STILL_ALLOWED)
def test_some_needs_can_be_met_in_another_way(event: str, changes: dict[str, Any]) -> None:
    assert isinstance(ask(event, replace(READY, **changes)), Step)


def test_every_need_in_the_table_is_among_those_tried_here() -> None:
    wanted = {(event, guard) for (_, event), rule in REFERRAL.items() for guard in rule.guards}
    tried = {
        (event, guard)
        for event, guard in wanted
        for tried_event, changes, code in REFUSALS
        if tried_event == event
        and (refused := guard(replace(READY, **changes), NOW)) is not None
        and refused.code == code
    }
    assert tried == wanted


def test_what_an_act_forgot_to_look_up_is_refused() -> None:
    let_through = {
        guard.__name__
        for rule in REFERRAL.values()
        for guard in rule.guards
        if guard(ReferralFacts(), NOW) is None
    }
    assert let_through == {"ending_was_fair"}  # it speaks only once an outcome is known, which is asked first


def test_a_refusal_fills_in_what_is_lacking() -> None:
    answer = ask("approve_draft", replace(READY, minimum_missing=("what helped", "goals")))
    assert isinstance(answer, Refused)
    assert answer.why % answer.about == "For this reason the summary needs more: what helped, goals."


def test_a_client_who_would_rather_not_pauses_it_and_the_two_talk() -> None:
    assert effects("feel") == (Effect.tell_referrer_client,)
    assert effects("feel", feeling=Feeling.not_sure) == (Effect.tell_referrer_client,)
    assert effects("feel", feeling=Feeling.rather_not) == (
        Effect.tell_referrer_client,
        Effect.pause,
        Effect.task_talk,
    )


def test_none_of_these_sends_the_referrer_to_find_others() -> None:
    chosen = (Effect.keep_choice, Effect.settle_unchosen, Effect.tell_referrer_client)
    assert effects("choose") == chosen
    assert effects("choose", chose_none=True) == (*chosen, Effect.task_find_others)


def test_a_struck_part_about_risk_asks_for_a_talk() -> None:
    assert effects("strike") == (Effect.draft_packet,)
    assert effects("strike", struck_risk=True) == (Effect.draft_packet, Effect.task_safety_talk)


def test_one_signing_freezes_each_content_and_tries_to_unlock() -> None:
    assert effects("sign") == (
        Effect.freeze_contents,
        Effect.make_consents,
        Effect.tell_client_copy,
        Effect.try_unlock,
    )


def test_a_withdrawn_consent_closes_every_packet_that_nobody_has_accepted() -> None:
    assert effects("revoke") == (
        Effect.end_consent,
        Effect.close_unaccepted_packets,
        Effect.tell_recipient_closed,
        Effect.tell_client_stopped,
        Effect.tell_referrer_client,
    )


def test_two_check_ins_without_an_answer_are_a_task_for_the_referrer() -> None:
    assert effects("check_in", check_ins_unanswered=1) == (Effect.ask_check_in,)
    assert effects("check_in", check_ins_unanswered=2) == (Effect.ask_check_in, Effect.task_silent_client)


@pytest.mark.parametrize(
    ("answer", "is_told", "follows"),
    [
        (CheckInAnswer.well, False, ()),
        (
            CheckInAnswer.well,
            True,
            (Effect.tell_recipient_check_in, Effect.tell_recipient_fit, Effect.tell_referrer_fit),
        ),
        (CheckInAnswer.so_so, False, ()),
        (CheckInAnswer.so_so, True, (Effect.tell_recipient_check_in,)),
        (CheckInAnswer.not_well, False, (Effect.task_check_in,)),
        (CheckInAnswer.stopped, True, (Effect.task_check_in, Effect.tell_recipient_check_in)),
    ],
)
def test_the_new_clinician_hears_of_a_check_in_only_when_the_client_says_so(
    answer: CheckInAnswer, is_told: bool, follows: tuple[Effect, ...]
) -> None:
    assert effects("check_in_answer", check_in_answer=answer, may_tell_recipient=is_told) == (
        Effect.tell_referrer_client,
        *follows,
    )


def test_ending_settles_every_live_handoff() -> None:
    assert effects("end") == (Effect.settle_all, Effect.stop_check_ins, Effect.start_retention)


def test_only_reopening_and_revoking_happen_to_a_closed_referral() -> None:
    left = {event for state, event in REFERRAL if state is Stage.closed}
    assert left == {ReferralEvent.reopen, ReferralEvent.revoke}
    assert frozenset(Stage) - {Stage.closed} == OPEN


def test_a_day_is_judged_where_the_person_acts() -> None:
    """Late on March 1 in New York it is March 2 in UTC: a talk on the 2nd has not taken place there."""
    here = datetime.fromisoformat("2026-03-01T22:00:00-05:00")
    facts = replace(READY, talked_on=date(2026, 3, 2))
    answer = decide(REFERRAL, Stage.planning, ReferralEvent.talked, part=Part.referrer, facts=facts, now=here)
    assert isinstance(answer, Refused)
    assert answer.code == "talk_in_future"
