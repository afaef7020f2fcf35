"""Importing the provider file, and making one of invented people."""

import csv
import os
import pty
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from segue.store.models import Change, ImportRun, Profile
from tests.formats.provider_file import a_person, a_place, file_of, npi, places_file_of
from tests.site.program import PROGRAM, segue

KEYS = ["read", "kept", "skipped", "bad", "new", "changed", "unchanged", "seconds", "rows_per_s"]


@pytest.fixture
def sample(tmp_path: Path, fresh_database: Any) -> Path:
    """A provider file with five hundred people to keep."""
    path = tmp_path / "npidata_pfile sample.csv"
    said = segue("sample", "nppes", "--rows", "500", "--out", path, "--json", env=fresh_database.environment)
    assert said.object == {"file": str(path), "rows": 515}
    return path


def imported(path: Path, fresh_database: Any, *more: str) -> tuple[int, dict[str, Any]]:
    said = segue("import", "nppes", path, "--json", *more, env=fresh_database.environment)
    return said.code, said.object


def test_the_first_run_keeps_and_the_second_changes_nothing(sample: Path, fresh_database: Any) -> None:
    code, first = imported(sample, fresh_database)
    assert code == 0
    assert list(first)[:9] == KEYS
    assert [first[key] for key in KEYS[:7]] == [515, 500, 15, 0, 500, 0, 0]
    assert first["seconds"] > 0
    assert first["rows_per_s"] > 0

    code, second = imported(sample, fresh_database)
    assert code == 0
    assert [second[key] for key in KEYS[:7]] == [515, 500, 15, 0, 0, 0, 500]


def test_organizations_come_only_when_asked_for(sample: Path, fresh_database: Any) -> None:
    _, result = imported(sample, fresh_database, "--tier", "A", "--tier", "C")

    assert (result["kept"], result["skipped"]) == (505, 10)


def test_a_file_cut_off_names_the_line_and_keeps_the_rest(sample: Path, fresh_database: Any) -> None:
    whole = sample.read_bytes()
    sample.write_bytes(whole[: len(whole) - 40])

    code, result = imported(sample, fresh_database)

    assert code == 2
    assert [result[key] for key in KEYS[:5]] == [515, 499, 15, 1, 499]
    assert result["bad_lines"] == [
        {
            "line": 516,
            "code": "truncated",
            "why": "The file breaks off in the middle of line 516, so it is truncated.",
        }
    ]


def test_words_say_which_lines_and_what_was_kept(tmp_path: Path, fresh_database: Any) -> None:
    path = tmp_path / "two.csv"
    path.write_bytes(file_of(a_person(1), {**a_person(2), "NPI": "2000000011"}))

    said = segue("import", "nppes", path, env=fresh_database.environment)

    assert said.code == 2
    assert "Rows: 1 kept, 0 skipped, 1 bad." in said.out.splitlines()
    assert "  Line 3: the number in the column NPI has a wrong check digit or form." in said.out.splitlines()


def test_a_row_in_another_encoding_costs_that_row_only(tmp_path: Path, fresh_database: Any) -> None:
    path = tmp_path / "latin.csv"
    name = "Provider First Name"
    content = file_of(a_person(1), {**a_person(2), name: "TOVÉ"}, a_person(3))
    path.write_bytes(content.replace("É".encode(), "É".encode("latin-1")))

    code, result = imported(path, fresh_database)

    assert code == 2
    assert (result["kept"], result["bad"], result["new"]) == (2, 1, 2)
    assert result["bad_lines"] == [
        {"line": 3, "code": "undecodable", "why": "Line 3 holds bytes that are not UTF-8."}
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"name,city\nTove,Saint Paul\n", "wrong_header"),
        (b"\xff\xfe\x00N\x00P\n", "wrong_encoding"),
        (b"PK\x03\x04 not an archive", "wrong_header"),
    ],
)
def test_a_file_that_is_no_provider_file_is_refused_whole(
    tmp_path: Path, fresh_database: Any, content: bytes, code: str
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)

    ended, result = imported(path, fresh_database)

    assert ended == 2
    assert list(result) == ["error"]
    assert result["error"]["code"] == code
    assert "Nothing was read." in result["error"]["why"]


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, fresh_database: Any, name: str) -> None:
    ended, result = imported(tmp_path / name, fresh_database)

    assert (ended, result["error"]["code"]) == (2, "unreadable_file")


def test_an_import_that_changes_something_is_one_entry_of_the_record(
    sample: Path, fresh_database: Any
) -> None:
    imported(sample, fresh_database)
    imported(sample, fresh_database)

    said = segue("record", "verify", "--json", env=fresh_database.environment)
    assert said.object == {"events": 1, "verified": True, "problems": []}


def test_a_sample_is_the_same_file_each_time(tmp_path: Path, fresh_database: Any) -> None:
    for name in ("one.csv", "two.csv"):
        segue(
            "sample",
            "nppes",
            "--rows",
            "20",
            "--seed",
            "7",
            "--out",
            tmp_path / name,
            env=fresh_database.environment,
        )
    piped = segue("sample", "nppes", "--rows", "20", "--seed", "7", env=fresh_database.environment)
    older = segue("sample", "nppes", "--rows", "20", "--layout", "v1", env=fresh_database.environment)

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert piped.out.encode() == (tmp_path / "one.csv").read_bytes()
    assert "Certification Date" in piped.out
    assert "Certification Date" not in older.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--rows", "1", "--json"], "out_missing"),
        (["--rows", "50000001", "--out", "big.csv", "--json"], "too_many_rows"),
        (["--rows", "1", "--out", "/nowhere/at/all.csv", "--json"], "cannot_write"),
    ],
)
def test_a_sample_that_cannot_be_written_is_refused(
    tmp_path: Path, fresh_database: Any, words: list[str], code: str
) -> None:
    words = [str(tmp_path / word) if word == "big.csv" else word for word in words]

    said = segue("sample", "nppes", *words, env=fresh_database.environment)

    assert (said.code, said.object["error"]["code"]) == (2, code)


