"""The lifecycles in words, from the tables that decide them: `segue explain handoff`, `segue explain referral`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import click

from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.words import as_json_option, as_words
from segue.site.says import answer, bad_input

Line = dict[str, Any]


@click.group()
def explain() -> None:
    """Say what can happen, and why."""


@explain.command()
@click.argument("handoff_id", metavar="[ID]", required=False, type=click.UUID)
@as_json_option
def handoff(handoff_id: UUID | None, as_json: bool) -> None:
    """Tell how an approach to one recipient goes.

    With its ID: where it stands, and what can happen now and what cannot.
    """
    life = handoffs()
    if handoff_id is None:
        life.tell(as_json=as_json)
    else:
        life.tell_one(_handoff(handoff_id), as_json=as_json)


@explain.command()
@click.argument("referral_id", metavar="[ID]", required=False, type=click.UUID)
@as_json_option
def referral(referral_id: UUID | None, as_json: bool) -> None:
    """Tell how a referral goes.

    With its ID: where it stands, whose turn it is, and what can happen now and what cannot.
    """
    life = referrals()
    if referral_id is None:
        life.tell(as_json=as_json)
    else:
        life.tell_one(_referral(referral_id), as_json=as_json)


@dataclass(frozen=True, slots=True)
class Life:
    """One lifecycle: its table, its states with what can be done from each, and its events."""

    name: str
    table: Mapping[Any, Any]
    states: Any
    events: Any

    def in_order(self) -> Iterator[tuple[Any, Any, Any]]:
        """State, event and rule of every row: by event, then by state."""
        places = (None, *self.states)
        yield from (
            (state, event, self.table[state, event])
            for event in self.events
            for state in places
            if (state, event) in self.table
        )

    def tell(self, *, as_json: bool) -> None:
        """The whole table."""
        states = [{"state": str(state), "way_on": state.way_on} for state in self.states]
        rules = [
            {"state": state and str(state), "event": str(event), **_in_short(rule)}
            for state, event, rule in self.in_order()
        ]
        result = {"lifecycle": self.name, "states": states, "rules": rules}
        answer(result, as_json=as_json, lines=self._lines())

    def tell_one(self, row: Line, *, as_json: bool) -> None:
        """One row of it."""
        result = self.about(row)
        answer(result, as_json=as_json, lines=lines_about(self.name, result))

    def about(self, row: Line) -> Line:
        """The row, with what can happen from its state, and from where everything else could."""
        state = self.states(row["state"])
        possible = [
            {"event": str(event), **_in_short(rule)} for each, event, rule in self.in_order() if each == state
        ]
        elsewhere = [
            {
                "event": str(event),
                "only_from": [_place(each) for each, other, _ in self.in_order() if other == event],
            }
            for event in self.events
            if (state, event) not in self.table
        ]
        return row | {"way_on": state.way_on, "possible": possible, "not_now": elsewhere}

    def _lines(self) -> Iterator[str]:
        yield f"Where a {self.name} can stand"
        for state in self.states:
            yield f"  {as_words(state):<12} {state.way_on}"
        yield ""
        yield f"What can happen to a {self.name}"
        for event, rule, places in self._grouped():
            yield f"  {as_words(event)}"
            yield f"    from         {', '.join(places)}"
            yield from _rule_lines(_in_short(rule), indent="    ")

    def _grouped(self) -> Iterator[tuple[str, Any, list[str]]]:
        """Each event with each of its rules, and the states that share the rule."""
        groups: list[tuple[str, Any, list[str]]] = []
        for state, event, rule in self.in_order():
            same = next((places for name, other, places in groups if (name, other) == (event, rule)), None)
            if same is None:
                groups.append((event, rule, [_place(state)]))
            else:
                same.append(_place(state))
        yield from groups


def handoffs() -> Life:
    """The life of an approach to a recipient."""
    from segue.rules.handoff import HANDOFF, HandoffEvent, State  # slow import

    return Life("handoff", HANDOFF, State, HandoffEvent)


def referrals() -> Life:
    """The life of a referral."""
    from segue.rules.referral import REFERRAL, ReferralEvent, Stage  # slow import

    return Life("referral", REFERRAL, Stage, ReferralEvent)


def _in_short(rule: Any) -> Line:
    """A rule as data: who, what it needs, where it leads, what follows."""
    return {
        "who": sorted(str(part) for part in rule.who),
        "on_word": rule.on_word,
        "needs": [guard.__name__ for guard in rule.guards],
        "next": rule.to and str(rule.to),
        "effects": [str(effect) for effect in rule.effects],
        "when": [{"if": holds.__name__, "effect": str(effect)} for holds, effect in rule.when],
    }


def _rule_lines(rule: Line, *, indent: str) -> Iterator[str]:
    who = ", ".join(rule["who"])
    yield f"{indent}who          {who}{', or the referrer on their word' if rule['on_word'] else ''}"
    if rule["needs"]:
        yield f"{indent}needs        {'; '.join(map(as_words, rule['needs']))}"
    yield f"{indent}leads to     {as_words(rule['next']) if rule['next'] else 'no other state by itself'}"
    follows = [as_words(effect) for effect in rule["effects"]]
    follows += [f"{as_words(each['effect'])} (if {as_words(each['if'])})" for each in rule["when"]]
    if follows:
        yield f"{indent}then         {'; '.join(follows)}"


def lines_about(name: str, result: Line) -> Iterator[str]:
    """The same for a person."""
    yield f"This {name}: {as_words(result['state'])}. {result['way_on']}"
    if result["turn"]:
        step = f", next: {as_words(result['step'])}" if result["step"] else ""
        yield f"Whose turn: {', '.join(result['turn'])}{step}{', by ' + result['day'] if result['day'] else ''}"
    yield "What can happen now"
    for each in result["possible"]:
        yield f"  {as_words(each['event'])}"
        yield from _rule_lines(each, indent="    ")
    yield "What cannot, and from where it could"
    for each in result["not_now"]:
        yield f"  {as_words(each['event']):<16} only from: {', '.join(each['only_from'])}"


def _place(state: Any) -> str:
    return "not begun" if state is None else as_words(str(state))


def _handoff(handoff_id: UUID) -> Line:
    """Where an approach stands; its turn is that of its referral's next step."""
    checks.start()
    from segue.store.models import Handoff  # app ready

    columns = ("state", "due_at", "referral_id", "referral__step_owner", "referral__step")
    row = Handoff.objects.filter(pk=handoff_id).values(*columns).first()
    if row is None:
        raise _not_found("handoff", handoff_id)
    return {
        "handoff": str(handoff_id),
        "referral": str(row["referral_id"]),
        "state": row["state"],
        "turn": [row["referral__step_owner"]] if row["referral__step_owner"] else [],
        "step": row["referral__step"],
        "day": row["due_at"].date().isoformat() if row["due_at"] else "",
    }


def _referral(referral_id: UUID) -> Line:
    """Where a referral stands and its next step. Nothing that names the client."""
    checks.start()
    from segue.store.models import Referral  # app ready

    columns = ("stage", "step", "step_owner", "step_on")
    row = Referral.objects.filter(pk=referral_id).values(*columns).first()
    if row is None:
        raise _not_found("referral", referral_id)
    return {
        "referral": str(referral_id),
        "state": row["stage"],
        "turn": [row["step_owner"]] if row["step_owner"] else [],
        "step": row["step"],
        "day": row["step_on"].isoformat() if row["step_on"] else "",
    }


def _not_found(name: str, row: UUID) -> Exception:
    return bad_input(
        "not_found",
        N_("There is no %(name)s %(id)s on this server."),
        N_("Check the ID and SEGUE_HOME. The page of a referral has it in its address."),
        name=name,
        id=str(row),
    )
