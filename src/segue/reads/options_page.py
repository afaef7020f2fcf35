"""The page on which options are found: who is open and fits, who is worth asking, which wish opens more doors.

One search (`reads.matching`); the words for each option come from `rules.matching`. What
a tried wish changes is counted here and kept nowhere. Twelve statements, whatever the number of profiles.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, FilteredRelation, Q

from segue.reads.connections import connections_to
from segue.reads.directory import geography, kilometers
from segue.reads.heading import Heading, heading_of, referral_of
from segue.reads.matching.search import Found, search
from segue.reads.need import NeedSheet, newest_need
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.check import FIRST_ROUND
from segue.rules.codes import Family, label
from segue.rules.dots import Dots, dots_around
from segue.rules.matching.answer import Answer, Counted, Option, Relaxation, Step, WorthAsking, helpful
from segue.rules.matching.fewer import fewer_reason
from segue.rules.matching.geography import NOWHERE
from segue.rules.matching.legal import Legal
from segue.rules.matching.line import Line
from segue.rules.matching.profile import Circle, Finding, ProfileFacts
from segue.rules.matching.three import ENOUGH_AXES
from segue.rules.matching.topic import Topic
from segue.rules.matching.why import reasons
from segue.rules.need import Need, Wish, relax
from segue.store.cells import cells_of_client
from segue.store.models import AvailabilityAsk, Profile, Referral
from segue.store.models import Option as OptionRow

OTHERS = 6
"""How many more who fit stand below the three, to take one of them instead."""


@dataclass(frozen=True, slots=True)
class OptionLine:
    """Somebody who fits, in words for the clinician; `connection` is what the client would read."""

    id: str
    name: str
    role: str
    said: str
    is_known: bool
    is_open: bool
    why: tuple[Line, ...]
    why_not: tuple[Line, ...]
    points: int
    got: Counted
    missed: Counted
    is_seldom: bool
    know: tuple[str, ...]
    answers_by_link: bool
    connection: str
    confirmed_days: int | None
    first_free: date | None


@dataclass(frozen=True, slots=True)
class AskLine:
    """Somebody to be asked for an opening: what is not known of them, or how old their last word is."""

    id: str
    name: str
    role: str
    is_known: bool
    unknown: tuple[Legal | Wish, ...]
    confirmed_days: int | None = None


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Somebody who was asked, and what they answered; an empty answer is none yet."""

    name: str
    answer: str
    first_free: date | None
    wait_weeks: int | None
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OptionsPage:
    """Everything that the need finds today.

    `given`: who stands before the client already. `fewer_reason`: proposed for the record. `tried`: wishes let go for
    a look, not for good. That another concern would open more doors is true and no help, so it is not among the wishes.
    """

    head: Heading
    need: NeedSheet
    shown: tuple[OptionLine, ...]
    others: tuple[OptionLine, ...]
    eligible: int
    are_enough: bool
    why_fewer: Line | None
    fewer_reason: Line | None
    worth_asking: tuple[AskLine, ...]
    asked: tuple[AskedLine, ...]
    given: tuple[str, ...]
    relax: tuple[Relaxation, ...]
    steps: tuple[Step, ...]
    of: int
    dots: Dots | None
    tried: tuple[Wish, ...]


def options_page(
    viewer: Actor, referral: UUID, *, now: datetime, without: Collection[str] = (), tried: Sequence[Wish] = ()
) -> OptionsPage | Heading | None:
    """The sheet of the page; the head alone before a need was written; None where it is somebody else's."""
    with viewing(viewer) as scope:
        row = referral_of(scope, referral)
        if row is None:
            return None
        sheet = newest_need(row)
        return _found(row, sheet, now=now, without=without, tried=tried) if sheet else heading_of(row)


def _found(
    row: Referral, sheet: NeedSheet, *, now: datetime, without: Collection[str], tried: Sequence[Wish]
) -> OptionsPage:
    need = relax(sheet.need, *tried)
    found = search(need, viewer=row.referrer_id, now=now, but=(*without, *_self(row)))
    answer = found.answer
    asked = _asked(row)
    first = _three_then_others(answer)
    worth = [one for one in answer.worth_asking if one.id not in asked][:FIRST_ROUND]
    words = _words_on([*(one.id for one in first), *(one.id for one in worth)])
    before = list(OptionRow.objects.select_related("profile").filter(referral_id=row.id).order_by("place"))
    told = _told(row, words.values(), before=before)
    lines = [
        _option_line(one, words[one.id], need=need, found=found, now=now, connection=told.get(one.id, ""))
        for one in first
    ]
    shown = sorted(lines[: len(answer.three.ids)], key=lambda line: not line.is_known)
    are_open = sum(line.is_open for line in shown) >= len(shown) == 3
    return OptionsPage(
        head=heading_of(row),
        need=sheet,
        shown=tuple(shown),
        others=tuple(lines[len(answer.three.ids) :]),
        eligible=answer.eligible,
        are_enough=are_open and answer.three.differ_on >= ENOUGH_AXES,
        why_fewer=answer.three.why_not,
        fewer_reason=fewer_reason(need, answer, are_open=are_open),
        worth_asking=_to_ask(lines, worth, words=words, asked=asked),
        asked=tuple(asked.values()),
        given=tuple(option.profile.name for option in before if option.is_shown),
        relax=tuple(
            one for one in helpful(answer.relax, eligible=answer.eligible) if Wish.CONCERN not in one.wishes
        ),
        steps=answer.steps,
        of=answer.of,
        dots=_dots(need, shown, facts=found.facts),
        tried=tuple(tried),
    )


