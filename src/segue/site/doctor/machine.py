"""What the server stands on: the database, the disk, the clock."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.db.models import Max

from segue.rules.text import N_
from segue.site import checks
from segue.site.doctor.finding import Finding, fine, look, wrong, wrong_as
from segue.store.models import Practice, RecordEntry

DATABASE: Final = "database"
DISK: Final = "disk"
CLOCK: Final = "clock"
MEGABYTE: Final = 1_000_000
LEAST_ROOM: Final = 200 * MEGABYTE
CALM_ROOM: Final = 2_000 * MEGABYTE
CLOCK_SLACK: Final = timedelta(minutes=1)


def database() -> Iterator[Finding]:
    """Whether it answers, is whole, and keeps what it was told even when the power goes."""
    if refusal := checks.database_is_ready():
        yield wrong_as(DATABASE, refusal)
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        flaws = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
    if flaws != ["ok"]:
        yield wrong_as(DATABASE, checks.BROKEN_FILE)
    elif journal != "wal":
        yield wrong(
            DATABASE,
            "no_wal",
            N_("The database cannot keep its log of writes beside it; its journal is %(journal)s."),
            N_("Put SEGUE_HOME on a disk of this machine. A network drive cannot hold a database file."),
            journal=journal,
        )
    else:
        yield fine(DATABASE, "whole", N_("SQLite, in one file that is whole."))


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        is_above_walls = cursor.fetchone()[0]
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')")
        durable = dict(cursor.fetchall())
    if is_above_walls:
        yield wrong(
            DATABASE,
            "above_row_walls",
            N_("Segue signs in to PostgreSQL as a role that no wall between practices holds back."),
            N_("Use an ordinary role that owns the tables: no SUPERUSER, no BYPASSRLS."),
        )
    if refusal := checks.walls_stand():
        yield wrong_as(DATABASE, refusal)
    for name, setting in sorted(durable.items()):
        if setting == "off":
            yield wrong(
                DATABASE,
                f"{name}_off",
                N_("%(name)s is off: the last commands would be lost when the power goes."),
                N_("Turn it on in postgresql.conf."),
                name=name,
            )
    yield fine(DATABASE, "answers", N_("PostgreSQL answers, and has every table."))


def disk() -> Iterator[Finding]:
    """Whether there is room, for work and for a backup."""
    place = Path(settings.SEGUE_HOME)
    if refusal := checks.home_is_ours():
        yield wrong_as(DISK, refusal)
        return
    free = shutil.disk_usage(place).free
    file = place / "segue.sqlite3"
    of_database = file.stat().st_size if connection.vendor == "sqlite" and file.exists() else 0
    room = {"free": f"{free // MEGABYTE:,}", "place": place}
    if free < LEAST_ROOM:
        yield wrong(
            DISK,
            "no_room",
            N_("Only %(free)s MB are free at %(place)s."),
            N_("Make room now: without any, nothing that people send can be kept."),
            **room,
        )
    elif free < max(CALM_ROOM, 2 * of_database):
        yield look(
            DISK,
            "little_room",
            N_("%(free)s MB are free at %(place)s."),
            N_("Make room for a backup and some growth: 2,000 MB, or twice the database."),
            **room,
        )
    else:
        yield fine(DISK, "room", N_("%(free)s MB are free at %(place)s."), **room)


def clock(now: datetime | None = None) -> Iterator[Finding]:
    """Whether time goes forward here, and whether the zones of the practices are known."""
    now = now or datetime.now(UTC)
    newest = RecordEntry.objects.aggregate(newest=Max("at"))["newest"]
    zones = set(Practice.objects.values_list("zone", flat=True))
    ahead = _database_is_ahead(now)
    if newest is not None and newest > now + CLOCK_SLACK:
        yield wrong(
            CLOCK,
            "behind_the_record",
            N_("The clock of this machine says %(now)s, but the record was last written at %(newest)s."),
            N_("Set the clock and keep it right with NTP: `timedatectl set-ntp true`."),
            now=f"{now:%Y-%m-%d %H:%M} UTC",
            newest=f"{newest:%Y-%m-%d %H:%M} UTC",
        )
    elif abs(ahead) > CLOCK_SLACK:
        yield wrong(
            CLOCK,
            "other_than_the_database",
            N_("The clocks of this machine and of the database are %(seconds)s seconds apart."),
            N_("Keep both right with NTP: `timedatectl set-ntp true`."),
            seconds=f"{abs(ahead).total_seconds():.0f}",
        )
    else:
        yield fine(CLOCK, "forward", N_("It is %(now)s."), now=f"{now:%Y-%m-%d %H:%M} UTC")
    for zone in sorted(zones):
        if not _is_known(zone):
            yield wrong(
                CLOCK,
                "unknown_zone",
                N_("The zone %(zone)s of a practice is not known to this machine."),
                N_("Install the zones: apt-get install tzdata."),
                zone=zone,
            )


def _database_is_ahead(now: datetime) -> timedelta:
    """How far the clock of the database runs before this one's; SQLite has none of its own."""
    if connection.vendor == "sqlite":
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    return there - now


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
