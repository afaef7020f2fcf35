"""How a lifecycle is asked: a table of rules, an event, a part, the facts; out comes a step or a refusal.

The tables themselves stand in `referral` and `handoff`. What a kind of person may do at all stands in
`permission`; whose row it is, the read door knows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Generic, Protocol, Self, TypeVar

from segue.rules.actor import Part
from segue.rules.effect import Effect
from segue.rules.text import N_

NOT_CHECKED: Final = ("not checked",)
"""Default of a list of what is lacking: what an act forgot to look up is refused, never let through."""

NOT_COUNTED: Final = 1_000_000
"""Default of a number that stands in the way, for the same reason."""


class Standing(StrEnum):
    """A place in a lifecycle, with the sentence that says what can be done from there."""

    way_on: str

    def __new__(cls, value: str, way_on: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.way_on = way_on
        return member


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer, not an error: why something may not happen now, and what helps."""

    code: str
    why: str
    remedy: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens: the state that follows, and everything else that must follow with it."""

    state: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Somebody's word, entered for them: whose, how it came (by phone, in session), when."""

    who: Part
    how: str
    when: datetime


class Facts(Protocol):
    """What every set of facts can say."""

    @property
    def said_by(self) -> SaidBy | None: ...


F = TypeVar("F", bound=Facts)
S = TypeVar("S", bound=Standing)
E = TypeVar("E", bound=StrEnum)

Guard = Callable[[F, datetime], Refused | None]
Condition = Callable[[F], bool]


@dataclass(frozen=True, slots=True)
class Rule(Generic[F]):
    """One line of a lifecycle.

    `to` is None where the state stays, or follows from facts. `when` holds effects that follow only if the
    facts say so. `on_word` lets the referrer enter what somebody else said.
    """

    who: frozenset[Part]
    guards: tuple[Guard[F], ...] = ()
    to: Standing | None = None
    effects: tuple[Effect, ...] = ()
    when: tuple[tuple[Condition[F], Effect], ...] = ()
    on_word: bool = False

    def lets(self, part: Part) -> bool:
        """Whether this part may bring the event about, in person or on somebody's word."""
        return part in self.who or (self.on_word and part is Part.referrer)


Row = tuple[tuple[S | None, E], Rule[F]]
Table = Mapping[tuple[S | None, E], Rule[F]]


def rows(states: Iterable[S], event: E, rule: Rule[F]) -> list[Row[S, E, F]]:
    """The same rule from each of several states."""
    return [((state, event), rule) for state in states]


def table(groups: Iterable[Iterable[Row[S, E, F]]], *, ended: frozenset[S]) -> Table[S, E, F]:
    """Put rows together; two rules for one case, or a way out of an ended state, cannot be built."""
    built: dict[tuple[S | None, E], Rule[F]] = {}
    for group in groups:
        for (state, event), rule in group:
            if (state, event) in built:
                raise ValueError(f"two rules for {state}, {event}")
            if state in ended and rule.to is not None:
                raise ValueError(f"{state} has ended, yet {event} leads to {rule.to}")
            built[state, event] = rule
    return MappingProxyType(built)


def decide(
    table: Table[S, E, F], state: S | None, event: E, *, part: Part, facts: F, now: datetime
) -> Step | Refused:
    """Ask the table what follows. `state` None: not begun yet. `now` is `At.here`, so that days fit."""
    rule = table.get((state, event))
    if rule is None:
        return _refuse_without_rule(table, state, event, part=part)
    if not rule.lets(part):
        return _NOT_YOURS
    if part not in rule.who and (refused := _refuse_word(rule, facts.said_by, now)):
        return refused
    for guard in rule.guards:
        if refused := guard(facts, now):
            return refused
    follows = tuple(effect for holds, effect in rule.when if holds(facts))
    return Step(str(rule.to or state), rule.effects + follows)


def _refuse_without_rule(table: Table[S, E, F], state: S | None, event: E, *, part: Part) -> Refused:
    rules = [rule for (_, happening), rule in table.items() if happening == event]
    if not rules:
        return _UNKNOWN
    if not any(rule.lets(part) for rule in rules):
        return _NOT_YOURS
    if state is None:
        return Refused("not_now", _NOT_NOW, N_("Begin it first."))
    return Refused("not_now", _NOT_NOW, state.way_on, {"state": str(state)})


def _refuse_word(rule: Rule[F], said_by: SaidBy | None, now: datetime) -> Refused | None:
    if said_by is None or said_by.who not in rule.who or not said_by.how.strip():
        return Refused(
            "word_missing",
            N_("This is for somebody else to say."),
            N_("If they told you, enter who said it, how and when."),
        )
    if said_by.when > now:
        return Refused(
            "word_in_future",
            N_("The time at which this was said has not come yet."),
            N_("Enter the day and time of the talk."),
        )
    return None


_NOT_NOW = N_("This cannot be done as things stand.")

_UNKNOWN = Refused(
    "unknown_event",
    N_("Segue knows no such step."),
    N_("Go back to the page and choose one of its buttons."),
)

_NOT_YOURS = Refused(
    "not_yours",
    N_("This step belongs to somebody else."),
    N_("The page says whose turn it is."),
)