def _dots(need: Need, shown: Sequence[OptionLine], *, facts: Mapping[str, ProfileFacts]) -> Dots | None:
    """Where those who stand side by side can be gone to, by their numbers there, if the client would go."""
    areas = geography()
    middle = areas.place(need.zip)
    if "in_person" not in need.formats or middle == NOWHERE:
        return None
    going = {
        number: areas.place(facts[line.id].zip)
        for number, line in enumerate(shown, start=1)
        if _can_go(facts[line.id])
    }
    places = {number: areas.middle(place) for number, place in going.items() if place != NOWHERE}
    return dots_around(areas.middle(middle), places)


def _self(referral: Referral) -> tuple[str, ...]:
    """Nobody refers to themself."""
    own = getattr(referral.referrer, "profile", None)
    return (str(own.id),) if own else ()


@dataclass(frozen=True, slots=True)
class _Words:
    """What the directory's row says beyond what a search reads."""

    profile: Profile
    role: str
    limits: tuple[str, ...]


def _three_then_others(answer: Answer) -> list[Option]:
    """The three, then the next who fit in their neutral order."""
    by_id = {one.id: one for one in answer.options}
    three = [by_id[name] for name in answer.three.ids if name in by_id]
    return three + [one for one in answer.options if one.id not in answer.three.ids][:OTHERS]


def _words_on(profiles: Collection[str]) -> Mapping[str, _Words]:
    """One statement for the rows, and what each wants to be known beforehand."""
    rows = (
        Profile.objects.filter(id__in=profiles)
        .select_related("practice")
        .alias(wished=FilteredRelation("facts", condition=Q(facts__family="limit")))
        .annotate(limit_said=F("wished__value"), limit_place=F("wished__code"))
        .order_by("id", "limit_place")
    )
    found: dict[str, _Words] = {}
    for row in rows:
        before = found.get(str(row.id))
        limits = (*(before.limits if before else ()), *((row.limit_said,) if row.limit_said else ()))
        found[str(row.id)] = _Words(row, _role(row), limits)
    return found


def _role(profile: Profile) -> str:
    where = profile.practice.name if profile.practice else profile.place or profile.city
    return " · ".join(part for part in (profile.credentials or profile.profession, where) if part)


def _to_ask(
    fitting: Sequence[OptionLine],
    worth: Sequence[WorthAsking],
    *,
    words: Mapping[str, _Words],
    asked: Collection[str],
) -> tuple[AskLine, ...]:
    """First those who fit and whose last word is too old to say “open”, then those of whom something is not known."""
    old = [
        AskLine(one.id, one.name, one.role, one.is_known, (), one.confirmed_days)
        for one in fitting
        if not one.is_open and one.id not in asked
    ]
    unknown = [
        AskLine(
            one.id,
            words[one.id].profile.name,
            words[one.id].role,
            one.circle is Circle.KNOWN,
            one.unknown,
        )
        for one in worth
    ]
    return (*old, *unknown)[:FIRST_ROUND]


def _told(
    referral: Referral, words: Collection[_Words], *, before: Collection[OptionRow]
) -> Mapping[str, str]:
    """What the client would read of each connection; words written before by hand stay."""
    found = connections_to(
        referral.referrer, practice=referral.practice, profiles=[one.profile for one in words]
    )
    told = {str(profile): text for profile, text in found.items()}
    cells = cells_of_client(referral.client)
    for row in before:
        if row.connection_hash and str(row.profile_id) in told:
            told[str(row.profile_id)] = cells.open(
                row.connection_sealed, table=OptionRow, column="connection_sealed", row=row.id
            )
    return told


def _option_line(
    option: Option, words: _Words, *, need: Need, found: Found, now: datetime, connection: str
) -> OptionLine:
    facts = found.facts[option.id]
    told = reasons(need, facts, today=now.date(), distance=kilometers)
    return OptionLine(
        id=option.id,
        name=words.profile.name,
        role=_place_too(words.role, facts),
        said=words.profile.said,
        is_known=option.circle is Circle.KNOWN,
        is_open=option.is_open,
        why=tuple(reason.line for reason in told.why if reason.topic is not Topic.CONFIRMED),
        why_not=tuple(reason.line for reason in told.why_not),
        points=option.points,
        got=option.why,
        missed=option.why_not,
        is_seldom=option.id == found.answer.three.seldom,
        know=words.limits,
        answers_by_link=words.profile.person_id is None and words.profile.practice_id is None,
        connection=connection,
        confirmed_days=option.confirmed_days,
        first_free=option.first_free,
    )


def _place_too(role: str, facts: ProfileFacts) -> str:
    """What they are and where; that there is no place to go to is said once."""
    online = label(Family.FORMAT, "online")
    return (
        role
        if _can_go(facts) or online in role.lower()
        else " · ".join(part for part in (role, online) if part)
    )


def _can_go(facts: ProfileFacts) -> bool:
    """Whether nothing says that there is no place to go to."""
    return facts.formats is None or facts.formats.holds("in_person") is not Finding.UNMET


def _asked(referral: Referral) -> Mapping[str, AskedLine]:
    rows = AvailabilityAsk.objects.select_related("profile", "check_asked").filter(
        check_asked__referral_id=referral.id
    )
    return {
        str(row.profile_id): AskedLine(
            name=row.profile.name,
            answer=row.answer,
            first_free=row.first_free,
            wait_weeks=row.wait_weeks,
            asked_at=row.check_asked.asked_at,
            answered_at=row.answered_at,
        )
        for row in rows.order_by("-check_asked__asked_at", "profile__name")
    }
