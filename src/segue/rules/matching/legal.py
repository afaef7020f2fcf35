"""The tests that nobody may relax: licensed where the client is, the age served, nothing of “do not see”.

A license counts where the client is at the time of the visit; a compact counts for the states that its
privilege names, until it ends. Who issues which compact today is a dated table, and comes in as facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from segue.rules.codes import Family, label
from segue.rules.matching.line import Line
from segue.rules.matching.profile import Finding, ProfileFacts
from segue.rules.need import Need
from segue.rules.text import N_


class Legal(StrEnum):
    """What the law or the clinician's own limits ask."""

    LICENSE = "license"
    AGE = "age"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Tested:
    """What a legal test found, and the sentence that says it."""

    finding: Finding
    line: Line


def legal(need: Need, facts: ProfileFacts, *, today: date) -> Mapping[Legal, Tested]:
    """The three legal tests of one profile."""
    return {
        Legal.LICENSE: _licensed(need, facts, today=today),
        Legal.AGE: _serves_age(need, facts),
        Legal.SEEN: _sees(need, facts),
    }


def _licensed(need: Need, facts: ProfileFacts, *, today: date) -> Tested:
    if need.jurisdiction is None:
        return Tested(Finding.NOT_KNOWN, Line(N_("The state the client is in is not known yet")))
    state = {"state": (label(Family.STATE, need.jurisdiction),)}
    here = [held for held in facts.licenses or () if held.state == need.jurisdiction]
    if any(held.ends_on is None or held.ends_on >= today for held in here):
        return Tested(Finding.MET, Line(N_("Licensed in %(state)s"), labels=state))
    reaching = [held for held in facts.compacts if need.jurisdiction in held.states]
    for held in reaching:
        if held.ends_on >= today:
            line = Line(N_("May practice in %(state)s under %(compact)s"), {"compact": held.name}, state)
            return Tested(Finding.MET, line)
    if here or reaching:
        return Tested(Finding.UNMET, Line(N_("The license for %(state)s has run out"), labels=state))
    if facts.licenses is None:
        return Tested(Finding.NOT_KNOWN, Line(N_("A license in %(state)s is not known"), labels=state))
    return Tested(Finding.UNMET, Line(N_("Not licensed in %(state)s"), labels=state))


def _serves_age(need: Need, facts: ProfileFacts) -> Tested:
    age = {"age": (label(Family.AGE, need.age),)}
    finding = Finding.NOT_KNOWN if facts.ages is None else facts.ages.holds(need.age)
    line = {
        Finding.MET: Line(N_("Sees %(age)s"), labels=age),
        Finding.UNMET: Line(N_("Does not see %(age)s"), labels=age),
        Finding.NOT_KNOWN: Line(N_("Not known whether %(age)s are seen"), labels=age),
    }[finding]
    return Tested(finding, line)


def _sees(need: Need, facts: ProfileFacts) -> Tested:
    """The list is the clinician's own: where there is none, nothing is on it."""
    unseen = [concern for concern in need.concerns if concern in facts.does_not_see]
    if not unseen:
        return Tested(Finding.MET, Line(N_("Nothing of this is on the list of what is not seen")))
    labels = {"concerns": tuple(label(Family.CONCERN, concern) for concern in unseen)}
    return Tested(Finding.UNMET, Line(N_("Does not see people with %(concerns)s"), labels=labels))