def test_a_terminal_sees_a_bar_and_standard_output_does_not(tmp_path: Path, fresh_database: Any) -> None:
    path = tmp_path / "long.csv"
    segue("sample", "nppes", "--rows", "4000", "--out", path, env=fresh_database.environment)
    ours, theirs = pty.openpty()
    hasty = (
        "import sys; from segue.site.commands import listings; from segue.site.cli import main\n"
        "listings.PATIENCE_SECONDS = 0.0; sys.argv = ['segue', 'import', 'nppes', sys.argv[1], '--json']\n"
        "sys.exit(main())"
    )

    done = subprocess.run(
        [PROGRAM.parent / "python", "-c", hasty, path],
        env=fresh_database.environment | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)

    assert "long.csv" in seen
    assert done.stdout.startswith(b'{"read": 41')


def test_only_the_states_that_were_asked_for_come_in(tmp_path: Path, fresh_database: Any) -> None:
    path = tmp_path / "two.csv"
    elsewhere = dict.fromkeys(
        ("Provider Business Practice Location Address State Name", "Provider License Number State Code_1"),
        "NY",
    )
    path.write_bytes(file_of(a_person(1), a_person(2, **elsewhere)))

    _, result = imported(path, fresh_database, "--state", "ca, ny")
    assert (result["kept"], result["skipped"]) == (1, 1)

    code, result = imported(path, fresh_database, "--state", "CA,XX")
    assert (code, result["error"]["code"]) == (2, "unknown_state")
    assert result["error"]["why"] == "There is no state XX."


def test_a_bundle_brings_further_places_and_ends_numbers(tmp_path: Path, fresh_database: Any) -> None:
    path = tmp_path / "bundle.zip"
    ended = {"NPI": npi(2), "NPI Deactivation Date": "03/02/2020"}
    for rows in ([a_person(1), a_person(2)], [a_person(1), ended]):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("npidata_pfile_a.csv", file_of(*rows))
            made.writestr("pl_pfile_a.csv", places_file_of(a_place(1), {**a_place(3), "NPI": "1"}))
        code, result = imported(path, fresh_database)
        assert (code, result["bad"], result["bad_places"]) == (2, 0, 1)
        assert result["bad_lines"][0]["file"] == "further places"

    assert (result["unchanged"], result["gone"], result["places"]) == (1, 1, 0)


@pytest.mark.parametrize("reader", ["plain", "fast"])
def test_every_bad_row_is_in_the_report_and_the_first_few_on_the_screen(
    tmp_path: Path, fresh_database: Any, reader: str
) -> None:
    path, report = tmp_path / "bad.csv", tmp_path / "report.csv"
    broken = [a_person(number, **{"Provider First Name": "X" * 121}) for number in range(2, 32)]
    path.write_bytes(file_of(a_person(1), *broken, {**a_person(40), "NPI": "1"}))

    said = segue(
        "import", "nppes", path, "--report", report, "--reader", reader, env=fresh_database.environment
    )

    assert said.code == 2
    assert sum(line.startswith("  Line ") for line in said.out.splitlines()) == 20
    assert f"  … and 11 more, all in {report}" in said.out.splitlines()
    written = list(csv.reader(report.read_text(encoding="utf-8").splitlines()))
    assert written[0] == ["file", "line", "code", "why"]
    assert [int(row[1]) for row in written[1:]] == list(range(3, 34))
    assert written[1] == [
        "providers",
        "3",
        "field_too_long",
        "Line 3 has a column that is too long to be kept.",
    ]


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_read(
    sample: Path, fresh_database: Any
) -> None:
    code, result = imported(sample, fresh_database, "--report", "/nowhere/at/all.csv")

    assert (code, result["error"]["code"]) == (2, "cannot_write")


def test_a_bomb_is_refused_in_words(tmp_path: Path, fresh_database: Any) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("npidata_pfile_a.csv", file_of(a_person(1)) + b"x" * 8_000_000)

    code, result = imported(path, fresh_database)

    assert (code, result["error"]["code"]) == (2, "archive_too_large")


def test_a_run_that_is_killed_loses_no_row_and_the_next_does_nothing_twice(
    tmp_path: Path, fresh_database: Any
) -> None:
    path, environment = tmp_path / "long.csv", fresh_database.environment
    segue("sample", "nppes", "--rows", "12000", "--out", path, env=environment)
    words = [PROGRAM, "import", "nppes", path, "--reader", "fast", "--json"]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None and not ImportRun.objects.filter(line__gt=0).exists():
            time.sleep(0.002)
    finally:
        process.kill()
        process.wait()
    before = Profile.objects.filter(source="nppes").count()

    code, result = imported(path, fresh_database, "--reader", "fast")

    assert code == 0
    assert 0 < before < 12000
    assert result["goes_on_from"] > 3900
    assert (result["read"], result["kept"], result["new"], result["changed"]) == (12364, 12000, 12000, 0)
    assert Profile.objects.filter(source="nppes", version=1).count() == 12000
    assert set(Change.objects.values_list("profile_id")) == set(Profile.objects.values_list("id"))
    assert Change.objects.count() == 12000
