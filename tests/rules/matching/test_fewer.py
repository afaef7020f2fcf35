"""The reason that is proposed where fewer than three can be put before a client."""

from dataclasses import replace

import pytest

from segue.rules.matching.answer import Answer, Relaxation
from segue.rules.matching.fewer import fewer_reason
from segue.rules.matching.line import Line
from segue.rules.matching.three import Three
from segue.rules.need import Need, Wish

NEED = Need(
    "MN", "adult", ("panic",), ("in_person",), zip="55401", radius_km=40, languages=("bn",), methods=("emdr",),
    musts=("language", "method"),
)  # fmt: skip
NOBODY = Answer("v1", 1, 0, 900, (), Three((), 0, ()), (), (), ())


def said(found: Answer, *, need: Need = NEED, are_open: bool = False) -> str:
    line = fewer_reason(need, found, are_open=are_open)
    assert line is not None
    return line.say()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish.LANGUAGE, "Nobody else who speaks Bengali has an opening within 25 miles"),
        (Wish.PLACE, "Nobody else has an opening within 25 miles"),
        (Wish.METHOD, "Nobody else who works with EMDR has an opening"),
        (Wish.ROOM, "Nobody else has an opening now"),
    ],
)
def test_the_wish_that_holds_most_back_is_the_reason(wish: Wish, words: str) -> None:
    relax = (Relaxation((Wish.CONCERN,), 90), Relaxation((Wish.WAIT,), 1), Relaxation((wish,), 4))

    assert said(replace(NOBODY, relax=relax)) == words


def test_online_no_distance_is_named() -> None:
    found = replace(NOBODY, relax=(Relaxation((Wish.LANGUAGE,), 4),))
    need = replace(NEED, formats=("online", "in_person"))

    assert said(found, need=need) == "Nobody else who speaks Bengali has an opening"


def test_where_no_wish_would_help_the_reason_says_no_more_than_is_known() -> None:
    assert said(NOBODY) == "Nobody else who fits has an opening"


def test_three_of_a_kind_are_told_as_such() -> None:
    alike = Three(("a", "b", "c"), 1, (), Line("No three differ"))

    assert said(replace(NOBODY, three=alike), are_open=True) == "No three differ"


def test_three_whose_word_is_old_are_told_as_such_and_three_good_ones_need_no_reason() -> None:
    found = replace(NOBODY, three=Three(("a", "b", "c"), 3, ()))

    assert said(found) == "Nobody else who fits has confirmed an opening within three days"
    assert fewer_reason(NEED, found, are_open=True) is None
