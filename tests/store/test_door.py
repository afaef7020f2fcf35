"""The read door: a practice meets its own rows; what another practice has does not exist for it."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from segue.demo.builders import open_small_world
from segue.rules.actor import Actor
from segue.store.door import Scope, within

pytestmark = pytest.mark.django_db

OWN = ("clients", "referrals", "handoffs_sent", "consents", "disclosures", "check_ins")


def scope_of(actor: Actor) -> Scope:
    assert actor.practice is not None
    assert actor.person is not None
    with within(actor.practice, actor.person) as scope:
        return scope


def rows(scope: Scope, name: str) -> int:
    found = getattr(scope, name)
    assert isinstance(found, QuerySet)
    return found.count()


def test_a_practice_meets_its_own_rows_and_the_other_meets_none_of_them() -> None:
    world = open_small_world()
    world.case().until_started()
    mine, theirs = scope_of(world.miriam), scope_of(world.amara)

    assert all(rows(mine, name) > 0 for name in OWN)
    assert [name for name in OWN if rows(theirs, name)] == ["clients"]  # their own lasting copy
    assert not set(theirs.clients) & set(mine.clients)
    assert (rows(mine, "handoffs_received"), rows(theirs, "handoffs_received")) == (0, 1)


def test_what_was_only_prepared_is_not_there_for_the_recipient() -> None:
    world = open_small_world()
    case = world.case().until_asked()
    theirs = scope_of(world.amara)
    assert rows(theirs, "handoffs_received") == 1

    theirs.handoffs_received.filter(pk=case.handoff("amara")).update(requested_at=None)

    assert rows(theirs, "handoffs_received") == 0


def test_whom_somebody_knows_is_theirs_alone() -> None:
    world = open_small_world()

    assert scope_of(world.miriam).colleagues.query.where
    assert (rows(scope_of(world.miriam), "colleagues"), rows(scope_of(world.desk), "colleagues")) == (0, 0)


@pytest.mark.only("postgresql")
def test_the_database_is_told_who_reads_and_forgets_it() -> None:
    world = open_small_world()
    assert world.miriam.practice is not None
    assert world.miriam.person is not None

    def told() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('segue.practice', true)")
            return str(cursor.fetchone()[0] or "")

    with within(world.miriam.practice, world.miriam.person):
        assert told() == str(world.miriam.practice)
    assert told() == ""
