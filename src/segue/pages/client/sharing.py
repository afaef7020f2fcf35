"""What is shared: the summary struck and added to, the signing, stopping, and what was told to whom."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from segue.acts import consent as consent_acts
from segue.acts import summary as summary_acts
from segue.acts.answer import Done
from segue.pages.asking import Form, form_after, key_of, version_of
from segue.pages.client import words
from segue.pages.client.frame import at_field, form_with, go_on, show
from segue.pages.visitor import Visitor, client
from segue.reads.client_sharing import (
    OwnSummary,
    Signing,
    own_data,
    own_permissions,
    own_summary,
    signing,
)
from segue.rules.consent import WordBack
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused


@client(Thing.summary, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """The very page that the readers would see: keep parts private, add own words."""
    sheet = own_summary(referral)
    if request.method != "POST":
        return _show_summary(request, visitor, sheet)
    answer = _add_words(request, visitor, sheet)
    if isinstance(answer, Refused):
        is_long = answer.code == "too_long"
        form = at_field(request, answer, "own_words") if is_long else form_after(request, answer)
        return _show_summary(request, visitor, own_summary(referral), form=form)
    answer = _strike(request, visitor, sheet, version=answer.version if answer else version_of(request))
    if isinstance(answer, Refused):
        return _show_summary(request, visitor, own_summary(referral), form=form_after(request, answer))
    return go_on("client_sign", referral=referral)


def _add_words(request: HttpRequest, visitor: Visitor, sheet: OwnSummary) -> Done | Refused | None:
    """Their own words, if they are others than before. First of the two, since only words can be too long."""
    own_words = request.POST.get("own_words", "")
    if own_words.split() == sheet.own_words.split():
        return None
    command = summary_acts.AddWords(
        f"{key_of(request)}:words", str(sheet.own.id), own_words, version_of(request)
    )
    return summary_acts.add_words(visitor.actor, command, visitor.at())


def _strike(
    request: HttpRequest, visitor: Visitor, sheet: OwnSummary, *, version: int
) -> Done | Refused | None:
    """What stays private, if it is another choice than before."""
    for_all = _ticked(request, "keep", sheet)
    for_one = {
        str(reader.profile): _ticked(request, f"keep-{reader.profile}", sheet) for reader in sheet.readers
    }
    if _struck(sheet) == (for_all, for_one):
        return None
    command = summary_acts.Strike(f"{key_of(request)}:strike", str(sheet.own.id), for_all, for_one, version)
    return summary_acts.keep_private(visitor.actor, command, visitor.at())


def _show_summary(
    request: HttpRequest, visitor: Visitor, sheet: OwnSummary, *, form: Form | None = None
) -> HttpResponse:
    for_all, for_one = _struck(sheet)
    if form is not None:
        for_all = tuple(request.POST.getlist("keep"))
        for_one = {name: tuple(request.POST.getlist(f"keep-{name}")) for name in for_one}
    parts = [
        {
            "code": part.code,
            "heading": gettext(part.heading),
            "text": part.text,
            "struck": part.code in for_all,
            "needed": gettext("Needed, so that they know whom to call.") if part.is_needed else "",
        }
        for part in sheet.parts
    ]
    readers = [
        {
            "profile": str(reader.profile),
            "name": reader.name,
            "kept_from": words.listed(
                [gettext(part.heading) for part in sheet.parts if part.code in reader.struck]
            ),
            "chips": [
                (part.code, gettext(part.heading), part.code in for_one[str(reader.profile)])
                for part in sheet.parts
                if not part.is_needed
            ],
        }
        for reader in sheet.readers
    ]
    return show(
        request,
        visitor,
        "summary",
        form=form,
        own=sheet.own,
        content={"parts": parts},
        readers=readers,
        names=words.any_of([reader.name for reader in sheet.readers]),
        own_words=form.value("own_words") if form else sheet.own_words,
        own_words_heading=gettext(sheet.own_words_heading),
        tells_of_safety=sheet.tells_of_safety,
    )


def _struck(sheet: OwnSummary) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """What stays private now, in the order of the parts."""
    for_all = tuple(part.code for part in sheet.parts if part.is_struck)
    for_one = {
        str(reader.profile): tuple(part.code for part in sheet.parts if part.code in reader.struck)
        for reader in sheet.readers
    }
    return for_all, for_one


def _ticked(request: HttpRequest, name: str, sheet: OwnSummary) -> tuple[str, ...]:
    """The parts that were ticked, in their order; what is no part is left out."""
    ticked = set(request.POST.getlist(name))
    return tuple(part.code for part in sheet.parts if part.code in ticked)


@client(Thing.consent, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """First what may be told back; then the papers made of it, to read and sign once."""
    said = request.POST if request.method == "POST" else request.GET
    today = visitor.at().today
    word_back = WordBack(said["word_back"]) if said.get("word_back") in set(WordBack) else None
    may_talk = said.get("may_talk") == "yes"
    sheet = signing(referral, today=today, word_back=word_back, may_talk=may_talk)
    if sheet.own.is_signed:
        return go_on("client_stand", referral=referral)
    if not sheet.names:
        return go_on("client_options", referral=referral)
    if request.method == "POST":
        if request.POST.get("do") == "refuse":
            return _refuse(request, visitor, sheet)
        return _sign(request, visitor, sheet)
    form = None
    if "word_back" in said or "asked" in said:
        errors = _unsaid(said.get("check_ins", ""), word_back)
        form = Form({name: said[name] for name in said}, errors, None)
    return _show_signing(request, visitor, sheet, form=form)


def _sign(request: HttpRequest, visitor: Visitor, sheet: Signing) -> HttpResponse:
    assert visitor.link is not None
    name = request.POST.get("name", "").strip()
    errors = _unsaid(request.POST.get("check_ins", ""), _word_back(request))
    if not name:
        errors["name"] = gettext("Type your full name. It is your signature.")
    if errors:
        return _show_signing(request, visitor, sheet, form=form_with(request, errors))
    command = consent_acts.Sign(
        key_of(request),
        str(sheet.own.id),
        name=name,
        word_back=request.POST["word_back"],
        may_talk=request.POST.get("may_talk") == "yes",
        wants_check_ins=request.POST["check_ins"] == "yes",
        shown={str(paper.profile): request.POST.get(f"shown-{paper.profile}", "") for paper in sheet.papers},
        version=version_of(request),
        representative=str(visitor.link.representative or ""),
    )
    answer = consent_acts.sign(visitor.actor, command, visitor.at())
    if isinstance(answer, Refused):
        again = signing(
            sheet.own.id,
            today=visitor.at().today,
            word_back=_word_back(request),
            may_talk=request.POST.get("may_talk") == "yes",
        )
        return _show_signing(request, visitor, again, form=form_after(request, answer))
    return go_on("client_stand", referral=sheet.own.id)


def _refuse(request: HttpRequest, visitor: Visitor, sheet: Signing) -> HttpResponse:
    command = consent_acts.RefuseToSign(key_of(request), str(sheet.own.id), version_of(request))
    answer = consent_acts.refuse(visitor.actor, command, visitor.at())
    if isinstance(answer, Refused):
        return _show_signing(request, visitor, sheet, form=form_after(request, answer))
    return go_on("client_stand", referral=sheet.own.id)


def _show_signing(
    request: HttpRequest, visitor: Visitor, sheet: Signing, *, form: Form | None = None
) -> HttpResponse:
    is_whole = bool(sheet.papers) and (form is None or not {"word_back", "check_ins"} & set(form.errors))
    if form is None and sheet.refused is not None:
        form = form_after(request, sheet.refused)
    return show(
        request,
        visitor,
        "sign" if is_whole else "word_back",
        form=form,
        own=sheet.own,
        names=words.any_of(sheet.names),
        count=len(sheet.names),
        papers=sheet.papers,
    )


def _word_back(request: HttpRequest) -> WordBack | None:
    said = request.POST.get("word_back")
    return WordBack(said) if said in set(WordBack) else None


def _unsaid(check_ins: str, word_back: WordBack | None) -> dict[str, str]:
    """What must be said before there is anything to sign."""
    errors = {}
    if word_back is None:
        errors["word_back"] = gettext("Choose one of the three. You can stop it later.")
    if check_ins not in ("yes", "no"):
        errors["check_ins"] = gettext("Choose yes or no.")
    return errors


@client(Thing.consent, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """Stop sharing, with one or with all, after reading exactly what it does."""
    form = None
    if request.method == "POST":
        command = consent_acts.Revoke(key_of(request), str(referral), request.POST.get("profile", ""))
        answer = consent_acts.revoke(visitor.actor, command, visitor.at())
        if not isinstance(answer, Refused):
            return go_on("client_stop", referral=referral)
        form = form_after(request, answer)
    sheet = own_permissions(referral)
    return show(request, visitor, "stop", form=form, own=sheet.own, sheet=sheet)


@client(Thing.record, Verb.see)
@require_safe
def told(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """My data: who was told what, and what was signed."""
    sheet = own_data(referral)
    return show(request, visitor, "data", own=sheet.own, sheet=sheet)
