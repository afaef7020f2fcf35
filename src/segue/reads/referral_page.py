"""One referral as its own practice reads it: where it stands, what happened, who was told what.

Nine statements, whatever the number of rows. Words for steps, events and states are the page's. What came after
the acceptance is shown as far as the client lets the referrer hear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.heading import Heading, heading_of, referral_of
from segue.reads.heard import lets_hear, state_heard, word_back_of
from segue.reads.referral_record import EventLine, events_of
from segue.reads.terms import terms_from
from segue.reads.viewing import viewing
from segue.rules.actor import Actor, Part
from segue.rules.checkin import CheckIn as Moment
from segue.rules.consent import ConsentStatus, WordBack
from segue.rules.handoff import ENDED, State
from segue.rules.referral import CheckInAnswer, Feeling, Outcome
from segue.rules.stage import StepCode
from segue.rules.terms import Terms
from segue.store.cells import Cells, cells_of_client, cells_of_handoff
from segue.store.door import Scope
from segue.store.models import (
    CheckIn,
    Consent,
    Handoff,
    Message,
    Option,
    Question,
    Referral,
)


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """What a recipient asks: a code of the pick list, or free words."""

    code: str
    words: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class HandoffLine:
    """One approach; `question` is the one that stands open."""

    id: UUID
    version: int
    profile: UUID
    name: str
    zone: str
    state: State
    requested_at: datetime | None
    due: datetime | None
    terms: Terms | None
    question: QuestionLine | None
    decline_reason: str
    words: str
    suggests: tuple[str, ...]
    appointment_at: datetime | None
    appointment_zone: str
    client_decides: bool
    wait_weeks: tuple[int, int] | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can come of it."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One of the options, as the client ranked it; `state` is that of its approach, None where nobody asked."""

    name: str
    rank: int | None
    is_refused: bool
    confirmed_days: int | None
    state: State | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """The permission for one recipient."""

    id: UUID
    name: str
    status: ConsentStatus
    parts: int
    word_back: WordBack
    may_talk: bool
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """Somebody outside the practice was told something of the client."""

    told_at: datetime
    name: str
    parts: int
    channel: str
    consent_of: date | None
    exception: str


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """How it was going at one moment, as the client answered."""

    moment: Moment
    answer: CheckInAnswer
    words: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class ThanksLine:
    """A recipient's thank-you, in their words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """The whole page."""

    head: Heading
    step: StepCode | None
    owner: Part | None
    day: date | None
    began_at: datetime
    shown_at: datetime | None
    chosen_at: datetime | None
    signed_at: datetime | None
    together: bool
    feeling: Feeling | None
    outcome: Outcome | None
    paused_until: date | None
    safety_talk_open: bool
    live_limit: int
    whoever_first: bool
    calls_themself: bool
    choices: tuple[ChoiceLine, ...]
    handoffs: tuple[HandoffLine, ...]
    consents: tuple[ConsentLine, ...]
    disclosures: tuple[DisclosureLine, ...]
    check_ins: tuple[CheckInLine, ...]
    thanks: tuple[ThanksLine, ...]
    events: tuple[EventLine, ...]

    @property
    def ranked(self) -> tuple[ChoiceLine, ...]:
        """The client's choices, first one first."""
        return tuple(choice for choice in self.choices if choice.rank is not None)


def referral_page(viewer: Actor, referral: UUID, *, now: datetime) -> ReferralPage | None:
    """The sheet of the page; None where the referral is somebody else's."""
    with viewing(viewer) as scope:
        row = referral_of(scope, referral)
        return _page(scope, row, now=now) if row else None


def _page(scope: Scope, row: Referral, *, now: datetime) -> ReferralPage:
    approaches = _approaches(row)
    handoffs = _handoffs(approaches)
    hears = {approach.id: word_back_of(approach) for approach in approaches}
    return ReferralPage(
        head=heading_of(row),
        step=StepCode(row.step) if row.step else None,
        owner=Part(row.step_owner) if row.step_owner else None,
        day=row.step_on,
        began_at=row.began_at,
        shown_at=row.shown_at,
        chosen_at=row.chosen_at,
        signed_at=row.signed_at,
        together=row.together,
        feeling=Feeling(row.feel) if row.feel else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        paused_until=row.paused_until,
        safety_talk_open=row.safety_talk_open,
        live_limit=row.live_limit,
        whoever_first=row.whoever_first,
        calls_themself=row.calls_themself,
        choices=_choices(row, handoffs, now=now),
        handoffs=handoffs,
        consents=_consents(row),
        disclosures=_disclosures(scope, row),
        check_ins=_check_ins(row),
        thanks=_thanks(scope, row, handoffs),
        events=events_of(
            row, viewer=scope.person, names={line.id: line.name for line in handoffs}, hears=hears
        ),
    )


