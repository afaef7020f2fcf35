"""The terms that come with a yes: what is wrong in them, and whether they are worse than what was chosen on.

Decides what is the client's to decide: anything that costs more, comes later than a week, or drops the
format, the half-day or another thing they chose on. What the client pays is part of the terms; between
clinicians nothing is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from segue.rules.codes import CODES, Family
from segue.rules.step import Refused
from segue.rules.text import N_

LONGEST_LIMITS = 300
MOST_TIMES = 8
HIGHEST_PRICE = 5000
FURTHEST_START = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2, 9998  # what lies further out may have no place in another zone
TWO_DAYS = timedelta(days=2)  # more than any two zones are apart
LATER_IS_FINE = timedelta(days=7)


class PayKind(StrEnum):
    """How the client would pay."""

    insurance = "insurance"
    price = "price"


class FirstStep(StrEnum):
    """What the first step is."""

    call = "call"
    intake = "intake"
    session = "session"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a recipient says with a yes; `insurance` is a code, `price` whole dollars a session."""

    methods: tuple[str, ...]
    pay: PayKind
    insurance: str
    price: int | None
    limits: str
    first_day: date
    first_times: tuple[datetime, ...]
    formats: frozenset[str]
    slots: frozenset[str]
    first_step: FirstStep


@dataclass(frozen=True, slots=True)
class TermsView:
    """What the client knew and wished when choosing; None or empty where nothing was said or wished."""

    insurance: frozenset[str] = frozenset()
    price: int | None = None
    formats: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    first_day: date | None = None
    methods: frozenset[str] = frozenset()
    limits: str | None = None
    first_step: FirstStep | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is worse than, or other than, what the client chose on."""

    field: str
    text: str
    about: Mapping[str, str]


def changes(chosen: TermsView, *, now: Terms) -> tuple[Change, ...]:
    """What the client must decide on, in words; nothing when the terms are no worse."""
    found = (
        (_pays_more(chosen, now), _pay_change(chosen, now)),
        (bool(chosen.formats) and not chosen.formats & now.formats, _FORMAT),
        (bool(chosen.slots) and not chosen.slots & now.slots, _HOURS),
        (_starts_later(chosen, now), _LATER),
        (bool(chosen.methods) and not chosen.methods & set(now.methods), _METHODS),
        (chosen.limits is not None and _said(chosen.limits) != _said(now.limits), _LIMITS),
        (chosen.first_step is not None and chosen.first_step is not now.first_step, _FIRST_STEP),
    )
    about = {"price": str(now.price or 0), "day": now.first_day.isoformat(), "limits": now.limits}
    return tuple(replace(change, about=about) for is_so, change in found if is_so)


def no_worse(chosen: TermsView, *, now: Terms) -> bool:
    """Whether the packet may unlock on these terms without asking the client again."""
    return not changes(chosen, now=now)


def problems(terms: Terms, *, today: date, zone: str) -> Mapping[str, Refused]:
    """What is wrong with each field, all at once; `today` is the day in the recipient's zone."""
    found = (
        ("methods", _refuse_codes(terms.methods, family=Family.METHOD)),
        ("pay", _refuse_pay(terms)),
        ("limits", _refuse_limits(terms.limits)),
        ("first_day", _refuse_first_day(terms.first_day, today=today)),
        ("first_times", _refuse_times(terms, zone=zone, today=today)),
        ("formats", _refuse_codes(terms.formats, family=Family.FORMAT)),
        ("slots", _refuse_codes(terms.slots, family=Family.SLOT)),
    )
    return MappingProxyType({name: refused for name, refused in found if refused is not None})


def _pays_more(chosen: TermsView, now: Terms) -> bool:
    if now.pay is PayKind.insurance:
        return now.insurance not in chosen.insurance
    return chosen.price is None or now.price is None or now.price > chosen.price


def _pay_change(chosen: TermsView, now: Terms) -> Change:
    if now.pay is PayKind.insurance:
        return _OTHER_INSURANCE
    return _NOW_A_PRICE if chosen.price is None else _DEARER


def _starts_later(chosen: TermsView, now: Terms) -> bool:
    return chosen.first_day is not None and now.first_day > chosen.first_day + LATER_IS_FINE


def _said(text: str) -> str:
    return " ".join(text.split())


