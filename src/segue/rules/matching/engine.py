"""The fast way from a need to its answer: whole columns of a shard at once. It gives what `options` gives.

Legal tests come first and are never let go; the rows that are left take one test after the other. Each row gathers
the bits of the musts that it does not meet; counting rows with the same bits tells exactly what letting any one or
two wishes go would open. Rows that can be neither an option, nor opened by two wishes, nor worth asking are dropped
on the way. Only of the few that are told is more worked out than that.
"""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import add
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from segue.rules.matching import columns as cells
from segue.rules.matching.answer import Answer, Option, Step, WorthAsking, relaxations, step
from segue.rules.matching.axes import axes_among
from segue.rules.matching.legal import Legal
from segue.rules.matching.musts import BITS
from segue.rules.matching.options import Search, split
from segue.rules.matching.points import most
from segue.rules.matching.ranked import Ranked
from segue.rules.matching.shard import Shard
from segue.rules.matching.sight import TESTS, Bools, Sight, may_practice, sees, serves_age
from segue.rules.matching.three import AMONG, ENOUGH, Three, seldom_instead, three_of, told_instead
from segue.rules.need import Need, Wish, asked, musts_of

LET_GO = 2
"""So many wishes may be let go at once, as far as it is counted what that would open."""
MOST_NEAR = 64
_MOST = 0.6
"""Rows are left behind once no more than this share of them is needed: then copying the rest pays."""


class _Left:
    """The rows that are left, with the bits of the musts that each does not meet, and of those not known.

    `count` and `things` are how many bits there are; counting them anew for each row would cost more than adding.
    """

    def __init__(self, sight: Sight, *, is_lawful: Bools, could_be: Bools) -> None:
        rows = len(is_lawful)
        self.sight = sight
        self.is_lawful = is_lawful
        self.could_be = could_be
        self.fails, self.unsure = np.zeros(rows, np.uint16), np.zeros(rows, np.uint16)
        self.count, self.things = np.zeros(rows, np.uint8), np.zeros(rows, np.uint8)

    @property
    def fits(self) -> Bools:
        """Whoever passes everything."""
        return self.is_lawful & (self.count == 0)

    @property
    def is_worth_asking(self) -> Bools:
        """Whoever fails nothing, and of whom something is not known."""
        return self.could_be & (self.count == self.things) & ~self.fits

    @property
    def things_to_ask(self) -> NDArray[np.uint8]:
        """How many tests nobody knows the answer of, legal ones among them."""
        legal = may_practice(self.sight).unsure.view(np.uint8) + serves_age(self.sight).unsure.view(np.uint8)
        return legal + self.things

    def take(self, wish: Wish) -> None:
        """One more test."""
        met, unsure = TESTS[wish](self.sight)
        bit, failed = np.uint16(BITS[wish]), ~met
        self.fails |= np.multiply(failed, bit, dtype=np.uint16)
        self.unsure |= np.multiply(unsure, bit, dtype=np.uint16)
        self.count += failed.view(np.uint8)
        self.things += unsure.view(np.uint8)

    def drop(self) -> None:
        """Leave behind who can be neither opened by two wishes nor worth asking, once that saves work."""
        keep = self.is_lawful & (self.count <= LET_GO)
        keep |= self.could_be & (self.count == self.things)
        if np.count_nonzero(keep) > _MOST * len(keep):
            return
        kept = np.flatnonzero(keep)
        self.sight = self.sight.picked(kept)
        for name in ("is_lawful", "could_be", "fails", "unsure", "count", "things"):
            setattr(self, name, getattr(self, name).take(kept))

    def held_back_by(self, wish: Wish) -> Sight:
        """Whoever does not meet this one must and meets all others."""
        alone = self.is_lawful & (self.things == 0) & (self.fails == BITS[wish])
        return self.sight.picked(np.flatnonzero(alone))


