"""The parts of the pages: valid HTML, safe with any text, whole for a screen reader."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from tests.pages.reading import TEMPLATES, having, made, parsed, used, words

PARTS = sorted((TEMPLATES / "parts").glob("*.html"))
INNER = {"hidden", "tied", "below", "help_lines", "words", "keep", "parts", "option", "chip", "why"}
"""Macros that other macros are made of."""
MACRO = re.compile(r"{% macro (\w+)\(")
HOSTILE = "\"><script>alert('1')</script><b onclick=x> {{ 7 * 7 }} %(name)s \u202e"


@pytest.fixture
def style() -> Element:
    return parsed(made("{% extends 'style.html' %}"))


def test_the_style_page_needs_no_context(style: Element) -> None:
    assert [words(h1) for h1 in style.iter("h1")] == ["Parts"]


def test_the_style_page_shows_every_part() -> None:
    shown = (TEMPLATES / "style.html").read_text()
    macros = {name for file in PARTS for name in MACRO.findall(file.read_text())} - INNER

    missing = {name for name in macros if not re.search(rf"\b{name}\(", shown)}

    assert missing == {"mark", "connection_to_read"}  # in the bar; in the client's options


def test_everything_that_is_pointed_at_is_there_and_once(style: Element) -> None:
    ids = [e.attrib["id"] for e in having(style, "id")]
    links = {e.attrib["href"][1:] for e in having(style, "href") if e.attrib["href"].startswith("#")}
    pointed = links | {
        name
        for attribute in ("aria-labelledby", "aria-describedby", "for")
        for e in having(style, attribute)
        for name in e.attrib[attribute].split()
    }

    assert len(ids) == len(set(ids))
    assert pointed - set(ids) == set()
    assert len(pointed) > 30


def test_every_control_has_a_name_for_screen_readers(style: Element) -> None:
    labelled = {e.attrib["for"] for e in having(style, "for")}
    inside = {e for label in style.iter("label") for e in label.iter("input")}
    controls = [
        e
        for tag in ("input", "select", "textarea")
        for e in style.iter(tag)
        if e.attrib.get("type") != "hidden"
    ]

    nameless = [e.attrib for e in controls if e.attrib.get("id") not in labelled and e not in inside]

    assert nameless == []
    assert len(controls) > 20


def test_headings_do_not_skip_a_level(style: Element) -> None:
    levels = [int(e.tag[1]) for e in style.iter() if e.tag in ("h1", "h2", "h3", "h4")]

    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_no_template_holds_style_or_script_of_its_own(file: Path) -> None:
    source = re.sub(r"{#.*?#}", "", file.read_text(), flags=re.DOTALL)

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", source) == []


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.name)
def test_every_part_says_at_the_head_of_its_file_how_it_is_used(file: Path) -> None:
    source = file.read_text()
    head = source.split("#}")[0]

    assert {name for name in MACRO.findall(source) if f"  {name}(" not in head} <= INNER


@pytest.mark.parametrize("layout", ["parts", "layouts"])
def test_every_class_that_a_template_uses_is_known_to_a_sheet_of_style(layout: str) -> None:
    sheets = "".join(f.read_text() for f in (TEMPLATES.parent / "static" / "segue").glob("*.css"))
    sources = "".join(f.read_text() for f in (TEMPLATES / layout).glob("*.html"))
    classes = {name for value in re.findall(r'class="([^"{]+)', sources) for name in value.split()}

    unknown = {name for name in classes if not re.search(rf"\.{re.escape(name)}(?![\w-])", sheets)}

    assert unknown <= {"entries", "choices", "progress", "across-"}  # hooks without a look of their own


# Text from people

x = HOSTILE
CONTEXT: dict[str, Any] = {
    "x": x,
    "option": {
        "id": "a",
        "number": 1,
        "name": x,
        "role": x,
        "said": x,
        "why": [x],
        "why_not": [x],
        "know": [x],
        "connection": x,
        "age": x,
        "swap": x,
        "href": x,
    },
    "for_client": {
        "id": "a",
        "name": x,
        "role": x,
        "said": x,
        "facts": [(x, x)],
        "know": [x],
        "connection": {"text": x, "error": x},
    },
    "content": {
        "over": x,
        "heading": x,
        "from_lines": [x],
        "ends": [(x, x)],
        "copy_number": x,
        "parts": [{"heading": x, "lines": [x]}],
    },
}


@pytest.mark.parametrize(
    "use",
    [
        "page: head(x, x, x)",
        "page: ways([(x, x)])",
        "turn: relay([('now', x, x)], x)",
        "turn: waits([(x, x, x, x), (x, x, x)])",
        "turn: time([{'when': x, 'iso': x, 'what': x, 'more': x, 'said': x}])",
        "turn: entry(x, x, x, href=x)",
        "people: person(x, x, x, x)",
        "people: facts([(x, x)])",
        "people: said(x)",
        "people: age(x)",
        "people: recognized([(x, true), (x, false)])",
        "note: note(x, x)",
        "note: refused(x, x)",
        "note: empty(x, x)",
        "note: help_now([(x, x)])",
        "form: field('a', x, value=x, error=x, hint=x, attrs={'autocomplete': x})",
        "form: field('a', x, value=x, kind='textarea')",
        "form: field('a', x, value=x, kind='select', options=[(x, x)], blank=x)",
        "form: choices('a', x, [(x, x, x)], x, error=x)",
        "form: pick('a', x, [(x, x)], x)",
        "form: errors({'a': x, '': x})",
        "form: button(x, href=x)",
        "form: button(x, name=x, value=x)",
        "need: need([{'code': 'a', 'label': x, 'chips': [(x, x, true)], 'weight': 'must', 'hint': x}])",
        "need: doors([{'label': x, 'count': x, 'share': 3, 'value': x}], 'try')",
        "option: options([(x, [option])], client=x)",
        "option: client_options([for_client])",
        "option: glance([x], [(x, [x])])",
        "paper: summary({'parts': [{'code': x, 'heading': x, 'text': x, 'needed': x}]}, strike='keep')",
        "paper: letter(content)",
    ],
)
def test_what_people_write_stays_text(use: str) -> None:
    file, call = use.split(": ", 1)

    tree = used(file, call, **CONTEXT)

    assert list(tree.iter("script")) == []
    assert having(tree, "onclick") == []
    assert "alert('1')" in words(tree)
    assert "49" not in words(tree)


def test_names_keep_their_own_direction() -> None:
    tree = used("people", "person('ليلى منصور', 'Clinic')")

    assert [words(e) for e in tree.iter("bdi")] == ["ليلى منصور", "Clinic"]


# The summary

CONTENT = {
    "heading": "Jonas Thorne",
    "over": "For Amara Lindqvist",
    "from_lines": ["From Miriam Castellanos, PhD"],
    "parts": [
        {"code": "who", "heading": "Who I am", "text": "Jonas Thorne, “he”", "needed": "Needed."},
        {"code": "wish", "heading": "What I wish", "lines": ["Evenings", "Swedish"]},
        {"code": "found", "heading": "What was found", "text": "Panic disorder", "struck": True},
        {"code": "own", "heading": "In my own words", "text": "Ask me about the boat.", "said": True},
    ],
}


def told(tree: Element) -> list[tuple[str, str]]:
    """Heading and words of each part of a summary, without the controls around them."""
    headings = [words(next(part.iter("h2"))) for part in having(tree, "class", "part")]
    return list(zip(headings, [words(e) for e in having(tree, "class", "words")], strict=True))


def test_preview_page_and_print_say_the_same_words() -> None:
    shared = told(used("paper", "summary(c)", c=CONTENT))
    printed = told(used("paper", "letter(c)", c=CONTENT))
    preview = told(used("paper", "summary(c, strike='keep')", c=CONTENT))

    assert shared == [
        ("Who I am", "Jonas Thorne, “he”"),
        ("What I wish", "EveningsSwedish"),
        ("In my own words", "Ask me about the boat."),
    ]
    assert printed == shared
    assert preview == [*shared[:2], ("What was found", "Panic disorder"), shared[2]]


def test_a_struck_part_is_ticked_and_what_is_needed_cannot_be() -> None:
    tree = used("paper", "summary(c, strike='keep')", c=CONTENT)

    assert [e.attrib["value"] for e in tree.iter("input")] == ["wish", "found", "own"]
    assert [e.attrib["value"] for e in having(tree, "checked")] == ["found"]
