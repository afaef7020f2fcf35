"""A new referral: have you talked, who, why, how soon. Each step saves; the need comes next."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from segue.acts import client, referral
from segue.acts.answer import Done
from segue.pages.asking import Form, key_of
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show, typed
from segue.pages.clinic.words import CHANNELS, KINDS, REASONS, TO_BEGIN_WITH, URGENCIES
from segue.pages.visitor import Visitor, clinic
from segue.reads.caseload import caseload
from segue.reads.code import fresh_code, hash_of_code, is_whole
from segue.rules.actor import Kind
from segue.rules.clock import Urgency
from segue.rules.permission import Thing, Verb
from segue.rules.referral import Reason, ReferralKind
from segue.rules.step import Refused


@clinic(Thing.referral, Verb.begin)
def new_referral(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Begin one, for a client of mine or a new client."""
    if request.method != "POST":
        return _page(request, visitor)
    if errors := _errors(request, visitor):
        return _page(request, visitor, form=typed(request, errors))
    answer = _begin(request, visitor)
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        return _page(request, visitor, form=form)
    assert isinstance(answer, Done)
    # The need is the clinician's to write; the desk goes back to where it stands.
    return see("need" if visitor.may(Thing.referral, Verb.change) else "referral", referral=answer.id)


def _page(request: HttpRequest, visitor: Visitor, *, form: Form | None = None) -> HttpResponse:
    code = form.value("code") if form else ""
    people = caseload(visitor.actor, for_others=_is_for_others(visitor))
    return show(
        request,
        visitor,
        "new",
        form=form,
        people=people,
        clients=[(one.id, f"{one.name} · {one.year}" if one.year else one.name) for one in people.clients],
        is_new=bool(form and form.value("name")) or not people.clients,
        code=code if is_whole(code) else fresh_code(),
        reasons=[(str(code), _(name), _(hint)) for code, (name, hint) in REASONS.items()],
        kinds=[(str(code), _(name)) for code, name in KINDS.items()],
        urgencies=[(str(code), _(name), _(hint)) for code, (name, hint) in URGENCIES.items()],
        channels=[(code, _(name), _(hint)) for code, name, hint in CHANNELS],
        to_begin_with=[_(line) for line in TO_BEGIN_WITH],
    )


def _is_for_others(visitor: Visitor) -> bool:
    """The desk begins a referral for one of its clinicians."""
    return Kind.clinician not in visitor.kinds


def _errors(request: HttpRequest, visitor: Visitor) -> dict[str, str]:
    """What can be told before anything is written."""
    said, today = request.POST, visitor.at().today
    errors: dict[str, str] = {}
    if said.get("talked") not in ("yes", "no"):
        errors["talked"] = _("Say whether you have talked about it. Both answers lead on.")
    elif said["talked"] == "yes" and not _is_past_day(said.get("day", ""), today=today):
        errors["day"] = _("Write the day on which you talked; today or before.")
    if not said.get("client"):
        errors |= _errors_in_new_client(said, today=today)
    if _is_for_others(visitor) and not said.get("clinician"):
        errors["clinician"] = _("Choose the clinician who refers.")
    if said.get("reason") not in set(Reason):
        errors["reason"] = _("Choose why. It shapes what is shared.")
    if said.get("kind") not in set(ReferralKind):
        errors["kind"] = _("Choose what you ask of the other clinician.")
    if said.get("urgency") not in set(Urgency):
        errors["urgency"] = _("Choose how soon an answer is hoped for.")
    return errors


def _errors_in_new_client(said: Mapping[str, str], *, today: date) -> dict[str, str]:
    if not said.get("name", "").strip():
        return {"client": _("Choose a client, or write the name of a new one.")}
    errors: dict[str, str] = {}
    if said.get("birth_date") and not _is_past_day(said["birth_date"], today=today):
        errors["birth_date"] = _("This is not a day of birth that can be read.")
    if said.get("channel", "in_session") != "in_session" and not said.get("contact", "").strip():
        errors["contact"] = _("Write the address, or choose “In session only”.")
    if not is_whole(said.get("code", "")):
        errors["code"] = _("The code has eight digits. A new one stands below.")
    return errors


def _is_past_day(text: str, *, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False


def _begin(request: HttpRequest, visitor: Visitor) -> Done | Refused:
    """Up to three acts, each under its own key, so that sending the form twice does each of them once."""
    key, said = key_of(request), request.POST
    who = said.get("client", "")
    referrer = said.get("clinician", "") if _is_for_others(visitor) else str(visitor.actor.person)
    if not who:
        added = client.add(visitor.actor, _new_client(request, key=key, clinician=referrer), visitor.at())
        if isinstance(added, Refused):
            return added
        who = added.id
    command = referral.Begin(
        f"{key}:begin", who, said["reason"], kind=said["kind"], urgency=said["urgency"], referrer=referrer
    )
    begun = referral.begin(visitor.actor, command, visitor.at())
    if isinstance(begun, Refused) or said["talked"] != "yes":
        return begun
    talked = referral.talked(
        visitor.actor, referral.Talked(f"{key}:talked", begun.id, said["day"]), visitor.at()
    )
    return talked if isinstance(talked, Refused) else begun


def _new_client(request: HttpRequest, *, key: str, clinician: str) -> client.AddClient:
    """The code was on the page, to be told in session; only its hash goes on."""
    said = request.POST
    return client.AddClient(
        key=f"{key}:client",
        name=said["name"].strip(),
        clinician=clinician,
        birth_date=said.get("birth_date", ""),
        channel=said.get("channel", "in_session"),
        contact=said.get("contact", ""),
        recognition=said.get("recognition", ""),
        code_hash=hash_of_code(said["code"], form=key),
    )
