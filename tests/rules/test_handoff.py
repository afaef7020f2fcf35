"""The life of a handoff, checked against the lifecycle's own table, copied here as data."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from segue.rules.actor import Part
from segue.rules.effect import Effect
from segue.rules.handoff import (
    ENDED,
    HANDOFF,
    LIVE,
    PACKET_OPEN,
    TAKEN,
    UNDER_WAY,
    AppointmentKind,
    DeclineReason,
    Emergency,
    HandoffEvent,
    HandoffFacts,
    SettleCause,
    State,
)
from segue.rules.referral_facts import Outcome, ReferralKind
from segue.rules.step import Refused, SaidBy, Step, decide

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)

UP_TO_MISSED = "requested no_answer confirmed unlocked opened accepted scheduled missed waitlisted"
BEFORE_STARTED = "prepared contacting " + UP_TO_MISSED
FROM_ACCEPTED = "accepted scheduled missed started"
TO_MEET = "accepted contacting scheduled missed"
WITH_QUESTIONS = "opened requested no_answer waitlisted confirmed"
ANY = " ".join(State)

# event: who, from, to ("" stays), whether it can be entered on somebody's word
LIFECYCLE = {
    "prepare": ("referrer", "-", "prepared", False),
    "request": ("referrer clock", "prepared", "requested", False),
    "ask": ("recipient", WITH_QUESTIONS, "", True),
    "answer": ("referrer", WITH_QUESTIONS + " unlocked", "", False),
    "confirm": ("recipient", "requested no_answer waitlisted", "confirmed", True),
    "unlock": ("system client", "confirmed", "unlocked", True),
    "open": ("recipient", "unlocked", "opened", True),
    "accept": ("recipient", "opened", "accepted", True),
    "waitlist": ("recipient", "requested no_answer confirmed unlocked opened", "waitlisted", True),
    "decline": ("recipient", UP_TO_MISSED, "declined", True),
    "no_answer": ("clock", "requested", "no_answer", False),
    "settle": (
        "system",
        "prepared requested no_answer confirmed unlocked waitlisted contacting",
        "settled",
        False,
    ),
    "lapse": ("clock", "no_answer confirmed unlocked opened", "lapsed", False),
    "contact": ("client", "prepared", "contacting", True),
    "withdraw": ("referrer client", BEFORE_STARTED, "withdrawn", True),
    "schedule": ("recipient client", TO_MEET, "scheduled", True),
    "start": ("recipient client", TO_MEET, "started", True),
    "miss": ("recipient client", "scheduled", "missed", True),
    "decide_no": ("client", FROM_ACCEPTED, "withdrawn", True),
    "update": ("recipient", FROM_ACCEPTED, "", True),
    "return": ("recipient client", FROM_ACCEPTED, "returned", True),
    "close": ("referrer recipient clock", "started", "closed", True),
    "emergency": ("referrer", ANY, "", False),
}

READY = HandoffFacts(
    chosen_by_client=True,
    on_do_not_ask=False,
    connections_untold=0,
    unacknowledged_connections=0,
    live_requests=1,
    question_listed=True,
    question_open=True,
    about_a_person=False,
    consent_covers=True,
    missing_terms=(),
    other_open_packet=False,
    paused_until=None,
    safety_talk_open=False,
    terms_no_worse=True,
    higher_choice_within_clock=False,
    identity_proven=True,
    will_meet=True,
    wait_from_weeks=2,
    wait_to_weeks=4,
    decline_reason=DeclineReason.no_opening,
    withdraw_reason="the client asked for it",
    settle_cause=SettleCause.another_accepted,
    clock_ran_out=True,
    hold_ran_out=True,
    appointment_kind=AppointmentKind.first_session,
    appointment_at=NOW + DAY,
    appointment_zone="America/New_York",
    appointment_place="12 Canal Street",
    started_on=TODAY,
    short_updates=True,
    outcome=Outcome.fits,
    emergency=Emergency("danger to life", "the hospital", "risk, safety plan", NOW),
)

# The least change after which an event is refused, and with which code
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("prepare", {"chosen_by_client": False}, "not_chosen"),
    ("request", {"on_do_not_ask": True}, "do_not_ask"),
    ("request", {"connections_untold": 1}, "connection_untold"),
    ("request", {"unacknowledged_connections": 1}, "connection_unacknowledged"),
    ("request", {"live_requests": 2}, "requests_full"),
    ("request", {"live_limit": 1}, "requests_full"),
    ("answer", {"question_open": False}, "no_question"),
    ("confirm", {"missing_terms": ("first free times",)}, "terms_missing"),
    ("unlock", {"consent_covers": False}, "not_covered"),
    ("unlock", {"other_open_packet": True}, "other_packet_open"),
    ("unlock", {"paused_until": TODAY + DAY}, "paused"),
    ("unlock", {"safety_talk_open": True}, "safety_talk_open"),
    ("unlock", {"terms_no_worse": False}, "terms_changed"),
    ("unlock", {"higher_choice_within_clock": True}, "higher_choice_open"),
    ("open", {"identity_proven": False}, "identity_unproven"),
    ("open", {"consent_covers": False}, "not_covered"),
    ("accept", {"will_meet": False}, "meeting_unconfirmed"),
    ("accept", {"consent_covers": False}, "not_covered"),
    ("waitlist", {"wait_from_weeks": None}, "wait_missing"),
    ("waitlist", {"wait_to_weeks": None}, "wait_missing"),
    ("waitlist", {"wait_from_weeks": 5}, "wait_missing"),
    ("waitlist", {"wait_from_weeks": -1}, "wait_missing"),
    ("waitlist", {"wait_from_weeks": 0, "wait_to_weeks": 0}, "wait_missing"),
    ("waitlist", {"wait_to_weeks": 105}, "wait_missing"),
    ("decline", {"decline_reason": None}, "reason_missing"),
    ("decline", {"decline_reason": DeclineReason.another_better}, "suggestion_missing"),
    ("no_answer", {"clock_ran_out": False}, "clock_runs"),
    ("settle", {"settle_cause": None}, "nothing_settled"),
    ("lapse", {"hold_ran_out": False}, "hold_runs"),
    ("withdraw", {"withdraw_reason": " "}, "reason_missing"),
    ("schedule", {"appointment_kind": None}, "appointment_incomplete"),
    ("schedule", {"appointment_place": " "}, "appointment_incomplete"),
    ("schedule", {"appointment_at": None}, "appointment_time_missing"),
    ("schedule", {"appointment_zone": ""}, "appointment_time_missing"),
    ("schedule", {"appointment_at": NOW}, "appointment_past"),
    ("schedule", {"appointment_at": NOW + 367 * DAY}, "appointment_too_far"),
    ("start", {"started_on": None}, "day_missing"),
    ("start", {"started_on": TODAY + DAY}, "day_in_future"),
    ("update", {"short_updates": False}, "word_back_narrower"),
    ("update", {"consent_covers": False}, "word_back_narrower"),
    ("return", {"consent_covers": False}, "not_covered"),
    ("close", {"outcome": None}, "outcome_missing"),
    ("emergency", {"emergency": None}, "emergency_incomplete"),
    *[
        ("emergency", {"emergency": Emergency(*three, NOW)}, "emergency_incomplete")
        for three in (("", "to", "what"), ("why", " ", "what"), ("why", "to", ""))
    ],
    ("emergency", {"emergency": Emergency("why", "to", "what", NOW + DAY)}, "emergency_incomplete"),
]

# Needs that differ by state
BLIND: list[tuple[str, str, dict[str, Any], str]] = [
    *[
        (state, "ask", {"question_listed": False, "question_words": "Is he young?"}, "question_not_listed")
        for state in ("requested", "no_answer", "waitlisted", "confirmed")
    ],
    *[
        (state, "answer", {"about_a_person": True}, "about_a_person")
        for state in ("requested", "no_answer", "waitlisted", "confirmed")
    ],
    ("opened", "ask", {"question_listed": False}, "question_empty"),
    ("opened", "answer", {"about_a_person": True, "consent_covers": False}, "not_covered"),
]

# Another way to pass, where there is one
STILL_ALLOWED: list[tuple[str, str, dict[str, Any]]] = [
    ("-", "prepare", {"chosen_by_client": False, "not_chosen_reason": "asked by a court"}),
    ("prepared", "request", {"live_requests": 2, "live_limit": 3}),
    ("opened", "ask", {"question_listed": False, "question_words": "Which medication?"}),
    ("opened", "answer", {"about_a_person": True}),
    ("confirmed", "unlock", {"paused_until": TODAY}),
    ("confirmed", "unlock", {"terms_no_worse": False, "client_said_go": True}),
    ("confirmed", "unlock", {"higher_choice_within_clock": True, "client_said_go": True}),
    ("confirmed", "unlock", {"higher_choice_within_clock": True, "whoever_first": True}),
    ("requested", "waitlist", {"wait_from_weeks": 0, "wait_to_weeks": 104}),
    ("requested", "decline", {"decline_reason": DeclineReason.another_better, "suggested": 1}),
    ("started", "close", {"outcome": None, "close_reason": "no word came back"}),
]


def states_from(words: str) -> list[State | None]:
    return [None if word == "-" else State(word) for word in words.split()]


def first_state(event: str) -> str:
    return LIFECYCLE[event][1].split()[0]


def ask(state: str, event: str, facts: HandoffFacts = READY) -> Step | Refused:
    part = Part(LIFECYCLE[event][0].split()[0])
    return decide(HANDOFF, states_from(state)[0], HandoffEvent(event), part=part, facts=facts, now=NOW)


def effects(state: str, event: str, **changes: Any) -> tuple[Effect, ...]:
    step = ask(state, event, replace(READY, **changes))
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
        for (state, event), rule in HANDOFF.items()
    }
    assert actual == expected
    assert set(LIFECYCLE) == set(HandoffEvent)


@pytest.mark.parametrize(("state", "event"), list(product([None, *State], HandoffEvent)))
def test_every_case_is_a_step_for_those_whose_turn_it_is_and_a_refusal_for_all_others(
    state: State | None, event: HandoffEvent
) -> None:
    who, states, to, on_word = LIFECYCLE[event]
    for part in Part:
        answer = decide(HANDOFF, state, event, part=part, facts=READY, now=NOW)
        is_theirs = part in who.split()
        if is_theirs and state in states_from(states):
            assert isinstance(answer, Step)
            assert answer.state == (to or state)
            continue
        assert isinstance(answer, Refused)
        if not is_theirs and not (on_word and part is Part.referrer):
            assert answer.code == "not_yours"
        elif state not in states_from(states):
            assert answer.code == "not_now"
        else:
            assert answer.code == "word_missing"


@pytest.mark.parametrize(("state", "event"), list(product(sorted(ENDED), HandoffEvent)))
def test_nothing_leaves_an_ended_state(state: State, event: HandoffEvent) -> None:
    rule = HANDOFF.get((state, event))
    if event is HandoffEvent.emergency:
        assert rule is not None
        assert rule.to is None
    else:
        assert rule is None


@pytest.mark.parametrize("event", [event for event, line in LIFECYCLE.items() if line[3]])
def test_the_referrer_can_enter_what_a_client_or_a_recipient_said(event: str) -> None:
    who, states, _, _ = LIFECYCLE[event]
    spoken_by = next(part for part in (Part.client, Part.recipient) if part in who.split())
    facts = replace(READY, said_by=SaidBy(spoken_by, "by phone", NOW))
    answer = decide(
        HANDOFF, states_from(states)[0], HandoffEvent(event), part=Part.referrer, facts=facts, now=NOW
    )
    assert isinstance(answer, Step)


@pytest.mark.parametrize(("event", "changes", "code"), REFUSALS)
def test_each_need_refuses_when_it_alone_is_not_met(event: str, changes: dict[str, Any], code: str) -> None:
    answer = ask(first_state(event), event, replace(READY, **changes))
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert answer.why % answer.about
    assert answer.remedy % answer.about


@pytest.mark.parametrize(("state", "event", "changes", "code"), BLIND)
def test_before_the_packet_opens_nothing_about_a_person_is_asked_or_answered(
    state: str, event: str, changes: dict[str, Any], code: str
) -> None:
    answer = ask(state, event, replace(READY, **changes))
    assert isinstance(answer, Refused)
    assert answer.code == code


@pytest.mark.parametrize(("state", "event", "changes"), STILL_ALLOWED)
def test_some_needs_can_be_met_in_another_way(state: str, event: str, changes: dict[str, Any]) -> None:
    assert isinstance(ask(state, event, replace(READY, **changes)), Step)


def test_every_need_in_the_table_is_among_those_tried_here() -> None:
    changed = [(event, changes, code) for event, changes, code in REFUSALS]
    changed += [(event, changes, code) for _, event, changes, code in BLIND]
    wanted = {(event, guard) for (_, event), rule in HANDOFF.items() for guard in rule.guards}
    tried = {
        (event, guard)
        for event, guard in wanted
        for tried_event, changes, code in changed
        if tried_event == event
        and (refused := guard(replace(READY, **changes), NOW)) is not None
        and refused.code == code
    }
    assert tried == wanted


def test_what_an_act_forgot_to_look_up_is_refused() -> None:
    let_through = {
        guard.__name__
        for rule in HANDOFF.values()
        for guard in rule.guards
        if guard(HandoffFacts(), NOW) is None
    }
    assert let_through == set()


def test_an_appointment_without_a_zone_in_its_time_is_no_time() -> None:
    answer = ask("accepted", "schedule", replace(READY, appointment_at=(NOW + DAY).replace(tzinfo=None)))
    assert isinstance(answer, Refused)
    assert answer.code == "appointment_time_missing"


def test_a_pause_says_until_when() -> None:
    answer = ask("confirmed", "unlock", replace(READY, paused_until=date(2026, 4, 1)))
    assert isinstance(answer, Refused)
    assert answer.why % answer.about == "This referral is paused until 2026-04-01."


def test_a_request_starts_the_reply_clock_and_an_urgent_one_asks_to_phone() -> None:
    told = (Effect.tell_recipient_request, Effect.start_reply_clock)
    assert effects("prepared", "request") == told
    assert effects("prepared", "request", urgent=True) == (*told, Effect.task_phone)


def test_a_question_pauses_the_clock_and_an_answer_lets_it_go_on() -> None:
    assert effects("requested", "ask") == (Effect.pause_reply_clock, Effect.tell_referrer_question)
    assert effects("requested", "answer") == (Effect.resume_reply_clock, Effect.tell_recipient_answer)


def test_opening_records_the_disclosure_at_once() -> None:
    assert effects("unlocked", "open") == (Effect.record_disclosure,)


def test_the_referrer_hears_of_an_acceptance_only_as_the_word_back_says() -> None:
    silent = (
        Effect.copy_to_recipient,
        Effect.take_opening,
        Effect.settle_others,
        Effect.tell_client_accepted,
    )
    assert effects("opened", "accept") == silent
    assert effects("opened", "accept", referrer_may_hear=True, agreed_to_check_ins=True) == (
        *silent,
        Effect.tell_referrer_accepted,
        Effect.plan_check_ins,
    )


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (event, state)
        for event in ("decline", "withdraw", "waitlist", "settle", "lapse")
        for state in LIFECYCLE[event][1].split()
    ],
)
def test_whatever_ends_or_waits_first_lets_go_of_what_it_holds(event: str, state: str) -> None:
    held = {
        "requested": [Effect.stop_reply_clock],
        "confirmed": [Effect.release_opening],
        "unlocked": [Effect.close_packet, Effect.release_opening],
        "opened": [Effect.close_packet, Effect.release_opening],
    }
    everything = {Effect.stop_reply_clock, Effect.release_opening, Effect.close_packet}
    assert [effect for effect in effects(state, event) if effect in everything] == held.get(state, [])


@pytest.mark.parametrize("event", ["withdraw", "settle"])
@pytest.mark.parametrize("state", ["prepared", "contacting"])
def test_who_was_never_asked_hears_nothing(state: str, event: str) -> None:
    assert effects(state, event) == ()


def test_who_was_asked_hears_the_end() -> None:
    assert effects("no_answer", "settle") == (Effect.tell_recipient_settled,)
    assert effects("no_answer", "withdraw") == (Effect.tell_recipient_closed,)


@pytest.mark.parametrize("reason", DeclineReason)
def test_the_client_hears_why_only_where_it_helps(reason: DeclineReason) -> None:
    helps = reason in {DeclineReason.cost, DeclineReason.time_or_place}
    told = Effect.tell_client_other_reason if helps else Effect.tell_client_not_available
    assert effects("no_answer", "decline", decline_reason=reason, suggested=1) == (
        Effect.request_next,
        Effect.tell_referrer_answer,
        Effect.add_suggested_options,
        told,
    )


def test_a_decline_without_a_suggestion_adds_no_option() -> None:
    assert Effect.add_suggested_options not in effects("no_answer", "decline")


def test_silence_asks_the_next_choice_and_a_late_yes_still_counts() -> None:
    assert effects("requested", "no_answer") == (
        Effect.request_next,
        Effect.tell_client_no_answer,
        Effect.tell_referrer_no_answer,
    )
    assert isinstance(ask("no_answer", "confirm"), Step)


def test_a_client_who_calls_can_take_the_summary_along() -> None:
    alone = (Effect.plan_reach_question, Effect.tell_referrer_client)
    assert effects("prepared", "contact") == alone
    assert effects("prepared", "contact", wants_summary=True) == (*alone, Effect.give_summary_to_client)


def test_an_appointment_goes_back_to_the_referrer_only_with_short_updates() -> None:
    sent = (Effect.send_appointment, Effect.plan_appointment_reminders)
    assert effects("accepted", "schedule", short_updates=False) == sent
    assert effects("accepted", "schedule") == (*sent, Effect.tell_referrer_scheduled)


def test_the_first_session_plans_what_was_agreed_and_asks_to_end_the_care_of_a_transfer() -> None:
    always = (Effect.settle_others, Effect.end_resting_consents)
    assert effects("accepted", "start") == always
    assert effects("accepted", "start", referral_kind=ReferralKind.consult) == always
    assert effects(
        "accepted",
        "start",
        agreed_to_check_ins=True,
        referrer_may_hear=True,
        referral_kind=ReferralKind.transfer,
    ) == (*always, Effect.plan_check_ins, Effect.tell_referrer_started, Effect.ask_to_end_care)


def test_an_emergency_is_told_to_the_client_afterwards_unless_recorded_as_unsafe() -> None:
    recorded = (Effect.record_disclosure, Effect.mark_for_review)
    assert effects("requested", "emergency") == (*recorded, Effect.task_tell_client)
    assert effects("requested", "emergency", unsafe_to_tell="the partner reads the mail") == recorded


def test_the_named_sets_of_states() -> None:
    assert {State.requested} == LIVE
    assert {State.unlocked, State.opened} == PACKET_OPEN
    assert {State.accepted, State.scheduled, State.missed, State.started} == TAKEN
    assert frozenset(State) - {State.prepared} == UNDER_WAY | TAKEN | ENDED
    assert len(State) == 1 + len(UNDER_WAY) + len(TAKEN) + len(ENDED)
