"""The national provider identifier of the United States: ten digits, the last of which checks the others.

45 CFR 162.406 gives the form; the check is Luhn's, taken over the card prefix 80840 and the number.
Whether a number was ever issued, and to whom, only the registry knows.
"""

from typing import Final

# What the prefix 80840 adds to every sum, so that it need not be walked each time.
_PREFIX = 24
# A doubled digit counts with the sum of its own digits: 7 → 14 → 5.
_TWICE = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}


def check_digit(first_nine: str) -> str:
    """The tenth digit that belongs to nine."""
    doubled = sum(map(_TWICE.__getitem__, first_nine[::2]))
    plain = sum(map(int, first_nine[1::2]))
    return str(-(_PREFIX + doubled + plain) % 10)


def _threes(*, doubled_first: bool) -> dict[str, int]:
    """What three digits in a row add to the sum: files have millions of numbers, so each is looked up in three."""
    return {
        f"{number:03}": sum(
            _TWICE[digit] if (place % 2 == 0) is doubled_first else int(digit)
            for place, digit in enumerate(f"{number:03}")
        )
        for number in range(1000)
    }


_DOUBLED_FIRST: Final = _threes(doubled_first=True)
_PLAIN_FIRST: Final = _threes(doubled_first=False)
_LAST: Final = {str(digit): digit + _PREFIX for digit in range(10)}


def is_valid_npi(text: str) -> bool:
    """Whether this is ten plain digits whose check digit is right."""
    try:
        total = (
            _DOUBLED_FIRST[text[:3]] + _PLAIN_FIRST[text[3:6]] + _DOUBLED_FIRST[text[6:9]] + _LAST[text[9:]]
        )
    except KeyError:  # not plain digits, or not ten
        return False
    return total % 10 == 0


_PAGE: Final = 1_000_000


class SeenNumbers:
    """Which valid numbers have been met, at one bit each, so that it fits in memory however many there are."""

    def __init__(self) -> None:
        self._pages: dict[str, bytearray] = {}

    def add(self, npi: str) -> bool:
        """Note a number; whether it had not been met before."""
        page = self._pages.get(npi[:3])
        if page is None:
            page = self._pages[npi[:3]] = bytearray(_PAGE // 8)
        place = int(npi[3:9])
        byte, bit = place >> 3, 1 << (place & 7)
        if page[byte] & bit:
            return False
        page[byte] |= bit
        return True
