"""Every verb of the command line with anything that can be typed: one of four exit codes, and never a trace.

The verbs come from the program itself. A verb that works on until it is told to stop is tried as far as its words
are read (`READ_ONLY`); all others run whole, in this process, on a home and a database of their own.
"""

import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import click
import pytest
from django.conf import settings

from segue.demo.builders import open_small_world
from segue.rules.moment import uuid7
from segue.site import cli
from segue.site.cli import main
from tests.conftest import FreshDatabase
from tests.walls.faults import digests

SERVES = "It works on until it is told to stop."
FORKS = "It starts other processes, in which a test of its own looks."
READ_ONLY = {
    "serve": SERVES,
    "worker": SERVES,
    "demo": SERVES,
    "drill": FORKS,
    "bench": FORKS,
    "restore": "It points this whole process at another home.",
    "migrate": "It makes the style files anew, which takes seconds.",
}
"""Verbs whose words are read and whose work is not done here, each with its reason."""
ODD = (
    "", " ", "-", "--", "-1", "0", "1", "9" * 40, "1e9", "NaN", "٣", "no such thing", "../../etc/passwd", "%s%n",
    "a" * 5000, "x\ny", "\x1b[31m", "\u202eback", "👩‍👩‍👧", "';--", "<script>", "\udcff", "nobody@post.example",
    "00000000-0000-0000-0000-000000000000", "{12345678-1234-5678-1234-567812345678}", "12-" + "0" * 64, "--json",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """How a run ended, and what it said."""

    words: tuple[str, ...]
    code: object
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """What is wrong with it."""
        found = []
        if self.code not in (0, 1, 2, 3):
            found.append(f"ended with {self.code!r}")
        if "Traceback" in self.out + self.err or "a fault of its own" in self.out + self.err:
            found.append(self.out[-300:] + self.err[-300:])
        if self._asks_for_an_object() and not self._is_one_object():
            found.append(f"no single object: {self.out[:200]!r}")
        return found

    def _asks_for_an_object(self) -> bool:
        """Behind an option that waits for its value, `--json` is that value."""
        behind = {before for before, word in pairwise(self.words) if word == "--json"}
        return any(not before.startswith("--") or before in FLAGS for before in behind)

    def _is_one_object(self) -> bool:
        if not self.out or self.out.startswith(("Usage:", "NPI,", '"NPI"')):  # help, or a file, was asked for
            return True
        try:
            return isinstance(json.loads(self.out), dict)
        except ValueError:
            return False


def verbs(group: click.Group, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb that the program knows, as one types it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, *before, name)
        else:
            yield (*before, name), command


VERBS = dict(verbs(cli.segue))
FLAGS = {
    name
    for verb in VERBS.values()
    for option in verb.params
    if isinstance(option, click.Option) and option.is_flag
    for name in option.opts
}


@pytest.fixture
def known(fresh_database: FreshDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A server with a referral, in a working directory of the test's own; what can be named there."""
    monkeypatch.chdir(tmp_path)
    case = open_small_world().case()
    case.until_asked()
    (tmp_path / "a file.csv").write_bytes(b"NPI,b\n1,2\n\xff\x00")
    (tmp_path / "a directory").mkdir()
    return [
        case.referral, case.handoff("amara"), case.client, str(tmp_path / "a file.csv"), "a directory", "/dev/null",
        str(tmp_path / "none" / "there"), str(uuid7(1, bytes(10))),
    ]  # fmt: skip


@pytest.mark.only("sqlite")  # what is typed is read before any database
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_verb_with_anything_ends_in_one_of_four_ways(verb: tuple[str, ...], known: list[str]) -> None:
    chance = Random(" ".join(verb))  # noqa: S311
    before, told = _kept(), []
    for words in lines(VERBS[verb], known, chance):
        told.append(one := run(*verb, *words))
        if " ".join(verb) not in READ_ONLY:
            before, was = _kept(), before
            assert one.code != 2 or before == was, one.words

    assert len(told) >= 5
    assert [(one.words, fault) for one in told for fault in one.faults] == []
    assert 2 in {one.code for one in told}


def test_every_reason_for_reading_a_verb_only_is_still_needed() -> None:
    assert set(READ_ONLY) <= {" ".join(verb) for verb in VERBS}


def test_a_verb_that_breaks_is_found(known: list[str]) -> None:
    @click.command()
    @click.argument("word")
    @click.option("--json", "as_json", is_flag=True)
    def stumble(word: str, as_json: bool) -> None:
        print("half", file=sys.stdout)  # noqa: T201
        if "x" in word:
            raise KeyError(word)

    with patch.dict(cli.segue.commands, {"stumble": stumble}):
        told = [run("stumble", *words) for words in lines(stumble, known, Random(1))]  # noqa: S311

    found = [fault for one in told for fault in one.faults]
    assert [fault for fault in found if "a fault of its own: KeyError" in fault]
    assert [fault for fault in found if fault.startswith("no single object")]


def lines(command: click.Command, known: Sequence[str], chance: Random) -> Iterator[list[str]]:
    """Command lines for a verb: nothing, too much, and every odd word in every place of its own."""
    yield []
    yield ["--json"]
    yield ["--no-such-option"]
    yield ["too", "many", "words", "--json"]
    yield ["--help", "--json"]
    own = [each for each in command.params if each.name not in ("as_json", "help")]
    for one in own:
        for word in [*ODD, *known]:
            given = {each.name: _plain(each, known) for each in own} | {one.name: word}
            line = [part for each in own for part in _typed(each, given[each.name])]
            yield [*line, "--json"] if chance.random() < 0.5 else line
        yield [part for each in own for part in (*_typed(each, _plain(each, known)), *_typed(each, "twice"))]


def _plain(one: click.Parameter, known: Sequence[str]) -> str | None:
    """A word that this parameter takes, or None to leave it away. Fails for a kind that nobody has told of."""
    if not one.required and isinstance(one, click.Option):
        return None
    match one.type:
        case click.types.IntRange() | click.types.IntParamType():
            return "3"
        case click.Choice(choices=[first, *_]):
            return str(first)
        case click.Path():
            return known[3]
        case click.types.UUIDParameterType():
            return known[0]
        case click.types.StringParamType() | click.types.BoolParamType():
            return "word"
    pytest.fail(f"No word is known for {one.name} of {type(one.type).__name__}: add one here.")


def _typed(one: click.Parameter, word: str | None) -> list[str]:
    """A parameter with its word as it is typed."""
    if word is None:
        return []
    if not isinstance(one, click.Option):
        return [word]
    return [one.opts[0]] if one.is_flag else [one.opts[0], word]


def run(*words: str) -> Told:
    """Run the program in this process, as a terminal that takes UTF-8 would hear it."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    with _as_a_process(words, out, err):
        try:
            code: object = main()
        except SystemExit as ended:
            code = ended.code
        except BaseException as error:  # a process would end with a trace
            code = error
    heard = [stream.buffer.getvalue().decode("utf-8", "replace") for stream in (out, err)]
    return Told(words, code, *heard)


@contextmanager
def _as_a_process(words: Sequence[str], out: Any, err: Any) -> Iterator[None]:
    name = " ".join(each for each in words[:2] if (each,) in VERBS or words[:2] in VERBS)
    silent = patch.object(VERBS.get(tuple(name.split()), click.Command("")), "callback", lambda **_: None)
    with (
        patch.object(sys, "argv", ["segue", *words]),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
        patch.dict(os.environ),
        silent if name in READ_ONLY else patch.dict({}),
    ):
        yield


def _kept() -> tuple[dict[str, str], dict[str, int]]:
    """Every row, and what lies in the home beside the database."""
    place = Path(settings.SEGUE_HOME)
    return digests(), {
        str(path.relative_to(place)): path.stat().st_size
        for path in place.rglob("*")
        if path.is_file() and not path.name.startswith("segue.sqlite3")
    }
