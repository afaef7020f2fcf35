"""What a listing keeps of a row, and which rows become none."""

from datetime import date

import pytest

from segue.formats.cleaning import Place
from segue.formats.listing import (
    Bad,
    License,
    ListingKind,
    ListingRow,
    Picked,
    Skipped,
    SkipReason,
)
from segue.formats.picking import Wanted
from tests.formats.provider_file import WANTED, Kept, a_person, file_of, npi, parts_of, read

PHONE = "Provider Business Practice Location Address Telephone Number"
STATE = "Provider Business Practice Location Address State Name"
ZIP = "Provider Business Practice Location Address Postal Code"
COUNTRY = "Provider Business Practice Location Address Country Code (If outside U.S.)"
LAST_NAME = "Provider Last Name (Legal Name)"


def only(*rows: dict[str, str], wanted: Wanted = WANTED) -> object:
    """What became of the one row of a file."""
    found = read(file_of(*rows), wanted=wanted)
    assert isinstance(found, list)
    assert len(found) == 1
    return found[0]


def listing(**changes: str) -> ListingRow:
    kept = only(a_person(**changes))
    assert isinstance(kept, Kept)
    return kept.listing


def fingerprint(**changes: str) -> str:
    (part,) = parts_of(a_person(**changes))
    (row,) = part.rows
    assert isinstance(row, Picked)
    return row.fingerprint


def reason(row: object) -> str:
    assert isinstance(row, Skipped | Bad)
    return row.reason if isinstance(row, Skipped) else row.code


def test_a_wanted_row_becomes_a_listing() -> None:
    assert only(a_person()) == Kept(
        line=2,
        listing=ListingRow(
            npi=npi(1),
            kind=ListingKind.PERSON,
            last_name="McNevinby",
            first_name="Tove",
            middle_name="",
            prefix="",
            suffix="",
            credential="LICSW",
            profession="social worker",
            licenses=(License("1041C0700X", "SW1", "MN", is_primary=True),),
            place=Place("210 2nd St NE", "", "Saint Paul", "MN", "55102", "US", "6515550123", ""),
            enumerated_on=date(2007, 5, 23),
            updated_on=date(2018, 12, 12),
        ),
    )
    assert listing(**{"Provider Middle Name": "A"}).name == "Tove A McNevinby"


def test_the_mailing_address_is_never_kept() -> None:
    bait = {"Provider Business Mailing Address City Name": "HIDDENTOWN"}

    assert "HIDDENTOWN" in file_of(a_person(**bait)).decode()
    assert "SECRET" not in repr(listing(**bait)).upper()
    assert "HIDDENTOWN" not in repr(listing(**bait)).upper()


def test_the_primary_code_gives_the_profession() -> None:
    second = {
        "Healthcare Provider Primary Taxonomy Switch_1": "N",
        "Healthcare Provider Taxonomy Code_2": "103TC0700X",
        "Healthcare Provider Primary Taxonomy Switch_2": "Y",
        "Provider License Number_2": "LP9",
        "Provider License Number State Code_2": "WI",
    }

    found = listing(**second)

    assert found.profession == "psychologist"
    assert [each.state for each in found.licenses] == ["MN", "WI"]


def test_codes_that_nobody_asked_for_are_left_out() -> None:
    found = listing(
        **{
            "Healthcare Provider Primary Taxonomy Switch_1": "N",
            "Healthcare Provider Taxonomy Code_2": "207Q00000X",
            "Healthcare Provider Primary Taxonomy Switch_2": "Y",
        }
    )

    assert [each.taxonomy for each in found.licenses] == ["1041C0700X"]
    assert found.profession == "social worker"


def test_a_code_in_the_fifteenth_place_counts() -> None:
    moved = a_person(
        **{
            "Healthcare Provider Taxonomy Code_1": "207Q00000X",
            "Healthcare Provider Taxonomy Code_15": "103TC0700X",
        }
    )

    assert isinstance(only(moved), Kept)


