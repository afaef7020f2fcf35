"""What came to a practice: the list by clock, and one approach with its answers, for people with an account."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from segue.acts import handoff as acts_handoff
from segue.pages.asking import key_of, page, version_of
from segue.pages.received import showing
from segue.pages.received.answering import MEETING, NOTHING_DONE, answered, open_summary
from segue.pages.received.appointment import calendar_file
from segue.pages.received.door import Door
from segue.pages.received.words import asked_lines
from segue.pages.visitor import Visitor, clinic
from segue.reads.received import received_sheet
from segue.rules.actor import Kind
from segue.rules.permission import Thing, Verb


@clinic(Thing.handoff_received, Verb.see)
@require_GET
def received(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The list: what waits for an answer, what waits for others, what is settled."""
    assert visitor.actor.practice is not None
    assert visitor.person is not None
    sheet = received_sheet(
        visitor.actor.practice,
        visitor.person.id,
        is_desk=Kind.coordinator in visitor.kinds,
        now=visitor.at().now,
        before=_identifier(request.GET.get("before", "")),
    )
    frame = {
        "practice_name": visitor.practice.name,
        "my_name": visitor.person.name,
        "zone": visitor.zone,
        "today": visitor.at().today,
    }
    return page(request, "received/list.html", {**frame, "sheet": sheet, "looking_for": asked_lines})


@clinic(Thing.handoff_received, Verb.see)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, visitor: Visitor, handoff: UUID) -> HttpResponse:
    """One approach, and the answer to it."""
    door = Door(visitor, handoff)
    return showing.answer(request, door) if request.method == "POST" else showing.show(request, door)


@clinic(Thing.handoff_received, Verb.answer)
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, visitor: Visitor, handoff: UUID) -> HttpResponse:
    """Open the summary; once it is open, the same as it prints."""
    door = Door(visitor, handoff)
    if request.method != "POST":
        return showing.letter(request, door)
    return showing.after(request, door, open_summary(request, door))


@clinic(Thing.handoff_received, Verb.answer)
@require_POST
def meeting(request: HttpRequest, visitor: Visitor, handoff: UUID) -> HttpResponse:
    """An appointment, the first session, a thank-you."""
    door = Door(visitor, handoff)
    return showing.after(request, door, answered(request, door, by=MEETING, missing=NOTHING_DONE))


@clinic(Thing.handoff_received, Verb.see)
@require_GET
def appointment(request: HttpRequest, visitor: Visitor, handoff: UUID) -> HttpResponse:
    """The appointment as a calendar file."""
    return calendar_file(request, Door(visitor, handoff))


@clinic(Thing.handoff_received, Verb.assign)
@require_POST
def assign(request: HttpRequest, visitor: Visitor, handoff: UUID) -> HttpResponse:
    """Lay it on a colleague's desk."""
    door = Door(visitor, handoff)
    person = request.POST.get("person", "")
    command = acts_handoff.Assign(key_of(request), str(handoff), person, version_of(request))
    return showing.after(request, door, acts_handoff.assign(visitor.actor, command, visitor.at()))


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
