"""Connections: found or declared, told in plain words, and acknowledged in just these words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.connection import (
    WORDS,
    Connection,
    ConnectionKind,
    Source,
    Tied,
    Way,
    can_be_declared,
    connections_between,
    is_acknowledged,
    text_hash,
    unacknowledged,
    words,
)

KIND = ConnectionKind


def computed(kind: ConnectionKind) -> Connection:
    return Connection(kind, Way.both, Source.computed)


@pytest.mark.parametrize(
    ("referrer", "recipient", "kinds"),
    [
        (Tied(), Tied(), []),
        (Tied(practices=frozenset({"p"})), Tied(practices=frozenset({"p", "q"})), [KIND.same_practice]),
        (Tied(practices=frozenset({"p"})), Tied(practices=frozenset({"q"})), []),
        (Tied(owners=frozenset({"o"})), Tied(owners=frozenset({"o"})), [KIND.owner]),
        (Tied(owners=frozenset({"o"})), Tied(owners=frozenset({"n"})), []),
        (Tied(landlords=frozenset({"l"})), Tied(landlords=frozenset({"k"})), []),
        (Tied(landlords=frozenset({"l"})), Tied(landlords=frozenset({"l"})), [KIND.landlord]),
        (
            Tied(addresses=frozenset({"12 River St., Suite 3, Uptown"})),
            Tied(addresses=frozenset({"12 river st  suite 3 UPTOWN", "9 Elm Ave"})),
            [KIND.same_address],
        ),
        (Tied(addresses=frozenset({"12 River St"})), Tied(addresses=frozenset({"13 River St"})), []),
        (Tied(addresses=frozenset({"", " . "})), Tied(addresses=frozenset({"", ","})), []),
        (
            Tied(owners=frozenset({"o"}), landlords=frozenset({"l"}), addresses=frozenset({"12 River St"})),
            Tied(owners=frozenset({"o"}), landlords=frozenset({"l"}), addresses=frozenset({"12 River St"})),
            [KIND.owner, KIND.landlord, KIND.same_address],
        ),
    ],
)
def test_shared_practices_owners_landlords_and_doors_are_found(
    referrer: Tied, recipient: Tied, kinds: list[ConnectionKind]
) -> None:
    assert connections_between(referrer, recipient=recipient) == tuple(computed(kind) for kind in kinds)


def test_colleagues_of_one_practice_are_told_once_and_not_of_its_owner_and_door() -> None:
    same = Tied(frozenset({"p"}), frozenset({"o"}), frozenset({"l"}), frozenset({"12 River St"}))
    assert connections_between(same, recipient=same) == (computed(KIND.same_practice),)


def test_what_was_declared_joins_what_was_found_in_the_order_of_telling() -> None:
    renting = Tied(landlords=frozenset({"l"}))
    gift = Connection(KIND.gift, Way.from_recipient)
    family = Connection(KIND.family)
    again = Connection(KIND.landlord)
    lets = Connection(KIND.landlord, Way.from_referrer)
    assert connections_between(renting, recipient=renting, declared=(gift, again, lets, family)) == (
        family,
        computed(KIND.landlord),
        lets,
        gift,
    )


def test_the_client_reads_a_whole_sentence_with_both_names() -> None:
    assert words(Connection(KIND.landlord), referrer="Miriam", recipient="Ruth") == (
        "Miriam and Ruth rent rooms from the same owner. No money goes from one to the other."
    )


def test_the_sentence_is_said_in_the_clients_language() -> None:
    said = words(Connection(KIND.friend), referrer="Miriam", recipient="Ruth", say=lambda text: f"«{text}»")
    assert said == "«Miriam and Ruth are friends.»"


@pytest.mark.parametrize(("kind", "way"), list(WORDS))
def test_each_sentence_names_both_and_says_nothing_in_another_tongue(kind: ConnectionKind, way: Way) -> None:
    said = words(Connection(kind, way), referrer="Miriam", recipient="Ruth")
    assert "Miriam" in said
    assert "Ruth" in said
    assert "%" not in said


def test_every_kind_can_be_told_and_one_way_ties_tell_who_gives() -> None:
    assert {kind for kind, _ in WORDS} == set(ConnectionKind)
    assert can_be_declared(KIND.gift, way=Way.from_referrer)
    assert not can_be_declared(KIND.gift, way=Way.both)
    assert not can_be_declared(KIND.family, way=Way.from_referrer)
    gives = words(Connection(KIND.supervisor, Way.from_referrer), referrer="Miriam", recipient="Ruth")
    takes = words(Connection(KIND.supervisor, Way.from_recipient), referrer="Miriam", recipient="Ruth")
    assert gives == "Miriam supervises the work of Ruth."
    assert takes == "Ruth supervises the work of Miriam."


def test_only_the_very_words_that_were_shown_are_acknowledged() -> None:
    text = "Miriam and Ruth are friends."
    known = (text_hash(text),)
    assert is_acknowledged(text, acknowledged=known)
    assert not is_acknowledged("Miriam and Ruth are family.", acknowledged=known)
    assert unacknowledged((text, "Miriam and Ruth are family."), acknowledged=known) == (
        "Miriam and Ruth are family.",
    )
    assert unacknowledged((text,), acknowledged=()) == (text,)


def test_two_spellings_of_one_accent_have_one_hash() -> None:
    assert text_hash("Ren\u00e9") == text_hash("Rene\u0301")


ties = st.builds(
    Tied,
    *[st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2) for _ in range(4)],
)


@given(ties, ties)
def test_a_connection_is_the_same_from_both_sides(one: Tied, other: Tied) -> None:
    assert connections_between(one, recipient=other) == connections_between(other, recipient=one)
