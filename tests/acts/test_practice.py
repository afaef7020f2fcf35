"""Opening a practice and giving people their roles in it."""

from dataclasses import replace
from typing import Any

import pytest

from segue.acts import practice
from segue.demo.builders import OPERATOR, ZONE, SmallWorld
from segue.rules.actor import Actor, Kind
from segue.store.models import Membership, Person, Practice
from tests.acts.answers import NOWHERE, done, refusal


def person(world: SmallWorld, **said: Any) -> practice.AddPerson:
    usual = {
        "practice": str(world.miriam.practice),
        "name": "Nia Hall",
        "email": "nia@elm.example",
        "roles": ("clinician", "owner"),
        "zone": ZONE,
        "password_hash": "!",
    }
    return practice.AddPerson(world.clock.key(), **{**usual, **said})


def test_somebody_gets_an_account_and_roles(world: SmallWorld) -> None:
    one = done(practice.add_person(OPERATOR, person(world), world.clock.at())).id

    assert set(Membership.objects.filter(person_id=one).values_list("role", flat=True)) == {
        "clinician",
        "owner",
    }


def test_an_owner_gives_roles_in_their_own_practice_and_in_no_other(world: SmallWorld) -> None:
    owner = Actor(Kind.owner, person=world.desk.person, practice=world.miriam.practice)
    elsewhere = person(world, practice=str(world.amara.practice))

    assert refusal(practice.add_person(owner, elsewhere, world.clock.at())) == "not_found"
    assert Person.objects.filter(email="nia@elm.example").count() == 0
    done(practice.add_person(owner, person(world), world.clock.at()))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"roles": ()}, "no_such_word"),
        ({"roles": ("king",)}, "no_such_word"),
        ({"practice": NOWHERE}, "not_found"),
        ({"practice": "x"}, "not_found"),
    ],
)
def test_what_does_not_exist_is_refused(world: SmallWorld, said: dict[str, Any], code: str) -> None:
    before = Person.objects.count()

    assert refusal(practice.add_person(OPERATOR, person(world, **said), world.clock.at())) == code
    assert Person.objects.count() == before


def test_an_address_has_one_account_whatever_its_letters(world: SmallWorld) -> None:
    done(practice.add_person(OPERATOR, person(world), world.clock.at()))

    again = person(world, email="NIA@ELM.example")
    assert refusal(practice.add_person(OPERATOR, again, world.clock.at())) == "email_taken"


def test_only_the_operator_opens_a_practice(world: SmallWorld) -> None:
    command = practice.OpenPractice("k", "Third", "solo", ZONE, "MN")

    for actor in (world.miriam, world.desk, Actor(Kind.owner, practice=world.miriam.practice)):
        assert refusal(practice.open_practice(actor, command, world.clock.at())) == "not_found"
    assert refusal(practice.open_practice(OPERATOR, replace(command, kind="bank"), world.clock.at())) == (
        "no_such_word"
    )
    done(practice.open_practice(OPERATOR, command, world.clock.at()))
    assert Practice.objects.get(name="Third").neutral_name == "Third"
