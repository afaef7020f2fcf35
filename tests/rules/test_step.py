"""How a table is asked, with a small life of a lamp that stands for any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from segue.rules.actor import Part
from segue.rules.effect import CONSEQUENCES, NOTICES, Effect
from segue.rules.step import Facts, Refused, Row, Rule, SaidBy, Standing, Step, decide, rows, table

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class Lamp(Standing):
    off = "off", "Switch it on."
    on = "on", "Switch it off."
    broken = "broken", "Buy another."


class Touch(StrEnum):
    make = "make"
    switch = "switch"
    look = "look"
    drop = "drop"


@dataclass(frozen=True, slots=True)
class LampFacts:
    has_power: bool = False
    is_dark: bool = False
    said_by: SaidBy | None = None


NO_POWER = Refused("no_power", "There is no power.", "Put the plug in.")
TOO_EARLY = Refused("too_early", "It is early.", "Wait.")


def has_power(facts: LampFacts, now: datetime) -> Refused | None:
    return None if facts.has_power else NO_POWER


def it_is_after_noon(facts: LampFacts, now: datetime) -> Refused | None:
    return None if now.hour >= 12 else TOO_EARLY


def is_dark(facts: LampFacts) -> bool:
    return facts.is_dark


MAKE: Row[Lamp, Touch, LampFacts] = ((None, Touch.make), Rule(frozenset({Part.system}), to=Lamp.off))
SWITCH_ON = Rule(
    frozenset({Part.client}),
    (has_power, it_is_after_noon),
    to=Lamp.on,
    effects=(Effect.pause,),
    when=((is_dark, Effect.tell_message),),
    on_word=True,
)
LOOK: Rule[LampFacts] = Rule(frozenset({Part.client}))
SWITCH_OFF: Rule[LampFacts] = Rule(frozenset({Part.clock}), to=Lamp.off)
LAMP = table(
    [
        [MAKE],
        rows({Lamp.off}, Touch.switch, SWITCH_ON),
        rows({Lamp.on}, Touch.switch, SWITCH_OFF),
        rows({Lamp.on}, Touch.look, LOOK),
    ],
    ended=frozenset({Lamp.broken}),
)
POWER = LampFacts(has_power=True)


def ask(
    state: Lamp | None, event: Touch, part: Part, facts: LampFacts = POWER, now: datetime = NOW
) -> Step | Refused:
    return decide(LAMP, state, event, part=part, facts=facts, now=now)


def refusal(answer: Step | Refused) -> tuple[str, str]:
    assert isinstance(answer, Refused)
    return answer.code, answer.remedy


def test_a_rule_that_holds_gives_the_next_state_and_what_follows() -> None:
    assert ask(Lamp.off, Touch.switch, Part.client) == Step("on", (Effect.pause,))


def test_what_follows_only_sometimes_follows_when_the_facts_say_so() -> None:
    facts = LampFacts(has_power=True, is_dark=True)
    assert ask(Lamp.off, Touch.switch, Part.client, facts) == Step("on", (Effect.pause, Effect.tell_message))


def test_a_rule_without_a_next_state_stays_where_it_is() -> None:
    assert ask(Lamp.on, Touch.look, Part.client) == Step("on", ())


def test_something_new_begins_from_nothing() -> None:
    assert ask(None, Touch.make, Part.system) == Step("off", ())


def test_an_event_that_no_rule_knows_is_refused_before_anything_else() -> None:
    assert refusal(ask(Lamp.off, Touch.drop, Part.nobody))[0] == "unknown_event"


def test_a_part_that_never_has_this_event_is_refused_whatever_the_state() -> None:
    assert refusal(ask(Lamp.broken, Touch.switch, Part.nobody))[0] == "not_yours"
    assert refusal(ask(Lamp.off, Touch.switch, Part.nobody))[0] == "not_yours"


def test_a_part_that_has_the_event_in_another_state_only_is_refused_here() -> None:
    assert refusal(ask(Lamp.off, Touch.switch, Part.clock))[0] == "not_yours"


def test_the_wrong_state_is_refused_with_a_way_on_from_there() -> None:
    answer = ask(Lamp.broken, Touch.switch, Part.client)
    assert refusal(answer) == ("not_now", "Buy another.")
    assert isinstance(answer, Refused)
    assert dict(answer.about) == {"state": "broken"}


def test_what_does_not_exist_yet_must_begin_first() -> None:
    assert refusal(ask(None, Touch.switch, Part.client)) == ("not_now", "Begin it first.")


def test_guards_are_asked_in_their_order_and_the_first_refusal_counts() -> None:
    morning = NOW.replace(hour=9)
    assert ask(Lamp.off, Touch.switch, Part.client, LampFacts(), morning) == NO_POWER
    assert ask(Lamp.off, Touch.switch, Part.client, POWER, morning) == TOO_EARLY


def said(who: Part = Part.client, how: str = "by phone", when: datetime = NOW) -> LampFacts:
    return LampFacts(has_power=True, said_by=SaidBy(who, how, when))


def test_the_referrer_can_enter_what_somebody_said() -> None:
    assert ask(Lamp.off, Touch.switch, Part.referrer, said()) == Step("on", (Effect.pause,))


@pytest.mark.parametrize(
    "facts",
    [POWER, said(who=Part.recipient), said(how="  ")],
    ids=["nobody's word", "the word of somebody else", "no way named"],
)
def test_a_word_says_whose_it_is_and_how_it_came(facts: LampFacts) -> None:
    assert refusal(ask(Lamp.off, Touch.switch, Part.referrer, facts))[0] == "word_missing"


def test_a_word_cannot_have_been_said_tomorrow() -> None:
    facts = said(when=NOW + timedelta(seconds=1))
    assert refusal(ask(Lamp.off, Touch.switch, Part.referrer, facts))[0] == "word_in_future"


def test_a_rule_that_is_not_for_words_does_not_let_the_referrer_in() -> None:
    assert refusal(ask(Lamp.on, Touch.look, Part.referrer, said()))[0] == "not_yours"


def test_two_rules_for_one_case_cannot_be_built() -> None:
    twice = rows({Lamp.on}, Touch.look, LOOK)
    with pytest.raises(ValueError, match="two rules for on, look"):
        table([twice, twice], ended=frozenset())


def test_a_way_out_of_an_ended_state_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="broken has ended, yet switch leads to on"):
        table([rows({Lamp.broken}, Touch.switch, SWITCH_ON)], ended=frozenset({Lamp.broken}))


def test_a_look_at_an_ended_state_can_be_built() -> None:
    built = table([rows({Lamp.broken}, Touch.look, LOOK)], ended=frozenset({Lamp.broken}))
    assert dict(built) == {(Lamp.broken, Touch.look): LOOK}


def test_a_table_cannot_be_changed() -> None:
    assert isinstance(LAMP, Mapping)
    assert not hasattr(LAMP, "__setitem__")


def test_a_standing_is_found_by_its_value_and_is_a_word() -> None:
    assert Lamp("on") is Lamp.on
    assert f"{Lamp.on}" == "on"
    assert Lamp.on.way_on == "Switch it off."


def test_a_notice_is_not_also_a_consequence_and_every_effect_is_one_of_both() -> None:
    assert frozenset(Effect) - NOTICES == CONSEQUENCES
    assert frozenset(Effect) - CONSEQUENCES == NOTICES
    assert {Effect.send_appointment, Effect.thank_referrer, Effect.ask_check_in} <= NOTICES
    assert {Effect.record_disclosure, Effect.task_phone, Effect.start_reply_clock} <= CONSEQUENCES


def test_every_set_of_facts_can_say_whose_word_it_is() -> None:
    facts: Facts = LampFacts()
    assert facts.said_by is None
