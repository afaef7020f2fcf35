"""Where an approach to a recipient can stand, what can happen to it, and which states have a common name."""

from enum import StrEnum
from typing import Final

from segue.rules.step import Standing
from segue.rules.text import N_


class State(Standing):
    """Where an approach stands."""

    prepared = "prepared", N_("Nobody has been asked yet. Send the request, or leave it.")
    requested = "requested", N_("The question is out: is there an opening? A yes, a no or a wait comes next.")
    no_answer = "no_answer", N_("Nobody has answered yet. A late yes still counts.")
    confirmed = (
        "confirmed",
        N_("There is an opening. The summary opens when the client has signed and agrees."),
    )
    unlocked = "unlocked", N_("The summary can be opened now, with the code.")
    opened = "opened", N_("The summary has been read. Accept, wait or decline comes next.")
    accepted = "accepted", N_("It is accepted. Make an appointment next.")
    scheduled = "scheduled", N_("There is an appointment. It can be moved.")
    missed = "missed", N_("The appointment was missed. Make a new one.")
    started = "started", N_("The first session has taken place.")
    contacting = "contacting", N_("The client calls by themself. Enter an appointment when there is one.")
    waitlisted = "waitlisted", N_("There is a wait. A yes can still come.")
    declined = "declined", N_("It was declined. Ask the next choice, or begin anew with this person.")
    settled = "settled", N_("It is settled elsewhere. Nothing is left to do.")
    lapsed = "lapsed", N_("It ended without a word. You can begin anew with this person.")
    withdrawn = "withdrawn", N_("It was withdrawn. You can begin anew with this person.")
    returned = "returned", N_("The care went back. Look at the referral that returned.")
    closed = "closed", N_("It is closed. The record remains.")


class HandoffEvent(StrEnum):
    """What can happen to an approach."""

    prepare = "prepare"
    request = "request"
    ask = "ask"
    answer = "answer"
    confirm = "confirm"
    unlock = "unlock"
    open = "open"
    accept = "accept"
    waitlist = "waitlist"
    decline = "decline"
    no_answer = "no_answer"
    settle = "settle"
    lapse = "lapse"
    contact = "contact"
    withdraw = "withdraw"
    schedule = "schedule"
    start = "start"
    miss = "miss"
    decide_no = "decide_no"
    update = "update"
    return_ = "return"
    close = "close"
    emergency = "emergency"


ENDED: Final = frozenset(
    {State.declined, State.settled, State.lapsed, State.withdrawn, State.returned, State.closed}
)
LIVE: Final = frozenset({State.requested})
"""What counts toward the number of requests at once; `no_answer` does not."""
PACKET_OPEN: Final = frozenset({State.unlocked, State.opened})
"""At most one handoff of a referral is in one of these."""
TAKEN: Final = frozenset({State.accepted, State.scheduled, State.missed, State.started})
"""A recipient has accepted."""
UNDER_WAY: Final = frozenset(
    {
        State.requested,
        State.no_answer,
        State.confirmed,
        State.unlocked,
        State.opened,
        State.waitlisted,
        State.contacting,
    }
)
"""Somebody is being asked or called, and nobody has accepted."""
