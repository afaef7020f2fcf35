"""The key ring: the master key outside the database, and the keys that it wraps."""

from pathlib import Path
from typing import Any

import pytest

from segue.demo.builders import open_small_world
from segue.reads.client import client_sheet
from segue.store.keys import (
    KeyMissing,
    client_key,
    handoff_key,
    make_master_key,
    master_key,
    practice_key,
    server_digest,
)
from segue.store.models import Client, Handoff, Practice
from segue.store.seal import SealBroken, new_key, wrap


def test_a_master_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master"

    assert make_master_key(path) is True
    first = path.read_text()
    assert make_master_key(path) is False
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0


def test_without_its_master_key_nothing_opens(tmp_path: Path, settings: Any) -> None:
    settings.SEGUE_MASTER_KEY_FILE = tmp_path / "gone"
    with pytest.raises(KeyMissing):
        master_key()

    settings.SEGUE_MASTER_KEY = "00" * 31
    with pytest.raises(KeyMissing):
        master_key()

    settings.SEGUE_MASTER_KEY = "00" * 32
    assert master_key().secret == bytes(32)


@pytest.mark.django_db
def test_every_client_and_every_approach_has_a_key_of_its_own() -> None:
    world = open_small_world()
    cases = [world.case("One Client").until_asked(), world.case("Another Client").until_asked()]

    clients = Client.objects.select_related("practice").filter(pk__in=[case.client for case in cases])
    handoffs = Handoff.objects.select_related("from_practice")
    practices = Practice.objects.all()
    keys = [*map(client_key, clients), *map(handoff_key, handoffs), *map(practice_key, practices)]

    assert len(keys) == 2 + 4 + 2
    assert len({key.secret for key in keys}) == len(keys)


@pytest.mark.django_db
def test_one_clients_key_does_not_stand_in_for_anothers() -> None:
    world = open_small_world()
    one, other = world.case("One Client"), world.case("Another Client")
    row = Client.objects.select_related("practice").get(pk=one.client)
    stolen = Client.objects.get(pk=other.client).key_wrapped

    assert client_sheet(row).name == "One Client"
    row.key_wrapped = stolen
    with pytest.raises(SealBroken):
        client_sheet(row)


@pytest.mark.django_db
def test_a_practice_that_changes_its_key_keeps_every_body() -> None:
    world = open_small_world()
    case = world.case()
    practice = Practice.objects.get(pk=case.miriam.practice)
    client = Client.objects.select_related("practice").get(pk=case.client)
    inner, body = client_key(client), bytes(client.name_sealed)

    fresh = new_key(practice.id)
    Practice.objects.filter(pk=practice.pk).update(key_wrapped=wrap(master_key(), fresh))
    Client.objects.filter(pk=client.pk).update(key_wrapped=wrap(fresh, inner))

    client = Client.objects.select_related("practice").get(pk=case.client)
    assert client_sheet(client).name == case.name
    assert bytes(client.name_sealed) == body


@pytest.mark.django_db
def test_a_destroyed_key_leaves_a_client_unreadable_for_good() -> None:
    world = open_small_world()
    case = world.case()
    Client.objects.filter(pk=case.client).update(key_wrapped=b"")

    with pytest.raises(SealBroken):
        client_sheet(Client.objects.select_related("practice").get(pk=case.client))


def test_a_digest_is_for_one_purpose() -> None:
    assert server_digest("one", "text") == server_digest("one", "text")
    assert server_digest("one", "text") != server_digest("two", "text")
    assert server_digest("one", "text") != server_digest("one", "texts")
