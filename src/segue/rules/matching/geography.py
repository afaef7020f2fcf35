"""Where ZIP areas lie, as columns: straight-line distances from one of them to many.

Distances are told in whole meters between the middles of two areas, and are as rough as that is.
"""

from collections.abc import Iterable
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

NOWHERE = 0xFFFF
"""The place of a ZIP that is not in the table."""
EARTH_KM = 6371.0

Meters = NDArray[np.int64]
Places = NDArray[np.uint16]


class Geography:
    """A table of ZIP areas; a place is the number of a row in it.

    `middles`: ZIP, latitude and longitude in degrees, at most 65,535 of them. Raises ValueError when there are more.
    """

    def __init__(self, middles: Iterable[tuple[str, float, float]]) -> None:
        rows = sorted(middles)
        if len(rows) >= NOWHERE:
            raise ValueError("more areas than a place can number")
        self.zips = tuple(row[0] for row in rows)
        self.version = sha256(" ".join(self.zips).encode()).hexdigest()[:16]
        self._place = {name: place for place, name in enumerate(self.zips)}
        self._latitude = np.radians(np.array([row[1] for row in rows], np.float64))
        self._longitude = np.radians(np.array([row[2] for row in rows], np.float64))

    def place(self, zip_code: str | None) -> int:
        """The place of a ZIP; NOWHERE where it is not known."""
        return NOWHERE if zip_code is None else self._place.get(zip_code[:5], NOWHERE)

    def zip_of(self, place: int) -> str | None:
        """The ZIP of a place."""
        return None if place == NOWHERE else self.zips[place]

    def middle(self, place: int) -> tuple[float, float]:
        """Latitude and longitude of a place, in degrees."""
        return float(np.degrees(self._latitude[place])), float(np.degrees(self._longitude[place]))

    def meters(self, one: Places, other: Places) -> Meters:
        """How far these places lie from those, pair by pair; none of them NOWHERE. By the haversine formula."""
        latitude = self._latitude[one], self._latitude[other]
        across = (self._longitude[other] - self._longitude[one]) / 2
        half = np.sin((latitude[1] - latitude[0]) / 2) ** 2
        half += np.cos(latitude[0]) * np.cos(latitude[1]) * np.sin(across) ** 2
        return np.rint(2000 * EARTH_KM * np.arcsin(np.sqrt(half))).astype(np.int64)

    def around(self, zip_code: str, *, kilometers: float) -> tuple[str, ...]:
        """The ZIP areas whose middle lies so near to that of this one; none where it is not in the table."""
        here = self.place(zip_code)
        if here == NOWHERE:
            return ()
        there = np.arange(len(self.zips), dtype=np.uint16)
        near = self.meters(np.full_like(there, here), there) <= kilometers * 1000
        return tuple(self.zips[place] for place in there[near])

    def kilometers(self, one: str, other: str) -> float | None:
        """How far two ZIP areas lie apart; None where one is not in the table."""
        places = self.place(one), self.place(other)
        if NOWHERE in places:
            return None
        here, there = (np.array([place], np.uint16) for place in places)
        return int(self.meters(here, there)[0]) / 1000
