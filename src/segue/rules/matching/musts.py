"""The tests of what is wished for, each with three answers: met, unmet, not known.

Every wish that a need holds is tested, whether it is a must or not, so that letting one give way changes
only what counts and never what was found. One bit for each must that is not met, and one for each that is
not known: rows with the same bits can be counted together.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from segue.rules.codes import day_part_of, group_of
from segue.rules.matching.profile import Finding, ProfileFacts, Stated, wait_of
from segue.rules.need import Need, Wish, asked

# Kilometers between the middles of two ZIP areas; none where one of them is not in the table.
Distance = Callable[[str, str], float | None]

BITS: Mapping[Wish, int] = {wish: 1 << place for place, wish in enumerate(Wish)}


def findings(need: Need, facts: ProfileFacts, *, today: date, distance: Distance) -> Mapping[Wish, Finding]:
    """What each wish of the need finds in these facts."""
    tests: Mapping[Wish, Callable[[], Finding]] = {
        Wish.CONCERN: lambda: treats_main(need, facts),
        Wish.FORMAT: lambda: _one_of(need.formats, facts.formats),
        Wish.PLACE: lambda: _is_near(need, facts, distance=distance),
        Wish.INSURANCE_OR_BUDGET: lambda: _can_pay(need, facts),
        Wish.LANGUAGE: lambda: _one_of(need.languages, facts.languages),
        Wish.HOURS: lambda: _has_hours(need, facts),
        Wish.ROOM: lambda: _has_room(facts),
        Wish.WAIT: lambda: _is_soon_enough(need, facts, today=today),
        Wish.METHOD: lambda: _one_of(need.methods, facts.methods),
        Wish.STYLE: lambda: _all_of(need.styles, facts.styles),
        Wish.ROLE: lambda: _has_role(need, facts),
    }
    held = asked(need)
    return {wish: tests[wish]() for wish in Wish if wish in held}


def mask(found: Mapping[Wish, Finding], *, of: Iterable[Wish], finding: Finding) -> int:
    """The bits of those wishes for which this was found."""
    return sum(BITS[wish] for wish in of if found[wish] is finding)


def treats_main(need: Need, facts: ProfileFacts) -> Finding:
    """Whether the main concern is treated; where no list says so, a yes to a check on its group is enough."""
    if facts.concerns is not None and (found := facts.concerns.holds(need.main)) is not Finding.NOT_KNOWN:
        return found
    if facts.groups is None:
        return Finding.NOT_KNOWN
    return facts.groups.holds(group_of(need.main))


def distance_to(need: Need, facts: ProfileFacts, *, distance: Distance) -> float | None:
    """How far away the nearest place is in kilometers, where both ends are known."""
    if need.zip is None:
        return None
    found = (distance(need.zip, place) for place in facts.all_zips)
    return min((far for far in found if far is not None), default=None)


def meters_to(need: Need, facts: ProfileFacts, *, distance: Distance) -> int | None:
    """The same in whole meters, in which it is compared and counted."""
    far = distance_to(need, facts, distance=distance)
    return None if far is None else round(far * 1000)


def _either(one: Finding, other: Finding) -> Finding:
    """Met if one is met; unmet only if both are."""
    if Finding.MET in (one, other):
        return Finding.MET
    return Finding.UNMET if one is other is Finding.UNMET else Finding.NOT_KNOWN


def _one_of(wanted: Iterable[str], stated: Stated | None) -> Finding:
    if stated is None:
        return Finding.NOT_KNOWN
    found = Finding.UNMET
    for code in wanted:
        found = _either(found, stated.holds(code))
    return found


def _all_of(wanted: Iterable[str], stated: Stated | None) -> Finding:
    if stated is None:
        return Finding.NOT_KNOWN
    answers = {stated.holds(code) for code in wanted}
    if Finding.UNMET in answers:
        return Finding.UNMET
    return Finding.NOT_KNOWN if Finding.NOT_KNOWN in answers else Finding.MET


def _is_near(need: Need, facts: ProfileFacts, *, distance: Distance) -> Finding:
    """Within the radius, or no matter where: both can meet online."""
    online = Finding.UNMET
    if "online" in need.formats:
        online = Finding.NOT_KNOWN if facts.formats is None else facts.formats.holds("online")
    far = meters_to(need, facts, distance=distance)
    if far is None:
        return _either(online, Finding.NOT_KNOWN)
    near = Finding.MET if need.radius_km is not None and far <= need.radius_km * 1000 else Finding.UNMET
    return _either(online, near)


def takes_plan(need: Need, facts: ProfileFacts) -> Finding:
    """Whether one of the client's plans is taken; without a plan there is none to take."""
    return _one_of(need.insurance, facts.insurance) if need.insurance else Finding.UNMET


def _can_pay(need: Need, facts: ProfileFacts) -> Finding:
    insured = takes_plan(need, facts)
    if need.budget is None:
        return insured
    if facts.fee is None:
        return _either(insured, Finding.NOT_KNOWN)
    return _either(insured, Finding.MET if facts.fee.lowest <= need.budget else Finding.UNMET)


def _has_hours(need: Need, facts: ProfileFacts) -> Finding:
    """By the slots stated, or by the coarse hours that a check was answered for."""
    if facts.slots is not None and (found := _one_of(need.slots, facts.slots)) is not Finding.NOT_KNOWN:
        return found
    return _one_of({day_part_of(slot) for slot in need.slots}, facts.day_parts)


def _has_room(facts: ProfileFacts) -> Finding:
    if facts.opening is None:
        return Finding.NOT_KNOWN
    return Finding.MET if facts.opening.room > 0 else Finding.UNMET


def _is_soon_enough(need: Need, facts: ProfileFacts, *, today: date) -> Finding:
    wait = None if facts.opening is None else wait_of(facts.opening, today=today)
    if wait is None or need.urgency_days is None:
        return Finding.NOT_KNOWN
    return Finding.MET if wait <= need.urgency_days else Finding.UNMET


def _has_role(need: Need, facts: ProfileFacts) -> Finding:
    if facts.roles is None:
        return Finding.NOT_KNOWN
    return Finding.MET if need.role in facts.roles else Finding.UNMET
