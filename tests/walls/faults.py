"""What may never come of a request, whoever sent it and whatever was in it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.http import HttpResponse

from segue.site.headers import POLICY
from tests.walls.hostile import AWAY, RAW
from tests.walls.world import NAMES, REPRESENTATIVE, WORDS

FORM = "application/x-www-form-urlencoded"
SLOW = 2.0
"""Seconds of this process's own work that an answer may cost."""
BROKEN_OUT = re.compile(
    r"<script>alert\(7\)|<img src=x|autofocus onfocus=alert\(7\) [^&]|(?:href|src|action)=[\"']?\s*javascript:",
    re.I,
)
NOT_TOLD = ("django_session", "segue_throttle", "store_linktry", "store_linkcode")
"""Sessions, and that a wrong code or password was typed: it is counted, and is nobody's word."""
KEPT_FIRST = {
    # The words of a summary are kept although it is not ready to be approved.
    re.compile(r"/r/[^/]+/summary"): {
        "store_acceptedcommand", "store_recordentry", "store_referral", "store_streamhead", "store_summary",
    },
    # A try with a wrong code is an act of its own.
    re.compile(r"/c/[^/]+/|/g/[^/]+/(summary|code)"): {"store_acceptedcommand"},
    # The package for accounts makes its row for an address when somebody first comes there.
    re.compile(r"/account/.*"): {"account_emailaddress"},
}  # fmt: skip
"""What stays written although the whole was refused, by the address."""
SEEN_BY = {
    "client: choosing": {"choosing"},
    "client: signing": {"signing"},
    "client: decide": {"decide"},
    "client: started": {"started"},
    "client: opened": {"opened"},
    "representative: representative": {"signing"},
    "guest: guest_meeting, with code": {"meeting"},
    "recipient": {"opened", "started", "answered", "closed"},
    "far_desk": {"opened", "started", "answered", "closed"},
}
"""Whose names somebody may read who is not of the practice that refers; everybody else reads none."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole."""

    who: str
    method: str
    path: str
    body: bytes = b""
    kind: str = FORM
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        more = f" {dict(self.headers)}" if self.headers else ""
        return f"{self.who}: {self.method} {self.path[:200]} {self.kind} {self.body[:300]!r}{more}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an answer."""

    what: str
    more: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.more}".strip()


class Watch:
    """The world as it was, so that what changed can be told."""

    def __init__(self) -> None:
        self.digests = digests()

    def changed(self) -> set[str]:
        """The tables that hold something else now."""
        now = digests()
        return {table for table in now if now[table] != self.digests[table]}


def digests() -> dict[str, str]:
    """A digest of every row of every table but those that count tries and hold sessions."""
    tables = [model._meta.db_table for model in apps.get_models()]
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(tables) - set(NOT_TOLD)):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            rows = sorted(map(_plain, cursor.fetchall()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(row: tuple[object, ...]) -> str:
    return repr([bytes(each) if isinstance(each, memoryview) else each for each in row])


def faults_of(
    request: Request, response: HttpResponse, *, seconds: float, watch: Watch | None
) -> list[Fault]:
    """Everything that is wrong with this answer."""
    body = response.getvalue() if response.streaming else response.content
    page = body.decode("utf-8", "replace")
    told = (
        "\n".join(f"{name}: {value}" for name, value in response.headers.items()) + response.cookies.output()
    )
    return [
        *_of_answer(response, page, told, seconds),
        *(_of_rows(request, response, watch) if watch else ()),
        *_leaks(request.who, response.status_code, page + told),
    ]


def _of_answer(response: HttpResponse, page: str, told: str, seconds: float) -> Iterator[Fault]:
    if response.status_code >= 500:
        yield Fault("fault", str(response.status_code))
    if seconds > SLOW:
        yield Fault("slow", f"{seconds:.1f} s")
    if found := BROKEN_OUT.search(page):
        yield Fault("markup", found[0])
    if any(raw in told for raw in RAW):
        yield Fault("markup", "in a header")
    if response.headers.get("Content-Security-Policy") != POLICY:
        yield Fault("no policy")
    where = response.headers.get("Location", "/")
    if AWAY in where.split("?")[0]:
        yield Fault("leads away", where)


def _of_rows(request: Request, response: HttpResponse, watch: Watch) -> Iterator[Fault]:
    """A form that was done leads on; whatever else comes of it is a refusal, and changes nothing."""
    is_refused = response.status_code >= 400 or (request.method == "POST" and response.status_code == 200)
    if not is_refused:
        return
    kept = {table for route, tables in KEPT_FIRST.items() if route.match(request.path) for table in tables}
    if changed := watch.changed() - kept:
        yield Fault("changed", ", ".join(sorted(changed)))


def _leaks(who: str, status: int, told: str) -> Iterator[Fault]:
    """Names of clients before somebody who may not read them, and anybody's on a page of what went wrong."""
    is_inside = who in ("author", "desk", "colleague", "owner")
    if status >= 400 and status not in (409, 422):
        hidden = {*NAMES.values(), REPRESENTATIVE, *WORDS.values()}
    elif is_inside:
        return
    else:
        hidden = {name for case, name in NAMES.items() if case not in SEEN_BY.get(who, set())}
    yield from (Fault("leak", name) for name in sorted(hidden) if name in told)
