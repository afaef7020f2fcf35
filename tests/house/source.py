"""The code of Segue as text and syntax trees, for tests that read the house and not its doings."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "src" / "segue"


@dataclass(frozen=True, slots=True)
class Module:
    """One file of code."""

    path: str  # from the checkout, with slashes
    room: str  # empty for the package itself
    text: str
    tree: ast.Module

    def calls(self) -> Iterator[ast.Call]:
        """Every call in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def at(self, node: ast.AST) -> str:
        """Where a finding is, as an editor understands it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def _read(path: Path) -> Module:
    parts = path.relative_to(CHECKOUT).parts
    text = path.read_text(encoding="utf-8")
    room = parts[2] if parts[:2] == ("src", "segue") and len(parts) > 3 else ""
    return Module("/".join(parts), room, text, ast.parse(text, filename=str(path)))


@cache
def modules() -> tuple[Module, ...]:
    """All of Segue but its migrations, which Django writes."""
    return tuple(_read(path) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def modules_of_tests() -> tuple[Module, ...]:
    """All tests."""
    return tuple(_read(path) for path in sorted((CHECKOUT / "tests").rglob("*.py")))


def modules_of(*rooms: str) -> tuple[Module, ...]:
    """The code of some rooms. Fails when there is none, since a test that reads nothing proves nothing."""
    found = tuple(module for module in modules() if module.room in rooms)
    assert found, f"no code in {rooms}"
    return found


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a name or a chain of attributes; calls and subscripts in the chain are passed through."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return dotted(node.func)
        case ast.Subscript():
            return dotted(node.value)
        case _:
            return ""


def imported_names(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every name that a file imports, in full: `from a import b` gives `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module or ''}.{alias.name}") for alias in node.names)
