"""What must be known to decide an event of a referral, and the words it uses.

Every default refuses: a fact that an act forgot to look up never lets something through. An act gives only
what the event asks for.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from segue.rules.check import CheckCounts
from segue.rules.step import NOT_CHECKED, NOT_COUNTED, SaidBy


class ReferralKind(StrEnum):
    """What is asked of the other clinician."""

    transfer = "transfer"
    shared_care = "shared_care"
    cover = "cover"
    consult = "consult"
    assessment = "assessment"
    higher_level = "higher_level"
    return_ = "return"


class Reason(StrEnum):
    """Why somebody else can help better; it shapes what is shared."""

    expertise = "expertise"
    availability = "availability"
    fit = "fit"
    level_of_care = "level_of_care"
    move = "move"
    closing = "closing"
    assessment = "assessment"
    shared_care = "shared_care"


class Outcome(StrEnum):
    """How a referral ended."""

    fits = "fits"
    handed_over = "handed_over"
    chose_otherwise = "chose_otherwise"
    other_care = "other_care"
    no_service = "no_service"
    returned = "returned"
    not_reachable = "not_reachable"
    entered_in_error = "entered_in_error"


class Feeling(StrEnum):
    """The client's first answer, before any name is shown."""

    wants_this = "wants_this"
    not_sure = "not_sure"
    rather_not = "rather_not"


class CheckInAnswer(StrEnum):
    """How is it going?"""

    well = "well"
    so_so = "so_so"
    not_well = "not_well"
    stopped = "stopped"


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """The world as it is, and what the event brings."""

    # begin
    has_client: bool = False
    kind: ReferralKind | None = None
    reason: Reason | None = None
    # talked: the day on which the two talked about it together
    talked_on: date | None = None
    # write_need
    need_problems: tuple[str, ...] = NOT_CHECKED
    safety_answered: bool = False
    # check, check_answer
    on_do_not_ask: bool = True
    check_counts: CheckCounts | None = None
    check_open: bool = False
    # show_options; `unwanted` names those among them whom the client does not want asked
    unwanted: tuple[str, ...] = NOT_CHECKED
    options_open: int = 0
    options_differ: bool = False
    fewer_reason: str = ""
    connections_unwritten: int = NOT_COUNTED
    # feel, know_connection, choose
    feeling: Feeling | None = None
    connection_shown: bool = False
    text_hash: str = ""
    ranked: int = 0
    chose_none: bool = False
    unacknowledged_connections: int = NOT_COUNTED
    # approve_draft, strike, add_words, sign, refuse, revoke
    minimum_missing: tuple[str, ...] = NOT_CHECKED
    extras_without_reason: tuple[str, ...] = NOT_CHECKED
    draft_approved: bool = False
    already_signed: bool = True
    struck_risk: bool = False
    missing_consent_elements: tuple[str, ...] = NOT_CHECKED
    missing_signers: tuple[str, ...] = NOT_CHECKED
    consent_in_force: bool = False
    # pause, resume: the day given, and the day that stands
    pause_until: date | None = None
    paused_until: date | None = None
    # check_in, check_in_answer
    agreed_to_check_ins: bool = False
    check_ins_unanswered: int = 0
    check_in_open: bool = False
    check_in_answer: CheckInAnswer | None = None
    may_tell_recipient: bool = False
    # thank, log_call, message, enter
    about_a_person: bool = True
    consent_covers: bool = False
    consent_problem: str = ""
    # end, reopen
    outcome: Outcome | None = None
    attempts: tuple[date, ...] = ()
    ending_letter: bool = False
    reopen_reason: str = ""
    retention_ended: bool = True
    # whose word this is, when somebody enters it for them
    said_by: SaidBy | None = None