def _refuse_codes(codes: tuple[str, ...] | frozenset[str], *, family: Family) -> Refused | None:
    if not codes:
        return NOTHING_PICKED
    return None if all(code in CODES[family] for code in codes) else NOT_ON_THE_LIST


def _refuse_pay(terms: Terms) -> Refused | None:
    if terms.pay is PayKind.insurance:
        if terms.price is not None:
            return BOTH_WAYS
        return None if terms.insurance in CODES[Family.INSURANCE] else NO_INSURANCE
    if terms.insurance:
        return BOTH_WAYS
    return None if terms.price is not None and 0 <= terms.price <= HIGHEST_PRICE else NO_PRICE


def _refuse_limits(limits: str) -> Refused | None:
    if len(limits) > LONGEST_LIMITS:
        return TOO_LONG
    return None if all(sign.isprintable() or sign == "\n" for sign in limits) else ODD_SIGNS


def _refuse_first_day(day: date, *, today: date) -> Refused | None:
    if day < today:
        return IN_THE_PAST
    return TOO_FAR_OFF if day > today + FURTHEST_START else None


def _refuse_times(terms: Terms, *, zone: str, today: date) -> Refused | None:
    if len(terms.first_times) > MOST_TIMES:
        return TOO_MANY_TIMES
    if any(moment.tzinfo is None for moment in terms.first_times):
        return TIME_WITHOUT_ZONE
    days = [moment.date() for moment in terms.first_times]
    if any(day - today > FURTHEST_START + TWO_DAYS or day.year > LAST_YEAR for day in days):
        return TOO_FAR_OFF
    if any(terms.first_day - day > TWO_DAYS or day.year < FIRST_YEAR for day in days):
        return BEFORE_FIRST_DAY
    place = ZoneInfo(zone)
    early = any(moment.astimezone(place).date() < terms.first_day for moment in terms.first_times)
    return BEFORE_FIRST_DAY if early else None


_NOTHING: Mapping[str, str] = MappingProxyType({})
_OTHER_INSURANCE = Change("pay", N_("The insurance is another than yours."), _NOTHING)
_NOW_A_PRICE = Change("pay", N_("You would pay yourself: $%(price)s a session."), _NOTHING)
_DEARER = Change("pay", N_("It costs more: $%(price)s a session."), _NOTHING)
_FORMAT = Change(
    "formats", N_("It is not offered in the way that you wished, online or in person."), _NOTHING
)
_HOURS = Change("slots", N_("None of the times that you wished is free."), _NOTHING)
_LATER = Change("first_day", N_("It begins more than a week later: %(day)s."), _NOTHING)
_METHODS = Change("methods", N_("The way of working is another."), _NOTHING)
_LIMITS = Change("limits", N_("There is something new to know: %(limits)s"), _NOTHING)
_FIRST_STEP = Change("first_step", N_("The first step is another."), _NOTHING)

NOTHING_PICKED = Refused("nothing_picked", N_("Nothing is picked here."), N_("Pick at least one."))
NOT_ON_THE_LIST = Refused(
    "not_on_the_list", N_("Something here is not on the list."), N_("Pick from what is shown.")
)
BOTH_WAYS = Refused(
    "insurance_and_price",
    N_("There is an insurance and a price."),
    N_("Say one: the insurance you bill, or what the client pays."),
)
NO_INSURANCE = Refused("no_insurance", N_("No insurance is named."), N_("Pick the insurance that you bill."))
NO_PRICE = Refused(
    "no_price",
    N_("There is no price that can be read."),
    N_("Enter whole dollars a session, from 0 to 5000."),
)
TOO_LONG = Refused("limits_too_long", N_("This is too long."), N_("Say it in at most 300 characters."))
ODD_SIGNS = Refused("odd_signs", N_("There are signs in it that cannot be shown."), N_("Type it again."))
IN_THE_PAST = Refused("day_in_the_past", N_("This day has passed."), N_("Pick today or a later day."))
TOO_FAR_OFF = Refused(
    "day_too_far_off", N_("This day is more than a year away."), N_("Offer the waitlist instead.")
)
TOO_MANY_TIMES = Refused("too_many_times", N_("These are too many times."), N_("Offer at most eight."))
TIME_WITHOUT_ZONE = Refused("time_without_zone", N_("A time has no time zone."), N_("Pick the time again."))
BEFORE_FIRST_DAY = Refused(
    "time_before_first_day", N_("A time lies before the first day."), N_("Change the time or the first day.")
)
