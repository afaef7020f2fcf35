"""Which codes a text may mean although no word of the lexicon says so, by the local model.

The sentences that stand for each code are embedded once and shipped; `python -m segue.words.meaning` writes them anew.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from segue.words.minilm import MiniLM, installed

Code = tuple[str, str]
SENTENCES: Final = "meanings.txt"
NUMBERS: Final = "meanings.npy"
MOST_PIECES: Final = 4
SHORTEST_PIECE: Final = 3
LONGEST_PIECE: Final = 24
_PIECES: Final = re.compile(r"[.!?;\n]+|,(?= )|\b(?:and|but|because)\b")


def likely(text: str, *, settled: Sequence[tuple[int, int]], model: MiniLM) -> list[tuple[float, Code]]:
    """Every code with how near the text comes to it, nearest first. What is settled already is asked last."""
    pieces = _pieces(text, settled)
    if not pieces:
        return []
    near = (model.embed(pieces) @ _numbers().T).max(0)
    best: dict[Code, float] = {}
    for (code, _), score in zip(sentences(), near, strict=True):
        best[code] = max(best.get(code, -1.0), float(score))
    return sorted(((score, code) for code, score in best.items()), reverse=True)


@cache
def sentences() -> tuple[tuple[Code, str], ...]:
    """The sentences, each with the code that it stands for."""
    found: list[tuple[Code, str]] = []
    code: Code = ("", "")
    for line in files("segue.words").joinpath("said", SENTENCES).read_text("utf-8").splitlines():
        if line.startswith("["):
            family, _, name = line.strip("[]").partition(" ")
            code = (family, name)
        elif line and not line.startswith("#"):
            found.append((code, line))
    return tuple(found)


@cache
def _numbers() -> NDArray[np.float32]:
    with as_file(files("segue.words").joinpath("said", NUMBERS)) as path:
        return np.asarray(np.load(path), np.float32)


def _pieces(text: str, settled: Sequence[tuple[int, int]]) -> list[str]:
    """The text and its clauses, those first in which nothing was recognized; few and short enough to be quick."""
    bounds = [0, *(found.end() for found in _PIECES.finditer(text)), len(text)]
    clauses = [(text[low:high].strip(" ,.;!?\n"), low, high) for low, high in pairwise(bounds)]
    known = [any(low <= start < high for start, _ in settled) for _, low, high in clauses]
    ordered = sorted(zip(known, clauses, strict=True), key=lambda pair: pair[0])
    whole = [text] if len(text.split()) <= LONGEST_PIECE else []
    said = [piece for _, (piece, _, _) in ordered if len(piece.split()) >= SHORTEST_PIECE]
    return [_short(piece) for piece in [*whole, *said][:MOST_PIECES]]


def _short(piece: str) -> str:
    return " ".join(piece.split()[:LONGEST_PIECE])


def written(said: Iterable[str], *, model: MiniLM) -> NDArray[np.float16]:
    """The sentences as numbers in half precision, a few at a time."""
    rows = [model.embed([sentence])[0] for sentence in said]
    return np.array(rows, np.float16)


def main() -> int:
    """Write the numbers of the sentences beside them."""
    model = installed()
    if model is None:
        sys.stderr.write("The model is not installed: docs/operator/suggestions.md\n")
        return 1
    np.save(Path(__file__).parent / "said" / NUMBERS, written((each for _, each in sentences()), model=model))
    return 0


if __name__ == "__main__":
    sys.exit(main())
