"""Provider files as a whole: both layouts, archives, and files that are none."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.formats import nppes
from segue.formats import nppes_columns as columns
from segue.formats.bad_file import BadFile
from segue.formats.listing import Bad, Skipped, SkipReason
from segue.formats.nppes import Layout, ProviderFile, open_provider_file, read_header
from tests.formats.provider_file import WANTED, Kept, a_person, file_of, npi, read, rows_of, settled

OTHER_PROFESSION = {"Healthcare Provider Taxonomy Code_1": "207Q00000X"}


def kinds(found: object) -> list[str]:
    assert isinstance(found, list)
    return [row.code if isinstance(row, Bad) else type(row).__name__ for row in found]


@pytest.mark.parametrize(("version", "count"), [(1, 329), (2, 330)])
def test_both_layouts_are_known_by_their_columns(version: int, count: int) -> None:
    names = columns.header(version)

    assert len(set(names)) == count
    assert read_header(names) == Layout(version=version, names=names)


def test_version_2_adds_one_column_and_renames_one() -> None:
    first, second = columns.header(1), columns.header(2)

    assert second[-1] == "Certification Date"
    assert [pair for pair in zip(first, second[:-1], strict=True) if pair[0] != pair[1]] == [
        ("Provider Gender Code", "Provider Sex Code")
    ]


@pytest.mark.parametrize("version", [1, 2])
def test_columns_are_found_by_name_and_not_by_place(version: int) -> None:
    lines = file_of(a_person(), version=version).decode().splitlines()
    turned = "\n".join(",".join(reversed(line.split(","))) for line in lines)

    assert read(turned.encode()) == read("\n".join(lines).encode())
    assert kinds(read(turned.encode())) == ["Kept"]


def test_ten_rows_of_other_professions_are_read_and_none_is_kept() -> None:
    content = file_of(*(a_person(number, **OTHER_PROFESSION) for number in range(10)), version=1)

    assert read(content) == [
        Skipped(number + 2, npi(number), SkipReason.OTHER_PROFESSION) for number in range(10)
    ]


def test_a_missing_column_is_named_and_nothing_is_read() -> None:
    content = file_of(a_person()).replace(b'"Entity Type Code"', b'"Entity"').replace(b'"NPI",', b'"N",')

    found = read(content)

    assert isinstance(found, BadFile)
    assert found.code == "wrong_header"
    assert "Missing: NPI; Entity Type Code." in found.remedy % found.about
    assert "2 columns are missing" in found.why % found.about


def test_a_column_that_stands_there_twice_is_named() -> None:
    found = read(file_of(a_person()).replace(b'"Replacement NPI"', b'"NPI"'))

    assert isinstance(found, BadFile)
    assert (found.code, found.about) == ("column_twice", {"columns": "NPI"})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n\n", "empty_file"),
        (b"name,phone\nA,1\n", "wrong_header"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "wrong_encoding"),
        (file_of(a_person()).decode().encode("utf-16"), "wrong_encoding"),
        (file_of(a_person()).decode().encode("utf-16-be"), "wrong_encoding"),
        (b"caf\xe9\n", "wrong_encoding"),
        (b"%PDF-1.7\n", "wrong_header"),
        (b'"NPI', "wrong_header"),
        (b"{" * 3_000_000, "wrong_header"),
        (file_of()[:600], "wrong_header"),
    ],
)
def test_what_is_no_provider_file_is_told_so(content: bytes, code: str) -> None:
    found = read(content)

    assert isinstance(found, BadFile)
    assert found.code == code
    assert (found.why % found.about).endswith("Nothing was read.")
    assert found.remedy % found.about


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf"])
def test_a_byte_order_mark_of_utf_8_does_no_harm(mark: bytes) -> None:
    assert kinds(read(mark + file_of(a_person()))) == ["Kept"]
    assert kinds(read(mark + file_of(a_person()).replace(b'"', b""))) == ["Kept"]


def test_line_ends_of_windows_do_no_harm() -> None:
    assert kinds(read(file_of(a_person()).replace(b"\n", b"\r\n"))) == ["Kept"]


def test_a_broken_row_costs_itself_alone() -> None:
    lines = file_of(*(a_person(number) for number in range(5))).splitlines(keepends=True)
    lines[2] = lines[2].replace(b"TOVE", b"TOV\xc9")
    lines[3] = lines[3].replace(b'"SW1"', b'"SW1')
    lines[4] = lines[4].replace(b',"LICSW"', b"")

    assert kinds(read(b"".join(lines))) == ["Kept", "undecodable", "quotes", "columns", "Kept"]


def test_a_file_cut_anywhere_in_its_last_row_keeps_the_rows_before_and_says_truncated() -> None:
    whole = file_of(a_person(1), a_person(2))
    start_of_last = whole.rindex(b"\n", 0, -1) + 1
    last_column = whole.rindex(b",")

    for end in [*range(start_of_last + 1, last_column, 7), last_column, len(whole) - 2]:
        found = read(whole[:end])
        assert kinds(found) == ["Kept", "truncated"], end
        assert isinstance(found, list)
        assert found[1].line == 3


def test_a_huge_field_is_a_bad_row_and_not_a_crash() -> None:
    huge = a_person(1, **{"Provider Other Last Name": "x" * 200_000})

    assert kinds(read(file_of(huge, a_person(2)))) == ["too_long", "Kept"]


@given(st.binary(max_size=300), st.binary(max_size=80))
def test_no_bytes_make_it_raise(anything: bytes, more: bytes) -> None:
    whole = file_of(a_person(1))
    middle = len(whole) - 400

    for content in (
        anything,
        whole + anything,
        whole[:middle] + more + whole[middle:],
        whole[:middle] + more,
    ):
        found = read(content)
        assert isinstance(found, BadFile | list)


@given(st.lists(st.sampled_from(columns.READ), max_size=5, unique=True))
def test_the_header_needs_every_column_that_is_read(left_out: list[str]) -> None:
    found = read_header([name for name in columns.header(2) if name not in left_out])

    assert isinstance(found, BadFile) is bool(left_out)


def test_a_file_on_disk_tells_how_far_it_has_been_read(tmp_path: Path) -> None:
    path = tmp_path / "a file.csv"
    path.write_bytes(file_of(*(a_person(number) for number in range(50))))

    with open_provider_file(path) as opened:
        assert isinstance(opened, ProviderFile)
        before = opened.position
        found = settled(rows_of(opened))
        after = opened.position

    assert before < after == opened.size == path.stat().st_size
    assert [type(row) for row in found] == [Kept] * 50


def archive(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return path


def read_at(path: Path) -> object:
    with open_provider_file(path) as opened:
        if isinstance(opened, BadFile):
            return opened
        found = kinds(settled(rows_of(opened)))
        assert opened.position == opened.size or found[-1] == "damaged"
        return found


def test_the_registrys_archive_is_read_without_unpacking_it(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "NPPES_Data_Dissemination.zip",
        **{
            "npidata_pfile_20050523-20260614.csv": file_of(a_person(1), a_person(2)),
            "npidata_pfile_20050523-20260614_fileheader.csv": file_of(),
            "pl_pfile_20050523-20260614.csv": b"x",
            "readme.pdf": b"x",
        },
    )

    assert read_at(path) == ["Kept", "Kept"]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "entries",
    [{"readme.txt": b"x"}, {"npidata_pfile_a.csv": b"x", "old/npidata_pfile_b.csv": b"x"}],
)
def test_an_archive_without_exactly_one_provider_file_is_refused(
    tmp_path: Path, entries: dict[str, bytes]
) -> None:
    found = read_at(archive(tmp_path / "a.zip", **entries))

    assert isinstance(found, BadFile)
    assert found.code == "not_one_file"


def test_a_damaged_archive_keeps_what_came_before_the_damage(tmp_path: Path) -> None:
    rows = file_of(*(a_person(number) for number in range(3000)))
    path = archive(tmp_path / "a.zip", **{"npidata_pfile_a.csv": rows})
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40] = bytes(40)
    path.write_bytes(content)

    found = read_at(path)

    assert isinstance(found, list)
    assert found[-1] == "damaged"
    assert found.count("Kept") > 100


def test_an_archive_that_lost_its_end_is_told_so(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", **{"npidata_pfile_a.csv": file_of(a_person())})
    path.write_bytes(path.read_bytes()[:-30])

    found = read_at(path)

    assert isinstance(found, BadFile)
    assert found.code in ("wrong_encoding", "damaged_archive")


def test_a_locked_archive_is_told_so(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", **{"npidata_pfile_a.csv": file_of(a_person())})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the bit "encrypted" of the entry, and of its line in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    found = read_at(path)

    assert isinstance(found, BadFile)
    assert found.code == "damaged_archive"


@pytest.mark.parametrize("name", ["missing.csv", ".", "a\0b.csv", "x" * 5000])
def test_a_path_that_cannot_be_opened_is_told_so(tmp_path: Path, name: str) -> None:
    found = read_at(tmp_path / name)

    assert isinstance(found, BadFile)
    assert found.code == "unreadable_file"


def bomb(path: Path, *, megabytes: int) -> Path:
    """An archive whose one entry grows a thousandfold."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
        made.open("npidata_pfile_a.csv", "w") as entry,
    ):
        entry.write(file_of(a_person()))
        for _ in range(megabytes):
            entry.write(b"x" * (1 << 20))
    return path


