"""Which part somebody plays toward a referral and toward a handoff."""

from uuid import UUID

import pytest

from segue.rules.actor import CLOCK, STAFF, SYSTEM, Actor, Kind, Part, part_in_handoff, part_in_referral

SENDER, RECEIVER, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
CLIENT, OTHER_CLIENT = UUID(int=11), UUID(int=12)
HANDOFF, OTHER_HANDOFF = UUID(int=21), UUID(int=22)
MIRIAM, AMARA = UUID(int=31), UUID(int=32)


def in_referral(actor: Actor, client: UUID | None = CLIENT) -> Part:
    return part_in_referral(actor, practice=SENDER, client=client)


def in_handoff(actor: Actor, *, to_practice: UUID | None = RECEIVER, to_person: UUID | None = AMARA) -> Part:
    return part_in_handoff(
        actor,
        from_practice=SENDER,
        to_practice=to_practice,
        client=CLIENT,
        handoff=HANDOFF,
        to_person=to_person,
    )


@pytest.mark.parametrize("kind", sorted(STAFF))
def test_the_staff_of_the_practice_refers(kind: Kind) -> None:
    assert in_referral(Actor(kind, person=MIRIAM, practice=SENDER)) is Part.referrer
    assert in_referral(Actor(kind, person=MIRIAM, practice=STRANGER)) is Part.nobody
    assert in_referral(Actor(kind, person=MIRIAM)) is Part.nobody


@pytest.mark.parametrize(
    ("kind", "part"), [(Kind.client, Part.client), (Kind.representative, Part.representative)]
)
def test_only_the_client_of_the_referral_and_who_stands_for_them_play_that_part(
    kind: Kind, part: Part
) -> None:
    assert in_referral(Actor(kind, client=CLIENT)) is part
    assert in_handoff(Actor(kind, client=CLIENT)) is part
    assert in_referral(Actor(kind, client=OTHER_CLIENT)) is Part.nobody
    assert in_handoff(Actor(kind, client=OTHER_CLIENT)) is Part.nobody


def test_a_client_without_a_name_is_nobody_in_a_referral_without_a_client() -> None:
    assert in_referral(Actor(Kind.client), client=None) is Part.nobody


def test_a_clinician_who_carries_the_client_is_not_the_client() -> None:
    assert in_referral(Actor(Kind.clinician, practice=STRANGER, client=CLIENT)) is Part.nobody


def test_clock_and_system_play_themselves() -> None:
    assert [in_referral(CLOCK), in_referral(SYSTEM)] == [Part.clock, Part.system]
    assert [in_handoff(CLOCK), in_handoff(SYSTEM)] == [Part.clock, Part.system]


@pytest.mark.parametrize("kind", [Kind.operator, Kind.anonymous])
def test_who_runs_the_server_and_who_is_unknown_play_no_part(kind: Kind) -> None:
    actor = Actor(kind, practice=SENDER, client=None, handoff=HANDOFF)
    assert in_referral(actor) is Part.nobody
    assert in_handoff(actor) is Part.nobody


def test_a_guest_reads_one_handoff() -> None:
    assert in_handoff(Actor(Kind.guest, handoff=HANDOFF), to_practice=None) is Part.recipient
    assert in_handoff(Actor(Kind.guest, handoff=OTHER_HANDOFF), to_practice=None) is Part.nobody
    assert in_handoff(Actor(Kind.guest), to_practice=None) is Part.nobody
    assert in_referral(Actor(Kind.guest, handoff=HANDOFF)) is Part.nobody


@pytest.mark.parametrize("kind", sorted(STAFF))
def test_a_handoff_joins_two_practices_and_no_third(kind: Kind) -> None:
    assert in_handoff(Actor(kind, person=MIRIAM, practice=SENDER)) is Part.referrer
    assert in_handoff(Actor(kind, person=AMARA, practice=RECEIVER)) is Part.recipient
    assert in_handoff(Actor(kind, person=AMARA, practice=STRANGER)) is Part.nobody


def test_nobody_without_a_practice_belongs_to_a_guest_handoff() -> None:
    assert in_handoff(Actor(Kind.clinician, person=AMARA), to_practice=None) is Part.nobody
    assert in_handoff(Actor(Kind.clinician, person=AMARA, practice=SENDER), to_practice=None) is Part.referrer


def test_within_one_practice_only_the_person_addressed_is_the_recipient() -> None:
    amara = Actor(Kind.clinician, person=AMARA, practice=SENDER)
    miriam = Actor(Kind.clinician, person=MIRIAM, practice=SENDER)
    nameless = Actor(Kind.clinician, practice=SENDER)
    assert in_handoff(amara, to_practice=SENDER) is Part.recipient
    assert in_handoff(miriam, to_practice=SENDER) is Part.referrer
    assert in_handoff(nameless, to_practice=SENDER, to_person=None) is Part.referrer
