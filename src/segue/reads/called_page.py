"""Somebody called: whom a need finds, with a number to call. Nothing about the caller is read or written.

One search, as for a referral; its answer leaves no trace. Three statements beside it, whatever it finds.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.directory import kilometers
from segue.reads.matching.search import Found, search
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.matching.answer import Option
from segue.rules.matching.line import Line
from segue.rules.matching.profile import Circle
from segue.rules.matching.topic import Topic
from segue.rules.matching.why import reasons
from segue.rules.need import Need
from segue.store.models import Profile


@dataclass(frozen=True, slots=True)
class CalledLine:
    """Somebody to call: who they are, where, by what number, why they fit, and how fresh their opening is."""

    id: str
    name: str
    role: str
    place: str
    phone: str
    is_known: bool
    why: tuple[Line, ...]
    why_not: tuple[Line, ...]
    confirmed_days: int | None
    first_free: date | None


@dataclass(frozen=True, slots=True)
class CalledPage:
    """The three at most, of how many who fit, and what stands against a full three."""

    lines: tuple[CalledLine, ...]
    eligible: int
    why_fewer: Line | None


def called_page(viewer: Actor, need: Need, *, now: datetime) -> CalledPage:
    """Whom the directory has for this need today; never the one who looks."""
    with viewing(viewer) as scope:
        own = Profile.objects.filter(person_id=scope.person).values_list("id", flat=True)
        found = search(need, viewer=viewer.person, now=now, but=[str(profile) for profile in own])
        answer = found.answer
        by_id = {one.id: one for one in answer.options}
        rows = {str(row.id): row for row in _rows(answer.three.ids)}
        lines = [
            _line(by_id[name], rows[name], need=need, found=found, today=now.date())
            for name in answer.three.ids
        ]
        known_first = sorted(lines, key=lambda line: not line.is_known)
        return CalledPage(tuple(known_first), answer.eligible, answer.three.why_not)


def _rows(ids: tuple[str, ...]) -> list[Profile]:
    return list(Profile.objects.filter(id__in=[UUID(name) for name in ids]).select_related("practice"))


def _line(option: Option, row: Profile, *, need: Need, found: Found, today: date) -> CalledLine:
    told = reasons(need, found.facts[option.id], today=today, distance=kilometers, for_client=True)
    return CalledLine(
        id=option.id,
        name=row.name,
        role=row.credentials or ("" if row.practice_id and not row.person_id else row.profession),
        place=row.practice.name if row.practice and row.practice.name != row.name else row.place or row.city,
        phone=row.phone or (row.practice.phone if row.practice else ""),
        is_known=option.circle is Circle.KNOWN,
        why=tuple(reason.line for reason in told.why if reason.topic is not Topic.CONFIRMED),
        why_not=tuple(reason.line for reason in told.why_not),
        confirmed_days=option.confirmed_days,
        first_free=option.first_free,
    )
