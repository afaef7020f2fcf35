"""The yardstick of a page: the same rows asked, the same cells opened, and one line written for each.

No framework: a plain WSGI function, the bare driver, AES from the same library. It plays the page's own statements,
so what is left of a page's time is middleware, objects, rights, words in the reader's language and the template.
"""

import html
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest import mock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from segue.bench.replay import Bare, Statement, listened
from segue.store import seal
from segue.store.seal import FORMAT, NONCE_BYTES, Key

Environment = dict[str, Any]
Start = Callable[..., object]
App = Callable[[Environment, Start], Iterable[bytes]]

SHOWN: Final = 6
"""So many columns of a row stand in its line."""
HEAD: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rows</title>'
    '<link rel="stylesheet" href="/static/page.css"></head><body><main><ul>'
)
FOOT: Final = "</ul></main></body></html>"


@dataclass(frozen=True, slots=True)
class Cell:
    """A sealed cell that the page opened."""

    secret: bytes
    sealed: bytes
    about: bytes

    def open(self) -> str:
        """Its text."""
        nonce, body = self.sealed[1 : 1 + NONCE_BYTES], self.sealed[1 + NONCE_BYTES :]
        return AESGCM(self.secret).decrypt(nonce, body, self.about).decode()


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page asked the database, and which cells it opened."""

    statements: tuple[Statement, ...]
    cells: tuple[Cell, ...]

    @property
    def reads(self) -> tuple[Statement, ...]:
        """The statements that give rows; words to the database about who asks are not among them."""
        return tuple(
            each for each in self.statements if each.sql.startswith("SELECT") and "set_config" not in each.sql
        )


def watched(page: Callable[[], object]) -> Shown:
    """Show a page and note what it asks and opens. It should have been shown before, so that keys are at hand."""
    cells: list[Cell] = []
    with _opening(cells):
        statements = listened(page)
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    kept = (each for each in statements if each.sql.startswith(words) and "set_config" not in each.sql)
    return Shown(tuple(kept), tuple(cells))


def bare_page(shown: Shown, line: Bare) -> App:
    """A page of the same rows, as a WSGI application."""

    def application(_environment: Environment, start: Start) -> Iterable[bytes]:
        parts = [HEAD]
        for asked in shown.reads:
            parts += [_line(row) for row in line.rows(asked)]
        parts += [f"<li>{html.escape(cell.open())}</li>" for cell in shown.cells]
        parts.append(FOOT)
        body = "\n".join(parts).encode()
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    return application


def _line(row: tuple[Any, ...]) -> str:
    return f"<li>{' '.join(html.escape(str(value)) for value in row[:SHOWN])}</li>"


@contextmanager
def _opening(cells: list[Cell]) -> Iterator[None]:
    """Note each cell that is opened."""
    real = seal.unseal_bytes

    def watch(key: Key, sealed: bytes | memoryview, *, about: bytes) -> bytes:
        assert bytes(sealed)[:1] == FORMAT
        cells.append(Cell(key.secret, bytes(sealed), about))
        return real(key, sealed, about=about)

    with mock.patch.object(seal, "unseal_bytes", watch):
        yield
