"""Why somebody fits and why not, as plain sentences, for clinicians and in plainer words for clients.

Every sentence reads one fact of the profile and one wish of the need. A cost is told only as said by the
clinician. Who somebody is stands here only where the client asked for it and the clinician says it of
themself; that it was asked and is not said is told without naming it. Points are counted elsewhere, by
the same parts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from segue.rules.codes import IDENTITY_STYLES, Family, day_part_of, group_of, label
from segue.rules.matching.line import Line
from segue.rules.matching.musts import Distance, distance_to
from segue.rules.matching.profile import Finding, ProfileFacts, Stated, days_old, wait_of
from segue.rules.matching.topic import Topic
from segue.rules.need import Need
from segue.rules.text import N_

_KM_IN_MILE = 1.609344


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for or against, and what it is about; `met` counts the wishes that it fulfills."""

    topic: Topic
    line: Line
    met: int = 0


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything for and against one profile, in the order in which it is read."""

    why: tuple[Reason, ...]
    why_not: tuple[Reason, ...]

    @property
    def met(self) -> int:
        """How many wishes are fulfilled."""
        return sum(reason.met for reason in self.why)


def reasons(
    need: Need, facts: ProfileFacts, *, today: date, distance: Distance, for_client: bool = False
) -> Reasons:
    """Why this profile fits the need and why not; what is not known is in neither."""
    words = _Words(need, facts, today=today, distance=distance, for_client=for_client)
    return Reasons(tuple(words.why()), tuple(words.why_not()))


class _Words:
    """Puts one profile beside one need."""

    def __init__(
        self, need: Need, facts: ProfileFacts, *, today: date, distance: Distance, for_client: bool
    ) -> None:
        self.need = need
        self.facts = facts
        self.today = today
        self.for_client = for_client
        self.far = distance_to(need, facts, distance=distance)

    def _labels(self, family: Family, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(label(family, code, for_client=self.for_client) for code in codes)

    def why(self) -> Iterator[Reason]:
        yield from self._concern()
        yield from self._matched(
            Topic.METHOD, Family.METHOD, self.need.methods, self.facts.methods, N_("Works with %(words)s")
        )
        yield from self._matched(
            Topic.LANGUAGE, Family.LANGUAGE, self.need.languages, self.facts.languages, N_("Speaks %(words)s")
        )
        yield from self._cost()
        yield from self._hours()
        yield from self._where()
        yield from self._matched(
            Topic.STYLE,
            Family.STYLE,
            self.need.styles,
            self.facts.styles,
            N_("By their own account: %(words)s"),
        )
        yield from self._role()
        yield from self._opening()

    def why_not(self) -> Iterator[Reason]:
        yield from self._concern_missing()
        yield from self._missing(
            Topic.METHOD, Family.METHOD, self.need.methods, self.facts.methods, N_("No %(words)s")
        )
        yield from self._missing(
            Topic.LANGUAGE, Family.LANGUAGE, self.need.languages, self.facts.languages, N_("No %(words)s")
        )
        yield from self._cost_missing()
        yield from self._hours_missing()
        yield from self._where_not()
        yield from self._style_missing()
        yield from self._wait_too_long()

    def _matched(
        self, topic: Topic, family: Family, wanted: Iterable[str], stated: Stated | None, template: str
    ) -> Iterator[Reason]:
        held = [code for code in wanted if stated is not None and stated.holds(code) is Finding.MET]
        if held:
            yield Reason(topic, Line(template, labels={"words": self._labels(family, held)}), len(held))

    def _missing(
        self, topic: Topic, family: Family, wanted: Iterable[str], stated: Stated | None, template: str
    ) -> Iterator[Reason]:
        lacking = [code for code in wanted if stated is not None and stated.holds(code) is Finding.UNMET]
        if lacking:
            yield Reason(topic, Line(template, labels={"words": self._labels(family, lacking)}))

    def _concern(self) -> Iterator[Reason]:
        main, stated = self.need.main, self.facts.concerns
        concern = {"words": self._labels(Family.CONCERN, (main,))}
        helps = N_("Helps with %(words)s") if self.for_client else N_("Treats %(words)s")
        if stated is not None and stated.holds(main) is Finding.MET:
            if main in self.facts.focus:
                yield Reason(Topic.FOCUS, Line(N_("A focus on %(words)s"), labels=concern), 2)
            else:
                yield Reason(Topic.CONCERN, Line(helps, labels=concern), 1)
        elif self.facts.groups is not None and self.facts.groups.holds(group_of(main)) is Finding.MET:
            group = {"words": self._labels(Family.GROUP, (group_of(main),))}
            yield Reason(Topic.CONCERN, Line(helps, labels=group), 1)
        also = N_("Also helps with %(words)s") if self.for_client else N_("Also treats %(words)s")
        yield from self._matched(Topic.OTHER_CONCERNS, Family.CONCERN, self.need.concerns[1:], stated, also)

    def _concern_missing(self) -> Iterator[Reason]:
        yield from self._missing(
            Topic.CONCERN,
            Family.CONCERN,
            self.need.concerns[:1],
            self.facts.concerns,
            N_("Does not name %(words)s"),
        )
        yield from self._missing(
            Topic.OTHER_CONCERNS,
            Family.CONCERN,
            self.need.concerns[1:],
            self.facts.concerns,
            N_("Does not name %(words)s"),
        )

    def _cost(self) -> Iterator[Reason]:
        taken = N_("Says %(plan)s is taken")
        if self.for_client:
            taken = N_("Says %(plan)s is taken. Your share: ask the plan")
        for plan in self._plans(Finding.MET):
            labels = {"plan": self._labels(Family.INSURANCE, (plan,))}
            yield Reason(Topic.COST, Line(taken, labels=labels), 1)
        fee, budget = self.facts.fee, self.need.budget
        if fee is None or budget is None or fee.lowest > budget:
            return
        if fee.amount <= budget:
            line = Line(N_("Says a visit costs $%(fee)s"), {"fee": fee.amount})
        else:
            line = Line(N_("Says $%(fee)s a visit is possible on a sliding scale"), {"fee": fee.lowest})
        yield Reason(Topic.COST, line, 1)

    def _plans(self, finding: Finding) -> list[str]:
        stated = self.facts.insurance
        return [plan for plan in self.need.insurance if stated and stated.holds(plan) is finding]

    def _cost_missing(self) -> Iterator[Reason]:
        if not self._plans(Finding.MET):
            for plan in self._plans(Finding.UNMET):
                labels = {"plan": self._labels(Family.INSURANCE, (plan,))}
                yield Reason(Topic.COST, Line(N_("%(plan)s is not taken"), labels=labels))
        fee, budget = self.facts.fee, self.need.budget
        if fee is not None and budget is not None and fee.lowest > budget:
            line = N_("Says a visit costs $%(fee)s, above $%(budget)s")
            yield Reason(Topic.COST, Line(line, {"fee": fee.lowest, "budget": budget}))

    def _hours(self) -> Iterator[Reason]:
        stated = self.facts.slots
        held = [slot for slot in self.need.slots if stated and stated.holds(slot) is Finding.MET]
        if 0 < len(held) <= 3:
            yield Reason(
                Topic.HOURS, Line("%(hours)s", labels={"hours": self._labels(Family.SLOT, held)}), len(held)
            )
            return
        parts = _day_parts(held)
        if not parts and self.facts.day_parts is not None:
            wanted = _day_parts(self.need.slots)
            parts = [part for part in wanted if self.facts.day_parts.holds(part) is Finding.MET]
        if parts:
            labels = {"hours": self._labels(Family.DAY_PART, parts)}
            yield Reason(Topic.HOURS, Line("%(hours)s", labels=labels), max(1, len(held)))

    def _hours_missing(self) -> Iterator[Reason]:
        stated = self.facts.slots
        if stated is None or not self.need.slots:
            return
        lacking = [slot for slot in self.need.slots if stated.holds(slot) is Finding.UNMET]
        held = _day_parts(slot for slot in self.need.slots if slot not in lacking)
        parts = [part for part in _day_parts(lacking) if part not in held]
        if parts:
            labels = {"hours": self._labels(Family.DAY_PART, parts)}
            yield Reason(Topic.HOURS, Line(N_("No %(hours)s"), labels=labels))
        elif lacking:
            yield Reason(Topic.HOURS, Line(N_("Not all of the hours asked for")))

    def _where(self) -> Iterator[Reason]:
        yield from self._matched(
            Topic.FORMAT, Family.FORMAT, self.need.formats, self.facts.formats, "%(words)s"
        )
        if self._could_go() and self.far is not None and self.far <= self._radius(self.far):
            yield Reason(Topic.NEAR, self._miles(self.far), 1)

    def _where_not(self) -> Iterator[Reason]:
        stated = self.facts.formats
        lacking = [code for code in self.need.formats if stated and stated.holds(code) is Finding.UNMET]
        if lacking == ["in_person"]:
            yield Reason(Topic.FORMAT, Line(N_("Online only")))
        elif lacking == ["online"]:
            yield Reason(Topic.FORMAT, Line(N_("In person only")))
        if self._could_go() and self.far is not None and self.far > self._radius(self.far):
            yield Reason(Topic.NEAR, self._miles(self.far))

    def _radius(self, far: float) -> float:
        """How far is near enough; without a wish every distance is."""
        return far if self.need.radius_km is None else self.need.radius_km

    def _could_go(self) -> bool:
        """Whether in person is wished for and not ruled out."""
        stated = self.facts.formats
        offered = stated is None or stated.holds("in_person") is not Finding.UNMET
        return "in_person" in self.need.formats and offered

    def _miles(self, km: float) -> Line:
        miles = round(km / _KM_IN_MILE)
        if miles < 1:
            return Line(N_("Less than a mile away"))
        if miles == 1:
            return Line(N_("About a mile away"))
        return Line(N_("%(miles)s miles away"), {"miles": miles})

    def _style_missing(self) -> Iterator[Reason]:
        stated = self.facts.styles
        lacking = [code for code in self.need.styles if stated and stated.holds(code) is Finding.UNMET]
        named = [code for code in lacking if code not in IDENTITY_STYLES]
        if named:
            labels = {"words": self._labels(Family.STYLE, named)}
            yield Reason(Topic.STYLE, Line(N_("Does not say: %(words)s"), labels=labels))
        elif lacking:
            yield Reason(Topic.STYLE, Line(N_("Says nothing on a part of what was asked")))

    def _role(self) -> Iterator[Reason]:
        role, roles = self.need.role, self.facts.roles
        if role is not None and roles is not None and role in roles:
            labels = {"role": self._labels(Family.ROLE, (role,))}
            yield Reason(Topic.ROLE, Line("%(role)s", labels=labels), 1)

    def _opening(self) -> Iterator[Reason]:
        opening = self.facts.opening
        if opening is None or opening.room < 1:
            return
        if opening.room == 1:
            yield Reason(Topic.ROOM, Line(N_("Has an opening")), 1)
        else:
            yield Reason(Topic.ROOM, Line(N_("Has %(room)s openings"), {"room": opening.room}), 1)
        wait = wait_of(opening, today=self.today)
        if wait is not None and (self.need.urgency_days is None or wait <= self.need.urgency_days):
            yield Reason(Topic.SOON, _start(wait), 1)
        yield Reason(Topic.CONFIRMED, confirmed_line(opening.confirmed_on, today=self.today))

    def _wait_too_long(self) -> Iterator[Reason]:
        opening, urgency = self.facts.opening, self.need.urgency_days
        if opening is None:
            return
        if opening.room < 1:
            yield Reason(Topic.ROOM, _waiting_list(opening.wait_days))
        wait = wait_of(opening, today=self.today)
        if urgency is not None and wait is not None and wait > urgency:
            line = N_("Starts in %(days)s days, not within %(asked)s")
            yield Reason(Topic.SOON, Line(line, {"days": wait, "asked": urgency}))


def _day_parts(slots: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(day_part_of(slot) for slot in slots))


def _start(days: int) -> Line:
    if days == 0:
        return Line(N_("Can start today"))
    if days == 1:
        return Line(N_("Can start tomorrow"))
    return Line(N_("Starts in %(days)s days"), {"days": days})


def _waiting_list(days: int | None) -> Line:
    if days is None:
        return Line(N_("No opening now"))
    return Line(N_("A waiting list of about %(weeks)s weeks"), {"weeks": max(1, -(-days // 7))})


def confirmed_line(confirmed_on: date, *, today: date) -> Line:
    """How old the word on an opening is."""
    age = days_old(confirmed_on, today=today)
    if age == 0:
        return Line(N_("Opening confirmed today"))
    if age == 1:
        return Line(N_("Opening confirmed yesterday"))
    return Line(N_("Opening confirmed %(days)s days ago"), {"days": age})
