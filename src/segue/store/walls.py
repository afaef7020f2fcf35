"""Row walls: PostgreSQL's own answer to whose a row is, behind the filters of the read door.

Shut by default: a statement that came through no door meets no row of a practice. `store.door` opens it, for one
transaction: as somebody of one practice, who may read and not write, or past all walls for those whose right was
asked elsewhere (acts, links, worker, commands). SQLite has no such thing; there the door's filters stand alone
(decision 0011). Made anew after every migration, as triggers are.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


class Passage(StrEnum):
    """Who passes the walls, because their right is asked elsewhere."""

    acts = "acts"  # each asks the permission table and the lifecycle under its lock
    links = "links"  # a link names the one row it leads to
    work = "work"  # the worker writes to whom a notice is due, whoever's it is
    commands = "commands"  # an operator's, who holds the keys anyway


SCOPE: Final = "segue.scope"
PRACTICE: Final = "segue.practice"
PERSON: Final = "segue.person"
WITHIN: Final = "practice"
"""The scope of somebody who reads as one of a practice."""

_OURS = f"(SELECT nullif(current_setting('{PRACTICE}', true), '')::uuid)"
_ME = f"(SELECT nullif(current_setting('{PERSON}', true), '')::uuid)"
_PASSES = "(SELECT current_setting('{scope}', true)) IN ({names})".format(
    scope=SCOPE, names=", ".join(f"'{passage}'" for passage in Passage)
)
# Asked first, so that whoever passes is not made to look into other tables for each row.
_READS = f"(SELECT current_setting('{SCOPE}', true)) = '{WITHIN}'"
_OF_PRACTICE = f"practice_id = {_OURS}"
_NOBODY = "false"


def _with(table: str, *joined: str) -> str:
    """Whoever meets that row, through its own wall, meets this one."""
    return f"EXISTS (SELECT 1 FROM store_{table} AS held WHERE {' AND '.join(joined)})"  # noqa: S608  # our names


WALLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "store_client": _OF_PRACTICE,
        "store_clientname": _with("client", "held.id = client_id"),
        "store_representative": _OF_PRACTICE,
        # A handoff and what hangs on it have two owners; what was only prepared is not there for the second.
        "store_handoff": f"from_practice_id = {_OURS} OR (to_practice_id = {_OURS} AND requested_at IS NOT NULL)",
        "store_referral": _OF_PRACTICE + " OR " + _with("handoff", "held.referral_id = store_referral.id"),
        "store_consent": _OF_PRACTICE + " OR " + _with(
            "handoff", "held.referral_id = store_consent.referral_id",
            "held.profile_id = store_consent.profile_id",
        ),
        "store_signedcontent": _OF_PRACTICE + " OR "
        + _with("consent", "held.content_id = store_signedcontent.id"),
        "store_signature": _OF_PRACTICE + " OR " + _with("consent", "held.id = consent_id"),
        "store_question": _with("handoff", "held.id = handoff_id"),
        "store_message": _with("handoff", "held.id = handoff_id") + " OR "
        + _with("referral", "held.id = referral_id", f"held.practice_id = {_OURS}"),
        "store_receivedcopy": _OF_PRACTICE,
        "store_need": _OF_PRACTICE,
        "store_option": _OF_PRACTICE,
        "store_summary": _OF_PRACTICE,
        "store_disclosure": _OF_PRACTICE,
        "store_checkin": _OF_PRACTICE,
        "store_availabilitycheck": _OF_PRACTICE,
        "store_availabilityask": _OF_PRACTICE,
        "store_connection": _OF_PRACTICE,
        "store_link": _OF_PRACTICE,
        "store_linkcode": _with("link", "held.id = link_id"),
        "store_linktry": _with("link", "held.id = link_id"),
        "store_colleague": f"person_id = {_ME}",
        "store_catchup": f"person_id = {_ME}",
        "store_savedsearch": f"person_id = {_ME}",
        "store_draft": f"{_OF_PRACTICE} AND person_id = {_ME}",
        "store_recordentry": _OF_PRACTICE,
        "store_reading": _OF_PRACTICE,
        "store_notice": _OF_PRACTICE,
        "store_job": _OF_PRACTICE,
        # No page reads these.
        "store_acceptedcommand": _NOBODY,
        "store_streamhead": _NOBODY,
        "store_anchor": _NOBODY,
        "store_anchoredhead": _NOBODY,
    }
)  # fmt: skip
"""Each table behind a wall, and which of its rows somebody of a practice may read."""

OPEN: Final = frozenset(
    {
        # Accounts and who works where: asked before anybody is known, and named to colleagues elsewhere.
        "store_practice", "store_person", "store_membership",
        # The directory belongs to the server.
        "store_profile", "store_fact", "store_opening", "store_room", "store_place", "store_photo",
        "store_change", "store_shard", "store_exposure", "store_importrun",
    }
)  # fmt: skip
"""Tables without a wall."""

EACH: Final = 2
"""Policies on each table: one by which some pass, and one by which a practice reads."""


def _statements(table: str, condition: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"  # the role that owns the tables is the one that serves
    for policy, law in (
        ("pass", f"FOR ALL USING ({_PASSES}) WITH CHECK ({_PASSES})"),
        ("read", f"FOR SELECT USING ({_READS} AND ({condition}))"),
    ):
        yield f"DROP POLICY IF EXISTS {table}_{policy} ON {table}"
        yield f"CREATE POLICY {table}_{policy} ON {table} {law}"


def make_walls() -> None:
    """Make the wall of each table that is there; doing it twice is the same as once. Nothing on SQLite."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, condition in WALLS.items():
            if table in there:
                for statement in _statements(table, condition):
                    cursor.execute(statement)


def make_in_migration(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The same, as a step of a migration."""
    make_walls()


def walls_wanted() -> int:
    """How many policies this database should have."""
    return EACH * len(WALLS) if connection.vendor == "postgresql" else 0


def walls_there() -> int:
    """How many of them it has, on tables where they hold for everybody."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.polname FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = current_schema::regnamespace"
        )
        there = set(cursor.fetchall())
    names = ((table, f"{table}_{policy}") for table in WALLS for policy in ("pass", "read"))
    return sum(name in there for name in names)
