"""Which connections there are between a referrer and somebody in the directory, in the client's words."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from segue.rules.connection import (
    Connection,
    ConnectionKind,
    Tied,
    Way,
    connections_between,
    words,
)
from segue.store.models import Connection as ConnectionRow
from segue.store.models import Membership, Person, Practice, Profile


def connections_to(
    referrer: Person, *, practice: Practice, profiles: Iterable[Profile]
) -> Mapping[UUID, str]:
    """The sentence that the client reads about each profile that is connected; computed and declared."""
    rows = tuple(profiles)
    mine = Tied(
        practices=frozenset({str(practice.id)}),
        owners=_owners((practice.id,)).get(practice.id, frozenset()),
        addresses=frozenset({practice.address} - {""}),
    )
    owners = _owners(tuple(row.practice_id for row in rows if row.practice_id))
    declared = _declared(referrer, practice=practice, profiles=rows)
    told = {}
    for row in rows:
        theirs = Tied(
            practices=frozenset({str(row.practice_id)} if row.practice_id else ()),
            owners=owners.get(row.practice_id, frozenset()) if row.practice_id else frozenset(),
            addresses=frozenset({row.address} - {""}),
        )
        found = connections_between(mine, recipient=theirs, declared=declared.get(row.id, ()))
        if found:
            told[row.id] = " ".join(words(tie, referrer=referrer.name, recipient=row.name) for tie in found)
    return told


def _owners(practices: tuple[UUID, ...]) -> Mapping[UUID, frozenset[str]]:
    held: dict[UUID, set[str]] = {}
    rows = Membership.objects.filter(practice_id__in=practices, role="owner", until__isnull=True)
    for practice, person in rows.values_list("practice_id", "person_id"):
        held.setdefault(practice, set()).add(str(person))
    return {practice: frozenset(owners) for practice, owners in held.items()}


def _declared(
    referrer: Person, *, practice: Practice, profiles: tuple[Profile, ...]
) -> Mapping[UUID, list[Connection]]:
    rows = ConnectionRow.objects.filter(
        practice=practice, profile__in=profiles, until__isnull=True
    ).values_list("profile_id", "person_id", "kind", "way")
    ties: dict[UUID, list[Connection]] = {}
    for profile, person, kind, way in rows:
        if person in (None, referrer.id):
            ties.setdefault(profile, []).append(Connection(ConnectionKind(kind), Way(way)))
    return ties
