"""The words of the recipient's forms: answers, reasons, what can be offered, and terms in one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from segue.pages.environment import day, given_name
from segue.reads.handoff_page import Exchange, HandoffSheet, Sender
from segue.rules.check import Question, check_lines, request_lines
from segue.rules.codes import CODES, Family, label
from segue.rules.consent import WordBack
from segue.rules.handoff import HANDOFF, AppointmentKind, DeclineReason, HandoffEvent
from segue.rules.matching.line import Line
from segue.rules.question import IN_LANGUAGE, QUESTIONS
from segue.rules.terms import FirstStep, PayKind, Terms
from segue.rules.text import N_

Choice = tuple[str, str]
PRICE = "price"
LANGUAGE_ANSWER = "language_"

REASONS: Mapping[DeclineReason, str] = {
    DeclineReason.no_opening: N_("No opening"),
    DeclineReason.outside_scope: N_("Outside what I do"),
    DeclineReason.cost: N_("Insurance or cost"),
    DeclineReason.time_or_place: N_("Time or place"),
    DeclineReason.conflict: N_("A conflict of interest"),
    DeclineReason.another_better: N_("Another would be better"),
    DeclineReason.cannot: N_("I cannot, and need not say why"),
}
FIRST_STEPS: Mapping[FirstStep, str] = {
    FirstStep.call: N_("Call"),
    FirstStep.intake: N_("Intake"),
    FirstStep.session: N_("Session"),
}
KINDS: Mapping[AppointmentKind, str] = {
    AppointmentKind.call: N_("Call"),
    AppointmentKind.intake: N_("Intake"),
    AppointmentKind.first_session: N_("First session"),
}
HEARS: Mapping[WordBack, str] = {
    WordBack.nothing: N_(
        "The client is told at once. %(sender)s hears nothing from you: so the client chose."
    ),
    WordBack.came: N_(
        "The client is told at once. %(sender)s hears what the client chose: only that they came."
    ),
    WordBack.updates: N_(
        "The client is told at once. %(sender)s hears what the client chose: short updates."
    ),
}


DAYS: Mapping[str, str] = {
    "mon": N_("Mon"),
    "tue": N_("Tue"),
    "wed": N_("Wed"),
    "thu": N_("Thu"),
    "fri": N_("Fri"),
    "sat": N_("Sat"),
    "sun": N_("Sun"),
}
PARTS: Mapping[str, str] = {
    "morning": N_("Morn\u00ading"),
    "midday": N_("Mid\u00adday"),
    "afternoon": N_("After\u00adnoon"),
    "evening": N_("Eve\u00adning"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form for terms offers to pick: first what was asked for, or what the profile says."""

    plans: list[Choice]
    methods: list[Choice]
    formats: list[Choice]
    parts: list[str]
    week: list[tuple[str, list[Choice]]]


def offered(sheet: HandoffSheet) -> Offered:
    """The lists of the form, with the likely answers first, and the week as a table."""
    asked = sheet.question.insurance if sheet.question else ()
    return Offered(
        plans=_listed(Family.INSURANCE, first=(*asked, *sheet.usual[Family.INSURANCE])),
        methods=_listed(Family.METHOD, first=sheet.usual[Family.METHOD]),
        formats=_listed(Family.FORMAT),
        parts=[_(part) for part in PARTS.values()],
        week=[(_(name), [_slot(f"{day}_{part}") for part in PARTS]) for day, name in DAYS.items()],
    )


def _slot(code: str) -> Choice:
    return code, _first_up(_(label(Family.SLOT, code)))


def offers(sheet: HandoffSheet) -> frozenset[str]:
    """What the lifecycle lets a recipient do from here at all; one question at a time."""
    events = {event.value for event in HandoffEvent if (sheet.state, event) in HANDOFF}
    return frozenset(events - {HandoffEvent.ask.value} if sheet.is_asking else events)


def reasons() -> list[Choice]:
    """The seven reasons for a no."""
    return [(reason.value, _(text)) for reason, text in REASONS.items()]


