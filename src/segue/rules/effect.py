"""What must follow an event: consequences in the same transaction, notices through the outbox.

The two lifecycle tables name these; acts carry out the consequences, the worker sends the notices. What a
notice may say (never a word about one person) is decided where it is written.
"""

from enum import StrEnum
from typing import Final


class Effect(StrEnum):
    """One thing that follows from an event."""

    # Notices to a recipient
    tell_recipient_request = "tell_recipient_request"
    tell_recipient_answer = "tell_recipient_answer"
    tell_recipient_unlocked = "tell_recipient_unlocked"
    tell_recipient_settled = "tell_recipient_settled"
    tell_recipient_closed = "tell_recipient_closed"
    tell_recipient_check_in = "tell_recipient_check_in"
    tell_recipient_fit = "tell_recipient_fit"
    ask_check = "ask_check"
    thank_for_check = "thank_for_check"
    # Notices to a client
    tell_client_link = "tell_client_link"
    tell_client_summary = "tell_client_summary"
    tell_client_copy = "tell_client_copy"
    tell_client_stopped = "tell_client_stopped"
    tell_client_terms = "tell_client_terms"
    tell_client_waitlist = "tell_client_waitlist"
    tell_client_not_available = "tell_client_not_available"
    tell_client_other_reason = "tell_client_other_reason"
    tell_client_no_answer = "tell_client_no_answer"
    tell_client_accepted = "tell_client_accepted"
    tell_client_missed = "tell_client_missed"
    send_appointment = "send_appointment"
    ask_check_in = "ask_check_in"
    # Notices to the referrer
    tell_referrer_client = "tell_referrer_client"
    tell_referrer_question = "tell_referrer_question"
    tell_referrer_answer = "tell_referrer_answer"
    tell_referrer_no_answer = "tell_referrer_no_answer"
    tell_referrer_accepted = "tell_referrer_accepted"
    tell_referrer_scheduled = "tell_referrer_scheduled"
    tell_referrer_started = "tell_referrer_started"
    tell_referrer_update = "tell_referrer_update"
    tell_referrer_return = "tell_referrer_return"
    tell_referrer_fit = "tell_referrer_fit"
    ask_to_end_care = "ask_to_end_care"
    thank_referrer = "thank_referrer"
    # Notices to whoever the message is for
    tell_message = "tell_message"

    # Consequences for the referral
    allow_links = "allow_links"
    keep_need = "keep_need"
    draft_packet = "draft_packet"
    update_option = "update_option"
    keep_choice = "keep_choice"
    keep_acknowledgment = "keep_acknowledgment"
    settle_unchosen = "settle_unchosen"
    freeze_contents = "freeze_contents"
    make_consents = "make_consents"
    offer_own_call = "offer_own_call"
    end_consent = "end_consent"
    close_unaccepted_packets = "close_unaccepted_packets"
    pause = "pause"
    resume = "resume"
    settle_all = "settle_all"
    start_retention = "start_retention"
    stop_retention = "stop_retention"
    # Consequences for a handoff
    start_reply_clock = "start_reply_clock"
    pause_reply_clock = "pause_reply_clock"
    resume_reply_clock = "resume_reply_clock"
    stop_reply_clock = "stop_reply_clock"
    hold_opening = "hold_opening"
    release_opening = "release_opening"
    take_opening = "take_opening"
    show_terms_to_client = "show_terms_to_client"
    try_unlock = "try_unlock"
    open_packet = "open_packet"
    close_packet = "close_packet"
    record_disclosure = "record_disclosure"
    mark_for_review = "mark_for_review"
    copy_to_recipient = "copy_to_recipient"
    settle_others = "settle_others"
    request_next = "request_next"
    add_suggested_options = "add_suggested_options"
    plan_appointment_reminders = "plan_appointment_reminders"
    plan_reach_question = "plan_reach_question"
    plan_check_ins = "plan_check_ins"
    stop_check_ins = "stop_check_ins"
    end_resting_consents = "end_resting_consents"
    give_summary_to_client = "give_summary_to_client"
    open_return = "open_return"
    # Consequences that are tasks for somebody
    task_safety_talk = "task_safety_talk"
    task_talk = "task_talk"
    task_find_others = "task_find_others"
    task_phone = "task_phone"
    task_check_in = "task_check_in"
    task_silent_client = "task_silent_client"
    task_tell_client = "task_tell_client"


NOTICES: Final = frozenset(
    effect for effect in Effect if effect.startswith(("tell_", "ask_", "thank_", "send_"))
)
"""Go out through the outbox, at least once, each with its own id."""

CONSEQUENCES: Final = frozenset(Effect) - NOTICES
"""Done by acts, in the transaction of the event."""
