"""By keyboard alone: every control is reached, shows where one is, and is never covered."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from segue.demo.builders import Clock, open_small_world
from tests.browser.place import Place
from tests.browser.rooms import a_case, clients_room, come_in, visits
from tests.browser.walking import PHONE, Walker, walking

# A group of radio buttons is one stop, and so is what is folded away none.
STOPS = """() => {
    const groups = new Set();
    const stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    return [...document.querySelectorAll(stops)].filter(one => {
        if (one.type === 'hidden' || one.disabled || one.tabIndex < 0 || !one.checkVisibility()) return false;
        if (one.type !== 'radio') return true;
        const group = one.name + (one.form ? [...document.forms].indexOf(one.form) : '');
        return !groups.has(group) && groups.add(group);
    }).length;
}"""
# What Tab has led to: which stop it is, whether it shows a ring, and whether something lies on it.
HERE = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const shown = here.matches('input[type=radio], input[type=checkbox]') ? here.closest('label') ?? here : here;
    const ringed = [here, shown, shown.querySelector('span')].some(one => {
        if (!one) return false;
        const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    const box = shown.getClientRects()[0];
    const top = document.elementFromPoint(box.x + Math.min(box.width / 2, 40), box.y + box.height / 2);
    const covered = !(top && (shown.contains(top) || top.contains(shown)));
    const nth = [...document.querySelectorAll('*')].indexOf(here);
    return {nth, ringed, covered, html: here.outerHTML.slice(0, 120)};
}"""


def walk_by_tab(page: Page) -> list[dict[str, Any]]:
    """All stops from the top of the page until it begins again."""
    stops: list[dict[str, Any]] = []
    while len(stops) < 400:
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        if stops and here["nth"] == stops[-1]["nth"]:
            continue  # a day is typed in three parts
        if any(here["nth"] == one["nth"] for one in stops):
            break
        stops.append(here)
    return stops


def test_tab_leads_to_everything_with_a_ring_that_is_seen(
    chromium: Browser, place: Place, subtests: pytest.Subtests
) -> None:
    for room, walker in visits(chromium, place, size=PHONE, scripts=True, reduced_motion="reduce"):
        page = walker.page
        with subtests.test(page=room.name):
            wanted = page.evaluate(STOPS)
            stops = walk_by_tab(page)

            assert "#main" in stops[0]["html"]
            assert [one["html"] for one in stops if not one["ringed"]] == []
            assert [one["html"] for one in stops if one["covered"]] == []
            assert len(stops) == wanted > 0


def test_the_first_stop_skips_to_the_page(chromium: Browser, place: Place) -> None:
    with walking(chromium, "somebody") as walker:
        walker.go(f"{place.base}/account/login/")
        walker.page.keyboard.press("Tab")
        skip = walker.page.get_by_role("link", name="Skip to the page")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()

        walker.page.keyboard.press("Enter")

        expect(walker.page.locator("main")).to_be_focused()


def test_shift_pressed_three_times_leaves_and_the_page_asks_for_the_code_again(
    chromium: Browser, place: Place
) -> None:
    case = a_case(open_small_world(Clock(datetime.now(UTC)))).until_shown()
    room = clients_room("client", case, "/options")
    with walking(chromium, "client", size=PHONE, scripts=True) as client:
        come_in(client, place, room)
        with client.page.expect_response("**/exit"):
            for _ in range(3):
                client.page.keyboard.press("Shift")

        later = Walker("later", client.page.context.new_page())
        later.page.goto(f"{place.base}{room.path}")

        later.reads("This link does not open anything.")
