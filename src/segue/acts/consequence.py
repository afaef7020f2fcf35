"""What must follow an event in the same transaction: the next choice asked, the others settled, what can be unlocked.

Each is an event of its own, decided by the tables and kept in the record, acted by the clock or the system.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet

from segue.acts import clock
from segue.acts.checkin import drop_check_ins
from segue.acts.link import link_of_guest
from segue.acts.turn import NOBODY, Turn, as_part, take_handoff
from segue.reads.connections import connections_to
from segue.reads.cover import Cover, cover_of
from segue.reads.need import newest_need
from segue.reads.options import chose_on
from segue.reads.terms import terms_from
from segue.rules.actor import CLOCK, SYSTEM, Actor, Part
from segue.rules.check import canonical, may_ask, question_from
from segue.rules.clock import Urgency
from segue.rules.consent import ConsentEvent, ConsentStatus, next_status
from segue.rules.handoff import (
    ENDED,
    HANDOFF,
    PACKET_OPEN,
    TAKEN,
    HandoffEvent,
    HandoffFacts,
    SettleCause,
    State,
)
from segue.rules.need import Need
from segue.rules.step import Refused, SaidBy, Step, decide
from segue.rules.terms import no_worse
from segue.rules.text import N_
from segue.store.cells import cells_of_client, cells_of_handoff
from segue.store.keys import key_within
from segue.store.lore import common_languages, rare_areas
from segue.store.models import Consent, Handoff, Option, Question, Referral, SignedContent
from segue.store.step import drop_jobs

CLIENT_DECIDES = frozenset({"terms_changed", "higher_choice_open"})
"""Refusals of an unlocking that the client can settle with one tap."""
NO_NEED = Refused(
    "no_need",
    N_("What the client looks for is not written down yet."),
    N_("Write the need first. Then others can be asked."),
)


def prepare(turn: Turn, option: Option) -> Turn | Refused:
    """A new approach to one of the client's choices; nobody is asked yet."""
    facts = HandoffFacts(chosen_by_client=option.rank is not None)
    step = decide(HANDOFF, None, HandoffEvent.prepare, part=Part.referrer, facts=facts, now=turn.at.here)
    if isinstance(step, Refused):
        return step
    referral, row = turn.referral, turn.at.new_id()
    _, wrapped = key_within(referral.practice, owner=row)
    consent = Consent.objects.filter(
        referral_id=referral.id, profile_id=option.profile_id, status=ConsentStatus.signed
    ).first()
    Handoff.objects.create(
        id=row,
        referral=referral,
        from_practice=referral.practice,
        to_practice_id=option.profile.practice_id if option.profile.claimed_at else None,
        profile=option.profile,
        assigned_id=option.profile.person_id,
        option=option,
        consent=consent,
        state=step.state,
        key_wrapped=wrapped,
        code_phone=option.profile.phone,
        prepared_at=turn.at.now,
    )
    taken = take_handoff(turn, row)
    assert isinstance(taken, Turn)
    return Turn(turn.actor, turn.at, turn.referral, Part.referrer, taken.handoff)


def request(turn: Turn) -> Step | Refused:
    """Ask whether there is an opening; the question speaks of the clinician, never of a client."""
    handoff, referral = turn.the_handoff, turn.referral
    sheet = newest_need(referral)
    if sheet is None:
        return NO_NEED
    told = connections_to(referral.referrer, practice=referral.practice, profiles=[handoff.profile])
    option = handoff.option
    live = Handoff.objects.filter(referral_id=referral.id, state=State.requested).count()
    step = turn.decide_handoff(
        HandoffEvent.request,
        HandoffFacts(
            on_do_not_ask=not may_ask(sheet.need, str(handoff.profile_id)),
            connections_untold=int(bool(told) and not option.connection_hash),
            unacknowledged_connections=int(option.connection_hash != option.acknowledged_hash),
            live_requests=live,
            live_limit=referral.live_limit,
            urgent=referral.urgency == Urgency.urgent,
        ),
    )
    if isinstance(step, Refused):
        return step
    question = question_from(
        sheet.need,
        rare_areas=rare_areas(),
        common_languages=frozenset(common_languages(referral.practice.jurisdiction)),
    )
    sealed = cells_of_handoff(handoff).seal(
        canonical(question), table=Handoff, column="request_sealed", row=handoff.id
    )
    others = live > 0 or referral.live_limit > 1
    changes = {
        "requested_at": turn.at.now,
        "due_at": clock.due_for(turn),
        "request_sealed": sealed,
        "others_asked": others,
    }
    if handoff.to_practice_id is None:
        link_of_guest(handoff, at=turn.at)
    turn.write_handoff(HandoffEvent.request, step, changes=changes, jobs=clock.whole_clock(turn))
    return step


