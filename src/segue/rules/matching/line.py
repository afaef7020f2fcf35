"""One sentence whose words are still to be put into the reader's language.

A template is filled with numbers and names as they are, and with labels that are translated and joined
first. Pages say a line with their own translation; without one it comes out in English.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from segue.rules.text import N_

_AND = N_("%(first)s and %(last)s")


@dataclass(frozen=True, slots=True)
class Line:
    """A template with its parameters and its labels, which are lists of words to translate."""

    template: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def say(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language of this translation, with a capital at its beginning."""
        words = {name: _joined(labels, translate=translate) for name, labels in self.labels.items()}
        sentence = translate(self.template) % {**self.params, **words}
        return sentence[:1].upper() + sentence[1:]


def _joined(labels: Sequence[str], *, translate: Callable[[str], str]) -> str:
    """The labels as a list in words: “a, b and c”."""
    words = [translate(label) for label in labels]
    if len(words) < 2:
        return "".join(words)
    return translate(_AND) % {"first": ", ".join(words[:-1]), "last": words[-1]}
