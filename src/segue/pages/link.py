"""The way in by a private link: the token is swapped for the session and leaves the address.

Opening a link shows nothing of a person and changes nothing but this browser's session, so a mail scanner
that follows it learns and does nothing. What is unknown, has ended or was taken back opens nothing.
"""

import hashlib

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from segue.pages.errors import dead_page
from segue.pages.visitor import anybody, remember_link
from segue.reads.link import link_of
from segue.rules.permission import Thing, Verb
from segue.store.identifiers import moment

# To which page each kind of link leads, by the column that it leads from.
LEADS_TO = {
    "client": ("client_start", "referral"),
    "representative": ("client_start", "referral"),
    "guest": ("guest_request", "handoff"),
    "check": ("ask_page", "ask"),
    "claim": ("listing", "profile"),
    "fresh": ("still_true", "profile"),
}
BY_ACCOUNT = "allauth.account.auth_backends.AuthenticationBackend"


@anybody(Thing.link, Verb.see)
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the link in this browser and go to its page."""
    link = link_of(token, now=moment().now)
    if link is None:
        return dead_page(request)
    if link.kind == "sign_in":
        if not settings.SEGUE_SIGN_IN_BY_LINK or link.person is None:
            return dead_page(request)
        login(request, link.person, backend=BY_ACCOUNT)
        return HttpResponseRedirect(reverse("today"))
    remember_link(request, link.id)
    page, column = LEADS_TO[link.kind]
    return HttpResponseRedirect(reverse(page, kwargs={column: getattr(link, f"{column}_id")}))


def browser_of(request: HttpRequest) -> str:
    """This browser, for counting wrong codes: a digest of its session, so that nobody locks out somebody else."""
    if request.session.session_key is None:
        request.session.save()
    return hashlib.sha256(f"browser:{request.session.session_key}".encode()).hexdigest()
