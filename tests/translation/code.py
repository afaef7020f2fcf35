"""What the code says without asking for a translation, and what it asks in a way that no translator can answer."""

import ast
import re
from collections.abc import Iterator

from segue.site.translation import MARKERS
from tests.house.source import Module, dotted
from tests.translation.markup import Said

SENTENCE = re.compile(r"^[A-Z][a-z]+( [a-z]+|[.?!]$)|[a-z]+ [a-z]+ [a-z]+ [a-z]+|[a-z]+ [a-z]+[.?!]$")
"""Two words or one and a stop after a capital, four words in a row, or two words at a sentence's end."""

PIECE = re.compile(r"[A-Za-z]{2,}[,:]? |(^| )[a-z]{2,}[.?!]$")
"""A word beside a space, inside a sentence that is put together from pieces."""

FOR_THE_PROGRAMMER = re.compile(r"^(log|logging|warnings)\.|^(re\.)?compile$|(^|\.)execute$|RunPython|RawSQL")


def markers_in(module: Module) -> Iterator[ast.Call]:
    """Every call that marks a text, under whatever name it was imported."""
    names = set(MARKERS) | _other_names(module)
    return (call for call in module.calls() if isinstance(call.func, ast.Name) and call.func.id in names)


def unmarked(module: Module) -> list[Said]:
    """Sentences that stand bare in the code."""
    meant = _meant_for_others(module)
    found = [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in meant
    ]
    pieces = {
        part for node in ast.walk(module.tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    return [
        Said(node.lineno, node.value)
        for node in found
        if (PIECE if node in pieces else SENTENCE).search(node.value)
    ]


def unmarked_refusals(module: Module) -> list[Said]:
    """Words given to a refusal without a mark, a single letter being enough."""
    found = []
    for call in module.calls():
        if dotted(call.func).split(".")[-1] not in ("Refused", "Refusal", "bad_input"):
            continue
        words = [*call.args[1:3], *(key.value for key in call.keywords if key.arg in ("why", "remedy"))]
        bare = (word for word in words if isinstance(word, ast.Constant | ast.JoinedStr | ast.BinOp))
        found += [Said(word.lineno, ast.unparse(word)) for word in bare if _has_words(word)]
    return found


def unanswerable(module: Module) -> list[Said]:
    """Marked texts that are put together before they are looked up: no catalog can hold them."""
    built = ast.JoinedStr | ast.BinOp
    first = (call.args[0] for call in markers_in(module) if call.args)
    return [Said(word.lineno, ast.unparse(word)) for word in first if isinstance(word, built)]


def _has_words(node: ast.expr) -> bool:
    strings = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return any(
        re.search("[A-Za-z]", re.sub(r"%\(\w+\)s", "", word)) for word in strings if isinstance(word, str)
    )


def _other_names(module: Module) -> set[str]:
    """`translate` after `import gettext as translate`."""
    imports = (node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))
    return {
        alias.asname for each in imports for alias in each.names if alias.name in MARKERS and alias.asname
    }


def _meant_for_others(module: Module) -> set[ast.AST]:
    """Strings that are marked, or are read by translators, programmers and databases only."""
    meant: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            meant.add(node.value)  # a docstring, or the note below a constant
        elif isinstance(node, ast.Raise | ast.Assert) or _is_for_the_programmer(node):
            meant.update(ast.walk(node))
    for call in markers_in(module):
        meant.update(ast.walk(call))
    return meant


def _is_for_the_programmer(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(FOR_THE_PROGRAMMER.search(dotted(node.func)))
