"""The plain way from a need to its answer: one profile after the other, so that every rule can be read.

Nobody is an option who fails a legal test or a must, or of whom one of these is not known. Of the latter, those who
fail nothing are worth asking, first of all those of whom the fewest things are not known. The same need and the same
facts give the same answer, in whatever order the profiles come. Searches go through `engine`, which has to give this
answer; tests compare the two.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

import numpy as np

from segue.rules.check import is_open
from segue.rules.matching.answer import Answer, Counted, Option, Step, WorthAsking, count, relaxations, step
from segue.rules.matching.legal import Legal, legal
from segue.rules.matching.musts import BITS, Distance, findings, mask, meters_to
from segue.rules.matching.points import Points, most, oldest_days, points
from segue.rules.matching.profile import Circle, Finding, ProfileFacts, current, days_old, wait_of
from segue.rules.matching.three import (
    AMONG,
    ENOUGH,
    SELDOM_LOOKED_AT,
    Three,
    pairs_of,
    seldom_instead,
    three_among,
    told_instead,
)
from segue.rules.matching.weights import CURRENT, Weights
from segue.rules.need import Need, Wish, musts_of

NEVER: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Search:
    """What a need is answered with, beside the profiles.

    `now` is in the zone of the one who looks. `known`: the colleagues they know. `exposure`: how often somebody was
    shown, and how often they could have been. `usual_hours`: how long people of the network take to answer, the
    median, for whoever has no history.
    """

    now: datetime
    distance: Distance
    known: Collection[str] = frozenset()
    exposure: Mapping[str, tuple[int, int]] = field(default_factory=lambda: NEVER)
    weights: Weights = CURRENT
    sequence: int = 0
    usual_hours: int = CURRENT.usual_hours

    @property
    def today(self) -> date:
        """The day it is for the one who looks."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class _Row:
    facts: ProfileFacts
    got: Points
    lawful: Finding
    unmet: int
    not_known: int
    to_ask: tuple[Legal | Wish, ...]
    unknown: tuple[Wish, ...]
    seldom: float
    circle: Circle

    @property
    def points(self) -> int:
        return sum(self.got.values())

    @property
    def fits(self) -> bool:
        return self.lawful is Finding.MET and not self.unmet and not self.not_known

    @property
    def is_worth_asking(self) -> bool:
        return self.lawful is not Finding.UNMET and not self.unmet and bool(self.to_ask)

    @property
    def order(self) -> tuple[int, float, str]:
        """Points, then whoever is shown less often, then an identifier, which means nothing."""
        return -self.points, self.seldom, self.facts.id


def options(need: Need, profiles: Iterable[ProfileFacts], search: Search) -> Answer:
    """What this need finds among these profiles."""
    people = [facts for facts in profiles if facts.id not in need.not_ask]
    rows = sorted((_row(need, facts, search) for facts in people), key=lambda row: row.order)
    fitting = [row for row in rows if row.fits]
    lawful = [row for row in rows if row.lawful is Finding.MET]
    worth = sorted((row for row in rows if row.is_worth_asking), key=lambda row: len(row.to_ask))
    most_of = most(need, weights=search.weights)
    shown = _three(need, fitting, search)
    told = _two_lists(fitting, limit=need.limit)
    told += [row for row in fitting if row.facts.id in shown.ids and row not in told]
    return Answer(
        weights=search.weights.version,
        sequence=search.sequence,
        eligible=len(fitting),
        of=sum(most_of.values()),
        options=tuple(_option(row, most_of, now=search.now) for row in told),
        three=shown,
        relax=relaxations(need, count([row.unmet | row.not_known for row in lawful])),
        steps=_steps(need, lawful, search),
        worth_asking=tuple(
            WorthAsking(row.facts.id, row.circle, row.to_ask) for row in _two_lists(worth, limit=need.limit)
        ),
    )


def split(most_of: Points, got: Points) -> tuple[Counted, Counted]:
    """Points got and points missed; together they make what the need could give."""
    why = tuple((topic, got[topic]) for topic in most_of if got[topic])
    why_not = tuple((topic, most_of[topic] - got[topic]) for topic in most_of if got[topic] < most_of[topic])
    return why, why_not


def _two_lists(rows: Sequence[_Row], *, limit: int) -> list[_Row]:
    """Colleagues first, then others, each list in the same order and up to the limit."""
    return [row for circle in Circle for row in [each for each in rows if each.circle is circle][:limit]]


