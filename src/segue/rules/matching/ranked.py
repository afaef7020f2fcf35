"""Rows in their order: points, then whoever is shown less often for as often as they could be, then the identifier.

Sorting everybody would cost more than finding them, so only the first few are ever put into order.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from segue.rules.matching.options import Search
from segue.rules.matching.points import Points
from segue.rules.matching.profile import Circle
from segue.rules.matching.sight import Sight
from segue.rules.matching.tally import tally
from segue.rules.matching.three import SELDOM_LOOKED_AT

Picked = NDArray[np.int64]
_MORE_THAN_ALL = 1 << 20
"""More points than any need can give."""


class Ranked:
    """The points of some rows, topic by topic and in all. `known`: rows of the shard of colleagues."""

    def __init__(self, sight: Sight, most_of: Points, *, known: Picked, search: Search) -> None:
        self.sight = sight
        self.most_of = most_of
        self.parts = tally(sight, most_of=most_of, usual_hours=search.usual_hours, weights=search.weights)
        self.points: Picked = reduce(add, self.parts.values())
        eligible = np.maximum(sight.column("eligible"), 1)
        self.seldom = sight.column("shown") / eligible
        assert sight.rows is not None
        self._rows = sight.rows
        self._is_known = np.isin(sight.rows, known) if len(known) else np.zeros(len(sight.rows), np.bool_)
        self._weights = search.weights

    def name_of(self, row: int) -> str:
        """The identifier of one of these rows."""
        return self.sight.shard.name_of(int(self._rows[row]))

    def rows_of(self, names: Sequence[str]) -> Picked:
        """Which rows these identifiers are, in their order."""
        shard = self.sight.shard
        numbers = [shard.row_of(UUID(name).bytes) for name in names]
        return np.searchsorted(self._rows, np.array(numbers, np.int64))

    def circle_of(self, row: int) -> Circle:
        """In which list it stands."""
        return Circle.KNOWN if self._is_known[row] else Circle.OTHERS

    def two_lists(self, *, before: Picked | None = None) -> Picked:
        """Colleagues first, then others, each list in order and up to the limit of the need.

        `before`: a number for each row that goes before the order, the smallest first.
        """
        limit = self.sight.need.limit
        lists = [np.flatnonzero(these) for these in (self._is_known, ~self._is_known)]
        return np.concatenate([self.first(among, limit, before=before) for among in lists])

    def first(self, among: Picked, count: int, *, before: Picked | None = None) -> Picked:
        """The first so many of these, in order."""
        worth = self.points[among] if before is None else self.points[among] - before[among] * _MORE_THAN_ALL
        if len(among) > count:
            least = np.partition(worth, len(worth) - count)[len(worth) - count]
            among, worth = among[worth >= least], worth[worth >= least]
        ids = self.sight.shard.column("id")[self._rows[among]]
        return among[np.lexsort((ids, self.seldom[among], -worth))][:count]

    def seldom_near(self, among: Picked, last: int, *, but: Sequence[int]) -> Picked:
        """Others who come near to this row and are shown less often than it, least often first."""
        near = among[
            ~self._is_known[among]
            & (self.points[among] >= self.points[last] - self._weights.seldom_within)
            & (self.seldom[among] < self.seldom[last])
        ]
        near = near[~np.isin(near, but)]
        ids = self.sight.shard.column("id")[self._rows[near]]
        return near[np.lexsort((ids, -self.points[near], self.seldom[near]))][:SELDOM_LOOKED_AT]
