"""Sealing: a ciphertext opens under its own key, in its own cell, unchanged, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.demo.builders import Clock
from segue.store.models import Client, Message
from segue.store.seal import (
    FORMAT,
    Key,
    SealBroken,
    blind_index,
    new_key,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
    unwrap,
    wrap,
)

clock = Clock()
ROW, OTHER, ONE, ANOTHER = (clock.new_id() for _ in range(4))
KEY = new_key(ONE)
HERE = {"table": Client, "column": "name_sealed", "row": ROW, "client": ONE}


@given(st.text())
def test_what_is_sealed_opens_again_and_is_not_readable(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    sealed = seal(KEY, text, **HERE)

    assert unseal(KEY, sealed, **HERE) == text
    assert len(text) < 4 or text.encode() not in sealed


@pytest.mark.parametrize(
    "elsewhere",
    [{"table": Message}, {"column": "contact_sealed"}, {"row": OTHER}, {"client": ANOTHER}, {"client": None}],
)
def test_a_ciphertext_moved_to_another_cell_does_not_open(elsewhere: dict[str, object]) -> None:
    sealed = seal(KEY, "Jonas", **HERE)

    with pytest.raises(SealBroken):
        unseal(KEY, sealed, **{**HERE, **elsewhere})
    assert unseal(KEY, sealed, **HERE) == "Jonas"


def test_another_key_does_not_open_it() -> None:
    sealed = seal(KEY, "Jonas", **HERE)

    with pytest.raises(SealBroken):
        unseal(new_key(ONE), sealed, **HERE)


def test_a_change_of_any_single_byte_is_seen() -> None:
    sealed = seal(KEY, "Jonas", **HERE)

    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(SealBroken):
            unseal(KEY, changed, **HERE)


@given(st.binary(max_size=64))
def test_what_was_never_sealed_does_not_open(rubbish: bytes) -> None:
    for body in (rubbish, FORMAT + rubbish):
        with pytest.raises(SealBroken):
            unseal_bytes(KEY, body, about=b"here")


def test_the_same_text_is_never_sealed_alike() -> None:
    assert seal(KEY, "Jonas", **HERE) != seal(KEY, "Jonas", **HERE)


def test_a_key_is_wrapped_for_its_owner_alone() -> None:
    outer, inner = new_key(None), new_key(ONE)
    wrapped = wrap(outer, inner)

    assert unwrap(outer, wrapped, owner=ONE) == inner
    for key, owner in ((outer, ANOTHER), (new_key(None), ONE)):
        with pytest.raises(SealBroken):
            unwrap(key, wrapped, owner=owner)
    assert inner.secret not in wrapped


def test_a_key_wrapped_anew_opens_the_old_bodies() -> None:
    old, new, inner = new_key(None), new_key(None), new_key(ONE)
    body = seal_bytes(inner, b"kept", about=b"here")

    again = wrap(new, unwrap(old, wrap(old, inner), owner=ONE))

    assert unseal_bytes(unwrap(new, again, owner=ONE), body, about=b"here") == b"kept"


def test_a_key_never_shows_its_secret() -> None:
    assert KEY.secret.hex() not in repr(KEY) + str(KEY)
    assert str(KEY.secret) not in repr(KEY)


def test_a_blind_index_knows_a_word_by_its_key_and_not_by_its_case() -> None:
    other = Key(bytes(32))

    assert blind_index(KEY, "Jonas") == blind_index(KEY, "jonas")
    assert blind_index(KEY, "jonas") != blind_index(KEY, "jonah")
    assert blind_index(KEY, "jonas") != blind_index(other, "jonas")
    assert KEY.derive("blind index") != KEY.derive("link token")
