"""Each room imports only what it may, and is told of in docs/developer/where.md."""

import sys
import tomllib

import pytest

from tests.house.programs import run
from tests.house.source import CHECKOUT, PACKAGE, Module, imported_names, modules

# What each room may use beside Python and Segue itself.
THIRD_PARTY = {
    "": set(),
    "rules": set(),
    "formats": {"icalendar"},
    "words": {"numpy", "rapidfuzz", "tokenizers"},
    "store": {"django", "cryptography", "argon2"},
    "wires": {"django"},
    "reads": {"django"},
    "acts": {"django"},
    "work": {"django"},
    "pages": {"babel", "django", "jinja2", "markupsafe", "allauth", "django_htmx"},
    "demo": set(),
    "bench": {"django", "cryptography", "psycopg"},
    "site": {"django", "click", "rich", "granian", "whitenoise", "babel", "psycopg", "allauth"},
}
# Narrower than a room: one part of it may use one thing more.
MORE_FOR = {
    "src/segue/rules/matching/": {"numpy"},
    "src/segue/reads/matching/": {"numpy"},
    "src/segue/bench/match/": {"numpy"},
}

ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def allowed_for(module: Module) -> set[str]:
    more = (names for start, names in MORE_FOR.items() if module.path.startswith(start))
    return THIRD_PARTY[module.room].union(*more)


def test_every_room_has_its_line_here() -> None:
    assert sorted(room for room in THIRD_PARTY if room) == ROOMS


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_a_module_uses_no_third_party_code_that_its_room_may_not(module: Module) -> None:
    used = {name.split(".")[0] for _, name in imported_names(module)}
    outside = used - sys.stdlib_module_names - {"segue"}

    assert outside <= allowed_for(module)


def test_rooms_import_only_the_rooms_below_them() -> None:
    done = run("lint-imports", "--no-cache")

    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_every_room_but_the_top_has_a_contract() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    under_contract = [room.removeprefix("segue.") for each in contracts for room in each["source_modules"]]

    assert sorted(under_contract) == sorted(set(ROOMS) - {"site"})


def test_every_room_is_told_of() -> None:
    told = (CHECKOUT / "docs" / "developer" / "where.md").read_text()

    assert [room for room in ROOMS if f"| `{room}` |" not in told] == []
