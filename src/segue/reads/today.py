"""Today: what needs this person now, and what is with other people. The words are the page's.

Five statements, whatever the number of rows: referrals, approaches, questions, check-ins, the person's profile.
Names are opened only for the lines that are shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from segue.reads.client import client_sheet
from segue.reads.heard import lets_hear, state_heard
from segue.reads.viewing import viewing
from segue.rules.actor import Actor, Part
from segue.rules.check import Question, question_of
from segue.rules.checkin import CheckIn as Moment
from segue.rules.consent import WordBack
from segue.rules.handoff import TAKEN, State
from segue.rules.referral import CheckInAnswer, Stage
from segue.rules.stage import StepCode
from segue.store.cells import cells_of_client, cells_of_handoff
from segue.store.door import Scope
from segue.store.models import CheckIn, Handoff, Profile, Referral
from segue.store.models import Question as QuestionRow

FEW = 8
"""So many of other people's turns stand on the page; “All” shows the rest."""
MOST = 300
LATER = datetime.max.replace(tzinfo=UTC)
RECENT = timedelta(days=14)
_WAITS_FOR_US = frozenset(
    {
        State.requested,
        State.no_answer,
        State.confirmed,
        State.unlocked,
        State.opened,
        State.accepted,
        State.missed,
    }
)
_NEEDS_HELP = frozenset({CheckInAnswer.so_so, CheckInAnswer.not_well, CheckInAnswer.stopped})


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A colleague asks, or their summary waits to be read; `question` is what is looked for."""

    id: UUID
    state: State
    sender: str
    place: str
    question: Question | None
    due: datetime | None
    others_asked: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """The next step of a referral; `who` is the recipient it hangs on, where there is one."""

    referral: UUID
    client: str
    step: StepCode
    owner: Part
    day: date | None
    who: str
    state: State | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A client's answer to a check-in that asks for help."""

    referral: UUID
    client: str
    who: str
    moment: Moment
    answer: CheckInAnswer
    words: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class ThanksLine:
    """A colleague whose client arrived here, and who was not thanked yet."""

    handoff: UUID
    name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """This person's own word on room, and how old it is."""

    profile: UUID
    places: int | None
    first_free: date | None
    confirmed_days: int | None


@dataclass(frozen=True, slots=True)
class TodaySheet:
    """The whole page. `waiting` counts all that is with others, also what is not among the lines."""

    requests: tuple[RequestLine, ...]
    mine: tuple[StepLine, ...]
    answers: tuple[AnswerLine, ...]
    thanks: tuple[ThanksLine, ...]
    theirs: tuple[StepLine, ...]
    waiting: int
    opening: OpeningLine | None

    @property
    def needs(self) -> int:
        """How many things need this person."""
        return len(self.requests) + len(self.mine) + len(self.answers)


def today_sheet(viewer: Actor, *, now: datetime, sees_all: bool, show_all: bool) -> TodaySheet:
    """What this person meets. `sees_all`: the desk sees the practice's referrals, a clinician their own."""
    with viewing(viewer) as scope:
        return _sheet(scope, now=now, sees_all=sees_all, show_all=show_all)


def _sheet(scope: Scope, *, now: datetime, sees_all: bool, show_all: bool) -> TodaySheet:
    referrals = _open_referrals(scope, sees_all=sees_all)
    handoffs = _approaches(scope, referrals)
    by_referral: dict[UUID, list[Handoff]] = {}
    for handoff in handoffs:
        if handoff.from_practice_id == scope.practice:
            by_referral.setdefault(handoff.referral_id, []).append(handoff)
    asking = _asking(handoffs)
    mine = [row for row in referrals if row.step_owner == Part.referrer]
    theirs = [row for row in referrals if row.step_owner not in ("", Part.referrer)]
    lines = theirs[: MOST if show_all else FEW]
    return TodaySheet(
        requests=_requests(scope, handoffs, asking),
        mine=tuple(_step(row, by_referral.get(row.id, ()), asking) for row in mine[:MOST]),
        answers=_answers(scope, referrals, now=now),
        thanks=_thanks(scope, handoffs),
        theirs=tuple(_step(row, by_referral.get(row.id, ()), asking) for row in lines),
        waiting=len(theirs),
        opening=_opening(scope, now=now),
    )


def _open_referrals(scope: Scope, *, sees_all: bool) -> list[Referral]:
    rows = scope.referrals.exclude(stage=Stage.closed).select_related("client__practice")
    if not sees_all:
        rows = rows.filter(referrer_id=scope.person)
    return list(rows.order_by("step_on", "id")[: 2 * MOST])


def _approaches(scope: Scope, referrals: Sequence[Referral]) -> list[Handoff]:
    """Approaches of these referrals, and those to this practice: for this person, or for anybody there."""
    sent = Q(from_practice=scope.practice, referral__in=[row.id for row in referrals])
    addressed = (
        Q(assigned=scope.person)
        | Q(profile__person=scope.person)
        | Q(assigned__isnull=True, profile__person__isnull=True)
    )
    received = Q(to_practice=scope.practice, requested_at__isnull=False, ended_at__isnull=True) & addressed
    rows = Handoff.objects.select_related("profile", "from_practice", "consent", "referral__referrer")
    return list(rows.filter(sent | received).order_by("due_at", "id"))


def _asking(handoffs: Iterable[Handoff]) -> frozenset[UUID]:
    """The approaches in which a question stands open."""
    rows = QuestionRow.objects.filter(handoff__in=[row.id for row in handoffs], answered_at__isnull=True)
    return frozenset(rows.values_list("handoff_id", flat=True))


