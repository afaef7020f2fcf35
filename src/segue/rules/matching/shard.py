"""A shard: everybody who could be an answer in one jurisdiction, in columns, kept true by changing rows in place.

Rows of a fresh shard are sorted by identifier; whoever comes later is appended, and whoever goes leaves a dead row
behind until the shard is packed anew. What only few profiles have stands beside the columns, sorted by row.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from segue.rules.matching.columns import ROW, VERSION, Packed, day_number, day_of, unpack
from segue.rules.matching.geography import NOWHERE, Geography
from segue.rules.matching.profile import Compact, ProfileFacts

_NAMES: Final = tuple(ROW.names or ())
_MAGIC: Final = b"segue shard\n"
_DEAD_DAY: Final = 1
"""A license that ended long ago: a legal test that never holds."""
_SLACK: Final = 256
_LONGEST_LINE: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Few:
    """What only few rows have: row numbers in their order, and a value for each; a row may stand there twice."""

    rows: NDArray[np.int64]
    values: NDArray[Any]

    def of(self, row: int) -> list[int]:
        """The values of a row."""
        first, last = np.searchsorted(self.rows, [row, row + 1])
        return [int(value) for value in self.values[first:last]]

    def with_row(self, row: int, values: Sequence[int]) -> "Few":
        """The same, with these values for this row."""
        first, last = np.searchsorted(self.rows, [row, row + 1])
        if first == last and not values:
            return self
        rows = np.concatenate((self.rows[:first], np.full(len(values), row, np.int64), self.rows[last:]))
        new = np.array(values, self.values.dtype)
        return Few(rows, np.concatenate((self.values[:first], new, self.values[last:])))


def _few(told: Iterable[tuple[int, Sequence[int]]], kind: type[np.generic]) -> Few:
    pairs = [(row, value) for row, values in told for value in values]
    return Few(np.array([row for row, _ in pairs], np.int64), np.array([value for _, value in pairs], kind))


class Shard:
    """The rows of one jurisdiction; up to which change of the directory they are true is kept by whoever keeps it."""

    def __init__(
        self, jurisdiction: str, columns: Mapping[str, NDArray[Any]], *, geography: Geography
    ) -> None:
        self.jurisdiction = jurisdiction
        self.geography = geography
        self._columns = dict(columns)
        self._is_owned = False
        self.count = len(self._columns["id"])
        self._sorted = self.count
        self._late: dict[bytes, int] = {}
        self.unseen = _few((), np.uint64)
        self.more_places = _few((), np.uint16)
        self.compacts: dict[int, Compact] = {}
        self._places: NDArray[np.uint16] | None = None
        self._near: tuple[int, NDArray[np.int32]] | None = None

    @classmethod
    def of(cls, jurisdiction: str, packed: Iterable[Packed], *, geography: Geography) -> "Shard":
        """A fresh shard of these rows."""
        rows = sorted(packed, key=lambda each: bytes(each.row["id"].item()).ljust(16, b"\0"))
        table = np.array([each.row for each in rows], ROW) if rows else np.zeros(0, ROW)
        columns = {name: np.ascontiguousarray(table[name]) for name in _NAMES}
        shard = cls(jurisdiction, columns, geography=geography)
        shard.unseen = _few(
            ((row, (each.unseen,)) for row, each in enumerate(rows) if each.unseen), np.uint64
        )
        shard.more_places = _few(((row, each.more_places) for row, each in enumerate(rows)), np.uint16)
        shard.compacts = {row: each.compact for row, each in enumerate(rows) if each.compact}
        return shard

    @property
    def size(self) -> int:
        """Bytes of the columns."""
        few = (self.unseen, self.more_places)
        return sum(column.nbytes for column in self._columns.values()) + sum(
            each.rows.nbytes + each.values.nbytes for each in few
        )

    def copied(self) -> "Shard":
        """The same rows, to be changed without changing these."""
        other = tidy(self)
        other._own()  # noqa: SLF001  # it is one of us
        return other

    def column(self, name: str) -> NDArray[Any]:
        """One fact of every row."""
        return self._columns[name][: self.count]

    def row_of(self, key: bytes) -> int | None:
        """The row of an identifier."""
        late = self._late.get(key)
        if late is not None:
            return late
        ids = self._columns["id"][: self._sorted]
        row = int(np.searchsorted(ids, np.bytes_(key)))
        return row if row < self._sorted and bytes(ids[row]).ljust(16, b"\0") == key else None

    def name_of(self, row: int) -> str:
        """The identifier of a row, as it is written."""
        text = bytes(self._columns["id"][row]).ljust(16, b"\0").hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"  # as str(UUID) has it, and quicker

    def facts(self, row: int) -> ProfileFacts:
        """What a search reads of a row."""
        values = np.array(tuple(self._columns[name][row] for name in _NAMES), ROW)
        unseen = self.unseen.of(row)
        packed = Packed(
            values, unseen[0] if unseen else 0, tuple(self.more_places.of(row)), self.compacts.get(row)
        )
        return unpack(
            packed, name=self.name_of(row), jurisdiction=self.jurisdiction, geography=self.geography
        )

    def put(self, key: bytes, packed: Packed | None) -> bool:
        """Write a row over the one of this identifier, or as a new one; None takes it out. Whether that changed it."""
        row = self.row_of(key)
        if packed is None:
            if row is not None:
                self._own()
                self._columns["license"][row] = _DEAD_DAY
            return row is not None
        if row is not None and self._holds(row, packed):
            return False
        self._own()
        if row is None:
            row = self._append(key)
        for name in _NAMES:
            self._columns[name][row] = packed.row[name]
        self._keep_few(row, packed)
        self._forget()
        return True

    @property
    def places(self) -> NDArray[np.uint16]:
        """Every place in which somebody is, once."""
        if self._places is None:
            every = np.unique(np.concatenate((self.column("zip"), self.more_places.values)))
            self._places = every[every != NOWHERE]
        return self._places

    def meters_from(self, place: int) -> NDArray[np.int32]:
        """How far the nearest place of each row is from here; -1 where it has none."""
        if self._near is None or self._near[0] != place:
            table = np.full(NOWHERE + 1, -1, np.int32)
            table[self.places] = self.geography.meters(np.array([place], np.uint16), self.places)
            far = table[self.column("zip")]
            if len(self.more_places.rows):
                rows, more = self.more_places.rows, table[self.more_places.values]
                far[rows[far[rows] < 0]] = np.iinfo(np.int32).max
                np.minimum.at(far, rows, more)
            self._near = (place, far)
        return self._near[1]

    def _holds(self, row: int, packed: Packed) -> bool:
        """Whether this is what stands there; being told of a change twice changes nothing."""
        few = (self.unseen.of(row), self.more_places.of(row), self.compacts.get(row))
        its = ([packed.unseen] if packed.unseen else [], list(packed.more_places), packed.compact)
        return few == its and all(self._columns[name][row] == packed.row[name] for name in _NAMES)

    def _forget(self) -> None:
        """What was worked out from the rows."""
        self._places = self._near = None

    def _own(self) -> None:
        """Columns that came out of a packed shard are read only until something changes."""
        if not self._is_owned:
            self._columns = {
                name: np.concatenate((column[: self.count], np.zeros(_SLACK, column.dtype)))
                for name, column in self._columns.items()
            }
            self._is_owned = True

    def _append(self, key: bytes) -> int:
        row = self.count
        if row == len(self._columns["id"]):
            self._is_owned = False
            self._own()
        self.count += 1
        self._late[key] = row
        return row

    def _keep_few(self, row: int, packed: Packed) -> None:
        self.unseen = self.unseen.with_row(row, [packed.unseen] if packed.unseen else [])
        self.more_places = self.more_places.with_row(row, packed.more_places)
        if packed.compact is None:
            self.compacts.pop(row, None)
        else:
            self.compacts[row] = packed.compact


def tidy(shard: Shard) -> Shard:
    """The same rows sorted by identifier, without those that are dead."""
    live = np.flatnonzero(shard.column("license") != _DEAD_DAY)
    order = live[np.argsort(shard.column("id")[live], kind="stable")]
    fresh = Shard(
        shard.jurisdiction, {name: shard.column(name)[order] for name in _NAMES}, geography=shard.geography
    )
    fresh.unseen = _few(((row, shard.unseen.of(old)) for row, old in enumerate(order)), np.uint64)
    fresh.more_places = _few(((row, shard.more_places.of(old)) for row, old in enumerate(order)), np.uint16)
    fresh.compacts = {
        row: shard.compacts[old] for row, old in enumerate(order.tolist()) if old in shard.compacts
    }
    return fresh


def to_bytes(shard: Shard) -> bytes:
    """The shard as one run of bytes: a line that says what follows, then column after column."""
    few = {"unseen": shard.unseen, "more_places": shard.more_places}
    head = {
        "version": VERSION,
        "jurisdiction": shard.jurisdiction,
        "count": shard.count,
        "places": shard.geography.version,
        "few": {name: len(each.rows) for name, each in few.items()},
        "compacts": [
            [row, each.name, sorted(each.states), day_number(each.ends_on)]
            for row, each in sorted(shard.compacts.items())
        ],
    }
    columns = [shard.column(name) for name in _NAMES]
    beside = [array for each in few.values() for array in (each.rows, each.values)]
    line = _MAGIC + json.dumps(head).encode() + b"\n"
    return b"".join(_aligned(part) for part in (line, *(array.tobytes() for array in (*columns, *beside))))


def from_bytes(content: bytes | memoryview, *, geography: Geography) -> Shard | None:
    """The shard again, without copying it; None where it was packed by other lists of codes or places."""
    view = memoryview(content)
    begin = len(_MAGIC)
    if bytes(view[:begin]) != _MAGIC:
        return None
    end = begin + bytes(view[begin : begin + _LONGEST_LINE]).index(b"\n")
    head = json.loads(bytes(view[begin:end]))
    if head["version"] != VERSION or head["places"] != geography.version:
        return None
    reading = _Reading(view, end + 1 + _gap(end + 1))
    columns = {name: reading.take(ROW[name], head["count"]) for name in _NAMES}
    shard = Shard(head["jurisdiction"], columns, geography=geography)
    shard.unseen = Few(*(reading.take(np.dtype(kind), head["few"]["unseen"]) for kind in ("<i8", "<u8")))
    shard.more_places = Few(
        *(reading.take(np.dtype(kind), head["few"]["more_places"]) for kind in ("<i8", "<u2"))
    )
    shard.compacts = {
        row: Compact(name, frozenset(states), day_of(ends)) for row, name, states, ends in head["compacts"]
    }
    return shard


def _gap(size: int) -> int:
    """How many bytes to the next multiple of eight, where a processor likes a column to begin."""
    return -size % 8


def _aligned(part: bytes) -> bytes:
    return part + b"\0" * _gap(len(part))


class _Reading:
    """Takes one array after the other out of a run of bytes."""

    def __init__(self, view: memoryview, at: int) -> None:
        self._view = view
        self._at = at

    def take(self, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        """The next so many of this kind."""
        array = np.frombuffer(self._view, kind, count, self._at)
        size = kind.itemsize * count
        self._at += size + _gap(size)
        return array
