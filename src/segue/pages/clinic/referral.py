"""One referral: where it stands, who has the turn, what comes next; and the verbs that stand on its page."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from segue.acts import closing, handoff, link, reply
from segue.acts import referral as acts
from segue.acts.answer import Done
from segue.pages.asking import Form, key_of, version_of
from segue.pages.clinic.phrases import names, terms_words
from segue.pages.clinic.showing import dead_page, is_nowhere, refused_form, see, show
from segue.pages.clinic.timeline import FEW, timeline
from segue.pages.clinic.turn import approach_at_hand, turn_of
from segue.pages.clinic.words import (
    CHECK_IN_ANSWERS,
    CHOOSABLE_OUTCOMES,
    CONSENT_STANDS,
    DECLINED,
    KIND_NAMES,
    MOMENTS,
    OUTCOMES,
    REASON_NAMES,
    STANDS,
    TO_BEGIN_WITH,
    WORDS_BACK,
)
from segue.pages.environment import day_short, given_name
from segue.pages.visitor import Visitor, clinic
from segue.reads.client_link import ClientLink, client_link
from segue.reads.referral_page import HandoffLine, ReferralPage, referral_page
from segue.rules.handoff import DeclineReason, State
from segue.rules.permission import Thing, Verb
from segue.rules.question import QUESTIONS, answers_for
from segue.rules.referral import Stage
from segue.rules.stage import StepCode
from segue.rules.step import Refused

WITHDRAWABLE = frozenset(
    {State.requested, State.no_answer, State.confirmed, State.unlocked, State.waitlisted, State.contacting}
)
Act = Callable[[HttpRequest, Visitor, str], Done | Refused]


@clinic(Thing.referral, Verb.see)
def referral(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """Where it stands."""
    sheet = referral_page(visitor.actor, referral, now=visitor.at().here)
    return _page(request, visitor, sheet) if sheet else dead_page(request)


@clinic(Thing.referral, Verb.enter)
def do(request: HttpRequest, visitor: Visitor, referral: UUID, verb: str) -> HttpResponse:
    """One of the verbs of the page. The acts decide whether it may happen now."""
    verb_act = VERBS.get(verb)
    if verb_act is None or request.method != "POST":
        return see("referral", referral=referral)
    answer = verb_act(request, visitor, str(referral))
    if is_nowhere(answer):
        return dead_page(request)
    if form := refused_form(request, answer):
        sheet = referral_page(visitor.actor, referral, now=visitor.at().here)
        return _page(request, visitor, sheet, form=form) if sheet else dead_page(request)
    return see("client_link" if verb == "link" else "referral", referral=referral)


@clinic(Thing.referral, Verb.enter)
def show_link(request: HttpRequest, visitor: Visitor, referral: UUID) -> HttpResponse:
    """The client's link, to be shown on this screen, copied, or opened together."""
    sheet = client_link(visitor.actor, referral, now=visitor.at().here)
    if sheet is None:
        return dead_page(request)
    address = request.build_absolute_uri(f"/l/{sheet.token}") if sheet.token else ""
    return show(request, visitor, "link", sheet=sheet, address=address, reach=_reach(sheet))