def _approaches(referral: Referral) -> list[Handoff]:
    return list(
        Handoff.objects.select_related("profile", "from_practice", "consent")
        .filter(referral_id=referral.id)
        .order_by("prepared_at", "id")
    )


def _handoffs(rows: Sequence[Handoff]) -> tuple[HandoffLine, ...]:
    asked: dict[UUID, Question] = {
        row.handoff_id: row for row in Question.objects.filter(handoff__in=rows, answered_at__isnull=True)
    }
    return tuple(_handoff(row, asked.get(row.id)) for row in rows)


def _handoff(row: Handoff, question: Question | None) -> HandoffLine:
    cells = cells_of_handoff(row)
    terms = cells.open_json(row.terms_sealed, table=Handoff, column="terms_sealed", row=row.id)
    said = cells.open_json(row.words_sealed, table=Handoff, column="words_sealed", row=row.id)
    weeks = (row.wait_weeks_from, row.wait_weeks_to)
    is_asked = row.state in (State.requested, State.no_answer)
    return HandoffLine(
        id=row.id,
        version=row.version,
        profile=row.profile_id,
        name=row.profile.name,
        zone=row.profile.zone,
        state=state_heard(row),
        requested_at=row.requested_at,
        due=row.due_at if is_asked else row.hold_until,
        terms=terms_from(terms) if terms else None,
        question=_question(question, cells) if question else None,
        decline_reason=row.decline_reason,
        words=said["words"] if said else "",
        suggests=tuple(said["suggests"]) if said else (),
        appointment_at=row.appointment_at if lets_hear(row, WordBack.updates) else None,
        appointment_zone=row.appointment_zone or row.profile.zone,
        client_decides=row.client_decides,
        wait_weeks=weeks if weeks[0] is not None and weeks[1] is not None else None,  # type: ignore[arg-type]
    )


def _question(row: Question, cells: Cells) -> QuestionLine:
    return QuestionLine(
        code=row.code,
        words=cells.open(row.words_sealed, table=Question, column="words_sealed", row=row.id),
        asked_at=row.asked_at,
    )


def _choices(referral: Referral, handoffs: Sequence[HandoffLine], *, now: datetime) -> tuple[ChoiceLine, ...]:
    states = {line.profile: line.state for line in handoffs}
    rows = referral.options.filter(is_shown=True).select_related("profile__opening")
    lines = [_choice(row, states.get(row.profile_id), now=now) for row in rows.order_by("place")]
    return tuple(sorted(lines, key=lambda line: (line.rank is None, line.rank or 0)))


def _choice(row: Option, state: State | None, *, now: datetime) -> ChoiceLine:
    opening = getattr(row.profile, "opening", None)
    days = (now.date() - opening.confirmed_at.date()).days if opening else None
    return ChoiceLine(row.profile.name, row.rank, row.is_refused, days, state)


def _consents(referral: Referral) -> tuple[ConsentLine, ...]:
    rows = Consent.objects.select_related("profile", "content").filter(referral_id=referral.id)
    return tuple(
        ConsentLine(
            id=row.id,
            name=row.profile.name,
            status=ConsentStatus(row.status),
            parts=len(row.content.sections),
            word_back=WordBack(row.word_back),
            may_talk=row.may_talk,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows.order_by("-valid_from", "id")
    )


def _disclosures(scope: Scope, referral: Referral) -> tuple[DisclosureLine, ...]:
    rows = (
        scope.disclosures.select_related("profile", "consent")
        .filter(referral_id=referral.id)
        .order_by("-told_at")
    )
    return tuple(
        DisclosureLine(
            told_at=row.told_at,
            name=row.profile.name,
            parts=len(row.sections),
            channel=row.channel,
            consent_of=row.consent.valid_from if row.consent else None,
            exception=row.exception,
        )
        for row in rows
    )


def _check_ins(referral: Referral) -> tuple[CheckInLine, ...]:
    cells = cells_of_client(referral.client)
    rows = CheckIn.objects.filter(referral_id=referral.id, answered_at__isnull=False).order_by("answered_at")
    lines = []
    for row in rows:
        kept = cells.open_json(row.answer_sealed, table=CheckIn, column="answer_sealed", row=row.id)
        assert row.answered_at is not None
        lines.append(
            CheckInLine(
                Moment(row.moment), CheckInAnswer(kept["answer"]), kept.get("words", ""), row.answered_at
            )
        )
    return tuple(lines)


def _thanks(scope: Scope, referral: Referral, handoffs: Sequence[HandoffLine]) -> tuple[ThanksLine, ...]:
    cells, names = cells_of_client(referral.client), {line.id: line.name for line in handoffs}
    rows = scope.messages.filter(referral_id=referral.id, kind="thanks").order_by("at")
    return tuple(
        ThanksLine(
            names.get(row.handoff_id, "") if row.handoff_id else "",
            cells.open(row.body_sealed, table=Message, column="body_sealed", row=row.id),
        )
        for row in rows
    )
