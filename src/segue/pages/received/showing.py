"""Which page one approach shows: the question, the summary, or that it is settled. The same through both doors."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from segue.pages.asking import Form, form_after, page
from segue.pages.errors import dead_page
from segue.pages.received import words
from segue.pages.received.answering import (
    AFTER,
    BEFORE,
    NO_ANSWER,
    PROVE_FIRST,
    TERMS,
    Answer,
    answered,
    still_empty,
)
from segue.pages.received.door import Door, see_other
from segue.pages.received.paper import paper_of
from segue.reads.handoff_page import READ, HandoffSheet, colleagues_of
from segue.rules.handoff import ENDED, TAKEN
from segue.rules.step import Refused

NOT_FOUND = "not_found"
SEVERAL = ("methods", "formats", "slots", "first_times")


def show(request: HttpRequest, door: Door, *, form: Form | None = None, **more: object) -> HttpResponse:
    """The page as things stand, or the dead page."""
    sheet = door.sheet()
    if sheet is None:
        return dead_page(request)
    template = f"received/{_template(sheet, door)}.html"
    picked = {name: request.POST.getlist(name) for name in SEVERAL}
    context = {**_frame(door, sheet), **_words(sheet), "picked": picked, **more}
    return page(request, template, context, form=form)


def letter(request: HttpRequest, door: Door) -> HttpResponse:
    """The summary alone, to be printed or saved."""
    sheet = door.sheet()
    if sheet is None or sheet.read is None:
        return dead_page(request)
    return page(request, "received/letter.html", {**_frame(door, sheet), "paper": paper_of(sheet.read)})


def answer(request: HttpRequest, door: Door) -> HttpResponse:
    """Take one of the four answers: to the request, or to the summary once it was read."""
    sheet = door.sheet()
    if sheet is None:
        return dead_page(request)
    if sheet.state in READ and not door.is_proven:
        return after(request, door, PROVE_FIRST)
    by = BEFORE if sheet.state not in READ else AFTER
    return after(request, door, answered(request, door, by=by, missing=NO_ANSWER))


def after(request: HttpRequest, door: Door, outcome: Answer, **more: object) -> HttpResponse:
    """Lead back to the page when it was done; otherwise the page again, with what was typed."""
    if not isinstance(outcome, Refused):
        return see_other(door.ways["page"])
    if outcome.code == NOT_FOUND:
        return dead_page(request)
    form = form_after(request, outcome)
    if form.refusal and form.refusal.field in TERMS:
        form = _with_all_errors(request, form)
    return show(request, door, form=form, **more)


def _with_all_errors(request: HttpRequest, form: Form) -> Form:
    """The act names one thing that is wrong in the terms; what is still empty is named with it."""
    empty = {name: _("%(field)s: still empty.") % {"field": _(TERMS[name])} for name in still_empty(request)}
    both = empty | dict(form.errors)
    return replace(form, errors={name: both[name] for name in TERMS if name in both})


def _template(sheet: HandoffSheet, door: Door) -> str:
    if sheet.read is not None:
        return "summary"
    is_shut = door.is_proven and sheet.state in READ
    return "ended" if is_shut or sheet.state in ENDED else "request"


def _frame(door: Door, sheet: HandoffSheet) -> Mapping[str, object]:
    """What the layouts want, and who is at the door."""
    visitor = door.visitor
    return {
        "by_account": door.by_account,
        "practice_name": visitor.practice.name,
        "my_name": visitor.person.name if visitor.person else "",
        "guest_name": sheet.recipient,
        "colleagues": colleagues_of(visitor.practice.id) if door.by_account else (),
        "sheet": sheet,
        "ways": door.ways,
        "zone": visitor.zone,
        "zone_name": words.zone_name(visitor.zone),
        "now": visitor.at().now,
        "today": visitor.at().today.isoformat(),
        "is_accepted": sheet.state in TAKEN,
    }


def _words(sheet: HandoffSheet) -> Mapping[str, object]:
    """The sheet in words."""
    exchanges = [(words.said_question(one), words.said_answer(one)) for one in sheet.exchanges]
    return {
        "sender": words.short_name(sheet.sender),
        "role": words.sender_role(sheet.sender),
        "looking_for": words.asked_lines(sheet.question),
        "exchanges": exchanges,
        "terms": words.terms_rows(sheet.terms) if sheet.terms else [],
        "offered": words.offered(sheet),
        "can": words.offers(sheet),
        "reasons": words.reasons(),
        "questions": words.questions(),
        "first_steps": words.first_steps(),
        "kinds": words.kinds(),
        "paper": paper_of(sheet.read) if sheet.read else None,
        "heard": words.heard(sheet),
        "kind": words.kind_words(sheet.appointment.kind) if sheet.appointment else "",
    }
