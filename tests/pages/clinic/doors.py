"""Browsers of people with an account, and what their pages say."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from django.test import Client

from segue.demo.builders import Clock, SmallWorld, open_small_world
from segue.rules.actor import Actor
from segue.store.models import Person
from tests.pages.reading import having, parsed, words

SECRETS = ("Tamm", "Jonas Tamm", "1992", "jonas.t@post.example", "panic")


def small_world() -> SmallWorld:
    """A world whose clock stands shortly before now, as pages look at the true clock."""
    return open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))


def browser_of(actor: Actor) -> Client:
    """A browser in which this person has signed in."""
    browser = Client()
    browser.force_login(Person.objects.get(pk=actor.person))
    return browser


def tree_of(answer: Any) -> Element:
    """The page, read as strictly as it can be."""
    return parsed(answer.content.decode())


def text_of(answer: Any) -> str:
    """What the page says in its main part."""
    return " ".join(words(main) for main in tree_of(answer).iter("main"))


def next_of(answer: Any) -> list[str]:
    """What stands on its filled buttons."""
    return [words(element) for element in having(tree_of(answer), "class", "next")]


def errors_of(answer: Any) -> list[str]:
    """The list of what is to be mended, at the top."""
    return [words(line) for box in having(tree_of(answer), "id", "errors") for line in box.iter("li")]


def hidden(answer: Any, *, form: int = 0) -> dict[str, str]:
    """The hidden fields of one form of the page, as a browser sends them back."""
    found = [each for main in tree_of(answer).iter("main") for each in main.iter("form")][form]
    fields = [each for each in found.iter("input") if each.attrib.get("type") == "hidden"]
    return {each.attrib["name"]: each.attrib.get("value", "") for each in fields}


def title_of(answer: Any) -> str:
    """The title of the page."""
    return words(next(tree_of(answer).iter("title")))
