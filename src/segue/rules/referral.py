"""The life of a referral as one table: who may do what at which stage, what it needs, what follows.

The stage itself follows from facts (`stage`); where a rule has no `to`, ask there. The life of each approach
to a recipient is the table in `handoff`.
"""

from enum import StrEnum
from typing import Final

from segue.rules import referral_guards as needs
from segue.rules.actor import Part
from segue.rules.effect import Effect
from segue.rules.referral_facts import (
    CheckInAnswer,
    Feeling,
    Outcome,
    Reason,
    ReferralFacts,
    ReferralKind,
)
from segue.rules.step import Row, Rule, Standing, Table, rows, table
from segue.rules.text import N_

__all__ = [
    "OPEN",
    "REFERRAL",
    "CheckInAnswer",
    "Feeling",
    "Outcome",
    "Reason",
    "ReferralEvent",
    "ReferralFacts",
    "ReferralKind",
    "Stage",
]


class Stage(Standing):
    """Where a referral stands."""

    planning = "planning", N_("The options come next: find people who are open, then show three.")
    choosing = "choosing", N_("The client chooses now. You can still change the options.")
    approaching = "approaching", N_("A request is out. Wait for the answer, or withdraw it first.")
    placed = "placed", N_("Somebody has accepted. The first session comes next.")
    connected = (
        "connected",
        N_("The first session has taken place. Check-ins, thanks and the outcome remain."),
    )
    closed = "closed", N_("It is closed. You can reopen it and say why.")


class ReferralEvent(StrEnum):
    """What can happen to a referral."""

    begin = "begin"
    talked = "talked"
    write_need = "write_need"
    check = "check"
    check_answer = "check_answer"
    show_options = "show_options"
    feel = "feel"
    know_connection = "know_connection"
    choose = "choose"
    approve_draft = "approve_draft"
    strike = "strike"
    add_words = "add_words"
    sign = "sign"
    refuse = "refuse"
    revoke = "revoke"
    pause = "pause"
    resume = "resume"
    check_in = "check_in"
    check_in_answer = "check_in_answer"
    thank = "thank"
    log_call = "log_call"
    message = "message"
    enter = "enter"
    end = "end"
    reopen = "reopen"


OPEN: Final = frozenset(Stage) - {Stage.closed}
_EARLY: Final = frozenset({Stage.planning, Stage.choosing})
_CHOOSING: Final = frozenset({Stage.choosing})
_UNTIL_ACCEPTED: Final = frozenset({Stage.choosing, Stage.approaching})
_BEFORE_ACCEPTANCE: Final = _EARLY | _UNTIL_ACCEPTED
_AFTER_ACCEPTANCE: Final = frozenset({Stage.placed, Stage.connected})

_REFERRER: Final = frozenset({Part.referrer})
_CLIENT: Final = frozenset({Part.client})
_RECIPIENT: Final = frozenset({Part.recipient})
_CLOCK: Final = frozenset({Part.clock})

ReferralRow = Row[Stage, ReferralEvent, ReferralFacts]


def _planning() -> list[ReferralRow]:
    begin: ReferralRow = (
        (None, ReferralEvent.begin),
        Rule(_REFERRER, (needs.somebody_is_referred, needs.kind_and_reason_are_given), to=Stage.planning),
    )
    return [
        begin,
        *rows(
            OPEN,
            ReferralEvent.talked,
            Rule(_REFERRER, (needs.day_of_talk_is_given,), effects=(Effect.allow_links,)),
        ),
        *rows(
            _EARLY,
            ReferralEvent.write_need,
            Rule(
                _REFERRER | _CLIENT,
                (needs.need_is_valid, needs.safety_is_answered),
                effects=(Effect.keep_need, Effect.draft_packet),
                on_word=True,
            ),
        ),
        *rows(
            _BEFORE_ACCEPTANCE,
            ReferralEvent.approve_draft,
            Rule(
                _REFERRER,
                (needs.minimum_is_there, needs.extras_have_reasons),
                effects=(Effect.tell_client_summary,),
            ),
        ),
    ]


def _finding() -> list[ReferralRow]:
    return [
        *rows(
            _BEFORE_ACCEPTANCE,
            ReferralEvent.check,
            Rule(
                _REFERRER,
                (needs.nobody_unwanted_is_asked, needs.one_more_may_be_asked),
                effects=(Effect.ask_check,),
            ),
        ),
        *rows(
            _EARLY,
            ReferralEvent.check_answer,
            Rule(_RECIPIENT, (needs.check_is_open,), effects=(Effect.update_option,), on_word=True),
        ),
        *rows(
            _BEFORE_ACCEPTANCE,
            ReferralEvent.show_options,
            Rule(
                _REFERRER,
                (
                    needs.they_have_talked,
                    needs.nobody_unwanted_is_shown,
                    needs.enough_options_are_open,
                    needs.connections_are_written,
                ),
                to=Stage.choosing,
                effects=(Effect.tell_client_link,),
            ),
        ),
    ]