def answer(need: Need, shard: Shard, search: Search) -> Answer:
    """What this need finds in the shard of its jurisdiction. Distances are the shard's own."""
    left = _sifted(need, shard, search)
    most_of = most(need, weights=search.weights)
    known = _rows_of(search.known, shard)

    def ranked(these: Bools) -> Ranked:
        return Ranked(left.sight.picked(np.flatnonzero(these)), most_of, known=known, search=search)

    fitting = ranked(left.fits)
    shown = _three(fitting, search)
    return Answer(
        weights=search.weights.version,
        sequence=search.sequence,
        eligible=len(fitting.points),
        of=sum(most_of.values()),
        options=_options(fitting, shown),
        three=shown,
        relax=relaxations(need, _standing(left)),
        steps=_steps(need, left),
        worth_asking=_worth_asking(ranked(_fewest(left, known, limit=need.limit))),
    )


def came_near(need: Need, shard: Shard, search: Search) -> tuple[str, ...]:
    """Who could have been one of the three: those with the most points first, no more than `MOST_NEAR`."""
    left = _sifted(need, shard, search)
    fitting = Ranked(
        left.sight.picked(np.flatnonzero(left.fits)),
        most(need, weights=search.weights),
        known=_rows_of(search.known, shard),
        search=search,
    )
    pool = _pool(fitting)
    if len(pool) > ENOUGH:
        third = np.partition(fitting.points[pool], len(pool) - ENOUGH)[len(pool) - ENOUGH]
        pool = pool[fitting.points[pool] >= third - search.weights.three_within]
    return tuple(fitting.name_of(row) for row in fitting.first(pool, MOST_NEAR).tolist())


def _pool(fitting: Ranked) -> NDArray[np.int64]:
    """Of whom the three are taken: those who are open, where these are enough; else all who fit."""
    is_open = np.flatnonzero(fitting.sight.is_open)
    return is_open if len(is_open) >= ENOUGH else np.arange(len(fitting.points))


def _sifted(need: Need, shard: Shard, search: Search) -> _Left:
    sight = Sight(shard, need, today=search.today)
    license_, age, seen = may_practice(sight), serves_age(sight), sees(sight)
    seen[_rows_of(need.not_ask, shard)] = False
    left = _Left(
        sight,
        is_lawful=license_.met & age.met & seen,
        could_be=(license_.met | license_.unsure) & (age.met | age.unsure) & seen,
    )
    left.drop()
    musts = musts_of(need)
    for number, wish in enumerate(wish for wish in TESTS if wish in musts):
        left.take(wish)
        if number >= LET_GO:  # before that, nobody can fail by too many
            left.drop()
    return left


def _rows_of(names: Collection[str], shard: Shard) -> NDArray[np.int64]:
    """The rows of these identifiers; who is not of this shard is left out."""
    found = (shard.row_of(key) for key in map(_key, names) if key is not None)
    return np.array(sorted(row for row in found if row is not None), np.int64)


def _key(name: str) -> bytes | None:
    try:
        return UUID(name).bytes
    except ValueError:
        return None


def _standing(left: _Left) -> Mapping[int, int]:
    """How many lawful rows each set of musts stands in the way of."""
    few = np.flatnonzero(left.is_lawful & (left.count <= LET_GO))
    counts = np.bincount(left.fails[few])
    return {int(bits): int(counts[bits]) for bits in np.flatnonzero(counts)}


