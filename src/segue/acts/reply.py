"""The recipient's answers to a request: a question, a yes with terms, a wait, a no; and the answer to a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from segue.acts import clock
from segue.acts.answer import Done
from segue.acts.consequence import (
    close_question,
    closing_columns,
    let_go,
    move_on,
    start_failed,
    unlock_what_can,
)
from segue.acts.door import act
from segue.acts.handoff import done
from segue.acts.turn import Turn, day_of, turn_at_handoff
from segue.acts.words import Word, said_by
from segue.reads.cover import cover_of
from segue.reads.terms import terms_json
from segue.rules.actor import Actor, Part
from segue.rules.handoff import PACKET_OPEN, TAKEN, DeclineReason, HandoffEvent, HandoffFacts, State
from segue.rules.moment import At
from segue.rules.packet import plain
from segue.rules.question import QUESTIONS, refuse_answer, refuse_question
from segue.rules.step import Refused
from segue.rules.terms import FirstStep, PayKind, Terms, problems
from segue.rules.text import N_
from segue.store.cells import cells_of_handoff
from segue.store.lore import common_languages
from segue.store.models import Handoff, Question
from segue.store.statement import Select, insert, update
from segue.store.step import Due

WORDS_LIMIT = 1000
NO_DAY = Refused(
    "no_day",
    N_("There is no first day that can be read."),
    N_("Pick the first day that is free."),
    {"field": "first_day"},
)
NO_STEP = Refused(
    "no_first_step",
    N_("The first step is not chosen."),
    N_("Choose a call, an intake or a session."),
    {"field": "first_step"},
)
NO_PAY = Refused(
    "no_pay",
    N_("It is not said what the client pays."),
    N_("Say which insurance you bill, or the price of a session."),
    {"field": "pay"},
)
TOO_LONG = Refused(
    "too_long", N_("This is too long."), N_("Say it in at most 1,000 characters."), {"field": "words"}
)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: from the list before the summary is open, in own words after."""

    key: str
    handoff: str
    question: str = ""
    words: str = ""
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The referrer's answer to the question that stands open."""

    key: str
    handoff: str
    answer: str = ""
    words: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Confirm:
    """Yes, there is an opening, on these terms. Days and times are texts as a form sends them."""

    key: str
    handoff: str
    first_day: str
    first_step: str
    methods: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    insurance: str = ""
    price: str = ""
    limits: str = ""
    first_times: tuple[str, ...] = ()
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Waitlist:
    """No room now; an honest range of weeks."""

    key: str
    handoff: str
    weeks_from: int | None
    weeks_to: int | None
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Decline:
    """No, with one of the reasons; others may be suggested by name."""

    key: str
    handoff: str
    reason: str
    words: str = ""
    suggests: tuple[str, ...] = field(default_factory=tuple)
    version: int = 0
    word: Word | None = None


@act
def ask(actor: Actor, command: Ask, at: At) -> Done | Refused:
    """Keep the question; the clock stands still until it is answered."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    words, is_open = plain(command.words), turn.the_handoff.state in PACKET_OPEN
    facts = HandoffFacts(
        question_listed=command.question in QUESTIONS,
        question_words=words,
        said_by=said_by(command.word, part=Part.recipient, at=at),
    )
    step = turn.decide_handoff(HandoffEvent.ask, facts)
    if isinstance(step, Refused):
        return step
    if refused := refuse_question(command.question, words=words, unlocked=is_open):
        return refused
    if len(words) > WORDS_LIMIT:
        return TOO_LONG
    if open_question(turn.the_handoff):
        return Refused(
            "question_open",
            N_("A question of yours waits for its answer."),
            N_("You hear as soon as it is answered. Then you can ask the next one."),
        )
    row = at.new_id()
    sealed = cells_of_handoff(turn.the_handoff).seal(words, table=Question, column="words_sealed", row=row)
    insert(
        Question(
            id=row, handoff=turn.the_handoff, code=command.question, words_sealed=sealed, asked_at=at.now
        )
    )
    left = int(clock.left_of_clock(turn).total_seconds())
    clock.stop_clock(turn)
    changes = {"paused_seconds": left, "due_at": None} if turn.the_handoff.state == State.requested else {}
    turn.write_handoff(
        HandoffEvent.ask, step, changes=changes, refs={"question": str(row)}, said_by=facts.said_by
    )
    return done(turn)


@act
def answer(actor: Actor, command: Answer, at: At) -> Done | Refused:
    """Answer the open question; the clock goes on from where it stood."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    handoff, words = turn.the_handoff, plain(command.words)
    question = open_question(handoff)
    is_open = handoff.state in PACKET_OPEN
    cover = cover_of(handoff, on=at.now)
    step = turn.decide_handoff(
        HandoffEvent.answer,
        HandoffFacts(
            question_open=question is not None,
            about_a_person=bool(words),
            consent_covers=cover.problem is None,
            consent_problem=cover.problem.why if cover.problem else "",
        ),
    )
    if isinstance(step, Refused):
        return step
    assert question is not None
    languages = common_languages(turn.referral.practice.jurisdiction)
    if refused := refuse_answer(
        question.code, answer=command.answer, words=words, unlocked=is_open, common_languages=languages
    ):
        return refused
    kept = {"code": command.answer, "words": words}
    sealed = cells_of_handoff(handoff).seal_json(
        kept, table=Question, column="answer_sealed", row=question.id
    )
    update(Question, {"answer_sealed": sealed, "answered_at": at.now}, id=question.id)
    changes, jobs = _clock_goes_on(turn)
    turn.write_handoff(
        HandoffEvent.answer, step, changes=changes, refs={"question": str(question.id)}, jobs=jobs
    )
    return done(turn)


