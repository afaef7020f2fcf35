"""Whose turn it is and how far each approach has come, said to the client.

Kind and plain: a no is "not available" and not about the client; waiting is nobody's fault.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from segue.pages.client.words import told
from segue.pages.environment import day, given_name, when
from segue.reads.client_page import OwnReferral
from segue.reads.client_stand import Approach, Stand
from segue.rules.actor import Part
from segue.rules.handoff import TAKEN, DeclineReason, State
from segue.rules.referral import Feeling, Stage
from segue.rules.stage import StepCode

CAN_END = TAKEN


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has the turn, in a sentence, and the page that the next button leads to."""

    heading: str
    text: str
    who: str = ""
    is_yours: bool = False
    page: str = ""
    label: str = ""


def turn_of(sheet: Stand, *, today: date) -> Turn:
    """Whose turn it is, as the client reads it."""
    own = sheet.own
    if own.stage is Stage.closed:
        return Turn(_("This has come to its end"), _("What was told to whom stays under “My data”."))
    if own.paused_until is not None and own.paused_until > today:
        return _resting(own)
    if own.step_owner is Part.client and own.step in _YOURS:
        heading, text, page, label = _YOURS[own.step](sheet)
        return Turn(heading, text, is_yours=True, page=page, label=label)
    return _theirs(sheet)


def _resting(own: OwnReferral) -> Turn:
    name = given_name(own.referrer)
    if own.feeling is Feeling.rather_not:
        heading = told(_("%(name)s talks with you"), name=name)
        text = _("You said that you would rather not. It stops here. You lose nothing.")
        return Turn(heading, text, who=own.referrer)
    assert own.paused_until is not None
    return Turn(_("It rests for now"), told(_("It goes on after %(day)s."), day=day(own.paused_until)))


def _to_choose(sheet: Stand) -> tuple[str, str, str, str]:
    page = "client_options" if sheet.own.feeling else "client_start"
    text = _("There are people who could help. You can look, and still say no.")
    return _("It is your turn"), text, page, _("Go on")


def _to_sign(_sheet: Stand) -> tuple[str, str, str, str]:
    text = _("See what would be shared. Strike out what should stay private, then sign or say no.")
    return _("It is your turn"), text, "client_summary", _("See my summary")


def _to_decide(sheet: Stand) -> tuple[str, str, str, str]:
    names = [given_name(one.name) for one in sheet.to_decide]
    heading = told(_("%(name)s has an opening"), name=names[0]) if names else _("It is your turn")
    return heading, _("You have the last word. Look at it below."), "", ""


def _to_call(_sheet: Stand) -> tuple[str, str, str, str]:
    return (
        _("You call them yourself"),
        _("Nothing about you was sent to anyone. The numbers are below."),
        "",
        "",
    )


def _to_answer(_sheet: Stand) -> tuple[str, str, str, str]:
    text = _("One short question waits for you. One tap will do.")
    return _("How is it going?"), text, "client_check_in", _("Answer")


_YOURS: dict[StepCode, Callable[[Stand], tuple[str, str, str, str]]] = {
    StepCode.choose: _to_choose,
    StepCode.sign: _to_sign,
    StepCode.decide: _to_decide,
    StepCode.call: _to_call,
    StepCode.check_in: _to_answer,
}


def _theirs(sheet: Stand) -> Turn:
    own, name = sheet.own, given_name(sheet.own.referrer)
    here = next((one for one in sheet.approaches if one.state in TAKEN), None)
    if own.step is StepCode.make_appointment and here:
        heading = told(_("%(name)s will meet you"), name=given_name(here.name))
        return Turn(heading, _("They set a time with you next."), who=here.name)
    if own.step is StepCode.first_session and here:
        return Turn(
            _("You have a time to meet"), _("Day and hour are below. Nothing else to do."), who=here.name
        )
    if here and here.state is State.started:
        heading = told(_("You have begun with %(name)s"), name=given_name(here.name))
        return Turn(heading, told(_("%(name)s stays there for you."), name=name), who=here.name)
    if own.step is StepCode.answer_request:
        waits = next((one for one in sheet.approaches if one.state in _ANSWERS), None)
        if waits:
            heading = told(_("%(name)s has the turn"), name=given_name(waits.name))
            return Turn(heading, _("Nothing for you to do. You hear from us here."), who=waits.name)
    text = (
        _REFERRERS.get(own.step, lambda: _("Nothing for you to do."))()
        if own.step
        else _("Nothing for you to do.")
    )
    return Turn(told(_("%(name)s has the turn"), name=name), text, who=own.referrer)


