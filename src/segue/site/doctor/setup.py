"""How this server is set up: settings, keys, versions."""

import os
import platform
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error, connection

from segue import __version__
from segue.rules.text import N_
from segue.site import checks
from segue.site.doctor.finding import Finding, fine, look, wrong, wrong_as
from segue.site.home import kept_settings
from segue.store.keys import KeyMissing, SealBroken, practice_key
from segue.store.models import Practice

CONFIGURATION: Final = "configuration"
KEYS: Final = "keys"
VERSIONS: Final = "versions"
OLDEST_SQLITE: Final = (3, 35, 0)  # UPDATE … RETURNING
OLDEST_POSTGRESQL: Final = 14
READ_AT_START: Final = frozenset({"SEGUE_LOG_LEVEL", "SEGUE_SECRET_KEY"})
"""Settings that are used as they are read, and kept under no name of their own."""


def configuration() -> Iterator[Finding]:
    """Whether the settings fit together, and whether one of them is a slip of the pen."""
    place = Path(settings.SEGUE_HOME)
    is_public = settings.SEGUE_BASE_URL.startswith("https://")
    yield from _unknown_settings(place)
    if refusal := checks.address_is_safe():
        yield wrong_as(CONFIGURATION, refusal)
    if is_public and settings.SEGUE_SIGN_IN_BY_LINK:
        yield wrong(
            CONFIGURATION,
            "sign_in_by_link",
            N_("A link signs people in, on a server with a public address. That is meant for demos."),
            N_("Set SEGUE_SIGN_IN_BY_LINK=0 and restart."),
        )
    if is_public and settings.SEGUE_INVENTED:
        yield wrong(
            CONFIGURATION,
            "invented",
            N_("This home holds a demo with invented people, at a public address."),
            N_("Set up a home of its own for real work, with SEGUE_HOME and `segue migrate`."),
        )
    if settings.SEGUE_PSEUDO_LANGUAGE:
        yield look(
            CONFIGURATION,
            "pseudo_language",
            N_("The made-up language of the tests is switched on."),
            N_("Set SEGUE_PSEUDO_LANGUAGE=0 and restart."),
        )
    if refusal := checks.styles_are_made():
        yield wrong_as(CONFIGURATION, refusal)
    yield from _open_to_others(place, place / "segue.env")
    yield fine(
        CONFIGURATION,
        "read",
        N_("Settings are read from the environment and %(place)s."),
        place=place / "segue.env",
    )


def keys() -> Iterator[Finding]:
    """Whether the master key is there, is this account's alone, and opens what it should."""
    if refusal := checks.keys_are_there():
        yield wrong_as(KEYS, refusal)
        return
    path = Path(settings.SEGUE_MASTER_KEY_FILE)
    if not settings.SEGUE_MASTER_KEY:
        yield from _open_to_others(path.parent, path, about=KEYS)
    shut = sum(not _opens(practice) for practice in Practice.objects.order_by("id"))
    if shut:
        yield wrong(
            KEYS,
            "other_master_key",
            N_("The master key is not the one with which %(count)s practices were sealed."),
            N_("Bring that key back from its safe place. Do not make a new one: it opens nothing."),
            count=shut,
        )
    else:
        yield fine(KEYS, "opens", N_("The master key opens what was sealed with it."))


def versions() -> Iterator[Finding]:
    """Whether what Segue stands on is new enough."""
    yield fine(
        VERSIONS,
        "segue",
        N_("Segue %(version)s on Python %(python)s."),
        version=__version__,
        python=platform.python_version(),
    )
    if connection.vendor == "sqlite":
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            yield wrong(
                VERSIONS,
                "old_sqlite",
                N_("SQLite is %(version)s, which is too old."),
                N_("Use a Python whose SQLite is 3.35 or newer, such as Debian 12's."),
                version=sqlite3.sqlite_version,
            )
        else:
            yield fine(VERSIONS, "sqlite", N_("SQLite %(version)s."), version=sqlite3.sqlite_version)
        return
    try:
        connection.ensure_connection()
        version = connection.pg_version // 10_000  # type: ignore[attr-defined]  # psycopg's connection alone
    except Error:
        return
    if version < OLDEST_POSTGRESQL:
        yield wrong(
            VERSIONS,
            "old_postgresql",
            N_("PostgreSQL is %(version)s, which is too old."),
            N_("Use version 14 or newer."),
            version=version,
        )
    else:
        yield fine(VERSIONS, "postgresql", N_("PostgreSQL %(version)s."), version=version)


def _unknown_settings(place: Path) -> Iterator[Finding]:
    """A name that nothing reads is most often a slip: the setting that was meant is not set."""
    known = {name for name in dir(settings) if name.startswith("SEGUE_")} | READ_AT_START
    named = {name for name in {*os.environ, *kept_settings(place)} if name.startswith("SEGUE_")}
    for name in sorted(named - known):
        yield look(
            CONFIGURATION,
            "unknown_setting",
            N_("%(name)s is set, and nothing reads it."),
            N_("Compare it with docs/operator/settings.md; it may be misspelled."),
            name=name,
        )


def _open_to_others(*paths: Path, about: str = CONFIGURATION) -> Iterator[Finding]:
    for path in paths:
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield wrong(
                about,
                "open_to_others",
                N_("Other accounts of this machine can read %(path)s."),
                N_("Close it: chmod go-rwx %(path)s"),
                path=path,
            )


def _opens(practice: Practice) -> bool:
    try:
        practice_key(practice)
    except (SealBroken, KeyMissing):
        return False
    return True