@act
def confirm(actor: Actor, command: Confirm, at: At) -> Done | Refused:
    """Keep the yes and its terms; then open the summary, if nothing stands in the way."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    terms = _terms(command)
    if isinstance(terms, Refused):
        return terms
    zone = turn.the_handoff.profile.zone
    found = problems(terms, today=at.now.astimezone(ZoneInfo(zone)).date(), zone=zone)
    facts = HandoffFacts(
        missing_terms=tuple(found), said_by=said_by(command.word, part=Part.recipient, at=at)
    )
    step = turn.decide_handoff(HandoffEvent.confirm, facts)
    if isinstance(step, Refused):
        if found and step.code == "terms_missing":
            name, first = next(iter(found.items()))
            return Refused(first.code, first.why, first.remedy, {**first.about, "field": name})
        return step
    close_question(turn)
    clock.stop_clock(turn)
    until = clock.hold_until(turn)
    sealed = cells_of_handoff(turn.the_handoff).seal_json(
        terms_json(terms), table=Handoff, column="terms_sealed", row=turn.the_handoff.id
    )
    changes = {"confirmed_at": at.now, "hold_until": until, "terms_sealed": sealed, "terms_agreed": False}
    turn.write_handoff(
        HandoffEvent.confirm,
        step,
        changes=changes,
        jobs=clock.hold_jobs(turn, until=until),
        said_by=facts.said_by,
    )
    unlock_what_can(turn)
    turn.the_handoff.refresh_from_db(fields=["state", "version"])
    return done(turn)


@act
def waitlist(actor: Actor, command: Waitlist, at: At) -> Done | Refused:
    """Keep an honest range of weeks; a packet that was open closes."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    facts = HandoffFacts(
        wait_from_weeks=command.weeks_from,
        wait_to_weeks=command.weeks_to,
        said_by=said_by(command.word, part=Part.recipient, at=at),
    )
    step = turn.decide_handoff(HandoffEvent.waitlist, facts)
    if isinstance(step, Refused):
        return step
    let_go(turn)
    changes = {
        "wait_weeks_from": command.weeks_from,
        "wait_weeks_to": command.weeks_to,
        "content_sealed": None,
        "client_decides": False,
    }
    turn.write_handoff(HandoffEvent.waitlist, step, changes=changes, said_by=facts.said_by)
    unlock_what_can(turn)
    return done(turn)


@act
def decline(actor: Actor, command: Decline, at: At) -> Done | Refused:
    """Keep the no and its reason; the client's next choice is asked at once."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    words = plain(command.words)
    if len(words) > WORDS_LIMIT:
        return TOO_LONG
    suggested = tuple(plain(name) for name in command.suggests if plain(name))
    facts = HandoffFacts(
        decline_reason=DeclineReason(command.reason) if command.reason in set(DeclineReason) else None,
        suggested=len(suggested),
        said_by=said_by(command.word, part=Part.recipient, at=at),
    )
    step = turn.decide_handoff(HandoffEvent.decline, facts)
    if isinstance(step, Refused):
        return step
    let_go(turn)
    sealed = cells_of_handoff(turn.the_handoff).seal_json(
        {"words": words, "suggests": list(suggested)},
        table=Handoff,
        column="words_sealed",
        row=turn.the_handoff.id,
    )
    changes = closing_columns(turn) | {"decline_reason": command.reason, "words_sealed": sealed}
    refs = {"reason": command.reason}
    was_taken = turn.the_handoff.state in TAKEN
    turn.write_handoff(HandoffEvent.decline, step, changes=changes, refs=refs, said_by=facts.said_by)
    if was_taken:
        start_failed(turn)
    move_on(turn)
    return done(turn)


_OPEN_QUESTION = Select(
    lambda handoff: Question.objects.filter(handoff_id=handoff, answered_at__isnull=True)[:1], handoff=UUID
)


def open_question(handoff: Handoff) -> Question | None:
    """The question that waits for its answer, if there is one."""
    return _OPEN_QUESTION.first(handoff=handoff.id)


def _clock_goes_on(turn: Turn) -> tuple[Mapping[str, object], tuple[Due, ...]]:
    handoff = turn.the_handoff
    if handoff.paused_seconds is None or handoff.state != State.requested:
        return {}, ()
    left = timedelta(seconds=handoff.paused_seconds)
    jobs = clock.clock_jobs(turn, allowed=left)
    return {"paused_seconds": None, "due_at": jobs[-1].due_at}, jobs


def _terms(command: Confirm) -> Terms | Refused:
    """The terms as they were typed; what cannot be read at all is refused by field."""
    first_day = day_of(command.first_day)
    if first_day is None:
        return NO_DAY
    if command.first_step not in set(FirstStep):
        return NO_STEP
    if not command.insurance and not command.price.strip():
        return NO_PAY
    price = command.price.strip().removeprefix("$")
    return Terms(
        methods=command.methods,
        pay=PayKind.insurance if command.insurance else PayKind.price,
        insurance=command.insurance,
        price=int(price) if price.isdecimal() and len(price) < 6 else None,
        limits=plain(command.limits),
        first_day=first_day,
        first_times=tuple(time for text in command.first_times if (time := _time(text)) is not None),
        formats=frozenset(command.formats),
        slots=frozenset(command.slots),
        first_step=FirstStep(command.first_step),
    )


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
