"""What somebody typed on a page and did not send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.store.cells import cells_of_practice
from segue.store.models import Draft


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """The fields as they stood, and when they were kept."""

    fields: Mapping[str, list[str]]
    saved_at: datetime


def draft_of(actor: Actor, *, page: str) -> DraftSheet | None:
    """This person's draft of this page, if there is one."""
    if actor.person is None or actor.practice is None:
        return None
    with viewing(actor) as scope:
        row = scope.drafts.select_related("practice").filter(page=page).first()
    if row is None:
        return None
    fields = cells_of_practice(row.practice).open_json(
        row.body_sealed, table=Draft, column="body_sealed", row=row.id
    )
    return DraftSheet(fields, row.saved_at)
