"""The texts that are gathered for translators: all there, and each a whole that can be translated."""

import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from segue.rules.codes import CODES
from segue.rules.sections import SECTIONS
from segue.site.translation import PACKAGE, gather
from segue.store import lore
from tests.translation.markup import TEMPLATES

CUT_OFF = re.compile(r"(^|[^.?!]) (a|an|the|and|or|but|of|with|from|by|than|your|their|our|its|my)$")
CARRIED_ON = re.compile(r"^(and|or|but|of|than)\b|^[,.;:]")
BARE_PLACE = re.compile(r"%[sdr]|%\(\w+\)[^s]|\{\w*\}")
PLACE = re.compile(r"%\((\w+)\)s")

# What looks like a piece of a sentence and is not, each with its reason.
WHOLE = {
    "accepts by": "stands alone above a day",
    "hoped for by": "stands alone above a day",
    "A word to recognize you by": "the label of a field",
    "Words to begin with": "a heading",
    "and said on which terms. %(client)s sees the same.": "a line of its own below what happened",
    " + ": "stands between two wishes",
}


@cache
def catalog() -> Catalog:
    return gather()


def texts() -> list[str]:
    """Every text once; of a plural both forms."""
    found = [message.id for message in catalog() if message.id]
    return [form for each in found for form in ((each,) if isinstance(each, str) else each)]


def broken(text: str) -> str:
    """Why a text is no whole, or nothing."""
    if text != text.strip() or "  " in text:
        return "space that a translator would not see"
    if not re.search("[A-Za-z]", text):
        return "no words"
    if CUT_OFF.search(text) or CARRIED_ON.search(text):
        return "a piece of a sentence"
    if BARE_PLACE.search(text.replace("%%", "")):
        return "a place without a name, which cannot change its order"
    if text.count("(") != text.count(")") or text.count("“") != text.count("”"):
        return "an open bracket or quote"
    return ""


def test_texts_are_gathered_from_every_room_that_speaks() -> None:
    places = {place for message in catalog() for place, _ in message.locations}

    rooms = {
        path.name for path in PACKAGE.iterdir() if "N_(" in "".join(map(Path.read_text, path.rglob("*.py")))
    }
    templates = {path.parent.name for path in TEMPLATES.rglob("*.*") if "{% trans" in path.read_text()}
    assert {"rules", "acts", "pages", "work", "site"} <= rooms <= {place.split("/")[1] for place in places}
    assert {"client", "clinic", "mails"} <= templates <= {place.split("/")[-2] for place in places}
    assert [place for place in places if not (PACKAGE.parent / place).is_file()] == []


def test_every_label_of_a_code_is_gathered() -> None:
    labels = {
        label for table in CODES.values() for code in table.values() for label in (code.label, code.plain)
    }

    assert labels - set(texts()) == set()


def test_every_heading_of_the_summary_is_gathered() -> None:
    assert {section.heading for section in SECTIONS.values()} - set(texts()) == set()


def test_every_profession_is_gathered() -> None:
    assert {row.profession for row in lore.taxonomy().values()} - set(texts()) == set()


def test_each_text_is_a_whole() -> None:
    assert {text: broken(text) for text in texts() if broken(text) and text not in WHOLE} == {}


def test_every_exception_is_still_needed() -> None:
    assert [text for text in WHOLE if text not in texts() or not broken(text)] == []


def test_a_plural_says_the_same_values_in_both_forms_or_one_less() -> None:
    pairs = [message.id for message in catalog() if isinstance(message.id, tuple)]
    assert pairs

    assert [pair for pair in pairs if not set(PLACE.findall(pair[0])) <= set(PLACE.findall(pair[1]))] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Signed by ", "space that a translator would not see"),
        ("Signed by", "a piece of a sentence"),
        ("and a summary", "a piece of a sentence"),
        ("You have %d left.", "a place without a name, which cannot change its order"),
        ("You have {left} left.", "a place without a name, which cannot change its order"),
        ("(nothing about a person", "an open bracket or quote"),
        (" · ", "space that a translator would not see"),
        ("·", "no words"),
        ("Signed by %(name)s, 100%% sure.", ""),
    ],
)
def test_pieces_are_told_from_wholes(text: str, why: str) -> None:
    assert broken(text) == why


def test_a_translator_gets_a_file_that_every_tool_reads(tmp_path: Path) -> None:
    made = subprocess.run([sys.executable, "-m", "segue.site.translation"], capture_output=True, check=True)

    again = read_po(BytesIO(made.stdout))
    assert {message.id for message in again} == {message.id for message in catalog()}
    assert again.get("Exit this page").locations[0][0] == "segue/pages/templates/layouts/client.html"


def test_what_is_gathered_is_the_same_each_time() -> None:
    def written() -> bytes:
        file = BytesIO()
        write_po(file, gather(), omit_header=True)
        return file.getvalue()

    assert written() == written()
