"""A recipient's answer: the form made into a command, and the act asked. What is allowed, the act decides."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from segue.acts import closing, meeting, packet, reply
from segue.acts.answer import Done
from segue.pages.asking import key_of, version_of
from segue.pages.received.door import Door
from segue.pages.received.words import PRICE
from segue.rules.step import Refused
from segue.rules.text import N_

Answer = Done | Refused
Answering = Callable[[HttpRequest, Door], Answer]
LONGEST_NUMBER = 4
NO_ANSWER = Refused(
    "no_answer_picked", N_("No answer is picked yet."), N_("Pick one of the answers."), {"field": "answer"}
)
TERMS: Mapping[str, str] = {
    "first_day": N_("First free day"),
    "slots": N_("Free hours"),
    "formats": N_("Where"),
    "pay": N_("Insurance, or what the client pays"),
    "methods": N_("Method"),
    "first_step": N_("First step"),
}
"""The fields of a yes that cannot stay empty, in the order of the page, with their labels."""
NOTHING_DONE = Refused(
    "nothing_done", N_("Nothing was chosen."), N_("Choose one of the buttons of this page.")
)
PROVE_FIRST = Refused(
    "identity_unproven",
    N_("The link alone does not open the summary, and does not answer it."),
    N_("Enter the code that comes to the number on file."),
)
FIELDS: Mapping[str, str] = {
    "question_not_listed": "question",
    "no_such_question": "question",
    "nothing_asked": "question",
    "question_empty": "words",
    "wait_missing": "weeks_from",
    "reason_missing": "reason",
    "suggestion_missing": "suggests",
    "appointment_incomplete": "place",
    "appointment_time_missing": "day",
    "appointment_past": "day",
    "day_missing": "day_met",
    "day_in_future": "day_met",
}
"""The field beside which a refusal stands, where the rule that gave it knows of no form."""


def confirm(request: HttpRequest, door: Door) -> Answer:
    """Yes, on these terms."""
    typed, pay = request.POST, request.POST.get("pay", "")
    zone = ZoneInfo(door.visitor.zone)
    command = reply.Confirm(
        key=key_of(request),
        handoff=str(door.handoff),
        first_day=typed.get("first_day", ""),
        first_step=typed.get("first_step", ""),
        methods=tuple(dict.fromkeys(code for code in typed.getlist("methods") if code)),
        formats=tuple(typed.getlist("formats")),
        slots=tuple(typed.getlist("slots")),
        insurance="" if pay == PRICE else pay,
        price=typed.get("price", "") if pay == PRICE else "",
        limits=typed.get("limits", ""),
        first_times=tuple(_with_zone(text, zone) for text in typed.getlist("first_times") if text),
        version=version_of(request),
    )
    return reply.confirm(door.visitor.actor, command, door.visitor.at())


def ask(request: HttpRequest, door: Door) -> Answer:
    """A question: picked before the summary is open, in own words after."""
    command = reply.Ask(
        key=key_of(request),
        handoff=str(door.handoff),
        question=request.POST.get("question", ""),
        words=request.POST.get("words", ""),
        version=version_of(request),
    )
    return reply.ask(door.visitor.actor, command, door.visitor.at())


def wait(request: HttpRequest, door: Door) -> Answer:
    """No room now; from so many weeks to so many."""
    command = reply.Waitlist(
        key=key_of(request),
        handoff=str(door.handoff),
        weeks_from=_number(request, "weeks_from"),
        weeks_to=_number(request, "weeks_to"),
        version=version_of(request),
    )
    return reply.waitlist(door.visitor.actor, command, door.visitor.at())


def decline(request: HttpRequest, door: Door) -> Answer:
    """No; perhaps with somebody else's name."""
    command = reply.Decline(
        key=key_of(request),
        handoff=str(door.handoff),
        reason=request.POST.get("reason", ""),
        suggests=tuple(name for name in request.POST.getlist("suggests") if name.strip()),
        version=version_of(request),
    )
    return reply.decline(door.visitor.actor, command, door.visitor.at())


def accept(request: HttpRequest, door: Door) -> Answer:
    """“I will meet this person for a first call or visit.”"""
    command = packet.Accept(key_of(request), str(door.handoff), version_of(request))
    return packet.accept(door.visitor.actor, command, door.visitor.at())


def open_summary(request: HttpRequest, door: Door) -> Answer:
    """Read the summary; the act records the disclosure."""
    command = packet.Open(key_of(request), str(door.handoff), door.visitor.proof, version_of(request))
    return packet.open_(door.visitor.actor, command, door.visitor.at())


def schedule(request: HttpRequest, door: Door) -> Answer:
    """An appointment, on the clocks of the recipient's place."""
    typed = request.POST
    command = meeting.Schedule(
        key=key_of(request),
        handoff=str(door.handoff),
        kind=typed.get("kind", ""),
        day=typed.get("day", ""),
        time=typed.get("time", ""),
        zone=door.visitor.zone,
        place=typed.get("place", ""),
        version=version_of(request),
    )
    return meeting.schedule(door.visitor.actor, command, door.visitor.at())


def start(request: HttpRequest, door: Door) -> Answer:
    """The first session took place."""
    day = request.POST.get("day_met", "")
    command = meeting.Start(key_of(request), str(door.handoff), day, version_of(request))
    return meeting.start(door.visitor.actor, command, door.visitor.at())


def miss(request: HttpRequest, door: Door) -> Answer:
    """They did not meet."""
    command = meeting.Miss(key_of(request), str(door.handoff), version_of(request))
    return meeting.miss(door.visitor.actor, command, door.visitor.at())


def thank(request: HttpRequest, door: Door) -> Answer:
    """Words only, never a value."""
    words = request.POST.get("thanks", "").strip() or _("Thank you for the referral.")
    command = closing.Thank(key_of(request), str(door.handoff), words)
    return closing.thank(door.visitor.actor, command, door.visitor.at())


BEFORE: Mapping[str, Answering] = {"accept": confirm, "ask": ask, "wait": wait, "decline": decline}
"""The four answers to a request."""
AFTER: Mapping[str, Answering] = {**BEFORE, "accept": accept}
"""The four answers to a summary."""
MEETING: Mapping[str, Answering] = {
    "schedule": schedule,
    "start": start,
    "miss": miss,
    "thank": thank,
    "decline": decline,
}
"""What can be done once it was accepted."""


def answered(request: HttpRequest, door: Door, *, by: Mapping[str, Answering], missing: Refused) -> Answer:
    """What came of the answer that was picked; refusals name their field."""
    answering = by.get(request.POST.get("answer", ""))
    if answering is None:
        return missing
    return _beside_its_field(answering(request, door))


def _beside_its_field(answer: Answer) -> Answer:
    if isinstance(answer, Refused) and (field := FIELDS.get(answer.code)):
        return replace(answer, about={**answer.about, "field": field})
    return answer


def still_empty(request: HttpRequest) -> tuple[str, ...]:
    """The fields of a yes in which nothing stands yet."""
    return tuple(name for name in TERMS if not any(request.POST.getlist(name)))


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _with_zone(text: str, zone: ZoneInfo) -> str:
    """A day and time of a form, on the clocks of the recipient's place; unreadable ones stay as they are."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()
    except ValueError:
        return text
