"""Tokens of links and one-time codes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from segue.demo.builders import Clock
from segue.store.identifiers import new_id
from segue.store.tokens import code_of, normal_code, token_hash, token_of, word_code


def test_a_token_is_long_fits_an_address_and_belongs_to_one_link() -> None:
    clock = Clock()
    links = [clock.new_id() for _ in range(100)]

    tokens = [token_of(link) for link in links]

    assert len(set(tokens)) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{27}", token) for token in tokens)  # 160 bits
    assert tokens == [token_of(link) for link in links]


@given(st.text())
def test_anything_typed_as_a_token_has_a_hash(typed: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash(typed))


def test_codes_are_digits_in_their_own_form() -> None:
    assert all(re.fullmatch(r"[1-9]\d{3} [1-9]\d{3}", word_code()) for _ in range(100))
    assert len({word_code() for _ in range(100)}) > 90


def test_a_code_is_six_digits_and_another_one_each_time() -> None:
    codes = {code_of(new_id()) for _ in range(200)}

    assert {len(code) for code in codes} == {6}
    assert all(code.isdecimal() for code in codes)
    assert len(codes) > 190
    same = new_id()
    assert code_of(same) == code_of(same)


def test_a_code_is_the_same_however_it_is_spaced() -> None:
    assert normal_code(" 4271-88 36\n") == "42718836"
    assert normal_code("none") == ""
