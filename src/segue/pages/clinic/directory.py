"""The directory: a list by words and filters, some of it side by side or on a short list, and saved searches.

Words are sent by a form and come back sealed in the address, so that no address, history or log line holds a name.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from segue.acts import saved_search
from segue.acts.answer import Done
from segue.pages.asking import Form, key_of
from segue.pages.clinic.directory_words import (
    chips,
    compared_rows,
    filter_options,
    lede_of,
    line_words,
    looking_words,
    meant_words,
    newest_words,
    opening_words,
    profession_name,
)
from segue.pages.clinic.profile_words import capital
from segue.pages.clinic.showing import SeeOther, dead_page, is_nowhere, refused_form, see, show
from segue.pages.visitor import Visitor, clinic
from segue.reads.directory_page import (
    MOST_LISTED,
    MOST_TOGETHER,
    USUAL_MILES,
    EntryLine,
    directory_page,
    short_list,
)
from segue.reads.directory_words import LONGEST_WORDS, all_professions, sealed_words
from segue.reads.profile_entry import compared
from segue.reads.saved_searches import saved_searches
from segue.rules.codes import Family, is_code
from segue.rules.looking import MILES, Looking, looking_from, query_of
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_

FILTERS: Mapping[str, str] = {
    "concern": N_("Concern"),
    "method": N_("Method"),
    "language": N_("Language"),
    "format": N_("Format"),
    "insurance": N_("Insurance"),
    "age": N_("Age"),
    "state": N_("State"),
}
EVERYWHERE = "all"
"""Nothing is asked for, not even the practice's own state."""


@clinic(Thing.directory, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Look: a form leads to the address of its answer."""
    if request.method == "POST":
        query = query_of(_asked(request, visitor)) or EVERYWHERE
        return SeeOther(f"{reverse('directory')}?{query}")
    looking = _looking(request, visitor)
    after = _id(request.GET.get("after", ""))
    sheet = directory_page(visitor.actor, looking, now=visitor.at().here, after=after)
    query = query_of(looking)
    return show(
        request,
        visitor,
        "directory/list",
        sheet=sheet,
        lines=[_line(line, visitor) for line in sheet.lines],
        chips=chips(looking),
        looking=looking,
        query=query,
        meant=meant_words(sheet.meant),
        lede=lede_of(sheet, is_first=after is None),
        next_page="?" + urlencode([*_pairs(query), ("after", str(sheet.after))]) if sheet.after else "",
        first_page="?" + (query or EVERYWHERE) if after else "",
        filters=filter_options({name: _(title) for name, title in FILTERS.items()}),
        professions=[(name, capital(profession_name(name))) for name in all_professions()],
        distances=[(str(miles), _("within %(miles)s miles") % {"miles": miles}) for miles in MILES],
        miles=looking.miles or USUAL_MILES,
        longest=LONGEST_WORDS,
    )


@clinic(Thing.directory, Verb.see)
@require_safe
def compare(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Up to four entries, side by side."""
    ids = [one for text in request.GET.getlist("p") if (one := _id(text))]
    sheets = compared(visitor.actor, list(dict.fromkeys(ids))[:MOST_TOGETHER], now=visitor.at().here)
    return show(
        request,
        visitor,
        "directory/compare",
        sheets=sheets,
        rows=compared_rows(sheets),
        is_cut=len(ids) > MOST_TOGETHER,
        most=MOST_TOGETHER,
    )


@clinic(Thing.directory, Verb.see)
@require_safe
def listed(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A short list to print or to send; it says nothing about anybody who looks for help."""
    lines = short_list(visitor.actor, request.GET.getlist("p"), most=MOST_LISTED, now=visitor.at().here)
    return show(
        request,
        visitor,
        "directory/short_list",
        lines=[_line(line, visitor) for line in lines],
        mail=_mail(lines),
    )


@clinic(Thing.directory, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """My saved searches; a form saves one more."""
    if request.method != "POST":
        return _saved_page(request, visitor)
    command = saved_search.SaveSearch(
        key_of(request), request.POST.get("name", ""), request.POST.get("query", "")
    )
    return _after(request, visitor, saved_search.keep(visitor.actor, command, visitor.at()))


@clinic(Thing.directory, Verb.see)
@require_POST
def change_saved(request: HttpRequest, visitor: Visitor, search: UUID) -> HttpResponse:
    """Another name for one of mine, or away with it."""
    key, at = key_of(request), visitor.at()
    if request.POST.get("do") == "delete":
        answer = saved_search.forget(visitor.actor, saved_search.DeleteSearch(key, str(search)), at)
    else:
        name = request.POST.get("name", "")
        answer = saved_search.rename(visitor.actor, saved_search.RenameSearch(key, str(search), name), at)
    return _after(request, visitor, answer, search=search)


def _after(
    request: HttpRequest, visitor: Visitor, answer: Done | Refused, *, search: UUID | None = None
) -> HttpResponse:
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        return _saved_page(request, visitor, form=form, renaming=search)
    return see("saved_searches")


def _saved_page(
    request: HttpRequest, visitor: Visitor, *, form: Form | None = None, renaming: UUID | None = None
) -> HttpResponse:
    found = saved_searches(visitor.actor)
    return show(
        request,
        visitor,
        "directory/saved",
        form=form,
        renaming=renaming,
        searches=[
            (line, looking_words(line.looking, line.words), f"?{line.query or EVERYWHERE}") for line in found
        ],
    )


def _asked(request: HttpRequest, visitor: Visitor) -> Looking:
    """What the form asks for, with its words sealed."""
    assert visitor.actor.person is not None
    said = {name: request.POST.getlist(name) for name in request.POST}
    words = sealed_words(request.POST.get("words", ""), person=visitor.actor.person)
    return replace(_known(looking_from(said)), sealed=words)


def _looking(request: HttpRequest, visitor: Visitor) -> Looking:
    """What the address asks for; without a word of its own, the practice's state."""
    looking = _known(looking_from({name: request.GET.getlist(name) for name in request.GET}))
    here = visitor.practice.jurisdiction
    if looking.is_anything or EVERYWHERE in request.GET or not is_code(Family.STATE, here):
        return looking
    return Looking(state=(here,))


def _known(looking: Looking) -> Looking:
    """Only professions that are on the list."""
    return looking if looking.profession in all_professions() else replace(looking, profession="")


def _line(line: EntryLine, visitor: Visitor) -> dict[str, object]:
    return {
        "entry": line,
        "about": line_words(line),
        "opening": opening_words(line.opening) if line.is_claimed or line.opening else "",
        "newest": newest_words(line, today=visitor.at().today),
    }


def _mail(lines: tuple[EntryLine, ...]) -> str:
    """A mail that names the entries and nothing else."""
    text = "\n\n".join(
        "\n".join(part for part in (line.name, line.role, line.place, line.phone) if part) for line in lines
    )
    return "mailto:?" + urlencode({"subject": _("A short list"), "body": text}).replace("+", "%20")


def _pairs(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (part.partition("=") for part in query.split("&")) if name]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
