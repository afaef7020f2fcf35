"""Searches of the directory that somebody runs time and again. They are theirs alone; words in them are sealed."""

from dataclasses import dataclass
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.turn import NOBODY, id_of
from segue.rules.actor import Actor
from segue.rules.looking import looking_at, query_of
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import SavedSearch

LONGEST_NAME = 80
MOST_SEARCHES = 50
NO_NAME = Refused(
    "no_name", N_("A saved search needs a name."), N_("Write up to 80 signs."), {"field": "name"}
)
NAME_TAKEN = Refused(
    "name_taken", N_("You have a saved search of this name."), N_("Choose another name."), {"field": "name"}
)
TOO_MANY = Refused(
    "too_many", N_("You have 50 saved searches."), N_("Delete one that you do not use."), {"field": "name"}
)


@dataclass(frozen=True, slots=True)
class SaveSearch:
    """A search under a name; `query` is that of its page's address."""

    key: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class RenameSearch:
    """Another name for a saved search."""

    key: str
    search: str
    name: str


@dataclass(frozen=True, slots=True)
class DeleteSearch:
    """Take a saved search away."""

    key: str
    search: str


@act
def keep(actor: Actor, command: SaveSearch, at: At) -> Done | Refused:
    """Keep what is looked for."""
    if actor.person is None or refusal_unless(actor, Thing.directory, Verb.see):
        return NOT_FOUND
    if no := _refusal_of(command.name, person=actor.person):
        return no
    if SavedSearch.objects.filter(person_id=actor.person).count() >= MOST_SEARCHES:
        return TOO_MANY
    row = SavedSearch.objects.create(
        id=at.new_id(),
        person_id=actor.person,
        name=command.name.strip(),
        looked_for=query_of(looking_at(command.query)),
        saved_at=at.now,
    )
    return Done(str(row.id))


@act
def rename(actor: Actor, command: RenameSearch, _at: At) -> Done | Refused:
    """Give it another name."""
    row = SavedSearch.objects.filter(person_id=actor.person or NOBODY, pk=id_of(command.search)).first()
    if row is None or actor.person is None:
        return NOT_FOUND
    if no := _refusal_of(command.name, person=actor.person, but=row.id):
        return no
    row.name = command.name.strip()
    row.save(update_fields=["name"])
    return Done(str(row.id))


@act
def forget(actor: Actor, command: DeleteSearch, _at: At) -> Done | Refused:
    """Take it away."""
    gone, _ = SavedSearch.objects.filter(person_id=actor.person or NOBODY, pk=id_of(command.search)).delete()
    return Done(command.search) if gone else NOT_FOUND


def _refusal_of(name: str, *, person: UUID, but: UUID | None = None) -> Refused | None:
    """Why this person cannot use this name."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return NO_NAME
    taken = SavedSearch.objects.filter(person_id=person, name=name).exclude(pk=but or NOBODY)
    return NAME_TAKEN if taken.exists() else None
