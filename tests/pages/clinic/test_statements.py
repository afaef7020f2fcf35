"""How many statements a page takes: within its budget, and the same whatever the number of rows."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from segue.acts import link, profile
from segue.demo.builders import SmallWorld
from segue.demo.world import OPERATOR, must
from segue.reads.options_page import OptionsPage, options_page
from segue.store.models import Change
from tests.pages.clinic.doors import browser_of

LIST, DETAIL = 8, 12
ROWS = (1, 30, 300)


def statements(browser: Client, address: str) -> int:
    """What counts in a budget: everything but transaction control and settings of the session."""
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return _counted(seen)


def _counted(seen: CaptureQueriesContext) -> int:
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return sum(
        each["sql"].startswith(words) and "set_config" not in each["sql"] for each in seen.captured_queries
    )


def counts(grow: Callable[[int], None], count: Callable[[], int]) -> list[int]:
    """The number of statements at one, thirty and three hundred rows."""
    found, before = [], 0
    for rows in ROWS:
        for place in range(before, rows):
            grow(place)
        before = rows
        found.append(count())
    return found


def test_today_stays_in_the_budget_of_a_list(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    world.case("First Client").until_asked()

    found = counts(
        lambda place: world.case(f"Client Number{place}") and None, lambda: statements(browser, "/")
    )

    assert len(set(found)) == 1
    assert found[0] <= LIST


def test_all_that_waits_takes_no_more_statements_than_a_few(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    for place in range(12):
        world.case(f"Client Number{place}").until_shown()

    few, everything = statements(browser, "/"), statements(browser, "/?all")

    assert few == everything
    assert "All 12" in browser.get("/").content.decode()
    assert browser.get("/?all").content.decode().count("Has the options and chooses.") == 12


def test_a_referral_stays_in_the_budget_of_a_detail(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    case = world.case().until_opened()

    def grow(_place: int) -> None:
        given = link.GiveClientLink(world.clock.key(), case.referral)
        must(link.give_client_link(world.miriam, given, world.clock.at()))

    found = counts(grow, lambda: statements(browser, f"/r/{case.referral}"))

    assert len(set(found)) == 1
    assert found[0] <= DETAIL


def test_need_summary_and_new_referral_stay_in_the_budget(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    case = world.case().until_shown()
    pages = ("/new", f"/r/{case.referral}/need", f"/r/{case.referral}/summary", f"/r/{case.referral}/link")

    few = [statements(browser, page) for page in pages]
    for place in range(30):
        world.case(f"Client Number{place}")
    many = [statements(browser, page) for page in pages]

    assert few == many
    assert max(few) <= DETAIL


def test_a_search_takes_the_same_statements_whatever_the_directory_holds(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()
    row = case.referral

    def grow(place: int) -> None:
        command = profile.AddProfile(
            world.clock.key(), "person", f"Colleague {place}", "self", state="MN", zip="55408"
        )
        must(profile.add(OPERATOR, command, world.clock.at()))

    def count() -> int:
        options_page(
            world.miriam, UUID(row), now=world.clock.at().here
        )  # reads the shard, or what changed in it
        Change.objects.all().delete()  # PostgreSQL tells a transaction its own changes again and again
        with CaptureQueriesContext(connection) as seen:
            sheet = options_page(world.miriam, UUID(row), now=world.clock.at().here)
        assert isinstance(sheet, OptionsPage)
        return _counted(seen)

    found = counts(grow, count)

    assert len(set(found)) == 1
    assert found[0] <= DETAIL
