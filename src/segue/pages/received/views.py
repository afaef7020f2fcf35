"""What came to a practice: the list by clock, and one approach with its answers, for people with an account."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from segue.acts import handoff as acts_handoff
from segue.pages.asking import key_of, page, version_of
from segue.pages.received import showing
from segue.pages.received.answering import MEETING, NOTHING_DONE, answered, open_summary
from segue.pages.received.appointment import calendar_file
from segue.pages.received.door import BOTH, READING, Door, at_the_door
from segue.pages.received.words import asked_lines
from segue.pages.visitor import Visitor, clinic
from segue.reads.received import received_sheet
from segue.rules.actor import Kind
from segue.rules.permission import Thing, Verb


@clinic(Thing.handoff_received, Verb.see)
@require_safe
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
@at_the_door(*BOTH)
def one(request: HttpRequest, door: Door) -> HttpResponse:
    """One approach, and the answer to it."""
    return showing.answer(request, door) if request.method == "POST" else showing.show(request, door)


@clinic(Thing.handoff_received, Verb.answer)
@at_the_door(*BOTH)
def summary(request: HttpRequest, door: Door) -> HttpResponse:
    """Open the summary; once it is open, the same as it prints."""
    if request.method != "POST":
        return showing.letter(request, door)
    return showing.after(request, door, open_summary(request, door))


@clinic(Thing.handoff_received, Verb.answer)
@at_the_door("POST")
def meeting(request: HttpRequest, door: Door) -> HttpResponse:
    """An appointment, the first session, a thank-you."""
    return showing.after(request, door, answered(request, door, by=MEETING, missing=NOTHING_DONE))


@clinic(Thing.handoff_received, Verb.see)
@at_the_door(*READING)
def appointment(request: HttpRequest, door: Door) -> HttpResponse:
    """The appointment as a calendar file."""
    return calendar_file(request, door)


@clinic(Thing.handoff_received, Verb.assign)
@at_the_door("POST")
def assign(request: HttpRequest, door: Door) -> HttpResponse:
    """Lay it on a colleague's desk."""
    person = request.POST.get("person", "")
    command = acts_handoff.Assign(key_of(request), str(door.handoff), person, version_of(request))
    return showing.after(request, door, acts_handoff.assign(door.visitor.actor, command, door.visitor.at()))


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
