"""Reminding a recipient of a request that nobody has answered; when, the reply clock says."""

from dataclasses import dataclass

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND
from segue.acts.turn import turn_at_handoff
from segue.rules.actor import Actor, Part
from segue.rules.handoff import State
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Notice
from segue.store.step import Due, put

ANSWERED = Refused(
    "answered",
    N_("This request waits for nobody any more."),
    N_("Nobody was reminded. Look at the answer on the page."),
)
PAUSED = Refused(
    "paused", N_("This referral rests."), N_("Nobody was reminded. It goes on when the pause ends.")
)


@dataclass(frozen=True, slots=True)
class Remind:
    """Half of the time for an answer has passed, or nine tenths."""

    key: str
    handoff: str


@act
def remind(actor: Actor, command: Remind, at: At) -> Done | Refused:
    """Ask once more, in the same words, as long as nobody has answered and the referral does not rest."""
    turn = turn_at_handoff(actor, command.handoff, at)
    if isinstance(turn, Refused):
        return turn
    if turn.part is not Part.clock:
        return NOT_FOUND
    if turn.the_handoff.state != State.requested:
        return ANSWERED
    if turn.referral.paused_until is not None:
        return PAUSED
    due = Due("remind_recipient", f"remind:{command.key}", turn.refs)
    put(Notice, [due], practice=turn.referral.practice_id, at=at)
    return Done(command.handoff, turn.the_handoff.state)
