"""What is written once refuses to be changed or dropped, on both databases."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from segue.acts.anchor import AnchorRecord, anchor_record
from segue.demo.builders import open_small_world
from segue.rules.actor import CLOCK
from segue.store.models import Change, Exposure, Fact, Opening, Place, Profile, Referral, Room
from segue.store.triggers import KEPT, make_triggers, triggers_there, triggers_wanted

COLUMNS = {
    "store_recordentry": "event",
    "store_anchor": "digest",
    "store_anchoredhead": "link_hash",
    "store_disclosure": "channel",
    "store_signature": "method",
    "store_signedcontent": "content_hash",
}


def execute(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


@pytest.mark.django_db
def test_every_table_that_is_kept_refuses_both_verbs() -> None:
    case = open_small_world().case()
    case.until_opened()
    anchor_record(CLOCK, AnchorRecord(case.clock.key()), case.clock.at())

    assert set(COLUMNS) == set(KEPT)
    for table, column in COLUMNS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert cursor.fetchone()[0] > 0, table
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(IntegrityError, match="never changed or dropped"):
                execute(statement)
    assert execute(f"UPDATE {Referral._meta.db_table} SET together = together") == 1  # noqa: S608


@pytest.mark.django_db
def test_there_are_two_for_each_table_and_making_them_twice_is_once() -> None:
    assert triggers_there() == triggers_wanted()
    make_triggers()
    assert triggers_there() == triggers_wanted()

    drop_update_trigger("store_recordentry")
    assert triggers_there() == triggers_wanted() - 1
    make_triggers()
    assert triggers_there() == triggers_wanted()


def drop_update_trigger(table: str) -> None:
    of = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_no_update{of}")


@pytest.mark.django_db
def test_each_write_of_what_a_search_reads_is_told_and_the_registrys_own_is_not() -> None:
    day = date(2026, 1, 5)
    now = datetime(2026, 1, 5, tzinfo=UTC)
    profile, listing = uuid4(), uuid4()
    kept = {"kind": "person", "name": "Invented Person", "added_at": now}

    def told(write: object) -> list[UUID]:
        before = Change.objects.count()
        write()  # type: ignore[operator]
        return list(Change.objects.order_by("seq").values_list("profile_id", flat=True)[before:])

    def fact(of: UUID, source: str) -> Fact:
        return Fact(
            id=uuid4(),
            profile_id=of,
            family="license",
            code="MN",
            source=source,
            said_on=day,
            confirmed_on=day,
        )

    assert told(lambda: Profile.objects.create(id=profile, source="self", **kept)) == [profile]
    assert told(lambda: Profile.objects.create(id=listing, source="nppes", **kept)) == []
    assert told(lambda: Fact.objects.bulk_create([fact(profile, "self"), fact(listing, "nppes")])) == [
        profile
    ]
    assert told(
        lambda: Opening.objects.create(
            id=uuid4(), profile_id=listing, places=1, source="check", confirmed_at=now
        )
    ) == [listing]
    assert told(lambda: Opening.objects.filter(profile_id=listing).update(places=0)) == [listing]
    assert told(lambda: Fact.objects.filter(profile_id=profile).update(value="x")) == [profile]
    assert told(lambda: Fact.objects.all().delete()) == [profile]
    assert told(lambda: Profile.objects.filter(pk=listing).update(fingerprint="f", name="Other")) == []
    assert told(lambda: Profile.objects.filter(pk=listing).update(gone_on=day)) == [listing]
    assert told(lambda: Exposure.objects.create(profile_id=profile)) == [profile]
    assert told(lambda: Room.objects.create(id=uuid4(), profile_id=profile, places=1)) == [profile]
    assert told(lambda: Place.objects.create(id=uuid4(), profile_id=profile, source="self")) == [profile]
