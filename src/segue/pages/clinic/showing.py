"""What every page of a practice shows beside its own sheet, and where a form leads once it was done."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from segue.acts.answer import Done
from segue.pages.asking import Form, form_after, page
from segue.pages.errors import dead_page
from segue.pages.visitor import Visitor
from segue.rules.step import Refused

NOT_FOUND = "not_found"


class SeeOther(HttpResponseRedirect):
    """303: it is done; look there. A reload of what follows sends nothing again."""

    status_code = 303


def see(name: str, **given: object) -> SeeOther:
    """Lead to a named page."""
    return SeeOther(reverse(name, kwargs=given or None))


def show(
    request: HttpRequest, visitor: Visitor, template: str, *, form: Form | None = None, **sheet: object
) -> HttpResponse:
    """A page in the practice's frame."""
    frame = {
        "practice_name": visitor.practice.name,
        "my_name": visitor.person.name if visitor.person else "",
        "zone": visitor.zone,
        "today": visitor.at().today,
    }
    return page(request, f"clinic/{template}.html", {**frame, **sheet}, form=form)


def typed(request: HttpRequest, errors: dict[str, str]) -> Form:
    """The form again with what was typed, and what is wrong in which field."""
    return Form({name: request.POST.get(name, "") for name in request.POST}, errors)


def refused_form(request: HttpRequest, answer: Done | Refused) -> Form | None:
    """The form to show again after a refusal; None when the act was done."""
    return form_after(request, answer) if isinstance(answer, Refused) else None


def is_nowhere(answer: Done | Refused) -> bool:
    """Whether the row does not exist for this visitor."""
    return isinstance(answer, Refused) and answer.code == NOT_FOUND


__all__ = ["SeeOther", "dead_page", "is_nowhere", "refused_form", "see", "show", "typed"]
