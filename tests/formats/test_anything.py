"""Whatever comes in, each reader of a format answers in its own words, and each writer is read back as it was."""

import io
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from segue.formats import nppes_columns as columns
from segue.formats.bad_file import BadFile
from segue.formats.calendar import Appointment, write_appointment
from segue.formats.lettering import as_address, as_firm, as_name
from segue.formats.listing import (
    LONGEST_CREDENTIAL,
    LONGEST_NAME,
    Bad,
    Skipped,
)
from segue.formats.nppes import open_provider_file, read_header
from segue.formats.picking import Wanted
from segue.formats.rows import Broken, Rows, Whole
from tests.formats.provider_file import WANTED, Kept, a_person, file_of, read, rows_of, settled

CELLS = (
    columns.NPI, columns.ENTITY_TYPE, *columns.DEACTIVATION, *columns.PERSON_NAME, *columns.PRACTICE_PLACE,
    *columns.DAYS, columns.TAXONOMIES[0], columns.LICENSES[0], columns.LICENSE_STATES[0], columns.PRIMARY_SWITCHES[0],
)  # fmt: skip
ODD = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "",
            "\u202eX",
            "=1+1",
            "<UNAVAIL>",
            "00/00/0000",
            "13/45/2020",
            "02/29/2023",
            "12/31/9999",
            "٠١/٠١/٢٠٢٠",
            "Y",
        ]
    ),
)
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["America/Chicago", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC"])


@given(st.dictionaries(st.sampled_from(CELLS), ODD, max_size=6), st.booleans())
def test_a_row_with_anything_in_its_cells_is_kept_clean_skipped_or_named(
    cells: dict[str, str], keeps_organizations: bool
) -> None:
    organizations = WANTED.people if keeps_organizations else {}
    content = file_of(a_person(**cells))

    rows = read(content, wanted=Wanted(WANTED.people, organizations))

    assert not isinstance(rows, BadFile)
    for row in rows:
        assert isinstance(row, Kept | Skipped | Bad)
        if isinstance(row, Bad):
            assert row.why % row.about
        if isinstance(row, Kept):
            assert _is_clean(row)


def _is_clean(row: Kept) -> bool:
    """Short, printable, and the same again when it is read again."""
    one = row.listing
    texts = (one.last_name, one.first_name, one.credential, *(each.number for each in one.licenses))
    place = (
        one.place.line1,
        one.place.line2,
        one.place.city,
        one.place.zip,
        one.place.country,
        one.place.phone,
    )
    is_short = len(one.name) <= LONGEST_NAME and len(one.credential) <= LONGEST_CREDENTIAL
    is_plain = not any(sign in text for text in (*texts, *place) for sign in "\x00\n\r\u202e\u2066")
    return bool(one.last_name) and is_short and is_plain


@given(st.lists(st.text(), max_size=12))
def test_a_header_of_anything_is_refused_in_words(names: list[str]) -> None:
    said = read_header(names)

    assert isinstance(said, BadFile)
    assert said.why % said.about
    assert said.remedy % said.about


@given(
    st.binary(max_size=200),
    st.sampled_from(["npidata_pfile_1.csv", "other.csv", "../npidata_pfile_x.csv", "/"]),
)
def test_an_archive_of_anything_is_read_or_refused_in_words(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "file.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, content)
        with open_provider_file(path) as opened:
            assert isinstance(opened, BadFile)
            assert opened.why % opened.about


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_an_archive_that_is_spoiled_anywhere_never_raises(where: int, by: bytes) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("npidata_pfile_1.csv", file_of(a_person(1), a_person(2)))
    content = bytearray(whole.getvalue())
    place = where % len(content)
    content[place : place + len(by)] = by
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "file.zip"
        path.write_bytes(content)
        with open_provider_file(path) as opened:
            rows = [] if isinstance(opened, BadFile) else settled(rows_of(opened))

    assert all(isinstance(row, Kept | Skipped | Bad) for row in rows)


@given(st.binary(max_size=300), st.binary(max_size=30))
def test_the_same_bytes_are_the_same_rows_and_more_of_them_change_none_before(
    first: bytes, more: bytes
) -> None:
    whole = first + b"\n"

    one, both = (list(Rows(io.BytesIO(each))) for each in (whole, whole + more))

    assert all(isinstance(row, Whole | Broken) for row in both)
    assert list(Rows(io.BytesIO(whole))) == one
    # What comes after may close a quote that stood open; without one, rows before stay as they were.
    assert b'"' in first + more or b"\r" in first + more or both[: len(one)] == one


@given(st.text())
def test_lettering_twice_is_lettering_once(text: str) -> None:
    for letter in (as_name, as_address, as_firm):
        once = letter(text)
        assert letter(once) == once or once == once.upper()


@given(MOMENTS, st.integers(1, 24 * 60), ZONES, st.booleans(), st.integers(0, 99))
@example(datetime(9999, 12, 29, tzinfo=UTC), 60, "America/Chicago", False, 0)
@example(datetime(1, 1, 3, tzinfo=UTC), 60, "Asia/Kathmandu", False, 0)
def test_an_appointment_of_any_year_is_written_and_read_back(
    starts_at: datetime, minutes: int, zone: str, is_cancelled: bool, sequence: int
) -> None:
    one = Appointment(
        "0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", sequence, starts_at, starts_at + timedelta(minutes=minutes), zone,
        "calendar@segue.example", is_cancelled=is_cancelled,
    )  # fmt: skip

    calendar = Calendar.from_ical(write_appointment(one, stamped_at=datetime(2026, 3, 1, tzinfo=UTC)))

    (event,) = calendar.walk("VEVENT")
    local = starts_at.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    assert event.decoded("dtstart").replace(tzinfo=None) == local.replace(tzinfo=None)
    assert (event["sequence"], str(event["uid"])) == (sequence, one.uid)


@given(st.text(min_size=1), st.text(), st.text())
def test_no_word_of_an_appointment_adds_a_line_to_its_file(uid: str, organizer: str, tail: str) -> None:
    plain = Appointment(
        "u", 0, datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC), "UTC", "a@b.example"
    )
    try:
        lines = _unfolded(replace(plain, uid=uid, organizer=organizer, link=f"https://segue.example/{tail}"))
    except ValueError:  # refused: here where it leads, or by the writer a line end in an address
        lines = _unfolded(replace(plain, uid=uid))

    names = [line.split(b":")[0].split(b";")[0] for line in lines]

    assert names.count(b"BEGIN") == 2
    assert set(names) <= {
        b"BEGIN", b"END", b"PRODID", b"VERSION", b"METHOD", b"UID", b"DTSTAMP", b"DTSTART", b"DTEND", b"SUMMARY",
        b"SEQUENCE", b"ORGANIZER", b"STATUS", b"CLASS", b"URL",
    }  # fmt: skip


def _unfolded(one: Appointment) -> list[bytes]:
    """The lines of the file, as a reader joins them."""
    written = write_appointment(one, stamped_at=datetime(2026, 3, 1, tzinfo=UTC))
    return [line for line in written.replace(b"\r\n ", b"").split(b"\r\n") if line]


def test_a_kept_row_can_be_told_from_a_bad_one() -> None:
    """The readers above are not blind: the plain person is kept, and one wrong day makes a bad row."""
    kept, bad = read(file_of(a_person(1), a_person(2, **{columns.DAYS[0]: "02/30/2020"})))  # type: ignore[misc]

    assert isinstance(kept, Kept)
    assert kept.listing.enumerated_on == date(2007, 5, 23)
    assert isinstance(bad, Bad)


@pytest.mark.parametrize("name", ["", "nobody/none.csv"])
def test_a_path_that_is_none_is_told_so(name: str, tmp_path: Path) -> None:
    with open_provider_file(tmp_path / name) as opened:
        assert isinstance(opened, BadFile)
