"""Only acts and store write. Everything else asks an act to."""

import ast
import re

import pytest

from tests.house.source import Module, dotted, modules

MAY_WRITE = ("acts", "store")

# Elsewhere, by place and name: why this is no write of Segue's own facts.
EXEMPT: dict[tuple[str, str], str] = {
    ("src/segue/pages/link.py", "save"): "the session of this browser, which is Django's table",
    ("src/segue/bench/record.py", "bulk_create"): "a million entries in a database of its own, thrown away",
    ("src/segue/words/meaning.py", "save"): "numbers beside their sentences, when somebody writes them anew",
    (
        "src/segue/bench/match/page.py",
        "bulk_create",
    ): "a country of clinicians in a database of its own, thrown away",
    ("src/segue/bench/match/searches.py", "save"): "its packed shards, in the same",
    ("src/segue/bench/match/usual.py", "SQL"): "the same country in tables of the usual kind, thrown away",
    (
        "src/segue/bench/match/usual.py",
        "executemany",
    ): "the same country in tables of the usual kind, thrown away",
    ("src/segue/bench/imports.py", "executemany"): "the same rows in a database of its own, thrown away",
    ("src/segue/bench/imports.py", "SQL"): "the same rows in a database of its own, thrown away",
}

ALWAYS_A_WRITE = {
    "save", "asave", "create", "acreate", "delete", "adelete", "bulk_create", "abulk_create", "bulk_update",
    "abulk_update", "get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create", "executemany",
}  # fmt: skip
# dict and set have an `update` too, so here the chain before it decides.
OF_A_QUERY = {
    "objects",
    "filter",
    "exclude",
    "all",
    "select_for_update",
    "select_related",
    "order_by",
    "queryset",
}
SQL_THAT_WRITES = re.compile(r"\b(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\"?\w+\"?\s+SET|DELETE\s+FROM|REPLACE\s+INTO)\b", re.I)  # fmt: skip  # noqa: E501


def writes(module: Module) -> list[tuple[str, str]]:
    """Calls that write by the ORM, and texts that would by SQL: where, and by what name."""
    found = []
    for call in module.calls():
        if not isinstance(call.func, ast.Attribute):
            continue
        name, chain = call.func.attr, dotted(call.func.value)
        of_a_query = bool(OF_A_QUERY.intersection(chain.split(".")))
        if name in ALWAYS_A_WRITE or (name in ("update", "aupdate") and of_a_query):
            found.append((module.at(call), name))
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and SQL_THAT_WRITES.search(node.value)
        ):
            found.append((module.at(node), "SQL"))
    return found


@pytest.mark.parametrize(
    "module", [each for each in modules() if each.room not in MAY_WRITE], ids=lambda module: module.path
)
def test_a_module_outside_acts_and_store_writes_nothing(module: Module) -> None:
    assert [(at, name) for at, name in writes(module) if (module.path, name) not in EXEMPT] == []


def test_every_exemption_is_still_needed() -> None:
    found = {(module.path, name) for module in modules() for _, name in writes(module)}

    assert set(EXEMPT) <= found


@pytest.mark.parametrize(
    "bait",
    [
        "person.save()",
        "Person.objects.create(name='x')",
        "Person.objects.filter(name='x').update(name='y')",
        "Person.objects.filter(name='x').delete()",
        "cursor.execute('INSERT INTO store_person VALUES (1)')",
        "cursor.execute('''UPDATE store_person SET name = 1''')",
        "cursor.execute(f'DELETE FROM {table}')",
    ],
)
def test_the_check_sees(bait: str) -> None:
    assert len(writes(Module("bait.py", "pages", bait, ast.parse(bait)))) == 1


def test_the_check_leaves_dictionaries_alone() -> None:
    plain = "facts.update(day=1)\nfacts.copy().update(other)\ndigest.update(b'x')"

    assert writes(Module("plain.py", "pages", plain, ast.parse(plain))) == []
