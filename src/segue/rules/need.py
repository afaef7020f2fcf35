"""What is looked for: the need, its wishes, and which of them are musts.

Reads a need from outside values and says every mistake at once. What the client said in free words,
the answer to the safety question and the places named in words stand beside the need, never inside it:
the need is what a search reads. Whether somebody meets the need is decided in `matching`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache

from segue.rules.codes import Family, find, place, shown
from segue.rules.step import Refused
from segue.rules.text import N_


class Wish(StrEnum):
    """What can be wished for; the order is the order of bits in a mask of unmet musts."""

    CONCERN = "concern"
    FORMAT = "format"
    PLACE = "place"
    INSURANCE_OR_BUDGET = "insurance_or_budget"
    LANGUAGE = "language"
    HOURS = "hours"
    ROOM = "room"
    WAIT = "wait"
    METHOD = "method"
    STYLE = "style"
    ROLE = "role"


LONGEST_AVOID = 400

# A must only if the client says so; every other wish is a must as soon as it is asked.
MUST_IF_SAID = frozenset((Wish.LANGUAGE, Wish.HOURS, Wish.METHOD, Wish.STYLE))

WISH_LABELS: Mapping[Wish, str] = {
    Wish.CONCERN: N_("Main concern"),
    Wish.FORMAT: N_("Online or in person"),
    Wish.PLACE: N_("Distance"),
    Wish.INSURANCE_OR_BUDGET: N_("Insurance or cost"),
    Wish.LANGUAGE: N_("Language"),
    Wish.HOURS: N_("Hours"),
    Wish.ROOM: N_("An opening now"),
    Wish.WAIT: N_("How soon"),
    Wish.METHOD: N_("Method"),
    Wish.STYLE: N_("Style"),
    Wish.ROLE: N_("Kind of care"),
}

# What changes when the wish gives way, as one line under "one wish that would open more doors".
RELAXED_LABELS: Mapping[Wish, str] = {
    Wish.CONCERN: N_("Another main concern"),
    Wish.FORMAT: N_("Online and in person"),
    Wish.PLACE: N_("Farther away"),
    Wish.INSURANCE_OR_BUDGET: N_("Another way to pay"),
    Wish.LANGUAGE: N_("Any language"),
    Wish.HOURS: N_("Other hours"),
    Wish.ROOM: N_("A waiting list"),
    Wish.WAIT: N_("A later start"),
    Wish.METHOD: N_("Another method"),
    Wish.STYLE: N_("Another style"),
    Wish.ROLE: N_("Another kind of care"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """What is looked for, in codes; the first concern is the main one."""

    jurisdiction: str | None
    age: str
    concerns: tuple[str, ...]
    formats: tuple[str, ...]
    zip: str | None = None
    radius_km: int | None = None
    insurance: tuple[str, ...] = ()
    budget: int | None = None
    languages: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    urgency_days: int | None = None
    role: str | None = None
    musts: tuple[str, ...] = ()
    not_ask: tuple[str, ...] = ()
    limit: int = 20
    relaxed: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """The main concern."""
        return self.concerns[0]


@dataclass(frozen=True, slots=True)
class NeedAnswers:
    """What stands beside a need: the words as said, the answer on safety, people and places in words."""

    words: str = ""
    safety: bool | None = None
    avoid: str = ""

    @property
    def is_safety_answered(self) -> bool:
        """Whether somebody answered the safety question; no need counts as written before."""
        return self.safety is not None


@lru_cache(maxsize=1024)
def asked(need: Need) -> frozenset[Wish]:
    """The wishes that this need holds, musts or not."""
    holds = {
        Wish.CONCERN: True,
        Wish.FORMAT: True,
        Wish.PLACE: "in_person" in need.formats and need.zip is not None and need.radius_km is not None,
        Wish.INSURANCE_OR_BUDGET: bool(need.insurance) or need.budget is not None,
        Wish.LANGUAGE: bool(need.languages),
        Wish.HOURS: bool(need.slots),
        Wish.ROOM: True,
        Wish.WAIT: need.urgency_days is not None,
        Wish.METHOD: bool(need.methods),
        Wish.STYLE: bool(need.styles),
        Wish.ROLE: need.role is not None,
    }
    return frozenset(wish for wish, held in holds.items() if held)


@lru_cache(maxsize=1024)
def musts_of(need: Need) -> tuple[Wish, ...]:
    """The wishes without which nobody is an option, in the order of their bits."""
    held = asked(need)
    return tuple(
        wish
        for wish in Wish
        if wish in held and wish not in need.relaxed and (wish not in MUST_IF_SAID or wish in need.musts)
    )


def relax(need: Need, *wishes: Wish) -> Need:
    """The same need with these wishes only nice to have."""
    musts = tuple(name for name in need.musts if name not in wishes)
    let_go = {*need.relaxed, *(wish.value for wish in wishes if wish not in MUST_IF_SAID)}
    return replace(need, musts=musts, relaxed=tuple(wish.value for wish in Wish if wish in let_go))


def to_mapping(need: Need) -> dict[str, object]:
    """The need as plain values for JSON; what the client let go stands there only where there is any."""
    plain: dict[str, object] = {}
    for field in fields(need):
        value = getattr(need, field.name)
        plain[field.name] = list(value) if isinstance(value, tuple) else value
    if not need.relaxed:
        del plain["relaxed"]
    return plain


def need_from(given: object) -> Need | tuple[Refused, ...]:
    """The need that these values make, or every mistake in them."""
    if not isinstance(given, Mapping):
        return (_refused("not_a_need", N_("A need is one object with named fields."), "need", given),)
    reading = _Reading(given)
    reading.known_fields({field.name for field in fields(Need)})
    zip_code = reading.matching("zip", _ZIP)
    need = Need(
        jurisdiction=reading.word("jurisdiction", Family.STATE),
        age=reading.word("age", Family.AGE, needed=True) or "",
        concerns=reading.words("concerns", Family.CONCERN, at_most=8, needed=True, in_order_said=True),
        formats=reading.words("formats", Family.FORMAT, at_most=2, needed=True),
        zip=zip_code,
        radius_km=reading.number("radius_km", 1, 500),
        insurance=reading.words("insurance", Family.INSURANCE, at_most=6),
        budget=reading.number("budget", 0, 2000),
        languages=reading.words("languages", Family.LANGUAGE, at_most=6),
        methods=reading.words("methods", Family.METHOD, at_most=10),
        styles=reading.words("styles", Family.STYLE, at_most=10),
        slots=reading.words("slots", Family.SLOT, at_most=28),
        urgency_days=reading.number("urgency_days", 0, 365),
        role=reading.word("role", Family.ROLE),
        musts=reading.wishes("musts"),
        not_ask=reading.ids("not_ask", at_most=200),
        limit=reading.number("limit", 1, 50) or 20,
        relaxed=reading.wishes("relaxed"),
    )
    reading.agree(need)
    return tuple(reading.mistakes) or need


def answers_from(given: object) -> NeedAnswers | tuple[Refused, ...]:
    """What stands beside the need, or every mistake in it."""
    if not isinstance(given, Mapping):
        return (
            _refused("not_answers", N_("The answers are one object with named fields."), "answers", given),
        )
    reading = _Reading(given)
    reading.known_fields({field.name for field in fields(NeedAnswers)})
    answers = NeedAnswers(
        words=reading.free_words("words", at_most=4000),
        safety=reading.yes_or_no("safety"),
        avoid=reading.free_words("avoid", at_most=LONGEST_AVOID),
    )
    return tuple(reading.mistakes) or answers


_ZIP = re.compile(r"[0-9]{5}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_UNKNOWN = N_("“%(value)s” is not on the list for the field “%(field)s”.")
_MENDING = N_("Change the field “%(field)s”. The rest is kept.")


def _refused(code: str, why: str, field: str, value: object = "") -> Refused:
    return Refused(code, why, _MENDING, {"field": field, "value": shown(value)})


class _Reading:
    """Reads named fields one by one and gathers what is wrong with them."""

    def __init__(self, given: Mapping[object, object]) -> None:
        self.given = given
        self.mistakes: list[Refused] = []

    def _wrong(self, code: str, why: str, field: str, value: object = "") -> None:
        self.mistakes.append(_refused(code, why, field, value))

    def known_fields(self, names: set[str]) -> None:
        for name in self.given:
            if name not in names:
                self._wrong("unknown_field", N_("There is no field “%(field)s”."), shown(name))

    def word(self, field: str, family: Family, *, needed: bool = False) -> str | None:
        value = self.given.get(field)
        if value is None:
            if needed:
                self._wrong("missing", N_("The field “%(field)s” is empty."), field)
            return None
        found = find(family, value)
        if isinstance(found, Refused):
            self._wrong(found.code, _UNKNOWN, field, value)
            return None
        return found.code

    def _list(self, field: str, *, at_most: int) -> list[object]:
        value = self.given.get(field)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self._wrong("not_a_list", N_("The field “%(field)s” is a list."), field, value)
            return []
        if len(value) > at_most:
            self._wrong("too_many", N_("The field “%(field)s” holds more than %(value)s."), field, at_most)
            return []
        return list(value)

    def words(
        self, field: str, family: Family, *, at_most: int, needed: bool = False, in_order_said: bool = False
    ) -> tuple[str, ...]:
        codes: list[str] = []
        before = len(self.mistakes)
        for value in self._list(field, at_most=at_most):
            found = find(family, value)
            if isinstance(found, Refused):
                self._wrong(found.code, _UNKNOWN, field, value)
            elif found.code not in codes:
                codes.append(found.code)
        if needed and not codes and len(self.mistakes) == before:
            self._wrong("missing", N_("The field “%(field)s” is empty."), field)
        return tuple(codes if in_order_said else sorted(codes, key=lambda code: place(family, code)))

    def wishes(self, field: str) -> tuple[str, ...]:
        said = self._list(field, at_most=len(Wish) * 2)
        names = [value for value in said if isinstance(value, str)]
        for value in said:
            if not isinstance(value, str) or value not in _WISHES:
                self._wrong("unknown_wish", N_("“%(value)s” is not a wish that can be a must."), field, value)
        return tuple(wish.value for wish in Wish if wish.value in names)

    def ids(self, field: str, *, at_most: int) -> tuple[str, ...]:
        ids = set()
        for value in self._list(field, at_most=at_most):
            if isinstance(value, str) and _ID.fullmatch(value):
                ids.add(value)
            else:
                self._wrong("not_an_id", N_("“%(value)s” does not name anybody."), field, value)
        return tuple(sorted(ids))

    def matching(self, field: str, pattern: re.Pattern[str]) -> str | None:
        value = self.given.get(field)
        if value is None:
            return None
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self._wrong("not_a_zip", N_("“%(value)s” is not a ZIP code. It has 5 digits."), field, value)
            return None
        return value

    def number(self, field: str, low: int, high: int) -> int | None:
        value = self.given.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong("not_a_number", N_("The field “%(field)s” is a whole number."), field, value)
            return None
        if not low <= value <= high:
            why = N_("The field “%(field)s” is between these: %(value)s.")
            self._wrong("out_of_bounds", why, field, f"{low}–{high}")
            return None
        return value

    def yes_or_no(self, field: str) -> bool | None:
        value = self.given.get(field)
        if value is None or isinstance(value, bool):
            return value
        self._wrong("not_yes_or_no", N_("The field “%(field)s” is yes or no."), field, value)
        return None

    def free_words(self, field: str, *, at_most: int) -> str:
        value = self.given.get(field, "")
        if not isinstance(value, str):
            self._wrong("not_words", N_("The field “%(field)s” is text."), field, value)
            return ""
        if len(value) > at_most:
            why = N_("The field “%(field)s” is longer than %(value)s signs.")
            self._wrong("too_long", why, field, at_most)
        if _UNREADABLE.search(value):
            self._wrong("unreadable", N_("The field “%(field)s” holds a sign that cannot be read."), field)
        return value

    def agree(self, need: Need) -> None:
        """Whether the fields agree with each other."""
        if need.radius_km is not None and self.given.get("zip") is None:
            self._wrong("no_middle", N_("A distance needs a ZIP code to count from."), "zip")
        for name in need.relaxed:
            if name in need.musts:
                self._wrong("must_and_not", N_("“%(value)s” is both a must and let go."), "relaxed", name)
            if name in MUST_IF_SAID:
                why = N_("“%(value)s” is a must only where it is named as one.")
                self._wrong("never_a_must", why, "relaxed", name)


_WISHES = frozenset(wish.value for wish in Wish)
# Control signs other than line ends and tabs, and halves of a pair, which no file can hold.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
