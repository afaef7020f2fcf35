"""A recipient who came by a link: the same answers as with an account, and a code before the summary opens."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from segue.acts import link
from segue.pages.asking import key_of
from segue.pages.link import browser_of
from segue.pages.received import showing
from segue.pages.received.answering import MEETING, NOTHING_DONE, Answer, answered, open_summary
from segue.pages.received.appointment import calendar_file
from segue.pages.received.door import BOTH, READING, Door, at_the_door, see_other
from segue.pages.visitor import Visitor, guest, remember_proof
from segue.reads.guest_code import code_is_out, right_code
from segue.rules.handoff import State
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_

WRONG_CODE = Refused(
    "wrong_code",
    N_("This is not the code, or it has run out."),
    N_("Type the six digits again, or have a new code sent. Tries left: %(left)s."),
    {"field": "code"},
)
RIGHT = "right"


@guest(Thing.guest_page, Verb.see)
@at_the_door(*BOTH)
def one(request: HttpRequest, door: Door) -> HttpResponse:
    """The request, and the answer to it; once the summary is open, the summary."""
    if request.method == "POST":
        return showing.answer(request, door)
    return showing.show(request, door, code_is_out=_code_is_out(door.visitor))


@guest(Thing.guest_page, Verb.answer)
@at_the_door("POST")
def code(request: HttpRequest, door: Door) -> HttpResponse:
    """Send a one-time code to the number that was fixed before the request."""
    command = link.SendCode(key_of(request), str(door.visitor.actor.link))
    outcome = link.send_code(door.visitor.actor, command, door.visitor.at())
    return showing.after(request, door, outcome, code_is_out=_code_is_out(door.visitor))


@guest(Thing.guest_page, Verb.answer)
@at_the_door(*BOTH)
def summary(request: HttpRequest, door: Door) -> HttpResponse:
    """Prove by the code, and open; once it is open, the summary as it prints."""
    if request.method != "POST":
        return showing.letter(request, door)
    if door.visitor.proof:
        return _opened(request, door)
    outcome = _tried(request, door.visitor)
    if isinstance(outcome, Refused):
        return showing.after(request, door, outcome, code_is_out=_code_is_out(door.visitor))
    return _opened(request, replace(door, visitor=replace(door.visitor, proof=outcome.also["proof"])))


@guest(Thing.guest_page, Verb.answer, needs_proof=True)
@at_the_door("POST")
def meeting(request: HttpRequest, door: Door) -> HttpResponse:
    """An appointment, the first session, a thank-you."""
    return showing.after(request, door, answered(request, door, by=MEETING, missing=NOTHING_DONE))


@guest(Thing.guest_page, Verb.see, needs_proof=True)
@at_the_door(*READING)
def appointment(request: HttpRequest, door: Door) -> HttpResponse:
    """The appointment as a calendar file."""
    return calendar_file(request, door)


def _tried(request: HttpRequest, visitor: Visitor) -> Answer:
    """Keep what came of the typed code; a right one is remembered in this browser, under a new session key."""
    assert visitor.link is not None
    used = right_code(
        visitor.link.id,
        typed=request.POST.get("code", ""),
        now=visitor.at().now,
        is_invented=settings.SEGUE_INVENTED,
    )
    command = link.NoteTry(
        f"{key_of(request)}-try", str(visitor.link.id), browser_of(request), bool(used), used
    )
    outcome = link.note_try(visitor.actor, command, visitor.at())
    if isinstance(outcome, Refused):
        return outcome
    if outcome.state != RIGHT:
        return link.LOCKED if outcome.state == "locked" else _wrong(outcome.also["left"])
    request.session.cycle_key()
    remember_proof(request, visitor.link.id, used)
    return outcome


def _opened(request: HttpRequest, door: Door) -> HttpResponse:
    """Open the summary for the first time, or lead back to it where it is open."""
    sheet = door.sheet()
    if sheet is not None and sheet.state is not State.unlocked:
        return see_other(door.ways["page"])
    return showing.after(request, door, open_summary(request, door))


def _wrong(left: str) -> Refused:
    return replace(WRONG_CODE, about={**WRONG_CODE.about, "left": left})


def _code_is_out(visitor: Visitor) -> bool:
    assert visitor.link is not None
    return code_is_out(visitor.link.id, now=visitor.at().now)
