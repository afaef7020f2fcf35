"""`segue bench`: what the program costs on this machine, beside what it could cost at least."""

from pathlib import Path

import click

from segue.rules.text import N_
from segue.site.commands.words import as_json_option
from segue.site.home import environment
from segue.site.says import answer, bad_input, say

DUMPED, DUMPED_QUICKLY = 1_000_000, 1_500
NAMES = ("loop", "pages", "start", "record", "outbox", "import", "match", "words")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.option(
    "--database",
    type=click.Choice(("sqlite", "postgresql")),
    help="Measure on PostgreSQL too, in a cluster made for it; or on SQLite alone.",
)
@click.option("--size", type=click.IntRange(min=1), help="Rows, where a bench has a size.")
@click.option(
    "--dump",
    type=click.Path(path_type=Path, file_okay=False),
    help="For match: write clinicians, needs and answers there as JSON lines first.",
)
@click.option("--quick", is_flag=True, help="Small sizes: shows that it works, and measures nothing.")
@as_json_option
def bench(
    name: str, database: str | None, size: int | None, dump: Path | None, quick: bool, as_json: bool
) -> None:
    """Measure what Segue costs, beside a yardstick in the same minutes.

    \b
    loop    one step of a handoff by its act; whole referrals
    pages   each page: statements, processor time, bytes
    start   from the command to the first page; memory at rest
    record  checking the whole record
    outbox  notices sent a second; how soon after the commit
    import  the national provider file into an empty directory
    match   options among a million clinicians
    words   from a sentence to chips

    Works in a home and a database made for it and thrown away. On SQLite always; on PostgreSQL as well with
    --database postgresql or when SEGUE_DATABASE_URL is set, which then lends its server.
    """
    from segue.bench.cluster import NoPostgres  # slow import
    from segue.bench.place import NotMeasured, measured  # slow import

    if dump is not None:
        _dump(name, dump, size=size or (DUMPED_QUICKLY if quick else DUMPED))
    server = environment().text("SEGUE_DATABASE_URL")
    both = database == "postgresql" or (server and database is None)
    databases = ("sqlite", "postgresql") if both else ("sqlite",)
    try:
        report = measured(name, databases=databases, server=server, quick=quick, size=size or 0, tell=say)
    except NoPostgres as error:
        raise bad_input(
            "no_postgresql",
            N_("There is no PostgreSQL to measure on: %(what)s."),
            N_("Install its server, set SEGUE_DATABASE_URL, or measure on SQLite alone."),
            what=str(error),
        ) from None
    except NotMeasured as error:
        raise bad_input(
            "not_measured",
            N_("Nothing was measured: %(what)s."),
            N_("The lines above say why. Mend it and measure again."),
            what=str(error),
        ) from None
    answer(report, as_json=as_json, lines=list(_lines(report)))


def _dump(name: str, place: Path, *, size: int) -> None:
    """What another program needs to check the answers. Raises Ended where there is nothing to write, or no place."""
    if name != "match":
        raise bad_input("nothing_to_dump", N_("Only match has something to write."), N_("Leave --dump out."))
    from segue.bench.match.dump import write  # slow import

    say(f"Writing {size:,} clinicians to {place}.")
    try:
        write(place, size)
    except OSError as error:
        raise bad_input(
            "cannot_write",
            N_("%(file)s cannot be written: %(because)s."),
            N_("Choose a directory that is there and that you may write in."),
            file=str(place),
            because=error.strerror or "",
        ) from None


def _lines(report: dict[str, object]) -> "list[str]":
    """The report for a person: a line a result, a line a goal."""
    lines = []
    results, targets = report["results"], report["targets"]
    assert isinstance(results, list)
    assert isinstance(targets, list)
    for each in results:
        share = f", {each['ratio_per_s']} of the limit's rate" if each["yardstick"] else ""
        lines.append(
            f"{each['name']} ({each['database']}): {each['p50_ms']} ms, 95 in 100 within {each['p95_ms']} ms,"
            f" processor {each['cpu_ms']} ms{share}"
        )
    for each in targets:
        met = "void, the yardstick swung" if each["void"] else "met" if each["met"] else "NOT met"
        lines.append(f"goal {each['name']} ({each['database']}) {each['goal']}: {each['value']}, {met}")
    return lines
