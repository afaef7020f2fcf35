"""One availability question as the clinician sees it who was asked. It holds nothing about a person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.handoff_page import Sender, sender_from
from segue.reads.viewing import by_link
from segue.rules.check import Question, question_of
from segue.store.cells import cells_of_practice
from segue.store.models import AvailabilityAsk, AvailabilityCheck


@dataclass(frozen=True, slots=True)
class AskSheet:
    """The question, who asks, and what was answered; `is_settled` once nobody waits for it any more."""

    id: UUID
    zone: str
    recipient: str
    sender: Sender
    question: Question
    due_at: datetime
    answer: str
    first_free: date | None
    wait_weeks: int | None
    is_settled: bool
    is_opted_out: bool


@by_link()
def ask_sheet(ask: UUID) -> AskSheet | None:
    """The question that was put to one clinician; whoever asks for it holds its link."""
    row = (
        AvailabilityAsk.objects.select_related("profile", "check_asked__practice", "check_asked__asked_by")
        .filter(pk=ask)
        .first()
    )
    if row is None:
        return None
    profile, check = row.profile, row.check_asked
    asked = cells_of_practice(check.practice).open(
        check.question_sealed, table=AvailabilityCheck, column="question_sealed", row=check.id
    )
    return AskSheet(
        id=row.id,
        zone=profile.zone,
        recipient=", ".join(part for part in (profile.name, profile.credentials) if part),
        sender=sender_from(check.asked_by, practice=check.practice),
        question=question_of(asked),
        due_at=check.due_at,
        answer=row.answer,
        first_free=row.first_free,
        wait_weeks=row.wait_weeks,
        is_settled=row.settled_at is not None,
        is_opted_out=profile.opted_out_of_checks_at is not None,
    )
