"""Thanks, calls, and the end of a referral; and its beginning again."""

from dataclasses import dataclass, field
from datetime import date

from segue.acts.answer import Done
from segue.acts.checkin import drop_check_ins
from segue.acts.consequence import change_consents, closing_columns, let_go, settle_others
from segue.acts.door import act
from segue.acts.handoff import done
from segue.acts.turn import Turn, day_of, take_handoff, turn_at, turn_at_handoff
from segue.rules.actor import SYSTEM, Actor, Part
from segue.rules.consent import ConsentEvent
from segue.rules.handoff import ENDED, PACKET_OPEN, TAKEN, HandoffEvent, HandoffFacts, SettleCause, State
from segue.rules.moment import At
from segue.rules.packet import plain
from segue.rules.referral import Outcome, ReferralEvent, ReferralFacts
from segue.rules.step import Refused, Step
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.models import Handoff, Message

WORDS_LIMIT = 600
THANKED = Refused("thanked_already", N_("Your thanks were sent already."), N_("There is nothing more to do."))


@dataclass(frozen=True, slots=True)
class Thank:
    """The recipient thanks the one who referred: words only."""

    key: str
    handoff: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """How the referral ended; for “not reachable” also when it was tried, and the letter."""

    key: str
    referral: str
    outcome: str
    attempts: tuple[str, ...] = field(default_factory=tuple)
    letter: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Reopen:
    """It goes on after all."""

    key: str
    referral: str
    reason: str
    version: int = 0


@act
def thank(actor: Actor, command: Thank, at: At) -> Done | Refused:
    """Keep the thanks and tell the referrer; never about the client, never with a value."""
    turn = turn_at_handoff(actor, command.handoff, at)
    if isinstance(turn, Refused):
        return turn
    step = turn.decide(ReferralEvent.thank, ReferralFacts(about_a_person=False))
    if isinstance(step, Refused):
        return step
    if turn.the_handoff.thanked_at is not None:
        return THANKED
    words = plain(command.words)[:WORDS_LIMIT]
    _keep_message(turn, kind="thanks", writer="recipient", to="referrer", words=words)
    Handoff.objects.filter(pk=turn.the_handoff.pk).update(thanked_at=at.now)
    turn.write(ReferralEvent.thank, step)
    return done(turn)


@act
def end(actor: Actor, command: End, at: At) -> Done | Refused:
    """Close the referral with its outcome; everything that was live is settled, withdrawn or closed."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    attempts = tuple(day for text in command.attempts if (day := day_of(text)) is not None)
    outcome = Outcome(command.outcome) if command.outcome in set(Outcome) else None
    step = turn.decide(
        ReferralEvent.end,
        ReferralFacts(outcome=outcome, attempts=attempts, ending_letter=command.letter),
    )
    if isinstance(step, Refused):
        return step
    _end_handoffs(turn, outcome=outcome)
    change_consents(turn, event=ConsentEvent.end)
    changes = {"outcome": command.outcome, "closed_at": at.now, "paused_until": None, "stage": step.state}
    turn.write(
        ReferralEvent.end, step, changes=changes, refs={"outcome": command.outcome}, detail=_dated(attempts)
    )
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


@act
def reopen(actor: Actor, command: Reopen, at: At) -> Done | Refused:
    """Open it again, with a reason for the record."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    step = turn.decide(
        ReferralEvent.reopen, ReferralFacts(reopen_reason=command.reason, retention_ended=False)
    )
    if isinstance(step, Refused):
        return step
    shown = turn.referral.shown_at is not None
    changes = {
        "outcome": "",
        "closed_at": None,
        "signed_at": None,
        "stage": "choosing" if shown else "planning",
    }
    turn.write(ReferralEvent.reopen, step, changes=changes, detail={"reason": plain(command.reason)})
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


def _dated(attempts: tuple[date, ...]) -> dict[str, object]:
    return {"attempts": [day.isoformat() for day in attempts]} if attempts else {}


def _keep_message(turn: Turn, *, kind: str, writer: str, to: str, words: str) -> None:
    row = turn.at.new_id()
    Message.objects.create(
        id=row,
        referral=turn.referral,
        handoff=turn.handoff,
        kind=kind,
        writer=writer,
        to=to,
        body_sealed=cells_of_client(turn.referral.client).seal(
            words, table=Message, column="body_sealed", row=row
        ),
        at=turn.at.now,
    )


def _end_handoffs(turn: Turn, *, outcome: Outcome | None) -> None:
    """Close what has started, withdraw what is being read or was accepted, settle the rest."""
    rows = Handoff.objects.filter(referral_id=turn.referral.id).exclude(state__in=[*ENDED])
    for row in rows.values_list("id", flat=True):
        taken = take_handoff(Turn(SYSTEM, turn.at, turn.referral, Part.system), row)
        assert isinstance(taken, Turn)
        drop_check_ins(taken)
        let_go(taken)
        if taken.the_handoff.state == State.started:
            facts = HandoffFacts(outcome=outcome)
            step = taken.decide_consequence(HandoffEvent.close, facts, part=Part.referrer)
            event = HandoffEvent.close
        elif taken.the_handoff.state in TAKEN | PACKET_OPEN:
            facts = HandoffFacts(withdraw_reason="the referral ended")
            step = taken.decide_consequence(HandoffEvent.withdraw, facts, part=Part.referrer)
            event = HandoffEvent.withdraw
        else:
            continue
        if isinstance(step, Step):
            taken.write_handoff(event, step, changes=closing_columns(taken))
    settle_others(turn, cause=SettleCause.referral_ended)
