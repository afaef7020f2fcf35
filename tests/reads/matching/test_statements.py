"""What a search costs in statements, and when a shard is read anew. With true commits: what a transaction wrote
itself is told in it again and again on PostgreSQL."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from segue.reads.matching import shards
from segue.reads.matching.search import search
from segue.reads.matching.shards import forget_all, packed_anew
from segue.store.changes import KEPT_FOR, NETWORK
from segue.store.models import Change, Exposure, Profile
from segue.store.models import Shard as ShardRow
from tests.conftest import FreshDatabase
from tests.reads.matching.rows import NEED, NOW, fitting, found, say_open, somebody
from tests.statements import counting


def statements(*, viewer: UUID | None = None) -> int:
    """How many a search takes now. On SQLite the question what changed goes to the driver itself, and is added here."""
    with counting() as counted:
        found(viewer=viewer)
    return len(counted) + (connection.vendor == "sqlite")


@pytest.fixture
def made_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The states whose shard was made from the tables, one by one."""
    states: list[str] = []
    plain = shards.made

    def noted(jurisdiction: str) -> object:
        states.append(jurisdiction)
        return plain(jurisdiction)

    monkeypatch.setattr(shards, "made", noted)
    return states


def test_a_search_when_nothing_changed_takes_one_statement_and_one_for_colleagues(
    fresh_database: FreshDatabase,
) -> None:
    viewer = uuid4()
    for count in (1, 8):
        for _ in range(count):
            somebody()
        found()
        assert statements() == 1
        assert statements(viewer=viewer) == 2


def test_a_search_after_changes_takes_as_many_statements_for_one_as_for_many(
    fresh_database: FreshDatabase,
) -> None:
    people = [somebody() for _ in range(6)]
    found()
    counts = []
    for changed in (people[:1], people):
        for one in changed:
            say_open(one, places=3)
        counts.append(statements())

    assert counts == [6, 6]


def test_more_changes_than_are_worth_it_and_the_shard_is_made_anew(
    fresh_database: FreshDatabase, made_anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [somebody() for _ in range(4)]
    monkeypatch.setattr(shards, "MOST_CHANGES", 3)
    assert (fitting(), made_anew) == (set(people), ["MN"])

    for one in people[:3]:
        say_open(one, places=0)
    assert (fitting(), made_anew) == ({people[3]}, ["MN"])

    for one in people:
        say_open(one, places=1)
    Exposure.objects.create(profile_id=NETWORK, reply_hours=84)
    assert (fitting(), made_anew) == (set(people), ["MN", "MN"])
    assert ("replies", 20) in found().options[0].why
    assert (statements(), made_anew) == (1, ["MN", "MN"])


def test_after_a_pause_in_which_changes_may_have_been_forgotten_the_shard_is_read_anew(
    fresh_database: FreshDatabase, made_anew: list[str]
) -> None:
    one, other = somebody(), somebody()
    assert fitting() == {one, other}
    Profile.objects.filter(pk=one).delete()
    Change.objects.all().delete()

    later = NOW + KEPT_FOR
    answers = [search(NEED, viewer=None, now=later + timedelta(hours=hour)).answer for hour in (0, 1)]

    assert [[option.id for option in answer.options] for answer in answers] == [[str(other)]] * 2
    assert made_anew == ["MN", "MN"]


@pytest.mark.only("postgresql")
def test_what_another_cluster_packed_is_passed_over_after_its_backup_came_back(
    fresh_database: FreshDatabase, made_anew: list[str]
) -> None:
    one, other = somebody(), somebody()
    packed = packed_anew("MN", now=NOW)
    assert packed is not None
    content, mark = packed
    row = ShardRow.objects.create(
        jurisdiction="MN", seq=mark.seq, xact=mark.xact, content=content, packed_at=NOW
    )
    say_open(one, places=0)
    made_anew.clear()
    forget_all()
    assert (fitting(), made_anew) == ({other}, [])

    ShardRow.objects.filter(pk=row.pk).update(xact=mark.xact + 1_000_000)
    forget_all()
    assert (fitting(), made_anew) == ({other}, ["MN"])
