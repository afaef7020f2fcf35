"""Pages for what goes wrong: a link that is dead, a form that is too old, and the last resort.

A dead page is one and the same, to the byte, for what is unknown, ended, taken back or somebody else's.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from segue.store.identifiers import new_id

log = logging.getLogger("segue.pages")

HAVE_A_PAGE = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
"""What a request may be at fault for: nothing is there, it may not, or it cannot be read."""


def dead_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same bytes each time."""
    return HttpResponse(render_to_string("errors/dead.html", {}), status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's own token is missing or too old; nothing was changed."""
    return HttpResponse(render_to_string("errors/stale.html", {}), status=403)


def too_much(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read; nothing was changed."""
    return HttpResponse(render_to_string("errors/unreadable.html", {}), status=400)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: tried too often from one place; the package that signs people in counts."""
    return HttpResponse(render_to_string("errors/too_often.html", {}), status=429)


def broken_page(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, with a number to tell; no inner words. The log gets its kind, its place and the number."""
    number = str(new_id())[-12:]
    log.error("fault %s", number, exc_info=True)
    return HttpResponse(render_to_string("errors/broken.html", {"number": number}), status=500)


class CalmErrors:
    """Answers an unexpected fault of a view with a calm page; what Django has a page for, keeps that page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # a request under another host's name cannot be meant for us: Django's 400
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django asks this when a view raised, while the exception is being handled."""
        return None if isinstance(exception, HAVE_A_PAGE) else broken_page(request)
