"""The URL table, flat: every address of the program with its name, its pattern and its view."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

FOREIGN = "allauth."
"""Views of the package that signs people in; they carry no right of ours."""


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the URL table."""

    name: str
    route: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def is_of_allauth(self) -> bool:
        """Whether it belongs to the package for accounts."""
        return str(getattr(self.view, "__module__", "")).startswith(FOREIGN)

    def path(self, given: Mapping[str, object]) -> str:
        """The address with these identifiers in it."""
        return reverse(self.name, kwargs={name: given[name] for name in self.parameters} or None)


def addresses() -> list[Address]:
    """Every line, of included tables too."""
    return list(_lines(get_resolver().url_patterns, "", ()))


def _lines(
    patterns: list[URLPattern | URLResolver], before: str, given: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        parameters = (*given, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _lines(pattern.url_patterns, route, parameters)
        else:
            yield Address(pattern.name or "", route, pattern.callback, parameters)
