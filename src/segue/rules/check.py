"""The availability question: what may be asked about a clinician before anybody is mentioned.

A check holds the concern's group, age group, format, insurance, language, area, hours and urgency, and
nothing else, each coarse enough that it points at nobody. Also decided here: who may be asked, how often,
what an answer makes known, and when somebody may be called open. Sending and storing are elsewhere.
"""

import json
from collections.abc import Callable, Iterable, Set
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from segue.rules.codes import Family, day_part_of, group_of, label, place
from segue.rules.matching.line import Line
from segue.rules.matching.profile import Opening, ProfileFacts, Stated, days_old
from segue.rules.need import Need
from segue.rules.step import Refused
from segue.rules.text import N_

FIRST_ROUND = 8
FURTHER_ROUND = 4
ROUNDS = 3
CHECKS_A_WEEK = 2
OPEN_DAYS = 3

# What a question loses, one by one, while its combination is rare.
_LESS: tuple[dict[str, Any], ...] = (
    {"area": None},
    {"languages": ()},
    {"day_parts": ()},
    {"insurance": ()},
    {"weeks": None},
)


@dataclass(frozen=True, slots=True)
class Question:
    """One availability question, the same for everybody who is asked."""

    group: str
    age: str
    formats: tuple[str, ...]
    insurance: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    state: str | None = None
    area: str | None = None
    day_parts: tuple[str, ...] = ()
    weeks: int | None = None


