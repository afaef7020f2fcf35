"""An invented country of clinicians, drawn from a seed, straight into columns.

Who lives where follows a power law: the largest state holds about 13 % of all, the five largest 38 %. Everybody is
licensed in the state of their place, one in eight in a second one. Facts are drawn one by one and know nothing of each
other, which real ones do; one in ten is a listing of which only the registry's facts are known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from segue.rules.codes import CODES, Family
from segue.rules.matching import columns as cells
from segue.rules.matching.geography import Geography
from segue.rules.matching.profile import ProfileFacts
from segue.rules.matching.shard import Shard
from segue.store.lore import zip_middles, zip_states

TODAY: Final = date(2026, 11, 24)
SEED: Final = 20261124
CHUNK: Final = 50_000
LARGEST: Final = (
    "CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI", "NJ", "VA", "WA", "AZ", "MA", "TN", "IN",
    "MO", "MD", "WI", "CO", "MN", "SC", "AL", "LA", "KY", "OR", "OK", "CT", "UT", "IA", "NV", "AR", "MS",
    "KS", "NM", "NE", "ID", "WV", "HI", "NH", "ME", "RI", "MT", "DE", "SD", "ND", "AK", "DC", "VT", "WY",
)  # fmt: skip
"""The states, those with the most clinicians first."""
_STATE_LAW: Final = 1.1
_STATE_FLAT: Final = 2.9
_ZIP_LAW: Final = 0.9
_CODE_LAW: Final = 0.8
_LISTED: Final = 0.1
_OPEN: Final = 0.44
_SECOND_STATE: Final = 0.125
_OTHER_LANGUAGE: Final = 0.18
_NO_INSURANCE: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody, as one table of columns; `home` and `second` are places in LARGEST, the latter -1 for most."""

    table: NDArray[Any]
    home: NDArray[np.int16]
    second: NDArray[np.int16]
    geography: Geography

    def __len__(self) -> int:
        return len(self.table)

    def shards(self) -> Iterator[Shard]:
        """The shard of each state, largest first."""
        for number in range(len(LARGEST)):
            yield self.shard(number)

    def shard(self, number: int) -> Shard:
        """Those who are licensed in one state."""
        here = self.table[(self.home == number) | (self.second == number)]
        columns = {name: np.ascontiguousarray(here[name]) for name in cells.ROW.names or ()}
        return Shard(LARGEST[number], columns, geography=self.geography)

    def name(self, number: int) -> str:
        """The identifier of one of them."""
        return str(UUID(bytes=bytes(self.table["id"][number]).ljust(16, b"\0")))

    def facts(self, number: int) -> ProfileFacts:
        """What is known of one of them, where they live."""
        row = self.table[number]
        return cells.unpack(
            cells.Packed(row),
            name=self.name(number),
            jurisdiction=LARGEST[self.home[number]],
            geography=self.geography,
        )


def draw(count: int, *, state: str = "", seed: int = SEED) -> Crowd:
    """So many clinicians, all in one state where it is named; the same seed and count give the same ones."""
    chance = default_rng(seed)
    geography = Geography(zip_middles())
    table = np.zeros(count, cells.ROW)
    home = chance.choice(len(LARGEST), count, p=_state_shares()).astype(np.int16)
    if state:
        home[:] = LARGEST.index(state)
    second = np.where(chance.random(count) < _SECOND_STATE, chance.integers(0, len(LARGEST), count), -1)
    second = np.where(second == home, -1, second).astype(np.int16)
    table["id"] = np.sort(chance.integers(0, 256, (count, 16), np.uint8).view("S16")[:, 0])
    table["zip"] = _zips(chance, home, geography)
    table["license"] = cells.NO_END
    for start in range(0, count, CHUNK):
        _draw_lists(chance, table[start : start + CHUNK])
    _draw_terms(chance, table)
    is_listing = chance.random(count) < _LISTED
    table[is_listing] = _registry_only(table[is_listing])
    return Crowd(table, home, second, geography)


def days_ago(days: int) -> date:
    """A day before the one on which the country is drawn."""
    return TODAY - timedelta(days=days)


def _state_shares() -> NDArray[np.float64]:
    weights = (np.arange(len(LARGEST)) + _STATE_FLAT) ** -_STATE_LAW
    return weights / weights.sum()


def _zips(chance: Generator, home: NDArray[np.int16], geography: Geography) -> NDArray[np.uint16]:
    """A place in the state of each, few ZIPs with many and many with few."""
    by_state: Mapping[str, list[int]] = {state: [] for state in LARGEST}
    for zip_code, state in zip_states():
        if state in by_state:
            by_state[state].append(geography.place(zip_code))
    places = np.zeros(len(home), np.uint16)
    for number, state in enumerate(LARGEST):
        here = np.flatnonzero(home == number)
        there = chance.permutation(np.array(by_state[state], np.uint16))
        places[here] = chance.choice(there, len(here), p=zipf(len(there), _ZIP_LAW))
    return places


def zipf(count: int, law: float = _CODE_LAW) -> NDArray[np.float64]:
    """How likely each of so many codes is, the first the most."""
    weights = np.arange(1, count + 1, dtype=np.float64) ** -law
    return weights / weights.sum()


