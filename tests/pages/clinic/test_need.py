"""The need: kept in codes, shown again as it was, refused field by field; whom not to ask is found by name."""

from typing import Any

from segue.demo.builders import SmallWorld
from segue.reads.need import newest_need
from segue.rules.need import Wish, musts_of
from segue.store.models import Referral
from tests.pages.clinic.doors import browser_of, errors_of, hidden, next_of, tree_of
from tests.pages.reading import having

SAID: dict[str, Any] = {
    "words": "Panic since the summer. Evenings, online.",
    "main": "panic",
    "age": "adult",
    "also": ["grief", "sleep"],
    "formats": ["online", "in_person"],
    "parts": ["evening"],
    "slots": ["sat_morning"],
    "hours-weight": "must",
    "insurance": ["north_star"],
    "insurance_or_budget-weight": "nice",
    "budget": "$80",
    "languages": ["en"],
    "language-weight": "nice",
    "jurisdiction": "MN",
    "zip": "55408",
    "miles": "10",
    "urgency_days": "14",
    "safe": "no",
    "prompt-helped": "Naming it early.",
}


def kept(referral: str) -> Any:
    row = Referral.objects.select_related("client__practice").get(pk=referral)
    return newest_need(row)


def test_what_was_ticked_is_kept_as_codes(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"

    answer = browser.post(address, {**hidden(browser.get(address)), **SAID})

    need = kept(case.referral).need
    assert (answer.status_code, answer["Location"]) == (303, f"/r/{case.referral}/options")
    assert need.concerns == ("panic", "grief", "sleep")
    assert len(need.slots) == 6
    assert (need.budget, need.radius_km, need.urgency_days) == (80, 16, 14)
    assert Wish.HOURS in musts_of(need)
    assert {Wish.INSURANCE_OR_BUDGET, Wish.LANGUAGE} & set(musts_of(need)) == set()


def test_the_page_shows_again_what_was_kept(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"
    browser.post(address, {**hidden(browser.get(address)), **SAID})

    page = browser.get(address)

    ticked = {(each.attrib["name"], each.attrib["value"]) for each in having(tree_of(page), "checked")}
    assert {("also", "grief"), ("parts", "evening"), ("slots", "sat_morning"), ("safe", "no")} <= ticked
    assert ("slots", "mon_evening") not in ticked
    assert {("hours-weight", "must"), ("insurance_or_budget-weight", "nice")} <= ticked
    assert "Panic since the summer. Evenings, online." in page.content.decode()


def test_sending_a_kept_need_again_changes_nothing_in_it(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"
    browser.post(address, {**hidden(browser.get(address)), **SAID})
    first = kept(case.referral)

    tree = tree_of(browser.get(address))
    again: dict[str, Any] = {}
    for each in having(tree, "checked"):
        again.setdefault(each.attrib["name"], []).append(each.attrib["value"])
    typed = {
        name: SAID[name]
        for name in ("words", "main", "budget", "jurisdiction", "zip", "miles", "urgency_days")
    }
    browser.post(
        address, {**hidden(browser.get(address)), **again, **typed, "prompt-helped": "Naming it early."}
    )

    second = kept(case.referral)
    assert second.number == 2
    assert second.need == first.need


def test_an_empty_form_names_each_thing_to_mend_in_plain_words(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"

    page = browser.post(address, {**hidden(browser.get(address)), "words": "kept"})

    assert errors_of(page) == [
        "Choose the age group.",
        "Choose the main concern.",
        "Tick online, in person, or both.",
        "Say whether there is something. Nothing is ticked for you.",
    ]
    anchors = {
        each.attrib["href"][1:] for each in having(tree_of(page), "href") if each.attrib["href"][:3] == "#f-"
    }
    assert anchors - {each.attrib["id"] for each in having(tree_of(page), "id")} == set()
    assert "kept" in page.content.decode()
    assert next_of(page) == ["Find options"]


def test_numbers_and_codes_that_are_none_are_refused_and_kept(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"
    bad = {**SAID, "zip": "5540", "budget": "much", "main": "<b>", "urgency_days": "9" * 30}

    page = browser.post(address, {**hidden(browser.get(address)), **bad})

    assert page.status_code == 422
    assert len(errors_of(page)) == 4
    assert 'value="5540"' in page.content.decode()
    assert kept(case.referral) is None


def test_whoever_the_words_can_mean_is_left_out_until_unticked(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"
    browser.post(address, {**hidden(browser.get(address)), **SAID, "avoid": "Birch Group, ruth exa"})
    left_out = set(kept(case.referral).need.not_ask)

    browser.post(
        address,
        {
            **hidden(browser.get(address)),
            **SAID,
            "avoid": "Birch Group, ruth exa",
            "not_ask": [world.profiles["ruth"]],
        },
    )

    assert left_out == {world.profiles["ruth"], world.profiles["amara"]}
    assert kept(case.referral).need.not_ask == (world.profiles["ruth"],)


def test_a_stale_tab_does_not_overwrite_and_keeps_its_words(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/need"
    old = hidden(browser.get(address))
    case.talk()

    page = browser.post(address, {**old, **SAID})

    assert page.status_code == 409
    assert "Somebody changed this while you were looking at it." in page.content.decode()
    assert SAID["words"] in page.content.decode()
    assert kept(case.referral) is None
