"""Listings of the directory: `segue import nppes` reads the national provider file, `segue sample nppes` makes one."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from segue.rules.actor import Actor, Kind
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, bad_input, plural, say

if TYPE_CHECKING:
    from segue.acts.listing import Tally
    from segue.formats.listing import Bad, Wanted
    from segue.formats.nppes import ProviderFile

PATIENCE_SECONDS = 1.0
COUNTS = ("read", "kept", "skipped", "bad", "new", "changed", "unchanged")


@click.group("import")
def import_() -> None:
    """Bring listings in from other registries."""


@click.group()
def sample() -> None:
    """Make files of invented people to try things with."""


@import_.command("nppes")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--tier",
    "tiers",
    type=click.Choice(["A", "B", "C"]),
    multiple=True,
    default=("A",),
    show_default=True,
    help="Whom to keep: A mental-health professions, B professions near to them, C organizations. May be repeated.",
)
@as_json_option
@click.pass_context
def import_nppes(context: click.Context, file: Path, tiers: tuple[str, ...], as_json: bool) -> None:
    """Read listings from the national provider file.

    FILE is its .csv, or the registry's .zip as it is.
    Reading the same file again changes nothing. A run that was stopped keeps what it read. Exit code 2 when a
    line could not be used; all other lines are kept.
    """
    checks.start(checks.WRITING)
    began = time.monotonic()
    tally = read_into_directory(file, tiers)
    seconds = time.monotonic() - began
    result: dict[str, object] = {name: getattr(tally, name) for name in COUNTS}
    result |= {"seconds": round(seconds, 3), "rows_per_s": round(tally.read / seconds) if seconds else 0}
    if tally.bad:
        result["bad_lines"] = [
            {"line": bad.line, "code": bad.code, "why": bad.why % bad.about} for bad in tally.bad_lines
        ]
    answer(result, as_json=as_json, lines=_report(tally, seconds))
    context.exit(Exit.bad_input if tally.bad else Exit.done)


def read_into_directory(file: Path, tiers: tuple[str, ...]) -> "Tally":
    """Hand every row of the file to the act. Raises Ended when the file is none, or the act refuses."""
    from segue.acts.listing import ImportListings, import_listings  # app ready
    from segue.formats.nppes import BadFile, open_provider_file  # slow import
    from segue.store.identifiers import moment  # app ready

    with open_provider_file(file) as opened, ExitStack() as open_bar:
        if isinstance(opened, BadFile):
            raise Ended([opened], Exit.bad_input)
        command = ImportListings(
            rows=opened.rows(wanted=_wanted(tiers)), after_part=_progress(opened, file.name, open_bar)
        )
        done = import_listings(Actor(Kind.operator), command, moment())
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    return done[1]


def _wanted(tiers: tuple[str, ...]) -> "Wanted":
    from segue.formats.listing import Wanted  # slow import
    from segue.store.lore import professions  # slow import

    people = professions(tiers=frozenset(tiers) & {"A", "B"})
    return Wanted(people=people, organizations=professions(tiers=frozenset(tiers) & {"C"}))


def _progress(file: "ProviderFile", name: str, open_bar: ExitStack) -> "Callable[[Tally], None]":
    """Called after each part; a bar on a terminal, from the second second on."""
    if not sys.stderr.isatty():
        return lambda _tally: None
    began = time.monotonic()
    show: Callable[[float], None] | None = None

    def after_part(_tally: "Tally") -> None:
        nonlocal show
        if show is None and time.monotonic() - began > PATIENCE_SECONDS:
            show = _bar(name, file.size, open_bar)
        if show is not None:
            show(file.position)

    return after_part


def _bar(name: str, size: int, open_bar: ExitStack) -> Callable[[float], None]:
    from rich.console import Console  # slow import
    from rich.progress import (  # slow import
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = open_bar.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    task = bar.add_task(name, total=size)
    return lambda position: bar.update(task, completed=position)


def _report(tally: "Tally", seconds: float) -> Iterator[str]:
    yield f"{plural(tally.read, 'row', 'rows')} read in {seconds:.1f} s."
    yield f"Rows: {tally.kept:,} kept, {tally.skipped:,} skipped, {tally.bad:,} bad."
    yield f"Listings: {tally.new:,} new, {tally.changed:,} changed, {tally.unchanged:,} unchanged."
    if tally.bad:
        yield f"{plural(tally.bad, 'row', 'rows')} could not be used; all others were kept:"
        yield from (f"  {_sentence(bad)}" for bad in tally.bad_lines)
        if tally.bad > len(tally.bad_lines):
            yield f"  … and {tally.bad - len(tally.bad_lines):,} more"
        yield "Fetch the file anew, or mend these lines, and import it again: rows that are kept stay as they are."


def _sentence(bad: "Bad") -> str:
    return bad.why % bad.about


@sample.command("nppes")
@click.option(
    "--rows", type=click.IntRange(min=0), required=True, help="How many people an import will keep."
)
@click.option(
    "--out", type=click.Path(path_type=Path), default="-", help="Where to write; - is standard output."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed and rows: same bytes.")
@click.option(
    "--layout", type=click.Choice(["v1", "v2"]), default="v2", show_default=True, help="Which columns."
)
@as_json_option
def sample_nppes(rows: int, out: Path, seed: int, layout: Literal["v1", "v2"], as_json: bool) -> None:
    """Write a provider file of invented people.

    Nobody in it exists, and every number begins with 2, which the registry does not give out.
    """
    is_piped = str(out) == "-"
    if is_piped and as_json:
        raise bad_input(
            "out_missing",
            N_("The file and the JSON object cannot both go to standard output."),
            N_("Name a file with --out, for example: --out sample.csv"),
        )
    if is_piped:
        _write(sys.stdout.buffer, rows=rows, seed=seed, layout=layout)
        return
    try:
        with out.open("wb") as stream:
            written = _write(stream, rows=rows, seed=seed, layout=layout)
    except OSError as error:
        raise bad_input(
            "cannot_write",
            N_("%(file)s cannot be written: %(because)s."),
            N_("Choose a directory that is there and that you may write in."),
            file=str(out),
            because=error.strerror or "",
        ) from None
    lines = [f"{plural(written, 'row', 'rows')} written to {out}."]
    answer({"file": str(out.resolve()), "rows": written}, as_json=as_json, lines=lines)


def _write(stream: BinaryIO, *, rows: int, seed: int, layout: Literal["v1", "v2"]) -> int:
    from segue.demo.nppes_sample import MOST_ROWS, write_sample  # slow import

    if rows > MOST_ROWS:
        raise bad_input(
            "too_many_rows",
            N_("A sample has at most %(most)s rows."),
            N_("Ask for fewer with --rows."),
            most=str(MOST_ROWS),
        )
    if rows > 100_000:
        say(f"Writing {rows:,} rows.")
    return write_sample(stream, rows=rows, seed=seed, layout=layout)
