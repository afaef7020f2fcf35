"""What happened, in words: the record of one referral as its own practice reads it, newest first."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup

from segue.pages.clinic.phrases import phrase
from segue.pages.environment import given_name, when
from segue.reads.referral_record import EventLine
from segue.rules.actor import Kind
from segue.rules.text import N_

# What happened, and a rest of the sentence. %(who)s acts; %(to)s is the recipient; %(client)s the client.
EVENTS: Mapping[str, tuple[str, str]] = {
    "begin": (N_("%(who)s began the referral"), ""),
    "talked": (N_("%(who)s and %(client)s talked about it together"), ""),
    "write_need": (N_("%(who)s wrote down the need"), ""),
    "check": (N_("%(who)s asked colleagues for openings"), N_("(nothing about a person)")),
    "show_options": (N_("%(who)s put options before %(client)s"), ""),
    "feel": (N_("%(client)s said how this is"), ""),
    "know_connection": (N_("%(client)s read about a connection"), ""),
    "choose": (N_("%(client)s chose"), ""),
    "approve_draft": (N_("%(who)s approved the summary"), ""),
    "draft_written": (N_("%(who)s wrote on the summary"), ""),
    "strike": (N_("%(client)s kept parts private"), ""),
    "add_words": (N_("%(client)s added own words"), ""),
    "sign": (N_("%(client)s signed"), N_("for each one chosen, a permission of its own")),
    "refuse": (N_("%(client)s did not sign and calls by themself"), ""),
    "revoke": (N_("%(client)s stopped sharing"), ""),
    "options_left_out": (N_("An option fell away"), N_("%(client)s does not want it asked.")),
    "pause": (N_("It was paused"), ""),
    "resume": (N_("It went on"), ""),
    "safety_talked": (N_("%(who)s and %(client)s talked about safety"), ""),
    "check_in": (N_("%(client)s was asked how it goes"), ""),
    "check_in_answer": (N_("%(client)s answered"), ""),
    "thank": (N_("A thank-you came"), ""),
    "end": (N_("%(who)s closed it"), ""),
    "reopen": (N_("%(who)s opened it again"), ""),
    "link_given": (N_("%(who)s gave %(client)s the link"), ""),
    "handoff_request": (N_("%(who)s asked %(to)s for an opening"), N_("(nothing about %(client)s)")),
    "handoff_ask": (N_("%(to)s asked a question"), ""),
    "handoff_answer": (N_("%(who)s answered the question of %(to)s"), ""),
    "handoff_confirm": (
        N_("%(to)s has an opening"),
        N_("and said on which terms. %(client)s sees the same."),
    ),
    "handoff_unlock": (N_("The summary was unlocked for %(to)s"), N_("as %(client)s signed it")),
    "handoff_open": (N_("%(to)s opened the summary"), ""),
    "handoff_accept": (N_("%(to)s accepted"), N_("for a first call or visit")),
    "handoff_waitlist": (N_("%(to)s offers a waiting list"), ""),
    "handoff_decline": (N_("%(to)s declined"), ""),
    "handoff_no_answer": (N_("No answer from %(to)s yet"), N_("A late yes still counts.")),
    "handoff_lapse": (N_("The time of %(to)s ran out"), ""),
    "handoff_settle": (N_("%(to)s heard: settled, thank you"), ""),
    "handoff_withdraw": (N_("The request to %(to)s was withdrawn"), ""),
    "handoff_contact": (N_("%(client)s calls %(to)s by themself"), ""),
    "handoff_schedule": (N_("An appointment with %(to)s was made"), ""),
    "handoff_miss": (N_("The appointment with %(to)s was missed"), ""),
    "handoff_start": (N_("The first session with %(to)s took place"), ""),
    "handoff_decide_no": (N_("%(client)s decided against %(to)s"), ""),
    "handoff_update": (N_("%(to)s sent word back"), ""),
    "handoff_return": (N_("The care came back"), ""),
    "handoff_close": (N_("The approach to %(to)s was closed"), ""),
    "handoff_assigned": (N_("The request was laid on another desk"), ""),
    "handoff_emergency": (N_("Told in an emergency, without a permission"), N_("Marked for review.")),
}
FEW = 12


def timeline(events: Sequence[EventLine], *, client: str, referrer: str, zone: str) -> list[dict[str, str]]:
    """The lines; what happened in the same minute to several is one line."""
    lines: list[dict[str, str]] = []
    for event in _joined(events):
        what, more = EVENTS.get(event.event, (N_("Something was noted in the record"), ""))
        about = {"who": _doer(event, referrer=referrer), "to": event.who or _("them"), "client": client}
        said = _("Entered on their word.") if event.said_by else ""
        rest = Markup(" ").join(part for part in (phrase(more, **about) if more else "", said) if part)
        lines.append(
            {
                "when": when(event.at, zone),
                "iso": event.at.isoformat(timespec="minutes"),
                "what": phrase(what, **about),
                "more": rest,
                "said": event.words,
                "state": "",
            }
        )
    return lines


def _joined(events: Sequence[EventLine]) -> list[EventLine]:
    """Requests that went out in the same moment stand together: “Amara and Samuel”."""
    found: list[EventLine] = []
    for event in events:
        last = found[-1] if found else None
        if last and event.event == last.event == "handoff_request" and event.at == last.at:
            found[-1] = _together(event, last)
        else:
            found.append(event)
    return found


def _together(first: EventLine, last: EventLine) -> EventLine:
    both = _("%(first)s and %(last)s") % {"first": given_name(first.who), "last": given_name(last.who)}
    return EventLine(
        first.at, first.event, first.actor_kind, first.by_viewer, both, first.words, first.said_by, first.how
    )


def _doer(event: EventLine, *, referrer: str) -> str:
    if event.by_viewer:
        return _("You")
    if event.actor_kind in (Kind.clock, Kind.system):
        return _("Segue")
    return referrer if event.actor_kind == Kind.clinician else _("The desk")
