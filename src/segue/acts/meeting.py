"""The first meeting: an appointment made, the first session held, one that was missed, and the client's no."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from segue.acts.answer import Done
from segue.acts.checkin import AFTER_START, drop_check_ins, plan
from segue.acts.consequence import change_consents, move_on, settle_others, start_failed
from segue.acts.door import act
from segue.acts.handoff import done
from segue.acts.turn import Turn, day_of, turn_at_handoff
from segue.acts.words import Word, said_by
from segue.reads.cover import cover_of
from segue.rules.actor import Actor, Part
from segue.rules.consent import ConsentEvent, WordBack
from segue.rules.effect import Effect
from segue.rules.handoff import AppointmentKind, HandoffEvent, HandoffFacts, SettleCause
from segue.rules.moment import At
from segue.rules.packet import plain
from segue.rules.referral import ReferralKind
from segue.rules.step import Refused, SaidBy, Step
from segue.store.cells import cells_of_handoff
from segue.store.models import Handoff
from segue.store.step import Due


@dataclass(frozen=True, slots=True)
class Schedule:
    """An appointment: what for, when (a day and a time on the wall of that zone), and where."""

    key: str
    handoff: str
    kind: str
    day: str
    time: str
    zone: str
    place: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """The first session took place on this day."""

    key: str
    handoff: str
    day: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """The appointment was missed; no blame."""

    key: str
    handoff: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class DecideNo:
    """“Not the right one for me.” No reason needed."""

    key: str
    handoff: str
    version: int = 0
    word: Word | None = None


@act
def schedule(actor: Actor, command: Schedule, at: At) -> Done | Refused:
    """Keep the appointment; both get a calendar file."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    moment = _moment(command)
    cover = cover_of(turn.the_handoff, on=at.now)
    place = plain(command.place)[:300]
    facts = HandoffFacts(
        appointment_kind=AppointmentKind(command.kind) if command.kind in set(AppointmentKind) else None,
        appointment_at=moment,
        appointment_zone=command.zone if moment else "",
        appointment_place=place,
        short_updates=cover.lets_hear(WordBack.updates, on=at.now),
        referrer_may_hear=cover.lets_hear(WordBack.came, on=at.now),
        said_by=_word(turn, command.word),
    )
    step = turn.decide_handoff(HandoffEvent.schedule, facts)
    if isinstance(step, Refused):
        return step
    handoff = turn.the_handoff
    changes = {
        "appointment_kind": command.kind,
        "appointment_at": moment,
        "appointment_zone": command.zone,
        "appointment_number": handoff.appointment_number + 1,
        "appointment_place_sealed": cells_of_handoff(handoff).seal(
            place, table=Handoff, column="appointment_place_sealed", row=handoff.id
        ),
    }
    turn.notices.extend(_invitations(turn, step))
    step = Step(step.state, tuple(effect for effect in step.effects if effect is not Effect.send_appointment))
    turn.write_handoff(HandoffEvent.schedule, step, changes=changes, said_by=facts.said_by)
    return done(turn)


@act
def start(actor: Actor, command: Start, at: At) -> Done | Refused:
    """Keep the day of the first session; check-ins are planned, what rested ends."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    day = day_of(command.day)
    cover = cover_of(turn.the_handoff, on=at.now)
    facts = HandoffFacts(
        started_on=day,
        referral_kind=ReferralKind(turn.referral.kind),
        agreed_to_check_ins=turn.referral.wants_check_ins,
        referrer_may_hear=cover.lets_hear(WordBack.came, on=at.now),
        said_by=_word(turn, command.word),
    )
    step = turn.decide_handoff(HandoffEvent.start, facts)
    if isinstance(step, Refused):
        return step
    assert day is not None
    if turn.referral.wants_check_ins:
        drop_check_ins(turn)  # first, so that the next step is none of them
    turn.write_handoff(
        HandoffEvent.start, step, changes={"started_on": day}, refs={"day": str(day)}, said_by=facts.said_by
    )
    settle_others(turn, cause=SettleCause.another_accepted)
    change_consents(turn, event=ConsentEvent.end, but=turn.the_handoff.profile_id)
    if turn.referral.wants_check_ins:
        plan(turn, moments=AFTER_START, from_day=day)
    return done(turn)


@act
def miss(actor: Actor, command: Miss, at: At) -> Done | Refused:
    """Keep that they did not meet; the client hears a kind word the same day."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    facts = HandoffFacts(said_by=_word(turn, command.word))
    step = turn.decide_handoff(HandoffEvent.miss, facts)
    if isinstance(step, Refused):
        return step
    turn.write_handoff(HandoffEvent.miss, step, said_by=facts.said_by)
    return done(turn)


@act
def decide_no(actor: Actor, command: DecideNo, at: At) -> Done | Refused:
    """The client goes another way; consents that rested wake, and the next choice is asked."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    facts = HandoffFacts(said_by=said_by(command.word, part=Part.client, at=at))
    step = turn.decide_handoff(HandoffEvent.decide_no, facts)
    if isinstance(step, Refused):
        return step
    turn.write_handoff(HandoffEvent.decide_no, step, changes={"ended_at": at.now}, said_by=facts.said_by)
    start_failed(turn)
    move_on(turn)
    return done(turn)


def _word(turn: Turn, word: Word | None) -> SaidBy | None:
    """Both sides may say it, so the word counts as the recipient's."""
    return said_by(word, part=Part.recipient, at=turn.at)


def _invitations(turn: Turn, step: Step) -> list[Due]:
    """One calendar file for the client, one for the recipient."""
    if Effect.send_appointment not in step.effects:
        return []
    number = turn.the_handoff.appointment_number + 1
    once = f"{Effect.send_appointment}:{turn.the_handoff.id}:{number}"
    return [
        Due(Effect.send_appointment, f"{once}:{to}", turn.refs | {"to": to}) for to in ("client", "recipient")
    ]


def _moment(command: Schedule) -> datetime | None:
    """The moment in UTC; None where day, time or zone cannot be read, or the clock skips that hour."""
    try:
        zone = ZoneInfo(command.zone)
        wall = datetime.combine(
            date.fromisoformat(command.day), time.fromisoformat(command.time), tzinfo=zone
        )
        moment = wall.astimezone(UTC)
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return None
    return moment if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None) else None
