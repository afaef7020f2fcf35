"""One thing that the doctor found, and how grave it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from segue.site.says import Refusal


class Level(StrEnum):
    """How a thing stands: well, worth a look, or wrong now."""

    fine = "fine"
    look = "look"
    wrong = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, in a stable code and in words, and the remedy where one is needed."""

    about: str
    level: Level
    code: str
    what: str
    remedy: str = ""


Findings = Iterable[Finding]
Examination = Callable[[], Findings]


def fine(about: str, code: str, what: str, /, **values: object) -> Finding:
    """It is as it should be."""
    return Finding(about, Level.fine, code, what % values)


def look(about: str, code: str, what: str, remedy: str, /, **values: object) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(about, Level.look, code, what % values, remedy % values)


def wrong(about: str, code: str, what: str, remedy: str, /, **values: object) -> Finding:
    """It does not work, or is not safe."""
    return Finding(about, Level.wrong, code, what % values, remedy % values)


def wrong_as(about: str, refusal: Refusal) -> Finding:
    """The same problem that would stop a command."""
    return wrong(about, refusal.code, refusal.why, refusal.remedy, **refusal.about)
