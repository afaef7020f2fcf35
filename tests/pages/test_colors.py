"""The sheets of style: ink that can be read, and no left or right."""

import re
from pathlib import Path

import pytest

from tests.pages.reading import ROOM

SHEETS = sorted((ROOM / "static" / "segue").glob("*.css"))
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
# What names a side of the screen. A width in a media query is none.
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])(?:left|right|top|bottom|(?:min-|max-)?(?:width|height)): (?![\d.]+rem\))"
)


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def palette(mode: str) -> dict[str, str]:
    """The colors of tokens.css by day or by night."""
    tokens = next(sheet for sheet in SHEETS if sheet.name == "tokens.css").read_text()
    day, night, _, _ = re.split(r"@media \(?[a-z-]+", tokens)
    light = dict(TOKEN.findall(day))
    return light if mode == "light" else {**light, **dict(TOKEN.findall(night))}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "sheet", 7),
        ("ink-2", "paper", 7),
        ("ink-2", "sheet", 7),
        ("ink", "light-wash", 7),
        ("on-light", "light", 7),
        ("ink-3", "paper", 4.5),
        ("stop", "paper", 7),
        ("stop", "sheet", 7),
        ("edge", "paper", 3),
        ("edge", "sheet", 3),
    ],
)
def test_ink_can_be_read(front: str, back: str, least: float, mode: str) -> None:
    colors = palette(mode)

    assert contrast(colors[front], colors[back]) >= least


def test_night_differs_from_day() -> None:
    assert contrast(palette("light")["paper"], palette("dark")["paper"]) > 10


@pytest.mark.parametrize("file", SHEETS, ids=lambda file: file.name)
def test_sheets_know_beginning_and_end_but_not_left_and_right(file: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)

    assert PHYSICAL.findall(source) == []
    assert re.findall(r"url\(|@import|!important", source) == []


def test_all_sheets_together_are_small() -> None:
    assert sum(len(sheet.read_bytes()) for sheet in SHEETS) < 48_000
