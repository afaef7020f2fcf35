"""For whom a referral can be begun: the clients of a clinician, and who refers in this practice."""

from dataclasses import dataclass
from uuid import UUID

from segue.reads.client import client_sheet
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.store.door import Scope
from segue.store.models import Membership

MOST = 500
"""A caseload is opened in memory; no list is sorted by a client's name in the database."""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client in a list, with the year of birth that tells two of one name apart."""

    id: UUID
    name: str
    year: str


@dataclass(frozen=True, slots=True)
class Caseload:
    """Everybody to choose from, by name; `clinicians` only where somebody begins it for another."""

    clients: tuple[ClientLine, ...]
    clinicians: tuple[tuple[UUID, str], ...]


def caseload(viewer: Actor, *, for_others: bool) -> Caseload:
    """The clients of this person, or of the whole practice for the desk. Two statements."""
    with viewing(viewer) as scope:
        rows = scope.clients.select_related("practice")
        if not for_others:
            rows = rows.filter(clinician_id=scope.person)
        sheets = [client_sheet(row) for row in rows.order_by("-added_at")[:MOST]]
        lines = [ClientLine(sheet.id, sheet.name, sheet.birth_date[:4]) for sheet in sheets]
        return Caseload(
            clients=tuple(sorted(lines, key=lambda line: line.name.casefold())),
            clinicians=_clinicians(scope) if for_others else (),
        )


def _clinicians(scope: Scope) -> tuple[tuple[UUID, str], ...]:
    rows = Membership.objects.filter(
        practice_id=scope.practice, role__in=("clinician", "supervisor"), until__isnull=True
    )
    found = dict(rows.values_list("person_id", "person__name"))
    return tuple(sorted(found.items(), key=lambda item: item[1]))
