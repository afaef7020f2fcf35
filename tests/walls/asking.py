"""Requests as a test of the walls sends them: each is undone afterwards, so that one world serves them all."""

from collections.abc import Mapping
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
        send = getattr(browser, method.lower())
        response: HttpResponse = send(path, body, **more) if body is not None else send(path, **more)
        transaction.set_rollback(True)
    return response


def same(one: HttpResponse, other: HttpResponse) -> bool:
    """Whether two answers are one and the same: status, every header, every byte."""
    return told(one) == told(other)


def told(response: HttpResponse) -> tuple[int, list[tuple[str, str]], bytes, list[str]]:
    """All that an answer says."""
    cookies = [morsel.OutputString() for morsel in response.cookies.values()]
    return response.status_code, sorted(response.headers.items()), response.content, cookies
