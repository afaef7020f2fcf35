"""What people say of their work, whom they know, and how they are tied."""

from datetime import timedelta
from typing import Any

import pytest

from segue.acts import profile
from segue.acts.profile import SaidFact, SaidOpening, keep_facts
from segue.demo.builders import Case, SmallWorld
from segue.rules.actor import Actor, Kind
from segue.store.models import Colleague, Connection, Fact, Opening, Profile
from tests.acts.answers import NOWHERE, done, refusal


def say(world: SmallWorld, actor: Actor, name: str = "amara", places: int = 3) -> Any:
    command = profile.SayOpening(world.clock.key(), world.profiles[name], SaidOpening(places, None))
    return profile.say_opening(actor, command, world.clock.at())


def declare(
    world: SmallWorld, kind: str, way: str = "both", *, actor: Actor | None = None, of: str = ""
) -> Any:
    command = profile.DeclareConnection(world.clock.key(), of or world.profiles["ruth"], kind, way)
    return profile.declare_connection(actor or world.miriam, command, world.clock.at())


def test_the_newest_word_on_room_counts_and_is_ones_own_to_say(world: SmallWorld) -> None:
    for actor in (world.miriam, world.desk, Actor(Kind.guest), Actor(Kind.anonymous)):
        assert refusal(say(world, actor)) == "not_found"
    done(say(world, world.amara, places=3))
    done(say(world, world.amara, places=1))

    assert Opening.objects.get(profile_id=world.profiles["amara"]).places == 1


def test_a_fact_that_was_known_is_confirmed_and_keeps_the_day_it_was_first_said(world: SmallWorld) -> None:
    one = Profile.objects.get(pk=world.profiles["ruth"])
    later = world.clock.at().today + timedelta(days=30)

    keep_facts(one.id, (SaidFact("method", "emdr", later),), said_by=None, at=world.clock.at())
    keep_facts(
        one.id, (SaidFact("method", "emdr", later - timedelta(days=99)),), said_by=None, at=world.clock.at()
    )

    fact = Fact.objects.get(profile=one, family="method")
    assert (fact.said_on, fact.confirmed_on) == (world.clock.at().today, world.clock.at().today)


def test_whom_i_know_is_known_once_and_to_me(world: SmallWorld) -> None:
    for _ in range(2):
        command = profile.KnowColleague(world.clock.key(), world.profiles["ruth"])
        done(profile.know(world.miriam, command, world.clock.at()))

    assert Colleague.objects.get().person_id == world.miriam.person
    stranger = profile.KnowColleague("k", world.profiles["ruth"])
    assert refusal(profile.know(Actor(Kind.guest), stranger, world.clock.at())) == "not_found"


def test_a_tie_is_declared_once_in_words_that_exist(world: SmallWorld) -> None:
    assert refusal(declare(world, "enemy")) == "no_such_connection"
    assert refusal(declare(world, "friend", "sideways")) == "no_such_connection"
    assert refusal(declare(world, "gift")) == "no_such_connection"  # a gift goes one way
    assert refusal(declare(world, "friend", actor=Actor(Kind.client))) == "not_found"
    assert Connection.objects.count() == 0
    done(declare(world, "friend"))
    done(declare(world, "friend"))
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("named", [NOWHERE, "x", "\x00"])
def test_a_profile_that_is_not_there_is_not_found(world: SmallWorld, named: str) -> None:
    know = profile.KnowColleague("k", named)
    opening = profile.SayOpening("o", named, SaidOpening(1, None))

    assert refusal(profile.know(world.miriam, know, world.clock.at())) == "not_found"
    assert refusal(profile.say_opening(world.amara, opening, world.clock.at())) == "not_found"
    assert refusal(declare(world, "friend", of=named)) == "not_found"


def test_only_the_operator_adds_entries(case: Case) -> None:
    command = profile.AddProfile("k", "person", "Fake Person", "self")

    for actor in (case.miriam, case.me, Actor(Kind.anonymous)):
        assert refusal(profile.add(actor, command, case.clock.at())) == "not_found"
    assert Profile.objects.filter(name="Fake Person").count() == 0
    done(profile.add(Actor(Kind.operator), command, case.clock.at()))
