"""The options before the client: read of connections, rank, refuse all, or leave it for later."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from segue.acts import option as option_acts
from segue.acts.answer import Done
from segue.pages.asking import Form, form_after, key_of, version_of
from segue.pages.client import words
from segue.pages.client.frame import form_with, go_on, show
from segue.pages.environment import given_name
from segue.pages.visitor import Visitor, client
from segue.reads.client_options import OptionsSheet, ShownOption, options_sheet
from segue.rules.permission import Thing, Verb
from segue.rules.referral import Stage
from segue.rules.step import Refused

CAN_CHOOSE = (Stage.choosing, Stage.approaching)
FRESH_DAYS = 7
LONGEST_LINE = 2000
LONGEST_PLACE = 2  # "no", or a number of two digits


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says: the place given to each option, and the connections that were read."""

    places: Mapping[UUID, str]
    read: frozenset[UUID]

    @property
    def ranked(self) -> tuple[UUID, ...]:
        """Those with a place, first choice first; gaps between places do not count."""
        given = [(int(place), option) for option, place in self.places.items() if place.isdecimal()]
        return tuple(option for _, option in sorted(given, key=lambda pair: pair[0]))

    @property
    def refused(self) -> tuple[UUID, ...]:
        """Those who were told no."""
        return tuple(option for option, place in self.places.items() if place == "no")


@client(Thing.choice, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def options(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """The people who could help, side by side; rank them, or none of them."""
    sheet = options_sheet(referral)
    if not sheet.options or sheet.own.stage not in CAN_CHOOSE:
        return go_on("client_stand", referral=referral)
    if request.method != "POST":
        return _show(request, visitor, sheet)
    if request.POST.get("do") == "others":
        return _refuse_all(request, visitor, sheet)
    return _choose(request, visitor, sheet)


def _choose(request: HttpRequest, visitor: Visitor, sheet: OptionsSheet) -> HttpResponse:
    typed = _typed(request, sheet)
    if errors := _errors(request, sheet, typed):
        return _show(request, visitor, sheet, form=form_with(request, errors))
    key, version = key_of(request), version_of(request)
    for option in sheet.options:
        if option.id in typed.read:
            known = option_acts.KnowConnection(
                f"{key}:{option.id}", str(sheet.own.id), str(option.id), option.connection_hash
            )
            answer = option_acts.know_connection(visitor.actor, known, visitor.at())
            if isinstance(answer, Refused):
                return _again(request, visitor, sheet, answer)
            # Each of these is a step of its own, so the page's version moves with it.
            version += 1
    command = option_acts.Choose(
        key,
        str(sheet.own.id),
        ranked=tuple(str(option) for option in typed.ranked),
        refused=tuple(str(option) for option in typed.refused),
        whoever_first=request.POST.get("order") == "first",
        line=_line(request),
        version=version,
    )
    return _after(
        request, visitor, sheet, option_acts.choose(visitor.actor, command, visitor.at()), "client_summary"
    )


def _refuse_all(request: HttpRequest, visitor: Visitor, sheet: OptionsSheet) -> HttpResponse:
    command = option_acts.Choose(
        key_of(request),
        str(sheet.own.id),
        ranked=(),
        refused=tuple(str(option.id) for option in sheet.options),
        none=True,
        line=_line(request),
        version=version_of(request),
    )
    return _after(
        request, visitor, sheet, option_acts.choose(visitor.actor, command, visitor.at()), "client_stand"
    )


def _after(
    request: HttpRequest, visitor: Visitor, sheet: OptionsSheet, answer: Done | Refused, leads_to: str
) -> HttpResponse:
    if isinstance(answer, Refused):
        return _again(request, visitor, sheet, answer)
    return go_on(leads_to, referral=sheet.own.id)


def _again(request: HttpRequest, visitor: Visitor, sheet: OptionsSheet, refused: Refused) -> HttpResponse:
    """The page anew, as it stands now, with what was typed."""
    return _show(request, visitor, options_sheet(sheet.own.id), form=form_after(request, refused))


def _typed(request: HttpRequest, sheet: OptionsSheet) -> Typed:
    return Typed(
        places={
            option.id: request.POST.get(f"rank-{option.id}", "")[:LONGEST_PLACE] for option in sheet.options
        },
        read=frozenset(
            option.id
            for option in sheet.options
            if option.connection_hash and request.POST.get(f"connection-{option.id}") == "read"
        ),
    )


def _errors(request: HttpRequest, sheet: OptionsSheet, typed: Typed) -> dict[str, str]:
    """What is wrong with the form itself, each at its field."""
    errors: dict[str, str] = {}
    places = [place for place in typed.places.values() if place.isdecimal()]
    for option in sheet.options:
        place = typed.places[option.id]
        if place.isdecimal() and places.count(place) > 1 and not errors:
            errors[f"rank-{option.id}"] = gettext("Two people have the same place. Change one of them.")
        if place.isdecimal() and _is_unread(option) and option.id not in typed.read:
            errors[f"connection-{option.id}"] = gettext("Read this first, then tick “I have read this”.")
    if not places:
        errors[f"rank-{sheet.options[0].id}"] = gettext(
            "Nobody has a place yet. Pick at least one, or “None of these”."
        )
    if len(places) > 1 and request.POST.get("order") not in ("mine", "first"):
        errors["order"] = gettext("Say in which order they are asked.")
    return errors


def _show(
    request: HttpRequest, visitor: Visitor, sheet: OptionsSheet, *, form: Form | None = None
) -> HttpResponse:
    today = visitor.at().today
    rows = [_row(option, sheet, form or Form(), visitor=visitor) for option in sheet.options]
    is_fresh = all(
        option.confirmed_on and (today - option.confirmed_on).days <= FRESH_DAYS for option in sheet.options
    )
    insured = [option for option in sheet.options if option.insurance]
    return show(
        request,
        visitor,
        "options",
        form=form,
        own=sheet.own,
        rows=rows,
        names=[given_name(option.name) for option in sheet.options],
        glance_rows=words.glance(sheet.options, today=today),
        is_fresh=is_fresh,
        ask_about=insured[0].name if insured else "",
        order="first" if sheet.whoever_first else "mine" if sheet.own.has_chosen else "",
    )


def _row(option: ShownOption, sheet: OptionsSheet, form: Form, *, visitor: Visitor) -> dict[str, object]:
    kept = "no" if option.is_refused else str(option.rank or "")
    row: dict[str, object] = {
        "id": str(option.id),
        "name": option.name,
        "role": words.role(option),
        "said": option.said,
        "facts": words.facts(option, today=visitor.at().today),
        "know": words.know(option, referrer=sheet.own.referrer),
        "rank": form.value(f"rank-{option.id}", kept) or None,
    }
    if _is_unread(option):
        name = f"connection-{option.id}"
        row["connection"] = {
            "text": option.connection,
            "read": form.value(name) == "read",
            "error": form.error(name),
        }
    return row


def _is_unread(option: ShownOption) -> bool:
    return bool(option.connection) and not option.is_acknowledged


def _line(request: HttpRequest) -> str:
    return request.POST.get("line", "").strip()[:LONGEST_LINE]
