"""The registry's file of further places of practice."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from segue.formats import bundle
from segue.formats import nppes_columns as columns
from segue.formats.bad_file import BadFile
from segue.formats.cleaning import Place
from segue.formats.further_places import FurtherPlace, PlacesFile, open_places_file, read_places_file
from segue.formats.listing import Bad
from tests.formats.provider_file import a_place, file_of, npi, places_file_of


def read(content: bytes) -> list[object] | BadFile:
    opened = read_places_file(io.BytesIO(content), size=len(content))
    return list(opened.places()) if isinstance(opened, PlacesFile) else opened


def test_a_further_place_is_read_as_the_main_files_place_is() -> None:
    assert read(places_file_of(a_place(1))) == [
        FurtherPlace(
            npi(1), Place("7 Elm St", "Ste 2", "Duluth", "MN", "55802", "US", "2185550100", "2185550199")
        )
    ]


def test_the_blanks_of_the_registrys_header_do_not_matter() -> None:
    header, _, rows = places_file_of(a_place(1)).partition(b"\n")
    wide = header.replace(b"- Address Line 2", b"-  Address Line 2") + b"\n" + rows

    assert wide != places_file_of(a_place(1))
    assert read(wide) == read(places_file_of(a_place(1)))


def test_a_broken_row_costs_itself_alone() -> None:
    city = columns.FURTHER_PLACE[2]
    rows = [a_place(1), {**a_place(2), "NPI": "2000000011"}, {**a_place(3), city: "x" * 121}, a_place(4)]

    found = read(places_file_of(*rows))

    assert isinstance(found, list)
    assert [(row.line, row.code) if isinstance(row, Bad) else "place" for row in found] == [
        "place",
        (3, "check_digit"),
        (4, "field_too_long"),
        "place",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (file_of(), "wrong_header"), (b"\xff\n", "wrong_encoding")],
)
def test_what_is_no_file_of_places_is_told_so(content: bytes, code: str) -> None:
    found = read(content)

    assert isinstance(found, BadFile)
    assert found.code == code


def test_it_is_found_in_the_registrys_archive(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("npidata_pfile_a.csv", file_of())
        made.writestr("pl_pfile_a.csv", places_file_of(a_place(1)))
        made.writestr("pl_pfile_a_fileheader.csv", b"x")

    with open_places_file(path) as opened:
        assert isinstance(opened, PlacesFile)
        assert len(list(opened.places())) == 1
        assert opened.position == opened.size
    assert bundle.holds(path, begins=bundle.PLACES)


@pytest.mark.parametrize("content", [b"", b"NPI\n", b"PK\x03\x04"])
def test_what_is_no_archive_holds_no_places(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert not bundle.holds(path, begins=bundle.PLACES)
    assert not bundle.holds(tmp_path / "missing.zip", begins=bundle.PLACES)


def test_a_file_is_told_from_another_by_its_ends_and_its_size(tmp_path: Path) -> None:
    digests = set()
    for number, text in enumerate(("a", "b", "ab", "ba")):
        path = tmp_path / f"{number}.csv"
        with path.open("w", encoding="utf-8") as file:
            csv.writer(file).writerow([text])
        digests.add(bundle.digest_of(path))
        assert bundle.digest_of(path) in digests

    assert len(digests) == 4
