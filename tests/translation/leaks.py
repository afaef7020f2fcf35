"""What a page in the made-up language still says in plain letters."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from segue.site.translation import CLOSING, OPENING
from tests.translation.markup import NOT_READ, READ_ALOUD

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class PageRead:
    """A page as somebody reads it."""

    language: tuple[str, str] = ("", "")
    links: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    depth: int = 0


def page_of(markup: str) -> PageRead:
    """Read a page."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.page


def outside(text: str, *, depth: int = 0) -> tuple[list[str], int]:
    """The pieces of a text that stand in no brackets, and how many brackets are open at its end."""
    pieces, start = [], 0
    for place, sign in enumerate(text):
        if sign == OPENING:
            if depth == 0:
                pieces.append(text[start:place])
            depth += 1
        elif sign == CLOSING:
            depth -= 1
            start = place + 1
    if depth == 0:
        pieces.append(text[start:])
    return [piece.strip() for piece in pieces if re.search("[A-Za-z]", piece)], depth


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = PageRead()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = (given.get("lang", ""), given.get("dir", ""))
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        for name in READ_ALOUD & given.keys():
            self.page.leaks += outside(given[name])[0]
        if tag not in VOID:
            self._open.append((tag, tag in NOT_READ | {"bdi"} or given.get("dir") == "auto" or "lang" in given and tag!="html"))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(passed for _, passed in self._open): return
        found, self.page.depth = outside(data, depth=self.page.depth)
        for f in found: self.page.leaks.append(f + " @" + " ".join(t for t,_ in self._open[-3:]))
