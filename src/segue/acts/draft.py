"""Drafts: what somebody typed and has not sent. Saving one writes no record entry and no notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.cells import cells_of_practice
from segue.store.models import Draft, Practice


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """The fields of a page as they stand, each with its values."""

    key: str
    page: str
    fields: Mapping[str, Sequence[str]]


@act
def keep(actor: Actor, command: KeepDraft, at: At) -> Done | Refused:
    """Keep the newest words of this person on this page, sealed; older ones give way."""
    if actor.person is None or actor.practice is None:
        return NOT_FOUND
    if no := refusal_unless(actor, Thing.referral, Verb.change):
        return no
    before = Draft.objects.filter(person_id=actor.person, page=command.page).first()
    row = before.id if before else at.new_id()
    cells = cells_of_practice(Practice.objects.get(pk=actor.practice))
    fields = {name: list(values) for name, values in command.fields.items()}
    sealed = cells.seal_json(fields, table=Draft, column="body_sealed", row=row)
    if before:
        Draft.objects.filter(pk=row).update(body_sealed=sealed, version=before.version + 1, saved_at=at.now)
    else:
        Draft.objects.create(
            id=row,
            practice_id=actor.practice,
            person_id=actor.person,
            page=command.page,
            body_sealed=sealed,
            saved_at=at.now,
        )
    return Done(str(row))


def drop_draft(person: UUID | None, *, page: str) -> None:
    """What was sent is no draft any more. In the caller's transaction."""
    if person is not None:
        Draft.objects.filter(person_id=person, page=page).delete()
