"""Database triggers: the record refuses to be changed, and the directory tells what changed. SQLite and PostgreSQL.

Made anew after every migration: on SQLite a change of columns copies the table and drops them silently.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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

TOLD = {
    "store_profile": ("NEW.source <> 'nppes'", "NEW.fingerprint = OLD.fingerprint", ""),
    "store_fact": ("NEW.source <> 'nppes'", "", "OLD.source <> 'nppes'"),
    "store_place": ("NEW.source <> 'nppes'", "", "OLD.source <> 'nppes'"),
    "store_opening": ("", "", ""),
    "store_room": ("", "", ""),
    "store_exposure": ("", "", ""),
}
"""What a search reads, and when an insert, an update and a delete is told as a change of the profile. What comes from
the registry is told by the import itself (`store.changes.tell`), once for each profile and not for each row."""

FUNCTIONS = ("segue_refuse", "segue_tell_id", "segue_tell_profile_id")
"""What the triggers call, on PostgreSQL."""

_REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION segue_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'kept rows are never changed or dropped' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


@dataclass(frozen=True, slots=True)
class _Trigger:
    name: str
    table: str
    sqlite: str
    postgresql: str


def _triggers() -> Iterator[_Trigger]:
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            yield _refusing(table, verb)
    for table, conditions in TOLD.items():
        for verb, condition in zip(("INSERT", "UPDATE", "DELETE"), conditions, strict=True):
            yield _telling(table, verb, condition)


def _refusing(table: str, verb: str) -> _Trigger:
    return _Trigger(
        f"{table}_no_{verb.lower()}",
        table,
        f"BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'kept rows are never changed or dropped'); END",
        f"BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION segue_refuse()",
    )


def _telling(table: str, verb: str, condition: str) -> _Trigger:
    row, column = "OLD" if verb == "DELETE" else "NEW", "id" if table == "store_profile" else "profile_id"
    after = f"AFTER {verb} ON {table} FOR EACH ROW" + (f" WHEN ({condition})" if condition else "")
    told = f"INSERT INTO store_change (profile_id, xact, at) VALUES ({row}.{column}, 0, CURRENT_TIMESTAMP)"  # noqa: S608
    return _Trigger(
        f"{table}_told_{verb.lower()}",
        table,
        f"{after} BEGIN {told}; END",
        f"{after} EXECUTE FUNCTION segue_tell_{column}()",
    )


def _functions() -> Iterator[str]:
    """For PostgreSQL. The number of the transaction is kept with a change, and `store.changes` says why."""
    yield _REFUSE_FUNCTION
    for column in ("id", "profile_id"):
        yield f"""
CREATE OR REPLACE FUNCTION segue_tell_{column}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO store_change (profile_id, xact, at)
    VALUES (OLD.{column}, pg_current_xact_id()::text::bigint, now());
  ELSE
    INSERT INTO store_change (profile_id, xact, at)
    VALUES (NEW.{column}, pg_current_xact_id()::text::bigint, now());
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608  # names of our own columns


def make_triggers() -> None:
    """Drop and make each trigger; doing it twice is the same as once."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not is_sqlite:
            for function in _functions():
                cursor.execute(function)
        for each in _triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {each.name}" + ("" if is_sqlite else f" ON {each.table}"))
            cursor.execute(f"CREATE TRIGGER {each.name} {each.sqlite if is_sqlite else each.postgresql}")


def make_in_migration(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The same, as a step of a migration."""
    make_triggers()


def triggers_wanted() -> int:
    """How many of them the database should have."""
    return len(list(_triggers()))


def triggers_there() -> int:
    """How many of them the database has."""
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger"
    )
    with connection.cursor() as cursor:
        cursor.execute(listing)
        there = {name for (name,) in cursor.fetchall()}
    return sum(each.name in there for each in _triggers())
