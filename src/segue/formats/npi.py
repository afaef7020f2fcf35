"""The national provider identifier of the United States: ten digits, the last of which checks the others.

45 CFR 162.406 gives the form; the check is Luhn's, taken over the card prefix 80840 and the number.
Whether a number was ever issued, and to whom, only the registry knows.
"""

# What the prefix 80840 adds to every sum, so that it need not be walked each time.
_PREFIX = 24
# A doubled digit counts with the sum of its own digits: 7 → 14 → 5.
_TWICE = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}


def is_valid_npi(text: str) -> bool:
    """Whether this is ten plain digits whose check digit is right."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    return text[9] == check_digit(text[:9])


def check_digit(first_nine: str) -> str:
    """The tenth digit that belongs to nine."""
    doubled = sum(map(_TWICE.__getitem__, first_nine[::2]))
    plain = sum(map(int, first_nine[1::2]))
    return str(-(_PREFIX + doubled + plain) % 10)
