"""What every form shares: the key that makes a double click one act, and how a refusal is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from segue.rules.step import Refused
from segue.store.identifiers import new_id

KEY_LIMIT = 80
"""Shorter than an act takes, since a form of several acts adds an identifier for each."""
UNPROCESSABLE = 422
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal in the reader's language: what happened, what to do, and the field it is about."""

    code: str
    why: str
    remedy: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what is wrong with it; nothing typed is lost."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    def value(self, name: str, default: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, default)

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return self.errors.get(name, "")


def fresh_key() -> str:
    """A key for a form that is about to be shown."""
    return str(new_id())


def key_of(request: HttpRequest) -> str:
    """The idempotency key of a sent form: its hidden field, or the header."""
    return (request.POST.get("key") or request.headers.get("Idempotency-Key") or fresh_key())[:KEY_LIMIT]


def version_of(request: HttpRequest) -> int:
    """The version that the page showed; 0 where it showed none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def said(refused: Refused) -> Refusal:
    """A refusal in words."""
    about = {name: gettext(value) if value else value for name, value in refused.about.items()}
    return Refusal(
        refused.code,
        gettext(refused.why) % about,
        gettext(refused.remedy) % about,
        refused.about.get("field", ""),
    )


def form_after(request: HttpRequest, refused: Refused) -> Form:
    """The form again, with everything that was typed and what is wrong."""
    refusal = said(refused)
    errors = {refusal.field: f"{refusal.why} {refusal.remedy}"} if refusal.field else {}
    return Form({name: request.POST.get(name, "") for name in request.POST}, errors, refusal)


def page(
    request: HttpRequest, template: str, sheet: Mapping[str, object], *, form: Form | None = None
) -> HttpResponse:
    """Show a page; one that was not taken is 422, or 409 where somebody else was faster."""
    form = form or Form()
    status = 200
    if form.refusal:
        status = CONFLICT if form.refusal.code in ("stale", "key_reused") else UNPROCESSABLE
    elif form.errors and request.method == "POST":
        status = UNPROCESSABLE
    return render(request, template, {**sheet, "form": form, "key": fresh_key()}, status=status)
