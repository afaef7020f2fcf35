"""Which notice says what: one line a kind, and the letter or text that it becomes.

To whom, and whether it still has a reason, `reads.notices` looks up; the words are in pages/templates/mails.
A letter to a client is a link and nothing else. One to a colleague says hours, format, area and plan; what
should be treated stands on the page behind its link.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.template import engines
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from segue.acts.outbox import Taken
from segue.formats.calendar import Appointment, write_appointment
from segue.reads.addresses import Channel
from segue.reads.notices import (
    NO_ADDRESS,
    Meeting,
    NoticeSheet,
    Reader,
    Role,
    Unsent,
    to_addressee,
    to_asked,
    to_check_in,
    to_client,
    to_code_holder,
    to_operator,
    to_person,
    to_recipient,
    to_referrer,
    to_those_who_meet,
)
from segue.reads.still_true import to_listing, to_profile_owner
from segue.reads.viewing import by_worker
from segue.rules.check import Question, notice_lines
from segue.rules.codes import Family, label
from segue.rules.effect import Effect
from segue.rules.handoff import ENDED, TAKEN, State
from segue.rules.profile import FAMILIES, OPENING
from segue.rules.text import N_
from segue.wires.letter import Attachment, Letter, Text
from segue.work.desk import Desk

NEUTRAL_SUBJECT = N_("A note for you")
LENGTHS: Mapping[str, timedelta] = MappingProxyType(
    {"call": timedelta(minutes=20), "intake": timedelta(hours=1), "first_session": timedelta(minutes=50)}
)
PAGES: Mapping[str, str] = MappingProxyType(
    {"received": "received", "referral": "today", "security": "mfa_index"}
)
"""Pages behind the sign-in, by name: lists that say whose turn it is, so that no mail names a referral."""

_UNANSWERED = frozenset({State.requested, State.no_answer})
_GOING_ON = frozenset(State) - ENDED


@dataclass(frozen=True, slots=True)
class Writing:
    """How a kind of notice is written."""

    read: Reader
    template: str
    subject: str = ""
    sentence: str = ""


def _to_colleague(subject: str, sentence: str, *, only_in: frozenset[State]) -> Writing:
    return Writing(partial(to_recipient, only_in=only_in), "colleague.txt", subject, sentence)


def _farewell(subject: str, sentence: str) -> Writing:
    return Writing(partial(to_recipient, only_in=ENDED, has_link=False), "colleague.txt", subject, sentence)


def _to_staff(subject: str, sentence: str) -> Writing:
    return Writing(to_referrer, "staff.txt", subject, sentence)


_OPENING = N_("Do you have an opening?")
_SETTLED = _farewell(
    N_("Settled, thank you"), N_("My question is settled. Nothing is left for you to do. Thank you.")
)
_NEWS = N_("News on your list")
_LINK_ALONE = Writing(to_client, "client.txt")

RECIPIENT: Final[Mapping[str, Writing]] = {
    Effect.tell_recipient_request: Writing(
        partial(to_recipient, only_in=_UNANSWERED), "request.txt", _OPENING
    ),
    "remind_recipient": Writing(
        partial(to_recipient, only_in=frozenset({State.requested})),
        "request.txt",
        _OPENING,
        N_("My question still stands. A quick no helps too."),
    ),
    Effect.tell_recipient_answer: _to_colleague(
        N_("An answer to your question"), N_("I have answered your question."), only_in=_GOING_ON
    ),
    Effect.tell_recipient_unlocked: _to_colleague(
        N_("Your yes, and the next step"),
        N_("You said that you have an opening. The next step is ready for you."),
        only_in=frozenset({State.unlocked}),
    ),
    Effect.tell_recipient_settled: _SETTLED,
    Effect.tell_recipient_closed: _farewell(
        N_("A page has closed"),
        N_("The page that I opened for you is closed. Nothing is left for you to do."),
    ),
    Effect.tell_recipient_check_in: _to_colleague(
        N_("A word for you"), N_("There is a word for you on your page."), only_in=TAKEN
    ),
    Effect.tell_recipient_fit: _to_colleague(
        N_("A word for you"), N_("There is a good word for you on your page."), only_in=TAKEN
    ),
    Effect.ask_check: Writing(to_asked, "check.txt", _OPENING),
    Effect.thank_for_check: Writing(
        partial(to_asked, while_open=False), "colleague.txt", _SETTLED.subject, _SETTLED.sentence
    ),
    "code_to_guest": Writing(to_code_holder, "code.txt"),
}
CLIENT: Final[Mapping[str, Writing]] = {
    **{effect: _LINK_ALONE for effect in Effect if effect.startswith("tell_client_")},
    Effect.ask_check_in: Writing(to_check_in, "client.txt"),
    Effect.send_appointment: Writing(
        to_those_who_meet, "client.txt", N_("Appointment"), N_("There is a time. It is in the file.")
    ),
}
REFERRER: Final[Mapping[str, Writing]] = {
    Effect.tell_referrer_client: _to_staff(_NEWS, N_("There is an answer for you.")),
    Effect.tell_referrer_question: _to_staff(
        N_("A colleague has a question"), N_("A colleague asks something before answering. It is your turn.")
    ),
    Effect.tell_referrer_answer: _to_staff(
        N_("A colleague has answered"), N_("A colleague has answered your request.")
    ),
    Effect.tell_referrer_no_answer: _to_staff(
        N_("No answer yet"), N_("A colleague has not answered in time. A late yes still counts.")
    ),
    Effect.tell_referrer_accepted: _to_staff(
        N_("A colleague has accepted"), N_("A colleague has accepted your referral.")
    ),
    Effect.tell_referrer_scheduled: _to_staff(
        N_("There is an appointment"), N_("A time has been agreed on.")
    ),
    Effect.tell_referrer_started: _to_staff(_NEWS, N_("A first session has taken place.")),
    Effect.tell_referrer_update: _to_staff(_NEWS, N_("A colleague has written you an update.")),
    Effect.tell_referrer_return: _to_staff(_NEWS, N_("A colleague gives a referral back to you.")),
    Effect.tell_referrer_fit: _to_staff(_NEWS, N_("One of your referrals is a good fit.")),
    Effect.ask_to_end_care: _to_staff(
        _NEWS, N_("One of your referrals has begun. Care on your side can end.")
    ),
    "tell_sender_locked": _to_staff(
        N_("A link was closed"),
        N_("Five wrong codes closed one of your links on one device. You can give a new link."),
    ),
    Effect.thank_referrer: _to_staff(N_("A thank-you"), N_("A colleague thanks you for a referral.")),
}
WRITINGS: Final[Mapping[str, Writing]] = MappingProxyType(
    {
        **RECIPIENT,
        **CLIENT,
        **REFERRER,
        "ask_still_true": Writing(to_profile_owner, "still_true.txt", N_("Still true?")),
        "offer_listing": Writing(to_listing, "listing.txt", N_("Your entry in the directory")),
        "factors_forgotten": Writing(
            to_person,
            "staff.txt",
            N_("Your second factor was taken away"),
            N_(
                "Your second factors were taken away. Set up new ones. If you did not ask, call who runs this server."
            ),
        ),
        "record_anchored": Writing(to_operator, "anchor.txt", N_("The record is anchored")),
        Effect.tell_message: Writing(
            to_addressee,
            "client.txt",
            N_("A message for you"),
            N_("There is a message for you on your page."),
        ),
    }
)


def write(taken: Taken, *, desk: Desk, now: datetime) -> Letter | Text | Unsent:
    """The letter or text that a notice becomes now, or why nothing is to be sent any more."""
    writing = WRITINGS.get(taken.kind)
    if writing is None:
        return Unsent("unknown_kind")
    with by_worker():
        sheet = writing.read(taken.refs, now=now)
    if isinstance(sheet, Unsent):
        return sheet
    if sheet.role is Role.operator:
        sheet = replace(sheet, to=desk.operator)
    if not sheet.to:
        return NO_ADDRESS
    with translation.override(sheet.language):
        return _written(taken, writing, sheet, desk=desk, now=now)


def _written(
    taken: Taken, writing: Writing, sheet: NoticeSheet, *, desk: Desk, now: datetime
) -> Letter | Text:
    body = _body(_template_for(sheet, writing), sheet, desk=desk, sentence=writing.sentence, notice=taken.id)
    if sheet.channel is Channel.text:
        return Text(taken.id, taken.kind, sheet.to, sheet.role, body, now)
    return Letter(
        id=taken.id,
        kind=taken.kind,
        to=sheet.to,
        to_role=sheet.role,
        from_name=_from_name(sheet),
        subject=_subject(writing.subject, sheet),
        body=f"{body}\n",
        written_at=now,
        attachment=_calendar_file(sheet.meeting, desk=desk, now=now) if sheet.meeting else None,
    )


def _template_for(sheet: NoticeSheet, writing: Writing) -> str:
    """A client always gets the bare link, and a colleague never does, whoever else the notice may be for."""
    if sheet.role is Role.client:
        return "client_text.txt" if sheet.channel is Channel.text else "client.txt"
    if writing.template != "client.txt":
        return writing.template
    return "staff.txt" if sheet.role is Role.staff else "colleague.txt"


def _body(template: str, sheet: NoticeSheet, *, desk: Desk, sentence: str, notice: UUID) -> str:
    lines = [line.say(gettext) for line in notice_lines(sheet.question)] if sheet.question else _asked(sheet)
    text = (
        _environment()
        .get_template(f"mails/{template}")
        .render(
            sheet=sheet,
            link=_link(sheet, desk=desk),
            lines=lines,
            sentence=gettext(sentence) if sentence else "",
            number=number_of(notice),
        )
    )
    return str(text).strip()


def _asked(sheet: NoticeSheet) -> list[str]:
    """What of a profile is asked for, by its names."""
    return [gettext(N_("Openings") if name == OPENING else FAMILIES[name].label) for name in sheet.asked]


@cache
def _environment() -> Any:
    """One for all letters, so that each template is compiled once. Plain text: nothing is escaped, and nobody's words
    become markup."""
    return engines["jinja2"].env.overlay(autoescape=False)  # type: ignore[attr-defined]


def _link(sheet: NoticeSheet, *, desk: Desk) -> str:
    if sheet.token:
        return f"{desk.base_url}/l/{sheet.token}"
    return f"{desk.base_url}{reverse(PAGES[sheet.page])}" if sheet.page else ""


def _from_name(sheet: NoticeSheet) -> str:
    if sheet.role in (Role.client, Role.staff, Role.operator):
        return sheet.sender.name
    return gettext("%(name)s (via Segue)") % {"name": sheet.sender.name}


def _subject(subject: str, sheet: NoticeSheet) -> str:
    if sheet.role is Role.client:
        return sheet.recognition or gettext(NEUTRAL_SUBJECT)
    details = _in_short(sheet.question) if subject == _OPENING and sheet.question else ""
    return f"{gettext(subject)} {details}".strip()


def _in_short(question: Question) -> str:
    """Evenings, online."""
    hours = [gettext(label(Family.DAY_PART, part)) for part in question.day_parts]
    formats = [gettext(label(Family.FORMAT, code)) for code in question.formats]
    both = [gettext("online or in person")] if len(formats) > 1 else formats
    words = ", ".join(hours + both)
    return words[:1].upper() + words[1:]


def number_of(notice: UUID) -> str:
    """The short number by which somebody can speak of a notice on the phone."""
    end = notice.hex[-8:].upper()
    return f"{end[:4]}-{end[4:]}"


def _calendar_file(meeting: Meeting, *, desk: Desk, now: datetime) -> Attachment:
    length = LENGTHS.get(meeting.kind, timedelta(minutes=50))
    appointment = Appointment(
        uid=f"{meeting.handoff}@{desk.host}",
        sequence=meeting.number,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + length,
        zone=meeting.zone,
        organizer=desk.sender,
        is_cancelled=meeting.is_cancelled,
    )
    return Attachment("appointment.ics", "text/calendar", write_appointment(appointment, stamped_at=now))
