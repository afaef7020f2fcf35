"""The first page: the code, then "How is this for you?", before any name is shown."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from segue.acts import link as link_acts
from segue.acts import referral as referral_acts
from segue.pages.asking import Form, Refusal, form_after, key_of, version_of
from segue.pages.client.frame import at_field, form_with, go_on, show
from segue.pages.errors import dead_page
from segue.pages.link import browser_of
from segue.pages.visitor import Visitor, anybody, remember_proof, visitor_by_link
from segue.reads.client_page import OwnReferral, own_referral
from segue.reads.link import code_fits
from segue.rules.permission import Thing, Verb
from segue.rules.referral import Feeling, Stage
from segue.rules.step import Refused

PROOF = "code"


@anybody(Thing.own_page, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, referral: UUID) -> HttpResponse:
    """Whoever holds the link types the code; then the client says how this is for them."""
    visitor = visitor_by_link(
        request, kinds=("client", "representative"), leads_to="referral", target=referral
    )
    if visitor is None:
        return dead_page(request)
    if not visitor.proof:
        return _prove(request, visitor) if request.method == "POST" else show(request, visitor, "code")
    own = own_referral(referral)
    if request.method == "POST":
        return _feel(request, visitor, own)
    is_asked = own.stage is Stage.choosing and visitor.may(Thing.choice, Verb.change)
    if not is_asked or (own.feeling is not None and "again" not in request.GET):
        return go_on("client_stand", referral=referral)
    return show(request, visitor, "start", own=own)


def _prove(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Check the code, which is slow, before the act that keeps what came of it."""
    assert visitor.link is not None
    typed = request.POST.get("code", "")
    if not typed.strip():
        return show(request, visitor, "code", form=form_with(request, {"code": gettext("Type your code.")}))
    is_right = code_fits(visitor.link, typed=typed)
    command = link_acts.NoteTry(key_of(request), str(visitor.link.id), browser_of(request), is_right)
    answer = link_acts.note_try(visitor.actor, command, visitor.at())
    if isinstance(answer, Refused):
        return show(request, visitor, "code", form=_without_code(form_after(request, answer)))
    if answer.state == "locked":
        return show(request, visitor, "code", form=_without_code(form_after(request, link_acts.LOCKED)))
    if answer.state != "right":
        return show(request, visitor, "code", form=_wrong_code(int(answer.also["left"])))
    request.session.cycle_key()
    remember_proof(request, visitor.link.id, PROOF)
    return go_on("client_start", referral=visitor.link.referral)


def _wrong_code(left: int) -> Form:
    said = ngettext(
        "This code is not right. You can try once more.",
        "This code is not right. You can try %(left)s more times.",
        left,
    ) % {"left": left}
    return Form({}, {"code": said}, Refusal("wrong_code", said, ""))


def _without_code(form: Form) -> Form:
    """A code that was typed is not shown again."""
    return Form({}, form.errors, form.refusal)


def _feel(request: HttpRequest, visitor: Visitor, own: OwnReferral) -> HttpResponse:
    feeling = request.POST.get("feel", "")
    command = referral_acts.Feel(
        key_of(request), str(own.id), feeling, request.POST.get("line", "").strip(), version_of(request)
    )
    answer = referral_acts.feel(visitor.actor, command, visitor.at())
    if isinstance(answer, Refused):
        form = at_field(request, answer, "feel") if not feeling else form_after(request, answer)
        return show(request, visitor, "start", form=form, own=own_referral(own.id))
    is_no = feeling == Feeling.rather_not
    return go_on("client_stand" if is_no else "client_options", referral=own.id)
