"""The tests keep to their own rules."""

import re

import pytest

from tests.house.source import Module, modules_of_tests

# Put together from parts, so that this file does not find itself.
SKIPS = re.compile(r"pytest\.(skip|importorskip)\(" + r"|mark\.(skip|skipif)\b" + r"|unittest\.skip")
FLUSHES = re.compile(r"transaction=True" + r"|\(.*\b(live_server|transactional_db)\b.*\)\s*->")

TESTS = [module for module in modules_of_tests() if module.path != "tests/house/test_tests.py"]


@pytest.mark.parametrize("module", TESTS, ids=lambda module: module.path)
def test_nothing_is_skipped(module: Module) -> None:
    assert SKIPS.findall(module.text) == []


@pytest.mark.parametrize("module", TESTS, ids=lambda module: module.path)
def test_nothing_empties_the_database_by_deleting(module: Module) -> None:
    assert FLUSHES.findall(module.text) == []
