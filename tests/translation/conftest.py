"""The made-up language is at hand in all tests of this room."""

from tests.translation.pseudo import pseudo, pseudo_texts

__all__ = ["pseudo", "pseudo_texts"]
