"""Reading a sentence: which codes its words mean, where they stand, and what is only worth asking about.

What is sure becomes a tick; what may be meant, or is told of somebody else, is offered; what is denied is neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from segue.words.amount import AGE, Amount, amounts
from segue.words.denial import is_all_the_same, is_denied
from segue.words.hour import hours
from segue.words.kin import CARRIED_ALONE, is_age_of_another, is_of_another
from segue.words.lexicon import Match, lexicon, matches, vocabulary
from segue.words.number import line_of
from segue.words.spelling import repaired
from segue.words.token import Token, tokens

LONGEST: Final = 10_000
_ALSO: Final = frozenset(("or", "and", "nor", "on", "also", "y", "o", "ni"))
"""Words between two mentions of hours that carry a denial on: “not on Fridays or Saturdays”."""
FAMILIES: Final = (
    "concern", "method", "style", "insurance", "budget", "language", "format", "zip", "radius_km", "age", "slot",
    "urgency_days", "role",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chip:
    """One code that the words mean: its family, where the words stand, whether the person denies it.

    For numbers the family is the field of the need (budget, zip, radius_km, urgency_days) and the code its value.
    """

    family: str
    code: str
    spans: tuple[tuple[int, int], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its chips: ticked or denied, and what the words only hint at."""

    text: str
    chips: tuple[Chip, ...]
    hints: tuple[Chip, ...]

    @property
    def ticks(self) -> tuple[Chip, ...]:
        """What is ticked."""
        return tuple(chip for chip in self.chips if not chip.negated)

    @property
    def denied(self) -> frozenset[tuple[str, str]]:
        """What must be offered nowhere."""
        return frozenset((chip.family, chip.code) for chip in self.chips if chip.negated)


@dataclass(frozen=True, slots=True)
class _Found:
    """One meaning of some words: a tick, a hint or a denial."""

    family: str
    code: str
    span: tuple[int, int]
    kind: str


def read(text: str) -> Reading:
    """What a text means. Only its beginning counts where it is very long."""
    text = text[:LONGEST]
    said = repaired(tokens(text), meant=vocabulary())
    found = [*_from_lexicon(tuple(word for word in said if word.is_word)), *_from_line(said)]
    return Reading(text, _ticked(found), _hinted(found))


def _from_lexicon(words: tuple[Token, ...]) -> Iterator[_Found]:
    for match in matches(words, lexicon()):
        span = (words[match.first].start, words[match.last].end)
        kind = _kind(words, match)
        if kind:
            yield _Found(match.family, match.code, span, kind)


def _kind(words: Sequence[Token], match: Match) -> str:
    """Tick, hint or denial; nothing where it is all the same to the person."""
    first, last, family = match.first, match.last, match.family
    if is_denied(words, first, last, family):
        return "denial"
    if family == "style" and is_all_the_same(words, first, last):
        return ""
    if match.code in CARRIED_ALONE and is_of_another(words, first, last):
        return "hint"
    if family == "age" and is_age_of_another(words, first, last):
        return "hint"
    return "tick" if match.ticks else "hint"


def _from_line(said: tuple[Token, ...]) -> Iterator[_Found]:
    """Numbers and hours."""
    line = line_of(said)
    words = tuple(word for word in said if word.is_word)
    places = {word.start: at for at, word in enumerate(words)}
    taken: set[int] = set()
    for amount in amounts(line):
        if amount.field == AGE and taken & set(range(amount.first, amount.last + 1)):
            continue
        taken |= set(range(amount.first, amount.last + 1))
        yield _found_amount(said, words, places, amount)
    before, kind = -1, "tick"
    for each in hours(line):
        ends = _word_ends(said, places, each.first, each.last)
        goes_on = kind == "denial" and all(word.word in _ALSO for word in words[before + 1 : ends[0]])
        kind = "denial" if goes_on or is_denied(words, *ends, "slot") else "tick"
        before = ends[1]
        span = (said[each.first].start, said[each.last].end)
        yield from (_Found("slot", slot, span, kind) for slot in each.slots)


def _found_amount(
    said: Sequence[Token], words: Sequence[Token], places: dict[int, int], amount: Amount
) -> _Found:
    ends = _word_ends(said, places, amount.first, amount.last)
    is_others = amount.field == AGE and is_age_of_another(words, *ends)
    span = (said[amount.first].start, said[amount.last].end)
    return _Found(amount.field, amount.code, span, "hint" if is_others else "tick")


def _word_ends(said: Sequence[Token], places: dict[int, int], first: int, last: int) -> tuple[int, int]:
    inside = [places[token.start] for token in said[first : last + 1] if token.start in places]
    return inside[0], inside[-1]


def _ticked(found: Iterable[_Found]) -> tuple[Chip, ...]:
    """One chip a code, in the order of the families and then of the text. A denial of a wish outweighs a tick."""
    spans: dict[tuple[str, str], dict[str, list[tuple[int, int]]]] = {}
    for one in found:
        if one.kind != "hint":
            spans.setdefault((one.family, one.code), {}).setdefault(one.kind, []).append(one.span)
    chips = []
    for (family, code), kinds in spans.items():
        outweighs = family == "concern" and len(kinds.get("tick", ())) > len(kinds.get("denial", ()))
        wins = "tick" if outweighs or "denial" not in kinds else "denial"
        chips.append(Chip(family, code, tuple(sorted(set(kinds[wins]))), wins == "denial"))
    return tuple(_alone(sorted(chips, key=lambda chip: (FAMILIES.index(chip.family), chip.spans[0]))))


def _alone(chips: list[Chip]) -> list[Chip]:
    """One age, one role, one number of each kind: the first said. “Man or woman” wishes neither."""
    ticked = {(chip.family, chip.code) for chip in chips if not chip.negated}
    either = {("style", "man"), ("style", "woman")}
    kept, seen = [], set()
    for chip in chips:
        if either <= ticked and (chip.family, chip.code) in either:
            continue
        if not chip.negated and chip.family in ("age", "budget", "zip", "radius_km", "urgency_days"):
            if chip.family in seen:
                continue
            seen.add(chip.family)
        kept.append(chip)
    return kept


def _hinted(found: Sequence[_Found]) -> tuple[Chip, ...]:
    settled = {(one.family, one.code) for one in found if one.kind != "hint"}
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for one in found:
        if one.kind == "hint" and (one.family, one.code) not in settled:
            spans.setdefault((one.family, one.code), []).append(one.span)
    return tuple(Chip(*code, tuple(sorted(set(where)))) for code, where in spans.items())
