"""Somebody's word, entered for them: by whom it was said, how it came, and when."""

from dataclasses import dataclass
from datetime import datetime

from segue.rules.actor import Part
from segue.rules.moment import At
from segue.rules.step import SaidBy


@dataclass(frozen=True, slots=True)
class Word:
    """How a word came: by phone, in session, on paper; and when it was said."""

    how: str
    when: datetime | None = None


def said_by(word: Word | None, *, part: Part, at: At) -> SaidBy | None:
    """The word as the tables ask for it; None where the person acts themself."""
    return SaidBy(part, word.how, word.when or at.here) if word else None
