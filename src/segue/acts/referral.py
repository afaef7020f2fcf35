"""A referral from its beginning: begun, talked about, its need written, and what the client feels about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from segue.acts.answer import Done
from segue.acts.consequence import leave_out_unwanted, unlock_what_can
from segue.acts.door import act
from segue.acts.draft import drop_draft
from segue.acts.rights import NOT_FOUND
from segue.acts.streams import referral_stream
from segue.acts.summary import redraft
from segue.acts.turn import NOBODY, Turn, day_of, id_of, turn_at
from segue.acts.words import Word, said_by
from segue.rules.actor import Actor, Part
from segue.rules.clock import Urgency
from segue.rules.moment import At
from segue.rules.need import Need as NeedSaid
from segue.rules.need import answers_from, need_from, to_mapping
from segue.rules.packet import Prompts
from segue.rules.permission import may, right_for_referral
from segue.rules.referral import (
    REFERRAL,
    Feeling,
    Reason,
    ReferralEvent,
    ReferralFacts,
    ReferralKind,
)
from segue.rules.step import Refused, decide
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.models import Client, Membership, Need, Referral
from segue.store.record import Line, append
from segue.store.step import Due

STILL_PAUSED = Refused(
    "still_paused", N_("The pause was made longer."), N_("It goes on by itself on its new day.")
)
PAUSE_TO_TALK = timedelta(days=7)
"""How long a referral rests when the client would rather not; the referrer talks with them in that time."""
LONGEST_PAUSE = timedelta(days=366)
PAUSE_TOO_LONG = Refused(
    "pause_too_long",
    N_("This day is more than a year away."),
    N_("Choose a nearer day, or end the referral; it can be opened again."),
)


@dataclass(frozen=True, slots=True)
class Begin:
    """A referral of a client: why, and what is asked of the other clinician."""

    key: str
    client: str
    reason: str
    kind: str = ReferralKind.transfer
    urgency: str = Urgency.routine
    referrer: str = ""


@dataclass(frozen=True, slots=True)
class Talked:
    """The day on which the two talked about it together."""

    key: str
    referral: str
    day: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class WriteNeed:
    """What is looked for, as said and in codes, with the answers that stand beside it."""

    key: str
    referral: str
    need: Mapping[str, object]
    answers: Mapping[str, object]
    prompts: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Feel:
    """The client's first answer, and a line to the clinician if they wish."""

    key: str
    referral: str
    feeling: str
    line: str = ""
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Not now: until a day."""

    key: str
    referral: str
    until: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """On with it."""

    key: str
    referral: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class SafetyTalked:
    """The referrer has spoken about safety, and what came of it."""

    key: str
    referral: str
    note: str
    version: int = 0


@act
def begin(actor: Actor, command: Begin, at: At) -> Done | Refused:
    """Begin a referral for a client of the actor's practice."""
    client = (
        Client.objects.select_related("practice")
        .filter(pk=id_of(command.client), practice_id=actor.practice or NOBODY)
        .first()
    )
    if command.client and client is None:
        return NOT_FOUND
    thing, verb = right_for_referral(ReferralEvent.begin, part=Part.referrer)
    if not may(actor.kind, thing, verb):
        return NOT_FOUND
    facts = ReferralFacts(
        has_client=client is not None,
        kind=_one_of(ReferralKind, command.kind),
        reason=_one_of(Reason, command.reason),
    )
    step = decide(REFERRAL, None, ReferralEvent.begin, part=Part.referrer, facts=facts, now=at.here)
    if isinstance(step, Refused):
        return step
    assert client is not None
    referrer = _referrer(actor, command)
    if referrer is None:
        return NOT_FOUND
    row = Referral.objects.create(
        id=at.new_id(),
        practice=client.practice,
        client=client,
        referrer_id=referrer,
        kind=command.kind,
        reason=command.reason,
        urgency=command.urgency if command.urgency in set(Urgency) else Urgency.routine,
        stage=step.state,
        began_at=at.now,
        moved_on=at.today,
    )
    refs = {"referral": str(row.id), "reason": command.reason, "kind": command.kind}
    append(referral_stream(row), Line("begin", refs=refs), actor=actor, at=at)
    turn = turn_at(actor, row.id, at)
    assert isinstance(turn, Turn)
    turn.refresh()
    return Done(id=str(row.id), state=turn.referral.stage, version=turn.referral.version)


@act
def talked(actor: Actor, command: Talked, at: At) -> Done | Refused:
    """Keep the day of the talk; from now on links may go to the client."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    day = day_of(command.day)
    step = turn.decide(ReferralEvent.talked, ReferralFacts(talked_on=day))
    if isinstance(step, Refused):
        return step
    turn.write(ReferralEvent.talked, step, changes={"talked_on": day}, refs={"day": str(day)})
    return done(turn)


@act
def write_need(actor: Actor, command: WriteNeed, at: At) -> Done | Refused:
    """Keep a new version of the need, and let the summary draft itself anew from it."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    need, answers = need_from(command.need), answers_from(command.answers)
    mistakes = tuple(problem for read in (need, answers) if isinstance(read, tuple) for problem in read)
    facts = ReferralFacts(
        need_problems=tuple(problem.about.get("field", problem.code) for problem in mistakes),
        safety_answered=not isinstance(answers, tuple) and answers.is_safety_answered,
        said_by=said_by(command.word, part=Part.client, at=at),
    )
    step = turn.decide(ReferralEvent.write_need, facts)
    if isinstance(step, Refused):
        return (
            replace(step, about={**step.about, "fields": ",".join(facts.need_problems)}) if mistakes else step
        )
    assert isinstance(need, NeedSaid)
    assert not isinstance(answers, tuple)
    number = turn.referral.needs.count() + 1
    _keep_need(turn, need, number=number, command=command)
    talk = bool(answers.safety) and not turn.referral.safety_talk_open
    changes = {"safety_answered": True, "safety_talk_open": talk or turn.referral.safety_talk_open}
    turn.write(
        ReferralEvent.write_need, step, changes=changes, refs={"number": str(number)}, said_by=facts.said_by
    )
    leave_out_unwanted(turn, need)
    drop_draft(actor.person, page=need_page_of(turn.referral.id))
    redraft(turn, need, answers=answers, prompts=_prompts(command))
    return done(turn)


