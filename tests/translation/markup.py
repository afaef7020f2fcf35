"""What a template says without asking for a translation: its own text, attributes that are read, bare strings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import nodes

from segue.pages.environment import environment
from segue.site.translation import MARKERS, PACKAGE

TEMPLATES = PACKAGE / "pages" / "templates"
READ_ALOUD = {
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "title",
    "placeholder",
    "alt",
    "label",
    "summary",
}
NOT_READ = {"script", "style", "svg"}
WRITES_ATTRIBUTES = {"body", "icon", "tied"}
"""Blocks and macros that stand inside a tag of another template."""
LETTERS = re.compile(r"[A-Za-z]")
WORDED = re.compile(r"[A-Z][a-z]|[a-z] [a-z]+ [a-z]|[a-z][.?!]( |$)")
"""Looks like words for people and not like a name for the machine: a capital, three words, or a sentence's end."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a template says in plain English, and where."""

    line: int
    words: str


def files() -> list[Path]:
    """Every template."""
    return sorted(TEMPLATES.rglob("*.*"))


def unmarked(source: str, *, is_markup: bool) -> list[Said]:
    """Everything that a person would read and no translator would see."""
    tree = environment().parse(source)
    bare = [Said(one.lineno, one.value) for one in _strings(tree) if WORDED.search(one.value)]
    literal = [piece for piece in _literal(tree) if isinstance(piece.data, str)]
    if not is_markup:
        return bare + [
            Said(piece.lineno, piece.data.strip()) for piece in literal if LETTERS.search(piece.data)
        ]
    reader = _Reader()
    for piece in literal:
        reader.line = piece.lineno
        reader.feed(piece.data)
    reader.close()
    return bare + reader.found


def _literal(node: nodes.Node) -> Iterator[nodes.TemplateData]:
    """The template's own text in its order; what stands in {% trans %} has become a call by now."""
    if isinstance(node, nodes.TemplateData):
        yield node
    inside_a_tag = isinstance(node, nodes.Block | nodes.Macro) and node.name in WRITES_ATTRIBUTES
    if inside_a_tag:
        yield nodes.TemplateData("<x ", lineno=node.lineno)
    for child in node.iter_child_nodes():
        if not _is_marker(child):
            yield from _literal(child)
    if inside_a_tag:
        yield nodes.TemplateData(">", lineno=node.lineno)


def _strings(node: nodes.Node) -> Iterator[nodes.Const]:
    """String constants in expressions, save those that are marked."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    for child in node.iter_child_nodes():
        if not _is_marker(child):
            yield from _strings(child)


def _is_marker(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKERS


class _Reader(HTMLParser):
    """Reads markup as a browser does, and keeps what has letters and would be seen or heard."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.line = 0
        self.found: list[Said] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_READ:
            self._silent.append(tag)
        given = dict(attrs)
        read = READ_ALOUD | ({"value"} if given.get("type") in ("submit", "button") else set())
        for name, value in attrs:
            if name in read and LETTERS.search(value or ""):
                self.found.append(Said(self.line, f'{name}="{value}"'))

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and LETTERS.search(data):
            self.found.append(Said(self.line, data.strip()))
