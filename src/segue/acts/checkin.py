"""Check-ins: planned, asked by the clock, answered by the client. Only if the client agreed to be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.link import link_of_client
from segue.acts.rights import NOT_FOUND
from segue.acts.turn import Turn, id_of, take_handoff, turn_at
from segue.acts.words import Word, said_by
from segue.rules.actor import Actor, Part
from segue.rules.checkin import AFTER_ACCEPTANCE, DAYS_AFTER_START
from segue.rules.checkin import CheckIn as Moment
from segue.rules.effect import Effect
from segue.rules.moment import At
from segue.rules.packet import plain
from segue.rules.referral import CheckInAnswer, ReferralEvent, ReferralFacts
from segue.rules.step import Refused, Step
from segue.store.cells import cells_of_client
from segue.store.models import CheckIn, Job
from segue.store.step import Due, drop_jobs, put

AFTER_START = tuple(DAYS_AFTER_START)
ASK_AT = time(9)
WORDS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class AskCheckIn:
    """The day of a check-in has come."""

    key: str
    check_in: str


@dataclass(frozen=True, slots=True)
class AnswerCheckIn:
    """How it goes, in the client's answer and words; and whether the new clinician may hear it."""

    key: str
    check_in: str
    answer: str
    words: str = ""
    may_tell: bool = False
    word: Word | None = None


def plan(turn: Turn, *, moments: Iterable[Moment], from_day: date) -> None:
    """Write the check-ins and the jobs that ask them, at nine in the morning where the practice is."""
    zone = ZoneInfo(turn.referral.practice.zone)
    jobs = []
    for moment in moments:
        wait = (
            AFTER_ACCEPTANCE
            if moment is Moment.after_acceptance
            else timedelta(days=DAYS_AFTER_START[moment])
        )
        day, row = from_day + wait, turn.at.new_id()
        CheckIn.objects.create(
            id=row,
            referral=turn.referral,
            practice_id=turn.referral.practice_id,
            handoff=turn.the_handoff,
            moment=moment,
            due_on=day,
        )
        due = datetime.combine(day, ASK_AT, tzinfo=zone).astimezone(UTC)
        refs = turn.refs | {"check_in": str(row)}
        jobs.append(Due("check_in_due", f"check_in:{turn.the_handoff.id}:{moment}", refs, due))
    put(Job, jobs, practice=turn.referral.practice_id, at=turn.at)


def drop_check_ins(turn: Turn) -> None:
    """Check-ins that nobody answered yet are no longer asked."""
    CheckIn.objects.filter(
        handoff_id=turn.the_handoff.id, answered_at__isnull=True, dropped_at__isnull=True
    ).update(dropped_at=turn.at.now)
    drop_jobs(f"check_in:{turn.the_handoff.id}", at=turn.at)


@act
def ask(actor: Actor, command: AskCheckIn, at: At) -> Done | Refused:
    """Send the client the one question, if it is still to be asked."""
    found = _turn(actor, command.check_in, at)
    if isinstance(found, Refused):
        return found
    turn, row = found
    if row.dropped_at or row.asked_at:
        return Done(str(row.id), turn.referral.stage, turn.referral.version)
    facts = ReferralFacts(
        agreed_to_check_ins=turn.referral.wants_check_ins, check_ins_unanswered=_silent(row)
    )
    step = turn.decide(ReferralEvent.check_in, facts)
    if isinstance(step, Refused):
        return step
    CheckIn.objects.filter(pk=row.pk).update(asked_at=at.now)
    link = link_of_client(turn.referral, at=at)
    refs = turn.refs | {"check_in": str(row.id), "link": str(link)}
    turn.notices.append(Due(Effect.ask_check_in, f"{Effect.ask_check_in}:{row.id}", refs))
    rest = tuple(effect for effect in step.effects if effect is not Effect.ask_check_in)
    turn.write(
        ReferralEvent.check_in, Step(step.state, rest), refs={"check_in": str(row.id), "moment": row.moment}
    )
    return Done(str(row.id), turn.referral.stage, turn.referral.version)


@act
def answer(actor: Actor, command: AnswerCheckIn, at: At) -> Done | Refused:
    """Keep the answer; the new clinician hears it only if the client says so."""
    found = _turn(actor, command.check_in, at)
    if isinstance(found, Refused):
        return found
    turn, row = found
    said = CheckInAnswer(command.answer) if command.answer in set(CheckInAnswer) else None
    is_open = row.asked_at is not None and row.answered_at is None and row.dropped_at is None
    facts = ReferralFacts(
        check_in_open=is_open,
        check_in_answer=said,
        may_tell_recipient=command.may_tell,
        said_by=said_by(command.word, part=Part.client, at=at),
    )
    step = turn.decide(ReferralEvent.check_in_answer, facts)
    if isinstance(step, Refused):
        return step
    kept = {"answer": command.answer, "words": plain(command.words)[:WORDS_LIMIT]}
    sealed = cells_of_client(turn.referral.client).seal_json(
        kept, table=CheckIn, column="answer_sealed", row=row.id
    )
    CheckIn.objects.filter(pk=row.pk).update(
        answered_at=at.now, answer_sealed=sealed, may_tell_recipient=command.may_tell
    )
    taken = take_handoff(Turn(turn.actor, at, turn.referral, turn.part), row.handoff_id)
    turn.handoff = taken.handoff if isinstance(taken, Turn) else None
    turn.write(ReferralEvent.check_in_answer, step, refs={"check_in": str(row.id)}, said_by=facts.said_by)
    return Done(str(row.id), turn.referral.stage, turn.referral.version)


def _turn(actor: Actor, check_in: str, at: At) -> tuple[Turn, CheckIn] | Refused:
    row = CheckIn.objects.filter(pk=id_of(check_in)).first()
    if row is None:
        return NOT_FOUND
    turn = turn_at(actor, row.referral_id, at)
    return turn if isinstance(turn, Refused) else (turn, row)


def _silent(row: CheckIn) -> int:
    """How many check-ins before this one went without an answer, in a row."""
    earlier = CheckIn.objects.filter(handoff_id=row.handoff_id, asked_at__isnull=False).exclude(pk=row.pk)
    count = 0
    for answered in earlier.order_by("-due_on").values_list("answered_at", flat=True):
        if answered is not None:
            break
        count += 1
    return count
