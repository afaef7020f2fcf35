"""How days, hours, ages and names are written."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override
from jinja2 import UndefinedError

from segue.pages.environment import (
    age_of,
    bdi,
    clock,
    day,
    day_and_year,
    day_short,
    direction,
    environment,
    given_name,
    initials,
    language,
    tel,
    weekday,
    when,
)

CHICAGO = "America/Chicago"
LATE_IN_LONDON = datetime(2026, 3, 13, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en-us"):
        yield


def test_a_moment_is_written_on_the_clocks_of_its_place() -> None:
    assert when(LATE_IN_LONDON, CHICAGO) == "Thursday, March 12, 8:10 pm"
    assert when(LATE_IN_LONDON, "UTC") == "Friday, March 13, 1:10 am"


def test_a_moment_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock(LATE_IN_LONDON)
    with pytest.raises(ValueError, match="zone"):
        day(datetime(2026, 3, 12, 8, 10), CHICAGO)  # noqa: DTZ001  the point of this test


def test_a_day_is_written_in_four_lengths() -> None:
    march = date(2026, 3, 12)

    written = (day(march), day_short(march), day_and_year(march), weekday(march))

    assert written == ("Thursday, March 12", "Mar 12", "March 12, 2026", "Thursday")


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (time(14, 0), "2 pm"),
        (time(8, 10), "8:10 am"),
        (time(12, 0), "noon"),
        (time(0, 0), "midnight"),
        (time(12, 5), "12:05 pm"),
    ],
)
def test_an_hour_is_written_short_and_never_as_twelve_pm(at: time, written: str) -> None:
    assert clock(at) == written


@pytest.mark.parametrize(
    ("tongue", "written"),
    [
        ("es", "jueves, 12 de marzo, 20:10"),
        ("de", "Donnerstag, 12. März, 20:10"),
        ("xx-pseudo", "Thursday, March 12, 8:10 pm"),
    ],
)
def test_days_follow_the_language_and_an_unknown_one_falls_back(tongue: str, written: str) -> None:
    with override(tongue):
        assert when(LATE_IN_LONDON, CHICAGO) == written


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (3, "3 days ago"),
        (59, "59 days ago"),
        (60, "2 months ago"),
    ],
)
def test_an_age_is_told_in_words(days: int, words: str) -> None:
    assert age_of(days) == words


@pytest.mark.parametrize(
    ("name", "letters", "given"),
    [
        ("Amara Lindqvist, LICSW", "AL", "Amara"),
        ("Ruth Feldman-Ito", "RF", "Ruth"),
        ("Riverbend", "R", "Riverbend"),
        ("Anna Maria von Sand", "AS", "Anna"),
        ("\u202eSamuel Adeyemi", "SA", "Samuel"),
        ("ليلى منصور", "لم", "ليلى"),
        ("", "", ""),
        ("  ?!  ", "", "  ?!  "),
    ],
)
def test_a_name_is_shortened_without_letters_after_it_and_hidden_signs(
    name: str, letters: str, given: str
) -> None:
    assert (initials(name), given_name(name)) == (letters, given)


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("612-555-0142", "tel:+16125550142"),
        ("988", "tel:988"),
        ("+46 8 555 010", "tel:+468555010"),
        ("1 (612) 555-0142", "tel:16125550142"),
    ],
)
def test_a_number_becomes_an_address_that_dials(number: str, address: str) -> None:
    assert tel(number) == address


def test_a_name_is_isolated_and_its_signs_stay_signs() -> None:
    assert bdi("<b>Ann</b>") == "<bdi>&lt;b&gt;Ann&lt;/b&gt;</bdi>"


def test_a_page_knows_its_language_and_its_direction() -> None:
    assert (language(), direction()) == ("en-us", "ltr")
    with override("ar"):
        assert (language(), direction()) == ("ar", "rtl")


def test_values_are_escaped_in_text_and_in_translated_sentences() -> None:
    made = environment().from_string(
        "{{ name }} {{ _('Hello %(name)s', name=name) }}{% trans %}, {{ name }}{% endtrans %}"
    )

    assert made.render(name="<i>") == "&lt;i&gt; Hello &lt;i&gt;, &lt;i&gt;"


def test_a_name_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()
