"""`segue queue list` and `segue queue retry`: what was given up, and trying it once more."""

from uuid import UUID

import click

from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import answer, bad_input, plural


@click.group()
def queue() -> None:
    """See what could not be sent or done, and try it again."""


@queue.command(name="list")
@as_json_option
def list_(as_json: bool) -> None:
    """List the notices and jobs that were given up, newest first.

    Each with its identifier, what it is, how often it was tried, and a code that says why it failed. No address and
    no name stands here.
    """
    checks.start()
    from segue.reads.given_up import given_up  # app ready

    rows = [
        {
            "id": str(row.id),
            "box": row.box,
            "kind": row.kind,
            "problem": row.problem,
            "attempts": row.attempts,
            "ended_at": row.ended_at.isoformat() if row.ended_at else "",
        }
        for row in given_up()
    ]
    lines = [
        f"{row['id']}  {row['kind']:<24} {row['problem']:<20} {row['attempts']} tries" for row in rows
    ] or ["Nothing was given up."]
    answer({"given_up": rows}, as_json=as_json, lines=lines)


@queue.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "is_all", is_flag=True, help="Everything that was given up.")
@as_json_option
def retry(ids: tuple[str, ...], is_all: bool, as_json: bool) -> None:
    """Try again what was given up, from the first try on.

    A notice that has lost its reason meanwhile, such as a link that was taken back, is still not sent.
    """
    checks.start(checks.WRITING)
    from segue.acts.outbox import Box, open_again  # app ready
    from segue.reads.given_up import given_up  # app ready
    from segue.store.identifiers import moment  # app ready

    lost = {str(row.id): row for row in given_up()}
    wanted = set(lost) if is_all else {_typed(each) for each in ids}
    if not wanted and not is_all:
        raise bad_input(
            "nothing_named",
            N_("No notice and no job was named. Nothing was changed."),
            N_("Name one by its identifier from `segue queue list`, or say --all."),
        )
    if unknown := sorted(wanted - set(lost)):
        raise bad_input(
            "not_given_up",
            N_("%(id)s is not among what was given up. Nothing was changed."),
            N_("`segue queue list` shows what is."),
            id=unknown[0],
        )
    opened = [each for each in sorted(wanted) if open_again(Box(lost[each].box), UUID(each), moment())]
    again = plural(len(opened), "notice or job is", "notices and jobs are")
    answer({"opened": opened}, as_json=as_json, lines=[f"{again} due again."])


def _typed(text: str) -> str:
    """An identifier as it is kept, however it was typed."""
    try:
        return str(UUID(text))
    except ValueError:
        return text
