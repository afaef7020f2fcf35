"""What every page of the client needs to know of their own referral: one statement, no words of anybody else.

The sheets of the single pages stand beside it: `client_options`, `client_sharing`, `client_stand`. Whose
referral it is was settled by the link that was opened; here it is looked up by its identifier alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.viewing import by_link
from segue.rules.actor import Part
from segue.rules.referral import Feeling, Stage
from segue.rules.stage import StepCode
from segue.store.models import Referral


@dataclass(frozen=True, slots=True)
class OwnReferral:
    """Where the client's referral stands, as they may know it."""

    id: UUID
    version: int
    stage: Stage
    step: StepCode | None
    step_owner: Part | None
    step_on: date | None
    referrer: str
    talked_on: date | None
    feeling: Feeling | None
    are_options_shown: bool
    has_chosen: bool
    is_approved: bool
    is_signed: bool
    calls_themself: bool
    safety_talk_open: bool
    paused_until: date | None
    closed_at: datetime | None
    zone: str


@by_link()
def own_referral(referral: UUID) -> OwnReferral:
    """The referral that a client's link leads to."""
    return own(referral_row(referral))


def referral_row(referral: UUID) -> Referral:
    """The row, with all that is needed to open what is the client's."""
    rows = Referral.objects.select_related("client__practice", "practice", "referrer")
    return rows.get(pk=referral)


def own(row: Referral) -> OwnReferral:
    """The sheet of a row. Needs `referrer` and `practice` at hand."""
    return OwnReferral(
        id=row.id,
        version=row.version,
        stage=Stage(row.stage),
        step=StepCode(row.step) if row.step else None,
        step_owner=Part(row.step_owner) if row.step_owner else None,
        step_on=row.step_on,
        referrer=row.referrer.name,
        talked_on=row.talked_on,
        feeling=Feeling(row.feel) if row.feel else None,
        are_options_shown=row.shown_at is not None,
        has_chosen=row.chosen_at is not None and row.shown_at is not None,
        is_approved=row.approved_at is not None,
        is_signed=row.signed_at is not None,
        calls_themself=row.calls_themself,
        safety_talk_open=row.safety_talk_open,
        paused_until=row.paused_until,
        closed_at=row.closed_at,
        zone=row.practice.zone,
    )
