"""How the command line speaks: answers on standard output, everything else on standard error, one exit code.

With `--json` an answer is exactly one JSON object, a refusal too. What is refused, and why, is decided elsewhere.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import IO, Protocol

from segue.rules.step import Refused


class Exit(IntEnum):
    """What a script learns without reading a word."""

    done = 0
    found_wrong = 1
    bad_input = 2
    refused = 3
    stopped = 130


class Refusal(Protocol):
    """What `Refused` of the rules and `BadFile` of the formats have in common."""

    @property
    def code(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def about(self) -> Mapping[str, str]: ...


class Ended(Exception):
    """A command came to its end early: what it found instead, and the exit code."""

    def __init__(self, found: Iterable[Refusal], exit_code: Exit) -> None:
        self.found = tuple(found)
        self.exit_code = exit_code
        super().__init__(", ".join(each.code for each in self.found))


def bad_input(code: str, why: str, remedy: str, **about: str) -> Ended:
    """Something that was typed, set or handed in cannot be used."""
    return Ended([Refused(code, why, remedy, about)], Exit.bad_input)


def words_of(refusal: Refusal) -> dict[str, str]:
    """A refusal as scripts read it, with both sentences filled."""
    return {
        "code": refusal.code,
        "why": refusal.why % refusal.about,
        "remedy": refusal.remedy % refusal.about,
    }


def say(text: str) -> None:
    """Tell a person something beside the answer."""
    _write(sys.stderr, text)


def answer(result: Mapping[str, object], *, as_json: bool, lines: Iterable[str]) -> None:
    """Give the answer: the object for a script, or its lines for a person."""
    if as_json:
        _write(sys.stdout, json.dumps(result, ensure_ascii=False, default=str))
    else:
        for line in lines:
            _write(sys.stdout, line)
    sys.stdout.flush()


def tell_end(ended: Ended, *, as_json: bool) -> None:
    """Say why a command ended early; several reasons are one error with all of them."""
    errors = [words_of(refusal) for refusal in ended.found]
    if as_json:
        more = {"also": errors[1:]} if len(errors) > 1 else {}
        answer({"error": errors[0] | more}, as_json=True, lines=())
        return
    for error in errors:
        say(f"segue: {error['why']}\n       {error['remedy']}")


def plural(count: int, one: str, many: str) -> str:
    """`1 row`, `2 rows`, `3,000 rows`."""
    return f"{count:,} {one if count == 1 else many}"


def _write(stream: IO[str], text: str) -> None:
    stream.write(f"{text}\n")
