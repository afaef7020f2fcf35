"""Every kind of person at the door, each with a browser of their own: as they came in, by account or by link.

What each may open is not said here; `doors` says it, from the permission table and from whose row it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from segue.rules.actor import Kind
from segue.store.models import LinkCode
from segue.store.tokens import code_of, token_of
from tests.walls.world import CODE, Walls


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody, with the cookies of their browser and what makes them who they are."""

    name: str
    cookies: Mapping[str, str]
    kinds: frozenset[Kind] = frozenset({Kind.anonymous})
    practice: UUID | None = None
    link: str = ""
    leads_to: str = ""
    has_code: bool = False

    def browser(self, *, checks_forms: bool = False) -> Client:
        """A browser with the cookies of this visitor, as they were when they came in."""
        client = _browser(checks_forms)
        client.cookies.clear()
        for name, value in self.cookies.items():
            client.cookies[name] = value
        return client


@cache
def _browser(checks_forms: bool) -> Client:
    """One for all, since each new one would load the middleware anew; a fault comes back as its page."""
    return Client(enforce_csrf_checks=checks_forms, raise_request_exception=False)


def all_visitors(walls: Walls) -> dict[str, Visitor]:
    """Everybody, by the name that a test's identifier shows."""
    return {visitor.name: visitor for visitor in _all(walls)}


def _all(walls: Walls) -> Iterator[Visitor]:
    yield Visitor("anonymous", {})
    for name, actor in walls.people.items():
        assert actor.person is not None
        yield _by_account(name, actor.kind, person=actor.person, practice=actor.practice)
    cases = walls.cases
    for name in ("choosing", "signing", "decide", "started", "opened"):
        yield by_link(walls, name, kind=Kind.client, leads_to=cases[name].referral, code=CODE)
    yield by_link(walls, "signing", kind=Kind.client, leads_to=cases["signing"].referral, name="without code")
    signing = cases["signing"].referral
    yield by_link(walls, "representative", kind=Kind.representative, leads_to=signing, code=CODE)
    yield by_link(walls, "guest_asked", kind=Kind.guest, leads_to=cases["asked"].handoff("samuel"))
    yield by_link(walls, "guest_guest", kind=Kind.guest, leads_to=cases["guest"].handoff("samuel"))
    yield with_code(walls, "guest_meeting", handoff=cases["meeting"].handoff("samuel"))
    yield by_link(walls, "fresh", kind=Kind.guest, leads_to=walls.mine)
    yield by_link(walls, "claim", kind=Kind.guest, leads_to=walls.listing)
    for name in ("samuel", "ruth"):
        yield by_link(walls, f"ask_{name}", kind=Kind.guest, leads_to=walls.asks[name])


def by_link(walls: Walls, link: str, *, kind: Kind, leads_to: str, code: str = "", name: str = "") -> Visitor:
    """Somebody who opened a link, and typed the lasting code where there is one."""
    client = _browser(False)
    client.cookies.clear()
    led = client.get(f"/l/{token_of(UUID(walls.links[link]))}")
    assert led.status_code == 302, led.content
    if code:
        proved = client.post(led.headers["Location"], {"code": code, "key": f"prove-{link}"})
        assert proved.status_code == 303, proved.content
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    named = f"{kind}: {name or link}"
    return Visitor(named, cookies, frozenset({kind}), None, walls.links[link], leads_to, bool(code))


def with_code(walls: Walls, link: str, *, handoff: str) -> Visitor:
    """A guest who had a one-time code sent and typed it."""
    visitor = by_link(walls, link, kind=Kind.guest, leads_to=handoff)
    client = visitor.browser()
    client.post(f"/g/{handoff}/code", {"key": f"send-{link}"})
    sent = LinkCode.objects.filter(link_id=walls.links[link], used_at__isnull=True).latest("sent_at")
    client.post(f"/g/{handoff}/summary", {"code": code_of(sent.id), "key": f"type-{link}"})
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return Visitor(
        f"{visitor.name}, with code", cookies, visitor.kinds, None, visitor.link, visitor.leads_to, True
    )


def _by_account(name: str, kind: Kind, *, person: UUID, practice: UUID | None) -> Visitor:
    client = _browser(False)
    client.cookies.clear()
    client.force_login(
        get_user_model().objects.get(pk=person), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return Visitor(name, cookies, frozenset({kind}), practice)
