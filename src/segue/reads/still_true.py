"""What of a profile has gone stale, and to whom the question goes whether it is still true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.addresses import Sender, address_of, language_of, name_of, sender_of
from segue.reads.notices import GONE, NO_ADDRESS, NO_LINK, NO_LONGER_SO, Answer, NoticeSheet, Refs, Role
from segue.reads.viewing import by_link
from segue.rules.profile import FAMILIES, OPENING, Age, age_of, family_of, is_stale
from segue.rules.text import N_
from segue.store.models import Fact, Link, Opening, Profile
from segue.store.tokens import token_of

FAMILIES_IN_ORDER = (OPENING, *FAMILIES)


@dataclass(frozen=True, slots=True)
class StaleLine:
    """One family that is getting old: its name, the codes and values in it, and the age of the oldest."""

    family: str
    facts: tuple[tuple[str, str], ...]
    age: Age


@dataclass(frozen=True, slots=True)
class StillTruePage:
    """What the link of the mail shows: whose profile, and what is asked."""

    id: UUID
    name: str
    stale: tuple[StaleLine, ...]


@dataclass(frozen=True, slots=True)
class ListingPage:
    """What the link to a listing shows: the registry's facts, label and value, or that it was taken out."""

    id: UUID
    name: str
    rows: tuple[tuple[str, str], ...]
    is_removed: bool


def stale_of(profile: UUID, *, today: date) -> tuple[str, ...]:
    """The families that are asked for, in the order of the table."""
    facts = Fact.objects.filter(profile_id=profile)
    return tuple(line.family for line in stale_lines(facts, _opening(profile), today=today))


def stale_lines(facts: Iterable[Fact], opening: Opening | None, *, today: date) -> tuple[StaleLine, ...]:
    """The same with what stands there. What has ended is not asked for: it is not true any more."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        family = family_of(fact.family, fact.code)
        has_ended = fact.expires_on is not None and fact.expires_on < today
        if family is not None and not has_ended:
            found.setdefault(family.name, []).append(fact)
    lines = {name: _line(name, rows, today=today) for name, rows in found.items()}
    if opening is not None and is_stale(opening.confirmed_at.date(), is_perishable=True, today=today):
        age = age_of(opening.confirmed_at.date(), is_perishable=True, today=today)
        lines[OPENING] = StaleLine(OPENING, (("places", str(opening.places)),), age)
    return tuple(line for name in FAMILIES_IN_ORDER if (line := lines.get(name)) is not None)


@by_link()
def still_true_page(profile: UUID, *, today: date) -> StillTruePage | None:
    """What whoever holds the link is asked; nothing that is for the owner alone."""
    row = Profile.objects.filter(pk=profile, removed_at__isnull=True).first()
    if row is None:
        return None
    lines = stale_lines(Fact.objects.filter(profile=row), _opening(row.id), today=today)
    return StillTruePage(row.id, row.name, lines)


@by_link()
def listing_page(profile: UUID) -> ListingPage | None:
    """What the registry says of a listing that nobody has claimed."""
    row = Profile.objects.filter(pk=profile).first()
    if row is None or (row.claimed_at is not None and row.removed_at is None):
        return None
    said = (
        (N_("Name"), ", ".join(filter(None, (row.name, row.credentials)))),
        (N_("Profession"), row.profession),
        (N_("NPI"), row.npi or ""),
        (N_("Address"), ", ".join(filter(None, (row.address, row.city, row.state, row.zip)))),
        (N_("Telephone"), row.phone),
    )
    rows = tuple(line for line in said if line[1])
    return ListingPage(row.id, row.name, rows, is_removed=row.removed_at is not None)


def to_profile_owner(refs: Refs, *, now: datetime) -> Answer:
    """The question whether it is still true, as long as something is stale and the link opens something."""
    profile = Profile.objects.select_related("person", "practice").filter(pk=UUID(refs["profile"])).first()
    if profile is None or profile.removed_at is not None:
        return GONE
    link = Link.objects.filter(pk=UUID(refs["link"]), revoked_at__isnull=True, expires_at__gt=now).first()
    asked = stale_of(profile.id, today=now.date())
    if link is None or not asked:
        return NO_LONGER_SO
    to = address_of(profile, assigned=None)
    if not to:
        return NO_ADDRESS
    return NoticeSheet(
        to=to,
        role=Role.staff,
        sender=Sender("Segue"),
        reader=name_of(profile, assigned=None),
        language=language_of(profile, assigned=None),
        zone=profile.zone,
        token=token_of(link.id),
        asked=asked,
    )


def to_listing(refs: Refs, *, now: datetime) -> Answer:
    """The offer to take over a listing, or to take it out, at the listing's own address."""
    profile = Profile.objects.filter(pk=UUID(refs["profile"]), claimed_at__isnull=True).first()
    if profile is None or profile.removed_at is not None:
        return GONE
    links = Link.objects.select_related("person", "practice")
    link = links.filter(pk=UUID(refs["link"]), revoked_at__isnull=True, expires_at__gt=now).first()
    if link is None or link.person is None or link.practice is None:
        return NO_LINK
    if not profile.email:
        return NO_ADDRESS
    return NoticeSheet(
        to=profile.email,
        role=Role.guest,
        sender=sender_of(link.person, practice=link.practice),
        reader=profile.name if profile.kind == "person" else "",
        zone=profile.zone,
        token=token_of(link.id),
    )


def _line(name: str, facts: list[Fact], *, today: date) -> StaleLine | None:
    """The line of a family whose oldest fact is stale."""
    is_perishable = FAMILIES[name].is_perishable
    oldest = min(fact.confirmed_on for fact in facts)
    if not is_stale(oldest, is_perishable=is_perishable, today=today):
        return None
    said = tuple((fact.code, fact.value) for fact in facts)
    return StaleLine(name, said, age_of(oldest, is_perishable=is_perishable, today=today))


def _opening(profile: UUID) -> Opening | None:
    return Opening.objects.filter(profile_id=profile).first()
