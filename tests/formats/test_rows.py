"""Rows out of bytes that may be broken anywhere."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.formats import rows
from segue.formats.rows import Broken, Flaw, Rows, Spot, Whole


def read(content: bytes) -> list[Whole | Broken]:
    return list(Rows(io.BytesIO(content)))


def test_each_row_is_told_with_the_line_it_begins_on() -> None:
    assert read(b'a,b\n"x\ny",2\n\n3,4\n') == [
        Whole(1, ["a", "b"]),
        Whole(2, ["x\ny", "2"]),
        Whole(5, ["3", "4"]),
    ]


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        (b"caf\xe9,2", Flaw.UNDECODABLE),
        (b"a\0b,2", Flaw.NUL),
        (b"1", Flaw.COLUMNS),
        (b"1,2,3", Flaw.COLUMNS),
        (b'"1,2', Flaw.QUOTES),
        (b'"1"x,2', Flaw.QUOTES),
        (b'1,"2', Flaw.QUOTES),
        (b"1\r2,3", Flaw.QUOTES),
        (b"x" * 140_000 + b",2", Flaw.TOO_LONG),
        (b"y" * (rows.LONGEST_LINE + 5) + b",2", Flaw.TOO_LONG),
        (b"y" * (rows.LONGEST_LINE * 2) + b",2", Flaw.TOO_LONG),
    ],
)
def test_a_broken_line_costs_that_line_and_no_other(line: bytes, flaw: Flaw) -> None:
    good = [Whole(1, ["a", "b"]), Whole(2, ["1", "2"])]
    after = [Whole(4, ["3", "4"]), Whole(5, ["5", "6"])]

    assert read(b"a,b\n1,2\n" + line + b'\n"3","4"\n5,6\n') == [*good, Broken(3, flaw), *after]


@pytest.mark.parametrize("end", [b"3", b'"3', b'3,"4', b'"3","'])
def test_a_file_that_breaks_off_says_on_which_line(end: bytes) -> None:
    assert read(b"a,b\n1,2\n" + end)[2:] == [Broken(3, Flaw.TRUNCATED)]


def test_a_last_line_without_an_end_is_whole_when_its_columns_are_there() -> None:
    assert read(b"a,b\n1,2")[1:] == [Whole(2, ["1", "2"])]


def test_a_quote_that_never_ends_does_not_swallow_the_file() -> None:
    plain = b"".join(b"%d,x\n" % number for number in range(3, 203))

    found = read(b'a,b\n"1,2\n' + plain)

    assert found[1] == Broken(2, Flaw.QUOTES)
    assert found[2:] == [Whole(number, [str(number), "x"]) for number in range(3, 203)]


def test_a_quote_that_never_ends_is_given_up_after_a_few_lines() -> None:
    stream = io.BytesIO(b'a,b\n"1,2\n' + b"3,4\n" * 10_000)
    found = Rows(stream)

    next(found)

    assert next(found) == Broken(2, Flaw.QUOTES)
    assert stream.tell() <= 4 * (rows.MOST_LINES_IN_A_ROW + 3)


def test_a_long_file_takes_no_more_memory_than_a_short_one() -> None:
    class Endless(io.RawIOBase):
        """A file of a hundred thousand lines that is never in memory."""

        left = 100_000

        def readable(self) -> bool:
            return True

        def readline(self, size: int | None = -1, /) -> bytes:
            self.left -= 1
            return b'"a","b","some text that stands in every line"\n' if self.left >= 0 else b""

    tracemalloc.start()
    count = sum(1 for _ in Rows(Endless()))  # type: ignore[arg-type]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 100_000
    assert most < 1_000_000


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    assert all(isinstance(row, Whole | Broken) for row in read(content))


@given(st.text('ab,"\n\r\\', max_size=60).map(str.encode), st.integers(0, 60))
def test_lines_are_named_in_rising_order_and_only_if_they_exist(content: bytes, cut: int) -> None:
    lines = [row.line for row in read(content[:cut])]

    assert lines == sorted(set(lines))
    assert all(1 <= line <= content[:cut].count(b"\n") + 1 for line in lines)


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=8))
def test_what_is_written_as_it_should_be_is_read_as_it_was(table: list[tuple[str, str]]) -> None:
    table = [(a.replace("\0", ""), b.replace("\0", "")) for a, b in table if "\0" not in a + b]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    few_lines = text.getvalue().count("\n") < rows.MOST_LINES_IN_A_ROW

    found = read(text.getvalue().encode(errors="replace")) if few_lines else []

    expected = (
        [[part.encode(errors="replace").decode() for part in row] for row in table] if few_lines else []
    )
    assert [row.fields if isinstance(row, Whole) else row for row in found] == expected


# Pieces of which rows of two fields are made that are nearly as the registry writes them, or not at all.
PIECES = st.sampled_from(['"', '","', ",", "\n", "\r\n", '"\n"', "a", "é", '""', "\0", " "])


@given(st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()))
def test_splitting_a_simple_row_gives_what_the_parser_gives(content: bytes) -> None:
    """With the quick way shut, every row goes through the parser; so both ways must tell the same."""
    content = b'"h","i"\n' + content

    class Parsed(Rows):
        def __init__(self) -> None:
            super().__init__(io.BytesIO(content))
            self._lines.simple_row = lambda width, reach: None  # type: ignore[method-assign]

    assert read(content) == list(Parsed())


@given(st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()))
def test_reading_goes_on_from_any_spot_as_if_it_had_never_stopped(content: bytes) -> None:
    content = b'"h","i"\n' + content
    whole, told = Rows(io.BytesIO(content)), []
    for row in whole:
        told.append((row, whole.spot))

    for place, (_, spot) in enumerate(told):
        stream = io.BytesIO(content)
        stream.seek(spot.offset)
        assert list(Rows(stream, begins=spot, width=2)) == [row for row, _ in told[place + 1 :]]


def test_a_reader_of_the_first_fields_finds_a_missing_column_at_the_end() -> None:
    content = b'"a","b","c","d"\n"1","2","3"\n"1","2","3","4"\n"1",",","3","4","5"\n'

    found = list(Rows(io.BytesIO(content), width=4, reach=2))

    assert [row.flaw if isinstance(row, Broken) else list(row.fields[:2]) for row in found] == [
        ["a", "b"],
        Flaw.COLUMNS,
        ["1", "2"],
        Flaw.COLUMNS,
    ]


def test_the_first_row_of_a_file_is_at_its_beginning() -> None:
    assert Rows(io.BytesIO(b"a\n")).spot == Spot(1, 0)
