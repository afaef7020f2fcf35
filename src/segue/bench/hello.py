"""The least that a server can be: Django imported, no page but one line. The yardstick of starting."""

from collections.abc import Callable, Iterable
from typing import Any

import django

Start = Callable[[str, list[tuple[str, str]]], object]
assert django.VERSION


def application(_environment: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Say hello."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