def _talked(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    command = acts.Talked(key_of(request), referral, request.POST.get("day", ""), version=version_of(request))
    return acts.talked(visitor.actor, command, visitor.at())


def _ask_next(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    command = handoff.AskNext(key_of(request), referral, version=version_of(request))
    return handoff.ask_next(visitor.actor, command, visitor.at())


def _answer(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:  # noqa: ARG001  all verbs are called alike
    said = request.POST
    command = reply.Answer(
        key_of(request), said.get("handoff", ""), answer=said.get("answer", ""), words=said.get("words", "")
    )
    return reply.answer(visitor.actor, command, visitor.at())


def _withdraw(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:  # noqa: ARG001
    said = request.POST
    one = said.get("handoff", "")
    command = handoff.Withdraw(key_of(request), one, said.get(f"reason-{one}", "").strip())
    return handoff.withdraw(visitor.actor, command, visitor.at())


def _pause(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    command = acts.Pause(
        key_of(request), referral, request.POST.get("until", ""), version=version_of(request)
    )
    return acts.pause(visitor.actor, command, visitor.at())


def _resume(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    command = acts.Resume(key_of(request), referral, version=version_of(request))
    return acts.resume(visitor.actor, command, visitor.at())


def _safety_talked(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    note = request.POST.get("note", "").strip()
    command = acts.SafetyTalked(key_of(request), referral, note, version=version_of(request))
    return acts.safety_talked(visitor.actor, command, visitor.at())


def _end(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    command = closing.End(
        key_of(request), referral, request.POST.get("outcome", ""), version=version_of(request)
    )
    return closing.end(visitor.actor, command, visitor.at())


def _reopen(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    reason = request.POST.get("reason", "").strip()
    command = closing.Reopen(key_of(request), referral, reason, version=version_of(request))
    return closing.reopen(visitor.actor, command, visitor.at())


def _link(request: HttpRequest, visitor: Visitor, referral: str) -> Done | Refused:
    command = link.GiveClientLink(key_of(request), referral)
    return link.give_client_link(visitor.actor, command, visitor.at())


VERBS: Mapping[str, Act] = {
    "talked": _talked,
    "ask": _ask_next,
    "answer": _answer,
    "withdraw": _withdraw,
    "pause": _pause,
    "resume": _resume,
    "safety": _safety_talked,
    "end": _end,
    "reopen": _reopen,
    "link": _link,
}


def _page(
    request: HttpRequest, visitor: Visitor, sheet: ReferralPage, *, form: Form | None = None
) -> HttpResponse:
    zone, head = visitor.zone, sheet.head
    lines = timeline(sheet.events, client=head.given, referrer=head.referrer, zone=zone)
    if lines and sheet.step:
        lines[0]["state"] = "now"
    return show(
        request,
        visitor,
        "referral",
        form=form,
        sheet=sheet,
        over=_("Referral · %(kind)s · %(reason)s")
        % {"kind": _(KIND_NAMES[head.kind]), "reason": _(REASON_NAMES[head.reason])},
        turn=turn_of(sheet, zone=zone),
        step=sheet.step,
        relay=_relay(sheet, zone=zone),
        question=_question(sheet),
        next_names=names(
            [one.name for one in sheet.ranked if one.state in (None, State.prepared)][: sheet.live_limit]
        ),
        terms_said={line.id: terms_words(line.terms) for line in sheet.handoffs if line.terms},
        lines=lines[:FEW],
        earlier=lines[FEW:],
        approaches=[(line, _stand(line)) for line in sheet.handoffs if line.requested_at],
        withdrawable=[line for line in sheet.handoffs if line.state in WITHDRAWABLE],
        consents=[
            (line, _(CONSENT_STANDS[line.status]), _(WORDS_BACK[line.word_back])) for line in sheet.consents
        ],
        choices_made=[(one, _(STANDS[one.state]) if one.state else "") for one in sheet.ranked],
        check_ins=[
            (_(MOMENTS[line.moment]), _(CHECK_IN_ANSWERS[line.answer]), line) for line in sheet.check_ins
        ],
        outcomes=[(str(one), _(OUTCOMES[one])) for one in CHOOSABLE_OUTCOMES],
        outcome=_(OUTCOMES[sheet.outcome]) if sheet.outcome else "",
        to_begin_with=[_(line) for line in TO_BEGIN_WITH],
    )


def _question(sheet: ReferralPage) -> dict[str, object] | None:
    """The question that stands open, and the answers to pick where the summary is not open yet."""
    at_hand = approach_at_hand(sheet)
    if sheet.step is not StepCode.answer_question or at_hand is None or at_hand.question is None:
        return None
    asked = at_hand.question
    listed = QUESTIONS.get(asked.code)
    return {
        "handoff": at_hand.id,
        "who": at_hand.name,
        "said": _(listed.text) if listed else asked.words,
        "more": asked.words if listed else "",
        "answers": [(one.code, _(one.text) % one.about) for one in answers_for(asked.code)] if listed else [],
        "free": at_hand.state in (State.opened, State.unlocked),
    }


def _stand(line: HandoffLine) -> str:
    """Where one approach stands, with its day or its reason."""
    if line.state is State.declined and line.decline_reason:
        reason = _(DECLINED[DeclineReason(line.decline_reason)])
        return _("declined: %(reason)s") % {"reason": reason}
    if line.state is State.waitlisted and line.wait_weeks:
        weeks = {"first": line.wait_weeks[0], "last": line.wait_weeks[1]}
        return _("offers a waiting list of %(first)s to %(last)s weeks") % weeks
    return _(STANDS[line.state])


_WAY = (Stage.planning, Stage.choosing, Stage.approaching, Stage.placed, Stage.connected)


def _relay(sheet: ReferralPage, *, zone: str) -> list[tuple[str, str, str]]:
    """The way as strokes: planned, chosen, asking somebody, placed, connected."""
    at_hand = approach_at_hand(sheet)
    asking = _("Asking %(name)s") % {"name": given_name(at_hand.name)} if at_hand else _("Asking")
    names = {
        Stage.planning: (_("Planned"), _("Planning"), sheet.began_at),
        Stage.choosing: (_("Chosen"), _("Choosing"), sheet.chosen_at or sheet.shown_at),
        Stage.approaching: (_("Asked"), asking, sheet.signed_at),
        Stage.placed: (_("Placed"), _("Placed"), None),
        Stage.connected: (_("Connected"), _("Connected"), None),
    }
    closed = sheet.head.stage is Stage.closed
    here = len(_WAY) if closed else _WAY.index(sheet.head.stage)
    steps = []
    for place, stage in enumerate(_WAY):
        done, now, moment = names[stage]
        note = day_short(moment, zone) if moment and place <= here else ""
        state = "done" if place < here else "now" if place == here else "ahead"
        steps.append((state, now if state == "now" else done, note))
    return steps


def _reach(sheet: ClientLink) -> str:
    """How the link gets to the client."""
    ways = {
        "email": _("It went to %(client)s by e-mail as well."),
        "sms": _("It went to %(client)s by text message as well."),
    }
    pattern = ways.get(
        sheet.channel, _("Segue sends nothing to %(client)s. Look at it together here, or say it.")
    )
    return pattern % {"client": sheet.head.given}
