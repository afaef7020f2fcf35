"""The words in which a practice reads codes: reasons, kinds, steps, states, events. Marked, not yet translated."""

from collections.abc import Mapping

from segue.rules.checkin import CheckIn
from segue.rules.clock import Urgency
from segue.rules.consent import ConsentStatus, WordBack
from segue.rules.handoff import DeclineReason, State
from segue.rules.matching.legal import Legal
from segue.rules.need import Wish
from segue.rules.referral import CheckInAnswer, Outcome, Reason, ReferralKind
from segue.rules.terms import FirstStep
from segue.rules.text import N_

REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.expertise: (N_("Expertise"), N_("Somebody else knows this better.")),
    Reason.availability: (N_("Availability"), N_("I have no room, or not soon enough.")),
    Reason.fit: (N_("Fit"), N_("We do not work well together, and that is nobody’s fault.")),
    Reason.level_of_care: (N_("Level of care"), N_("More, or less, than a weekly session is needed.")),
    Reason.move: (N_("Move or license"), N_("One of us moves, or my license ends at the state line.")),
    Reason.closing: (N_("Leaving or closing"), N_("I leave, retire, or close the practice.")),
    Reason.assessment: (N_("Assessment"), N_("Somebody should find out what would help.")),
    Reason.shared_care: (N_("Shared care"), N_("I go on, and somebody else joins.")),
}
KINDS: Mapping[ReferralKind, str] = {
    ReferralKind.transfer: N_("Transfer: they take over"),
    ReferralKind.shared_care: N_("Shared care: I go on"),
    ReferralKind.cover: N_("Cover: until I am back"),
    ReferralKind.consult: N_("Consult: advice for me"),
    ReferralKind.assessment: N_("Assessment: a report"),
    ReferralKind.higher_level: N_("Higher level of care"),
}
KIND_NAMES: Mapping[ReferralKind, str] = {
    ReferralKind.transfer: N_("transfer"),
    ReferralKind.shared_care: N_("shared care"),
    ReferralKind.cover: N_("cover"),
    ReferralKind.consult: N_("consult"),
    ReferralKind.assessment: N_("assessment"),
    ReferralKind.higher_level: N_("higher level of care"),
    ReferralKind.return_: N_("return"),
}
REASON_NAMES: Mapping[Reason, str] = {
    Reason.expertise: N_("expertise"),
    Reason.availability: N_("availability"),
    Reason.fit: N_("fit"),
    Reason.level_of_care: N_("level of care"),
    Reason.move: N_("move or license"),
    Reason.closing: N_("leaving or closing"),
    Reason.assessment: N_("assessment"),
    Reason.shared_care: N_("shared care"),
}
URGENCIES: Mapping[Urgency, tuple[str, str]] = {
    Urgency.routine: (N_("Routine"), N_("An answer within one working day.")),
    Urgency.soon: (N_("Soon"), N_("An answer within half a working day.")),
    Urgency.urgent: (
        N_("Urgent"),
        N_("An answer within two hours, and a call by you. Segue is no emergency service."),
    ),
}
FOR_THIS_REASON: Mapping[Reason, str] = {
    Reason.expertise: N_("“Expertise” tells the new clinician your question and what has helped."),
    Reason.availability: N_("“Availability” shares little: how to go on, and what happens until then."),
    Reason.fit: N_("“Fit” asks for the client’s own words. Your view of the rift is not shared."),
    Reason.level_of_care: N_("“Level of care” shares more: course, safety, and the plan until then."),
    Reason.move: N_("“Move or license” shares what the next clinician needs to go on."),
    Reason.closing: N_("“Leaving or closing” shares what helped, and who keeps the file."),
    Reason.assessment: N_("“Assessment” tells your question and what is known so far."),
    Reason.shared_care: N_("“Shared care” says who does what, and whom to call."),
}
CHANNELS: tuple[tuple[str, str, str], ...] = (
    ("email", N_("E-mail"), N_("Only a link and the word you agree on.")),
    ("sms", N_("Text message"), N_("Only a link and the word you agree on.")),
    ("phone", N_("Phone, by you"), N_("Segue sends nothing. You call.")),
    ("in_session", N_("In session only"), N_("No phone or mail is safe. You look at it together.")),
)
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.fits: N_("It fits"),
    Outcome.handed_over: N_("Handed over; no word back is wanted"),
    Outcome.chose_otherwise: N_("The client chose otherwise"),
    Outcome.other_care: N_("The client found other care"),
    Outcome.no_service: N_("No service was found"),
    Outcome.returned: N_("Care went back"),
    Outcome.not_reachable: N_("The client cannot be reached"),
    Outcome.entered_in_error: N_("Entered in error"),
}
CHOOSABLE_OUTCOMES = tuple(one for one in Outcome if one not in (Outcome.returned, Outcome.not_reachable))
"""Not reachable needs dated attempts and a letter; a return comes by its own act."""

