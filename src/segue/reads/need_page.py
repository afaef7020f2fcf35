"""The page on which a need is written: what stands so far, and names behind who must not be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from segue.reads.heading import Heading, heading_of, referral_of
from segue.reads.need import NeedSheet, newest_need
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.need import LONGEST_AVOID
from segue.rules.packet import plain
from segue.store.models import Profile

SHORTEST_NAME = 4
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class NeedPage:
    """The head, the newest need if there is one, and who is left out of every question, by name."""

    head: Heading
    jurisdiction: str
    need: NeedSheet | None
    left_out: tuple[tuple[str, str], ...]


def need_page(viewer: Actor, referral: UUID) -> NeedPage | None:
    """The sheet of the page; None where the referral is somebody else's. Three statements."""
    with viewing(viewer) as scope:
        row = referral_of(scope, referral)
        if row is None:
            return None
        sheet = newest_need(row)
        not_ask = sheet.need.not_ask if sheet else ()
        return NeedPage(
            head=heading_of(row),
            jurisdiction=row.practice.jurisdiction,
            need=sheet,
            left_out=names_of(not_ask),
        )


def names_of(profiles: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Identifiers of profiles with their names."""
    rows = Profile.objects.filter(id__in=tuple(profiles)).order_by("name").values_list("id", "name")
    return tuple((str(identifier), name) for identifier, name in rows)


def meant_by(words: str) -> frozenset[str]:
    """The profiles that people and places in words can mean: every one whose name, or practice, holds the words.

    Rather one too many than one too few: somebody the client does not want must not be asked. A part shorter
    than four letters names nobody.
    """
    said = plain(words)[:LONGEST_AVOID]
    parts = {part.strip() for part in said.replace(";", ",").replace("\n", ",").split(",")}
    found: set[str] = set()
    for part in sorted(parts):
        if len(part) < SHORTEST_NAME:
            continue
        rows = Profile.objects.filter(Q(name__icontains=part) | Q(practice__name__icontains=part))
        found |= {str(identifier) for identifier in rows.values_list("id", flat=True)[:MOST_FOUND]}
    return frozenset(found)
