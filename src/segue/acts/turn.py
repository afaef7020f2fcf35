"""One act's turn at a referral: the locked rows, the part of the one who acts, the table asked, the step written.

Every act on a referral or a handoff begins with `turn_at` or `turn_at_handoff` and ends with `write`. The
referral's stage and next step follow from its facts and are brought up to date with each step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from segue.acts.rights import NOT_FOUND, STALE
from segue.acts.streams import referral_stream
from segue.reads.standing import view_of
from segue.rules.actor import Actor, Part, part_in_handoff, part_in_referral
from segue.rules.effect import NOTICES
from segue.rules.handoff import HANDOFF, HandoffEvent, HandoffFacts, State
from segue.rules.moment import At
from segue.rules.permission import may, right_for_handoff, right_for_referral
from segue.rules.referral import REFERRAL, ReferralEvent, ReferralFacts, Stage
from segue.rules.stage import next_step, stage
from segue.rules.step import Refused, SaidBy, Step, decide
from segue.store.models import Handoff, Referral
from segue.store.record import Line, append
from segue.store.statement import Select, update
from segue.store.step import Due, Written, write_step

_LOCKED = Referral.objects.select_for_update(of=("self",)).select_related("client__practice")
_REFERRAL = Select(lambda referral: _LOCKED.filter(pk=referral), referral=UUID)
_REFERRAL_OF = Select(lambda handoff: _LOCKED.filter(handoffs=handoff), handoff=UUID)
_HANDOFF = Select(
    lambda handoff, referral: (
        Handoff.objects.select_for_update(of=("self",))
        .select_related("from_practice", "profile")
        .filter(pk=handoff, referral_id=referral)
    ),
    handoff=UUID,
    referral=UUID,
)


@dataclass(slots=True)
class Turn:
    """The rows of one referral, held by this act until its transaction ends."""

    actor: Actor
    at: At
    referral: Referral
    part: Part
    handoff: Handoff | None = None
    notices: list[Due] = field(default_factory=list)

    @property
    def refs(self) -> dict[str, str]:
        """The identifiers that each notice and entry carries."""
        ids = {"referral": str(self.referral.id)}
        return ids | ({"handoff": str(self.handoff.id)} if self.handoff else {})

    def decide(self, event: ReferralEvent, facts: ReferralFacts) -> Step | Refused:
        """Ask the referral's table, after the right to do such a thing at all."""
        thing, verb = right_for_referral(event, part=self.part, on_word=facts.said_by is not None)
        if not may(self.actor.kind, thing, verb):
            return NOT_FOUND
        now = self.at.here
        return decide(REFERRAL, Stage(self.referral.stage), event, part=self.part, facts=facts, now=now)

    def decide_handoff(self, event: HandoffEvent, facts: HandoffFacts) -> Step | Refused:
        """Ask the handoff's table in the same way."""
        handoff = self.the_handoff
        thing, verb = right_for_handoff(event, part=self.part, on_word=facts.said_by is not None)
        if not may(self.actor.kind, thing, verb):
            return NOT_FOUND
        return decide(HANDOFF, State(handoff.state), event, part=self.part, facts=facts, now=self.at.here)

    def decide_consequence(self, event: HandoffEvent, facts: HandoffFacts, *, part: Part) -> Step | Refused:
        """Ask the table for what follows from an event that was allowed already."""
        state = State(self.the_handoff.state)
        return decide(HANDOFF, state, event, part=part, facts=facts, now=self.at.here)

    @property
    def the_handoff(self) -> Handoff:
        """The handoff of this turn; an act that has none must not ask."""
        assert self.handoff is not None
        return self.handoff

    def write(
        self,
        event: str,
        step: Step,
        *,
        changes: Mapping[str, Any] | None = None,
        refs: Mapping[str, str] | None = None,
        detail: Mapping[str, object] | None = None,
        jobs: Iterable[Due] = (),
        said_by: SaidBy | None = None,
    ) -> None:
        """Write a step of the referral itself, then bring its stage up to date."""
        line = self._line(event, refs, detail, said_by)
        written = Written(line, self._due(step, row=self.referral), tuple(jobs))
        write_step(
            self.referral,
            {**(changes or {}), "moved_on": self.at.today},
            written,
            stream=referral_stream(self.referral),
            actor=self.actor,
            at=self.at,
        )
        self.refresh()

    def write_handoff(
        self,
        event: HandoffEvent,
        step: Step,
        *,
        changes: Mapping[str, Any] | None = None,
        refs: Mapping[str, str] | None = None,
        detail: Mapping[str, object] | None = None,
        jobs: Iterable[Due] = (),
        said_by: SaidBy | None = None,
    ) -> None:
        """Write a step of the handoff, then bring the referral's stage up to date."""
        handoff = self.the_handoff
        line = self._line(f"handoff_{event}", refs, detail, said_by)
        written = Written(line, self._due(step, row=handoff), tuple(jobs))
        write_step(
            handoff,
            {**(changes or {}), "state": step.state},
            written,
            stream=referral_stream(self.referral),
            actor=self.actor,
            at=self.at,
        )
        self.refresh(moved=True)

    def note(
        self, event: str, *, refs: Mapping[str, str] | None = None, detail: Mapping[str, object] | None = None
    ) -> None:
        """Add an entry to the record that changes no state."""
        append(
            referral_stream(self.referral),
            self._line(event, refs, detail, None),
            actor=self.actor,
            at=self.at,
        )

    def refresh(self, *, moved: bool = False) -> None:
        """Bring stage and next step of the referral up to date with its facts."""
        referral = self.referral
        if moved:
            referral.moved_on = self.at.today
        view = view_of(referral)
        next_one = next_step(view, today=self.at.today)
        derived: dict[str, Any] = {
            "stage": str(stage(view)),
            "step": str(next_one.code) if next_one else "",
            "step_owner": str(next_one.owner) if next_one else "",
            "step_on": next_one.day if next_one else None,
        }
        if moved:
            derived |= {"moved_on": referral.moved_on, "version": referral.version + 1}
        update(Referral, derived, id=referral.pk)
        for column, value in derived.items():
            setattr(referral, column, value)

    def _line(
        self,
        event: str,
        refs: Mapping[str, str] | None,
        detail: Mapping[str, object] | None,
        said_by: SaidBy | None,
    ) -> Line:
        word = {"said_by": f"{said_by.who}", "how": said_by.how, "when": f"{said_by.when}"} if said_by else {}
        return Line(event, refs=self.refs | dict(refs or {}), detail=dict(detail or {}) | word)

    def _due(self, step: Step, *, row: Referral | Handoff) -> tuple[Due, ...]:
        """One outbox row for each notice; the key is the row's version, so that a step sends it once."""
        version = row.version + 1
        sent = tuple(self.notices)
        self.notices.clear()
        return sent + tuple(
            Due(str(effect), f"{effect}:{row.id}:{version}", self.refs)
            for effect in step.effects
            if effect in NOTICES
        )