def questions() -> list[Choice]:
    """The questions that can be asked before the summary is open."""
    return [(code, _(question.text)) for code, question in QUESTIONS.items()]


def first_steps() -> list[Choice]:
    """What the first step can be."""
    return [(step.value, _(text)) for step, text in FIRST_STEPS.items()]


def kinds() -> list[Choice]:
    """What an appointment can be for."""
    return [(kind.value, _(text)) for kind, text in KINDS.items()]


def asked_lines(question: Question | None) -> str:
    """What a request looks for, in one line."""
    return _in_a_row(request_lines(question)) if question else ""


def check_line(question: Question) -> str:
    """What an availability question looks for, in one line."""
    return _in_a_row(check_lines(question))


def said_question(exchange: Exchange) -> str:
    """The question, as it was picked or written."""
    return exchange.words or _(QUESTIONS[exchange.code].text)


def said_answer(exchange: Exchange) -> str:
    """The answer, as it was picked or written; empty while there is none."""
    if exchange.answer_words or not exchange.answer:
        return exchange.answer_words
    if exchange.answer.startswith(LANGUAGE_ANSWER):
        language = exchange.answer.removeprefix(LANGUAGE_ANSWER)
        return _(IN_LANGUAGE) % {"language": _(label(Family.LANGUAGE, language))}
    texts = {one.code: one.text for one in QUESTIONS[exchange.code].answers}
    return _(texts[exchange.answer])


def terms_rows(terms: Terms) -> list[Choice]:
    """The terms as they were given, a label and a value each."""
    rows = [
        (_("From"), day(terms.first_day)),
        (_("Hours"), _codes(Family.SLOT, terms.slots)),
        (_("Where"), _codes(Family.FORMAT, terms.formats)),
        (_("Cost"), _pay(terms)),
        (_("Methods"), _codes(Family.METHOD, terms.methods)),
        (_("Limits"), terms.limits),
        (_("First step"), _(FIRST_STEPS[terms.first_step])),
    ]
    return [(name, value) for name, value in rows if value]


def heard(sheet: HandoffSheet) -> str:
    """What an acceptance tells to whom; nothing before the summary is open."""
    if sheet.read is None:
        return ""
    return _(HEARS[sheet.read.word_back]) % {"sender": short_name(sheet.sender)}


def short_name(sender: Sender) -> str:
    """How the sender is called in a sentence: by given name; a program by its neutral name."""
    return given_name(sender.name) if sender.place else sender.name


def kind_words(kind: str) -> str:
    """What an appointment is for."""
    return _(KINDS[AppointmentKind(kind)])


def zone_name(zone: str) -> str:
    """Whose clocks count: “Chicago time”."""
    return _("%(place)s time") % {"place": zone.rpartition("/")[2].replace("_", " ")}


def sender_role(sender: Sender) -> str:
    """Practice and NPI of whoever asks, in one line."""
    npi = _("NPI %(number)s") % {"number": sender.npi} if sender.npi else ""
    return " · ".join(part for part in (sender.place, npi) if part)


def _pay(terms: Terms) -> str:
    if terms.pay is PayKind.insurance:
        return _first_up(_(label(Family.INSURANCE, terms.insurance)))
    return _("The client pays $%(price)s a session") % {"price": terms.price}


def _codes(family: Family, codes: Iterable[str]) -> str:
    known = set(codes)
    words = [_(label(family, code)) for code in CODES[family] if code in known]
    return _first_up(", ".join(words))


def _listed(family: Family, *, first: Iterable[str] = ()) -> list[Choice]:
    """All words of a family, these ones first."""
    return [(code, _first_up(_(label(family, code)))) for code in dict.fromkeys((*first, *CODES[family]))]


def _in_a_row(lines: Iterable[Line]) -> str:
    """Lines behind each other, with small letters after the first; the name of a plan keeps its own."""
    said = [(line.say(_), "plan" in line.labels) for line in lines]
    parts = (
        text if place == 0 or is_name else text[:1].lower() + text[1:]
        for place, (text, is_name) in enumerate(said)
    )
    return " · ".join(parts)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