DECLINED: Mapping[DeclineReason, str] = {
    DeclineReason.no_opening: N_("no opening after all"),
    DeclineReason.outside_scope: N_("outside what they do"),
    DeclineReason.cost: N_("insurance or cost"),
    DeclineReason.time_or_place: N_("time or place"),
    DeclineReason.conflict: N_("a conflict of interest"),
    DeclineReason.another_better: N_("another would be better"),
    DeclineReason.cannot: N_("cannot, and need not say why"),
}
STANDS: Mapping[State, str] = {
    State.prepared: N_("not asked yet"),
    State.requested: N_("asked for an opening"),
    State.no_answer: N_("no word yet; a late yes counts"),
    State.confirmed: N_("has an opening"),
    State.unlocked: N_("may open the summary"),
    State.opened: N_("has read the summary"),
    State.accepted: N_("accepted"),
    State.scheduled: N_("has an appointment"),
    State.missed: N_("an appointment was missed"),
    State.started: N_("first session took place"),
    State.contacting: N_("the client calls"),
    State.waitlisted: N_("offers a waiting list"),
    State.declined: N_("declined"),
    State.settled: N_("settled, thanked"),
    State.lapsed: N_("ended without a word"),
    State.withdrawn: N_("withdrawn"),
    State.returned: N_("returned"),
    State.closed: N_("closed"),
}
FIRST_STEPS: Mapping[FirstStep, str] = {
    FirstStep.call: N_("call"),
    FirstStep.intake: N_("intake"),
    FirstStep.session: N_("session"),
}
CONSENT_STANDS: Mapping[ConsentStatus, str] = {
    ConsentStatus.draft: N_("not signed"),
    ConsentStatus.signed: N_("in force"),
    ConsentStatus.resting: N_("rests, unused"),
    ConsentStatus.revoked: N_("taken back"),
    ConsentStatus.expired: N_("run out"),
    ConsentStatus.ended: N_("ended"),
}
WORDS_BACK: Mapping[WordBack, str] = {
    WordBack.nothing: N_("Nothing"),
    WordBack.came: N_("Only that they came"),
    WordBack.updates: N_("Short updates"),
}
CHECK_IN_ANSWERS: Mapping[CheckInAnswer, str] = {
    CheckInAnswer.well: N_("well"),
    CheckInAnswer.so_so: N_("so-so"),
    CheckInAnswer.not_well: N_("not well"),
    CheckInAnswer.stopped: N_("we stopped"),
}
MOMENTS: Mapping[CheckIn, str] = {
    CheckIn.after_acceptance: N_("before it begins"),
    CheckIn.first_week: N_("one week in"),
    CheckIn.third_week: N_("three weeks in"),
    CheckIn.sixth_week: N_("six weeks in"),
    CheckIn.twelfth_week: N_("twelve weeks in"),
}
UNKNOWN: Mapping[Legal | Wish, str] = {
    Legal.LICENSE: N_("license"),
    Legal.AGE: N_("ages seen"),
    Legal.SEEN: N_("what they do not see"),
    Wish.CONCERN: N_("main concern"),
    Wish.FORMAT: N_("online or in person"),
    Wish.PLACE: N_("distance"),
    Wish.INSURANCE_OR_BUDGET: N_("insurance or cost"),
    Wish.LANGUAGE: N_("language"),
    Wish.HOURS: N_("hours"),
    Wish.ROOM: N_("an opening"),
    Wish.WAIT: N_("how soon"),
    Wish.METHOD: N_("method"),
    Wish.STYLE: N_("style"),
    Wish.ROLE: N_("kind of care"),
}
TO_BEGIN_WITH: tuple[str, ...] = (
    N_("I have been thinking about what would help you most, and I want to think about it with you."),
    N_("There is somebody who knows this better than I do. I would like you to have that."),
    N_("Nothing is decided. You choose whether, and whom. I stay with you until it has begun."),
)
