"""The provider file read ahead by a second process: the same rows, ready for the directory."""

import io
import marshal
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.formats import ahead
from segue.formats.ahead import FileAhead, ReadingEnded
from segue.formats.listing import Bad, Picked, Skipped, SkipReason, entries_of
from segue.formats.nppes import Part, ProviderFile, open_provider_file, read_provider_file
from tests.formats.provider_file import WANTED, a_person, file_of, npi, parts_of

ENDED = {"NPI": npi(7), "NPI Deactivation Date": "03/02/2020"}
SOUND = [a_person(1), ENDED, a_person(2, **{"Provider Credential Text": ""}), {"NPI": npi(8)}]
BROKEN = [
    {**a_person(3), "NPI": "2000000011"},
    a_person(4, **{"Provider First Name": "X" * 121}),
    a_person(5, **{"Last Update Date": "02/30/2020"}),
    a_person(6, **{"Entity Type Code": "3"}),
    a_person(1),
]


def told(part: Part) -> tuple[object, ...]:
    """What an import learns of a part: of each row that may change something, and of those passed over their number."""
    picked = [row for row in part.rows if isinstance(row, Picked)]
    others = [
        row
        for row in part.rows
        if isinstance(row, Bad) or (isinstance(row, Skipped) and row.reason is SkipReason.DEACTIVATED)
    ]
    entries = list(entries_of(picked)) if part.entries is None else list(part.entries)
    return part.read, part.after, [(row.npi, row.fingerprint) for row in picked], others, entries


def sent_and_received(part: Part) -> Part:
    *sent, position = marshal.loads(marshal.dumps(ahead._sent(part, 5)))  # noqa: S302  # made one line before
    assert position == 5
    return ahead._part(*sent)


@given(st.binary(max_size=30), st.integers(0, 400), st.integers(0, len(SOUND + BROKEN)))
def test_what_is_sent_is_what_was_read_whatever_is_broken(spoilt: bytes, place: int, rows: int) -> None:
    whole = file_of(*(SOUND + BROKEN)[:rows], a_person(9))
    content = whole[: len(whole) - place] + spoilt + whole[len(whole) - place :]
    opened = read_provider_file(io.BytesIO(content), size=len(content))

    if isinstance(opened, ProviderFile):
        for part in opened.parts(wanted=WANTED):
            assert told(sent_and_received(part)) == told(part)


def test_every_kind_of_row_is_sent() -> None:
    (part,) = parts_of(*SOUND, *BROKEN)

    read, _, picked, others, entries = told(sent_and_received(part))

    assert (read, len(picked), len(others), len(entries)) == (9, 4, 5, 4)
    assert sum(isinstance(entry, Bad) for entry in entries) == 2


@pytest.mark.parametrize("name", ["a.csv", "a.zip"])
def test_the_second_process_reads_what_the_first_would(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / name, file_of(*SOUND, *BROKEN)
    if name.endswith("zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("npidata_pfile_a.csv", content)
    else:
        path.write_bytes(content)

    with open_provider_file(path) as opened:
        assert isinstance(opened, ProviderFile)
        second = FileAhead(path, opened)
        parts = [told(part) for part in second.parts(wanted=WANTED)]

        assert parts == [told(part) for part in opened.parts(wanted=WANTED)]
    assert second.position == second.size


def test_a_second_process_that_ends_early_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(file_of(a_person()))
    with open_provider_file(path) as opened:
        assert isinstance(opened, ProviderFile)
        path.unlink()

        with pytest.raises(ReadingEnded):
            list(FileAhead(path, opened).parts(wanted=WANTED))
