"""What must hold before this server works: each problem with its remedy, all of them at once.

Every command that needs the database asks here first, so that no setting fails in the middle of a page.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site.home import BadSetting, home
from segue.site.says import Ended, Exit, Refusal, bad_input

if TYPE_CHECKING:
    from django.db.migrations import Migration

Checks = tuple[Callable[[], Refusal | None], ...]

THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
MIGRATE: Final = N_("Run `segue migrate` first. It makes what is missing and keeps what is there.")


def start_django() -> None:
    """Load settings and tables. Ends the command when a setting cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segue.site.settings")
    try:
        import django  # slow import

        django.setup()
    except BadSetting as error:
        remedy = N_("Change it in the environment, or in %(file)s.")
        about = {"what": str(error), "file": str(home() / "segue.env")}
        raise Ended([Refused("bad_setting", "%(what)s", remedy, about)], Exit.bad_input) from None
    except PermissionError as error:
        raise unwritable(Path(str(error.filename))) from None


def start(*more: Checks) -> None:
    """Load Django and make sure that the server is set up, for reading at least. Ends the command when not."""
    start_django()
    for checks in (READING, *more):
        if problems := found(checks):
            raise Ended(problems, Exit.bad_input)


def start_serving() -> None:
    """The same for a server that answers pages and works. Ends the command when it is not set up for that."""
    start(WRITING, SENDING, SERVING)


def found(checks: Checks) -> tuple[Refusal, ...]:
    """The problems that these checks find."""
    return tuple(problem for check in checks if (problem := check()))


def home_is_ours() -> Refusal | None:
    """Whether files can be written where everything is kept."""
    place = home()
    if not place.is_dir():
        return Refused("no_home", N_("There is no directory %(place)s yet."), MIGRATE, {"place": str(place)})
    return None if os.access(place, os.W_OK | os.X_OK) else unwritable(place).found[0]


def keys_are_there() -> Refusal | None:
    """Whether what is sealed can be opened."""
    from segue.store.keys import KeyMissing, master_key  # app ready

    try:
        master_key()
    except (KeyMissing, ValueError) as error:
        # The text of a ValueError would quote the key.
        why = str(error) if isinstance(error, KeyMissing) else "the master key is not written in hex"
        return Refused(
            "no_master_key",
            N_("Nothing sealed can be opened: %(why)s."),
            N_(
                "On a new server run `segue migrate`. On an old one bring its own key back: a new key opens nothing."
            ),
            {"why": why},
        )
    return None


def database_is_ready() -> Refusal | None:
    """Whether the database answers and has every table."""
    from django.db import Error  # app ready

    try:
        if migrations_to_run():
            return Refused(
                "not_migrated", N_("The database is not set up for this version of Segue."), MIGRATE
            )
    except Error as error:
        return database_away(error).found[0]
    return None


def record_refuses_changes() -> Refusal | None:
    """Whether the database itself keeps the record from being changed."""
    from segue.store.triggers import triggers_there, triggers_wanted  # app ready

    if triggers_there() == triggers_wanted():
        return None
    return Refused("record_unguarded", N_("The record could be changed: its triggers are missing."), MIGRATE)


def walls_stand() -> Refusal | None:
    """Whether the database itself keeps practices apart, where it can."""
    from segue.store.walls import walls_there, walls_wanted  # app ready

    if walls_there() == walls_wanted():
        return None
    return Refused(
        "walls_missing", N_("Some of the database's walls between practices are missing."), MIGRATE
    )


def mail_has_a_way() -> Refusal | None:
    """Whether SEGUE_MAIL names a way out."""
    from segue.work.desk import desk  # app ready

    try:
        desk()
    except ValueError as error:
        remedy = N_("Change it in the environment, or in %(file)s.")
        about = {"what": str(error), "file": str(home() / "segue.env")}
        return Refused("bad_mail", "%(what)s", remedy, about)
    return None


def styles_are_made() -> Refusal | None:
    """Whether the files that pages load lie ready."""
    from django.conf import settings  # app ready

    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return None
    return Refused("no_styles", N_("The style files of the pages are not made yet."), MIGRATE)


def address_is_safe() -> Refusal | None:
    """Whether sign-in and clients' links travel sealed: plain http is for this machine alone."""
    from django.conf import settings  # app ready

    parts = urlsplit(settings.SEGUE_BASE_URL)
    if parts.scheme == "https" or (parts.hostname or "") in THIS_MACHINE:
        return None
    return Refused(
        "plain_http",
        N_("SEGUE_BASE_URL is %(address)s, so sign-in and clients' links would travel in the open."),
        N_(
            "Put an https address in front of Segue and write that one. For a try, use http://localhost:8000."
        ),
        {"address": settings.SEGUE_BASE_URL},
    )


READING: Final[Checks] = (home_is_ours, keys_are_there, database_is_ready)
WRITING: Final[Checks] = (record_refuses_changes, walls_stand)
SENDING: Final[Checks] = (mail_has_a_way,)
SERVING: Final[Checks] = (styles_are_made, address_is_safe)


def migrations_to_run() -> "list[Migration]":
    """The migrations that the database has not seen."""
    from django.db import connection  # app ready
    from django.db.migrations.executor import MigrationExecutor  # app ready

    executor = MigrationExecutor(connection)
    return [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


BROKEN_FILE: Final = Refused(
    "broken_file",
    N_("The database file is broken, as a file is that was copied while Segue wrote it."),
    N_("Stop Segue, keep the file aside, and put back the last backup with `segue restore`."),
)
NO_ROOM: Final = Refused(
    "no_room",
    N_("The disk is full, or cannot be written. Nothing was changed."),
    N_("Make room where SEGUE_HOME lies, then do it again."),
)
_OF_SQLITE: Final = {
    "SQLITE_CORRUPT": BROKEN_FILE,
    "SQLITE_NOTADB": BROKEN_FILE,
    "SQLITE_FULL": NO_ROOM,
    "SQLITE_IOERR": NO_ROOM,
}
"""By the first two words of SQLite's own names: SQLITE_IOERR_SHMSIZE is one of the disk as well."""


def database_away(error: Exception) -> Ended:
    """The database cannot be used, and why. Its own words may hold a password, so only their kind is told."""
    from django.db import connection  # app ready

    name = getattr(error.__cause__, "sqlite_errorname", "")
    if refusal := _OF_SQLITE.get("_".join(name.split("_")[:2])):
        return Ended([refusal], Exit.found_wrong)
    return bad_input(
        "database_away",
        N_("The database (%(vendor)s) does not answer: %(kind)s."),
        N_("Start it, or correct SEGUE_DATABASE_URL. Empty means SQLite in the home."),
        vendor=connection.vendor,
        kind=type(error).__name__,
    )


def unwritable(place: Path) -> Ended:
    """A directory in which this account cannot write."""
    return bad_input(
        "home_unwritable",
        N_("Segue cannot write in %(place)s."),
        N_("Let the account that runs Segue own it, or name another directory with SEGUE_HOME."),
        place=str(place),
    )
