"""Taking over a listing: name its number, and a link goes to its own mailbox. The answer is the same for all."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from segue.acts import claim
from segue.formats.npi import is_valid_npi
from segue.pages.asking import Form, key_of
from segue.pages.clinic.showing import SeeOther, refused_form, show, typed
from segue.pages.visitor import Visitor, clinic
from segue.rules.permission import Thing, Verb


@clinic(Thing.profile, Verb.change)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Ask for the link to a listing."""
    if request.method != "POST":
        return _page(request, visitor)
    npi = request.POST.get("npi", "").strip()
    if not is_valid_npi(npi):
        errors = {"npi": _("An NPI has ten digits, and this is none. Compare it with what you have in hand.")}
        return _page(request, visitor, form=typed(request, errors))
    answer = claim.ask(visitor.actor, claim.AskForListing(key_of(request), npi), visitor.at())
    if form := refused_form(request, answer):
        return _page(request, visitor, form=form)
    return SeeOther(f"{reverse('claim')}?asked")


def _page(request: HttpRequest, visitor: Visitor, *, form: Form | None = None) -> HttpResponse:
    npi = visitor.person.npi if visitor.person else ""
    return show(request, visitor, "profile/claim", form=form, is_asked="asked" in request.GET, npi=npi)