@act
def feel(actor: Actor, command: Feel, at: At) -> Done | Refused:
    """Keep what the client feels; “rather not” pauses and asks the referrer to talk."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    feeling = _one_of(Feeling, command.feeling)
    facts = ReferralFacts(feeling=feeling, said_by=said_by(command.word, part=Part.client, at=at))
    step = turn.decide(ReferralEvent.feel, facts)
    if isinstance(step, Refused):
        return step
    changes: dict[str, object] = {"feel": command.feeling}
    jobs: list[Due] = []
    if feeling is Feeling.rather_not:
        until = at.today + PAUSE_TO_TALK
        changes["paused_until"] = until
        jobs.append(unpausing(turn, until=until))
    turn.write(
        ReferralEvent.feel,
        step,
        changes=changes,
        refs={"feeling": command.feeling},
        detail={"line": command.line},
        jobs=jobs,
        said_by=facts.said_by,
    )
    return done(turn)


@act
def pause(actor: Actor, command: Pause, at: At) -> Done | Refused:
    """Stop reminders until a day; the day brings it back."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    until = day_of(command.until)
    if until is not None and until > at.today + LONGEST_PAUSE:
        return PAUSE_TOO_LONG
    facts = ReferralFacts(pause_until=until, said_by=said_by(command.word, part=Part.client, at=at))
    step = turn.decide(ReferralEvent.pause, facts)
    if isinstance(step, Refused):
        return step
    assert until is not None
    jobs = [unpausing(turn, until=until)]
    turn.write(ReferralEvent.pause, step, changes={"paused_until": until}, jobs=jobs, said_by=facts.said_by)
    return done(turn)


@act
def resume(actor: Actor, command: Resume, at: At) -> Done | Refused:
    """On with it, by hand or because the day has come."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    until = turn.referral.paused_until
    if turn.part is Part.clock and until is not None and until > at.today:
        return STILL_PAUSED  # paused anew since this day was set
    step = turn.decide(ReferralEvent.resume, ReferralFacts(paused_until=turn.referral.paused_until))
    if isinstance(step, Refused):
        return step
    turn.write(ReferralEvent.resume, step, changes={"paused_until": None})
    unlock_what_can(turn)
    return done(turn)


@act
def safety_talked(actor: Actor, command: SafetyTalked, at: At) -> Done | Refused:
    """Close the task to talk about safety; what was said is kept with the record, sealed."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    step = turn.decide(ReferralEvent.enter, ReferralFacts(about_a_person=False))
    if isinstance(step, Refused):
        return step
    turn.write("safety_talked", step, changes={"safety_talk_open": False}, detail={"note": command.note})
    unlock_what_can(turn)
    return done(turn)


def unpausing(turn: Turn, *, until: date) -> Due:
    """The job that goes on with it on its day."""
    key = f"unpause:{turn.referral.id}:{turn.referral.version}"
    return Due("unpause", key, turn.refs, start_of(until, at=turn.at))


def need_page_of(referral: UUID) -> str:
    """The name under which a draft of the need is kept."""
    return f"need:{referral}"


def done(turn: Turn, **also: str) -> Done:
    """The answer of an act on a referral."""
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version, also)


def start_of(day: date, *, at: At) -> datetime:
    """The first moment of a day in the zone of the one who acts."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(at.zone)).astimezone(UTC)


E = TypeVar("E", bound=StrEnum)


def _one_of(words: type[E], said: str) -> E | None:
    try:
        return words(said)
    except ValueError:
        return None


def _referrer(actor: Actor, command: Begin) -> UUID | None:
    """The clinician who refers: the actor, or the one for whom the desk begins it."""
    wanted = id_of(command.referrer) if command.referrer else actor.person
    works_here = Membership.objects.filter(
        practice=actor.practice, person=wanted, role__in=("clinician", "supervisor"), until__isnull=True
    )
    return wanted if wanted and works_here.exists() else None


def _keep_need(turn: Turn, need: NeedSaid, *, number: int, command: WriteNeed) -> None:
    row = turn.at.new_id()
    cells = cells_of_client(turn.referral.client)
    body = {"need": to_mapping(need), "answers": dict(command.answers), "prompts": dict(command.prompts)}
    Need.objects.create(
        id=row,
        referral=turn.referral,
        practice_id=turn.referral.practice_id,
        number=number,
        body_sealed=cells.seal_json(body, table=Need, column="body_sealed", row=row),
        written_at=turn.at.now,
    )


def _prompts(command: WriteNeed) -> Prompts:
    names = ("helped", "next", "course", "until", "safety")
    return Prompts(**{name: command.prompts.get(name, "") for name in names})
