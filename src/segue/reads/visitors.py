"""Who stands behind an account or a link: the practice they belong to, and what they may lead to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from segue.reads.viewing import by_link
from segue.rules.actor import Kind
from segue.store.models import Link, Membership, Person, Practice


@dataclass(frozen=True, slots=True)
class PracticeSheet:
    """A practice, as far as its people, clients and guests may see it."""

    id: UUID
    name: str
    neutral_name: str
    kind: str
    zone: str
    jurisdiction: str
    country: str
    phone: str
    exit_url: str


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """Somebody with an account."""

    id: UUID
    name: str
    credentials: str
    email: str
    npi: str
    zone: str


@dataclass(frozen=True, slots=True)
class StaffSheet:
    """A person in the practice where they work, with every kind that their roles make them."""

    person: PersonSheet
    practice: PracticeSheet
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class LinkSheet:
    """A live link: its kind, whose it is, and where it leads."""

    id: UUID
    kind: str
    practice: PracticeSheet
    zone: str
    referral: UUID | None
    client: UUID | None
    representative: UUID | None
    handoff: UUID | None
    ask: UUID | None
    person: UUID | None
    profile: UUID | None

    def leads_to(self, name: str) -> UUID | None:
        """The row of this kind to which the link leads."""
        targets = {
            "referral": self.referral,
            "handoff": self.handoff,
            "ask": self.ask,
            "profile": self.profile,
        }
        return targets[name]


_KIND = {
    "clinician": Kind.clinician,
    "supervisor": Kind.clinician,
    "coordinator": Kind.coordinator,
    "owner": Kind.owner,
}


def staff_of(person: AbstractBaseUser) -> StaffSheet | None:
    """The person in their first practice, or None for an account without a role."""
    assert isinstance(person, Person)
    roles = list(
        Membership.objects.select_related("practice")
        .filter(person=person, until__isnull=True)
        .order_by("since", "id")
    )
    if not roles:
        return None
    practice = roles[0].practice
    kinds = frozenset(_KIND[role.role] for role in roles if role.practice_id == practice.id)
    sheet = PersonSheet(person.id, person.name, person.credentials, person.email, person.npi, person.zone)
    return StaffSheet(sheet, practice_sheet(practice), kinds)


@by_link()
def live_links(links: tuple[UUID, ...], *, now: datetime) -> tuple[LinkSheet, ...]:
    """Those of these links that are still live."""
    rows = Link.objects.select_related(
        "referral__practice",
        "handoff__profile",
        "handoff__from_practice",
        "ask__profile",
        "practice",
        "profile",
    ).filter(pk__in=links, revoked_at__isnull=True, expires_at__gt=now)
    return tuple(_link_sheet(row) for row in rows if row.practice is not None)


def practice_sheet(practice: Practice) -> PracticeSheet:
    """A practice as a sheet."""
    return PracticeSheet(
        practice.id,
        practice.name,
        practice.neutral_name,
        practice.kind,
        practice.zone,
        practice.jurisdiction,
        practice.country,
        practice.phone,
        practice.exit_url,
    )


def _link_sheet(row: Link) -> LinkSheet:
    assert row.practice is not None
    profile = row.handoff.profile if row.handoff else row.ask.profile if row.ask else row.profile
    return LinkSheet(
        id=row.id,
        kind=row.kind,
        practice=practice_sheet(row.practice),
        zone=profile.zone if profile else row.practice.zone,
        referral=row.referral_id,
        client=row.referral.client_id if row.referral else None,
        representative=row.representative_id,
        handoff=row.handoff_id,
        ask=row.ask_id,
        person=row.person_id,
        profile=row.profile_id,
    )
