"""What stands at the head of every page of one referral: whose it is, why, and which version the page shows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from segue.reads.client import client_sheet
from segue.rules.clock import Urgency
from segue.rules.referral import Reason, ReferralKind, Stage
from segue.store.door import Scope
from segue.store.models import Referral


@dataclass(frozen=True, slots=True)
class Heading:
    """One referral, as its own practice calls it."""

    id: UUID
    version: int
    client: str
    short_name: str
    given: str
    referrer: str
    reason: Reason
    kind: ReferralKind
    urgency: Urgency
    stage: Stage
    talked_on: date | None
    need_written: bool
    is_shown: bool
    is_approved: bool


def referral_of(scope: Scope, referral: UUID) -> Referral | None:
    """The row with everybody that its cells are opened for; None where it is somebody else's."""
    rows = scope.referrals.select_related("client__practice", "practice", "referrer__profile")
    return rows.filter(pk=referral).first()


def heading_of(referral: Referral) -> Heading:
    """The head of a page. Needs the referral's client, practice and referrer at hand."""
    client = client_sheet(referral.client)
    return Heading(
        id=referral.id,
        version=referral.version,
        client=client.name,
        short_name=client.short_name,
        given=client.name.split()[0],
        referrer=referral.referrer.name,
        reason=Reason(referral.reason),
        kind=ReferralKind(referral.kind),
        urgency=Urgency(referral.urgency),
        stage=Stage(referral.stage),
        talked_on=referral.talked_on,
        need_written=referral.safety_answered,
        is_shown=referral.shown_at is not None,
        is_approved=referral.approved_at is not None,
    )
