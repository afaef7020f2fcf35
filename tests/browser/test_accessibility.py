"""Everybody can read every page: axe finds nothing, nothing is cut off, and each page keeps what all promise."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.place import Place
from tests.browser.rooms import visits
from tests.browser.walking import DESK, PHONE, SIDEWAYS

NARROW = {"width": 320, "height": 568}
PAGES = 30
"""Fewer than these were not all: an empty run must fail."""
FIRST_VISIT_BYTES = 60_000
FIRST_VISIT_REQUESTS = 12
EDGES = "found => found.map(one => getComputedStyle(one).borderTopStyle)"


def found_by_axe(page: Page) -> list[str]:
    response = Axe().run(page).response
    return [f"{one['id']}: {node['html'][:160]}" for one in response["violations"] for node in one["nodes"]]


def test_axe_finds_nothing(chromium: Browser, place: Place, subtests: pytest.Subtests) -> None:
    seen = 0
    for room, walker in visits(chromium, place, scripts=True, reduced_motion="reduce"):
        for size, scheme in ((DESK, "light"), (PHONE, "dark")):
            walker.page.set_viewport_size(size)
            walker.page.emulate_media(color_scheme=scheme)
            with subtests.test(page=room.name, width=size["width"], scheme=scheme):
                assert found_by_axe(walker.page) == []
        seen += 1

    assert seen >= PAGES


def test_axe_would_find_a_picture_without_words(chromium: Browser, page: Page) -> None:
    page.set_content("<main><h1>A page</h1><img src='x'></main>")

    assert any(line.startswith("image-alt: ") for line in found_by_axe(page))


def test_each_page_keeps_what_all_promise(chromium: Browser, place: Place, subtests: pytest.Subtests) -> None:
    for room, walker in visits(chromium, place, size=NARROW, scripts=True):
        page = walker.page
        load_all_anew(page)
        walker.answers.clear()
        page.reload()
        with subtests.test(page=room.name, promise="a first visit weighs little"):
            sizes = [answer.request.sizes() for answer in walker.answers]
            weight = sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)
            assert 5_000 < weight <= FIRST_VISIT_BYTES
            assert 4 < len(sizes) <= FIRST_VISIT_REQUESTS
        with subtests.test(page=room.name, promise="narrow"):
            assert page.evaluate(SIDEWAYS) <= 0
            assert page.locator("h1").count() == 1
            if room.name != "style":  # shows the next step in each of its states
                walker.look()
        page.emulate_media(forced_colors="active")
        with subtests.test(page=room.name, promise="forced colors"):
            assert set(page.locator(".button:visible:not(.bare)").evaluate_all(EDGES)) <= {"solid"}
        page.emulate_media(media="print", forced_colors="none")
        with subtests.test(page=room.name, promise="paper"):
            expect(page.locator("h1")).to_be_visible()
            assert page.locator(".button:visible, .nav:visible, .foot:visible").count() == 0
            assert page.evaluate(SIDEWAYS) <= 0
        page.emulate_media(media="screen")


def load_all_anew(page: Page) -> None:
    """From now on each page is loaded as by somebody who has never been here."""
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
