"""Help teaches, misuse is one clear line, and a script always gets one JSON object."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from segue.site import cli
from segue.site.cli import main
from tests.site.program import environment_of, segue


def verbs(group: click.Group, *before: str) -> Iterator[str]:
    """Every verb that the program knows, as one types it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, *before, name)
        else:
            yield " ".join((*before, name))


def test_help_tells_every_verb_under_its_heading(tmp_path: Path) -> None:
    said = segue("--help", env=environment_of(tmp_path))

    assert said.code == 0
    told = re.findall(r"^  (\w[\w-]*(?: [\w-]+)?) {2,}\w", said.out, re.MULTILINE)
    assert sorted(told) == sorted(verbs(cli.segue))
    assert len(told) > 10
    assert [heading for heading in cli.WORDS if f"{heading}:" not in said.out] == []


def test_help_needs_neither_django_nor_a_home(tmp_path: Path) -> None:
    loaded = (
        "import sys, segue.site.cli\n"
        "print([each for each in ('django', 'rich', 'granian') if each in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "words",
    [
        ["imp"],
        ["import", "nppes"],
        ["import", "nppes", "file.csv", "--tier", "Z"],
        ["serve", "--port", "0"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "eight"],
        ["sample", "nppes", "--rows", "-1"],
        ["explain", "handoff", "not-an-id"],
        ["record", "forget"],
        ["migrate", "--force"],
    ],
    ids=" ".join,
)
def test_misuse_is_one_line_and_where_help_is(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = _run(words)

    told = capsys.readouterr()
    why, remedy = told.err.splitlines()
    assert (code, told.out) == (2, "")
    assert why.startswith("segue: ")
    assert remedy.startswith("       Try: segue")


def test_misuse_under_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    code = _run(["import", "nppes", "--json"])

    told = capsys.readouterr()
    assert code == 2
    assert told.err == ""
    assert json.loads(told.out) == {
        "error": {
            "code": "usage",
            "why": "Missing argument 'FILE'.",
            "remedy": "Try: segue import nppes --help",
        }
    }


def test_a_word_without_its_verb_shows_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    code = _run(["record"])

    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert "verify" in told.err


def test_a_fault_of_ours_tells_its_place_and_never_its_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    def stumble(as_json: bool) -> None:
        raise KeyError("Jonas Tamm")

    monkeypatch.setitem(cli.segue.commands, "stumble", stumble)

    code = _run(["stumble", "--json"])

    told = capsys.readouterr()
    assert code == 1
    assert told.out.startswith(
        '{"error": {"code": "bug", "why": "Segue met a fault of its own: KeyError at stumble:'
    )
    assert "Jonas" not in told.out + told.err


def test_a_run_that_is_stopped_says_that_what_was_done_is_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def wait() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.segue.commands, "wait", wait)

    assert _run(["wait"]) == 130
    assert "What was done so far is kept." in capsys.readouterr().err


def _run(words: list[str]) -> int:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["segue", *words])
        return main()


def test_a_word_that_is_no_text_is_refused_in_text(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "segue"
    done = subprocess.run(
        [program, "queue", "retry", b"\xff", "--json"],
        env=environment_of(tmp_path),
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "not_utf8"
