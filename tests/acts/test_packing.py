"""The directory is packed every night, and a process that starts reads what was packed."""

from datetime import timedelta

import pytest

from segue.acts import packing
from segue.acts.packing import PackDirectory
from segue.demo.builders import SmallWorld, open_small_world
from segue.reads.matching import shards
from segue.rules.actor import CLOCK
from segue.store.changes import NETWORK
from segue.store.models import Change, Exposure, Job, Profile, Shard
from tests.acts.answers import done, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SmallWorld:
    return open_small_world()


def test_what_changed_is_packed_and_read_again_by_who_starts(world: SmallWorld) -> None:
    first = done(packing.pack_directory(CLOCK, PackDirectory(), world.clock.at()))
    shards.forget_all()
    second = done(packing.pack_directory(CLOCK, PackDirectory(), world.clock.at()))
    Profile.objects.filter(pk=world.profiles["ruth"]).update(zip="55802")
    third = done(packing.pack_directory(CLOCK, PackDirectory(), world.clock.at()))
    shards.forget_all()

    assert first.also["packed"] == "1"
    assert second.also["packed"] == "0"
    assert third.also["packed"] == "1"
    with shards.shard_of("MN", now=world.clock.at().now) as (shard, kept):
        assert kept.is_as_packed
        assert sorted(shard.name_of(row) for row in range(shard.count)) == sorted(world.profiles.values())
    assert Shard.objects.get().jurisdiction == "MN"


def test_the_next_night_is_put_on_the_list_and_old_changes_go(world: SmallWorld) -> None:
    Change.objects.update(at=world.clock.at().now - timedelta(days=4))

    done(packing.pack_directory(CLOCK, PackDirectory(), world.clock.at()))

    assert Change.objects.count() == 0
    due = Job.objects.get(kind="pack_directory").due_at
    assert (due.hour, due > world.clock.at().now) == (3, True)


def test_how_long_the_network_takes_is_the_middle_of_those_who_have_a_history(world: SmallWorld) -> None:
    names = list(world.profiles.values())[:3]
    for name, hours in zip(names, (40, 3, 8), strict=False):
        Exposure.objects.create(profile_id=name, reply_hours=hours)

    done(packing.pack_directory(CLOCK, PackDirectory(), world.clock.at()))

    assert Exposure.objects.get(pk=NETWORK).reply_hours == 8
    with shards.shard_of("MN", now=world.clock.at().now) as (_, kept):
        assert kept.usual_hours == 8


def test_packing_is_the_clocks_own(world: SmallWorld) -> None:
    assert refusal(packing.pack_directory(world.miriam, PackDirectory(), world.clock.at())) == "not_found"
    assert Shard.objects.count() == 0
