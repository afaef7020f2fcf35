"""The local model, and what is offered with it and without it."""

from pathlib import Path

import numpy as np
import pytest

from segue.words import minilm
from segue.words.meaning import _numbers, sentences
from segue.words.minilm import MiniLM, installed, opened
from segue.words.reading import read
from segue.words.suggestion import MOST, suggestions


@pytest.fixture(scope="module")
def model() -> MiniLM:
    found = installed()
    assert found is not None, "type: scripts/setup dev"
    return found


def test_what_is_near_in_meaning_is_near_in_numbers(model: MiniLM) -> None:
    sleepless, insomnia, pizza = model.embed(["I cannot sleep", "insomnia", "I like pizza"])

    assert sleepless @ insomnia == pytest.approx(0.608, abs=0.005)
    assert sleepless @ pizza == pytest.approx(0.151, abs=0.005)


def test_a_sentence_means_the_same_alone_and_among_longer_ones(model: MiniLM) -> None:
    (alone,) = model.embed(["I cannot sleep"])
    among = model.embed(
        ["I cannot sleep", "a much longer sentence about pizza and the weather of next week"]
    )[0]

    assert np.allclose(alone, among, atol=1e-4)


def test_other_weights_are_not_used(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")

    assert opened(tmp_path) is None


def test_without_the_package_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "find_spec", lambda name: None)

    assert installed.__wrapped__() is None


def test_the_shipped_numbers_are_those_of_the_sentences(model: MiniLM) -> None:
    said = [sentence for _, sentence in sentences()]
    some = range(0, len(said), 40)

    assert len(_numbers()) == len(said)
    assert np.allclose(model.embed([said[at] for at in some]), _numbers()[list(some)], atol=2e-3)


def test_what_no_word_says_is_offered_and_not_ticked(model: MiniLM) -> None:
    found = read("the house is too quiet now that the kids are all at college")

    assert "life_change" in [chip.code for chip in suggestions(found, model=model)]
    assert [chip.code for chip in found.ticks] == []


@pytest.mark.parametrize("with_model", [True, False])
def test_at_most_five_are_offered_and_none_that_is_ticked_or_denied(
    model: MiniLM, *, with_model: bool
) -> None:
    found = read("I can't sleep, I am sad, tired and lonely, my family, my kids, not panic, no medication")
    settled = {(chip.family, chip.code) for chip in found.chips}

    offered = suggestions(found, model=model if with_model else None)

    assert 0 < len(offered) <= MOST
    assert not {(chip.family, chip.code) for chip in offered} & settled


def test_nothing_is_offered_for_nothing(model: MiniLM) -> None:
    assert suggestions(read("  "), model=model) == ()