def _row(need: Need, facts: ProfileFacts, search: Search) -> _Row:
    today, distance = search.today, search.distance
    counted = current(facts, today=today)
    lawful = {test: tested.finding for test, tested in legal(need, counted, today=today).items()}
    found = findings(need, counted, today=today, distance=distance)
    musts = musts_of(need)
    unsure = tuple(test for test, finding in lawful.items() if finding is Finding.NOT_KNOWN)
    unknown = tuple(wish for wish, finding in found.items() if finding is Finding.NOT_KNOWN)
    shown, eligible = search.exposure.get(facts.id, (0, 0))
    return _Row(
        facts=counted,
        got=points(
            need,
            counted,
            today=today,
            distance=distance,
            oldest_days=oldest_days(facts, today=today),
            usual_hours=search.usual_hours,
            weights=search.weights,
        ),
        lawful=_worst(lawful.values()),
        unmet=mask(found, of=musts, finding=Finding.UNMET),
        not_known=mask(found, of=musts, finding=Finding.NOT_KNOWN),
        to_ask=(*unsure, *(wish for wish in unknown if wish in musts)),
        unknown=unknown,
        seldom=shown / max(1, eligible),
        circle=Circle.KNOWN if facts.id in search.known else Circle.OTHERS,
    )


def _worst(found: Collection[Finding]) -> Finding:
    """Unmet if one is, else not known if one is."""
    for finding in (Finding.UNMET, Finding.NOT_KNOWN):
        if finding in found:
            return finding
    return Finding.MET


def _option(row: _Row, most_of: Points, *, now: datetime) -> Option:
    opening = row.facts.opening
    why, why_not = split(most_of, row.got)
    return Option(
        id=row.facts.id,
        circle=row.circle,
        points=row.points,
        why=why,
        why_not=why_not,
        unknown=row.unknown,
        confirmed_days=None if opening is None else days_old(opening.confirmed_on, today=now.date()),
        first_free=None if opening is None else opening.first_free,
        is_open=is_open(opening, now=now),
    )


def _three(need: Need, fitting: Sequence[_Row], search: Search) -> Three:
    """Of those who are open, where these are enough; else of all who fit, some of them still to be asked."""
    open_now = [row for row in fitting if is_open(row.facts.opening, now=search.now)]
    pool = open_now if len(open_now) >= ENOUGH else fitting
    near = [row for row in pool[:AMONG] if row.points >= pool[0].points - search.weights.three_within]

    chosen = three_among(
        need, [row.facts for row in near], [row.points for row in near], distance=search.distance
    )
    told = chosen.named(lambda place: near[place].facts.id)
    if len(chosen.places) < ENOUGH:
        return told
    first, second, last = (near[place] for place in chosen.places)
    seldom = [
        row
        for row in sorted(pool, key=lambda row: (row.seldom, *row.order))
        if row.circle is Circle.OTHERS
        and row.points >= last.points - search.weights.seldom_within
        and row.seldom < last.seldom
        and row.facts.id not in told.ids
    ]
    row = [first, second, *seldom[:SELDOM_LOOKED_AT]]
    axes = pairs_of(need, [each.facts for each in row], distance=search.distance)
    place = seldom_instead(chosen, axes=axes)
    if place is None:
        return told
    instead = told_instead(place, axes=axes)
    return instead.named(lambda number: row[number].facts.id, seldom=row[place].facts.id)


def _steps(need: Need, lawful: Sequence[_Row], search: Search) -> tuple[Step, ...]:
    """For each must that is a number: to what it would have to move, among those held back by it alone."""
    musts = musts_of(need)
    held_back = {
        wish: [row.facts for row in lawful if row.unmet == BITS[wish] and not row.not_known] for wish in musts
    }
    found: list[Step] = []
    if Wish.PLACE in musts:
        far = (meters_to(need, facts, distance=search.distance) for facts in held_back[Wish.PLACE])
        found += step(Wish.PLACE, np.array([-(-meters // 1000) for meters in far if meters is not None]))
    if Wish.INSURANCE_OR_BUDGET in musts and need.budget is not None:
        fees = [facts.fee for facts in held_back[Wish.INSURANCE_OR_BUDGET]]
        found += step(Wish.INSURANCE_OR_BUDGET, np.array([fee.lowest for fee in fees if fee is not None]))
    if Wish.WAIT in musts:
        openings = [facts.opening for facts in held_back[Wish.WAIT]]
        waits = [wait_of(each, today=search.today) for each in openings if each is not None]
        found += step(Wish.WAIT, np.array([wait for wait in waits if wait is not None]))
    return tuple(found)
