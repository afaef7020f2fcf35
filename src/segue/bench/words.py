"""From words to chips: the lexicon alone, and with suggestions by the local model where it is installed.

The sentences are made here from a few beginnings, middles and ends, the same each time. There is no yardstick but the
goal.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

from segue.bench.rounds import Round, Tell, alone, at_most, timed
from segue.words.crisis import is_crisis
from segue.words.minilm import MiniLM, installed
from segue.words.reading import read
from segue.words.suggestion import suggestions

GOAL_LEXICON_MS: Final = 5.0
GOAL_SUGGESTIONS_MS: Final = 150.0
BEGINNINGS: Final = (
    "panic since the birth of my son",
    "My father died last spring and I can barely get out of bed",
    "Client, 34, presents with intrusive memories after a car accident",
    "we fight about everyting and I can't sleep",
    "no puedo dormir y tengo ansiedad",
)
MIDDLES: Final = (
    "evenings",
    "maybe someone who speaks Bengali, a woman if possible",
    "no medication, not CBT",
    "weekday mornings or Saturdays, within 10 miles of 94110",
)
ENDS: Final = ("can't pay more than 90", "North Star Health", "as soon as posible", "online, someone direct")


@dataclass(frozen=True, slots=True)
class Size:
    """How often each sentence is read."""

    rounds: int = 5


QUICK = Size(rounds=1)


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals."""
    said = [", ".join(parts) for parts in product(BEGINNINGS, MIDDLES, ENDS)]
    _chips(said[0])
    rounds = [_round(said, None) for _ in range(size.rounds)]
    results = [alone("words to chips", database="none", sizes={"sentences": len(said)}, rounds=rounds)]
    targets = [at_most("lexicon, ms p95", GOAL_LEXICON_MS, value=_p95(rounds))]
    model = installed()
    if model is None:
        tell("the local model is not installed: suggestions are not measured")
        return results, targets
    suggestions(read(said[0]), model=model)
    rounds = [_round(said, model) for _ in range(size.rounds)]
    results.append(
        alone(
            "words to chips and suggestions", database="none", sizes={"sentences": len(said)}, rounds=rounds
        )
    )
    return results, [*targets, at_most("with suggestions, ms p95", GOAL_SUGGESTIONS_MS, value=_p95(rounds))]


def _round(said: list[str], model: MiniLM | None) -> Round:
    if model is None:
        return timed([lambda text=text: _chips(text) for text in said])  # type: ignore[misc]
    return timed([lambda text=text: suggestions(read(text), model=model) for text in said])  # type: ignore[misc]


def _chips(text: str) -> bool:
    """What the page does with a sentence without the model."""
    suggestions(read(text))
    return is_crisis(text)


def _p95(rounds: list[Round]) -> float:
    """The middle of the rounds."""
    return sorted(each.p95 for each in rounds)[len(rounds) // 2] * 1000
