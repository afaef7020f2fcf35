"""Reading the words on the page of the need: underlined, ticked, offered; help first; nothing kept."""

from typing import Any

import pytest

from segue.demo.builders import SmallWorld
from segue.reads.need import newest_need
from segue.store.models import Referral
from tests.pages.clinic.doors import browser_of, hidden, tree_of
from tests.pages.reading import having

WORDS = "Panic since the birth of my son, evenings, maybe someone who speaks Bengali, no CBT, can't pay more than 90"


def read(world: SmallWorld, **said: Any) -> Any:
    """The page after “Read the words”."""
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"
    answer = browser.post(address, {**hidden(browser.get(address)), "read": "1", "words": WORDS, **said})
    assert answer.status_code == 200
    assert newest_need(Referral.objects.select_related("client__practice").get(pk=case.referral)) is None
    return tree_of(answer)


def ticked(tree: Any, name: str) -> set[str]:
    return {each.get("value") for each in having(tree, "name", name) if each.get("checked") is not None}


def marked(tree: Any) -> list[str]:
    return ["".join(each.itertext()) for each in tree.iter() if str(each.tag).endswith("mark")]


def test_the_words_are_underlined_and_ticked_and_nothing_is_kept(world: SmallWorld) -> None:
    tree = read(world)

    assert marked(tree)[:1] == ["Panic"]
    assert ticked(tree, "parts") == {"evening"}
    assert ticked(tree, "languages") == {"bn"}
    assert ticked(tree, "also") == {"perinatal"}
    assert ticked(tree, "methods") == set()
    (budget,) = having(tree, "name", "budget")
    assert budget.get("value") == "90"


def test_what_was_unticked_is_not_ticked_again(world: SmallWorld) -> None:
    tree = read(world, taken=["language:bn"])

    assert ticked(tree, "languages") == set()


def test_what_stood_there_stays(world: SmallWorld) -> None:
    tree = read(world, budget="120", languages=["es"], main="grief")

    (budget,) = having(tree, "name", "budget")
    assert budget.get("value") == "120"
    assert ticked(tree, "languages") == {"es", "bn"}
    assert ticked(tree, "also") == {"panic", "perinatal"}


@pytest.mark.parametrize(("words", "alarms"), [("He says he wants to die", 1), ("Killing it at work", 0)])
def test_help_stands_before_everything_else_where_it_may_be_needed(
    world: SmallWorld, words: str, alarms: int
) -> None:
    tree = read(world, words=words)

    (region,) = having(tree, "id", "understood")
    places = [each.get("class") or each.get("name") or "" for each in region.iter()]
    assert places.count("crisis") == alarms
    assert not alarms or places.index("crisis") < places.index("words")
