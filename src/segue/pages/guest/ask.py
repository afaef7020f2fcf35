"""The availability question on one page: three answers, a tap each. Opening the page answers nothing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from segue.acts import check
from segue.acts.answer import Done
from segue.pages.asking import Form, form_after, key_of, page
from segue.pages.errors import dead_page
from segue.pages.received.door import see_other
from segue.pages.received.words import check_line, sender_role, short_name
from segue.pages.visitor import Visitor, asked
from segue.reads.ask_page import ask_sheet
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused

LONGEST_NUMBER = 4
FIELDS = {"yes": "first_free", "waitlist": "wait_weeks"}
NO_MORE = "no_more"


@asked(Thing.check, Verb.answer)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, visitor: Visitor, ask: UUID) -> HttpResponse:
    """Show the question, or keep the one answer that was tapped."""
    if request.method != "POST":
        return _show(request, visitor, ask)
    picked = request.POST.get("answer", "")
    outcome = _no_more(request, visitor, ask) if picked == NO_MORE else _answer(request, visitor, ask, picked)
    if not isinstance(outcome, Refused) or outcome.code == check.ANSWERED.code:
        return see_other(request.path)
    if outcome.code == "not_found":
        return _show(request, visitor, ask)
    return _show(request, visitor, ask, form=_beside_its_field(request, outcome, FIELDS.get(picked, "")))


def _answer(request: HttpRequest, visitor: Visitor, ask: UUID, picked: str) -> Done | Refused:
    weeks = request.POST.get("wait_weeks", "").strip()
    command = check.AnswerAvailability(
        key=key_of(request),
        ask=str(ask),
        answer=picked,
        first_free=request.POST.get("first_free", "") if picked == "yes" else "",
        wait_weeks=int(weeks) if weeks.isdecimal() and len(weeks) <= LONGEST_NUMBER else None,
    )
    return check.answer(visitor.actor, command, visitor.at())


def _no_more(request: HttpRequest, visitor: Visitor, ask: UUID) -> Done | Refused:
    return check.opt_out(visitor.actor, check.NoMoreChecks(key_of(request), str(ask)), visitor.at())


def _show(request: HttpRequest, visitor: Visitor, ask: UUID, *, form: Form | None = None) -> HttpResponse:
    sheet = ask_sheet(ask)
    if sheet is None:
        return dead_page(request)
    context = {
        "sheet": sheet,
        "guest_name": sheet.recipient,
        "sender": short_name(sheet.sender),
        "role": sender_role(sheet.sender),
        "looking_for": check_line(sheet.question),
        "today": visitor.at().today.isoformat(),
    }
    return page(request, "ask/page.html", context, form=form)


def _beside_its_field(request: HttpRequest, refused: Refused, field: str) -> Form:
    form = form_after(request, refused)
    assert form.refusal is not None
    errors = {field: f"{form.refusal.why} {form.refusal.remedy}"} if field else {}
    return Form(form.values, errors, form.refusal)
