"""Help for somebody who lost every second factor."""

import pytest
from allauth.mfa.models import Authenticator

from segue.acts.person import ForgetFactors, forget_factors
from segue.demo.builders import SmallWorld, open_small_world
from segue.rules.actor import Actor, Kind
from segue.store.models import Notice, Person, RecordEntry
from tests.acts.answers import done, refusal

pytestmark = pytest.mark.django_db

OPERATOR = Actor(Kind.operator)


def with_factors() -> tuple[SmallWorld, Person]:
    world = open_small_world()
    person = Person.objects.get(pk=world.miriam.person)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=person, type=kind, data={})
    return world, person


def test_the_factors_of_one_person_go_and_the_person_is_told() -> None:
    world, person = with_factors()
    other = Person.objects.get(pk=world.amara.person)
    Authenticator.objects.create(user=other, type="totp", data={})

    answer = done(forget_factors(OPERATOR, ForgetFactors("k", person.email.upper()), world.clock.at()))

    assert answer.also == {"count": "2"}
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [other.id]
    assert Notice.objects.get(kind="factors_forgotten").refs == {"person": str(person.id)}
    entry = RecordEntry.objects.get(event="factors_forgotten")
    assert (entry.stream, entry.stream_id, entry.actor_kind) == ("person", person.id, "operator")


def test_who_has_none_and_who_is_nobody_is_told() -> None:
    world, person = with_factors()
    Authenticator.objects.all().delete()

    assert (
        refusal(forget_factors(OPERATOR, ForgetFactors("k", person.email), world.clock.at()))
        == "no_second_factor"
    )
    assert (
        refusal(forget_factors(OPERATOR, ForgetFactors("k", "x@y.example"), world.clock.at()))
        == "no_such_person"
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.operator])
def test_nobody_but_the_operator_does_so(kind: Kind) -> None:
    world, person = with_factors()

    assert (
        refusal(forget_factors(Actor(kind), ForgetFactors("k", person.email), world.clock.at()))
        == "not_found"
    )
    assert Authenticator.objects.count() == 2
