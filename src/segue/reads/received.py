"""The list of what a practice received: what waits for an answer by its clock, then what is settled.

One statement for what is live and one for what is settled, whatever the number of rows. A client's name is
opened only where it was accepted, and only for the one who meets them and for the desk.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from segue.reads.client import client_sheet
from segue.reads.handoff_page import Sender, received_by, sender_of
from segue.rules.check import Question, question_of
from segue.rules.handoff import ENDED, State
from segue.store.cells import cells_of_handoff
from segue.store.door import within
from segue.store.models import Handoff, ReceivedCopy
from segue.store.models import Question as QuestionRow

MOST = 300
PAGE = 30
LATER = datetime.max.replace(tzinfo=UTC)
ANSWERABLE = frozenset({State.requested, State.no_answer})
HELD = frozenset({State.confirmed, State.unlocked, State.opened})
OURS = ANSWERABLE | {State.unlocked, State.opened, State.accepted, State.missed}
"""The states in which it is for the practice to do something."""


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One approach; `client` is empty before it was accepted, `due` is the moment that comes next."""

    id: UUID
    state: State
    sender: Sender
    for_whom: str
    is_mine: bool
    question: Question | None
    others_asked: bool
    is_asking: bool
    is_ours: bool
    due: datetime | None
    client: str


@dataclass(frozen=True, slots=True)
class ReceivedSheet:
    """The whole list. `older` leads on where there are more settled ones than stand here."""

    ours: tuple[ReceivedLine, ...]
    theirs: tuple[ReceivedLine, ...]
    settled: tuple[ReceivedLine, ...]
    older: UUID | None


def received_sheet(
    practice: UUID, person: UUID, *, is_desk: bool, now: datetime, before: UUID | None = None
) -> ReceivedSheet:
    """What came to this practice, as this person may see it; `before` turns the pages of what is settled."""
    with within(practice, person) as scope:
        rows = _whole(received_by(scope))
        live = list(rows.exclude(state__in=[*ENDED]).order_by("due_at", "id")[:MOST])
        ended = rows.filter(state__in=[*ENDED]).order_by("-id")
        if before is not None:
            ended = ended.filter(pk__lt=before)
        settled = list(ended[: PAGE + 1])
    lines = [_line(row, person=person, is_desk=is_desk, now=now) for row in live]
    lines.sort(key=lambda line: line.due or LATER)
    shown = settled[:PAGE]
    return ReceivedSheet(
        ours=tuple(line for line in lines if line.is_ours),
        theirs=tuple(line for line in lines if not line.is_ours),
        settled=tuple(_line(row, person=person, is_desk=is_desk, now=now) for row in shown),
        older=shown[-1].id if len(settled) > PAGE else None,
    )


def _whole(rows: QuerySet[Handoff]) -> QuerySet[Handoff]:
    open_questions = QuestionRow.objects.filter(handoff_id=OuterRef("pk"), answered_at__isnull=True)
    return rows.select_related(
        "from_practice", "referral__referrer", "profile", "assigned", "copy__client__practice"
    ).annotate(is_asking=Exists(open_questions))


def _line(row: Handoff, *, person: UUID, is_desk: bool, now: datetime) -> ReceivedLine:
    state, due = State(row.state), _due(row)
    is_mine = person == (row.assigned_id or row.profile.person_id)
    is_asking: bool = row.is_asking  # type: ignore[attr-defined]
    has_met = state is State.scheduled and due is not None and due <= now
    return ReceivedLine(
        id=row.id,
        state=state,
        sender=sender_of(row),
        for_whom=row.assigned.name if row.assigned else row.profile.name,
        is_mine=is_mine,
        question=_question(row),
        others_asked=row.others_asked,
        is_asking=is_asking,
        is_ours=(state in OURS and not is_asking) or has_met,
        due=due,
        client=_client(row) if is_mine or is_desk else "",
    )


def _due(row: Handoff) -> datetime | None:
    if row.state in ANSWERABLE:
        return row.due_at
    if row.state in HELD:
        return row.hold_until
    return row.appointment_at if row.state in (State.scheduled, State.started) else None


def _question(row: Handoff) -> Question | None:
    text = cells_of_handoff(row).open(row.request_sealed, table=Handoff, column="request_sealed", row=row.id)
    return question_of(text) if text else None


def _client(row: Handoff) -> str:
    copy: ReceivedCopy | None = getattr(row, "copy", None)
    return client_sheet(copy.client).short_name if copy else ""
