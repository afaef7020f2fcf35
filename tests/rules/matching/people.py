"""Invented needs and profiles, and ways to draw them."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from segue.rules.codes import CODES, Family
from segue.rules.matching.profile import Compact, Fee, License, Opening, ProfileFacts, Stated
from segue.rules.need import MUST_IF_SAID, Need, Wish

NOW = datetime(2026, 3, 8, 10, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO = TODAY - timedelta(days=91)

_MIDDLES = {"55408": 0.0, "55101": 11.0, "55802": 230.0}


def distance(one: str, other: str) -> float | None:
    """Kilometers along one line of three places; any other ZIP is not in the table."""
    assert (one.isdigit(), other.isdigit()) == (True, True)
    if one in _MIDDLES and other in _MIDDLES:
        return abs(_MIDDLES[one] - _MIDDLES[other])
    return None


def stated(*codes: str, on: date = TODAY, is_complete: bool = True) -> Stated:
    return Stated(frozenset(codes), on, is_complete)


JONAS = Need(
    jurisdiction="MN",
    age="adult",
    concerns=("panic", "grief"),
    formats=("online", "in_person"),
    zip="55408",
    radius_km=25,
    insurance=("north_star",),
    budget=80,
    languages=("en", "sv"),
    methods=("exposure", "emdr"),
    styles=("direct", "hours_that_change"),
    slots=("tue_evening", "thu_evening"),
    urgency_days=14,
    musts=("hours",),
)

AMARA = ProfileFacts(
    id="amara",
    name="Amara Lindqvist",
    roles=frozenset({"therapist"}),
    licenses=(License("MN", date(2027, 6, 30)),),
    zip="55101",
    ages=stated("adult", "older_adult"),
    concerns=stated("panic", "anxiety", "trauma"),
    focus=("panic",),
    formats=stated("online", "in_person"),
    insurance=stated("north_star"),
    languages=stated("en", "sv"),
    methods=stated("emdr", "exposure"),
    styles=stated("fixed_hour", "humor"),
    slots=stated("tue_evening", "thu_evening"),
    opening=Opening(1, TODAY - timedelta(days=3), first_free=TODAY + timedelta(days=9)),
)

LISTING = ProfileFacts(
    id="birgitta",
    name="Birgitta Sand",
    roles=frozenset({"therapist"}),
    licenses=(License("MN"),),
    zip="55408",
)


def with_facts(facts: ProfileFacts, **changes: Any) -> ProfileFacts:
    return replace(facts, **changes)


def with_need(need: Need, **changes: Any) -> Need:
    return replace(need, **changes)


# Few codes of each family, so that drawn needs and profiles often meet.
_FEW = {family: tuple(CODES[family])[:4] for family in Family}
_FEW[Family.STYLE] = ("direct", "gentle", "humor", "homework", "structured", "woman", "veteran")
_STATES = ("MN", "WI")
_HERE = frozenset({"MN"})


def _codes(chance: Random, family: Family, *, least: int = 0) -> tuple[str, ...]:
    few = _FEW[family]
    return tuple(sorted(chance.sample(few, chance.randint(least, min(3, len(few)))), key=few.index))


def _day(chance: Random, low: int, high: int) -> date:
    return TODAY + timedelta(days=chance.randint(low, high))


def _stated(chance: Random, family: Family) -> Stated | None:
    told = Stated(frozenset(_codes(chance, family)), _day(chance, -120, 0), chance.random() < 0.5)
    return chance.choice((None, told, told))


def drawn_need(chance: Random) -> Need:
    musts = [wish.value for wish in Wish if wish in MUST_IF_SAID and chance.random() < 0.4]
    relaxed = [wish.value for wish in Wish if wish not in MUST_IF_SAID and chance.random() < 0.1]
    is_near = chance.random() < 0.5
    return Need(
        jurisdiction=chance.choice(_STATES),
        age=chance.choice(("adult", "teen")),
        concerns=_codes(chance, Family.CONCERN, least=1),
        formats=_codes(chance, Family.FORMAT, least=1),
        zip="55408" if is_near else None,
        radius_km=chance.randint(1, 300) if is_near else None,
        insurance=_codes(chance, Family.INSURANCE),
        budget=chance.choice((None, chance.randint(60, 200))),
        languages=_codes(chance, Family.LANGUAGE),
        methods=_codes(chance, Family.METHOD),
        styles=_codes(chance, Family.STYLE),
        slots=_codes(chance, Family.SLOT),
        urgency_days=chance.choice((None, chance.randint(0, 30))),
        role=chance.choice((None, "therapist", "prescriber")),
        musts=tuple(musts),
        relaxed=tuple(relaxed),
        not_ask=chance.choice(((), (), ("p1",))),
    )


def drawn_profile(chance: Random, name: str) -> ProfileFacts:
    opening = Opening(
        chance.randint(0, 3),
        _day(chance, -120, 0),
        first_free=chance.choice((None, _day(chance, -3, 30))),
        wait_days=chance.choice((None, chance.randint(0, 60))),
        is_weekly=chance.random() < 0.2,
    )
    fee = Fee(chance.randint(60, 250), _day(chance, -120, 0), chance.choice((None, chance.randint(30, 250))))
    license_ = License(chance.choice(_STATES), chance.choice((None, _day(chance, -5, 5))))
    return ProfileFacts(
        id=name,
        name=name.upper(),
        roles=chance.choice((None, frozenset({"therapist"}), frozenset({"therapist", "prescriber"}))),
        licenses=chance.choice((None, (), (license_,), (license_, License("WI")))),
        compacts=chance.choice(((), (), (Compact("PSYPACT", _HERE, _day(chance, -5, 5)),))),
        zip=chance.choice((None, "55408", "55101", "55802", "00000")),
        ages=_stated(chance, Family.AGE),
        concerns=_stated(chance, Family.CONCERN),
        groups=_stated(chance, Family.GROUP),
        focus=_codes(chance, Family.CONCERN),
        does_not_see=frozenset(chance.choice(((), (), _codes(chance, Family.CONCERN)))),
        formats=_stated(chance, Family.FORMAT),
        insurance=_stated(chance, Family.INSURANCE),
        fee=chance.choice((None, fee)),
        languages=_stated(chance, Family.LANGUAGE),
        methods=_stated(chance, Family.METHOD),
        styles=_stated(chance, Family.STYLE),
        slots=_stated(chance, Family.SLOT),
        day_parts=_stated(chance, Family.DAY_PART),
        opening=chance.choice((None, opening)),
    )


def drawn_nearly_fitting(chance: Random, need: Need, name: str) -> ProfileFacts:
    """Somebody who fits this need, but for up to two facts that are drawn anew."""
    drawn = drawn_profile(chance, name)
    full = replace(
        drawn,
        roles=frozenset({need.role or "therapist"}),
        licenses=(License(need.jurisdiction or "MN"),),
        zip="55408",
        ages=stated(need.age),
        concerns=stated(*need.concerns),
        does_not_see=frozenset(),
        formats=stated(*need.formats),
        insurance=stated(*need.insurance),
        fee=Fee(60, TODAY),
        languages=stated(*need.languages),
        methods=stated(*need.methods),
        styles=stated(*need.styles),
        slots=stated(*need.slots),
        opening=Opening(1, TODAY, first_free=TODAY),
    )
    changed = [
        field.name for field in fields(full) if getattr(full, field.name) != getattr(drawn, field.name)
    ]
    anew = chance.sample(changed, min(len(changed), chance.randint(0, 2)))
    return replace(full, **{name: getattr(drawn, name) for name in anew})


def _world(chance: Random) -> tuple[Need, list[ProfileFacts]]:
    need = drawn_need(chance)
    names = [f"p{place}" for place in range(chance.randint(0, 6))]
    return need, [
        drawn_nearly_fitting(chance, need, name) if chance.random() < 0.7 else drawn_profile(chance, name)
        for name in names
    ]


# Drawn from one seed each: a world has two hundred parts, and choosing each by itself is slow.
_CHANCE = st.randoms(use_true_random=True)


def needs() -> st.SearchStrategy[Need]:
    """Any need that can be written."""
    return _CHANCE.map(drawn_need)


def worlds() -> st.SearchStrategy[tuple[Need, list[ProfileFacts]]]:
    """A need and up to six profiles, most of which nearly fit."""
    return _CHANCE.map(_world)