def turn_at(actor: Actor, referral: str | UUID, at: At, *, version: int = 0) -> Turn | Refused:
    """Lock a referral and find the actor's part in it. `version` 0: the actor saw no page of it."""
    row = _locked(referral)
    if row is None:
        return NOT_FOUND
    part = part_in_referral(actor, practice=row.practice_id, client=row.client_id)
    if part is Part.nobody:
        return NOT_FOUND
    if version and version != row.version:
        return STALE
    return Turn(actor, at, row, part)


def turn_at_handoff(actor: Actor, handoff: str | UUID, at: At, *, version: int = 0) -> Turn | Refused:
    """Lock a referral, then one of its handoffs, always in this order, and find the actor's part."""
    wanted = id_of(handoff)
    referral = _with_practice(_REFERRAL_OF.first(handoff=wanted))
    if referral is None:
        return NOT_FOUND
    return take_handoff(Turn(actor, at, referral, Part.nobody), wanted, version=version)


def take_handoff(turn: Turn, handoff: UUID, *, version: int = 0) -> Turn | Refused:
    """The same turn, at one of the referral's handoffs."""
    row = _HANDOFF.first(handoff=handoff, referral=turn.referral.id)
    assert row is not None
    row.referral = turn.referral
    part = part_in_handoff(
        turn.actor,
        from_practice=row.from_practice_id,
        to_practice=row.to_practice_id,
        client=turn.referral.client_id,
        handoff=row.id,
        to_person=row.profile.person_id,
    )
    hidden = part is Part.recipient and row.requested_at is None
    if part is Part.nobody or hidden:
        return NOT_FOUND
    if version and version != row.version:
        return STALE
    return Turn(turn.actor, turn.at, turn.referral, part, row)


def as_part(turn: Turn, part: Part, actor: Actor) -> Turn:
    """The same rows, acted upon by the clock or the system as a consequence."""
    return Turn(actor, turn.at, turn.referral, part, turn.handoff)


NOBODY = UUID(int=0)
"""The identifier under which nothing lies."""


def id_of(text: str | UUID | None) -> UUID:
    """An identifier as a form sends it; what is none finds nothing."""
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return NOBODY


def _locked(referral: str | UUID | None) -> Referral | None:
    return _with_practice(_REFERRAL.first(referral=id_of(referral)))


def _with_practice(referral: Referral | None) -> Referral | None:
    """A referral is made by its client's own practice, which is read once."""
    if referral is not None:
        assert referral.practice_id == referral.client.practice_id
        referral.practice = referral.client.practice
    return referral


def day_of(text: str) -> date | None:
    """A day as a form sends it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
