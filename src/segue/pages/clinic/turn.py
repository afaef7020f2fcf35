"""Who has the turn in a referral, in words: a heading, what it means, by when, and what happens then."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from segue.pages.clinic.phrases import phrase, weekday_and_day
from segue.pages.environment import clock, day, given_name
from segue.reads.referral_page import HandoffLine, ReferralPage
from segue.rules.actor import Part
from segue.rules.handoff import TAKEN, State
from segue.rules.stage import StepCode
from segue.rules.text import N_

# Heading and sentence for the one who refers.
_MINE: Mapping[StepCode, tuple[str, str]] = {
    StepCode.resume: (N_("It rests"), N_("No reminders go out until then. You can go on at any time.")),
    StepCode.safety_talk: (
        N_("It is your turn: talk with %(client)s about safety"),
        N_("The summary opens for nobody until you two have talked."),
    ),
    StepCode.crisis_word: (
        N_("It is your turn: read what %(client)s wrote, and call"),
        N_("There is a word in it that may mean danger."),
    ),
    StepCode.answer_question: (
        N_("It is your turn: %(who)s asks a question"),
        N_("The reply clock stands still until you answer."),
    ),
    StepCode.approve_draft: (
        N_("It is your turn: read and approve the summary"),
        N_("%(client)s has chosen, and signs as soon as you stand by it."),
    ),
    StepCode.talk: (
        N_("It is your turn: talk about it with %(client)s"),
        N_("Until then no link goes to %(client)s. You can write the need meanwhile."),
    ),
    StepCode.write_need: (
        N_("It is your turn: write down what %(client)s looks for"),
        N_("A few lines as you would say them, and some ticks. About two minutes."),
    ),
    StepCode.find_options: (
        N_("It is your turn: find people who are open"),
        N_("Three who differ, so that it is a choice. Nothing about %(client)s is told when you ask."),
    ),
    StepCode.send_request: (
        N_("It is your turn: ask for an opening"),
        N_("The request speaks of the clinician. It says nothing about %(client)s."),
    ),
    StepCode.outcome: (
        N_("It is your turn: how did it end?"),
        N_("Nothing else waits. Close it when you know, or leave it open for the check-ins."),
    ),
}
# What the one who has the turn does now.
_THEIRS: Mapping[StepCode, str] = {
    StepCode.decide: N_(
        "%(who)s has an opening, on terms that %(client)s has to decide on. Nothing for you to do."
    ),
    StepCode.sign: N_("%(client)s reads the summary, keeps private what should stay private, and signs."),
    StepCode.choose: N_("%(client)s looks at the options and puts them in order."),
    StepCode.call: N_("%(client)s calls by themself. No summary leaves."),
    StepCode.make_appointment: N_("%(who)s accepted, for a first call or visit. An appointment comes next."),
    StepCode.first_session: N_("The appointment is made. You stay with %(client)s until the first session."),
    StepCode.check_in: N_("%(client)s was asked how it goes. The answer comes to you."),
}
_ASKED: Mapping[State, tuple[str, str]] = {
    State.requested: (
        N_("%(who)s was asked for an opening. Nothing about %(client)s was told."),
        N_("If no answer comes by then, the next choice is asked as well, and a late yes still counts."),
    ),
    State.confirmed: (
        N_("%(who)s has an opening. The summary opens as soon as %(client)s has signed and agrees."),
        N_("The opening is held until then."),
    ),
    State.unlocked: (
        N_("%(who)s has an opening and may open the summary. Nothing for you to do."),
        N_("If that passes, the summary closes again and the next choice goes on."),
    ),
    State.opened: (
        N_("%(who)s has an opening and opened the summary. Nothing for you to do."),
        N_("If that passes, the summary closes for %(who)s and the next choice goes on."),
    ),
    State.waitlisted: (
        N_("%(who)s offers a waiting list. %(client)s can wait, or go on with the next choice."),
        "",
    ),
}
_FURTHEST = (
    State.opened,
    State.unlocked,
    State.confirmed,
    State.requested,
    State.waitlisted,
    State.no_answer,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The box at the top of the page."""

    heading: str
    who: str
    is_yours: bool
    lines: tuple[str, ...]
    due: tuple[str, str, str] | None


def turn_of(page: ReferralPage, *, zone: str) -> Turn | None:
    """Whose turn it is; None once the referral is closed."""
    if page.step is None or page.owner is None:
        return None
    at_hand = approach_at_hand(page)
    who = given_name(at_hand.name) if at_hand else _("the next clinician")
    about = {"client": page.head.given, "who": who}
    due = _due(page, at_hand, zone=zone)
    if page.owner is Part.referrer:
        heading, line = _MINE[page.step]
        return Turn(phrase(heading, **about), page.head.referrer, True, (phrase(line, **about),), due)
    name = at_hand.name if page.owner is Part.recipient and at_hand else page.head.short_name
    shown = name if page.owner is Part.recipient else page.head.given
    lines = _lines(page.step, at_hand)
    return Turn(
        phrase(N_("%(name)s has the turn"), name=shown),
        name,
        False,
        tuple(phrase(line, **about) for line in lines if line),
        due,
    )


def approach_at_hand(page: ReferralPage) -> HandoffLine | None:
    """The approach that the next step hangs on: the one that asks, or the one that got furthest."""
    if page.step is StepCode.answer_question:
        return next((line for line in page.handoffs if line.question), None)
    if page.step is StepCode.answer_request:
        found = [line for line in page.handoffs if line.state in _FURTHEST]
        return min(found, key=lambda line: _FURTHEST.index(line.state), default=None)
    wanted = (
        {
            StepCode.decide: frozenset({State.confirmed}),
            StepCode.make_appointment: TAKEN | {State.opened},
            StepCode.first_session: TAKEN | {State.opened},
        }.get(page.step, frozenset())
        if page.step
        else frozenset()
    )
    return next((line for line in page.handoffs if line.state in wanted), None)


def _lines(step: StepCode, at_hand: HandoffLine | None) -> tuple[str, ...]:
    if step is StepCode.answer_request and at_hand:
        return _ASKED.get(at_hand.state, (N_("%(who)s has not answered yet. A late yes still counts."), ""))
    return (_THEIRS.get(step, ""),)


def _due(page: ReferralPage, at_hand: HandoffLine | None, *, zone: str) -> tuple[str, str, str] | None:
    """Before what, the weekday in large, and the day with its hour where there is one."""
    if at_hand and at_hand.appointment_at and page.step is StepCode.first_session:
        moment, before = at_hand.appointment_at, _("first session")
    elif at_hand and at_hand.due and page.step in (StepCode.answer_request, StepCode.decide):
        moment = at_hand.due
        before = _("accepts by") if at_hand.state is State.opened else _("hoped for by")
    elif page.day:
        big, rest = weekday_and_day(page.day)
        if page.step is StepCode.resume:
            return _("until"), big, rest
        return _("by") if page.owner is Part.referrer else _("hoped for by"), big, rest
    else:
        return None
    big, rest = _day_and_rest(day(moment, zone))
    return before, big, _("%(day)s, %(clock)s") % {"day": rest, "clock": clock(moment, zone)}


def _day_and_rest(written: str) -> tuple[str, str]:
    head, _comma, rest = written.partition(", ")
    return head, rest
