"""`segue drill`: a backup made while somebody writes, restored elsewhere and compared."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click

from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site import checks
from segue.site.commands.backup import ending, make, megabytes
from segue.site.commands.words import as_json_option
from segue.site.home import home
from segue.site.says import Ended, Exit, answer, plural


@click.command()
@as_json_option
def drill(as_json: bool) -> None:
    """Try a backup and its restore, while somebody writes.

    Makes a backup while entries are written to the record, restores it into an empty place that is gone afterwards,
    and compares every row. Nothing of the server is changed but those entries. Exit code 1 when anything differs.
    """
    checks.start(checks.WRITING)
    with ending(), tempfile.TemporaryDirectory(prefix=".drill-", dir=home()) as name:
        result = _drilled(Path(name))
    commits = plural(result["commits"], "commit", "commits")
    lines = [
        f"Backup: {result['backup_seconds']:.2f} s, {megabytes(result['size'])}.",
        f"Meanwhile: {commits}, the slowest in {result['slowest_commit']:.3f} s.",
        f"Restore: {result['restore_seconds']:.2f} s, with every check.",
        f"{plural(result['rows'], 'row', 'rows')} in {plural(result['tables'], 'table', 'tables')}: all the same.",
        f"The record: {plural(result['entries'], 'entry', 'entries')}, all as they were written.",
    ]
    answer(result, as_json=as_json, lines=lines)


def _drilled(place: Path) -> dict[str, Any]:
    """Backup under writes, restore, comparison. Raises NoBackup when it does not hold."""
    from segue.acts.streams import server_stream  # app ready
    from segue.store.copies import facts_here, missing_rows  # app ready
    from segue.store.drill import Writer, differs, empty_database  # app ready

    writer = Writer(server_stream())
    before = facts_here(with_contents=False).entries
    writer.start()
    try:
        begun = time.monotonic()
        made = make(place / "backups", with_contents=True)
        copied = time.monotonic()
    finally:
        writer.stop()
    if not before < made.manifest.entries <= facts_here(with_contents=False).entries:
        raise differs(N_("the number of entries"))
    with empty_database() as name:
        begun_again = time.monotonic()
        _restore_elsewhere(made.path, place / "home", name)
        restored = time.monotonic()
    if lost := missing_rows(place / "home" / "segue.sqlite3"):
        raise differs(lost[0])
    return {
        "same": True,
        "size": made.size,
        "mark": made.manifest.mark,
        "tables": len(made.manifest.counts),
        "rows": sum(made.manifest.counts.values()),
        "entries": made.manifest.entries,
        "commits": writer.commits,
        "slowest_commit": round(writer.worst, 4),
        "backup_seconds": round(copied - begun, 3),
        "restore_seconds": round(restored - begun_again, 3),
    }


def _restore_elsewhere(file: Path, place: Path, database: str) -> None:
    """`segue restore` as a process of its own, which compares everything. Raises Ended with what it found."""
    from django.conf import settings  # app ready

    key = {
        "SEGUE_MASTER_KEY": settings.SEGUE_MASTER_KEY,
        "SEGUE_MASTER_KEY_FILE": str(settings.SEGUE_MASTER_KEY_FILE),
    }
    address = urlsplit(settings.SEGUE_DATABASE_URL)._replace(path=f"/{database}")
    there = {
        "SEGUE_HOME": str(place),
        "SEGUE_DATABASE_URL": urlunsplit(address) if database else "",
    }
    program = "from segue.site.cli import main; raise SystemExit(main())"
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", program, "restore", "--json", str(file)],
        env=os.environ | key | there,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        error = json.loads(done.stdout)["error"]
        raise Ended([Refused(error["code"], "%(why)s", "%(remedy)s", error)], Exit.found_wrong)
