"""The summary: what the referrer mends and approves, and the letter exactly as it will be read."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from segue.acts import summary as acts
from segue.acts.answer import Done
from segue.pages.asking import Form, key_of, said, version_of
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show
from segue.pages.clinic.words import FOR_THIS_REASON
from segue.pages.visitor import Visitor, clinic
from segue.reads.summary_page import SignedPage, SummaryPage, signed_page, summary_page
from segue.rules.packet import Content
from segue.rules.permission import Thing, Verb
from segue.rules.sections import SECTIONS
from segue.rules.step import Refused


@clinic(Thing.summary, Verb.change)
def summary(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """Mend it part by part; approve it when you stand by it."""
    sheet = summary_page(visitor.actor, referral)
    if sheet is None:
        return dead_page(request)
    if not sheet.is_written:
        return see("need", referral=referral)
    if request.method != "POST":
        return _page(request, visitor, sheet)
    answer = _do(request, visitor, referral)
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        now = summary_page(
            visitor.actor, referral
        )  # the words may be kept although approving them was refused
        return _page(request, visitor, now, form=form) if now else dead_page(request)
    return see("referral" if request.POST.get("do") == "approve" else "summary", referral=referral)


@clinic(Thing.summary, Verb.change)
def signed_summary(request: HttpRequest, visitor: Visitor, referral: UUID, consent: UUID) -> HttpResponse:
    """One content exactly as it was signed; for the screen, the chart and the printer."""
    sheet = signed_page(visitor.actor, referral, consent)
    if sheet is None:
        return dead_page(request)
    return show(request, visitor, "signed", sheet=sheet, letter=_signed_letter(sheet))


def _do(request: HttpRequest, visitor: Visitor, referral: UUID) -> Done | Refused:
    """Keep the words; then approve them, where that was asked."""
    posted, key = request.POST, key_of(request)
    parts = _named(posted, "part-")
    command = acts.WriteDraft(
        f"{key}:words", str(referral), parts, extras=_named(posted, "why-"), version=version_of(request)
    )
    kept = acts.write_draft(visitor.actor, command, visitor.at())
    if isinstance(kept, Refused) or posted.get("do") != "approve":
        return kept
    return acts.approve(visitor.actor, acts.ApproveDraft(f"{key}:approve", str(referral)), visitor.at())


def _named(posted: Mapping[str, str], start: str) -> dict[str, str]:
    return {
        name.removeprefix(start): posted[name]
        for name in posted
        if name.startswith(start) and name.removeprefix(start) in SECTIONS
    }


def _page(
    request: HttpRequest, visitor: Visitor, sheet: SummaryPage, *, form: Form | None = None
) -> HttpResponse:
    preview = sheet.preview
    return show(
        request,
        visitor,
        "summary",
        form=form,
        sheet=sheet,
        is_stale=bool(form and form.refusal and form.refusal.code == "stale"),
        for_this_reason=_(FOR_THIS_REASON[sheet.head.reason]),
        letter=letter_of(preview) if isinstance(preview, Content) else None,
        problem=None if isinstance(preview, Content) else said(preview),
    )


def letter_of(content: Content) -> dict[str, object]:
    """A content as a sheet shows it: nothing is added to the words in it, and nothing left out."""
    sender, to_whom = (
        content.from_who,
        ", ".join(part for part in (content.to_whom.name, content.to_whom.practice) if part),
    )
    facts = (
        sender.practice,
        _("NPI %(number)s") % {"number": sender.npi} if sender.npi else "",
        sender.phone,
    )
    return {
        "over": _("For %(name)s") % {"name": to_whom} if to_whom else _("For whoever the client chooses"),
        "heading": _("Referral summary"),
        "from_lines": [
            _("From %(name)s") % {"name": sender.name},
            " · ".join(part for part in facts if part),
        ],
        "parts": [
            {"code": one.code, "heading": one.heading, "text": one.text, "said": one.code == "own_words"}
            for one in content.passages
        ],
        "ends": [],
        "copy_number": "",
    }


def _signed_letter(sheet: SignedPage) -> dict[str, object]:
    ends = [(f"{heading}.", text) for heading, text in sheet.content.consent]
    copy = _("Copy %(number)s") % {"number": f"{sheet.copy[:4]} {sheet.copy[4:]}"}
    return letter_of(sheet.content) | {"ends": ends, "copy_number": copy}
