"""What the client's pages share: their frame, the way on after a form, and a refusal put at its field."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from segue.pages.asking import Form, Refusal, form_after, page
from segue.pages.visitor import Visitor
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused

SEE_OTHER = 303


def show(
    request: HttpRequest,
    visitor: Visitor,
    template: str,
    *,
    form: Form | None = None,
    **sheet: object,
) -> HttpResponse:
    """Show one of the client's pages, under the practice's neutral name and with its exit."""
    assert visitor.link is not None
    referral = visitor.link.referral
    around = {
        "practice_name": visitor.practice.neutral_name,
        "exit_to": reverse("client_exit", kwargs={"referral": referral}),
        "referral": referral,
        "zone": visitor.zone,
        "may_choose": visitor.may(Thing.choice, Verb.change),
        "may_strike": visitor.may(Thing.summary, Verb.change),
        "may_answer": visitor.may(Thing.check_in, Verb.answer),
    }
    return page(request, f"client/{template}.html", {**around, **sheet}, form=form)


def go_on(name: str, **where: UUID | None) -> HttpResponse:
    """After something was kept: the next page, asked for anew, so that "back" and "reload" send nothing twice."""
    response = HttpResponseRedirect(reverse(name, kwargs=where))
    response.status_code = SEE_OTHER
    return response


def at_field(request: HttpRequest, refused: Refused, field: str) -> Form:
    """The form again, with the refusal at this field unless it names another itself."""
    return form_after(request, replace(refused, about={"field": field, **refused.about}))


def form_with(request: HttpRequest, errors: Mapping[str, str]) -> Form:
    """The form again, with what this page itself finds wrong before any act is asked."""
    values = {name: request.POST.get(name, "") for name in request.POST}
    return Form(values, errors, Refusal("incomplete", next(iter(errors.values())), ""))
