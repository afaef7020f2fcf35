"""Where it stands, and what the client decides there; and the one question how it goes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from segue.acts import checkin as check_in_acts
from segue.acts import meeting as meeting_acts
from segue.acts import packet as packet_acts
from segue.acts import referral as referral_acts
from segue.acts.answer import Done
from segue.pages.asking import Form, form_after, key_of, version_of
from segue.pages.client import approach_words, words
from segue.pages.client.frame import form_with, go_on, show
from segue.pages.environment import given_name
from segue.pages.errors import dead_page
from segue.pages.visitor import Visitor, client
from segue.reads.client_stand import Approach, CheckInPage, check_in_page, stand
from segue.rules.checkin import HELP_WORDS, answers, follow_ups, help_for, question
from segue.rules.handoff import State
from segue.rules.permission import Thing, Verb
from segue.rules.referral import CheckInAnswer
from segue.rules.step import Refused

LONGEST_WORDS = 1000


@client(Thing.own_page, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def where(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """Who has the turn, who was asked, who said yes on which terms, who read what, what comes next."""
    form = None
    if request.method == "POST":
        answer = _decide(request, visitor, referral)
        if isinstance(answer, Done):
            return go_on("client_stand", referral=referral)
        form = form_after(request, answer)
    sheet = stand(referral)
    return show(
        request,
        visitor,
        "where",
        form=form,
        own=sheet.own,
        sheet=sheet,
        turn=approach_words.turn_of(sheet, today=visitor.at().today),
        lines=approach_words.lines_of(sheet),
        decisions=[_decision(one, sheet.still_to_answer) for one in sheet.to_decide],
        meetings=[_meeting(one) for one in sheet.approaches if one.state is State.scheduled],
        to_call=[one for one in sheet.choices if sheet.own.calls_themself and not one.is_approached],
        taken=[one for one in sheet.approaches if one.state in approach_words.CAN_END],
    )


def _decide(request: HttpRequest, visitor: Visitor, referral: UUID) -> Done | Refused:
    """One tap: go with this one, end it with this one, or go on after a rest."""
    key, version = key_of(request), version_of(request)
    handoff = request.POST.get("handoff", "")
    if request.POST.get("do") == "go_with":
        return packet_acts.go_with(visitor.actor, packet_acts.GoWith(key, handoff, version), visitor.at())
    if request.POST.get("do") == "not_right":
        return meeting_acts.decide_no(
            visitor.actor, meeting_acts.DecideNo(key, handoff, version), visitor.at()
        )
    command = referral_acts.Resume(key, str(referral), version)
    return referral_acts.resume(visitor.actor, command, visitor.at())


def _decision(approach: Approach, higher: tuple[Approach, ...]) -> dict[str, object]:
    """A yes on which the client has the last word: what is new, the terms, and whom they could wait for."""
    above = [one for one in higher if (one.rank or 0) < (approach.rank or 0)]
    return {
        "approach": approach,
        "changes": words.changed(approach),
        "terms": words.terms_rows(approach.terms) if approach.terms else [],
        "wait_for": above[0] if above else None,
    }


def _meeting(approach: Approach) -> dict[str, object]:
    assert approach.appointment is not None
    return {
        "approach": approach,
        "appointment": approach.appointment,
        "kind": approach_words.meeting_kind(approach.appointment.kind),
        "zone_name": approach_words.zone_name(approach.appointment.at, approach.appointment.zone),
    }


@client(Thing.check_in, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, visitor: Visitor, referral: UUID, check_in: UUID) -> HttpResponse:
    """One question; after an answer at most two more; then what may help, the gentlest first."""
    sheet = check_in_page(referral, check_in)
    if sheet is None:
        return dead_page(request)
    if request.method == "POST":
        return _answer(request, visitor, sheet)
    said = request.GET.get("answer", "")
    picked = CheckInAnswer(said) if said in set(CheckInAnswer) and sheet.answer is None else None
    return _show_check_in(request, visitor, sheet, picked=picked)


def _answer(request: HttpRequest, visitor: Visitor, sheet: CheckInPage) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in set(CheckInAnswer):
        form = form_with(request, {"answer": gettext("Pick one of the answers.")})
        return _show_check_in(request, visitor, sheet, form=form)
    command = check_in_acts.AnswerCheckIn(
        key_of(request),
        str(sheet.id),
        said,
        request.POST.get("words", "").strip()[:LONGEST_WORDS],
        request.POST.get("may_tell") == "yes",
    )
    answer = check_in_acts.answer(visitor.actor, command, visitor.at())
    if isinstance(answer, Refused):
        form = form_after(request, answer)
        return _show_check_in(request, visitor, sheet, picked=CheckInAnswer(said), form=form)
    return go_on("client_check_in", referral=sheet.own.id, check_in=sheet.id)


def _show_check_in(
    request: HttpRequest,
    visitor: Visitor,
    sheet: CheckInPage,
    *,
    picked: CheckInAnswer | None = None,
    form: Form | None = None,
) -> HttpResponse:
    about = {"recipient": given_name(sheet.recipient), "referrer": given_name(sheet.own.referrer)}
    answer = sheet.answer or picked
    *open_questions, may_tell = follow_ups(answer) if answer else ("",)
    return show(
        request,
        visitor,
        "check_in",
        form=form,
        own=sheet.own,
        sheet=sheet,
        question=words.told(gettext(question(sheet.moment)), **about),
        answers=[(code.value, gettext(text)) for code, text in answers(sheet.moment).items()],
        picked=picked,
        said=gettext(answers(sheet.moment)[answer]) if answer else "",
        open_question=gettext(open_questions[0]) if open_questions else "",
        may_tell=words.told(gettext(may_tell), **about) if may_tell else "",
        helps=[(one, words.told(gettext(HELP_WORDS[one]), **about)) for one in help_for(answer)]
        if answer
        else [],
    )
