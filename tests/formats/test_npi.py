"""The check digit of the national provider identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.formats.npi import SeenNumbers, check_digit, is_valid_npi

NINE_DIGITS = st.text("0123456789", min_size=9, max_size=9)


def luhn_sum(digits: str) -> int:
    """Luhn's sum by the book: from the right, every second digit doubled."""
    return sum(
        sum(map(int, str(int(digit) * 2))) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(digits))
    )


def test_the_registrys_own_example_is_valid() -> None:
    assert is_valid_npi("1234567893")
    assert not is_valid_npi("1234567890")


@given(NINE_DIGITS)
def test_the_check_digit_makes_luhns_sum_over_the_prefix_end_in_zero(nine: str) -> None:
    assert luhn_sum("80840" + nine + check_digit(nine)) % 10 == 0


@given(NINE_DIGITS)
def test_exactly_one_last_digit_is_valid(nine: str) -> None:
    assert [digit for digit in "0123456789" if is_valid_npi(nine + digit)] == [check_digit(nine)]


@given(NINE_DIGITS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(nine: str, place: int, change: int) -> None:
    right = nine + check_digit(nine)
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]

    assert not is_valid_npi(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789",
        "12345678930",
        " 1234567893",
        "1234567893\n",
        "123456789X",
        "١٢٣٤٥٦٧٨٩٣",
        "1234567893\0",
    ],
)
def test_anything_but_ten_plain_digits_is_invalid(text: str) -> None:
    assert not is_valid_npi(text)


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    assert is_valid_npi(text) in (True, False)


@given(st.lists(st.sampled_from(["1000000004", "1999999992", "1000000012", "0000000006"]), max_size=12))
def test_a_number_is_new_once(numbers: list[str]) -> None:
    seen, met = SeenNumbers(), set[str]()

    for number in numbers:
        assert seen.add(number) is (number not in met)
        met.add(number)
