"""Whether this server works, for whoever watches it. No sign-in, nothing about anybody, no session."""

from functools import lru_cache

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from segue.pages.visitor import anybody
from segue.rules.permission import Thing, Verb
from segue.site.checks import migrations_to_run


class _NotYet(Exception):
    """Tables are missing; asked again the next time."""


@lru_cache(maxsize=1)
def _tables_are_there() -> bool:
    """Only a yes is remembered: tables do not go away while a process lives, but they may come."""
    if migrations_to_run():
        raise _NotYet
    return True


@anybody(Thing.health, Verb.see)
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has its tables, 503 when not."""
    is_there, is_migrated = True, True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _tables_are_there()
    except _NotYet:
        is_migrated = False
    except Error:
        is_there, is_migrated = False, False
    is_well = is_there and is_migrated
    words = {
        "status": "ok" if is_well else "unwell",
        "database": "ok" if is_there else "away",
        "migrated": is_migrated,
    }
    return JsonResponse(words, status=200 if is_well else 503)
