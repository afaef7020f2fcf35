"""Somebody who walks through the pages: what they see is held against what every page promises."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Request, Response, expect

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("PICTURES", "")
"""A directory for a photograph of each page on the way; empty for none."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Walker:
    """One person in one browser, without JavaScript unless they are given it."""

    name: str
    page: Page
    answers: list[Response] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    sends_again: Callable[[Request], None] | None = None
    """What is done with each form that was sent, before the walker looks at what came of it."""
    _sent: int = 0

    def go(self, address: str) -> None:
        """Open an address."""
        self.page.goto(address)
        self.look()

    def press(self, label: str) -> None:
        """Press a button, or a link that looks like one."""
        self.page.locator("a.button:visible, button:visible").filter(has_text=label).first.click()
        self.look()

    def go_on(self) -> None:
        """Press the one filled button."""
        self.page.locator(".next:visible").click()
        self.look()

    def follow(self, label: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=label).first.click()
        self.look()

    def write(self, label: str, words: str) -> None:
        """Write into a field."""
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def tick(self, words: str, *, within: str = "") -> None:
        """Tick an answer by its words; `within` is the name of its group."""
        place: Page | Locator = self.page
        if within:
            place = self.page.get_by_role("group", name=within, exact=True)
        begins = re.compile(f"^\\s*{re.escape(words)}")
        place.locator("label:visible").filter(has_text=begins).first.click()

    def unfold(self, words: str) -> None:
        """Open what is folded."""
        self.page.locator("summary").filter(has_text=words).first.click()

    def reads(self, *sentences: str) -> None:
        """The page says each of them."""
        for words in sentences:
            expect(self.page.locator("body")).to_contain_text(words, use_inner_text=True)

    def has_the_turn(self, heading: str) -> None:
        """The page says in words that it is the reader's turn, and offers one next step."""
        expect(self.page.locator(".turn.yours h2, h1").filter(has_text=heading)).to_be_visible()
        expect(self.page.locator(".next:visible")).to_have_count(1)

    def waits(self, heading: str) -> None:
        """The page says in words who else has the turn."""
        expect(self.page.locator(".turn:not(.yours) h2, h1").filter(has_text=heading)).to_be_visible()

    def look(self) -> None:
        """Hold the page against what every page promises."""
        page = self.page
        page.wait_for_load_state()
        self._send_again()
        self.titles.append(page.title())
        assert page.locator(".next:visible").count() <= 1, f"{page.url}: more than one next step"
        assert page.evaluate(SIDEWAYS) <= 0, f"{page.url}: scrolls sideways"
        if "/c/" in page.url:
            self._look_as_client()
        if PICTURES:
            path = Path(PICTURES) / f"{self.name}-{len(self.titles):02}.png"
            page.screenshot(path=path, full_page=True)

    def _send_again(self) -> None:
        if self.sends_again:
            for answer in [one for one in self.answers[self._sent :] if one.request.method == "POST"]:
                self.sends_again(answer.request)
        self._sent = len(self.answers)

    def _look_as_client(self) -> None:
        """No product name, a title that tells nothing, and a way out that is always there."""
        assert self.page.title() == "Your page"
        assert "segue" not in self.page.locator("body").inner_text().lower()
        expect(self.page.get_by_role("link", name="Exit this page")).to_be_in_viewport()

    def keep(self, answer: Response) -> None:
        """Keep an answer of the server, to be read at the end."""
        self.answers.append(answer)

    def met(self) -> str:
        """Everything that came along beside the pages themselves: titles, addresses, and headers both ways."""
        heads: list[dict[str, str]] = []
        for answer in self.answers:
            heads += [{"address": answer.url}, answer.request.all_headers(), answer.all_headers()]
        return "\n".join(
            [*self.titles, *(f"{name}: {value}" for head in heads for name, value in head.items())]
        )


@contextmanager
def walking(
    browser: Browser, name: str, *, size: dict[str, int] = DESK, scripts: bool = False, **more: Any
) -> Iterator[Walker]:
    """Somebody with a fresh browser."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        locale="en-US",
        timezone_id="America/Chicago",
        java_script_enabled=scripts,
        **more,
    )
    context.set_default_timeout(8000)
    walker = Walker(name, context.new_page())
    walker.page.on("response", walker.keep)
    try:
        yield walker
    finally:
        context.close()