def _steps(need: Need, left: _Left) -> tuple[Step, ...]:
    musts = musts_of(need)
    found: tuple[Step, ...] = ()
    if Wish.PLACE in musts:
        found += step(Wish.PLACE, -(-left.held_back_by(Wish.PLACE).meters // 1000))
    if Wish.INSURANCE_OR_BUDGET in musts and need.budget is not None:
        found += step(Wish.INSURANCE_OR_BUDGET, left.held_back_by(Wish.INSURANCE_OR_BUDGET).lowest_fee)
    if Wish.WAIT in musts:
        found += step(Wish.WAIT, left.held_back_by(Wish.WAIT).wait)
    return found


def _options(fitting: Ranked, shown: Three) -> tuple[Option, ...]:
    """Colleagues first, then others, with what speaks for and against each."""
    rows = fitting.two_lists()
    listed = set(rows.tolist())
    beyond = [row for row in fitting.rows_of(shown.ids).tolist() if row not in listed]
    if beyond:
        rows = np.concatenate((rows, fitting.first(np.array(beyond, np.int64), ENOUGH)))
    sight = fitting.sight.picked(rows)
    got = {topic: counted[rows].tolist() for topic, counted in fitting.parts.items()}
    unsure = _unsure(sight)
    days, free = sight.column("opening_on").tolist(), sight.column("free_on").tolist()
    has_opening, is_open = sight.has_opening.tolist(), sight.is_open.tolist()
    told = []
    for place, row in enumerate(rows.tolist()):
        points = {topic: counted[place] for topic, counted in got.items()}
        why, why_not = split(fitting.most_of, points)
        is_free = has_opening[place] and free[place] != cells.NO_DAY
        told.append(
            Option(
                id=fitting.name_of(row),
                circle=fitting.circle_of(row),
                points=sum(points.values()),
                why=why,
                why_not=why_not,
                unknown=tuple(wish for wish, which in unsure if which[place]),
                confirmed_days=max(0, sight.day - days[place]) if has_opening[place] else None,
                first_free=cells.day_of(free[place]) if is_free else None,
                is_open=is_open[place],
            )
        )
    return tuple(told)


def _unsure(sight: Sight) -> list[tuple[Wish, list[bool]]]:
    """Of which rows each nice to have is not known."""
    nice = asked(sight.need) - frozenset(musts_of(sight.need))
    return [(wish, TESTS[wish](sight).unsure.tolist()) for wish in Wish if wish in nice]


def _fewest(left: _Left, known: NDArray[np.int64], *, limit: int) -> Bools:
    """Those worth asking of whom the fewest things are not known: enough of them, and every colleague."""
    worth, things = left.is_worth_asking, left.things_to_ask
    counts = np.bincount(things[worth], minlength=1)
    enough = int(np.searchsorted(np.cumsum(counts), limit + len(known)))
    is_known = np.isin(left.sight.numbers, known) if len(known) else np.False_
    return worth & ((things <= enough) | is_known)


def _worth_asking(worth: Ranked) -> tuple[WorthAsking, ...]:
    tests: list[tuple[Legal | Wish, Bools]] = [
        (Legal.LICENSE, may_practice(worth.sight).unsure),
        (Legal.AGE, serves_age(worth.sight).unsure),
    ]
    tests += [(wish, TESTS[wish](worth.sight).unsure) for wish in musts_of(worth.sight.need)]
    things = reduce(add, (which.astype(np.int64) for _, which in tests))
    rows = worth.two_lists(before=things)
    unsure = [(test, which[rows].tolist()) for test, which in tests]
    told = []
    for place, row in enumerate(rows.tolist()):
        unknown = tuple(test for test, which in unsure if which[place])
        told.append(WorthAsking(worth.name_of(row), worth.circle_of(row), unknown))
    return tuple(told)


def _three(fitting: Ranked, search: Search) -> Three:
    """The three that differ most, one of them seldom shown."""
    pool = _pool(fitting)
    near = fitting.first(pool, AMONG)
    near = near[fitting.points[near] >= fitting.points[near[:1]].sum() - search.weights.three_within]
    chosen = three_of(fitting.points[near].tolist(), axes=axes_among(fitting.sight.picked(near)))
    told = chosen.named(lambda place: fitting.name_of(near[place]))
    if len(chosen.places) < ENOUGH:
        return told
    first, second, last = (int(near[place]) for place in chosen.places)
    seldom = fitting.seldom_near(pool, last, but=(first, second, last))
    if not len(seldom):
        return told
    row = np.array([first, second, *seldom], np.int64)
    axes = axes_among(fitting.sight.picked(row))
    place = seldom_instead(chosen, axes=axes)
    if place is None:
        return told
    seldom_one = fitting.name_of(row[place])
    return told_instead(place, axes=axes).named(
        lambda number: fitting.name_of(row[number]), seldom=seldom_one
    )