@dataclass(frozen=True, slots=True)
class Asked:
    """The approaches that were asked, and why the next one was not, where one was left."""

    handoffs: tuple[str, ...] = ()
    refused: Refused | None = None


def request_next(turn: Turn, *, actor: Actor = CLOCK, part: Part = Part.clock) -> Asked:
    """Ask as many of the client's next choices as may be asked at once."""
    asked: list[str] = []
    for option in next_choices(turn):
        prepared = prepare(turn, option)
        if isinstance(prepared, Refused):
            return Asked(tuple(asked), prepared)
        step = request(as_part(prepared, part, actor))
        if isinstance(step, Refused):
            Handoff.objects.filter(pk=prepared.the_handoff.id).delete()
            turn.refresh()
            return Asked(tuple(asked), step)
        asked.append(str(prepared.the_handoff.id))
    return Asked(tuple(asked))


def move_on(turn: Turn) -> None:
    """An approach ended, or waits: the next choice is asked, and whoever said yes may be the next to read."""
    request_next(as_part(turn, Part.clock, CLOCK))
    unlock_what_can(turn)


def start_failed(turn: Turn) -> None:
    """An acceptance came to nothing: no check-in is asked, and what rested is good again."""
    drop_check_ins(turn)
    change_consents(turn, event=ConsentEvent.wake, but=turn.the_handoff.profile_id)
    want_signatures(turn)


def want_signatures(turn: Turn) -> None:
    """Where a choice that is still to come has no permission in force, the client is asked to sign again."""
    wanted = {option.profile_id for option in next_choices(turn)}
    signed = Consent.objects.filter(referral_id=turn.referral.id, status=ConsentStatus.signed)
    if turn.referral.signed_at is not None and wanted - set(signed.values_list("profile_id", flat=True)):
        Referral.objects.filter(pk=turn.referral.id).update(signed_at=None)
        turn.referral.signed_at = None
        turn.refresh()


def next_choices(turn: Turn) -> Iterable[Option]:
    """The client's choices whom nobody has approached, or only until another accepted; first choice first."""
    approached = (
        Handoff.objects.filter(referral_id=turn.referral.id).exclude(state=State.settled).values("option_id")
    )
    ranked = turn.referral.options.filter(rank__isnull=False).exclude(id__in=approached)
    return ranked.select_related("profile").order_by("rank")


def unlock_what_can(turn: Turn) -> None:
    """Try every confirmed approach in the client's order; one that the client must decide on waits for them."""
    confirmed = Handoff.objects.filter(referral_id=turn.referral.id, state=State.confirmed)
    for row in confirmed.order_by("option__rank").values_list("id", flat=True):
        taken = take_handoff(Turn(SYSTEM, turn.at, turn.referral, Part.system), row)
        assert isinstance(taken, Turn)
        step = unlock(taken)
        if isinstance(step, Refused):
            waits = step.code in CLIENT_DECIDES
            if waits != taken.the_handoff.client_decides:
                Handoff.objects.filter(pk=row).update(client_decides=waits)
                turn.refresh()


