"""A profile as one row of numbers, and back: every fact that a search reads, each in a column of its own.

A code is a bit, at its place in its family; lists of codes only ever grow at their end, so a bit keeps its meaning.
The highest bit of a list says that it was stated at all, so that “none of them” is told from “not known”. Days count
from 2000; what a day is true of the other facts of a list is not kept, since no search reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from segue.rules.codes import CODES, Family, place
from segue.rules.matching.geography import NOWHERE, Geography
from segue.rules.matching.profile import Compact, Fee, License, Opening, ProfileFacts, Stated

_EPOCH = date(2000, 1, 1)
NO_DAY: Final = 0
NO_NUMBER: Final = 0xFFFF
NO_ROOM: Final = 0xFF
NO_HOURS: Final = 0xFF
NO_END: Final = 0xFFFF
_LAST_DAY = NO_END - 1

LISTS: Final[Mapping[str, tuple[Family, int]]] = MappingProxyType(
    {
        "concerns": (Family.CONCERN, 64),
        "methods": (Family.METHOD, 64),
        "languages": (Family.LANGUAGE, 64),
        "insurance": (Family.INSURANCE, 64),
        "styles": (Family.STYLE, 32),
        "slots": (Family.SLOT, 32),
        "groups": (Family.GROUP, 16),
        "ages": (Family.AGE, 8),
        "formats": (Family.FORMAT, 8),
        "day_parts": (Family.DAY_PART, 8),
    }
)
"""Lists of codes, and how many bits each has."""

ROW: Final = np.dtype(
    [
        ("id", "S16"),
        *((name, f"<u{bits // 8}") for name, (_, bits) in LISTS.items()),
        ("focus", "<u8"),
        ("zip", "<u2"),
        ("fee", "<u2"),
        ("least", "<u2"),
        ("free_on", "<u2"),
        ("wait", "<u2"),
        ("opening_on", "<u2"),
        ("fee_on", "<u2"),
        ("insurance_on", "<u2"),
        ("license", "<u2"),
        ("eligible", "<u2"),
        ("shown", "<u2"),
        ("room", "u1"),
        ("reply", "u1"),
        ("flags", "u1"),
    ]
)
"""One profile. `flags`: see below."""

COMPLETE: Final = 1
"""What its lists leave out is a no: the profile is claimed."""
WEEKLY: Final = 2
"""The opening was said as those of the week of its day."""
ROLES: Final = MappingProxyType({"therapist": 4, "prescriber": 8, "assessor": 16})
ROLES_SAID: Final = 32

VERSION: Final = sha256(
    repr((ROW.descr, [[family.value, list(CODES[family])] for family, _ in LISTS.values()])).encode()
).hexdigest()[:16]
"""Changes whenever a row packed before would be read wrongly, and also when it would not: packing anew is cheap."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A row, and what only few profiles have: concerns not seen, further places, a compact in place of a license."""

    row: Any
    unseen: int = 0
    more_places: tuple[int, ...] = ()
    compact: Compact | None = None


def said_bit(name: str) -> int:
    """The bit of a list that says that it was stated."""
    return 1 << (LISTS[name][1] - 1)


@lru_cache(maxsize=4096)
def bits_of(family: Family, codes: tuple[str, ...] | frozenset[str]) -> int:
    """The bits of these codes."""
    return sum(1 << place(family, code) for code in set(codes))


def day_number(day: date | None) -> int:
    """A day as a number that fits two bytes."""
    return NO_DAY if day is None else min(max(1, (day - _EPOCH).days), _LAST_DAY)


def day_of(number: int) -> date:
    """The day of a number."""
    return _EPOCH + timedelta(days=int(number))


def pack(
    facts: ProfileFacts,
    *,
    key: bytes,
    jurisdiction: str,
    geography: Geography,
    exposure: tuple[int, int] = (0, 0),
) -> Packed | None:
    """The row of these facts in the shard of a jurisdiction; None for somebody who is licensed elsewhere alone.

    `key`: the 16 bytes of the identifier. Lists of one profile are all complete or none is.
    """
    compact = _compact(facts, jurisdiction)
    license_end = _license(facts, jurisdiction, compact=compact)
    if license_end is None:
        return None
    row = np.zeros((), ROW)
    row["id"] = key
    for name, (family, _) in LISTS.items():
        stated: Stated | None = getattr(facts, name)
        row[name] = 0 if stated is None else bits_of(family, stated.codes) | said_bit(name)
    row["focus"] = bits_of(Family.CONCERN, facts.focus)
    row["license"] = license_end
    row["zip"] = geography.place(facts.zip)
    row["reply"] = NO_HOURS if facts.reply_hours is None else min(facts.reply_hours, NO_HOURS - 1)
    row["shown"], row["eligible"] = _two_bytes_each(*exposure)
    _pack_terms(row, facts)
    row["flags"] = _flags(facts)
    more = tuple(found for zip_code in facts.more_zips if (found := geography.place(zip_code)) != NOWHERE)
    return Packed(row, bits_of(Family.CONCERN, facts.does_not_see), more, compact)


