"""What each event of a referral needs: one small question each, in the words of the person who acts."""

from datetime import datetime

from segue.rules.check import may_check
from segue.rules.referral_facts import CheckInAnswer, Feeling, Outcome, ReferralFacts
from segue.rules.step import Refused
from segue.rules.text import N_

FEWEST_OPTIONS = 3
FEWEST_ATTEMPTS = 2
UNANSWERED_IN_A_ROW = 2


def somebody_is_referred(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.has_client:
        return None
    return Refused(
        "client_missing",
        N_("A referral is for somebody."),
        N_("Choose the client, or enter the caller who wants a referral."),
    )


def kind_and_reason_are_given(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.kind and facts.reason:
        return None
    return Refused(
        "reason_missing",
        N_("The reason and the kind shape what is shared."),
        N_("Choose one reason and one kind."),
    )


def day_of_talk_is_given(facts: ReferralFacts, now: datetime) -> Refused | None:
    if facts.talked_on is None:
        return Refused(
            "talk_day_missing",
            N_("The day you talked about this together is not given."),
            N_("Enter the day. If you have not talked yet, choose Not yet for words to begin with."),
        )
    if facts.talked_on > now.date():
        return Refused(
            "talk_in_future",
            N_("This day has not come yet."),
            N_("Enter the day after you have talked."),
        )
    return None


def they_have_talked(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.talked_on is not None:
        return None
    return Refused(
        "not_talked",
        N_("You have not talked about this together yet. Nobody should learn of a referral from a link."),
        N_("Talk with the client first, then enter the day."),
    )


def need_is_valid(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.need_problems:
        return None
    return Refused(
        "need_incomplete",
        N_("Something in the need is missing or does not fit: %(problems)s."),
        N_("Mend these parts. The rest is kept."),
        {"problems": ", ".join(facts.need_problems)},
    )


def safety_is_answered(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.safety_answered:
        return None
    return Refused(
        "safety_unanswered",
        N_("The question about safety has no answer yet."),
        N_("Say whether the next clinician must know something about safety before the first visit."),
    )


def nobody_unwanted_is_asked(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.on_do_not_ask:
        return None
    return Refused(
        "do_not_ask",
        N_("The client does not want this person or place to be asked."),
        N_("Ask somebody else, or talk with the client about it."),
    )


def one_more_may_be_asked(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.check_counts is not None:
        return may_check(facts.check_counts)
    return Refused(
        "checks_uncounted",
        N_("It is not known how often this person has been asked."),
        N_("Open the options again and ask from there."),
    )


def check_is_open(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.check_open:
        return None
    return Refused(
        "check_closed",
        N_("This question is closed. You are not expected to answer it."),
        N_("You can still say how many openings you have this week."),
    )


def nobody_unwanted_is_shown(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.unwanted:
        return None
    return Refused(
        "do_not_ask",
        N_("The client does not want these to be asked: %(names)s."),
        N_("Take them off the list and choose somebody else, or talk with the client about it."),
        {"names": ", ".join(facts.unwanted)},
    )


def enough_options_are_open(facts: ReferralFacts, _now: datetime) -> Refused | None:
    enough = facts.options_open >= FEWEST_OPTIONS and facts.options_differ
    if enough or facts.fewer_reason.strip():
        return None
    return Refused(
        "options_few",
        N_("A choice needs three people who are open and truly different."),
        N_("Ask a few more, or write why there are fewer."),
    )


def connections_are_written(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.connections_unwritten == 0:
        return None
    return Refused(
        "connection_unwritten",
        N_("You and one of these people are connected, and the client cannot read of it yet."),
        N_("Write it in one plain sentence, as you would say it to the client."),
    )


def feeling_is_given(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.feeling:
        return None
    return Refused(
        "feeling_missing",
        N_("No answer is chosen."),
        N_("Choose the one that is closest. You can change it later."),
    )


def connection_was_shown(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.connection_shown and facts.text_hash:
        return None
    return Refused(
        "connection_not_shown",
        N_("What you were to read has changed, or was not shown."),
        N_("Read it once more, then tap the button below it."),
    )


def something_is_chosen(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.ranked > 0 or facts.chose_none:
        return None
    return Refused(
        "nothing_chosen",
        N_("Nobody is chosen yet."),
        N_("Choose at least one, or choose None of these."),
    )


def ranked_connections_are_known(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.unacknowledged_connections == 0 or facts.chose_none:
        return None
    return Refused(
        "connection_unacknowledged",
        N_("There is something good to know about one of the people you chose."),
        N_("Read it and tap I know this now. Your choice is kept."),
    )


def minimum_is_there(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.minimum_missing:
        return None
    return Refused(
        "minimum_missing",
        N_("For this reason the summary needs more: %(parts)s."),
        N_("Write these parts. One line each can be enough."),
        {"parts": ", ".join(facts.minimum_missing)},
    )


def extras_have_reasons(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.extras_without_reason:
        return None
    return Refused(
        "extra_without_reason",
        N_("These parts are not needed for this reason of referral: %(parts)s."),
        N_("Write why the next clinician must know them, or leave them out."),
        {"parts": ", ".join(facts.extras_without_reason)},
    )


def nothing_is_signed(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.already_signed:
        return None
    return Refused(
        "already_signed",
        N_("This summary is signed. A signed summary never changes."),
        N_("You can stop sharing it, change it, and sign again."),
    )


def draft_is_approved(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.draft_approved:
        return None
    return Refused(
        "draft_unapproved",
        N_("The summary is not ready to be signed."),
        N_("The clinician who refers approves it first."),
    )


def somebody_is_ranked(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.ranked > 0:
        return None
    return Refused(
        "nobody_ranked",
        N_("A permission names one person, and nobody is chosen yet."),
        N_("Choose first. Then sign for the ones you chose."),
    )


def consent_is_complete(facts: ReferralFacts, _now: datetime) -> Refused | None:
    """45 CFR 164.508(c) and, where it applies, 42 CFR 2.31: without an element it is no consent."""
    if not facts.missing_consent_elements:
        return None
    return Refused(
        "consent_incomplete",
        N_("The permission lacks: %(elements)s."),
        N_("Fill these in. Nothing is signed until then."),
        {"elements": ", ".join(facts.missing_consent_elements)},
    )


def every_signer_has_signed(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.missing_signers:
        return None
    return Refused(
        "signer_missing",
        N_("Somebody else must sign too: %(signers)s."),
        N_("Ask them to sign here, or send them a link of their own."),
        {"signers": ", ".join(facts.missing_signers)},
    )


def consent_is_in_force(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.consent_in_force:
        return None
    return Refused(
        "consent_not_in_force",
        N_("Nothing is being shared on this permission."),
        N_("Nothing needs to be stopped."),
    )


def pause_has_a_day(facts: ReferralFacts, now: datetime) -> Refused | None:
    if facts.pause_until is not None and facts.pause_until > now.date():
        return None
    return Refused(
        "pause_day_missing",
        N_("A pause ends on a day that is still to come."),
        N_("Choose the day on which to look at this again."),
    )


def it_is_paused(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.paused_until is not None:
        return None
    return Refused("not_paused", N_("This referral is not paused."), N_("Go on with its next step."))


def check_ins_are_agreed(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.agreed_to_check_ins:
        return None
    return Refused(
        "check_ins_not_agreed",
        N_("The client did not agree to be asked how it goes."),
        N_("Ask at the next talk. Until then nothing is sent."),
    )


def check_in_has_an_answer(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.check_in_open and facts.check_in_answer:
        return None
    return Refused(
        "check_in_unanswered",
        N_("No answer is chosen, or this question is closed."),
        N_("Choose the one that is closest. To say more, write to your clinician."),
    )


def words_are_covered(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.about_a_person or facts.consent_covers:
        return None
    return Refused(
        "not_covered",
        N_("The client's permission does not cover this. %(problem)s"),
        N_("Leave out what is about the client, or ask the client for a new permission."),
        {"problem": facts.consent_problem},
    )


def outcome_is_given(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.outcome:
        return None
    return Refused("outcome_missing", N_("How did it end?"), N_("Choose an outcome. You can add a line."))


def ending_was_fair(facts: ReferralFacts, now: datetime) -> Refused | None:
    """Nobody is let go in silence: dated attempts and a letter that names help in a crisis."""
    if facts.outcome is not Outcome.not_reachable:
        return None
    if len(facts.attempts) < FEWEST_ATTEMPTS or max(facts.attempts) > now.date():
        return Refused(
            "attempts_missing",
            N_("Not reachable needs at least two attempts, each with its day."),
            N_("Enter when and how you tried to reach the client."),
        )
    if not facts.ending_letter:
        return Refused(
            "letter_missing",
            N_("The client has no ending letter yet. It names whom to call in a crisis."),
            N_("Send or hand over the letter first."),
        )
    return None


def reopening_has_a_reason(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if facts.reopen_reason.strip():
        return None
    return Refused("reason_missing", N_("Why is it opened again?"), N_("Write one line for the record."))


def retention_runs(facts: ReferralFacts, _now: datetime) -> Refused | None:
    if not facts.retention_ended:
        return None
    return Refused(
        "retention_ended",
        N_("What this referral held has been erased, as the rules of your practice say."),
        N_("Begin a new referral."),
    )


# Conditions: what follows only sometimes


def rather_not(facts: ReferralFacts) -> bool:
    return facts.feeling is Feeling.rather_not


def none_of_these(facts: ReferralFacts) -> bool:
    return facts.chose_none


def risk_was_struck(facts: ReferralFacts) -> bool:
    return facts.struck_risk


def is_silent(facts: ReferralFacts) -> bool:
    return facts.check_ins_unanswered >= UNANSWERED_IN_A_ROW


def goes_badly(facts: ReferralFacts) -> bool:
    return facts.check_in_answer in {CheckInAnswer.not_well, CheckInAnswer.stopped}


def recipient_may_know(facts: ReferralFacts) -> bool:
    return facts.may_tell_recipient


def fit_may_be_told(facts: ReferralFacts) -> bool:
    return facts.may_tell_recipient and facts.check_in_answer is CheckInAnswer.well