def question_from(need: Need, *, rare_areas: Set[str], common_languages: Set[str]) -> Question:
    """The question that a need allows.

    `rare_areas`: three-digit ZIPs with 20,000 people or fewer, which 45 CFR 164.514(b)(2)(i)(B) merges; only
    the state is asked there. `common_languages`: the state's most common ones; others wait for a yes.
    """
    area = need.zip[:3] if need.zip is not None and "in_person" in need.formats else None
    parts = {day_part_of(slot) for slot in need.slots}
    return Question(
        group=group_of(need.main),
        age=need.age,
        formats=need.formats,
        insurance=need.insurance,
        languages=tuple(code for code in need.languages if code in common_languages),
        state=need.jurisdiction,
        area=None if area in rare_areas else area,
        day_parts=tuple(sorted(parts, key=lambda part: place(Family.DAY_PART, part))),
        weeks=None if need.urgency_days is None else max(1, -(-need.urgency_days // 7)),
    )


def held_back(need: Need, question: Question) -> tuple[str, ...]:
    """The languages that are left out of a question until somebody says yes."""
    return tuple(code for code in need.languages if code not in question.languages)


def coarsened(question: Question, *, is_rare: Callable[[Question], bool]) -> Question:
    """The question with detail taken away until its combination is no longer rare."""
    for less in _LESS:
        if not is_rare(question):
            break
        question = replace(question, **less)
    return question


def canonical(question: Question) -> str:
    """The question as one text, the same for the same question."""
    return json.dumps(asdict(question), sort_keys=True, separators=(",", ":"))


def question_of(text: str) -> Question:
    """The question that `canonical` wrote down."""
    kept: dict[str, Any] = json.loads(text)
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return Question(**{**kept, **lists})


def check_lines(question: Question) -> tuple[Line, ...]:
    """What is looked for, part by part, on the page of the one who is asked."""
    return (Line(N_("Treats %(group)s"), labels=_group(question)), *_circumstances(question))


def request_lines(question: Question) -> tuple[Line, ...]:
    """The same for the request of a handoff: it speaks of the clinician, never of a client."""
    first = Line(N_("Looking for someone who treats %(group)s"), labels=_group(question))
    return (first, *_circumstances(question))


def notice_lines(question: Question) -> tuple[Line, ...]:
    """What a mail or a message may say; what should be treated stands on the page behind its link."""
    return tuple(line for line in (_formats(question), _hours(question), *_place_and_plan(question)) if line)


def _group(question: Question) -> dict[str, tuple[str, ...]]:
    return {"group": (label(Family.GROUP, question.group),)}


def _circumstances(question: Question) -> tuple[Line, ...]:
    lines = (
        Line("%(age)s", labels={"age": (label(Family.AGE, question.age),)}),
        _formats(question),
        _hours(question),
        *_place_and_plan(question),
        _languages(question),
        _licensed(question),
        _urgency(question),
    )
    return tuple(line for line in lines if line is not None)


def _formats(question: Question) -> Line:
    labels = tuple(label(Family.FORMAT, code) for code in question.formats)
    if len(labels) > 1:
        return Line(N_("online or in person"))
    return Line("%(format)s", labels={"format": labels})


def _hours(question: Question) -> Line | None:
    labels = tuple(label(Family.DAY_PART, code) for code in question.day_parts)
    return Line("%(hours)s", labels={"hours": labels}) if labels else None


def _place_and_plan(question: Question) -> tuple[Line, ...]:
    lines = []
    if question.area is not None:
        lines.append(Line(N_("near ZIP codes that begin with %(area)s"), {"area": question.area}))
    if question.insurance:
        lines.append(Line("%(plan)s", labels={"plan": _plans(question)}))
    return tuple(lines)


def _plans(question: Question) -> tuple[str, ...]:
    return tuple(label(Family.INSURANCE, code) for code in question.insurance)


def _languages(question: Question) -> Line | None:
    labels = tuple(label(Family.LANGUAGE, code) for code in question.languages)
    return Line(N_("speaks %(languages)s"), labels={"languages": labels}) if labels else None


def _licensed(question: Question) -> Line | None:
    if question.state is None:
        return None
    return Line(N_("licensed in %(state)s"), labels={"state": (label(Family.STATE, question.state),)})


def _urgency(question: Question) -> Line | None:
    if question.weeks is None:
        return None
    if question.weeks == 1:
        return Line(N_("within a week"))
    return Line(N_("within %(weeks)s weeks"), {"weeks": question.weeks})


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """What was asked so far: the round, how many are asked in it, how often this clinician this week."""

    round: int
    asked_in_round: int
    asked_this_week: int
    wants_no_checks: bool = False


def may_check(counts: CheckCounts) -> Refused | None:
    """Whether one more clinician may be asked, or why not."""
    if counts.round > ROUNDS:
        return Refused(
            "rounds_done",
            N_("Three rounds of questions found nothing open."),
            N_("See which wish could give way, or put a waiting list before the client."),
        )
    if counts.asked_in_round >= (FIRST_ROUND if counts.round <= 1 else FURTHER_ROUND):
        return Refused(
            "round_full",
            N_("Enough colleagues are asked in this round."),
            N_("Wait one working day for their answers, then ask more."),
        )
    if counts.wants_no_checks:
        return Refused(
            "wants_no_checks",
            N_("This colleague does not want questions about openings."),
            N_("Choose someone else, or call."),
        )
    if counts.asked_this_week >= CHECKS_A_WEEK:
        return Refused(
            "asked_enough",
            N_("This colleague was asked twice this week."),
            N_("Choose someone else, or wait until next week."),
        )
    return None


def may_ask(need: Need, profile: str) -> bool:
    """Whether the client left this person or place to be asked."""
    return profile not in need.not_ask


@dataclass(frozen=True, slots=True)
class Yes:
    """Room: how much, from which day; `holds` names what was said where several were asked."""

    room: int = 1
    first_free: date | None = None
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waitlist:
    """No room now; an honest guess of weeks."""

    weeks: int


@dataclass(frozen=True, slots=True)
class No:
    """No room."""


Answered = Yes | Waitlist | No


def opening_from(answer: Answered, *, on: date) -> Opening:
    """The opening that an answer makes known."""
    if isinstance(answer, Yes):
        return Opening(answer.room, on, first_free=answer.first_free)
    if isinstance(answer, Waitlist):
        return Opening(0, on, wait_days=answer.weeks * 7)
    return Opening(0, on)


def with_answer(facts: ProfileFacts, question: Question, answer: Answered, *, on: date) -> ProfileFacts:
    """The facts as the answer leaves them: the opening always, what was asked only by a yes.

    Where a question named several ("online or in person"), a yes to it does not tell which; only those that
    the answer names become known.
    """
    told = replace(facts, opening=opening_from(answer, on=on))
    if not isinstance(answer, Yes):
        return told

    def said(codes: Iterable[str]) -> frozenset[str]:
        asked = frozenset(codes)
        return asked if len(asked) == 1 else asked & answer.holds

    return replace(
        told,
        groups=_added(facts.groups, said((question.group,)), on=on),
        ages=_added(facts.ages, said((question.age,)), on=on),
        formats=_added(facts.formats, said(question.formats), on=on),
        insurance=_added(facts.insurance, said(question.insurance), on=on),
        languages=_added(facts.languages, said(question.languages), on=on),
        day_parts=_added(facts.day_parts, said(question.day_parts), on=on),
    )


def _added(stated: Stated | None, codes: frozenset[str], *, on: date) -> Stated | None:
    """A fact with what was said today; a fact that nobody stated in full stays known in part."""
    if not codes:
        return stated
    if stated is None:
        return Stated(codes, on, is_complete=False)
    return Stated(stated.codes | codes, on, is_complete=stated.is_complete)


def is_open(opening: Opening | None, *, now: datetime) -> bool:
    """Whether “open” may be said: room, confirmed in the last three days or as this week's openings."""
    if opening is None or opening.room < 1:
        return False
    today = now.date()
    if opening.is_weekly and _monday(opening.confirmed_on) == _monday(today):
        return True
    return days_old(opening.confirmed_on, today=today) <= OPEN_DAYS


def after_acceptance(opening: Opening) -> Opening:
    """The opening when one more client was accepted."""
    return replace(opening, room=max(0, opening.room - 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