def _choosing() -> list[ReferralRow]:
    return [
        *rows(
            _CHOOSING,
            ReferralEvent.feel,
            Rule(
                _CLIENT,
                (needs.feeling_is_given,),
                effects=(Effect.tell_referrer_client,),
                when=((needs.rather_not, Effect.pause), (needs.rather_not, Effect.task_talk)),
                on_word=True,
            ),
        ),
        *rows(
            _CHOOSING,
            ReferralEvent.know_connection,
            Rule(_CLIENT, (needs.connection_was_shown,), effects=(Effect.keep_acknowledgment,), on_word=True),
        ),
        *rows(
            _UNTIL_ACCEPTED,
            ReferralEvent.choose,
            Rule(
                _CLIENT,
                (needs.something_is_chosen, needs.ranked_connections_are_known),
                effects=(Effect.keep_choice, Effect.settle_unchosen, Effect.tell_referrer_client),
                when=((needs.none_of_these, Effect.task_find_others),),
                on_word=True,
            ),
        ),
    ]


def _permission() -> list[ReferralRow]:
    strike = Rule(
        _CLIENT,
        (needs.nothing_is_signed,),
        effects=(Effect.draft_packet,),
        when=((needs.risk_was_struck, Effect.task_safety_talk),),
        on_word=True,
    )
    sign = Rule(
        frozenset({Part.client, Part.representative}),
        (
            needs.somebody_is_ranked,
            needs.draft_is_approved,
            needs.consent_is_complete,
            needs.every_signer_has_signed,
        ),
        effects=(Effect.freeze_contents, Effect.make_consents, Effect.tell_client_copy, Effect.try_unlock),
    )
    revoke = Rule(
        frozenset({Part.client, Part.representative, Part.clock}),
        (needs.consent_is_in_force,),
        effects=(
            Effect.end_consent,
            Effect.close_unaccepted_packets,
            Effect.tell_recipient_closed,
            Effect.tell_client_stopped,
            Effect.tell_referrer_client,
        ),
        on_word=True,
    )
    refuse: Rule[ReferralFacts] = Rule(
        _CLIENT, effects=(Effect.offer_own_call, Effect.tell_referrer_client), on_word=True
    )
    add_words = Rule(_CLIENT, (needs.nothing_is_signed,), effects=(Effect.draft_packet,), on_word=True)
    return [
        *rows(_UNTIL_ACCEPTED, ReferralEvent.strike, strike),
        *rows(_UNTIL_ACCEPTED, ReferralEvent.add_words, add_words),
        *rows(_UNTIL_ACCEPTED, ReferralEvent.sign, sign),
        *rows(_UNTIL_ACCEPTED, ReferralEvent.refuse, refuse),
        *rows(Stage, ReferralEvent.revoke, revoke),
    ]


def _meanwhile() -> list[ReferralRow]:
    may_pause = frozenset({Part.referrer, Part.client, Part.clock})
    pause = Rule(may_pause, (needs.pause_has_a_day,), effects=(Effect.pause,), on_word=True)
    resume = Rule(may_pause, (needs.it_is_paused,), effects=(Effect.resume,), on_word=True)
    thank = Rule(_RECIPIENT, (needs.words_are_covered,), effects=(Effect.thank_referrer,), on_word=True)
    log_call = Rule(_REFERRER | _RECIPIENT, (needs.words_are_covered,), on_word=True)
    message = Rule(
        _REFERRER | _CLIENT | _RECIPIENT,
        (needs.words_are_covered,),
        effects=(Effect.tell_message,),
        on_word=True,
    )
    enter: Rule[ReferralFacts] = Rule(_REFERRER, (needs.words_are_covered,))
    return [
        *rows(OPEN, ReferralEvent.pause, pause),
        *rows(OPEN, ReferralEvent.resume, resume),
        *rows(OPEN, ReferralEvent.thank, thank),
        *rows(OPEN, ReferralEvent.log_call, log_call),
        *rows(OPEN, ReferralEvent.message, message),
        *rows(OPEN, ReferralEvent.enter, enter),
    ]


def _afterwards() -> list[ReferralRow]:
    ask = Rule(
        _CLOCK,
        (needs.check_ins_are_agreed,),
        effects=(Effect.ask_check_in,),
        when=((needs.is_silent, Effect.task_silent_client),),
    )
    answer = Rule(
        _CLIENT,
        (needs.check_in_has_an_answer,),
        effects=(Effect.tell_referrer_client,),
        when=(
            (needs.goes_badly, Effect.task_check_in),
            (needs.recipient_may_know, Effect.tell_recipient_check_in),
            (needs.fit_may_be_told, Effect.tell_recipient_fit),
            (needs.fit_may_be_told, Effect.tell_referrer_fit),
        ),
        on_word=True,
    )
    end = Rule(
        _REFERRER | _CLOCK,
        (needs.outcome_is_given, needs.ending_was_fair),
        to=Stage.closed,
        effects=(Effect.settle_all, Effect.stop_check_ins, Effect.start_retention),
    )
    reopen = Rule(
        _REFERRER,
        (needs.reopening_has_a_reason, needs.retention_runs),
        effects=(Effect.stop_retention,),
    )
    return [
        *rows(_AFTER_ACCEPTANCE, ReferralEvent.check_in, ask),
        *rows(_AFTER_ACCEPTANCE, ReferralEvent.check_in_answer, answer),
        *rows(OPEN, ReferralEvent.end, end),
        *rows({Stage.closed}, ReferralEvent.reopen, reopen),
    ]


REFERRAL: Final[Table[Stage, ReferralEvent, ReferralFacts]] = table(
    [_planning(), _finding(), _choosing(), _permission(), _meanwhile(), _afterwards()],
    ended=frozenset(),  # a closed referral can be reopened, as long as it is kept
)
