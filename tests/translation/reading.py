"""A page in the made-up language as somebody reads it: what still stands there in plain letters."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from segue.site.translation import CLOSING, OPENING
from tests.translation.markup import LETTERS, NOT_READ, READ_ALOUD

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Form:
    """A form that is sent, with what it sends when nobody fills it in."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What a page says of itself, what it says in plain letters, and where it leads."""

    language: tuple[str, str] = ("", "")
    plain: list[str] = field(default_factory=list)
    open_brackets: int = 0
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


def read(markup: str) -> Reading:
    """Read a page. Names stand in <bdi> and people's words in an element with dir or lang of its own: passed over."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.reading


def outside(text: str, *, depth: int = 0) -> tuple[list[str], int]:
    """The pieces of a text that stand in no brackets, and how many brackets are open at its end."""
    pieces = [""]
    for sign in text:
        if sign in (OPENING, CLOSING):
            depth += 1 if sign == OPENING else -1
            pieces.append("")
        elif depth == 0:
            pieces[-1] += sign
    return [" ".join(piece.split()) for piece in pieces if LETTERS.search(piece)], depth


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "html":
                self.reading.language = (given.get("lang", ""), given.get("dir", ""))
            case "a":
                self.reading.links.append(re.split("[?#]", given.get("href", ""))[0])
            case "form" if given.get("method") == "post":
                self.reading.forms.append(Form(given.get("action", "")))
            case "input" if given.get("type") == "hidden" and self.reading.forms:
                self.reading.forms[-1].values[given["name"]] = given.get("value", "")
        for name in READ_ALOUD & given.keys():
            self.reading.plain += outside(given[name])[0]
        if tag not in VOID:
            is_theirs = tag != "html" and bool({"dir", "lang"} & given.keys())
            self._open.append((tag, tag in NOT_READ or tag == "bdi" or is_theirs))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_passed for _, is_passed in self._open):
            found, self.reading.open_brackets = outside(data, depth=self.reading.open_brackets)
            self.reading.plain += found
