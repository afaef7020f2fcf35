"""Sentences of the practice's pages, put together from sheets: who asks, what comes next, who has the turn."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from segue.pages.clinic.words import CHECK_IN_ANSWERS, FIRST_STEPS, UNKNOWN
from segue.pages.environment import bdi, clock, day, day_short, given_name
from segue.reads.called_page import CalledLine
from segue.reads.options_page import AskedLine, AskLine, OptionLine
from segue.reads.today import AnswerLine, RequestLine, StepLine
from segue.rules.check import Question, request_lines
from segue.rules.codes import Family, label
from segue.rules.handoff import State
from segue.rules.matching.line import Line
from segue.rules.need import Wish
from segue.rules.stage import StepCode
from segue.rules.terms import Terms
from segue.rules.text import N_

MINE: Mapping[StepCode, str] = {
    StepCode.resume: N_("%(client)s: it rests until then"),
    StepCode.safety_talk: N_("Talk with %(client)s about safety"),
    StepCode.crisis_word: N_("Read what %(client)s wrote, and call"),
    StepCode.answer_question: N_("%(who)s asks a question"),
    StepCode.approve_draft: N_("%(client)s has chosen. Approve the summary"),
    StepCode.talk: N_("Talk about it with %(client)s"),
    StepCode.write_need: N_("Write down what %(client)s looks for"),
    StepCode.find_options: N_("Find people who are open for %(client)s"),
    StepCode.send_request: N_("Ask for an opening for %(client)s"),
    StepCode.outcome: N_("Say how it ended for %(client)s"),
}
DO: Mapping[StepCode, str] = {
    StepCode.resume: N_("Look at it now"),
    StepCode.safety_talk: N_("Enter that you have talked"),
    StepCode.crisis_word: N_("Read it now"),
    StepCode.answer_question: N_("Answer the question"),
    StepCode.approve_draft: N_("Read and approve the summary"),
    StepCode.talk: N_("Enter the day you talked"),
    StepCode.write_need: N_("Write the need"),
    StepCode.find_options: N_("Find options"),
    StepCode.send_request: N_("Ask for an opening"),
    StepCode.outcome: N_("Say how it ended"),
}
THEIRS: Mapping[StepCode, str] = {
    StepCode.decide: N_("Decides on the terms of %(who)s."),
    StepCode.sign: N_("Reads the summary and signs."),
    StepCode.choose: N_("Has the options and chooses."),
    StepCode.call: N_("Calls by themself."),
    StepCode.make_appointment: N_("Accepted. An appointment comes next."),
    StepCode.first_session: N_("First session."),
    StepCode.check_in: N_("Was asked how it goes."),
}
ASKED: Mapping[State, str] = {
    State.requested: N_("Was asked for an opening."),
    State.confirmed: N_("Has an opening."),
    State.unlocked: N_("Has an opening and may open the summary."),
    State.opened: N_("Has an opening and opened the summary."),
    State.waitlisted: N_("Offers a waiting list."),
    State.no_answer: N_("Has not answered yet. A late yes counts."),
}
REQUESTS: Mapping[State, str] = {
    State.confirmed: N_("You said yes to %(sender)s. The summary opens when the client agrees"),
    State.unlocked: N_("%(sender)s: the summary is open for you"),
    State.opened: N_("%(sender)s: accept, after what you read?"),
    State.accepted: N_("%(sender)s: make an appointment"),
    State.missed: N_("%(sender)s: make a new appointment"),
}
DO_REQUEST: Mapping[State, str] = {
    State.requested: N_("Answer"),
    State.no_answer: N_("Answer"),
    State.confirmed: N_("Look at it"),
    State.unlocked: N_("Read the summary"),
    State.opened: N_("Accept or decline"),
    State.accepted: N_("Make an appointment"),
    State.missed: N_("Make an appointment"),
}


def phrase(pattern: str, **about: object) -> Markup:
    """A sentence in the reader's language, filled with names that keep their own direction and cannot be markup."""
    filled = {name: bdi(value) if isinstance(value, str) else value for name, value in about.items()}
    return Markup(_(pattern)) % filled  # noqa: S704  the pattern is ours; Markup escapes what fills it


def say(line: Line) -> str:
    """A line of the rules in the reader's language."""
    return line.say(_)


def looking_for(question: Question | None) -> str:
    """What a request looks for, in one line, with small letters after the first."""
    if question is None:
        return ""
    lines = request_lines(question)
    parts = [say(line) if "plan" in line.labels else _small(say(line)) for line in lines[1:]]
    return " · ".join([say(lines[0]), *parts])


def _small(words: str) -> str:
    """With a small letter first; the name of a plan keeps its own."""
    return words[:1].lower() + words[1:]


