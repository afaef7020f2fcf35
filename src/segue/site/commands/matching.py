"""`segue match` asks the directory for a need, `segue codes` lists the words that needs are made of."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segue.rules.codes import CODES, Family
from segue.rules.matching.schema import SCHEMA
from segue.rules.need import Need, need_from
from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, bad_input, plural

if TYPE_CHECKING:
    from segue.reads.matching.search import Found

LONGEST = 100_000
"""Bytes of a need: more is none."""


@click.command()
@click.option(
    "--need", "need_file", type=click.Path(path_type=Path), help="A need as JSON; - is standard input."
)
@click.option("--schema", "wants_schema", is_flag=True, help="Print the shapes of a need and of an answer.")
@as_json_option
def match(need_file: Path | None, wants_schema: bool, as_json: bool) -> None:
    """Find who fits a need, why and why not, and what would open more doors.

    The codes of a need are listed by `segue codes`. Nobody's colleagues, notes or connections count.
    """
    if wants_schema:
        answer(SCHEMA, as_json=as_json, lines=json.dumps(SCHEMA, indent=2).splitlines())
        return
    if need_file is None:
        raise bad_input(
            "need_missing",
            N_("There is no need to look for."),
            N_("Name a file with --need, or see its shape with --schema."),
        )
    need = _need_in(need_file)
    checks.start()
    from segue.reads.matching.search import names_of, search  # app ready
    from segue.rules.matching.answer import to_mapping  # slow import
    from segue.store.identifiers import moment  # app ready

    found = search(need, viewer=None, now=moment().here)
    names = names_of(found.answer)
    answer(to_mapping(found.answer, names=names), as_json=as_json, lines=list(_told(found, names)))


@click.command()
@click.argument("family", type=click.Choice([family.value for family in Family]))
@as_json_option
def codes(family: str, as_json: bool) -> None:
    """List the codes of a family, with the words that people read."""
    rows = [
        {"code": each.code, "label": each.label, "to_clients": each.plain, "group": each.group}
        for each in CODES[Family(family)].values()
    ]
    lines = [f"{row['code']:<24}{row['label']}" for row in rows]
    answer({"family": family, "codes": rows}, as_json=as_json, lines=lines)


def _need_in(file: Path) -> Need:
    """The need in a file. Raises Ended with every mistake in it."""
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as stream:
            content = stream.read(LONGEST + 1)
    except OSError as error:
        raise bad_input(
            "unreadable_file",
            N_("The file %(name)s could not be opened: %(because)s."),
            N_("Check the name, and that you may read it."),
            name=file.name,
            because=error.strerror or "",
        ) from None
    if len(content) > LONGEST:
        raise bad_input("too_long", N_("This is longer than a need can be."), N_("Write one need as JSON."))
    try:
        given = json.loads(content)
    except (ValueError, RecursionError):
        raise bad_input(
            "not_json", N_("This is no JSON in UTF-8."), N_("See the shape with segue match --schema.")
        ) from None
    need = need_from(given)
    if isinstance(need, Need):
        return need
    raise Ended(list(need), Exit.bad_input)


def _told(found: "Found", names: Mapping[str, str]) -> Iterator[str]:
    from segue.rules.matching.answer import helpful  # slow import

    answer = found.answer
    yield f"{plural(answer.eligible, 'clinician fits', 'clinicians fit')}; points are out of {answer.of}."
    for option in answer.options:
        star = "*" if option.id in answer.three.ids else " "
        why = ", ".join(f"{topic.value} {got}" for topic, got in option.why)
        yield f"{star} {option.points:>5}  {names.get(option.id, option.id)}: {why}"
    for each in helpful(answer.relax, eligible=answer.eligible):
        yield f"  +{each.more} without {' and '.join(wish.value for wish in each.wishes)}"
    for step in answer.steps:
        yield f"  +{step.more} with {step.wish.value} at {step.to}"
    if answer.worth_asking:
        yield f"{plural(len(answer.worth_asking), 'more is', 'more are')} worth asking."
