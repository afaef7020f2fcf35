"""Imports stand at the top; nothing happens by a signal out of sight; no request is one transaction."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import Module, imported_names, modules

REASONS = ("slow import", "optional dependency", "app ready")

# Where Django itself offers a signal and nothing else for the purpose: file and name, with the reason.
SIGNALS_THAT_ARE_MEANT = {
    ("src/segue/store/apps.py", "django.db.models.signals.post_migrate"): (
        "a migration drops a table's triggers on SQLite; they are made anew after each"
    ),
    ("src/segue/store/apps.py", "django.db.backends.signals.connection_created"): (
        "functions of SQLite belong to a connection"
    ),
}
SIGNAL_MODULES = (
    "django.dispatch",
    "django.core.signals",
    "django.db.models.signals",
    "django.db.backends.signals",
    "django.contrib.auth.signals",
    "allauth.account.signals",
)


def imports_inside_functions(module: Module) -> Iterator[ast.stmt]:
    for outer in ast.walk(module.tree):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (node for node in ast.walk(outer) if isinstance(node, ast.Import | ast.ImportFrom))


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_an_import_inside_a_function_names_its_reason(module: Module) -> None:
    lines = module.text.splitlines()
    unexplained = [
        module.at(node)
        for node in imports_inside_functions(module)
        if not any(f"# {reason}" in " ".join(lines[node.lineno - 1 : node.end_lineno]) for reason in REASONS)
    ]

    assert unexplained == []


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_nothing_listens_to_a_signal(module: Module) -> None:
    signals = [
        name
        for _, name in imported_names(module)
        if name.startswith(SIGNAL_MODULES) and (module.path, name) not in SIGNALS_THAT_ARE_MEANT
    ]

    assert signals == []


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_no_request_is_one_transaction(module: Module) -> None:
    assert "ATOMIC_REQUESTS" not in module.text
