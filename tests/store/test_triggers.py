"""What is written once refuses to be changed or dropped, on both databases."""

import pytest
from django.db import IntegrityError, connection, transaction

from segue.acts.anchor import AnchorRecord, anchor_record
from segue.demo.builders import open_small_world
from segue.rules.actor import CLOCK
from segue.store.models import Referral
from segue.store.triggers import KEPT, make_triggers, triggers_there

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
    assert triggers_there() == 2 * len(KEPT)
    make_triggers()
    assert triggers_there() == 2 * len(KEPT)

    drop_update_trigger("store_recordentry")
    assert triggers_there() == 2 * len(KEPT) - 1
    make_triggers()
    assert triggers_there() == 2 * len(KEPT)


def drop_update_trigger(table: str) -> None:
    of = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_no_update{of}")
