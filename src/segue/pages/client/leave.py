"""The way out: "Exit this page" ends what this browser may see, and shows something harmless instead."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from segue.pages.visitor import LINKS, anybody, visitor_by_link
from segue.rules.permission import Thing, Verb

AWAY = "https://www.weather.gov/"
"""For a browser that no longer holds the link, and so does not know what its practice chose."""


@anybody(Thing.link, Verb.see)
@require_safe
def leave(request: HttpRequest, referral: UUID) -> HttpResponse:
    """Forget that codes were given here, then go where the practice chose; "back" asks for the code again.

    A plain link must do this, so it is a GET; it ends nothing but the own session's proof.
    """
    visitor = visitor_by_link(
        request, kinds=("client", "representative"), leads_to="referral", target=referral
    )
    held = request.session.get(LINKS, {})
    if held:
        request.session[LINKS] = dict.fromkeys(held, "")
    response = HttpResponseRedirect(visitor.practice.exit_url if visitor else AWAY)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
