"""The need: in the clinician's words and in codes, what must be and what would be nice, whom not to ask.

The button “Read the words” shows the page again with what the words say ticked; nothing is kept by it.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from segue.acts import draft as drafts
from segue.acts import referral as acts
from segue.pages.asking import Form, key_of, version_of
from segue.pages.clinic.need_form import (
    DISTANCES,
    WAITS,
    WEIGHTS,
    blank_said,
    mistakes_in,
    need_mapping,
    need_rows,
    said_of,
    slot_grid,
)
from segue.pages.clinic.need_words import taken_up, understood
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show, typed
from segue.pages.clinic.words import FOR_THIS_REASON, REASON_NAMES
from segue.pages.visitor import Visitor, clinic
from segue.reads.draft import DraftSheet, draft_of
from segue.reads.need_page import NeedPage, meant_by, need_page
from segue.rules.codes import CODES, Family
from segue.rules.need import WISH_LABELS, Need, Wish, need_from
from segue.rules.packet import SAFETY_QUESTION, prompts_for
from segue.rules.permission import Thing, Verb

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "key", "version", "later", "read", "taken"})
SHORT_PROMPTS = ("helped", "next", "course", "until", "safety")


@clinic(Thing.referral, Verb.change)
def need(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """Write it, or write it anew."""
    sheet = need_page(visitor.actor, referral)
    if sheet is None:
        return dead_page(request)
    page = acts.need_page_of(referral)
    if request.method != "POST":
        return _page(request, visitor, sheet, draft=draft_of(visitor.actor, page=page))
    if "later" in request.POST:
        fields = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
        drafts.keep(visitor.actor, drafts.KeepDraft(key_of(request), page, fields), visitor.at())
        return see("referral", referral=referral)
    if "read" in request.POST:
        return _page(request, visitor, sheet, form=Form())
    mapping = _mapping(request.POST, sheet)
    read = need_from(mapping)
    errors = mistakes_in(read) if not isinstance(read, Need) else {}
    if request.POST.get("safe") not in ("yes", "no"):
        errors["safe"] = _("Say whether there is something. Nothing is ticked for you.")
    if errors:
        return _page(request, visitor, sheet, form=typed(request, errors))
    answer = acts.write_need(visitor.actor, _command(request, referral, mapping), visitor.at())
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        return _page(request, visitor, sheet, form=form)
    return see("options", referral=referral)


def _page(
    request: HttpRequest,
    visitor: Visitor,
    sheet: NeedPage,
    *,
    form: Form | None = None,
    draft: DraftSheet | None = None,
) -> HttpResponse:
    """What was typed last, or what was kept as a draft or for good, or nothing yet."""
    if form is not None:
        said: Mapping[str, Sequence[str]] = dict(request.POST.lists())
    elif draft is not None:
        said = blank_said(sheet.jurisdiction) | dict(draft.fields)
    else:
        said = said_of(sheet.need) if sheet.need else blank_said(sheet.jurisdiction)
    words = (said.get("words") or [""])[-1].replace("\r\n", "\n")
    is_read = form is not None and "read" in request.POST
    if is_read:
        said = taken_up(words, said)
    grid = slot_grid(said)
    prompts = [(prompt.field, _(prompt.question)) for prompt in prompts_for(sheet.head.reason)]
    return show(
        request,
        visitor,
        "need",
        form=form,
        sheet=sheet,
        draft=draft,
        said={name: values[-1] if values else "" for name, values in said.items()},
        understood=understood(words, said, is_asked=is_read),
        reason=_(REASON_NAMES[sheet.head.reason]),
        weights=WEIGHTS,
        has_single_hours=any(cell[2] for row in grid for cell in row[1]),
        rows=need_rows(said, form.errors if form else {}),
        grid=grid,
        concerns=_choices(Family.CONCERN),
        ages=_choices(Family.AGE),
        states=_choices(Family.STATE),
        roles=_choices(Family.ROLE),
        prompts=prompts,
        safety_question=_(SAFETY_QUESTION),
        left_out=_left_out(sheet, said),
        let_go=[
            (name, _(WISH_LABELS[Wish(name)]), True) for name in said.get("relaxed", ()) if name in set(Wish)
        ],
        distances=[(str(miles), _("%(miles)s miles") % {"miles": miles}) for miles in DISTANCES],
        waits=[(str(days), _(words)) for days, words in WAITS],
        for_this_reason=_(FOR_THIS_REASON[sheet.head.reason]),
    )


def _choices(family: Family) -> list[tuple[str, str]]:
    return [(code, _(word.label)[:1].upper() + _(word.label)[1:]) for code, word in CODES[family].items()]


def _left_out(sheet: NeedPage, said: Mapping[str, Sequence[str]]) -> list[tuple[str, str, bool]]:
    kept = set(said.get("not_ask", ()))
    return [(identifier, name, identifier in kept) for identifier, name in sheet.left_out]


def _mapping(said: QueryDict, sheet: NeedPage) -> dict[str, object]:
    """The form as `rules.need` wants it; whom new words mean is looked up and left out as well."""
    before = sheet.need.answers.avoid if sheet.need else ""
    avoid = said.get("avoid", "")
    meant = meant_by(avoid) if avoid.strip() != before.strip() else frozenset()
    return need_mapping(said, not_ask=[*said.getlist("not_ask"), *meant])


def _command(request: HttpRequest, referral: UUID, mapping: Mapping[str, object]) -> acts.WriteNeed:
    said = request.POST
    return acts.WriteNeed(
        key=key_of(request),
        referral=str(referral),
        need=mapping,
        answers={
            "words": said.get("words", "").replace("\r\n", "\n"),
            "safety": said["safe"] == "yes",
            "avoid": said.get("avoid", "").replace("\r\n", "\n"),
        },
        prompts={name: said.get(f"prompt-{name}", "") for name in SHORT_PROMPTS},
        version=version_of(request),
    )
