"""Today: what needs me now, in order, each done in place or one step away."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from segue.acts import closing, profile
from segue.pages.asking import Form, key_of
from segue.pages.clinic.phrases import (
    answer_words,
    day_words,
    looking_for,
    request_heading,
    step_words,
    waiting_words,
)
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show, typed
from segue.pages.visitor import Visitor, clinic
from segue.reads.today import StepLine, TodaySheet, today_sheet
from segue.rules.actor import Kind
from segue.rules.permission import Thing, Verb

MOST_PLACES = 50
LONGEST_NUMBER = 4


@clinic(Thing.today, Verb.see)
def today(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first page of the day."""
    return _page(request, visitor)


@clinic(Thing.opening, Verb.change)
def opening(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """My word on room for new clients: still true, or a new one."""
    if request.method != "POST":
        return _page(request, visitor, changing=True)
    mine = _sheet(request, visitor).opening
    if mine is None:
        return dead_page(request)
    said = _said_opening(request)
    if isinstance(said, Form):
        return _page(request, visitor, form=said, changing=True)
    command = profile.SayOpening(key_of(request), str(mine.profile), said)
    answer = profile.say_opening(visitor.actor, command, visitor.at())
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        return _page(request, visitor, form=form, changing=True)
    return see("today")


@clinic(Thing.handoff_received, Verb.answer)
def thank(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One tap, a few words, never a value."""
    if request.method == "POST":
        command = closing.Thank(
            key_of(request),
            request.POST.get("handoff", ""),
            request.POST.get("words", "").strip() or _("Thank you."),
        )
        answer = closing.thank(visitor.actor, command, visitor.at())
        if is_nowhere(answer):
            return dead_page(request)
        if form := refused_form(request, answer):
            return _page(request, visitor, form=form)
    return see("today")


def _sheet(request: HttpRequest, visitor: Visitor) -> TodaySheet:
    return today_sheet(
        visitor.actor,
        now=visitor.at().here,
        sees_all=Kind.coordinator in visitor.kinds and Kind.clinician not in visitor.kinds,
        show_all="all" in request.GET,
    )


def _page(
    request: HttpRequest, visitor: Visitor, *, form: Form | None = None, changing: bool = False
) -> HttpResponse:
    sheet = _sheet(request, visitor)
    zone, day = visitor.zone, visitor.at().today
    return show(
        request,
        visitor,
        "today",
        form=form,
        sheet=sheet,
        requests=[(line, request_heading(line), looking_for(line.question)) for line in sheet.requests],
        mine=[(line, step_words(line), line.day is not None and line.day < day) for line in sheet.mine],
        answers=[(line, answer_words(line)) for line in sheet.answers],
        others=[
            (
                line.client,
                _who(line),
                waiting_words(line, zone=zone),
                reverse("referral", args=(line.referral,)),
            )
            for line in sheet.theirs
        ],
        lede=day_words(needs=sheet.needs, waiting=sheet.waiting),
        changing=changing,
    )


def _who(line: StepLine) -> str:
    return line.who if line.owner == "recipient" and line.who else line.client.split()[0]


def _said_opening(request: HttpRequest) -> profile.SaidOpening | Form:
    """How many, and from when; an empty day is “as soon as somebody asks”."""
    places, text = request.POST.get("places", "").strip(), request.POST.get("first_free", "").strip()
    errors: dict[str, str] = {}
    if not places.isdecimal() or len(places) > LONGEST_NUMBER or int(places) > MOST_PLACES:
        errors["places"] = _("Write how many, from 0 to 50. The rest is kept.")
    try:
        first_free = date.fromisoformat(text) if text else None
    except ValueError:
        first_free = None
        errors["first_free"] = _("This is not a day that can be read. Write it as year, month, day.")
    if errors:
        return typed(request, errors)
    return profile.SaidOpening(int(places), first_free)
