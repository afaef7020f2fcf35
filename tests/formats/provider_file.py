"""Provider files for tests, a row at a time: each row is told by the columns that matter to the test."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from segue.formats import nppes_columns as columns
from segue.formats.bad_file import BadFile
from segue.formats.listing import Bad, ListingRow, Picked, Row, Skipped, listings_of
from segue.formats.npi import check_digit
from segue.formats.nppes import Part, ProviderFile, read_provider_file
from segue.formats.picking import Wanted

WANTED = Wanted(people={"1041C0700X": "social worker", "103TC0700X": "psychologist"})
Cells = Mapping[str, str]


class Kept(NamedTuple):
    """A row that becomes a listing."""

    line: int
    listing: ListingRow


def npi(number: int) -> str:
    """An invented number with its check digit."""
    nine = str(200_000_000 + number)
    return nine + check_digit(nine)


def a_person(number: int = 1, **changes: str) -> dict[str, str]:
    """A social worker of Saint Paul. Changes go by short names, or by the column's own with ** of a dict."""
    return {
        "NPI": npi(number),
        "Entity Type Code": "1",
        "Provider Last Name (Legal Name)": "MCNEVINBY",
        "Provider First Name": "TOVE",
        "Provider Credential Text": "LICSW",
        "Provider First Line Business Mailing Address": "7 SECRET HOME LN",
        "Provider First Line Business Practice Location Address": "210 2ND ST NE",
        "Provider Business Practice Location Address City Name": "SAINT PAUL",
        "Provider Business Practice Location Address State Name": "MN",
        "Provider Business Practice Location Address Postal Code": "551021234",
        "Provider Business Practice Location Address Country Code (If outside U.S.)": "US",
        "Provider Business Practice Location Address Telephone Number": "6515550123",
        "Provider Enumeration Date": "05/23/2007",
        "Last Update Date": "12/12/2018",
        "Healthcare Provider Taxonomy Code_1": "1041C0700X",
        "Provider License Number_1": "SW1",
        "Provider License Number State Code_1": "MN",
        "Healthcare Provider Primary Taxonomy Switch_1": "Y",
        **changes,
    }


def file_of(*rows: Cells, version: int = 2) -> bytes:
    """A whole file with these rows."""
    names = columns.header(version)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        assert row.keys() <= set(names)
        writer.writerow([row.get(name, "") for name in names])
    return text.getvalue().encode()


def read(content: bytes, *, wanted: Wanted = WANTED) -> list[Kept | Skipped | Bad] | BadFile:
    """What an import sees of a file."""
    opened = read_provider_file(io.BytesIO(content), size=len(content))
    return opened if isinstance(opened, BadFile) else settled(rows_of(opened, wanted=wanted))


def rows_of(opened: ProviderFile, *, wanted: Wanted = WANTED) -> list[Row]:
    """Every row of a file that was opened."""
    return [row for part in opened.parts(wanted=wanted) for row in part.rows]


def settled(rows: Iterable[Row]) -> list[Kept | Skipped | Bad]:
    """What becomes of each row in the end."""
    return [_settled(row) for row in rows]


def _settled(row: Row) -> Kept | Skipped | Bad:
    if not isinstance(row, Picked):
        return row
    (listing,) = listings_of([row])
    return listing if isinstance(listing, Bad) else Kept(row.line, listing)


def parts_of(*rows: Cells, wanted: Wanted = WANTED) -> list[Part]:
    """The parts of a file with these rows."""
    content = file_of(*rows)
    opened = read_provider_file(io.BytesIO(content), size=len(content))
    assert isinstance(opened, ProviderFile)
    return list(opened.parts(wanted=wanted))


def a_place(number: int = 1, **changes: str) -> dict[str, str]:
    """A further place of practice in Duluth."""
    fields = ("7 ELM ST", "STE 2", "DULUTH", "MN", "558021234", "US", "2185550100", "2185550199")
    return {"NPI": npi(number), **dict(zip(columns.FURTHER_PLACE, fields, strict=True)), **changes}


def places_file_of(*rows: Cells) -> bytes:
    """A whole file of further places, with a column that nobody reads."""
    names = ("NPI", *columns.FURTHER_PLACE[:-1], "Telephone Extension", columns.FURTHER_PLACE[-1])
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([row.get(name, "") for name in names])
    return text.getvalue().encode()
