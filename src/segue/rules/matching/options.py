"""The answer to a need: who fits, who is worth asking, which three to show, which wish opens more doors.

Nobody is an option who fails a legal test or a must, or of whom one of these is not known; of the latter,
those who fail nothing are worth asking. The same need and the same facts give the same answer, in
whatever order the profiles come. This is the plain, readable way to count; a faster engine has to give
the same answer.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from segue.rules.check import is_open
from segue.rules.matching.legal import Legal, legal
from segue.rules.matching.musts import BITS, Distance, findings, mask
from segue.rules.matching.profile import Circle, Finding, ProfileFacts, current, days_old
from segue.rules.matching.three import Three, three
from segue.rules.matching.why import Reasons, reasons
from segue.rules.need import Need, Wish, musts_of

ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who fits: why, why not, what is not known of the nice to have, how fresh the opening is."""

    id: str
    name: str
    circle: Circle
    why: Reasons
    unknown: tuple[Wish, ...]
    confirmed_days: int | None
    first_free: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class WorthAsking:
    """Somebody who fails nothing, and what must be asked before they are an option."""

    id: str
    name: str
    circle: Circle
    unknown: tuple[Legal | Wish, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How many more would fit if these wishes were only nice to have."""

    wishes: tuple[Wish, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a need finds; `eligible` counts all who fit, also those beyond the limit."""

    eligible: int
    options: tuple[Option, ...]
    three: Three
    relax: tuple[Relaxation, ...]
    worth_asking: tuple[WorthAsking, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    facts: ProfileFacts
    reasons: Reasons
    lawful: Finding
    unmet: int
    not_known: int
    to_ask: tuple[Legal | Wish, ...]
    unknown: tuple[Wish, ...]

    @property
    def fits(self) -> bool:
        return self.lawful is Finding.MET and not self.unmet and not self.not_known

    @property
    def is_worth_asking(self) -> bool:
        return self.lawful is not Finding.UNMET and not self.unmet and bool(self.to_ask)

    @property
    def order(self) -> tuple[bool, int, str]:
        """Colleagues first, then those who fulfill more wishes, then by a name that means nothing."""
        return self.facts.circle is not Circle.KNOWN, -self.reasons.met, self.facts.id


def options(need: Need, profiles: Iterable[ProfileFacts], *, now: datetime, distance: Distance) -> Answer:
    """What this need finds among these profiles; `now` is in the zone of the one who looks."""
    today = now.date()
    rows = sorted(
        (
            _row(need, current(facts, today=today), today=today, distance=distance)
            for facts in profiles
            if facts.id not in need.not_ask
        ),
        key=lambda row: row.order,
    )
    fitting = [row for row in rows if row.fits]
    return Answer(
        eligible=len(fitting),
        options=tuple(_option(row, now=now) for row in fitting[: need.limit]),
        three=_three(need, fitting, now=now, distance=distance),
        relax=relaxations(need, [row.unmet | row.not_known for row in rows if row.lawful is Finding.MET]),
        worth_asking=tuple(
            WorthAsking(row.facts.id, row.facts.name, row.facts.circle, row.to_ask)
            for row in rows
            if row.is_worth_asking
        )[: need.limit],
    )


def relaxations(need: Need, masks: Sequence[int]) -> tuple[Relaxation, ...]:
    """What each must would open, most first, by the bits of what stands in the way of each lawful row.

    Pairs of musts are named only where no single one is enough to reach three.
    """
    musts = musts_of(need)
    standing = Counter(masks)
    fitting = standing[0]
    found = [Relaxation((wish,), standing[BITS[wish]]) for wish in musts]
    if all(fitting + one.more < ENOUGH for one in found):
        alone = {one.wishes[0]: one.more for one in found}
        for one, other in combinations(musts, 2):
            both = standing[BITS[one] | BITS[other]]
            if both:
                found.append(Relaxation((one, other), alone[one] + alone[other] + both))
    opening = [relaxation for relaxation in found if relaxation.more]
    return tuple(sorted(opening, key=lambda relaxation: (-relaxation.more, len(relaxation.wishes))))


def _row(need: Need, facts: ProfileFacts, *, today: date, distance: Distance) -> _Row:
    lawful = {test: tested.finding for test, tested in legal(need, facts, today=today).items()}
    found = findings(need, facts, today=today, distance=distance)
    musts = musts_of(need)
    unsure = tuple(test for test, finding in lawful.items() if finding is Finding.NOT_KNOWN)
    unknown = tuple(wish for wish, finding in found.items() if finding is Finding.NOT_KNOWN)
    return _Row(
        facts=facts,
        reasons=reasons(need, facts, today=today, distance=distance),
        lawful=_worst(lawful.values()),
        unmet=mask(found, of=musts, finding=Finding.UNMET),
        not_known=mask(found, of=musts, finding=Finding.NOT_KNOWN),
        to_ask=(*unsure, *(wish for wish in unknown if wish in musts)),
        unknown=unknown,
    )


def _worst(found: Collection[Finding]) -> Finding:
    """Unmet if one is, else not known if one is."""
    for finding in (Finding.UNMET, Finding.NOT_KNOWN):
        if finding in found:
            return finding
    return Finding.MET


def _option(row: _Row, *, now: datetime) -> Option:
    opening = row.facts.opening
    return Option(
        id=row.facts.id,
        name=row.facts.name,
        circle=row.facts.circle,
        why=row.reasons,
        unknown=row.unknown,
        confirmed_days=None if opening is None else days_old(opening.confirmed_on, today=now.date()),
        first_free=None if opening is None else opening.first_free,
        is_open=is_open(opening, now=now),
    )


def _three(need: Need, fitting: Sequence[_Row], *, now: datetime, distance: Distance) -> Three:
    """Of those who are open, where these are enough; else of all who fit, some of them still to be asked."""
    open_now = [row.facts for row in fitting if is_open(row.facts.opening, now=now)]
    among = open_now if len(open_now) >= ENOUGH else [row.facts for row in fitting]
    return three(need, among, distance=distance)


def to_mapping(answer: Answer) -> dict[str, object]:
    """The answer as plain values for JSON; points have their place and none are counted yet."""
    return {
        "weights": None,
        "sequence": None,
        "eligible": answer.eligible,
        "of": None,
        "options": [_plain(option) for option in answer.options],
        "three": list(answer.three.ids),
        "three_differ_on": answer.three.differ_on,
        "relax": [
            {"wishes": [wish.value for wish in relaxation.wishes], "more": relaxation.more}
            for relaxation in answer.relax
        ],
        "steps": [],
        "worth_asking": [
            {"id": one.id, "unknown": [part.value for part in one.unknown]} for one in answer.worth_asking
        ],
    }


def _plain(option: Option) -> dict[str, object]:
    return {
        "id": option.id,
        "name": option.name,
        "list": option.circle.value,
        "points": None,
        "why": [[reason.topic.value, None] for reason in option.why.why],
        "why_not": [[reason.topic.value, None] for reason in option.why.why_not],
        "unknown": [wish.value for wish in option.unknown],
        "confirmed_days": option.confirmed_days,
        "first_free": None if option.first_free is None else option.first_free.isoformat(),
    }