def _requests(scope: Scope, handoffs: Iterable[Handoff], asking: frozenset[UUID]) -> tuple[RequestLine, ...]:
    waiting = [
        row
        for row in handoffs
        if _is_received(row, scope)
        and row.state in _WAITS_FOR_US
        and row.id not in asking
        and row.ended_at is None
    ]
    return tuple(_request(row) for row in sorted(waiting, key=lambda row: _due(row) or LATER))


def _is_received(handoff: Handoff, scope: Scope) -> bool:
    """Within one practice an approach is received by the one addressed, and sent by everybody else."""
    if handoff.to_practice_id != scope.practice:
        return False
    return handoff.from_practice_id != scope.practice or handoff.profile.person_id == scope.person


def _due(handoff: Handoff) -> datetime | None:
    return handoff.due_at if handoff.state in (State.requested, State.no_answer) else handoff.hold_until


def _request(handoff: Handoff) -> RequestLine:
    text = cells_of_handoff(handoff).open(
        handoff.request_sealed, table=Handoff, column="request_sealed", row=handoff.id
    )
    sender = handoff.referral.referrer
    practice = handoff.from_practice
    name = practice.neutral_name if practice.is_part2_program else sender.name
    return RequestLine(
        id=handoff.id,
        state=State(handoff.state),
        sender=name,
        place="" if practice.is_part2_program else practice.name,
        question=question_of(text) if text else None,
        due=_due(handoff),
        others_asked=handoff.others_asked,
    )


def _step(referral: Referral, handoffs: Sequence[Handoff], asking: frozenset[UUID]) -> StepLine:
    at_hand = _at_hand(handoffs, StepCode(referral.step), asking)
    return StepLine(
        referral=referral.id,
        client=client_sheet(referral.client).short_name,
        step=StepCode(referral.step),
        owner=Part(referral.step_owner),
        day=referral.step_on,
        who=at_hand.profile.name if at_hand else "",
        state=state_heard(at_hand) if at_hand else None,
        due=_moment(at_hand) if at_hand else None,
    )


_HANGS_ON: Mapping[StepCode, frozenset[State]] = {
    StepCode.decide: frozenset({State.confirmed}),
    StepCode.answer_request: frozenset(
        {State.opened, State.unlocked, State.confirmed, State.requested, State.waitlisted}
    ),
    StepCode.call: frozenset({State.contacting}),
    StepCode.make_appointment: TAKEN,
    StepCode.first_session: TAKEN,
    StepCode.check_in: TAKEN | {State.closed},
    StepCode.outcome: TAKEN | {State.closed},
}


def _at_hand(handoffs: Sequence[Handoff], step: StepCode, asking: frozenset[UUID]) -> Handoff | None:
    """The approach that a step hangs on: the one that asks, or the one that got furthest."""
    if step is StepCode.answer_question:
        return next((row for row in handoffs if row.id in asking), None)
    wanted = [row for row in handoffs if row.state in _HANGS_ON.get(step, frozenset())]
    return min(wanted, key=lambda row: _RANK[State(row.state)], default=None)


_RANK: Mapping[State, int] = {
    state: place
    for place, state in enumerate(
        (
            State.started, State.scheduled, State.missed, State.accepted, State.opened, State.unlocked,
            State.confirmed, State.contacting, State.requested, State.waitlisted, State.no_answer,
            State.prepared, State.closed, State.returned, State.declined, State.withdrawn, State.settled,
            State.lapsed,
        )
    )
}  # fmt: skip


def _moment(handoff: Handoff) -> datetime | None:
    if handoff.state == State.scheduled:
        return handoff.appointment_at if lets_hear(handoff, WordBack.updates) else None
    return _due(handoff)


def _answers(scope: Scope, referrals: Sequence[Referral], *, now: datetime) -> tuple[AnswerLine, ...]:
    """Answers of the last two weeks that ask for help, newest first."""
    rows: QuerySet[CheckIn] = scope.check_ins.select_related("handoff__profile").filter(
        referral__in=[row.id for row in referrals], answered_at__gte=now - RECENT
    )
    by_id = {row.id: row for row in referrals}
    found = []
    for row in rows.order_by("-answered_at"):
        client = by_id[row.referral_id].client
        kept = cells_of_client(client).open_json(
            row.answer_sealed, table=CheckIn, column="answer_sealed", row=row.id
        )
        answer = CheckInAnswer(kept["answer"])
        if answer in _NEEDS_HELP and row.answered_at is not None:
            found.append(
                AnswerLine(
                    referral=row.referral_id,
                    client=client_sheet(client).short_name,
                    who=row.handoff.profile.name,
                    moment=Moment(row.moment),
                    answer=answer,
                    words=kept.get("words", ""),
                    answered_at=row.answered_at,
                )
            )
    return tuple(found)


def _thanks(scope: Scope, handoffs: Iterable[Handoff]) -> tuple[ThanksLine, ...]:
    """Whose client had a first session here and who has not heard a thank-you."""
    return tuple(
        ThanksLine(row.id, row.referral.referrer.name, row.started_on)
        for row in handoffs
        if _is_received(row, scope) and row.state == State.started and row.thanked_at is None
    )


def _opening(scope: Scope, *, now: datetime) -> OpeningLine | None:
    profile = Profile.objects.select_related("opening").filter(person=scope.person).first()
    if profile is None:
        return None
    word = getattr(profile, "opening", None)
    if word is None:
        return OpeningLine(profile.id, None, None, None)
    return OpeningLine(profile.id, word.places, word.first_free, (now.date() - word.confirmed_at.date()).days)
