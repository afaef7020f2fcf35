"""Requests as a test of the walls sends them: each is undone afterwards, so that one world serves them all."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from tests.walls.visitors import Visitor


def asked(
    visitor: Visitor,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    checks_forms: bool = False,
    **more: Any,
) -> HttpResponse:
    """What this visitor gets; nothing that the request wrote stays."""
    browser = visitor.browser(checks_forms=checks_forms)
    with transaction.atomic():
        send = getattr(browser, method.lower(), None) or partial(browser.generic, method)
        response: HttpResponse = send(path, body, **more) if body is not None else send(path, **more)
        transaction.set_rollback(True)
    return response


def told(response: HttpResponse, *, hiding: str = "") -> tuple[int, list[tuple[str, str]], bytes, list[str]]:
    """All that an answer says: status, every header, every byte; `hiding` what stood in the address already."""
    headers = [
        (name, value.replace(hiding, "…") if hiding else value) for name, value in response.headers.items()
    ]
    cookies = [morsel.OutputString() for morsel in response.cookies.values()]
    return response.status_code, sorted(headers), response.content, cookies
