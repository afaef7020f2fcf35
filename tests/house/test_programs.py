"""The linter, the formatter and the type checker find nothing."""

from tests.house.programs import run


def test_the_linter_finds_nothing() -> None:
    done = run("ruff", "check", "--no-cache", "src", "tests", "scripts")

    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted() -> None:
    done = run("ruff", "format", "--check", "--no-cache", "src", "tests", "scripts")

    assert done.returncode == 0, done.stdout


def test_the_types_hold() -> None:
    done = run("mypy")

    assert done.returncode == 0, done.stdout