def _draw_lists(chance: Generator, table: NDArray[Any]) -> None:
    concerns = _some(chance, len(table), Family.CONCERN, 4, 14, zipf(len(CODES[Family.CONCERN])))
    table["concerns"] = _masks(concerns, "concerns")
    table["focus"] = _bits(_first(chance, concerns, 1, 5))
    for name, low, high in (("methods", 2, 8), ("styles", 3, 9), ("slots", 3, 12)):
        family = cells.LISTS[name][0]
        some = _some(chance, len(table), family, low, high, _even(family))
        table[name] = _masks(some, name)
    plans = _some(chance, len(table), Family.INSURANCE, 1, 6, zipf(len(CODES[Family.INSURANCE])))
    plans[chance.random(len(table)) < _NO_INSURANCE] = -1
    table["insurance"] = _masks(plans, "insurance")
    others = (
        chance.choice(len(CODES[Family.LANGUAGE]) - 1, len(table), p=zipf(len(CODES[Family.LANGUAGE]) - 1))
        + 1
    )
    spoken = np.where(chance.random(len(table)) < _OTHER_LANGUAGE, others, 0)
    english = np.uint64(1) | np.uint64(cells.said_bit("languages"))
    table["languages"] = english | (np.uint64(1) << spoken.astype(np.uint64))
    table["ages"] = _each(chance, len(table), (0.25, 0.45, 0.92, 0.6)) | np.uint8(cells.said_bit("ages"))
    formats = _each(chance, len(table), (0.8, 0.75))
    table["formats"] = np.where(formats == 0, 1, formats) | np.uint8(cells.said_bit("formats"))
    roles = np.array([cells.ROLES[role] for role in ("therapist", "prescriber", "assessor")], np.uint8)
    drawn = roles[chance.choice(3, len(table), p=(0.84, 0.12, 0.04))]
    table["flags"] = drawn | np.uint8(cells.ROLES_SAID | cells.COMPLETE)


def _draw_terms(chance: Generator, table: NDArray[Any]) -> None:
    """Fee, room and the age of what was said, which is one for each of them."""
    count = len(table)
    table["fee"] = 60 + (220 * chance.beta(2.2, 2.8, count)).astype(np.uint16)
    table["least"] = cells.NO_NUMBER
    sliding = chance.random(count) < 0.2
    table["least"][sliding] = np.maximum(30, table["fee"][sliding] * 0.6).astype(np.uint16)
    has_room = chance.random(count) < _OPEN
    table["room"] = np.where(has_room, 1 + chance.geometric(0.6, count).clip(1, 4), 0)
    today = cells.day_number(TODAY)
    table["free_on"] = np.where(has_room, today + chance.integers(0, 41, count), cells.NO_DAY)
    table["wait"] = np.where(has_room, cells.NO_NUMBER, 7 * chance.integers(2, 27, count))
    said_on = (today - chance.integers(0, 181, count)).astype(np.uint16)
    for name in ("opening_on", "fee_on", "insurance_on"):
        table[name] = said_on
    table["reply"] = cells.NO_HOURS


def _registry_only(table: NDArray[Any]) -> NDArray[Any]:
    """What is left of somebody who never said a word: place and license."""
    kept = np.zeros(len(table), cells.ROW)
    for name in ("id", "zip", "license"):
        kept[name] = table[name]
    for name in ("fee", "least", "wait"):
        kept[name] = cells.NO_NUMBER
    kept["room"], kept["reply"], kept["flags"] = cells.NO_ROOM, cells.NO_HOURS, 0
    return kept


def _some(
    chance: Generator, count: int, family: Family, low: int, high: int, law: NDArray[np.float64]
) -> NDArray[np.int16]:
    """For each, between so many and so many different codes by this law; -1 behind the last."""
    keys = np.log(law) + chance.gumbel(size=(count, len(CODES[family])))
    ranked = np.argsort(-keys, axis=1)[:, :high].astype(np.int16)
    wanted = chance.integers(low, high + 1, count)
    return np.where(np.arange(high) < wanted[:, None], ranked, -1).astype(np.int16)


def _first(chance: Generator, some: NDArray[np.int16], low: int, high: int) -> NDArray[np.int16]:
    """The first few of each."""
    wanted = chance.integers(low, high + 1, len(some))
    return np.where(np.arange(some.shape[1]) < wanted[:, None], some, -1).astype(np.int16)


def _bits(some: NDArray[np.int16]) -> NDArray[np.uint64]:
    ones = np.where(some >= 0, np.uint64(1) << np.maximum(some, 0).astype(np.uint64), np.uint64(0))
    return np.bitwise_or.reduce(ones, axis=1)


def _masks(some: NDArray[np.int16], name: str) -> NDArray[np.uint64]:
    return _bits(some) | np.uint64(cells.said_bit(name))


def _each(chance: Generator, count: int, likely: tuple[float, ...]) -> NDArray[np.uint8]:
    """A bit for each of these, by itself."""
    drawn = chance.random((count, len(likely))) < np.array(likely)
    return np.packbits(drawn, axis=1, bitorder="little")[:, 0]


def _even(family: Family) -> NDArray[np.float64]:
    count = len(CODES[family])
    return np.full(count, 1 / count)
