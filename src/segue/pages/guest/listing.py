"""Pages behind links in a profile's own mailbox: what is still true, and whose a listing is.

Opening either changes nothing, so a mail scanner that follows the link does nothing. To take a listing over, somebody
must also be signed in as the one who asked for it.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from segue.acts import claim, removal, saying
from segue.pages.asking import Form, form_after, key_of, page
from segue.pages.clinic.profile_words import age_words, family_name, stale_words
from segue.pages.errors import dead_page
from segue.pages.received.door import see_other
from segue.pages.visitor import Visitor, mailbox, staff_visitor
from segue.reads.still_true import ListingPage, StillTruePage, listing_page, still_true_page
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused

EVERYTHING = "all"
BOTH = ("GET", "HEAD", "POST")


@mailbox(Thing.profile, Verb.answer, kind="fresh")
@require_http_methods(BOTH)
def still_true(request: HttpRequest, visitor: Visitor, profile: UUID) -> HttpResponse:
    """What has gone stale; each or all of it is confirmed by one tap."""
    sheet = still_true_page(profile, today=visitor.at().today)
    if sheet is None:
        return dead_page(request)
    if request.method != "POST":
        return _asking(request, sheet)
    picked = request.POST.get("family", EVERYTHING)
    families = tuple(line.family for line in sheet.stale if picked in (EVERYTHING, line.family))
    if families:
        answer = saying.renew(
            visitor.actor, saying.Renew(key_of(request), str(profile), families), visitor.at()
        )
        if isinstance(answer, Refused):
            return _asking(request, sheet, form=form_after(request, answer))
    return see_other(request.path)


@mailbox(Thing.profile, Verb.answer, kind="claim")
@require_http_methods(BOTH)
def listing(request: HttpRequest, visitor: Visitor, profile: UUID) -> HttpResponse:
    """This is me, or: take it out. Both from the mailbox that the listing itself names."""
    sheet = listing_page(profile)
    if sheet is None:
        return dead_page(request)
    if request.method == "POST" and sheet.is_removed:
        return see_other(request.path)
    if request.method != "POST":
        return _offer(request, sheet)
    if request.POST.get("do") == "remove":
        answer = removal.remove(visitor.actor, removal.Remove(key_of(request), str(profile)), visitor.at())
        if isinstance(answer, Refused):
            return dead_page(request)
        return see_other(request.path)
    me = staff_visitor(request) if request.user.is_authenticated else None
    if me is None:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    command = claim.TakeListing(key_of(request), str(profile), str(visitor.actor.link))
    taken = claim.take(me.actor, command, me.at())
    if isinstance(taken, Refused):
        return _offer(request, sheet, form=form_after(request, taken))
    return see_other(reverse("profile", kwargs={"profile": profile}))


def _offer(request: HttpRequest, sheet: ListingPage, *, form: Form | None = None) -> HttpResponse:
    rows = [(_(label), value) for label, value in sheet.rows]
    context = {"sheet": sheet, "guest_name": sheet.name, "rows": rows}
    return page(request, "ask/listing.html", context, form=form)


def _asking(request: HttpRequest, sheet: StillTruePage, *, form: Form | None = None) -> HttpResponse:
    stale = [
        (line.family, family_name(line.family), stale_words(line) or _("said"), age_words(line.age))
        for line in sheet.stale
    ]
    return page(
        request, "ask/still_true.html", {"sheet": sheet, "guest_name": sheet.name, "stale": stale}, form=form
    )
