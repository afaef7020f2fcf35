"""The facts that say where a referral stands, read from its rows, as `rules.stage` wants them."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from segue.rules.handoff import State
from segue.rules.referral import Outcome
from segue.rules.stage import HandoffView, ReferralView, StepCode
from segue.store.models import CheckIn, Handoff, Question, Referral

# The columns of a handoff in which the day stands that its state waits for.
_DUE = {
    State.requested: "due_at",
    State.confirmed: "hold_until",
    State.unlocked: "hold_until",
    State.opened: "hold_until",
    State.scheduled: "appointment_at",
}


def view_of(referral: Referral) -> ReferralView:
    """Everything that `stage` and `next_step` look at. Needs `referral.practice` at hand; four statements."""
    handoffs = tuple(Handoff.objects.filter(referral_id=referral.id).order_by("prepared_at"))
    unasked = {State.prepared, State.settled}  # whoever was let go when another accepted can be asked again
    asked = {handoff.option_id for handoff in handoffs if handoff.state not in unasked}
    ranked = set(referral.options.filter(rank__isnull=False).values_list("id", flat=True))
    asking = set(
        Question.objects.filter(handoff__in=handoffs, answered_at__isnull=True).values_list(
            "handoff_id", flat=True
        )
    )
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
        check_in_open=CheckIn.objects.filter(
            referral_id=referral.id, asked_at__isnull=False, answered_at__isnull=True, dropped_at__isnull=True
        ).exists(),
        handoffs=tuple(
            _handoff_view(handoff, is_asking=handoff.id in asking, zone=referral.practice.zone)
            for handoff in handoffs
        ),
        days=_days(handoffs, zone=referral.practice.zone),
    )


def _handoff_view(handoff: Handoff, *, is_asking: bool, zone: str) -> HandoffView:
    state = State(handoff.state)
    column = _DUE.get(state)
    moment = getattr(handoff, column) if column else None
    return HandoffView(
        state=state,
        question_open=is_asking,
        client_decides=state is State.confirmed and handoff.client_decides,
        due=moment.astimezone(ZoneInfo(zone)).date() if moment else None,
    )


def _days(handoffs: Iterable[Handoff], *, zone: str) -> dict[StepCode, date]:
    meetings = [
        handoff.appointment_at.astimezone(ZoneInfo(handoff.appointment_zone or zone)).date()
        for handoff in handoffs
        if handoff.state == State.scheduled and handoff.appointment_at
    ]
    return {StepCode.first_session: min(meetings)} if meetings else {}
