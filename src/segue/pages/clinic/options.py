"""Options: three who are open and differ, why and why not; whom to ask; which wish would open more doors."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from segue.acts import check, option
from segue.acts import referral as acts
from segue.acts.answer import Done
from segue.acts.rights import NOT_FOUND
from segue.pages.asking import Form, key_of, version_of
from segue.pages.clinic.phrases import age_words, asked_words, asking_words, say
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show
from segue.pages.visitor import Visitor, clinic
from segue.reads.need_page import need_page
from segue.reads.options import KM_IN_MILE
from segue.reads.options_page import OptionLine, OptionsPage, options_page
from segue.rules.matching.answer import Relaxation, Step
from segue.rules.matching.topic import TOPIC_LABELS
from segue.rules.need import RELAXED_LABELS, Wish, relax, to_mapping
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_

MOST_DOORS = 4
MOST_SWAPPED = 20
NOBODY_TICKED = Refused(
    "nobody_ticked", N_("Nobody is ticked."), N_("Tick at least one. The page is as you left it.")
)


@clinic(Thing.check, Verb.begin)
def options(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """Whom the need finds today. Ask, show, or try what one wish would change."""
    if request.method != "POST":
        return _page(request, visitor, referral)
    answer = _do(request, visitor, referral)
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        return _page(request, visitor, referral, form=form)
    return see(_LEADS_TO.get(request.POST.get("do", ""), "referral"), referral=referral)


_LEADS_TO = {"ask": "options", "keep": "options", "together": "client_link"}
"""After asking, the same page; after showing, whose turn it is, or the client's own page to look at together."""


def _do(request: HttpRequest, visitor: Visitor, referral: UUID) -> Done | Refused:
    """One of three: ask for openings, keep a tried wish, or put options before the client."""
    said, key, version = request.POST, key_of(request), version_of(request)
    if said.get("do") == "keep":
        return _keep_tried(request, visitor, referral)
    named = tuple(said.getlist("ask" if said.get("do") == "ask" else "show"))
    if not named:
        return NOBODY_TICKED
    if said.get("do") == "ask":
        asked = check.AskAvailability(key, str(referral), named, version=version)
        return check.ask(visitor.actor, asked, visitor.at())
    shown = option.ShowOptions(
        key=key,
        referral=str(referral),
        profiles=named,
        fewer_reason=said.get("fewer_reason", "").strip(),
        connections=_connections(said.dict()),
        together=said.get("do") == "together",
        version=version,
    )
    return option.show(visitor.actor, shown, visitor.at())


def _connections(said: Mapping[str, str]) -> dict[str, str]:
    names = [name for name in said if name.startswith("connection-")]
    return {name.removeprefix("connection-"): said[name].strip() for name in names}


def _keep_tried(request: HttpRequest, visitor: Visitor, referral: UUID) -> Done | Refused:
    """What was tried becomes the need: a new version, with everything else as it was."""
    sheet = need_page(visitor.actor, referral)
    if sheet is None or sheet.need is None:
        return NOT_FOUND
    kept = sheet.need
    command = acts.WriteNeed(
        key=key_of(request),
        referral=str(referral),
        need=to_mapping(relax(kept.need, *_tried(request))),
        answers={"words": kept.answers.words, "safety": kept.answers.safety, "avoid": kept.answers.avoid},
        prompts=kept.prompts,
        version=version_of(request),
    )
    return acts.write_need(visitor.actor, command, visitor.at())


def _tried(request: HttpRequest) -> tuple[Wish, ...]:
    """The wishes that the address lets go, for a look."""
    return tuple(Wish(name) for name in request.GET.getlist("try") if name in set(Wish))


def _page(
    request: HttpRequest, visitor: Visitor, referral: UUID, *, form: Form | None = None
) -> HttpResponse:
    without = tuple(request.GET.getlist("without"))[:MOST_SWAPPED]
    sheet = options_page(
        visitor.actor, referral, now=visitor.at().here, without=without, tried=_tried(request)
    )
    if sheet is None:
        return dead_page(request)
    if not isinstance(sheet, OptionsPage):
        return see("need", referral=referral)
    ticked = set(request.POST.getlist("show")) if form else {line.id for line in sheet.shown}
    lines = [
        _line(line, place, ticked, without, of=sheet.of) for place, line in enumerate(sheet.shown, start=1)
    ]
    others = [
        _line(line, place, ticked, (), of=sheet.of)
        for place, line in enumerate(sheet.others, start=len(lines) + 1)
    ]
    known = sum(line.is_known for line in sheet.shown)
    return show(
        request,
        visitor,
        "options",
        form=form,
        sheet=sheet,
        **_heading(sheet),
        lists=[(_("Colleagues you know"), lines[:known]), (_("Others who fit"), lines[known:])],
        others=others,
        places=[
            (dot, [sheet.shown[number - 1].name for number in dot.numbers])
            for dot in (sheet.dots.dots if sheet.dots else ())
        ],
        connections=[line for line in sheet.shown if line.connection],
        further=[line for line in sheet.others if line.connection],
        worth=[(line, asking_words(line)) for line in sheet.worth_asking],
        asked=[(line.name, asked_words(line), line.answer) for line in sheet.asked],
        waits=[line.name for line in sheet.asked if not line.answer],
        doors=_doors(sheet.relax, without=without),
        steps=_steps(sheet.steps),
        why_fewer=say(sheet.why_fewer) if sheet.why_fewer else "",
        fewer_reason=f"{say(sheet.fewer_reason)}." if sheet.fewer_reason else "",
        tried=[_(RELAXED_LABELS[wish]) for wish in sheet.tried],
        here=request.get_full_path(),
        is_narrow=bool(without),
    )


