"""`segue doctor`: one look at everything that keeps a server well, each finding with its remedy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, plural, say

if TYPE_CHECKING:
    from segue.site.doctor.finding import Examination, Finding

NOTHING_TO_READ = frozenset({"broken_file", "database_away", "no_room", "not_migrated", "not_examined"})
"""What the rest would say is that there are no tables."""
SIGNS = {"fine": "  ok   ", "look": "  look ", "wrong": "  WRONG"}


@click.command()
@as_json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look at everything that keeps this server well.

    Configuration, keys, versions, database, disk, clock, mail, queue, record and backups. Changes nothing and sends
    nothing. Exit code 1 when something is wrong now; what is only worth a look ends with 0.
    """
    found = list(_found())
    graver = [each for each in found if each.level == "wrong"]
    worth = [each for each in found if each.level == "look"]
    result = {
        "healthy": not graver,
        "findings": [
            {
                "about": each.about,
                "level": str(each.level),
                "code": each.code,
                "what": each.what,
                "remedy": each.remedy,
            }
            for each in found
        ],
    }
    answer(result, as_json=as_json, lines=_lines(found))
    say(f"{plural(len(graver), 'thing is', 'things are')} wrong, {len(worth)} worth a look.")
    context.exit(Exit.found_wrong if graver else Exit.done)


def _found() -> "Iterator[Finding]":
    """Each examination in turn; one that cannot be made is a finding of its own, and the others go on."""
    try:
        checks.start_django()
    except Ended as ended:
        from segue.site.doctor.finding import wrong_as  # app ready

        yield from (wrong_as("configuration", each) for each in ended.found)
        return
    from segue.site.doctor import backups, machine, setup, work  # app ready

    yield from _examined("configuration", setup.configuration)
    yield from _examined("versions", setup.versions)
    yield from _examined("disk", machine.disk)
    say("Asking the mail server.")
    yield from _examined("mail", work.mail)
    yield from (of_database := list(_examined("database", machine.database)))
    if any(each.code in NOTHING_TO_READ for each in of_database):
        return
    yield from _examined("keys", setup.keys)
    yield from _examined("clock", machine.clock)
    yield from _examined("queue", work.queue)
    yield from _examined("backups", backups.backups)
    say("Reading the record.")
    yield from _examined("record", work.record)


def _examined(about: str, examine: "Examination") -> "Iterator[Finding]":
    from django.db import Error  # app ready

    from segue.site.doctor.finding import wrong  # app ready

    try:
        yield from examine()
    except (OSError, Error) as error:
        # Its own words may quote an address or a password.
        yield wrong(
            about,
            "not_examined",
            N_("This could not be looked at: %(kind)s."),
            N_("Mend what stands above this line, then ask the doctor again."),
            kind=type(error).__name__,
        )


def _lines(found: "list[Finding]") -> Iterator[str]:
    for each in found:
        yield f"{SIGNS[each.level]} {each.about:<14} {each.what}"
        if each.remedy:
            yield f"{'':<23}{each.remedy}"
