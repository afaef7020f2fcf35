"""A place of practice as somebody says it: where it is and how it is called."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from segue.rules.codes import Family, is_code, shown
from segue.rules.step import Refused
from segue.rules.text import N_

MOST_PLACES = 8
LONGEST: Final = {"address": 300, "city": 120, "state": 2, "zip": 10, "phone": 32, "fax": 32}
_ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """One place, as typed or as kept; the first of several is the main one."""

    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    fax: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(getattr(self, each.name).strip() for each in fields(self))


def places_from(said: Iterable[SaidPlace]) -> tuple[SaidPlace, ...] | Refused:
    """The places that are not empty, trimmed; or the first thing in them that cannot be."""
    found = []
    for one in said:
        if one.is_empty:
            continue
        place = SaidPlace(**{each.name: getattr(one, each.name).strip() for each in fields(one)})
        if wrong := _wrong(place):
            return wrong
        found.append(place)
    if len(found) > MOST_PLACES:
        return _refused(N_("There is room for 8 places."))
    if len(set(found)) < len(found):
        return _refused(N_("The same place stands here twice."))
    return tuple(found)


def _wrong(place: SaidPlace) -> Refused | None:
    for name, longest in LONGEST.items():
        text = getattr(place, name)
        if len(text) > longest or not text.isprintable():
            return _refused(
                N_("“%(value)s” is too long, or has signs that nobody can read."), value=shown(text)
            )
    if place.state and not is_code(Family.STATE, place.state):
        return _refused(N_("“%(value)s” is no state."), value=shown(place.state))
    if not _ZIP.fullmatch(place.zip):
        return _refused(N_("“%(value)s” is no ZIP code. It has five digits."), value=shown(place.zip))
    for number in (place.phone, place.fax):
        if number and not 7 <= sum(sign.isdecimal() for sign in number) <= 15:
            return _refused(N_("“%(value)s” is no telephone number."), value=shown(number))
    return None


def _refused(why: str, **about: str) -> Refused:
    return Refused(
        "not_a_place", why, N_("Nothing was changed; what you typed is kept."), {"field": "places", **about}
    )
