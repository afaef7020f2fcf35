"""Capitals of the registry as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.formats.lettering import as_address, as_firm, as_name


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("TOVE", "Tove"),
        ("MCNEVINBY", "McNevinby"),
        ("MACK", "Mack"),
        ("O'DOWDALE", "O'Dowdale"),
        ("O’BRANNICK", "O’Brannick"),
        ("MOUA-LARSEL", "Moua-Larsel"),
        ("DE LA CRUZEL", "De La Cruzel"),
        ("EKSTRÖMVIK", "Ekströmvik"),
        ("III", "III"),
        ("JR.", "Jr."),
        ("VI", "Vi"),
        ("DeShawnel", "DeShawnel"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_people_write_it(capitals: str, written: str) -> None:
    assert as_name(capitals) == written


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("210 2ND ST NE STE 4B", "210 2nd St NE Ste 4B"),
        ("PO BOX 7", "PO Box 7"),
        ("SAINT PAUL", "Saint Paul"),
        ("1600 W 7TH ST", "1600 W 7th St"),
    ],
)
def test_an_address_keeps_its_directions(capitals: str, written: str) -> None:
    assert as_address(capitals) == written


def test_a_firm_keeps_its_form() -> None:
    assert as_firm("SORREL COUNSELING PLLC") == "Sorrel Counseling PLLC"


@given(st.text())
def test_nothing_but_the_size_of_letters_changes(text: str) -> None:
    assert as_name(text).casefold() == text.casefold() or not text.isascii()