def day_words(*, needs: int, waiting: int) -> str:
    """How much is with me and how much with others."""
    mine = ngettext("%(count)s thing needs you.", "%(count)s things need you.", needs) % {"count": needs}
    theirs = ngettext("%(count)s is with other people.", "%(count)s are with other people.", waiting)
    if not needs and not waiting:
        return _("Nothing needs you, and nothing is with other people.")
    if not needs:
        mine = _("Nothing needs you.")
    return f"{mine} {theirs % {'count': waiting}}" if waiting else mine


def request_heading(line: RequestLine) -> tuple[Markup, str]:
    """What a colleague wants, and the words on its button."""
    pattern = REQUESTS.get(line.state, N_("%(sender)s asks: do you have an opening?"))
    return phrase(pattern, sender=line.sender), _(DO_REQUEST[line.state])


def step_words(line: StepLine) -> tuple[Markup, str]:
    """What waits for the one who refers, and the words on its button."""
    return phrase(MINE[line.step], client=line.client, who=line.who), _(DO[line.step])


def waiting_words(line: StepLine, *, zone: str) -> str:
    """What somebody else does now, and by when."""
    pattern = ASKED.get(line.state, "") if line.step is StepCode.answer_request and line.state else ""
    said = phrase(pattern or THEIRS.get(line.step, N_("Has the turn.")), who=line.who)
    if line.step is StepCode.first_session and line.due:
        return _("First session on %(day)s, %(clock)s.") % {
            "day": day(line.due, zone),
            "clock": clock(line.due, zone),
        }
    if line.due and line.step is StepCode.answer_request:
        by = _("Hoped for by %(day)s, %(clock)s.") % {
            "day": day(line.due, zone),
            "clock": clock(line.due, zone),
        }
    elif line.day:
        by = _("Hoped for by %(day)s.") % {"day": day(line.day)}
    else:
        return said
    return said + " " + by


def answer_words(line: AnswerLine) -> str:
    """A client's answer as a heading."""
    pattern = N_("%(client)s answered: %(answer)s")
    return phrase(pattern, client=line.client, answer=_(CHECK_IN_ANSWERS[line.answer]))


def age_words(line: OptionLine | CalledLine) -> str:
    """How fresh the word on an opening is, and from when there is room."""
    if line.confirmed_days is None:
        said = _("Nobody has confirmed an opening")
    elif line.confirmed_days == 0:
        said = _("Opening confirmed today")
    elif line.confirmed_days == 1:
        said = _("Opening confirmed yesterday")
    else:
        said = ngettext(
            "Opening confirmed %(count)s day ago", "Opening confirmed %(count)s days ago", line.confirmed_days
        ) % {"count": line.confirmed_days}
    if line.first_free is None:
        return said
    return _("%(opening)s · first free day %(day)s") % {"opening": said, "day": day_short(line.first_free)}


def asking_words(line: AskLine) -> str:
    """What a question would make known of somebody."""
    if not line.unknown:
        return _("Fits, but nobody has said within three days that there is an opening.")
    parts = [_(UNKNOWN[part]) for part in line.unknown]
    if Wish.ROOM not in line.unknown:
        return _("Has an opening. Not known: %(parts)s.") % {"parts": joined(parts)}
    return _("Not known: %(parts)s.") % {"parts": joined(parts)}


def asked_words(line: AskedLine) -> str:
    """What somebody answered to the question for an opening."""
    if line.answer == "yes" and line.first_free:
        return _("Yes, from %(day)s.") % {"day": day(line.first_free)}
    if line.answer == "waitlist" and line.wait_weeks:
        return ngettext(
            "A waiting list of %(count)s week.", "A waiting list of %(count)s weeks.", line.wait_weeks
        ) % {"count": line.wait_weeks}
    if line.answer:
        return _("No opening now.")
    return _("No answer yet.")


def terms_words(terms: Terms) -> str:
    """What came with a yes, in one sentence."""
    methods = joined([_(label(Family.METHOD, code)) for code in terms.methods])
    pay = (
        _("says %(plan)s is taken") % {"plan": _(label(Family.INSURANCE, terms.insurance))}
        if terms.insurance
        else _("$%(price)s a session") % {"price": terms.price}
    )
    first = _("from %(day)s, first a %(step)s") % {
        "day": day_short(terms.first_day),
        "step": _(FIRST_STEPS[terms.first_step]),
    }
    said = "; ".join(part for part in (methods, pay, first, terms.limits.rstrip(".")) if part)
    return f"{said[:1].upper()}{said[1:]}."


def joined(words: list[str]) -> str:
    """Words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def names(people: list[str]) -> str:
    """Given names in a sentence: “Amara and Samuel”."""
    return joined([given_name(name) for name in people])


def weekday_and_day(moment: date) -> tuple[str, str]:
    """For the box of a day: its name in large, the rest below."""
    written = day(moment)
    head, _comma, rest = written.partition(", ")
    return head, rest
