"""Through which door somebody came to one approach: with an account, or with a link. All else is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from segue.pages.errors import dead_page
from segue.pages.visitor import Visitor
from segue.reads.handoff_page import HandoffSheet, handoff_by_account, handoff_by_link

SEE_OTHER = 303
READING = ("GET", "HEAD")
BOTH = (*READING, "POST")
_WAYS = MappingProxyType(
    {
        True: {
            "page": "received_handoff",
            "summary": "received_summary",
            "meeting": "received_meeting",
            "appointment": "received_appointment",
            "assign": "received_assign",
        },
        False: {
            "page": "guest_request",
            "summary": "guest_summary",
            "meeting": "guest_meeting",
            "appointment": "guest_appointment",
            "code": "guest_code",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Door:
    """A visitor before one approach."""

    visitor: Visitor
    handoff: UUID

    @property
    def by_account(self) -> bool:
        """Whether they signed in; then their account is the proof."""
        return self.visitor.person is not None

    @property
    def is_proven(self) -> bool:
        """Whether it is known that they are whom the client signed for."""
        return self.by_account or bool(self.visitor.proof)

    @property
    def ways(self) -> Mapping[str, str]:
        """The addresses of this approach, by what they are for."""
        names = _WAYS[self.by_account]
        return {way: reverse(name, kwargs={"handoff": self.handoff}) for way, name in names.items()}

    def sheet(self) -> HandoffSheet | None:
        """What this visitor may see of it; None where it is somebody else's."""
        now, actor = self.visitor.at().now, self.visitor.actor
        if actor.practice is not None and actor.person is not None:
            return handoff_by_account(actor.practice, actor.person, self.handoff, now=now)
        return handoff_by_link(self.handoff, is_proven=self.is_proven, now=now)


def see_other(address: str) -> HttpResponseRedirect:
    """303: it is done; look there. A reload of what follows sends nothing again."""
    return HttpResponseRedirect(address, status=SEE_OTHER)


DoorView = Callable[[HttpRequest, Door], HttpResponse]
EnteredView = Callable[[HttpRequest, Visitor, UUID], HttpResponse]


def at_the_door(*methods: str) -> Callable[[DoorView], EnteredView]:
    """A view of one approach for these methods; others learn that only where the approach is theirs."""

    def wrap(view: DoorView) -> EnteredView:
        @wraps(view)
        def enter(request: HttpRequest, visitor: Visitor, handoff: UUID) -> HttpResponse:
            door = Door(visitor, handoff)
            if request.method in methods:
                return view(request, door)
            return HttpResponseNotAllowed(methods) if door.sheet() else dead_page(request)

        return enter

    return wrap