def unpack(packed: Packed, *, name: str, jurisdiction: str, geography: Geography) -> ProfileFacts:
    """The facts of a row again, as far as a search reads them."""
    row = packed.row
    is_complete = bool(row["flags"] & COMPLETE)
    days = {"insurance": day_of(row["insurance_on"])}
    lists = {
        each: _stated(int(row[each]), each, on=days.get(each, _EPOCH), is_complete=is_complete)
        for each in LISTS
    }
    return ProfileFacts(
        id=name,
        name="",
        roles=_roles(int(row["flags"])),
        licenses=_licenses(packed, jurisdiction),
        compacts=(packed.compact,) if packed.compact else (),
        zip=geography.zip_of(int(row["zip"])),
        more_zips=tuple(filter(None, map(geography.zip_of, packed.more_places))),
        focus=_codes(Family.CONCERN, int(row["focus"])),
        does_not_see=frozenset(_codes(Family.CONCERN, packed.unseen)),
        fee=_fee(row),
        opening=_opening(row),
        reply_hours=None if row["reply"] == NO_HOURS else int(row["reply"]),
        **lists,
    )


def _pack_terms(row: Any, facts: ProfileFacts) -> None:
    """Fee, plans and room, with the day on which each was last said."""
    fee, opening, insurance = facts.fee, facts.opening, facts.insurance
    row["fee"] = NO_NUMBER if fee is None else min(fee.amount, NO_NUMBER - 1)
    row["least"] = NO_NUMBER if fee is None or fee.least is None else min(fee.least, NO_NUMBER - 1)
    row["fee_on"] = day_number(None if fee is None else fee.confirmed_on)
    row["insurance_on"] = day_number(None if insurance is None else insurance.confirmed_on)
    row["room"] = NO_ROOM if opening is None else min(opening.room, NO_ROOM - 1)
    row["opening_on"] = day_number(None if opening is None else opening.confirmed_on)
    row["free_on"] = day_number(None if opening is None else opening.first_free)
    has_wait = opening is not None and opening.wait_days is not None
    row["wait"] = min(opening.wait_days or 0, NO_NUMBER - 1) if opening and has_wait else NO_NUMBER


def _two_bytes_each(shown: int, eligible: int) -> tuple[int, int]:
    """Both counts halved until they fit: only how they stand to each other is read."""
    too_long = max(0, max(shown, eligible).bit_length() - 16)
    return shown >> too_long, eligible >> too_long


def _flags(facts: ProfileFacts) -> int:
    stated = (getattr(facts, name) for name in LISTS)
    flags = COMPLETE if all(each.is_complete for each in stated if each is not None) else 0
    if facts.opening is not None and facts.opening.is_weekly:
        flags |= WEEKLY
    if facts.roles is not None:
        flags |= ROLES_SAID | sum(ROLES[role] for role in facts.roles)
    return flags


def _compact(facts: ProfileFacts, jurisdiction: str) -> Compact | None:
    """The privilege that lasts longest here."""
    here = [compact for compact in facts.compacts if jurisdiction in compact.states]
    return max(here, key=lambda compact: (compact.ends_on, compact.name), default=None)


def _license(facts: ProfileFacts, jurisdiction: str, *, compact: Compact | None) -> int | None:
    """The last day on which they may practice here; NO_DAY where no license is known, None where it is elsewhere."""
    ends = [license_.ends_on for license_ in facts.licenses or () if license_.state == jurisdiction]
    if None in ends:
        return NO_END
    days = [day_number(day) for day in ends] + ([day_number(compact.ends_on)] if compact else [])
    if days:
        return max(days)
    return None if facts.licenses is not None else NO_DAY


def _licenses(packed: Packed, jurisdiction: str) -> tuple[License, ...] | None:
    ends = int(packed.row["license"])
    if ends == NO_DAY or (packed.compact is not None and ends == day_number(packed.compact.ends_on)):
        return None if ends == NO_DAY else ()
    return (License(jurisdiction, None if ends == NO_END else day_of(ends)),)


def _codes(family: Family, bits: int) -> tuple[str, ...]:
    return tuple(code for number, code in enumerate(CODES[family]) if bits >> number & 1)


def _stated(bits: int, name: str, *, on: date, is_complete: bool) -> Stated | None:
    if not bits:
        return None
    return Stated(frozenset(_codes(LISTS[name][0], bits)), on, is_complete)


def _roles(flags: int) -> frozenset[str] | None:
    return frozenset(role for role, bit in ROLES.items() if flags & bit) if flags & ROLES_SAID else None


def _fee(row: Any) -> Fee | None:
    if row["fee"] == NO_NUMBER:
        return None
    least = None if row["least"] == NO_NUMBER else int(row["least"])
    return Fee(int(row["fee"]), day_of(row["fee_on"]), least)


def _opening(row: Any) -> Opening | None:
    if row["room"] == NO_ROOM:
        return None
    return Opening(
        room=int(row["room"]),
        confirmed_on=day_of(row["opening_on"]),
        first_free=None if row["free_on"] == NO_DAY else day_of(row["free_on"]),
        wait_days=None if row["wait"] == NO_NUMBER else int(row["wait"]),
        is_weekly=bool(row["flags"] & WEEKLY),
    )


Rows = NDArray[Any]
