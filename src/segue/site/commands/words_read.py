"""`segue words`: what a sentence means, as the page of a need reads it. Nothing of it is kept."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from segue.rules.text import N_
from segue.site.commands.words import as_json_option, as_words
from segue.site.says import answer, bad_input

if TYPE_CHECKING:
    from segue.words.reading import Chip

LONGEST_PIPED = 1_000_000


@click.command()
@click.argument("text")
@as_json_option
def words(text: str, as_json: bool) -> None:
    """Say which codes a sentence means, and where.

    TEXT is the sentence, or - for standard input. Suggestions by meaning need the local model:
    docs/operator/suggestions.md.
    """
    from segue.words.crisis import alarms  # slow import
    from segue.words.minilm import installed  # slow import
    from segue.words.reading import read  # slow import
    from segue.words.suggestion import suggestions  # slow import

    if text == "-":
        text = _piped()
    reading = read(text)
    model = installed()
    found = {
        "chips": [_plain(chip) for chip in reading.chips],
        "suggestions": [_plain(chip) for chip in suggestions(reading, model=model)],
        "crisis": [
            {"danger": alarm.danger, "start": alarm.start, "end": alarm.end} for alarm in alarms(reading.text)
        ],
        "model": model is not None,
    }
    answer(found, as_json=as_json, lines=list(_lines(text, found)))


def _piped() -> str:
    """What comes in by standard input. Raises Ended where that is no text, or is closed."""
    try:
        return sys.stdin.read(LONGEST_PIPED)
    except (OSError, ValueError):
        raise bad_input(
            "unreadable_text",
            N_("Standard input is no text in UTF-8, or it is closed."),
            N_("Give the sentence itself, in quotes, or pipe text in."),
        ) from None


def _plain(chip: "Chip") -> dict[str, Any]:
    """A chip as data; `number` where its code is one."""
    is_number = chip.family in ("budget", "radius_km", "urgency_days")
    return {
        "family": chip.family,
        "code": chip.code,
        "number": int(chip.code) if is_number else None,
        "negated": chip.negated,
        "spans": [list(span) for span in chip.spans],
    }


def _lines(text: str, found: dict[str, Any]) -> Iterator[str]:
    if found["crisis"]:
        yield "Words of crisis: help comes first."
    for chip in found["chips"]:
        said = ", ".join(f"“{text[start:end]}”" for start, end in chip["spans"])
        no = "not " if chip["negated"] else ""
        yield f"{as_words(chip['family']):<14} {no}{chip['code']:<24} {said}"
    for chip in found["suggestions"]:
        yield f"{as_words(chip['family']):<14} {chip['code']}?"
