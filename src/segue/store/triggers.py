"""Database triggers that refuse to change or drop an entry of the record, on SQLite and PostgreSQL.

Made anew after every migration: on SQLite a change of columns copies the table and drops them silently.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = (
    "store_recordentry",
    "store_anchor",
    "store_anchoredhead",
    "store_disclosure",
    "store_signature",
    "store_signedcontent",
)
"""What is written once: the record and its anchors, who was told what, signatures, the contents that were signed."""

_SQLITE = """
CREATE TRIGGER {name} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'kept rows are never changed or dropped'); END
"""
_REFUSE = """
CREATE OR REPLACE FUNCTION segue_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'kept rows are never changed or dropped' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRESQL = "CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION segue_refuse()"


def _names() -> Iterable[tuple[str, str, str]]:
    return ((f"{table}_no_{verb.lower()}", verb, table) for table in KEPT for verb in ("UPDATE", "DELETE"))


def make_triggers() -> None:
    """Drop and make each trigger; doing it twice is the same as once."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not is_sqlite:
            cursor.execute(_REFUSE)
        for name, verb, table in _names():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else f" ON {table}"))
            cursor.execute((_SQLITE if is_sqlite else _POSTGRESQL).format(name=name, verb=verb, table=table))


def make_in_migration(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The same, as a step of a migration."""
    make_triggers()


def triggers_wanted() -> int:
    """How many of them the database should have: two for each table that is kept."""
    return 2 * len(KEPT)


def triggers_there() -> int:
    """How many of them the database has."""
    names = [name for name, _, _ in _names()]
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger"
    )
    with connection.cursor() as cursor:
        cursor.execute(listing)
        there = {name for (name,) in cursor.fetchall()}
    return sum(name in there for name in names)
