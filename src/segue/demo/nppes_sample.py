"""A file in the layout of the national provider file, full of invented people.

Decides how a made-up registry looks: mostly Minnesota, every mental-health profession, and beside them a few
rows that an import must pass over. Same rows and seed: same bytes, on every machine. Every number begins with
2: its check digit is right, but the registry gives out numbers that begin with 1, so no number is anybody's.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count, cycle
from random import Random
from typing import BinaryIO, Literal

from segue.demo.names import (
    HOME_TOWNS,
    OTHER_TOWNS,
    STREETS,
    Town,
    family_name,
    given_name,
    phone_number,
    street_address,
)
from segue.formats import nppes_columns as columns
from segue.formats.npi import check_digit

LAYOUTS = {"v1": 1, "v2": 2}
# One row that an import passes over for each so many that it keeps: about three in a hundred.
KEPT_FOR_EACH_OTHER = 33

_FIRST_NUMBER = 200_000_000
_NUMBERS = 100_000_000
# No divisor in common with _NUMBERS, so that the numbers jump about and none comes twice.
_STRIDE = 61_803_399
# Some numbers are left for the rows that come on top.
MOST_ROWS = _NUMBERS // 2
_FIRST_DAY = date(2006, 1, 2)
_LAST_DAY = date(2026, 6, 30)


@dataclass(frozen=True, slots=True)
class Calling:
    """A profession of the sample: its code, what stands behind the name, its licenses, how common it is."""

    taxonomy: str
    credentials: tuple[str, ...]
    license_prefix: str
    weight: int


CALLINGS = (
    Calling("1041C0700X", ("LICSW", "MSW, LICSW"), "SW", 26),
    Calling("104100000X", ("LGSW", "MSW"), "SW", 6),
    Calling("106H00000X", ("LMFT", "MA, LMFT"), "MFT", 14),
    Calling("101YP2500X", ("LPCC", "MA, LPCC"), "CC", 14),
    Calling("101YM0800X", ("LPC", "MS, LPC"), "CC", 9),
    Calling("101YA0400X", ("LADC",), "AD", 4),
    Calling("103TC0700X", ("PHD, LP", "PSYD, LP"), "LP", 10),
    Calling("103TC1900X", ("PHD, LP",), "LP", 3),
    Calling("103TC2200X", ("PSYD, LP",), "LP", 2),
    Calling("103G00000X", ("PHD, ABPP",), "LP", 1),
    Calling("102L00000X", ("PHD",), "LP", 1),
    Calling("2084P0800X", ("MD", "DO"), "MD", 5),
    Calling("2084P0804X", ("MD",), "MD", 2),
    Calling("363LP0808X", ("PMHNP-BC", "APRN, CNP"), "RN", 5),
    Calling("364SP0808X", ("APRN, CNS",), "RN", 1),
)
_CALLING_WEIGHTS = tuple(accumulate(calling.weight for calling in CALLINGS))
# Family doctor, dentist, chiropractor, physical therapist, pharmacist.
_OTHER_CALLINGS = ("207Q00000X", "122300000X", "111N00000X", "225100000X", "183500000X")
_FIRMS = ("COUNSELING PLLC", "PSYCHOTHERAPY LLC", "WELLNESS COLLECTIVE", "BEHAVIORAL HEALTH PA")
_CLINIC = "261QM0801X"

# What one row holds, by column; the rest of its 330 columns stay blank.
Cells = dict[str, str]


def write_sample(
    stream: BinaryIO, *, rows: int, seed: int, layout: Literal["v1", "v2"] = "v2", others: int = 0
) -> int:
    """Write the file; give back how many rows it has beside its header.

    `rows` people are such that an import with its defaults keeps them. The others come on top: another
    profession, an organization and a number no longer in use, in turn. With `others`, so many more come after each
    person; a whole country has about eight.
    """
    if not 0 <= rows <= MOST_ROWS:
        raise ValueError(f"a sample holds from 0 to {MOST_ROWS} rows")
    names = columns.header(LAYOUTS[layout])
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    written = 0
    for cells in _registry(Random(seed), rows=rows, others=others):  # noqa: S311 - invents people, guards nothing
        writer.writerow([cells.get(name, "") for name in names])
        written += 1
    text.flush()
    text.detach()
    return written


def _registry(chance: Random, *, rows: int, others: int) -> Iterator[Cells]:
    """The rows in their order: people, and now and then one to be passed over."""
    numbers = _numbers(start=chance.randrange(_NUMBERS))
    now_and_then = cycle((_other_profession, _organization, _out_of_use))
    always = cycle(_OF_A_COUNTRY)
    for place in range(rows):
        yield _clinician(chance, npi=next(numbers))
        if place % KEPT_FOR_EACH_OTHER == KEPT_FOR_EACH_OTHER // 2:
            yield next(now_and_then)(chance, npi=next(numbers))
        for _ in range(others):
            yield next(always)(chance, npi=next(numbers))


def _numbers(*, start: int) -> Iterator[str]:
    """Numbers with their check digit, none of them twice."""
    for step in count():
        nine = str(_FIRST_NUMBER + (start + step * _STRIDE) % _NUMBERS)
        yield nine + check_digit(nine)


def _clinician(chance: Random, *, npi: str) -> Cells:
    """A person of one of the callings, now and then with a second state or a number given back."""
    calling = chance.choices(CALLINGS, cum_weights=_CALLING_WEIGHTS)[0]
    town = _town(chance)
    cells = _person(chance, npi=npi, town=town)
    cells["Provider Credential Text"] = chance.choice(calling.credentials)
    _declare(cells, 1, taxonomy=calling.taxonomy, number=_license(chance, calling), state=town.state)
    if chance.random() < 1 / 8:
        elsewhere = chance.choice([each for each in OTHER_TOWNS if each.state != town.state])
        _declare(cells, 2, taxonomy=calling.taxonomy, number=_license(chance, calling), state=elsewhere.state)
    if chance.random() < 1 / 200:
        cells["NPI Deactivation Date"] = "03/02/2020"
        cells["NPI Reactivation Date"] = "05/18/2020"
    return cells


def _other_profession(chance: Random, *, npi: str) -> Cells:
    """A person who works in another field."""
    town = _town(chance)
    cells = _person(chance, npi=npi, town=town)
    _declare(cells, 1, taxonomy=chance.choice(_OTHER_CALLINGS), number="", state=town.state)
    return cells


def _organization(chance: Random, *, npi: str) -> Cells:
    """A clinic under a firm's name."""
    cells = {columns.NPI: npi, columns.ENTITY_TYPE: "2", "Is Organization Subpart": "N"}
    cells[columns.ORGANIZATION_NAME] = f"{chance.choice(STREETS).upper()} {chance.choice(_FIRMS)}"
    _settle(cells, chance, town=_town(chance))
    _declare(cells, 1, taxonomy=_CLINIC, number="", state="")
    return cells


