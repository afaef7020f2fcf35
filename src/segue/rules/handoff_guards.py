"""What each event of a handoff needs: one small question each, in the words of the person who acts."""

from datetime import datetime

from segue.rules.handoff_facts import DeclineReason, HandoffFacts
from segue.rules.referral_facts import ReferralKind
from segue.rules.step import Refused
from segue.rules.terms import FURTHEST_START
from segue.rules.text import N_

LONGEST_WAIT_WEEKS = 104


def client_chose_this(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.chosen_by_client or facts.not_chosen_reason.strip():
        return None
    return Refused(
        "not_chosen",
        N_("The client has not chosen this person."),
        N_("Show the option to the client, or write why the client did not choose."),
    )


def may_be_asked(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if not facts.on_do_not_ask:
        return None
    return Refused(
        "do_not_ask",
        N_("The client does not want this person or place to be asked."),
        N_("Ask the next choice, or talk with the client about it."),
    )


def connections_are_told(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.connections_untold == 0:
        return None
    return Refused(
        "connection_untold",
        N_("You and this person are connected, and the client has not been told."),
        N_("Write it in one plain sentence and show it to the client. Then ask."),
    )


def connections_are_known(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.unacknowledged_connections == 0:
        return None
    return Refused(
        "connection_unacknowledged",
        N_("The client has not yet said that they know of the connection to this person."),
        N_("It stands on the client's page. You can also read it together."),
    )


def a_request_is_free(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.live_requests < facts.live_limit:
        return None
    return Refused(
        "requests_full",
        N_("%(limit)s requests are out already, as many as the client allows at once."),
        N_("Wait for an answer, withdraw one, or ask the client to allow more."),
        {"limit": str(facts.live_limit)},
    )


def question_is_from_the_list(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.question_listed:
        return None
    return Refused(
        "question_not_listed",
        N_("Before the summary opens, questions come from the list. So nothing about the person is told."),
        N_("Choose a question from the list. After you confirm an opening you can ask in your own words."),
    )


def question_has_words(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.question_listed or facts.question_words.strip():
        return None
    return Refused("question_empty", N_("The question is empty."), N_("Write what you would like to know."))


def a_question_stands(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.question_open:
        return None
    return Refused(
        "no_question",
        N_("No question waits for an answer here."),
        N_("To tell the recipient something, write a message."),
    )


def answer_names_nobody(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if not facts.about_a_person:
        return None
    return Refused(
        "about_a_person",
        N_("The summary is not open yet. Until then nothing about the person leaves."),
        N_("Answer from the list only."),
    )


def answer_is_covered(facts: HandoffFacts, now: datetime) -> Refused | None:
    return consent_covers_this(facts, now) if facts.about_a_person else None


def consent_covers_this(facts: HandoffFacts, _now: datetime) -> Refused | None:
    """No way around it for treatment: what leaves is covered by a consent or is a recorded emergency."""
    if facts.consent_covers:
        return None
    return Refused(
        "not_covered",
        N_("The client's permission does not cover this. %(problem)s"),
        N_("Ask the client to sign for this recipient. Nothing is shown until then."),
        {"problem": facts.consent_problem},
    )


def terms_are_whole(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if not facts.missing_terms:
        return None
    return Refused(
        "terms_missing",
        N_("The client decides on your terms, and something is missing: %(terms)s."),
        N_("Fill these in. A few words each are enough."),
        {"terms": ", ".join(facts.missing_terms)},
    )


def no_other_packet_is_open(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if not facts.other_open_packet:
        return None
    return Refused(
        "other_packet_open",
        N_("Somebody else may read the summary now. Only one person at a time may."),
        N_("Wait for their answer, or withdraw from them first."),
    )


def nothing_is_paused(facts: HandoffFacts, now: datetime) -> Refused | None:
    if facts.paused_until is None or facts.paused_until <= now.date():
        return None
    return Refused(
        "paused",
        N_("This referral is paused until %(day)s."),
        N_("It goes on by itself on that day. Resume it to go on sooner."),
        {"day": facts.paused_until.isoformat()},
    )


def safety_was_talked_over(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if not facts.safety_talk_open:
        return None
    return Refused(
        "safety_talk_open",
        N_("A talk about safety comes first. Until then nobody new reads the summary."),
        N_("Talk with each other, then mark the talk as done."),
    )


def terms_suit_the_client(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.terms_no_worse or facts.client_said_go:
        return None
    return Refused(
        "terms_changed",
        N_("The terms differ from those the client chose on."),
        N_("The client decides: go on with these terms, or wait for another answer."),
    )


def order_is_kept(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if not facts.higher_choice_within_clock or facts.whoever_first or facts.client_said_go:
        return None
    return Refused(
        "higher_choice_open",
        N_("An earlier choice still has time to answer."),
        N_("The client decides: go on with this one, or wait for the earlier choice."),
    )


def identity_is_proven(facts: HandoffFacts, _now: datetime) -> Refused | None:
    """45 CFR 164.514(h): the code comes by a number fixed before the request, not by the link's way."""
    if facts.identity_proven:
        return None
    return Refused(
        "identity_unproven",
        N_("The link alone does not open the summary."),
        N_("Enter the code that comes to the number on file, or sign in."),
    )


def recipient_will_meet_them(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.will_meet:
        return None
    return Refused(
        "meeting_unconfirmed",
        N_("To accept means that you will meet this person for a first call or visit."),
        N_("Tick the sentence if you will. It does not make you responsible for care before that."),
    )


def wait_is_a_range(facts: HandoffFacts, _now: datetime) -> Refused | None:
    low, high = facts.wait_from_weeks, facts.wait_to_weeks
    if low is not None and high is not None and 0 <= low <= high <= LONGEST_WAIT_WEEKS and high > 0:
        return None
    return Refused(
        "wait_missing",
        N_("How long is the wait, at best and at worst?"),
        N_("Enter two numbers of weeks, the shorter one first. An honest guess helps most."),
    )


def decline_has_a_reason(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.decline_reason is None:
        return Refused(
            "reason_missing",
            N_("No reason is chosen."),
            N_("Choose one. The last one is: cannot, and need not say why."),
        )
    if facts.decline_reason is DeclineReason.another_better and facts.suggested == 0:
        return Refused(
            "suggestion_missing",
            N_("You say that somebody else would be better, but nobody is named."),
            N_("Name one person, or choose another reason."),
        )
    return None


def withdrawal_has_a_reason(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.withdraw_reason.strip():
        return None
    return Refused(
        "reason_missing", N_("Why is it withdrawn?"), N_("Write or choose a reason. One word can do.")
    )


def it_is_settled_elsewhere(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.settle_cause is not None:
        return None
    return Refused(
        "nothing_settled",
        N_("Nobody else has accepted, and the client still wants this one."),
        N_("To end this request yourself, withdraw it."),
    )


def reply_clock_ran_out(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.clock_ran_out:
        return None
    return Refused(
        "clock_runs", N_("There is still time to answer."), N_("Wait until the reply clock runs out.")
    )


def hold_ran_out(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.hold_ran_out:
        return None
    return Refused(
        "hold_runs", N_("It is still held open."), N_("Wait until the hold and its reminder run out.")
    )


def appointment_is_whole(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.appointment_kind is None or not facts.appointment_place.strip():
        return Refused(
            "appointment_incomplete",
            N_("An appointment needs to say what it is and where it takes place."),
            N_("Choose call, intake or first session, and enter a place or a link."),
        )
    if facts.appointment_at is None or facts.appointment_at.utcoffset() is None or not facts.appointment_zone:
        return Refused(
            "appointment_time_missing",
            N_("The day, the time or its time zone is missing."),
            N_("Enter all three, so that both mean the same hour."),
        )
    return None


def appointment_is_to_come(facts: HandoffFacts, now: datetime) -> Refused | None:
    if facts.appointment_at is None or facts.appointment_at <= now:
        return Refused(
            "appointment_past",
            N_("This time has passed."),
            N_("Enter a time to come. If the session took place, say that it did."),
        )
    if facts.appointment_at > now + FURTHEST_START:
        return Refused(
            "appointment_too_far",
            N_("This day is more than a year away."),
            N_("Look at the year, then enter the day again."),
        )
    return None


def first_day_is_given(facts: HandoffFacts, now: datetime) -> Refused | None:
    if facts.started_on is None:
        return Refused("day_missing", N_("On which day was the first session?"), N_("Enter the day."))
    if facts.started_on > now.date():
        return Refused(
            "day_in_future",
            N_("This day has not come yet."),
            N_("Enter it as an appointment. Say so here after the session."),
        )
    return None


def updates_are_allowed(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.short_updates and facts.consent_covers:
        return None
    return Refused(
        "word_back_narrower",
        N_("The client did not allow updates to the one who referred. %(problem)s"),
        N_("Ask the client. They can widen the word back on their page."),
        {"problem": facts.consent_problem},
    )


def closing_has_an_outcome(facts: HandoffFacts, _now: datetime) -> Refused | None:
    if facts.outcome is not None or facts.close_reason.strip():
        return None
    return Refused("outcome_missing", N_("How did it end?"), N_("Choose an outcome, or write a reason."))


def emergency_is_whole(facts: HandoffFacts, now: datetime) -> Refused | None:
    """42 CFR 2.51(c) and 45 CFR 164.512(j): recorded at once, with all four."""
    given = facts.emergency
    if (
        given
        and all(part.strip() for part in (given.reason, given.recipient, given.what))
        and given.when <= now
    ):
        return None
    return Refused(
        "emergency_incomplete",
        N_("A disclosure in an emergency is recorded with four things: why, to whom, what, when."),
        N_("Fill in all four. If it cannot wait, act first and enter it right after."),
    )


# Conditions: what follows only sometimes


def it_is_urgent(facts: HandoffFacts) -> bool:
    return facts.urgent


def others_are_suggested(facts: HandoffFacts) -> bool:
    return facts.suggested > 0


def reason_helps_the_client(facts: HandoffFacts) -> bool:
    """Cost, time and place are told to the client, who can change a wish; the rest is "not available"."""
    return facts.decline_reason in {DeclineReason.cost, DeclineReason.time_or_place}


def reason_stays_unsaid(facts: HandoffFacts) -> bool:
    return not reason_helps_the_client(facts)


def summary_is_wanted(facts: HandoffFacts) -> bool:
    return facts.wants_summary


def referrer_may_hear(facts: HandoffFacts) -> bool:
    return facts.referrer_may_hear


def updates_may_go_back(facts: HandoffFacts) -> bool:
    return facts.short_updates


def check_ins_are_agreed(facts: HandoffFacts) -> bool:
    return facts.agreed_to_check_ins


def care_passes_over(facts: HandoffFacts) -> bool:
    return facts.referral_kind is ReferralKind.transfer


def client_may_safely_be_told(facts: HandoffFacts) -> bool:
    return not facts.unsafe_to_tell.strip()
