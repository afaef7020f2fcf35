"""The demo's world: three practices with their people, and a directory, all made by acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from segue.acts import link, practice, profile
from segue.acts.answer import Done
from segue.acts.profile import SaidFact, SaidOpening
from segue.demo.calendar import Days
from segue.demo.people import InventedMember, InventedPractice, InventedProfile, people
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At
from segue.rules.step import Refused

OPERATOR = Actor(Kind.operator)
KNOWN = {
    "miriam_castellanos": ("amara_lindqvist", "ruth_feldman_ito", "tomas_brandt", "peter_olander"),
    "tomas_brandt": ("miriam_castellanos", "birgitta_sand"),
    "birgitta_sand": ("miriam_castellanos",),
}
OPENED_DAYS_AGO = 90


class StoryBroken(Exception):
    """An act of the demo was refused: the demo shows what truly works, so it stops there."""


def must(answer: Done | Refused) -> Done:
    """What an act of the story answered. Raises StoryBroken with the refusal's code and words."""
    if isinstance(answer, Refused):
        raise StoryBroken(f"{answer.code}: {answer.why % answer.about} {answer.remedy % answer.about}")
    return answer


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with an account in the demo."""

    ref: str
    name: str
    role: str
    person: str
    practice: str

    @property
    def actor(self) -> Actor:
        """How this person acts; the owner of the group is a clinician too."""
        kind = Kind.coordinator if self.role == "coordinator" else Kind.clinician
        return Actor(kind, person=UUID(self.person), practice=UUID(self.practice))


@dataclass(frozen=True, slots=True)
class World:
    """Everybody in the demo, by the name under which the story calls them."""

    staff: Mapping[str, Staff]
    profiles: Mapping[str, str]


def open_world(days: Days) -> World:
    """Open the practices, give everybody an account, and fill the directory."""
    at = days.ago(OPENED_DAYS_AGO)
    invented = people()
    staff: dict[str, Staff] = {}
    practices = {ref: _open(each, at) for ref, each in invented.practices.items()}
    for ref, each in invented.practices.items():
        for member in each.people:
            staff[member.ref] = _hire(member, each, practices[ref], at)
    today = days.now.astimezone(ZoneInfo(days.zone)).date()
    profiles = {
        ref: _list(each, practices, staff.get(ref), at=at, today=today)
        for ref, each in invented.profiles.items()
    }
    for knower, known in KNOWN.items():
        for ref in known:
            command = profile.KnowColleague(key=f"demo-know-{knower}-{ref}", profile=profiles[ref])
            must(profile.know(staff[knower].actor, command, at))
    return World(staff, profiles)


def say_openings_anew(world: World, days: Days) -> None:
    """What everybody says of their openings now; the story used up what they said two months ago."""
    at = days.at(days.now)
    for ref, each in people().profiles.items():
        if opening := _opening(each, today=at.today):
            command = profile.SayOpening(
                key=f"demo-opening-{ref}", profile=world.profiles[ref], opening=opening
            )
            must(profile.say_opening(OPERATOR, command, at))


def sign_in_links(world: World, days: Days) -> Mapping[str, str]:
    """A link that signs each person in, for as long as the operator allows it."""
    at = days.at(days.now)
    return {
        ref: must(
            link.give_sign_in_link(
                OPERATOR, link.GiveSignInLink(key=f"demo-in-{ref}", person=staff.person), at
            )
        ).id
        for ref, staff in world.staff.items()
    }


def _open(each: InventedPractice, at: At) -> str:
    command = practice.OpenPractice(
        key=f"demo-practice-{each.ref}",
        name=each.name,
        neutral_name=each.neutral_name,
        kind=each.kind,
        zone=each.zone,
        jurisdiction=each.jurisdiction,
        npi=each.npi,
        phone=each.phone,
        address=each.address,
    )
    return must(practice.open_practice(OPERATOR, command, at)).id


def _hire(member: InventedMember, each: InventedPractice, where: str, at: At) -> Staff:
    command = practice.AddPerson(
        key=f"demo-person-{member.ref}",
        practice=where,
        name=member.name,
        email=member.email,
        roles=member.roles,
        zone=each.zone,
        password_hash=practice.hashed(""),  # nobody signs in by password in the demo
        credentials=member.credentials,
        npi=member.npi,
        phone=member.phone,
    )
    person = must(practice.add_person(OPERATOR, command, at)).id
    is_chief = "owner" in member.roles and each.kind == "group"
    role = (
        "owner" if is_chief else next(role for role in ("clinician", *member.roles) if role in member.roles)
    )
    return Staff(member.ref, member.name, role, person, where)


def _list(
    each: InventedProfile, practices: Mapping[str, str], staff: Staff | None, *, at: At, today: date
) -> str:
    command = profile.AddProfile(
        key=f"demo-profile-{each.ref}",
        kind=each.kind,
        name=each.name,
        source=each.source,
        is_claimed=each.source != "check",
        credentials=each.credentials,
        profession=each.profession,
        npi=each.npi,
        practice=practices[each.member_of] if each.member_of else "",
        person=staff.person if staff else "",
        place=each.place,
        address=each.address,
        city=each.city,
        state=each.state,
        zip=each.zip,
        phone=each.phone,
        email=each.email,
        said=each.said,
        facts=tuple(
            SaidFact(
                fact.family,
                fact.code,
                confirmed_on=fact.confirmed_on(today),
                value=fact.value,
                source=fact.source,
                expires_on=fact.ends_on(today),
            )
            for fact in each.facts
        ),
        opening=_opening(each, today=today),
    )
    return must(profile.add(OPERATOR, command, at)).id


def _opening(each: InventedProfile, *, today: date) -> SaidOpening | None:
    said = each.opening
    if said is None or each.source == "check":
        return None  # somebody who is not on Segue has said nothing lately
    confirmed = datetime.combine(said.confirmed_on(today), time(15), tzinfo=UTC)
    return SaidOpening(said.places, said.first_free(today), said.wait_weeks, confirmed)
