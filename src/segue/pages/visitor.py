"""Who is at the door of a page: somebody with an account, a client or guest with a link, or nobody.

Each view is wrapped by one of the decorators below. They ask the permission table, hand the view a `Visitor`,
and leave the right on the view (`view.right`), so that a test can walk every URL. Whoever may not see
a thing gets the same page as for a thing that does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from segue.pages.errors import dead_page
from segue.reads.visitors import LinkSheet, PersonSheet, PracticeSheet, live_links, staff_of
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb, may_any
from segue.store.identifiers import moment

View = Callable[..., HttpResponse]
Right = tuple[Thing, Verb]
LINKS = "links"
CHIEF_FIRST = (Kind.clinician, Kind.coordinator, Kind.owner)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever opened the page, with what an act needs to know of them."""

    actor: Actor
    zone: str
    practice: PracticeSheet
    person: PersonSheet | None = None
    kinds: frozenset[Kind] = frozenset()
    link: LinkSheet | None = None
    proof: str = ""

    def may(self, thing: Thing, verb: Verb) -> bool:
        """Whether the table lets this visitor do it at all."""
        return may_any(self.kinds, thing, verb)

    def at(self) -> At:
        """Now, in the visitor's zone."""
        return moment(self.zone)


def clinic(thing: Thing, verb: Verb) -> Callable[[View], View]:
    """A page for somebody with an account; anonymous visitors sign in first."""

    def wrap(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, **given: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect("account_login")
            visitor = staff_visitor(request)
            if visitor is None or not visitor.may(thing, verb):
                return dead_page(request)
            return view(request, visitor, **given)

        return _marked(enter, thing, verb)

    return wrap


def client(thing: Thing, verb: Verb) -> Callable[[View], View]:
    """A page of the client (or representative) who opened their link and gave their code; `referral` is in the path."""
    return _by_link(thing, verb, kinds=("client", "representative"), leads_to="referral", needs_proof=True)


def guest(thing: Thing, verb: Verb, *, needs_proof: bool = False) -> Callable[[View], View]:
    """A page of a guest who opened their link; `handoff` is in the path."""
    return _by_link(thing, verb, kinds=("guest",), leads_to="handoff", needs_proof=needs_proof)


def asked(thing: Thing, verb: Verb) -> Callable[[View], View]:
    """The page of one availability question; `ask` is in the path."""
    return _by_link(thing, verb, kinds=("check",), leads_to="ask", needs_proof=False)


def mailbox(thing: Thing, verb: Verb, *, kind: str) -> Callable[[View], View]:
    """A page of whoever opened a link in the mailbox of a profile; `profile` is in the path."""
    return _by_link(thing, verb, kinds=(kind,), leads_to="profile", needs_proof=False)


def anybody(thing: Thing, verb: Verb) -> Callable[[View], View]:
    """A page that needs nobody to be known."""
    return lambda view: _marked(view, thing, verb)


def staff_visitor(request: HttpRequest) -> Visitor | None:
    """The visitor behind a signed-in account, in the practice where they work; None without a role."""
    staff = staff_of(request.user)  # type: ignore[arg-type]
    if staff is None:
        return None
    chief = next(kind for kind in CHIEF_FIRST if kind in staff.kinds)
    actor = Actor(chief, person=staff.person.id, practice=staff.practice.id)
    return Visitor(actor, staff.person.zone, staff.practice, staff.person, staff.kinds)


def remember_link(request: HttpRequest, link: UUID) -> None:
    """Swap the token for the session: from now on this browser holds the link."""
    held = dict(request.session.get(LINKS, {}))
    held.setdefault(str(link), "")
    request.session[LINKS] = held


def remember_proof(request: HttpRequest, link: UUID, proof: str) -> None:
    """Keep that the code of this link was right in this browser."""
    request.session[LINKS] = dict(request.session.get(LINKS, {})) | {str(link): proof}


def visitor_by_link(
    request: HttpRequest, *, kinds: tuple[str, ...], leads_to: str, target: UUID
) -> Visitor | None:
    """The visitor who holds a live link that leads to this row, in this browser; one statement."""
    held: dict[str, str] = request.session.get(LINKS, {})
    if not held:
        return None
    links = live_links(tuple(UUID(name) for name in held), now=moment().now)
    found = next((link for link in links if link.kind in kinds and link.leads_to(leads_to) == target), None)
    return _link_visitor(found, proof=held[str(found.id)]) if found else None


def _link_visitor(link: LinkSheet, *, proof: str) -> Visitor:
    kind = {"client": Kind.client, "representative": Kind.representative}.get(link.kind, Kind.guest)
    actor = Actor(kind, client=link.client, handoff=link.handoff, link=link.id)
    return Visitor(actor, link.zone, link.practice, None, frozenset({kind}), link, proof)


def _by_link(
    thing: Thing, verb: Verb, *, kinds: tuple[str, ...], leads_to: str, needs_proof: bool
) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, **given: Any) -> HttpResponse:
            visitor = visitor_by_link(request, kinds=kinds, leads_to=leads_to, target=given[leads_to])
            if visitor is None or not visitor.may(thing, verb) or (needs_proof and not visitor.proof):
                return dead_page(request)
            return view(request, visitor, **given)

        return _marked(enter, thing, verb)

    return wrap


def _marked(view: View, thing: Thing, verb: Verb) -> View:
    view.right = (thing, verb)  # type: ignore[attr-defined]
    return view
