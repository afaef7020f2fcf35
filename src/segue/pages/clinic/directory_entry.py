"""One entry of the directory: what it says, how old that is, and what I keep of it for myself."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from segue.acts import colleague, profile
from segue.acts.answer import Done
from segue.pages.asking import Form, key_of
from segue.pages.clinic.directory_words import (
    contact_words,
    fact_rows,
    limit_rows,
    opening_words,
    room_words,
)
from segue.pages.clinic.profile_words import age_words
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show
from segue.pages.visitor import Visitor, clinic
from segue.reads.profile_entry import entry_page
from segue.rules.catch_up import LONGEST_NOTE, WAYS
from segue.rules.matching.profile import Freshness
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused

Do = Callable[[HttpRequest, Visitor, str], Done | Refused]


@clinic(Thing.directory, Verb.see)
@require_safe
def entry(request: HttpRequest, visitor: Visitor, profile: UUID) -> HttpResponse:
    """Everything that is known of an entry."""
    return _page(request, visitor, profile)


@clinic(Thing.directory, Verb.see)
@require_POST
def keep(request: HttpRequest, visitor: Visitor, profile: UUID, verb: str) -> HttpResponse:
    """Know, forget, write a note, keep a catch-up or take one away."""
    do = _VERBS.get(verb)
    answer = do(request, visitor, str(profile)) if do else None
    if answer is None or is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        return _page(request, visitor, profile, form=form)
    return see("directory_entry", profile=profile)


def _know(request: HttpRequest, visitor: Visitor, one: str) -> Done | Refused:
    return profile.know(visitor.actor, profile.KnowColleague(key_of(request), one), visitor.at())


def _forget(request: HttpRequest, visitor: Visitor, one: str) -> Done | Refused:
    return colleague.forget(visitor.actor, colleague.Forget(key_of(request), one), visitor.at())


def _note(request: HttpRequest, visitor: Visitor, one: str) -> Done | Refused:
    command = colleague.WriteNote(key_of(request), one, request.POST.get("note", ""))
    return colleague.note(visitor.actor, command, visitor.at())


def _catch_up(request: HttpRequest, visitor: Visitor, one: str) -> Done | Refused:
    said = request.POST
    command = colleague.KeepCatchUp(
        key_of(request), one, said.get("day", ""), said.get("way", ""), said.get("catch_up_note", "")
    )
    return colleague.catch_up(visitor.actor, command, visitor.at())


def _drop(request: HttpRequest, visitor: Visitor, _one: str) -> Done | Refused:
    command = colleague.DropCatchUp(key_of(request), request.POST.get("catch_up", ""))
    return colleague.drop_catch_up(visitor.actor, command, visitor.at())


_VERBS: Mapping[str, Do] = {
    "know": _know,
    "forget": _forget,
    "note": _note,
    "catch-up": _catch_up,
    "drop": _drop,
}


def _page(request: HttpRequest, visitor: Visitor, one: UUID, *, form: Form | None = None) -> HttpResponse:
    sheet = entry_page(visitor.actor, one, now=visitor.at().here)
    if sheet is None:
        return dead_page(request)
    steps, own_words = contact_words(sheet)
    return show(
        request,
        visitor,
        "directory/entry",
        form=form,
        sheet=sheet,
        rows=fact_rows(sheet),
        limits=limit_rows(sheet),
        opening=opening_words(sheet.opening),
        opening_age=age_words(sheet.opening.age) if sheet.opening else "",
        is_opening_old=sheet.opening is not None and sheet.opening.age.standing is not Freshness.FRESH,
        rooms=[room_words(room) for room in sheet.rooms],
        contact=steps,
        contact_words=own_words,
        ways=[(code, _(name)) for code, name in WAYS.items()],
        longest=LONGEST_NOTE,
        may_refer=visitor.may(Thing.referral, Verb.begin) and not sheet.is_mine,
    )
