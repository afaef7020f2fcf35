"""Places of practice as they are said."""

import pytest

from segue.rules.place import MOST_PLACES, SaidPlace, places_from
from segue.rules.step import Refused

HOME = SaidPlace("3105 Elm Landing", "Minneapolis", "MN", "55406", "612-555-0142", "")


def wrong(*said: SaidPlace) -> str:
    answer = places_from(said)
    assert isinstance(answer, Refused), answer
    return answer.why % answer.about


def test_places_are_trimmed_and_empty_ones_left_out() -> None:
    typed = SaidPlace(" 3105 Elm Landing", "Minneapolis ", "MN", " 55406 ", "612-555-0142", " ")

    assert places_from([typed, SaidPlace("", " ")]) == (HOME,)
    assert places_from([]) == ()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (SaidPlace("x" * 10_000, zip="55406"), "is too long"),
        (SaidPlace("a\x00b", zip="55406"), "signs that nobody can read"),
        (SaidPlace(state="ZZ", zip="55406"), "“ZZ” is no state."),
        (SaidPlace(city="Duluth"), "is no ZIP code"),
        (SaidPlace(zip="5540"), "“5540” is no ZIP code."),
        (SaidPlace(zip="55406", phone="call me"), "“call me” is no telephone number."),
        (SaidPlace(zip="55406", fax="12"), "“12” is no telephone number."),
    ],
)
def test_what_cannot_be_a_place_is_refused(place: SaidPlace, said: str) -> None:
    assert said in wrong(place)


def test_a_place_twice_and_nine_are_too_many() -> None:
    assert "twice" in wrong(HOME, HOME)
    assert "room for 8" in wrong(*(SaidPlace(zip=f"5540{number}") for number in range(MOST_PLACES + 1)))
