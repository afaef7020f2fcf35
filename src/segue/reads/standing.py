"""The facts that say where a referral stands, read from its rows, as `rules.stage` wants them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from segue.rules.handoff import State
from segue.rules.referral import Outcome
from segue.rules.stage import HandoffView, ReferralView, StepCode
from segue.store.models import CheckIn, Handoff, Option, Question, Referral
from segue.store.statement import Select

# The columns of a handoff in which the day stands that its state waits for.
_DUE = {
    State.requested: "due_at",
    State.confirmed: "hold_until",
    State.unlocked: "hold_until",
    State.opened: "hold_until",
    State.scheduled: "appointment_at",
}


class _Approach(NamedTuple):
    """What counts of one handoff."""

    id: UUID
    option_id: UUID
    state: str
    client_decides: bool
    due_at: datetime | None
    hold_until: datetime | None
    appointment_at: datetime | None
    appointment_zone: str


_HANDOFFS = Select(
    lambda of: Handoff.objects.filter(referral_id=of).order_by("prepared_at").values_list(*_Approach._fields),
    of=UUID,
)
_RANKED = Select(
    lambda of: Option.objects.filter(referral_id=of, rank__isnull=False).values_list("id", flat=True), of=UUID
)
_ASKING = Select(
    lambda of: Question.objects.filter(handoff__referral_id=of, answered_at__isnull=True).values_list(
        "handoff_id", flat=True
    ),
    of=UUID,
)
_CHECK_INS = Select(
    lambda of: CheckIn.objects.filter(
        referral_id=of, asked_at__isnull=False, answered_at__isnull=True, dropped_at__isnull=True
    ).values_list("id", flat=True)[:1],
    of=UUID,
)


def view_of(referral: Referral) -> ReferralView:
    """Everything that `stage` and `next_step` look at. Needs `referral.practice` at hand; four statements."""
    handoffs = [_Approach(*row) for row in _HANDOFFS.rows(of=referral.id)]
    unasked = {State.prepared, State.settled}  # whoever was let go when another accepted can be asked again
    asked = {handoff.option_id for handoff in handoffs if handoff.state not in unasked}
    ranked = set(_RANKED.rows(of=referral.id))
    asking = set(_ASKING.rows(of=referral.id)) if handoffs else set()
    return ReferralView(
        since=referral.moved_on,
        outcome=Outcome(referral.outcome) if referral.outcome else None,
        paused_until=referral.paused_until,
        talked_on=referral.talked_on,
        need_written=referral.safety_answered,
        options_shown=referral.shown_at is not None,
        ranked=len(ranked),
        choices_left=len(ranked - asked),
        draft_approved=referral.approved_at is not None,
        signed=referral.signed_at is not None,
        refused_to_sign=referral.calls_themself,
        safety_talk_open=referral.safety_talk_open,
        crisis_word_unread=referral.crisis_word_unread,
        client_decides=False,
        check_in_open=_CHECK_INS.first(of=referral.id) is not None,
        handoffs=tuple(
            _handoff_view(handoff, is_asking=handoff.id in asking, zone=referral.practice.zone)
            for handoff in handoffs
            # What was closed with a referral that was opened again since is past.
            if handoff.state != State.closed or referral.outcome
        ),
        days=_days(handoffs, zone=referral.practice.zone),
    )


def _handoff_view(handoff: _Approach, *, is_asking: bool, zone: str) -> HandoffView:
    state = State(handoff.state)
    column = _DUE.get(state)
    moment = getattr(handoff, column) if column else None
    return HandoffView(
        state=state,
        question_open=is_asking,
        client_decides=state is State.confirmed and handoff.client_decides,
        due=moment.astimezone(ZoneInfo(zone)).date() if moment else None,
    )


def _days(handoffs: Iterable[_Approach], *, zone: str) -> dict[StepCode, date]:
    meetings = [
        handoff.appointment_at.astimezone(ZoneInfo(handoff.appointment_zone or zone)).date()
        for handoff in handoffs
        if handoff.state == State.scheduled and handoff.appointment_at
    ]
    return {StepCode.first_session: min(meetings)} if meetings else {}