def test_an_archive_that_would_grow_beyond_measure_is_refused_unread(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.zip", megabytes=64)

    found = read_at(path)

    assert path.stat().st_size < 200_000
    assert isinstance(found, BadFile)
    assert found.code == "archive_too_large"
    assert "from 0.1 to 67.1 megabytes" in found.why % found.about


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = bomb(tmp_path / "liar.zip", megabytes=64)
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (1 << 19).to_bytes(4, "little")
    path.write_bytes(content)

    with open_provider_file(path) as opened:
        assert isinstance(opened, ProviderFile)
        found = kinds(settled(rows_of(opened)))
        assert opened.position <= 1 << 19

    assert found[0] == "Kept"
    assert found[-1] in ("truncated", "too_long", "damaged")


def test_rows_that_are_nearly_empty_make_no_bomb(tmp_path: Path) -> None:
    ended = file_of(
        *({"NPI": npi(n * 1009), "NPI Deactivation Date": f"01/{n % 28 + 1:02}/2020"} for n in range(3000))
    )

    found = read_at(archive(tmp_path / "a.zip", **{"npidata_pfile_a.csv": ended}))

    assert found == ["Skipped"] * 3000


def test_reading_goes_on_from_the_end_of_any_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nppes, "PART_SIZE", 7)
    rows = file_of(*(a_person(number) for number in range(40)))
    plain = tmp_path / "a.csv"
    plain.write_bytes(rows)

    for path in (plain, archive(tmp_path / "a.zip", **{"npidata_pfile_a.csv": rows})):
        with open_provider_file(path) as opened:
            assert isinstance(opened, ProviderFile)
            parts = list(opened.parts(wanted=WANTED))
            for place, part in enumerate(parts):
                rest = list(opened.parts(wanted=WANTED, begins=part.after))
                assert rest == parts[place + 1 :]
    assert [len(part.rows) for part in parts] == [7, 7, 7, 7, 7, 5]


def test_what_is_no_file_is_not_read() -> None:
    with open_provider_file(Path("/dev/zero")) as opened:
        assert isinstance(opened, BadFile)
        assert opened.code == "unreadable_file"
