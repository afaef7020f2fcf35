"""Files and functions stay small enough to be read at one go, and say what they are."""

import ast

import pytest

from tests.house.source import PACKAGE, Module, modules

FILE_LINES = 400
FUNCTION_LINES = 60

# A large file or function is a sign that a word is missing. Each that stays has its reason: {place: reason}.
LARGE: dict[str, str] = {}

NO_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
    "data",
}


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def too_large(module: Module) -> list[str]:
    """The functions of a file, or the file itself, that are longer than they may be."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    functions = (node for node in ast.walk(module.tree) if isinstance(node, kinds))
    found = [f"{module.path}::{each.name}" for each in functions if lines_of(each) > FUNCTION_LINES]
    return [module.path, *found] if len(module.text.splitlines()) > FILE_LINES else found


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_a_file_and_its_functions_are_small(module: Module) -> None:
    assert [place for place in too_large(module) if place not in LARGE] == []


def test_every_reason_for_a_large_one_is_still_needed() -> None:
    assert set(LARGE) <= {place for module in modules() for place in too_large(module)}


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_a_module_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree)


def test_no_module_has_a_name_that_says_nothing() -> None:
    named_for_nothing = [
        path
        for path in PACKAGE.rglob("*")
        if path.stem in NO_WORDS and (path.is_dir() or path.suffix == ".py")
    ]

    assert named_for_nothing == []
