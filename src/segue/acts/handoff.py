"""Approaches as the sender and the clock move them: asked, asked next, withdrawn, unanswered, run out."""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.acts import clock
from segue.acts.answer import Done
from segue.acts.consequence import (
    closing_columns,
    let_go,
    move_on,
    request_next,
    start_failed,
    unlock_what_can,
)
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND
from segue.acts.turn import Turn, id_of, turn_at, turn_at_handoff
from segue.acts.words import Word, said_by
from segue.rules.actor import Actor, Part
from segue.rules.handoff import TAKEN, HandoffEvent, HandoffFacts, State
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb, may
from segue.rules.referral import Stage
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Handoff, Membership

IS_DECIDED = frozenset({Stage.placed, Stage.connected, Stage.closed})
"""Somebody has accepted, or it has ended: nobody else is asked."""
NOT_NOW = N_("This cannot be done as things stand.")
NOBODY_LEFT = Refused(
    "nobody_left",
    N_("Everybody whom the client chose has been asked."),
    N_("Find others, or talk with the client about what could give way."),
)


@dataclass(frozen=True, slots=True)
class AskNext:
    """Ask the client's next choices, as many as may be asked at once."""

    key: str
    referral: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Withdraw:
    """End an approach, with a reason."""

    key: str
    handoff: str
    reason: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class ByClock:
    """The time of something has run out."""

    key: str
    handoff: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Whose desk a received request lies on."""

    key: str
    handoff: str
    person: str
    version: int = 0


@act
def ask_next(actor: Actor, command: AskNext, at: At) -> Done | Refused:
    """Prepare and send requests to the next choices; refused with the reason when not one could be sent."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    if turn.referral.stage in IS_DECIDED:
        return Refused("not_now", NOT_NOW, Stage(turn.referral.stage).way_on)
    asked = request_next(turn, actor=actor, part=turn.part)
    if not asked.handoffs:
        return asked.refused or NOBODY_LEFT
    also = {"handoffs": ",".join(asked.handoffs)}
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version, also)


@act
def withdraw(actor: Actor, command: Withdraw, at: At) -> Done | Refused:
    """End an approach before it started; a packet that nobody read closes."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    facts = HandoffFacts(
        withdraw_reason=command.reason, said_by=said_by(command.word, part=Part.client, at=at)
    )
    step = turn.decide_handoff(HandoffEvent.withdraw, facts)
    if isinstance(step, Refused):
        return step
    let_go(turn)
    was_taken = turn.the_handoff.state in TAKEN
    changes = closing_columns(turn)
    turn.write_handoff(
        HandoffEvent.withdraw, step, changes=changes, detail={"reason": command.reason}, said_by=facts.said_by
    )
    if was_taken:
        start_failed(turn)
    unlock_what_can(turn)
    return done(turn)


@act
def no_answer(actor: Actor, command: ByClock, at: At) -> Done | Refused:
    """The reply clock ran out: the next choice is asked as well, and a late yes still counts."""
    turn = turn_at_handoff(actor, command.handoff, at)
    if isinstance(turn, Refused):
        return turn
    due = turn.the_handoff.due_at
    facts = HandoffFacts(clock_ran_out=due is not None and at.now >= due)
    step = turn.decide_handoff(HandoffEvent.no_answer, facts)
    if isinstance(step, Refused):
        return step
    turn.write_handoff(HandoffEvent.no_answer, step, jobs=[clock.lapse_job(turn)])
    move_on(turn)
    return done(turn)


@act
def lapse(actor: Actor, command: ByClock, at: At) -> Done | Refused:
    """A hold ran out, or ten working days passed without a word: it ends, and the next choice is asked."""
    turn = turn_at_handoff(actor, command.handoff, at)
    if isinstance(turn, Refused):
        return turn
    step = turn.decide_handoff(HandoffEvent.lapse, HandoffFacts(hold_ran_out=_has_run_out(turn)))
    if isinstance(step, Refused):
        return step
    let_go(turn)
    turn.write_handoff(HandoffEvent.lapse, step, changes=closing_columns(turn))
    move_on(turn)
    return done(turn)


@act
def assign(actor: Actor, command: Assign, at: At) -> Done | Refused:
    """Lay a received request on a colleague's desk."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    works_here = Membership.objects.filter(
        practice=actor.practice,
        person=id_of(command.person),
        role__in=("clinician", "supervisor"),
        until=None,
    )
    allowed = turn.part is Part.recipient and may(actor.kind, Thing.handoff_received, Verb.assign)
    if not allowed or not works_here.exists():
        return NOT_FOUND
    Handoff.objects.filter(pk=turn.the_handoff.id).update(assigned_id=id_of(command.person))
    turn.note("handoff_assigned", refs={"person": command.person})
    return done(turn)


def done(turn: Turn, also: Mapping[str, str] | None = None) -> Done:
    """The answer of an act on a handoff."""
    handoff = turn.the_handoff
    return Done(str(handoff.id), handoff.state, handoff.version, dict(also or {}))


def _has_run_out(turn: Turn) -> bool:
    """Whether the hold is over, or nobody has answered for ten working days after the clock ran out."""
    handoff = turn.the_handoff
    if handoff.state == State.no_answer:
        return True  # the job that asks is due only when the ten days have passed
    return handoff.hold_until is not None and turn.at.now >= handoff.hold_until
