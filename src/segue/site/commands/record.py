"""The record, as an operator asks about it: `segue record verify`, `segue record keys`."""

from collections.abc import Iterator

import click

from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Exit, answer, plural, say


@click.group()
def record() -> None:
    """Check what was recorded."""


@record.command()
@as_json_option
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Check that no entry was changed or taken out.

    Reads every entry of every stream and names each row that is wrong. Exit code 1 when there is one.
    """
    checks.start()
    from segue.store.record import verify as verify_streams  # app ready

    say("Reading the record.")
    events, problems = verify_streams()
    told = [
        {
            "row": each.row,
            "stream": each.stream,
            "number": each.number,
            "flaw": str(each.flaw),
            "why": each.why,
        }
        for each in problems
    ]
    result = {"events": events, "verified": not told, "problems": told}
    good = f"{plural(events, 'entry', 'entries')}, all as they were written."
    bad = f"{plural(events, 'entry', 'entries')}, {plural(len(told), 'problem', 'problems')}:"
    lines = [f"  {each['stream']} no. {each['number']}, row {each['row']}: {each['why']}" for each in told]
    if told:
        lines.append("Keep the database as it is, and compare these rows with your last backup.")
    answer(result, as_json=as_json, lines=[bad, *lines] if told else [good])
    context.exit(Exit.found_wrong if told else Exit.done)


@record.command()
@as_json_option
def keys(as_json: bool) -> None:
    """List the keys of all commands that were done.

    A key that a client of this server was told of and that is not here would be a lost command.
    """
    checks.start()
    rows = list(_accepted())
    lines = (f"{row['at']}  {row['act']:<28} {row['key']}  {row['state']}" for row in rows)
    answer({"keys": rows}, as_json=as_json, lines=lines if rows else ["No command has been carried out yet."])


def _accepted() -> Iterator[dict[str, object]]:
    """Identifiers and codes only: what an answer holds beside them may lead to a client's page."""
    from segue.store.models import AcceptedCommand  # app ready

    columns = ("key", "act", "actor", "at", "answer")
    rows = AcceptedCommand.objects.order_by("id").values_list(*columns)
    for key, act, actor, at, kept in rows.iterator(chunk_size=2000):
        given = kept or {}
        yield {
            "key": key,
            "act": act,
            "actor": actor,
            "at": at.isoformat(),
            "id": given.get("id", ""),
            "state": given.get("state", ""),
            "version": given.get("version", 0),
        }
