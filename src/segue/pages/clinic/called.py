"""Someone called me: one line of need, three people with openings, and what to say. Nothing is kept.

The line comes by a form and goes back into the same page, so that no address, history, log or row holds it. What is
copied, printed or mailed names colleagues and says nothing about whoever called.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from segue.pages.asking import Form
from segue.pages.clinic.need_form import label_of, mistakes_in, need_mapping
from segue.pages.clinic.need_words import taken_up, understood
from segue.pages.clinic.phrases import age_words, say
from segue.pages.clinic.showing import show
from segue.pages.visitor import Visitor, clinic
from segue.reads.called_page import CalledLine, CalledPage, called_page
from segue.rules.codes import CODES, Family
from segue.rules.need import Need, need_from
from segue.rules.permission import Thing, Verb
from segue.rules.text import N_

LONGEST_LINE = 1000
USUAL: Mapping[str, Sequence[str]] = {"age": ("adult",), "formats": ("online", "in_person"), "miles": ("20",)}
"""What is meant where the line does not say it; each stands on the page and can be changed."""
CONTROLS = ("main", "age", "formats", "zip", "budget")
"""What can be ticked or typed beside the line."""
WHAT_TO_SAY = N_(
    "When you call, say: “I am looking for a first appointment. Do you have an opening, when could it be, "
    "and what does a visit cost?” You need not tell more than that at first."
)


@clinic(Thing.directory, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def called(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Ask, and the answer stands below the question on the same page."""
    if request.method != "POST":
        return _page(request, visitor, said={}, form=Form())
    said = _said(request.POST, jurisdiction=visitor.practice.jurisdiction)
    read = need_from(need_mapping(_as_form(said), not_ask=()))
    if isinstance(read, Need):
        sheet = called_page(visitor.actor, read, now=visitor.at().here)
        return _page(request, visitor, said=said, form=Form(), sheet=sheet)
    return _page(request, visitor, said=said, form=Form(errors=_errors(mistakes_in(read))))


def _said(given: QueryDict, *, jurisdiction: str) -> dict[str, list[str]]:
    """The line, what it means, what was ticked beside it, and what is usual for the rest."""
    line = given.get("words", "").replace("\r\n", "\n")[:LONGEST_LINE]
    ticked = {name: given.getlist(name) for name in CONTROLS if any(given.getlist(name))}
    before = {"jurisdiction": [jurisdiction], "taken": given.getlist("taken"), **ticked}
    said = taken_up(line, before) if line.strip() else before
    usual = {name: list(values) for name, values in USUAL.items() if not any(said.get(name, ()))}
    if not any(said.get("zip", ())):
        usual.pop("miles", None)
    return {**said, **usual, "words": [line]}


def _as_form(said: Mapping[str, Sequence[str]]) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, values in said.items():
        form.setlist(name, list(values))
    return form


def _errors(found: Mapping[str, str]) -> dict[str, str]:
    """Each mistake under a control that this page has; the rest under the line."""
    return {name if name in CONTROLS else "words": words for name, words in found.items()}


def _page(
    request: HttpRequest,
    visitor: Visitor,
    *,
    said: Mapping[str, Sequence[str]],
    form: Form,
    sheet: CalledPage | None = None,
) -> HttpResponse:
    line = (said.get("words") or [""])[0]
    lines = [] if sheet is None else [_line(one) for one in sheet.lines]
    text = _text(lines)
    return show(
        request,
        visitor,
        "called",
        form=form,
        line=line,
        longest=LONGEST_LINE,
        said={name: values[0] if values else "" for name, values in said.items()},
        understood=understood(line, said, is_asked=False),
        mains=[(code, label_of(Family.CONCERN, code)) for code in CODES[Family.CONCERN]],
        ages=[(code, label_of(Family.AGE, code)) for code in CODES[Family.AGE]],
        formats=[
            (code, label_of(Family.FORMAT, code), code in said.get("formats", USUAL["formats"]))
            for code in CODES[Family.FORMAT]
        ],
        is_answered=sheet is not None,
        heading=_heading(sheet),
        why_fewer=say(sheet.why_fewer) if sheet and sheet.why_fewer else "",
        lines=lines,
        text=text,
        mail="mailto:?" + urlencode({"subject": _("Names and numbers"), "body": text}, quote_via=quote),
    )


def _heading(sheet: CalledPage | None) -> str:
    """How many stand below, of how many who fit."""
    if sheet is None or not sheet.lines:
        return _("Nobody is known to have all of it today")
    return ngettext("%(count)s to call", "%(count)s to call", len(sheet.lines)) % {"count": len(sheet.lines)}


def _line(line: CalledLine) -> dict[str, object]:
    """One of the three, in words."""
    return {
        "id": line.id,
        "name": line.name,
        "role": " · ".join(part for part in (line.role, line.place) if part),
        "phone": line.phone,
        "why": [say(reason) for reason in line.why],
        "why_not": [say(reason) for reason in line.why_not],
        "age": age_words(line),
        "is_known": line.is_known,
    }


def _text(lines: Sequence[Mapping[str, object]]) -> str:
    """The same to copy, read aloud or send: names, numbers, and what to say; nothing about whoever asked."""
    people = [
        "\n".join(
            str(part) for part in (one["name"], one["role"], one["phone"] or _("No number is known")) if part
        )
        for one in lines
    ]
    return "\n\n".join([*people, _(WHAT_TO_SAY)]) if people else ""
