"""Pages for what goes wrong: a link that is dead, a form that is too old, and the last resort.

A dead page is one and the same, to the byte, for what is unknown, ended, taken back or somebody else's.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from segue.store.identifiers import new_id

log = logging.getLogger("segue.pages")


def dead_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same bytes each time."""
    return HttpResponse(render_to_string("errors/dead.html", {}), status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's own token is missing or too old; nothing was changed."""
    return HttpResponse(render_to_string("errors/stale.html", {}), status=403)


def too_much(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read; nothing was changed."""
    return HttpResponse(render_to_string("errors/unreadable.html", {}), status=400)


def broken_page(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, with a number to tell; no inner words."""
    return HttpResponse(render_to_string("errors/broken.html", {"number": str(new_id())[-12:]}), status=500)


class CalmErrors:
    """Answers an unexpected fault with a calm page; the log gets its kind, its place and the same number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        """Django asks this when a view raised."""
        number = str(new_id())[-12:]
        log.error("fault %s", number, exc_info=exception)
        return HttpResponse(render_to_string("errors/broken.html", {"number": number}), status=500)
