"""Sentences by people who have not seen the lexicon: how often a tick is right, how much is found.

Each line of sentences.jsonl holds the text, who speaks, what it means (`gold`), what it does not (`not`), and what may
be ticked or left (`maybe`). The lexicon's author read the odd lines only after the lexicon stood. Of the even ones only
figures and codes were looked at, never a sentence.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from segue.words.minilm import installed
from segue.words.reading import Chip, read
from segue.words.suggestion import suggestions

ROWS = [json.loads(line) for line in Path(__file__).with_name("sentences.jsonl").read_text().splitlines()]
FAMILIES = {
    "concerns": "concern", "methods": "method", "styles": "style", "languages": "language", "formats": "format",
    "ages": "age", "slots": "slot", "roles": "role",
}  # fmt: skip
Codes = set[tuple[str, str]]


def codes_of(marks: dict[str, object]) -> Codes:
    found: Codes = set()
    for name, value in marks.items():
        family = FAMILIES.get(name, name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        found |= {(family, str(each)) for each in values}
    return found


def keys(chips: Iterable[Chip]) -> Codes:
    return {(chip.family, chip.code) for chip in chips}


def score(rows: list[dict[str, dict[str, object]]]) -> tuple[float, float]:
    """Share of ticks that are right, and share of what was meant that is ticked or offered."""
    count: Counter[str] = Counter()
    model = installed()
    for row in rows:
        found = read(str(row["text"]))
        gold, maybe, ticks = codes_of(row["gold"]), codes_of(row["maybe"]), keys(found.ticks)
        offered = keys(suggestions(found, model=model))
        count["right"] += len(ticks & gold)
        count["wrong"] += len(ticks - gold - maybe)
        count["meant"] += len(gold)
        count["found"] += len(gold & (ticks | offered))
    return count["right"] / (count["right"] + count["wrong"]), count["found"] / count["meant"]


@pytest.mark.parametrize(("half", "precision", "recall"), [("seen", 0.94, 0.88), ("unseen", 0.80, 0.77)])
def test_ticks_are_right_and_little_is_missed(half: str, precision: float, recall: float) -> None:
    right, found = score(ROWS[0::2] if half == "seen" else ROWS[1::2])

    assert right >= precision
    assert found >= recall