def test_another_profession_is_passed_over() -> None:
    row = a_person(**{"Healthcare Provider Taxonomy Code_1": "207Q00000X"})

    assert only(row) == Skipped(2, npi(1), SkipReason.OTHER_PROFESSION)


def test_organizations_are_kept_only_when_asked_for() -> None:
    row = a_person(
        **{
            "Entity Type Code": "2",
            LAST_NAME: "",
            "Provider Organization Name (Legal Business Name)": "SORREL COUNSELING PLLC",
            "Healthcare Provider Taxonomy Code_1": "261QM0801X",
        }
    )

    kept = only(row, wanted=WANTED._replace(organizations={"261QM0801X": "organization"}))

    assert only(row) == Skipped(2, npi(1), SkipReason.ORGANIZATION)
    assert isinstance(kept, Kept)
    assert (kept.listing.kind, kept.listing.name) == (ListingKind.ORGANIZATION, "Sorrel Counseling PLLC")


@pytest.mark.parametrize(
    ("deactivated", "reactivated", "is_kept"),
    [
        ("03/02/2020", "", False),
        ("03/02/2020", "03/01/2020", False),
        ("03/02/2020", "03/02/2020", True),
        ("03/02/2020", "05/18/2020", True),
        ("12/31/2019", "01/01/2020", True),
        ("", "05/18/2020", True),
    ],
)
def test_a_number_out_of_use_is_passed_over_unless_it_was_given_back(
    deactivated: str, reactivated: str, is_kept: bool
) -> None:
    row = a_person(**{"NPI Deactivation Date": deactivated, "NPI Reactivation Date": reactivated})

    assert isinstance(only(row), Kept) is is_kept


def test_a_row_without_a_type_is_out_of_use() -> None:
    assert only({"NPI": npi(4)}) == Skipped(2, npi(4), SkipReason.DEACTIVATED)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"NPI": "2000000011"}, "check_digit"),
        ({"NPI": ""}, "check_digit"),
        ({"NPI": "NPI"}, "check_digit"),
        ({"Entity Type Code": "3"}, "entity_type"),
        ({LAST_NAME: ""}, "no_name"),
        ({LAST_NAME: " <UNAVAIL> "}, "no_name"),
        ({"Last Update Date": "2018-12-12"}, "date"),
        ({"Last Update Date": "13/12/2018"}, "date"),
        ({"Last Update Date": "02/30/2018"}, "date"),
        ({"Last Update Date": "02/03/0000"}, "date"),
        ({"Last Update Date": "٠٢/٠٣/٢٠١٨"}, "date"),
        ({"NPI Deactivation Date": "soon"}, "date"),
        ({LAST_NAME: "A\u202eB"}, "control"),
        ({LAST_NAME: "A\x07B"}, "control"),
        ({LAST_NAME: "A" * 121}, "field_too_long"),
        ({LAST_NAME: "A" * 100, "Provider First Name": "B" * 110}, "field_too_long"),
        ({"Provider Credential Text": "C" * 61}, "field_too_long"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_named_with_its_line(changes: dict[str, str], code: str) -> None:
    row = only(a_person(**changes))

    assert isinstance(row, Bad)
    assert (row.line, row.code) == (2, code)
    assert "ine 2" in row.why % row.about


def test_a_row_that_nobody_wants_is_not_read_further() -> None:
    row = a_person(**{"Healthcare Provider Taxonomy Code_1": "207Q00000X", "Last Update Date": "never"})

    assert reason(only(row)) == SkipReason.OTHER_PROFESSION


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("6515550123", "6515550123"),
        ("(651) 555-0123", "6515550123"),
        ("1-651-555-0123", "6515550123"),
        ("x7", "x7"),
    ],
)
def test_a_phone_number_of_the_country_is_ten_digits(typed: str, kept: str) -> None:
    assert listing(**{PHONE: typed}).place.phone == kept


