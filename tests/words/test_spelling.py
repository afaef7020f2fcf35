"""Slips are repaired; a real word never becomes another."""

import pytest

from segue.words.lexicon import vocabulary
from segue.words.spelling import is_real, nearest


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("anxeity", "anxiety"),
        ("depressoin", "depression"),
        ("theripist", "therapist"),
        ("bengalli", "bengali"),
    ],
)
def test_a_slip_becomes_the_word_that_was_meant(slip: str, meant: str) -> None:
    assert nearest(slip, meant=vocabulary()) == meant


@pytest.mark.parametrize(
    "word", ["grill", "brief", "moaning", "carrier", "manor", "panics", "angle", "later"]
)
def test_a_real_word_stays_what_it_is(word: str) -> None:
    assert is_real(word, meant=vocabulary()) or nearest(word, meant=vocabulary()) is None


@pytest.mark.parametrize("name", ["Jonas", "Leila", "Becky"])
def test_a_name_stays_a_name(name: str) -> None:
    assert nearest(name.lower(), meant=vocabulary(), is_name=True) is None
