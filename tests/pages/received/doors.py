"""The two doors to one approach, for tests: an account, or a link in a browser of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.test import Client

from segue.demo.builders import ZONE, Case, Clock, SmallWorld, open_small_world
from segue.reads.lookups import link_of
from segue.rules.actor import Actor
from segue.store.models import Handoff, LinkCode, Person
from segue.store.tokens import code_of, token_of
from tests.pages.reading import having, parsed, words

TODAY = datetime.now(ZoneInfo(ZONE)).date().isoformat()
NEXT_WEEK = (datetime.now(ZoneInfo(ZONE)) + timedelta(days=7)).date().isoformat()
YES = {
    "answer": "accept",
    "first_day": NEXT_WEEK,
    "slots": ["tue_evening"],
    "formats": ["online"],
    "pay": "price",
    "price": "120",
    "methods": ["exposure"],
    "first_step": "call",
}
"""The form of a yes on the usual terms."""


def small_world() -> SmallWorld:
    """A world whose clock stands shortly before now, as pages look at the true clock."""
    return open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))


def by_account(actor: Actor) -> Client:
    """A browser in which somebody has signed in."""
    browser = Client()
    browser.force_login(Person.objects.get(pk=actor.person))
    return browser


def by_link(case: Case, name: str = "samuel") -> Client:
    """A browser in which a guest has opened their link."""
    browser = Client()
    browser.get(f"/l/{token_of(UUID(link_of('guest', handoff=case.handoff(name))))}")
    return browser


def by_code(case: Case, name: str = "samuel") -> Client:
    """A browser in which a guest has opened the summary, by link and code."""
    browser = by_link(case, name)
    address = f"/g/{case.handoff(name)}/"
    browser.post(f"{address}code")
    browser.post(f"{address}summary", {"code": newest_code(case, name)})
    return browser


def newest_code(case: Case, name: str = "samuel") -> str:
    """The digits that were sent last."""
    return code_of(LinkCode.objects.filter(link__handoff=case.handoff(name)).latest("id").id)


def state_of(case: Case, name: str = "samuel") -> str:
    """Where the approach stands."""
    return str(Handoff.objects.values_list("state", flat=True).get(pk=case.handoff(name)))


def tree_of(response: Any) -> Element:
    """The page, read strictly."""
    return parsed(response.content.decode())


def text_of(response: Any) -> str:
    """Everything that the page says."""
    return words(tree_of(response))


def heading_of(response: Any) -> str:
    """The one question of the page."""
    return words(next(tree_of(response).iter("h1")))


def errors_of(response: HttpResponse) -> list[str]:
    """The fields at which something is wrong, in the order of the list at the top."""
    lists = having(tree_of(response), "id", "errors")
    return [e.attrib["href"].removeprefix("#f-") for found in lists for e in found.iter("a")]