_ANSWERS = (State.opened, State.unlocked, State.confirmed, State.requested, State.waitlisted)
_REFERRERS: dict[StepCode, Callable[[], str]] = {
    StepCode.safety_talk: lambda: _("They want to talk with you first. Nothing is shared until then."),
    StepCode.crisis_word: lambda: _("They read what you wrote, and call you."),
    StepCode.answer_question: lambda: _("Somebody asked a question. Nothing about you was told."),
    StepCode.approve_draft: lambda: _("They write the summary. You see it before anybody else does."),
    StepCode.talk: lambda: _("You talk about it together first."),
    StepCode.write_need: lambda: _("They write down what you look for."),
    StepCode.find_options: lambda: _("They look for people who could help. You hear when there are some."),
    StepCode.send_request: lambda: _("They ask the ones you chose. Nothing about you is told."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient: the day it last moved, the name, and how far it has come."""

    day: date | None
    name: str
    text: str


def lines_of(sheet: Stand) -> list[Line]:
    """Everybody who was asked, then those chosen whom nobody asked yet."""
    asked = [_line(one, sheet.own) for one in sheet.approaches]
    if sheet.own.calls_themself or sheet.own.stage not in (Stage.choosing, Stage.approaching):
        return asked
    return asked + [
        Line(None, one.name, _("Not asked yet.")) for one in sheet.choices if not one.is_approached
    ]


def _line(one: Approach, own: OwnReferral) -> Line:
    """How far it has come with one recipient."""
    moments = (one.accepted_at, one.opened_at, one.requested_at)
    last = next((moment for moment in moments if moment), None)
    local = last.astimezone(ZoneInfo(own.zone)).date() if last else None
    return Line(one.started_on or local, one.name, " ".join(_sentences(one, own)))


def _sentences(one: Approach, own: OwnReferral) -> list[str]:
    said = _SAID.get(one.state)
    lines = [said()] if said else []
    if one.state is State.withdrawn and one.accepted_at:
        lines = [_("It has ended with them.")]
    if one.state is State.requested and one.due_at:
        lines.append(_("Answer hoped for by %(when)s.") % {"when": when(one.due_at, own.zone)})
    if one.state is State.confirmed:
        lines.append(_next_after_yes(one, own))
    if one.state is State.waitlisted and one.wait_weeks:
        lines.append(_wait(*one.wait_weeks))
    if one.state is State.declined:
        lines.append(_DECLINED.get(one.decline_reason or DeclineReason.cannot, _not_about_you)())
    if one.opened_at and one.state is not State.started:
        lines.append(_("Read your summary on %(when)s.") % {"when": when(one.opened_at, own.zone)})
    return lines


def _wait(first: int, last: int) -> str:
    if first == last:
        return ngettext("The wait is about a week.", "The wait is about %(last)s weeks.", last) % {
            "last": last
        }
    return _("The wait is about %(first)s to %(last)s weeks.") % {"first": first, "last": last}


def _next_after_yes(one: Approach, own: OwnReferral) -> str:
    if not own.is_signed:
        return _("It waits for your signature.")
    if own.safety_talk_open:
        return _("It waits until you two have talked about safety.")
    return _("It waits for your word, above.") if one.client_decides else _("It waits its turn.")


def _not_about_you() -> str:
    return _("This is not about you.")


_SAID: dict[State, Callable[[], str]] = {
    State.requested: lambda: _("Asked if there is an opening. Nothing about you was told."),
    State.no_answer: lambda: _("Not heard from yet. A late yes still counts."),
    State.confirmed: lambda: _("Has an opening."),
    State.unlocked: lambda: _("Has an opening, and may read your summary now. Not read yet."),
    State.opened: lambda: _("Has an opening. Says next if it works out."),
    State.accepted: lambda: _("Will meet you. A time comes next."),
    State.scheduled: lambda: _("Will meet you. The time is set."),
    State.missed: lambda: _("The visit did not take place. A new time can be set."),
    State.started: lambda: _("You have begun."),
    State.contacting: lambda: _("You call them yourself."),
    State.waitlisted: lambda: _("Has no opening yet."),
    State.declined: lambda: _("Is not available."),
    State.settled: lambda: _("Was told that you found someone, and thanked."),
    State.lapsed: lambda: _("Did not answer in time."),
    State.withdrawn: lambda: _("Is no longer asked."),
    State.returned: lambda: _("The care went back."),
    State.closed: lambda: _("This is done."),
}
_DECLINED: dict[DeclineReason, Callable[[], str]] = {
    DeclineReason.cost: lambda: _("The cost or the plan did not fit. This is not about you."),
    DeclineReason.time_or_place: lambda: _("The time or the place did not fit. This is not about you."),
}


def meeting_kind(kind: str) -> str:
    """What kind of meeting it is."""
    kinds = {"call": _("A call"), "intake": _("A first talk"), "first_session": _("First visit")}
    return kinds.get(kind, kinds["first_session"])


def zone_name(moment: datetime, zone: str) -> str:
    """Central Daylight Time, so that nobody is an hour off."""
    local = moment.astimezone(ZoneInfo(zone))
    language = (get_language() or "en").replace("-", "_")
    return str(get_timezone_name(local, locale=language if language[:2] == "en" else "en"))
