"""Someone called me: one line, three with openings and numbers, and nothing kept."""

import logging

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from segue.demo.builders import SmallWorld
from segue.store.models import Change, Profile
from tests.pages.clinic.doors import browser_of, errors_of, next_of, text_of, tree_of
from tests.pages.reading import having, words

LINE = "panic since the birth, online"
THREE = ("amara", "samuel", "ruth")


def counted() -> dict[str, int]:
    """How many rows each table has."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }


def test_one_line_finds_three_with_what_to_say(world: SmallWorld) -> None:
    world.say_open(*THREE)
    Profile.objects.filter(id=world.profiles["ruth"]).update(phone="612-555-0142")

    page = browser_of(world.miriam).post("/called", {"words": LINE})

    names = [words(each) for each in having(tree_of(page), "class", "name")]
    assert sorted(names) == ["Amara Example", "Ruth Example", "Samuel Example"]
    assert "612-555-0142" in text_of(page)
    assert "When you call, say" in text_of(page)
    assert next_of(page) == ["Send it by mail"]


def test_what_is_copied_or_mailed_says_nothing_about_who_called(world: SmallWorld) -> None:
    world.say_open(*THREE)

    tree = tree_of(browser_of(world.miriam).post("/called", {"words": LINE}))

    mail = next(
        each.attrib["href"] for each in having(tree, "href") if each.attrib["href"].startswith("mailto:")
    )
    text = words(having(tree, "name", "text")[0])
    assert "Ruth%20Example" in mail
    assert "Ruth Example" in text
    assert "anic" not in mail + text
    assert "birth" not in mail + text


def test_nothing_about_the_caller_is_kept_or_logged(
    world: SmallWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.say_open(*THREE)
    browser = browser_of(world.miriam)
    browser.get("/called")
    before = counted()

    with caplog.at_level(logging.DEBUG, logger="segue"):
        page = browser.post("/called", {"words": LINE})

    assert page.status_code == 200
    assert counted() == before
    assert "birth" not in caplog.text
    assert "no-store" in page["Cache-Control"]


def test_a_line_that_names_no_concern_is_asked_for_one(world: SmallWorld) -> None:
    page = browser_of(world.miriam).post("/called", {"words": "somebody nice"})

    assert page.status_code == 422
    assert errors_of(page) != []
    assert "somebody nice" in text_of(page)


def test_ticks_do_without_a_line(world: SmallWorld) -> None:
    world.say_open(*THREE)

    page = browser_of(world.miriam).post("/called", {"main": "panic", "formats": ["online"]})

    assert "3 to call" in text_of(page)


def test_an_answer_takes_few_statements_however_many_fit(world: SmallWorld) -> None:
    browser, taken = browser_of(world.miriam), []
    for names in (("ruth",), THREE):
        world.say_open(*names)
        browser.post("/called", {"words": LINE})
        Change.objects.all().delete()  # PostgreSQL tells a transaction its own changes again and again
        with CaptureQueriesContext(connection) as seen:
            browser.post("/called", {"words": LINE})
        taken.append(len(seen))

    assert taken[0] == taken[1] <= 12