def _out_of_use(chance: Random, *, npi: str) -> Cells:
    """A number that was taken back: the registry blanks all the rest."""
    return {columns.NPI: npi, "NPI Deactivation Date": _written(_day(chance))}


# Of twenty who are passed over in the file of a whole country.
_OF_A_COUNTRY = (*(_other_profession,) * 15, *(_organization,) * 4, _out_of_use)


def _person(chance: Random, *, npi: str, town: Town) -> Cells:
    """Somebody with a name and a place of practice, in capitals as the registry writes them."""
    cells = {columns.NPI: npi, columns.ENTITY_TYPE: "1", "Is Sole Proprietor": chance.choice("YN")}
    cells["Provider First Name"] = given_name(chance).upper()
    cells["Provider Last Name (Legal Name)"] = family_name(chance).upper()
    if chance.random() < 0.4:
        cells["Provider Middle Name"] = given_name(chance)[0]
    _settle(cells, chance, town=town)
    return cells


def _settle(cells: Cells, chance: Random, *, town: Town) -> None:
    """Give a row its place of practice, its days, and a mailing address that no import may take."""
    suite = f"STE {chance.randrange(100, 900)}" if chance.random() < 0.5 else ""
    phone = phone_number(chance, area_code=town.area_code)
    fax = phone_number(chance, area_code=town.area_code) if chance.random() < 0.6 else ""
    place = (
        street_address(chance).upper(),
        suite,
        town.name.upper(),
        town.state,
        chance.choice(town.zips) + f"{chance.randrange(1000, 10000)}",
        "US",
        phone,
        fax,
    )
    cells.update(zip(columns.PRACTICE_PLACE, place, strict=True))
    mail = (f"PO BOX {chance.randrange(10, 9999)}", "", *place[2:6], "", "")
    cells.update(zip(columns.MAILING_PLACE, mail, strict=True))
    enumerated, updated = sorted((_day(chance), _day(chance)))
    cells.update(zip(columns.DAYS, (_written(enumerated), _written(updated)), strict=True))
    cells[columns.CERTIFICATION] = _written(updated)


def _declare(cells: Cells, place: int, *, taxonomy: str, number: str, state: str) -> None:
    """Write one of the fifteen groups of code, license, state and switch. The first is the primary one."""
    cells[columns.TAXONOMIES[place - 1]] = taxonomy
    cells[columns.LICENSES[place - 1]] = number
    cells[columns.LICENSE_STATES[place - 1]] = state if number else ""
    cells[columns.PRIMARY_SWITCHES[place - 1]] = "Y" if place == 1 else "N"


def _license(chance: Random, calling: Calling) -> str:
    """A license number."""
    return f"{calling.license_prefix}{chance.randrange(10_000, 99_999)}"


def _town(chance: Random) -> Town:
    """Four in five work in Minnesota, half of them in its two large cities."""
    if chance.random() < 0.8:
        return chance.choice(HOME_TOWNS[:2] if chance.random() < 0.5 else HOME_TOWNS)
    return chance.choice(OTHER_TOWNS)


def _day(chance: Random) -> date:
    """A day since the registry began."""
    return _FIRST_DAY + timedelta(days=chance.randrange((_LAST_DAY - _FIRST_DAY).days))


def _written(day: date) -> str:
    """A day as the registry writes it."""
    return f"{day:%m/%d/%Y}"
