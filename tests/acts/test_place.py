"""Where somebody practices."""

from segue.acts import place
from segue.demo.builders import SmallWorld
from segue.reads.room import mark_of_places
from segue.rules.place import SaidPlace
from segue.store.models import Place, Profile
from tests.acts.answers import done, refusal

HOME = SaidPlace("3105 Elm Landing", "Minneapolis", "MN", "55406", "612-555-0142")
FAR = SaidPlace("18 Foghorn Lane", "Duluth", "MN", "55805")


def test_the_first_place_stands_on_the_profile_and_the_others_beside_it(world: SmallWorld) -> None:
    mine = world.profiles["amara"]
    done(place.say(world.amara, place.SayPlaces("a", mine, (HOME, FAR)), world.clock.at()))
    assert Profile.objects.get(pk=mine).zip == "55406"
    assert list(Place.objects.filter(profile_id=mine).values_list("zip", "source")) == [("55805", "self")]

    done(place.say(world.amara, place.SayPlaces("b", mine, (FAR,)), world.clock.at()))

    assert Profile.objects.get(pk=mine).zip == "55805"
    assert not Place.objects.filter(profile_id=mine).exists()


def test_places_of_somebody_else_and_those_that_changed_meanwhile_are_not_touched(world: SmallWorld) -> None:
    mine = world.profiles["amara"]
    seen = mark_of_places(Profile.objects.get(pk=mine))
    done(place.say(world.amara, place.SayPlaces("a", mine, (HOME,), seen), world.clock.at()))

    for actor, said, code in (
        (world.miriam, place.SayPlaces("b", mine, (FAR,)), "not_found"),
        (world.amara, place.SayPlaces("c", mine, (FAR,), seen), "stale"),
        (world.amara, place.SayPlaces("d", mine, (SaidPlace(city="Duluth"),)), "not_a_place"),
    ):
        assert refusal(place.say(actor, said, world.clock.at())) == code
    assert Profile.objects.get(pk=mine).zip == "55406"
