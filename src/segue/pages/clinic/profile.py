"""My profile: each section is saved by itself, with htmx as soon as it changes, without JavaScript by its own button.

What is not taken stands in its section as it was left, with what to do. What a client sees stands beside it.
"""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from segue.acts import place, removal, room, saying
from segue.acts.answer import Done
from segue.pages.asking import Form, form_after, key_of, page
from segue.pages.clinic import profile_form as forms
from segue.pages.clinic.profile_rooms import (
    openings_of,
    places_rows,
    rooms_of,
    state_choices,
    typed_openings,
    typed_places,
)
from segue.pages.clinic.profile_words import (
    age_words,
    family_name,
    family_words,
    shown_to_client,
    stale_words,
)
from segue.pages.clinic.showing import SeeOther, dead_page, is_nowhere, see, show
from segue.pages.visitor import Visitor, clinic
from segue.reads.profile_page import ProfilePage, own_profile, profile_page
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused

OPENINGS = "openings"
PLACES = "places"
EVERYTHING = "all"
NOT_SHOWN = "-"
"""The mark of a form that did not come whole: it fits nothing, so nothing is taken back by it."""


@clinic(Thing.profile, Verb.see)
@require_safe
def mine(_request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Lead to my own profile, or to the first that I speak for; without one, to the way to get it."""
    found = own_profile(visitor.actor)
    return see("profile", profile=found) if found else see("claim")


@clinic(Thing.profile, Verb.see)
@require_safe
def profile(request: HttpRequest, visitor: Visitor, profile: UUID) -> HttpResponse:
    """The whole page."""
    sheet = _sheet(visitor, profile)
    return _whole(request, visitor, sheet) if sheet else dead_page(request)


@clinic(Thing.profile, Verb.change)
@require_POST
def say(request: HttpRequest, visitor: Visitor, profile: UUID, section: str) -> HttpResponse:
    """Keep one section."""
    sheet = _sheet(visitor, profile)
    if sheet is None or section not in (OPENINGS, PLACES, *forms.BY_SLUG):
        return dead_page(request)
    answer = _said(request, visitor, sheet, section)
    if is_nowhere(answer):
        return dead_page(request)
    if isinstance(answer, Refused):
        return _again(request, visitor, sheet, section, answer)
    return _after(request, visitor, profile, section)


@clinic(Thing.profile, Verb.change)
@require_POST
def still_true(request: HttpRequest, visitor: Visitor, profile: UUID) -> HttpResponse:
    """Confirm everything that was asked for, or the one family whose button was pressed."""
    sheet = _sheet(visitor, profile)
    if sheet is None:
        return dead_page(request)
    picked = request.POST.get("family", EVERYTHING)
    asked = [line.family for line in sheet.stale]
    families = tuple(asked if picked == EVERYTHING else [one for one in asked if one == picked])
    if families:
        command = saying.Renew(key_of(request), str(profile), families)
        if is_nowhere(saying.renew(visitor.actor, command, visitor.at())):
            return dead_page(request)
    return see("profile", profile=profile)


@clinic(Thing.profile, Verb.change)
@require_POST
def remove(request: HttpRequest, visitor: Visitor, profile: UUID) -> HttpResponse:
    """Take it out of the directory, for good."""
    command = removal.Remove(key_of(request), str(profile))
    if is_nowhere(removal.remove(visitor.actor, command, visitor.at())):
        return dead_page(request)
    return see("my_profile")


def _sheet(visitor: Visitor, profile: UUID) -> ProfilePage | None:
    return profile_page(visitor.actor, profile, today=visitor.at().today)


def _said(request: HttpRequest, visitor: Visitor, sheet: ProfilePage, section: str) -> Done | Refused:
    key, seen = key_of(request), request.POST.get("seen") or NOT_SHOWN
    if section == OPENINGS:
        command = room.SayRoom(key, str(sheet.id), typed_openings(request.POST), seen)
        return room.say(visitor.actor, command, visitor.at())
    if section == PLACES:
        where = place.SayPlaces(key, str(sheet.id), typed_places(request.POST), seen)
        return place.say(visitor.actor, where, visitor.at())
    said = forms.typed(request.POST, forms.BY_SLUG[section], sheet)
    return saying.say(visitor.actor, saying.Say(key, str(sheet.id), said, seen), visitor.at())


def _after(request: HttpRequest, visitor: Visitor, profile: UUID, section: str) -> HttpResponse:
    """Saved: the section as it stands now and what hangs on it, or the whole page where no script runs."""
    if not _is_partial(request):
        return SeeOther(f"{reverse('profile', kwargs={'profile': profile})}#s-{section}")
    sheet = _sheet(visitor, profile)
    if sheet is None:
        return dead_page(request)
    return page(request, "clinic/profile/saved.html", _part(request, sheet, section))


def _again(
    request: HttpRequest, visitor: Visitor, sheet: ProfilePage, section: str, refused: Refused
) -> HttpResponse:
    """The section as it was typed, with what is wrong, or with what somebody else said in the meantime."""
    form = form_after(request, refused)
    if _is_partial(request):
        context = _part(request, sheet, section, form=form)
        return page(request, "clinic/profile/saved.html", context, form=form)
    return _whole(request, visitor, sheet, section=section, form=form)


def _is_partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _whole(
    request: HttpRequest,
    visitor: Visitor,
    sheet: ProfilePage,
    *,
    section: str = "",
    form: Form | None = None,
) -> HttpResponse:
    parts = []
    for one in forms.SECTIONS:
        is_typed = one.slug == section
        if forms.families_of(one, sheet):
            parts.append(
                _section(sheet, one, request=request if is_typed else None, form=form if is_typed else None)
            )
    on_openings = (request, form) if section == OPENINGS else (None, None)
    on_places = (request, form) if section == PLACES else (None, None)
    return show(
        request,
        visitor,
        "profile/page",
        form=form,
        open_more=request.POST.getlist("more"),
        **_beside(sheet),
        openings=_openings(sheet, request=on_openings[0], form=on_openings[1]),
        places=_places(sheet, request=on_places[0], form=on_places[1]),
        parts=parts,
    )


def _part(
    request: HttpRequest, sheet: ProfilePage, section: str, *, form: Form | None = None
) -> dict[str, object]:
    """One section for htmx to put in its place, and what stands beside it."""
    again, saved = (request if form else None), {"is_saved": form is None}
    beside = _beside(sheet) | {
        "openings": None,
        "places": None,
        "part": None,
        "open_more": request.POST.getlist("more"),
    }
    if section == OPENINGS:
        return beside | {"openings": _openings(sheet, request=again, form=form) | saved}
    if section == PLACES:
        return beside | {"places": _places(sheet, request=again, form=form) | saved}
    return beside | {"part": _section(sheet, forms.BY_SLUG[section], request=again, form=form) | saved}


def _beside(sheet: ProfilePage) -> dict[str, object]:
    return {
        "sheet": sheet,
        "client_sees": shown_to_client(sheet),
        "stale": [
            (line.family, family_name(line.family), stale_words(line), age_words(line.age))
            for line in sheet.stale
        ],
    }


def _section(
    sheet: ProfilePage, section: forms.Section, *, request: HttpRequest | None, form: Form | None
) -> dict[str, object]:
    names = forms.families_of(section, sheet)
    stands = forms.kept(sheet, section)
    said = forms.typed(request.POST, section, sheet) if request else stands
    is_late = form is not None and form.refusal is not None and form.refusal.code == "stale"
    return {
        "slug": section.slug,
        "heading": _(section.heading),
        "hint": _(section.hint) if section.hint else "",
        "rows": forms.rows(section, sheet, said),
        "seen": sheet.mark(*names),
        "form": form or Form(),
        "is_saved": False,
        "is_by_itself": section.is_by_itself,
        "stands": [
            (
                family_name(name),
                family_words(name, [(one.code, one.value) for one in facts]) or _("nothing"),
            )
            for name, facts in stands.items()
            if facts != said[name]
        ]
        if is_late
        else [],
    }


def _openings(sheet: ProfilePage, *, request: HttpRequest | None, form: Form | None) -> dict[str, object]:
    said = typed_openings(request.POST) if request else openings_of(sheet.opening)
    is_late = form is not None and form.refusal is not None and form.refusal.code == "stale"
    return {
        "said": said,
        "rooms": rooms_of(said),
        "seen": sheet.opening.mark,
        "form": form or Form(),
        "is_saved": False,
        "age": age_words(sheet.opening.age) if sheet.opening.age else "",
        "stands": replace(openings_of(sheet.opening), rooms=()) if is_late else None,
    }


def _places(sheet: ProfilePage, *, request: HttpRequest | None, form: Form | None) -> dict[str, object]:
    said = typed_places(request.POST) if request else sheet.places
    is_late = form is not None and form.refusal is not None and form.refusal.code == "stale"
    return {
        "rows": places_rows(said),
        "states": state_choices(),
        "seen": sheet.mark_of_places,
        "form": form or Form(),
        "is_saved": False,
        "stands": [", ".join(filter(None, (one.address, one.city, one.zip))) for one in sheet.places]
        if is_late
        else [],
    }
