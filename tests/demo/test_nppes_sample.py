"""The sample of the national provider file."""

import csv
import hashlib
import io
import itertools
from collections import Counter
from typing import Literal

import pytest

from segue.demo.names import HOME_TOWNS, OTHER_TOWNS
from segue.demo.nppes_sample import CALLINGS, write_sample
from segue.formats import nppes_columns as columns
from segue.formats.listing import Bad, ListingRow, Skipped, SkipReason
from segue.formats.npi import is_valid_npi
from segue.formats.nppes import ProviderFile, read_provider_file
from segue.formats.picking import Wanted
from segue.store import lore
from tests.formats.provider_file import Kept, rows_of, settled

BY_DEFAULT = Wanted(people=lore.professions(tiers="A"))


def sample(*, rows: int, seed: int = 1, layout: Literal["v1", "v2"] = "v2") -> bytes:
    stream = io.BytesIO()
    write_sample(stream, rows=rows, seed=seed, layout=layout)
    return stream.getvalue()


def read(content: bytes) -> list[Kept | Skipped | Bad]:
    opened = read_provider_file(io.BytesIO(content), size=len(content))
    assert isinstance(opened, ProviderFile)
    return settled(rows_of(opened, wanted=BY_DEFAULT))


def listings(content: bytes) -> list[ListingRow]:
    return [row.listing for row in read(content) if isinstance(row, Kept)]


def test_exactly_the_rows_asked_for_are_kept_and_some_are_passed_over() -> None:
    stream = io.BytesIO()
    written = write_sample(stream, rows=1000, seed=1)

    found = read(stream.getvalue())

    assert written == len(found)
    assert not [row for row in found if isinstance(row, Bad)]
    assert sum(isinstance(row, Kept) for row in found) == 1000
    assert Counter(row.reason for row in found if isinstance(row, Skipped)) == dict.fromkeys(
        (SkipReason.OTHER_PROFESSION, SkipReason.ORGANIZATION, SkipReason.DEACTIVATED), 10
    )


@pytest.mark.parametrize("rows", [0, 1, 2, 40])
def test_a_small_sample_is_a_sample_too(rows: int) -> None:
    assert len(listings(sample(rows=rows))) == rows


def test_the_same_seed_makes_the_same_bytes() -> None:
    assert sample(rows=200, seed=7) == sample(rows=200, seed=7)
    assert sample(rows=200, seed=7) != sample(rows=200, seed=8)


def test_the_bytes_stay_the_same_from_release_to_release() -> None:
    digest = hashlib.sha256(sample(rows=100, seed=2026)).hexdigest()

    assert digest == "4d7d2447b535c5dc94a5942c1728d3fce1e1bd10152808405f9e08e210bf9026"


@pytest.mark.parametrize(("layout", "count"), [("v1", 329), ("v2", 330)])
def test_every_row_has_every_column_of_its_layout(layout: Literal["v1", "v2"], count: int) -> None:
    rows = list(csv.reader(io.StringIO(sample(rows=50, layout=layout).decode())))

    assert tuple(rows[0]) == columns.header(int(layout[1]))
    assert {len(row) for row in rows} == {count}


def test_numbers_are_valid_never_twice_and_never_of_those_given_out() -> None:
    rows = csv.DictReader(io.StringIO(sample(rows=2000).decode()))

    numbers = [row["NPI"] for row in rows]

    assert all(is_valid_npi(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert {number[0] for number in numbers} == {"2"}


def test_phone_numbers_are_of_the_range_kept_for_invention() -> None:
    found = listings(sample(rows=500))

    numbers = {number for each in found for number in (each.place.phone, each.place.fax) if number}

    assert len(numbers) > 100
    assert {number[3:8] for number in numbers} == {"55501"}


def test_most_work_in_minnesota_and_some_hold_a_license_elsewhere() -> None:
    found = listings(sample(rows=2000))

    states = Counter(each.place.state for each in found)
    licensed = Counter(len(each.licenses) for each in found)

    assert 0.75 < states["MN"] / 2000 < 0.85
    assert len(states) > 8
    assert 0.08 < licensed[2] / 2000 < 0.17
    assert all(each.licenses[0].state == each.place.state and each.licenses[0].is_primary for each in found)


def test_every_calling_counts_by_default_and_comes_up() -> None:
    found = listings(sample(rows=2000))

    assert {calling.taxonomy for calling in CALLINGS} <= BY_DEFAULT.people.keys()
    assert {each.licenses[0].taxonomy for each in found} == {calling.taxonomy for calling in CALLINGS}


def test_the_towns_near_home_can_be_measured_from() -> None:
    known = {town.zips: [lore.zip_centroid(zip_code) for zip_code in town.zips] for town in HOME_TOWNS}

    assert all(place is not None for places in known.values() for place in places)
    assert {place.state for place in itertools.chain(*known.values()) if place} == {"MN"}
    assert all(lore.zone_of_state(town.state) for town in OTHER_TOWNS)


def test_mailing_addresses_are_there_as_bait_and_none_is_kept() -> None:
    content = sample(rows=100)

    assert content.decode().count("PO BOX") >= 100
    assert "PO BOX" not in repr(listings(content)).upper()


@pytest.mark.parametrize("rows", [-1, 50_000_001])
def test_a_sample_that_cannot_be_made_is_refused(rows: int) -> None:
    with pytest.raises(ValueError, match="from 0 to"):
        sample(rows=rows)


def test_a_sample_of_a_country_has_eight_who_are_passed_over_for_each_who_is_kept() -> None:
    stream = io.BytesIO()
    written = write_sample(stream, rows=100, seed=1, others=8)

    found = read(stream.getvalue())

    assert written == len(found) == 903
    assert sum(isinstance(row, Kept) for row in found) == 100
    assert not [row for row in found if isinstance(row, Bad)]