def test_a_place_abroad_has_no_state_and_keeps_its_postal_code() -> None:
    place = listing(**{COUNTRY: "CA", STATE: "ONTARIO", ZIP: "K1A 0B1"}).place

    assert (place.country, place.state, place.zip) == ("CA", "", "K1A 0B1")


def test_blanks_and_line_ends_inside_a_field_become_one_blank() -> None:
    assert listing(**{LAST_NAME: "  VAN \n  DER\tVALE "}).last_name == "Van Der Vale"


def test_markup_and_letters_of_any_script_are_kept_as_they_are() -> None:
    assert listing(**{LAST_NAME: "<b>Ngũgĩ'); --"}).last_name == "<b>Ngũgĩ'); --"


def test_the_fingerprint_changes_with_every_field_and_with_nothing_else() -> None:
    first = fingerprint()
    others = [
        fingerprint(**{column: value})
        for column, value in (
            (LAST_NAME, "OTHERELL"),
            ("Provider First Name", "OTTO"),
            ("Provider Middle Name", "X"),
            ("Provider Name Prefix Text", "DR."),
            ("Provider Name Suffix Text", "JR."),
            ("Provider Credential Text", "LGSW"),
            ("Healthcare Provider Taxonomy Code_1", "103TC0700X"),
            ("Provider License Number_1", "SW2"),
            ("Provider License Number State Code_1", "WI"),
            ("Healthcare Provider Primary Taxonomy Switch_1", "N"),
            ("Provider First Line Business Practice Location Address", "1 ELM"),
            ("Provider Second Line Business Practice Location Address", "STE 1"),
            ("Provider Business Practice Location Address City Name", "ELY"),
            (STATE, "WI"),
            (ZIP, "55103"),
            (PHONE, "6515550124"),
            ("Provider Business Practice Location Address Fax Number", "6515550125"),
            ("Provider Enumeration Date", "05/24/2007"),
            ("Last Update Date", "12/13/2018"),
        )
    ]

    assert len({first, *others}) == len(others) + 1
    assert fingerprint(**{"Certification Date": "01/01/2024"}) == first
    assert len(first) == 32


def test_another_profession_for_the_same_code_is_another_fingerprint() -> None:
    """When Segue calls a profession anew, listings are written anew."""
    (part,) = parts_of(a_person(), wanted=Wanted(people={"1041C0700X": "social work"}))
    (row,) = part.rows

    assert isinstance(row, Picked)
    assert row.fingerprint != fingerprint()


@pytest.mark.parametrize(
    ("states", "became"),
    [("MN", "Kept"), ("WI", "Kept"), ("IA WI", "Kept"), ("IA", SkipReason.OTHER_STATE)],
)
def test_a_state_that_was_asked_for_is_where_somebody_practices_or_is_licensed(
    states: str, became: str
) -> None:
    wanted = WANTED._replace(states=frozenset(states.split()))

    row = only(a_person(**{"Provider License Number State Code_1": "WI"}), wanted=wanted)

    assert (type(row).__name__ if isinstance(row, Kept) else reason(row)) == became


def test_the_second_row_of_a_number_is_named_and_the_first_counts() -> None:
    ended = {"NPI": npi(1), "NPI Deactivation Date": "03/02/2020"}

    found = read(file_of(a_person(1), a_person(1, **{LAST_NAME: "OTHERELL"}), ended, a_person(2)))

    assert isinstance(found, list)
    assert [type(row).__name__ if isinstance(row, Kept) else reason(row) for row in found] == [
        "Kept",
        "number_twice",
        "number_twice",
        "Kept",
    ]


def test_an_ended_number_is_told_with_its_day() -> None:
    assert only({"NPI": npi(1), "NPI Deactivation Date": "03/02/2020"}) == Skipped(
        2, npi(1), SkipReason.DEACTIVATED, date(2020, 3, 2)
    )
    assert only({"NPI": npi(1), "NPI Deactivation Date": "soon"}) == Skipped(
        2, npi(1), SkipReason.DEACTIVATED, None
    )
