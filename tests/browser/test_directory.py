"""The directory by keyboard: a slash leads to the words, arrows through what was found, Enter opens."""

from playwright.sync_api import Browser, expect

from tests.browser.place import Place
from tests.browser.rooms import come_in, furnish
from tests.browser.walking import walking


def test_slash_arrows_and_enter_lead_through_the_directory(chromium: Browser, place: Place) -> None:
    with walking(chromium, "Miriam", scripts=True) as walker:
        come_in(walker, place, furnish()["directory"])
        page = walker.page
        page.goto(f"{place.base}/directory?all")
        found = page.locator("#found .name a")

        page.locator("h1").click()
        page.keyboard.press("/")
        expect(page.get_by_label("Who, where, for what")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(found.first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(found.nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(found.first).to_be_focused()
        name = found.first.inner_text()
        page.keyboard.press("Enter")

        expect(page.locator("h1")).to_have_text(name)
        page.go_back()
        page.keyboard.press("/")
        page.keyboard.type("a / b")
        expect(page.get_by_label("Who, where, for what")).to_have_value("a / b")
