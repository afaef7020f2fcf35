"""The searches of the directory that somebody keeps, for nobody but them."""

from dataclasses import dataclass
from uuid import UUID

from segue.reads.directory_words import words_in
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.looking import Looking, looking_at


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One saved search; `query` leads to its page, `words` are its free ones, opened."""

    id: UUID
    name: str
    query: str
    looking: Looking
    words: str


def saved_searches(viewer: Actor) -> tuple[SavedLine, ...]:
    """All of this person's, by name. One statement."""
    with viewing(viewer) as scope:
        rows = list(scope.saved_searches.order_by("name"))
        lookings = [looking_at(row.looked_for) for row in rows]
        return tuple(
            SavedLine(row.id, row.name, row.looked_for, asked, words_in(asked.sealed, person=scope.person))
            for row, asked in zip(rows, lookings, strict=True)
        )
