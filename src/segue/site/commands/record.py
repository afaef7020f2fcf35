"""The record, as an operator asks about it: `segue record verify`, `segue record keys`."""

from collections.abc import Iterator

import click

from segue.rules.actor import Actor, Kind
from segue.rules.anchor import mark_from
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, bad_input, plural, say


@click.group()
def record() -> None:
    """Check what was recorded."""


@record.command()
@click.option(
    "--head", "text", default="", help="A mark that left this machine: from a mail, a backup or paper."
)
@as_json_option
@click.pass_context
def verify(context: click.Context, text: str, as_json: bool) -> None:
    """Check that no entry was changed or taken out.

    Reads every entry of every stream and names each row that is wrong. Exit code 1 when there is one. Who owns the
    database could write the whole record anew; a mark that was kept elsewhere shows it.
    """
    mark = mark_from(text)
    if text and mark is None:
        raise bad_input(
            "no_mark",
            N_("This is not the mark of an anchor. It looks like 12-4f3a, with 64 signs behind the dash."),
            N_("Copy it whole, from the number to the end."),
        )
    checks.start()
    from segue.store.anchors import verify_all_anchors  # app ready
    from segue.store.record import verify as verify_streams  # app ready

    say("Reading the record.")
    events, problems = verify_streams()
    problems += verify_all_anchors(mark)
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
def head(as_json: bool) -> None:
    """Anchor the record now, and print its mark.

    Keep the mark where nobody who runs this server can change it. It holds nothing about anybody. The worker does
    the same every night and mails the mark to SEGUE_OPERATOR.
    """
    checks.start(checks.WRITING)
    from segue.acts.anchor import AnchorRecord, anchor_record  # app ready
    from segue.store.identifiers import moment  # app ready

    done = anchor_record(Actor(Kind.operator), AnchorRecord(""), moment())
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    answer({"head": done.also["mark"]}, as_json=as_json, lines=[done.also["mark"]])


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
