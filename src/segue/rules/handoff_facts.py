"""What must be known to decide an event of a handoff, and the words it uses.

Every default refuses: a fact that an act forgot to look up never lets something through. An act gives only
what the event asks for.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from segue.rules.referral_facts import Outcome, ReferralKind
from segue.rules.step import NOT_CHECKED, NOT_COUNTED, SaidBy


class DeclineReason(StrEnum):
    """Why a recipient says no; one of them needs no reason."""

    no_opening = "no_opening"
    outside_scope = "outside_scope"
    cost = "cost"
    time_or_place = "time_or_place"
    conflict = "conflict"
    another_better = "another_better"
    cannot = "cannot"


class SettleCause(StrEnum):
    """Why an approach is no longer needed."""

    another_accepted = "another_accepted"
    chosen_otherwise = "chosen_otherwise"
    referral_ended = "referral_ended"


class AppointmentKind(StrEnum):
    """What the two meet for."""

    call = "call"
    intake = "intake"
    first_session = "first_session"


@dataclass(frozen=True, slots=True)
class Emergency:
    """A disclosure without consent (45 CFR 164.512(j), 42 CFR 2.51): why, to whom, what, when."""

    reason: str
    recipient: str
    what: str
    when: datetime


@dataclass(frozen=True, slots=True)
class HandoffFacts:
    """The world as it is, and what the event brings."""

    # prepare, request
    chosen_by_client: bool = False
    not_chosen_reason: str = ""
    on_do_not_ask: bool = True
    connections_untold: int = NOT_COUNTED
    unacknowledged_connections: int = NOT_COUNTED
    live_requests: int = NOT_COUNTED
    live_limit: int = 2
    urgent: bool = False
    # ask, answer
    question_listed: bool = False
    question_words: str = ""
    question_open: bool = False
    about_a_person: bool = True
    # consent, wherever something leaves
    consent_covers: bool = False
    consent_problem: str = ""
    # confirm
    missing_terms: tuple[str, ...] = NOT_CHECKED
    # unlock, open, accept
    other_open_packet: bool = True
    paused_until: date | None = date.max
    safety_talk_open: bool = True
    terms_no_worse: bool = False
    higher_choice_within_clock: bool = True
    whoever_first: bool = False
    client_said_go: bool = False
    identity_proven: bool = False
    will_meet: bool = False
    # waitlist, decline, withdraw, settle
    wait_from_weeks: int | None = None
    wait_to_weeks: int | None = None
    decline_reason: DeclineReason | None = None
    suggested: int = 0
    withdraw_reason: str = ""
    settle_cause: SettleCause | None = None
    # no_answer, lapse
    clock_ran_out: bool = False
    hold_ran_out: bool = False
    # contact
    wants_summary: bool = False
    # schedule, start
    appointment_kind: AppointmentKind | None = None
    appointment_at: datetime | None = None
    appointment_zone: str = ""
    appointment_place: str = ""
    started_on: date | None = None
    referral_kind: ReferralKind | None = None
    agreed_to_check_ins: bool = False
    # word back: may the referrer hear that they came; and more than that
    referrer_may_hear: bool = False
    short_updates: bool = False
    # close, emergency
    outcome: Outcome | None = None
    close_reason: str = ""
    emergency: Emergency | None = None
    unsafe_to_tell: str = ""
    # whose word this is, when somebody enters it for them
    said_by: SaidBy | None = None
