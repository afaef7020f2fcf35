"""A practice's clients: who they are, sealed; their code; who may sign for them."""

from dataclasses import replace
from typing import Any

import pytest

from segue.acts import client
from segue.demo.builders import SmallWorld
from segue.reads.client import client_sheet
from segue.rules.actor import Actor, Kind
from segue.store.keys import practice_key
from segue.store.models import Client, ClientName, Practice, RecordEntry, Representative
from segue.store.seal import blind_index
from tests.acts.answers import NOWHERE, done, refusal


def adding(world: SmallWorld, **said: Any) -> client.AddClient:
    return client.AddClient(
        world.clock.key(), **{"name": "Zoë Müller", "clinician": str(world.miriam.person), **said}
    )


def add(world: SmallWorld, *, actor: Actor | None = None, **said: Any) -> Any:
    return client.add(actor or world.miriam, adding(world, **said), world.clock.at())


def test_a_client_is_kept_sealed_and_found_by_a_word_of_the_name(world: SmallWorld) -> None:
    one = done(add(world, birth_date="1990-02-28", channel="sms", contact="612-555-0111")).id

    row = Client.objects.select_related("practice").get(pk=one)
    sheet = client_sheet(row)
    assert (sheet.name, sheet.birth_date, sheet.contact) == ("Zoë Müller", "1990-02-28", "612-555-0111")
    assert b"Zo" not in bytes(row.name_sealed)
    digests = {bytes(each.digest) for each in ClientName.objects.filter(client=row)}
    assert digests == {blind_index(practice_key(row.practice), word) for word in ("zoe", "muller")}
    assert RecordEntry.objects.get(stream="client").event == "client_added"


def test_the_same_name_has_another_digest_in_another_practice(world: SmallWorld) -> None:
    elm, birch = Practice.objects.order_by("id")

    assert blind_index(practice_key(elm), "zoe") != blind_index(practice_key(birch), "zoe")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "  "}, "name_missing"),
        ({"name": "x" * 121}, "name_missing"),
        ({"channel": "pigeon"}, "channel_unknown"),
        ({"channel": "email"}, "contact_missing"),
        ({"channel": "email", "contact": "  "}, "contact_missing"),
        ({"birth_date": "yesterday"}, "birth_date_unknown"),
        ({"birth_date": "2026-03-11"}, "birth_date_unknown"),
        ({"birth_date": "1066-10-14"}, "birth_date_unknown"),
        ({"birth_date": "1992-02-30"}, "birth_date_unknown"),
        ({"clinician": NOWHERE}, "not_found"),
        ({"clinician": "x"}, "not_found"),
    ],
)
def test_what_is_lacking_is_said_and_nothing_is_kept(
    world: SmallWorld, said: dict[str, str], code: str
) -> None:
    assert refusal(add(world, **said)) == code
    assert (Client.objects.count(), ClientName.objects.count()) == (0, 0)


def test_only_who_works_with_clients_adds_one_and_for_a_colleague_of_theirs(world: SmallWorld) -> None:
    for actor in (
        Actor(Kind.owner, practice=world.miriam.practice),
        Actor(Kind.operator),
        Actor(Kind.anonymous),
    ):
        assert refusal(add(world, actor=actor)) == "not_found"
    assert refusal(add(world, actor=world.amara)) == "not_found"  # Miriam works elsewhere
    assert refusal(add(world, clinician=str(world.desk.person))) == "not_found"
    done(add(world, actor=world.desk))


def test_a_name_from_right_to_left_or_with_marks_is_kept(world: SmallWorld) -> None:
    for name in ("ليلى مرادي", "<b>Jo</b>", "\U0001f33f", "O'; DROP TABLE client; --"):
        one = done(add(world, name=name)).id
        assert client_sheet(Client.objects.select_related("practice").get(pk=one)).name == name


def test_a_new_code_replaces_the_old_one(world: SmallWorld) -> None:
    case = world.case(code_hash="old")
    command = client.GiveCode("k", case.client, "new")

    for actor in (world.amara, case.me, Actor(Kind.anonymous)):
        assert refusal(client.give_code(actor, command, world.clock.at())) == "not_found"
    done(client.give_code(world.miriam, command, world.clock.at()))
    assert Client.objects.get(pk=case.client).code_hash == "new"


@pytest.mark.parametrize("named", [NOWHERE, "", "x", "\x00"])
def test_a_client_that_is_not_there_is_not_found(world: SmallWorld, named: str) -> None:
    case = world.case()
    give = client.GiveCode("k", named, "new")
    other = replace(give, key="o", client=case.client, representative=named or "-")
    mother = client.AddRepresentative("r", named, "Ada Tamm", "mother", "parent with custody")

    assert refusal(client.give_code(world.miriam, give, world.clock.at())) == "not_found"
    assert refusal(client.give_code(world.miriam, other, world.clock.at())) == "not_found"
    assert refusal(client.add_representative(world.miriam, mother, world.clock.at())) == "not_found"


def test_a_representative_has_a_name_and_a_right_and_a_code_of_their_own(world: SmallWorld) -> None:
    case = world.case()
    mother = client.AddRepresentative("r", case.client, "Ada Tamm", "mother", "parent with custody")

    for lacking in (replace(mother, name=" "), replace(mother, authority=" ")):
        assert refusal(client.add_representative(world.miriam, lacking, world.clock.at())) == "name_missing"
    one = done(client.add_representative(world.miriam, mother, world.clock.at())).id
    done(client.give_code(world.miriam, client.GiveCode("c", case.client, "hers", one), world.clock.at()))

    row = Representative.objects.get()
    assert (row.code_hash, b"Ada" in bytes(row.name_sealed)) == ("hers", False)
    assert Client.objects.get(pk=case.client).code_hash == ""