def unlock(turn: Turn, *, client_said_go: bool = False, word: SaidBy | None = None) -> Step | Refused:
    """Let this recipient open the packet, if consent, terms, order and safety allow it."""
    handoff = turn.the_handoff
    cover = cover_of(handoff, on=turn.at.now)
    facts = replace(unlock_facts(turn, cover, client_said_go=client_said_go), said_by=word)
    step = turn.decide_handoff(HandoffEvent.unlock, facts)
    if isinstance(step, Refused):
        return step
    assert cover.consent is not None
    frozen = cover.consent.content
    body = cells_of_client(turn.referral.client).open(
        frozen.body_sealed, table=SignedContent, column="body_sealed", row=frozen.id
    )
    changes = {
        "unlocked_at": turn.at.now,
        "consent_id": cover.consent.id,
        "content_sealed": cells_of_handoff(handoff).seal(
            body, table=Handoff, column="content_sealed", row=handoff.id
        ),
        "content_hash": frozen.content_hash,
        "client_decides": False,
        "terms_agreed": True,
    }
    refs = {"content": frozen.content_hash}
    # While one may read, there is nothing to decide about the others.
    Handoff.objects.filter(referral_id=turn.referral.id, client_decides=True).update(client_decides=False)
    turn.write_handoff(HandoffEvent.unlock, step, changes=changes, refs=refs, said_by=word)
    return step


def unlock_facts(turn: Turn, cover: Cover, *, client_said_go: bool) -> HandoffFacts:
    """Everything that stands between a yes and the summary."""
    handoff, referral = turn.the_handoff, turn.referral
    others = Handoff.objects.filter(referral_id=referral.id).exclude(pk=handoff.id)
    snapshot = cells_of_client(referral.client).open_json(
        handoff.option.facts_sealed, table=Option, column="facts_sealed", row=handoff.option_id
    )
    kept = cells_of_handoff(handoff).open_json(
        handoff.terms_sealed, table=Handoff, column="terms_sealed", row=handoff.id
    )
    rank = handoff.option.rank or 0
    higher = others.filter(option__rank__lt=rank, state=State.requested)
    return HandoffFacts(
        consent_covers=cover.problem is None,
        consent_problem=cover.problem.why if cover.problem else "",
        other_open_packet=others.filter(state__in=[*PACKET_OPEN]).exists(),
        paused_until=referral.paused_until,
        safety_talk_open=referral.safety_talk_open,
        terms_no_worse=handoff.terms_agreed
        or (kept is not None and no_worse(chose_on(snapshot), now=terms_from(kept))),
        higher_choice_within_clock=any(row.due_at is None or row.due_at > turn.at.now for row in higher),
        whoever_first=referral.whoever_first,
        client_said_go=client_said_go,
    )


def settle_others(turn: Turn, *, cause: SettleCause) -> None:
    """Everybody else who was asked or may read hears “settled, thank you”; the unused consents rest."""
    kept = turn.handoff.id if turn.handoff else NOBODY
    _settle(turn, Handoff.objects.filter(referral_id=turn.referral.id).exclude(pk=kept), cause=cause)
    if turn.handoff:
        change_consents(turn, event=ConsentEvent.rest, but=turn.handoff.profile_id)


def settle_unchosen(turn: Turn) -> None:
    """Who is no longer among the client's choices is let go, and the permission for them ends."""
    chosen = set(turn.referral.options.filter(rank__isnull=False).values_list("profile_id", flat=True))
    _part_with(turn, ~Q(profile_id__in=chosen))


def leave_out_unwanted(turn: Turn, need: Need) -> None:
    """Whom the client by now does not want asked is no option any more; the way goes on with the others."""
    shown = list(turn.referral.options.filter(is_shown=True).order_by("place"))
    unwanted = [option for option in shown if not may_ask(need, str(option.profile_id))]
    if not unwanted:
        return
    fallen = turn.referral.options.filter(pk__in=[option.id for option in unwanted])
    fallen.update(is_shown=False, rank=None)
    if len(unwanted) == len(shown):
        Referral.objects.filter(pk=turn.referral.id).update(shown_at=None)
        turn.referral.shown_at = None
    turn.note("options_left_out", refs={"options": ",".join(str(option.id) for option in unwanted)})
    _part_with(turn, Q(profile_id__in=[option.profile_id for option in unwanted]))
    turn.refresh()