def _heading(sheet: OptionsPage) -> dict[str, str]:
    """What was found, in the heading and on the button."""
    count = len(sheet.shown)
    if sheet.are_enough:
        return {
            "heading": _("Three open options, truly different"),
            "lede": _("“Open” means: said so within the last three days."),
            "give": _("Give the three to %(client)s") % {"client": sheet.head.given},
        }
    lede = _("A choice needs three who are open and differ. Ask a few more; nothing about a person is told.")
    give = _("Give these to %(client)s") % {"client": sheet.head.given}
    if not count:
        return {"heading": _("Nobody is open yet"), "lede": lede, "give": give}
    heading = ngettext("%(count)s who fits so far", "%(count)s who fit so far", count) % {"count": count}
    return {"heading": heading, "lede": lede, "give": give}


def _line(
    line: OptionLine, number: int, ticked: set[str], without: Sequence[str], *, of: int
) -> dict[str, object]:
    """One option, as its part of the page wants it."""
    know = list(line.know)
    if line.answers_by_link:
        know.insert(0, _("Not on Segue: answers by link"))
    return {
        "id": line.id,
        "number": number,
        "name": line.name,
        "role": line.role,
        "said": line.said,
        "why": [say(reason) for reason in line.why],
        "why_not": [say(reason) for reason in line.why_not],
        "know": know,
        "connection": line.connection,
        "age": age_words(line),
        "old": not line.is_open,
        "points": line.points,
        "of": of,
        "counted": _counted(line),
        "seldom": line.is_seldom,
        "href": reverse("directory_entry", args=[line.id]),
        "shown": line.id in ticked,
        "swap": "?" + urlencode([("without", name) for name in (*without, line.id)]),
    }


def _counted(line: OptionLine) -> list[tuple[str, int, int]]:
    """Each topic with what it brought and what it could have brought; the sums stand above."""
    got, missed = dict(line.got), dict(line.missed)
    return [
        (_(label), got.get(topic, 0), got.get(topic, 0) + missed.get(topic, 0))
        for topic, label in TOPIC_LABELS.items()
        if topic in got or topic in missed
    ]


def _steps(found: Sequence[Step]) -> list[str]:
    """Numbers that would have to move, each in a sentence."""
    return [_STEPS[step.wish](step) for step in found]


def _more(step: Step, sentence: str, **words: object) -> str:
    return sentence % {"count": step.more, **words}


_STEPS: Mapping[Wish, Callable[[Step], str]] = {
    Wish.INSURANCE_OR_BUDGET: lambda step: _more(
        step, ngettext("%(count)s more at $%(to)s", "%(count)s more at $%(to)s", step.more), to=step.to
    ),
    Wish.WAIT: lambda step: _more(
        step,
        ngettext(
            "%(count)s more if %(to)s days are fine", "%(count)s more if %(to)s days are fine", step.more
        ),
        to=step.to,
    ),
    Wish.PLACE: lambda step: _more(
        step,
        ngettext("%(count)s more within %(to)s miles", "%(count)s more within %(to)s miles", step.more),
        to=ceil(step.to / KM_IN_MILE),
    ),
}


def _doors(found: Sequence[Relaxation], *, without: Sequence[str]) -> list[dict[str, object]]:
    """The wishes that would open most, with a bar each."""
    most = max((one.more for one in found), default=1)
    kept = [("without", name) for name in without]
    return [
        {
            "label": _(" + ").join(_(RELAXED_LABELS[wish]) for wish in one.wishes),
            "count": one.more,
            "share": round(100 * one.more / most),
            "href": "?" + urlencode([*kept, *(("try", str(wish)) for wish in one.wishes)]),
        }
        for one in found[:MOST_DOORS]
    ]
