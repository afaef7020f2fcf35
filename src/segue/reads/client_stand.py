"""Where it stands, for the client: who was asked, who said yes on which terms, who read what, what comes next.

Also the one question how it goes. The client reads of each recipient only what concerns the two of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.client_page import OwnReferral, own, referral_row
from segue.reads.options import chose_on
from segue.reads.terms import terms_from
from segue.reads.viewing import by_link
from segue.rules.checkin import CheckIn as CheckInMoment
from segue.rules.handoff import DeclineReason, State
from segue.rules.referral import CheckInAnswer
from segue.rules.terms import Change, Terms, changes
from segue.store.cells import Cells, cells_of_client, cells_of_handoff
from segue.store.models import CheckIn, Handoff, Option, Referral


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where the two meet; the hour counts in its own zone."""

    kind: str
    at: datetime
    zone: str
    place: str


@dataclass(frozen=True, slots=True)
class Approach:
    """One recipient, and how far it has come with them."""

    handoff: UUID
    version: int
    rank: int | None
    name: str
    phone: str
    zone: str
    state: State
    requested_at: datetime | None
    due_at: datetime | None
    hold_until: datetime | None
    opened_at: datetime | None
    accepted_at: datetime | None
    started_on: date | None
    wait_weeks: tuple[int, int] | None
    decline_reason: DeclineReason | None
    client_decides: bool
    terms: Terms | None
    changes: tuple[Change, ...]
    appointment: Appointment | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody the client ranked."""

    name: str
    phone: str
    rank: int
    is_approached: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """Everything of the page that says where it stands."""

    own: OwnReferral
    choices: tuple[Choice, ...]
    approaches: tuple[Approach, ...]
    check_in: UUID | None

    @property
    def to_decide(self) -> tuple[Approach, ...]:
        """Those who said yes, where the client has the last word."""
        return tuple(one for one in self.approaches if one.state is State.confirmed and one.client_decides)

    @property
    def still_to_answer(self) -> tuple[Approach, ...]:
        """Those whose answer is not there yet."""
        return tuple(one for one in self.approaches if one.state is State.requested)


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """One question to the client, and what they answered."""

    own: OwnReferral
    id: UUID
    moment: CheckInMoment
    recipient: str
    answer: CheckInAnswer | None
    words: str
    may_tell: bool
    is_open: bool


@by_link()
def stand(referral: UUID) -> Stand:
    """Four statements, whatever the number of approaches."""
    row = referral_row(referral)
    client = cells_of_client(row.client)
    approaches = tuple(
        row.handoffs.exclude(state=State.prepared)
        .select_related("profile", "option", "from_practice")
        .order_by("option__rank", "prepared_at")
    )
    approached = {one.option_id for one in approaches}
    ranked = row.options.filter(rank__isnull=False).select_related("profile").order_by("rank")
    return Stand(
        own=own(row),
        choices=tuple(
            Choice(one.profile.name, one.profile.phone, one.rank or 0, one.id in approached) for one in ranked
        ),
        approaches=tuple(_approach(one, client) for one in approaches),
        check_in=_open_check_in(row),
    )


@by_link()
def check_in_page(referral: UUID, check_in: UUID) -> CheckInPage | None:
    """Two statements; None for a question of somebody else, or one that was not asked yet."""
    row = referral_row(referral)
    asked = CheckIn.objects.select_related("handoff__profile").filter(
        pk=check_in, referral_id=referral, asked_at__isnull=False
    )
    one = asked.first()
    if one is None:
        return None
    kept: Mapping[str, str] = (
        cells_of_client(row.client).open_json(
            one.answer_sealed, table=CheckIn, column="answer_sealed", row=one.id
        )
        or {}
    )
    return CheckInPage(
        own=own(row),
        id=one.id,
        moment=CheckInMoment(one.moment),
        recipient=one.handoff.profile.name,
        answer=CheckInAnswer(kept["answer"]) if kept.get("answer") else None,
        words=kept.get("words", ""),
        may_tell=one.may_tell_recipient,
        is_open=one.dropped_at is None and row.closed_at is None,
    )


def _open_check_in(row: Referral) -> UUID | None:
    waiting = row.check_ins.filter(asked_at__isnull=False, answered_at__isnull=True, dropped_at__isnull=True)
    return waiting.order_by("-asked_at").values_list("id", flat=True).first()


def _approach(row: Handoff, client: Cells) -> Approach:
    terms = _terms(row)
    weeks = row.wait_weeks_from, row.wait_weeks_to
    return Approach(
        handoff=row.id,
        version=row.version,
        rank=row.option.rank,
        name=row.profile.name,
        phone=row.profile.phone,
        zone=row.profile.zone,
        state=State(row.state),
        requested_at=row.requested_at,
        due_at=row.due_at,
        hold_until=row.hold_until,
        opened_at=row.opened_at,
        accepted_at=row.accepted_at,
        started_on=row.started_on,
        wait_weeks=(weeks[0], weeks[1]) if weeks[0] is not None and weeks[1] is not None else None,
        decline_reason=DeclineReason(row.decline_reason) if row.decline_reason else None,
        client_decides=row.client_decides,
        terms=terms,
        changes=_changes(row, terms, client) if terms and row.client_decides else (),
        appointment=_appointment(row),
    )


def _terms(row: Handoff) -> Terms | None:
    kept = cells_of_handoff(row).open_json(row.terms_sealed, table=Handoff, column="terms_sealed", row=row.id)
    return terms_from(kept) if kept else None


def _changes(row: Handoff, terms: Terms, client: Cells) -> tuple[Change, ...]:
    snapshot = client.open_json(
        row.option.facts_sealed, table=Option, column="facts_sealed", row=row.option_id
    )
    return changes(chose_on(snapshot), now=terms)


def _appointment(row: Handoff) -> Appointment | None:
    if row.appointment_at is None or row.state not in (State.scheduled, State.started):
        return None
    place = cells_of_handoff(row).open(
        row.appointment_place_sealed, table=Handoff, column="appointment_place_sealed", row=row.id
    )
    return Appointment(
        row.appointment_kind, row.appointment_at, row.appointment_zone or row.profile.zone, place
    )
