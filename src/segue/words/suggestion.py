"""What is offered and not ticked: up to five codes that a person may mean.

First what the words hint at, then what the local model finds near, then what often goes with what was ticked.
What is ticked or denied is never offered. Without the model the page offers the rest.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from segue.words.meaning import likely
from segue.words.minilm import MiniLM
from segue.words.reading import Chip, Reading

MOST: Final = 5
NEAR: Final = 0.38
"""Below this likeness the model has nothing to say."""
SURELY_NEAR: Final = 0.5
FEWEST_HINTS: Final = 3

# What people often mean when they say the other. Not a diagnosis: only what is worth asking.
KINDRED: Final = {
    "perinatal": ("postpartum",), "postpartum": ("perinatal",), "trauma": ("ptsd",), "ptsd": ("trauma",),
    "childhood_trauma": ("trauma",), "sexual_assault": ("trauma", "ptsd"), "combat": ("ptsd", "trauma"),
    "partner_violence": ("trauma", "relationship"), "panic": ("anxiety",), "generalized_anxiety": ("anxiety",),
    "anxiety": ("generalized_anxiety", "stress"), "burnout": ("stress",), "stress": ("burnout", "anxiety"),
    "couples": ("relationship",), "relationship": ("couples", "self_esteem"), "infidelity": ("couples", "relationship"),
    "divorce": ("relationship", "life_change"), "psychosis": ("schizophrenia",), "schizophrenia": ("psychosis",),
    "memory": ("aging",), "caregiving": ("stress", "burnout"), "behavior": ("parenting",), "parenting": ("stress",),
    "school": ("anxiety", "behavior"), "grief": ("depression",), "eating": ("body_image",), "body_image": ("eating",),
    "alcohol": ("substance",), "substance": ("alcohol",), "first_responder": ("ptsd", "trauma"),
    "health_anxiety": ("anxiety",), "social_anxiety": ("anxiety",), "chronic_illness": ("chronic_pain",),
    "migration": ("life_change",), "gaming": ("parenting",), "learning": ("school",), "life_change": ("stress",),
}  # fmt: skip

# What else is often wanted by whoever wants this.
HELPED_BY: Final = {
    ("role", "prescriber"): ("method", "medication"), ("method", "medication"): ("role", "prescriber"),
    ("role", "assessor"): ("method", "testing"), ("method", "testing"): ("role", "assessor"),
    ("concern", "memory"): ("method", "testing"),
}  # fmt: skip


def suggestions(reading: Reading, *, model: MiniLM | None = None) -> tuple[Chip, ...]:
    """Up to five codes to offer, the likeliest first."""
    settled = {(chip.family, chip.code) for chip in reading.chips}
    offered: dict[tuple[str, str], Chip] = {}
    for chip in _in_order(reading, model):
        key = (chip.family, chip.code)
        if key not in settled and key not in offered:
            offered[key] = chip
        if len(offered) == MOST:
            break
    return tuple(offered.values())


def _in_order(reading: Reading, model: MiniLM | None) -> Iterator[Chip]:
    near = _near(reading, model)
    yield from reading.hints[:FEWEST_HINTS]
    yield from (Chip(*HELPED_BY[code], ()) for code in map(_key, reading.ticks) if code in HELPED_BY)
    yield from (Chip(*code, ()) for score, code in near if score >= SURELY_NEAR)
    yield from reading.hints[FEWEST_HINTS:]
    yield from _kindred(reading.ticks)
    yield from (Chip(*code, ()) for score, code in near if score < SURELY_NEAR)


def _near(reading: Reading, model: MiniLM | None) -> list[tuple[float, tuple[str, str]]]:
    if model is None or not reading.text.strip():
        return []
    spans = [span for chip in reading.chips for span in chip.spans]
    return [each for each in likely(reading.text, settled=spans, model=model) if each[0] >= NEAR]


def _kindred(chips: Iterable[Chip]) -> Iterator[Chip]:
    said = (chip.code for chip in chips if chip.family == "concern")
    yield from (Chip("concern", other, ()) for code in said for other in KINDRED.get(code, ()))


def _key(chip: Chip) -> tuple[str, str]:
    return chip.family, chip.code