def _part_with(turn: Turn, who: Q) -> None:
    """Let these recipients go: what they were asked is settled, what they may read and the permissions end."""
    rows = Handoff.objects.filter(who, referral_id=turn.referral.id)
    _settle(turn, rows, cause=SettleCause.chosen_otherwise)
    withdraw_from(turn, rows.filter(state=State.opened), reason="chose otherwise")
    for consent in Consent.objects.filter(who, referral_id=turn.referral.id):
        _change(consent, event=ConsentEvent.end, turn=turn)
    want_signatures(turn)
    unlock_what_can(turn)


def _settle(turn: Turn, rows: QuerySet[Handoff], *, cause: SettleCause) -> None:
    for row in rows.exclude(state__in=[*ENDED]).values_list("id", flat=True):
        taken = take_handoff(Turn(SYSTEM, turn.at, turn.referral, Part.system), row)
        assert isinstance(taken, Turn)
        facts = HandoffFacts(settle_cause=cause)
        step = taken.decide_consequence(HandoffEvent.settle, facts, part=Part.system)
        if isinstance(step, Step):
            let_go(taken)
            taken.write_handoff(HandoffEvent.settle, step, changes=closing_columns(taken))


def change_consents(turn: Turn, *, event: ConsentEvent, but: UUID | None = None) -> None:
    """Bring the consents for other recipients to where this event leads, where it leads anywhere."""
    for consent in Consent.objects.filter(referral_id=turn.referral.id).exclude(profile_id=but or NOBODY):
        _change(consent, event=event, turn=turn)


def _change(consent: Consent, *, event: ConsentEvent, turn: Turn) -> None:
    status = next_status(ConsentStatus(consent.status), event=event)
    if isinstance(status, ConsentStatus):
        ended = turn.at.now if status is ConsentStatus.ended else None
        Consent.objects.filter(pk=consent.pk).update(status=status, ended_at=ended)


def close_everything_for(turn: Turn, profiles: set[UUID]) -> None:
    """The client stopped sharing: every approach to these recipients that nobody accepted is withdrawn at once."""
    rows = Handoff.objects.filter(referral_id=turn.referral.id, profile_id__in=profiles)
    withdraw_from(turn, rows.exclude(state__in=[*TAKEN]), reason="stopped sharing")


def withdraw_from(turn: Turn, rows: QuerySet[Handoff], *, reason: str) -> None:
    """The client takes back what these were asked or may read."""
    for row in rows.exclude(state__in=[*ENDED]).values_list("id", flat=True):
        taken = take_handoff(Turn(turn.actor, turn.at, turn.referral, turn.part), row)
        assert isinstance(taken, Turn)
        facts = HandoffFacts(withdraw_reason=reason)
        step = taken.decide_consequence(HandoffEvent.withdraw, facts, part=Part.client)
        if isinstance(step, Step):
            let_go(taken)
            taken.write_handoff(HandoffEvent.withdraw, step, changes=closing_columns(taken))


def let_go(turn: Turn) -> None:
    """Whatever ends gives back its clock and its hold, and its guest's link opens no packet any more."""
    close_question(turn)
    clock.stop_clock(turn)
    clock.stop_hold(turn)
    drop_jobs(f"lapse:{turn.the_handoff.id}", at=turn.at)


def close_question(turn: Turn) -> None:
    """A decision makes a question that stood open moot."""
    Question.objects.filter(handoff_id=turn.the_handoff.id, answered_at__isnull=True).update(
        answered_at=turn.at.now
    )


def closing_columns(turn: Turn) -> dict[str, object]:
    """What an ended approach no longer holds: an unread packet leaves the row."""
    is_unread = turn.the_handoff.state == State.unlocked
    return {"ended_at": turn.at.now, "client_decides": False} | (
        {"content_sealed": None} if is_unread else {}
    )
