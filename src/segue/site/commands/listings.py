"""Listings of the directory: `segue import nppes` reads the national provider file, `segue sample nppes` makes one."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from segue.rules.actor import Actor, Kind
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.bad_rows import MAIN, PLACES, BadRows
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, bad_input, plural, say

if TYPE_CHECKING:
    from segue.acts.listing_run import Tally
    from segue.formats.ahead import FileAhead
    from segue.formats.further_places import FurtherPlace
    from segue.formats.listing import Bad
    from segue.formats.nppes import ProviderFile
    from segue.formats.picking import Wanted

PATIENCE_SECONDS = 1.0
READERS = ("plain", "fast")
COUNTS = ("read", "kept", "skipped", "bad", "new", "changed", "unchanged")
MORE_COUNTS = ("gone", "claimed", "places", "bad_places", "goes_on_from")


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
@click.option("--state", "states", help="Only who practices or is licensed there, for example CA,NY.")
@click.option(
    "--places",
    type=click.Path(path_type=Path),
    help="The file of further places (pl_pfile), where it is not in the same .zip.",
)
@click.option(
    "--report", type=click.Path(path_type=Path), help="Write every row that could not be used to this .csv."
)
@click.option(
    "--reader",
    type=click.Choice(READERS),
    default="plain",
    show_default=True,
    help="fast reads ahead in a second process: for a machine with a processor to spare. Both read the same.",
)
@as_json_option
@click.pass_context
def import_nppes(
    context: click.Context,
    file: Path,
    tiers: tuple[str, ...],
    states: str | None,
    places: Path | None,
    report: Path | None,
    reader: str | None,
    as_json: bool,
) -> None:
    """Read listings from the national provider file.

    FILE is its .csv, or the registry's .zip as it is; monthly and weekly files are read in the same way.
    Reading the same file again changes nothing. A run that was stopped keeps what it read, and the next run of the
    same file goes on from there. A number that the registry ended is gone from the directory, and comes back when the
    registry gives it back. A claimed profile stays as its owner wrote it. Exit code 2 when a line could not be used;
    all other lines are kept.
    """
    checks.start(checks.WRITING)
    began = time.monotonic()
    bad_rows = BadRows(report)
    tally = read_into_directory(
        file, tiers, states=states_of(states), places=places, reader=reader, bad_rows=bad_rows
    )
    seconds = time.monotonic() - began
    read_now = tally.read - tally.read_before
    result: dict[str, object] = {name: getattr(tally, name) for name in COUNTS}
    result |= {"seconds": round(seconds, 3), "rows_per_s": round(read_now / seconds) if seconds else 0}
    result |= {name: getattr(tally, name) for name in MORE_COUNTS}
    bad = tally.bad + tally.bad_places
    if bad:
        result["bad_lines"] = bad_rows.as_objects()
    answer(result, as_json=as_json, lines=_report(tally, seconds, bad_rows))
    context.exit(Exit.bad_input if bad else Exit.done)


def read_into_directory(
    file: Path,
    tiers: tuple[str, ...],
    *,
    states: frozenset[str] = frozenset(),
    places: Path | None = None,
    reader: str | None = None,
    bad_rows: BadRows | None = None,
) -> "Tally":
    """Hand every row of the file to the act. Raises Ended when the file is none, or the act refuses."""
    from segue.acts.listing import ImportListings, import_listings  # app ready
    from segue.formats.bundle import digest_of  # slow import
    from segue.store.identifiers import moment  # app ready

    bad_rows = bad_rows or BadRows()
    with ExitStack() as files:
        opened = files.enter_context(_opened(file))
        further = _further_places(file, places, files)
        wanted = _wanted(tiers, states)
        options = f"tiers {','.join(sorted(tiers))} states {','.join(sorted(states))}"
        if further is not None:
            options += f" places {digest_of(places or file)}"
        files.callback(bad_rows.close)
        chosen = _read_by(reader, file, opened)
        hear = _progress(chosen, file.name, files)

        def after_part(tally: "Tally") -> None:
            bad_rows.flush()
            hear(tally)

        command = ImportListings(
            parts=lambda begins: chosen.parts(wanted=wanted, begins=begins),
            places=further,
            digest=digest_of(file),
            options=options,
            on_begin=bad_rows.begin,
            after_part=after_part,
            on_bad=bad_rows.hearer(MAIN),
            on_bad_place=bad_rows.hearer(PLACES),
        )
        done = import_listings(Actor(Kind.operator), command, moment())
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    return done[1]


def states_of(text: str | None) -> frozenset[str]:
    """The states that were typed. Raises Ended for one that there is not."""
    from segue.store.lore import zone_of_state  # slow import

    states = frozenset(filter(None, (each.strip().upper() for each in (text or "").split(","))))
    unknown = sorted(each for each in states if zone_of_state(each) is None)
    if unknown or (text is not None and not states):
        raise bad_input(
            "unknown_state",
            N_("There is no state %(states)s."),
            N_("Write two letters each, with commas between, for example: --state CA,NY"),
            states=", ".join(unknown) or repr(text),
        )
    return states


@contextmanager
def _opened(file: Path) -> "Iterator[ProviderFile]":
    from segue.formats.bad_file import BadFile  # slow import
    from segue.formats.nppes import open_provider_file  # slow import

    with open_provider_file(file) as opened:
        if isinstance(opened, BadFile):
            raise Ended([opened], Exit.bad_input)
        yield opened


def _read_by(reader: str | None, path: Path, opened: "ProviderFile") -> "ProviderFile | FileAhead":
    """The file as the reader reads it that was asked for."""
    from segue.formats.ahead import FileAhead  # slow import

    return FileAhead(path, opened) if reader == "fast" else opened


def _further_places(
    file: Path, places: Path | None, files: ExitStack
) -> "Iterator[FurtherPlace | Bad] | None":
    """The rows of the file of further places: the one that was named, or the one in the archive."""
    from segue.formats import bundle  # slow import
    from segue.formats.bad_file import BadFile  # slow import
    from segue.formats.further_places import open_places_file  # slow import

    if places is None and not bundle.holds(file, begins=bundle.PLACES):
        return None
    opened = files.enter_context(open_places_file(places or file))
    if isinstance(opened, BadFile):
        raise Ended([opened], Exit.bad_input)
    return opened.places()


def _wanted(tiers: tuple[str, ...], states: frozenset[str]) -> "Wanted":
    from segue.formats.picking import Wanted  # slow import
    from segue.store.lore import professions  # slow import

    people = professions(tiers=frozenset(tiers) & {"A", "B"})
    return Wanted(people, professions(tiers=frozenset(tiers) & {"C"}), states)


def _progress(file: "ProviderFile | FileAhead", name: str, open_bar: ExitStack) -> "Callable[[Tally], None]":
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


def _report(tally: "Tally", seconds: float, bad_rows: BadRows) -> Iterator[str]:
    if tally.goes_on_from:
        yield f"Went on from line {tally.goes_on_from:,}, where an earlier run was stopped; the counts tell of both."
    yield f"{plural(tally.read, 'row', 'rows')} read in {seconds:.1f} s."
    yield f"Rows: {tally.kept:,} kept, {tally.skipped:,} skipped, {tally.bad:,} bad."
    yield f"Listings: {tally.new:,} new, {tally.changed:,} changed, {tally.unchanged:,} unchanged, {tally.gone:,} gone."
    if tally.places:
        yield f"Further places: {tally.places:,} written."
    if tally.claimed:
        owners = plural(tally.claimed, "claimed profile has", "claimed profiles have")
        yield f"{owners} a number that the registry ended. They stay as they are: only their owner removes them."
    if tally.bad + tally.bad_places:
        yield from bad_rows.as_lines(tally.bad + tally.bad_places)


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
