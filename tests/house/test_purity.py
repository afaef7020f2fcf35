"""Time, chance and the environment are arguments in the rooms that decide, read and write."""

import ast

import pytest

from tests.house.source import Module, dotted, imported_names, modules_of

GIVEN_AS_ARGUMENTS = ("rules", "formats", "reads", "acts")

# A name ends like this, wherever it was imported from.
CLOCKS = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate",
    "timezone.localtime", "time.time", "time.time_ns", "time.monotonic", "time.perf_counter",
    "time.localtime", "time.gmtime", "functions.Now", "functions.Random",
)  # fmt: skip
CHANCE = ("uuid.uuid1", "uuid.uuid4", "os.urandom", "os.getrandom", "crypto.get_random_string")
ENVIRONMENT = ("os.environ", "os.getenv", "os.environb", "sys.argv", "socket.gethostname", "platform.node")
WHOLE_MODULES = ("random", "secrets", "numpy.random", "django.conf.settings")
FORBIDDEN = CLOCKS + CHANCE + ENVIRONMENT


def is_forbidden(name: str) -> bool:
    at_its_end = any(name == word or name.endswith(f".{word}") for word in FORBIDDEN)
    return at_its_end or any(name == word or name.startswith(f"{word}.") for word in WHOLE_MODULES)


def reaches_out(module: Module) -> list[str]:
    """Where a module asks the world, by import or by a dotted name."""
    imports = [(node, name) for node, name in imported_names(module)]
    names = [(node, dotted(node)) for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    return [f"{module.at(node)} {name}" for node, name in [*imports, *names] if is_forbidden(name)]


@pytest.mark.parametrize("module", modules_of(*GIVEN_AS_ARGUMENTS), ids=lambda module: module.path)
def test_a_module_asks_no_clock_no_chance_and_no_environment(module: Module) -> None:
    assert reaches_out(module) == []


@pytest.mark.parametrize(
    "bait",
    [
        "from datetime import datetime\nnow = datetime.now(tz)",
        "import datetime\nnow = datetime.datetime.now(tz)",
        "from django.utils import timezone\nnow = timezone.now()",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
        "from datetime import date\nday = date.today()",
        "import random",
        "from secrets import token_hex",
        "from uuid import uuid4",
        "import os\nhome = os.environ['HOME']",
        "from os import getenv",
        "from django.conf import settings",
    ],
)
def test_the_check_sees(bait: str) -> None:
    module = Module("bait.py", "rules", bait, ast.parse(bait))

    assert len(reaches_out(module)) >= 1
