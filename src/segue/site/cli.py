"""The `segue` command: which words it knows, in which order help tells them, and how it ends.

Commands import Django and the rooms when they run, so that help is quick.
"""

import sys
import traceback
from collections.abc import Iterator

import click

from segue import __version__
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site.commands import (
    backup,
    bench,
    demo,
    doctor,
    drill,
    explain,
    listings,
    matching,
    people,
    queue,
    record,
    restore,
    server,
    words_read,
)
from segue.site.passage import pass_walls
from segue.site.says import Ended, Exit, bad_input, say, tell_end

# One line a word; help shows them in this order, each group under its heading.
WORDS: dict[str, tuple[click.Command, ...]] = {
    "Try it": (demo.demo,),
    "Run it": (server.migrate, server.serve, server.worker),
    "Fill the directory": (listings.import_, listings.sample),
    "Find who fits": (matching.match, matching.codes, words_read.words),
    "Keep it safe": (backup.backup, restore.restore, drill.drill),
    "Check it": (doctor.doctor, record.record, queue.queue, people.people),
    "Understand it": (explain.explain, bench.bench),
}


class Words(click.Group):
    """Help that shows every verb at once, under headings."""

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Called by click where it would list the commands."""
        rows = {heading: list(_verbs(words)) for heading, words in WORDS.items()}
        widest = max(len(name) for each in rows.values() for name, _ in each)
        for heading, each in rows.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), text) for name, text in each])


def _verbs(words: tuple[click.Command, ...]) -> Iterator[tuple[str, str]]:
    for word in words:
        if isinstance(word, click.Group):
            yield from (
                (f"{word.name} {each}", verb.get_short_help_str(60)) for each, verb in word.commands.items()
            )
        else:
            yield word.name or "", word.get_short_help_str(60)


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="segue %(version)s")
def segue() -> None:
    """Segue carries a client from one clinician to the next, and shows that they arrived.

    Try it with `segue demo`. Run it with `segue migrate`, then `segue serve`. Everything is kept under SEGUE_HOME.
    With --json a command prints exactly one JSON object.

    Exit codes: 0 done, 1 found something wrong, 2 bad input, 3 refused by a rule.
    """
    pass_walls()


for _words in WORDS.values():
    for _word in _words:
        segue.add_command(_word)


def main() -> int:
    """Run the command that was typed; the exit code tells how it ended."""
    as_json = "--json" in sys.argv[1:]
    if not all(map(_is_text, sys.argv[1:])):
        tell_end(_not_text(), as_json=as_json)
        return Exit.bad_input
    try:
        return int(segue.main(prog_name="segue", standalone_mode=False) or Exit.done)
    except Ended as ended:
        tell_end(ended, as_json=as_json)
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return Exit.bad_input
    except click.ClickException as error:
        tell_end(_misused(error), as_json=as_json)
        return Exit.bad_input
    except click.Abort:
        say("segue: Stopped. What was done so far is kept.")
        return Exit.stopped
    except Exception as error:
        tell_end(_bug(error), as_json=as_json)
        return Exit.found_wrong


def _is_text(word: str) -> bool:
    """Whether it can be said again; bytes that are no UTF-8 come in as half signs."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_text() -> Ended:
    return bad_input(
        "not_utf8",
        N_("Something that was typed is no text in UTF-8. Nothing was done."),
        N_("Type it again, or rename the file."),
    )


def _misused(error: click.ClickException) -> Ended:
    """A command that was typed wrong, in one line, with where help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "segue"
    return bad_input(
        "usage",
        "%(what)s",
        N_("Try: %(path)s --help"),
        what=error.format_message().replace("\n", " "),
        path=path,
    )


def _bug(error: Exception) -> Ended:
    """A fault of ours: its kind and place, never its words, for they may quote what somebody typed."""
    places = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)[-4:])
    )
    bug = Refused(
        "bug",
        N_("Segue met a fault of its own: %(kind)s at %(places)s."),
        N_("Tell the maintainers this line. No act is ever left half done."),
        {"kind": type(error).__name__, "places": places},
    )
    return Ended([bug], Exit.found_wrong)
