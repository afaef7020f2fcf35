"""Each dated file says where it comes from, and holds what it should."""

from datetime import date, timedelta
from importlib.resources import files

import pytest

from segue.rules.codes import CODES, Family, is_code
from segue.store import lore

STATES = CODES[Family.STATE].keys()


def test_every_file_is_known_and_every_known_file_is_there() -> None:
    found = {
        each.name for each in files("segue.store.lore").iterdir() if not each.name.endswith((".py", "__"))
    }

    assert found == set(lore.FILES)


@pytest.mark.parametrize("name", lore.FILES)
def test_every_file_tells_its_source_its_day_and_its_reviewer(name: str) -> None:
    told = lore.origin(name)

    assert len(told.source) > 20
    assert date(2010, 1, 1) < told.as_of < date(2100, 1, 1)
    assert told.reviewer is None or told.reviewer.strip()


def test_the_taxonomy_has_three_tiers_of_well_formed_codes() -> None:
    codes = lore.taxonomy()

    assert len(codes) == 79
    assert all(code == row.code and len(code) == 10 and code.endswith("X") for code, row in codes.items())
    assert {row.tier for row in codes.values()} == {"A", "B", "C"}
    assert all(row.profession and row.label for row in codes.values())


def test_professions_are_given_for_the_tiers_asked_for() -> None:
    default = lore.professions(tiers="A")

    assert default["2084P0800X"] == "psychiatrist"
    assert "101YS0200X" not in default
    assert lore.professions(tiers="AB")["101YS0200X"] == "counselor"
    assert set(lore.professions(tiers="C").values()) == {"organization"}
    assert len(lore.professions(tiers="ABC")) == 79


def test_neurology_and_sleep_medicine_are_no_mental_health_professions() -> None:
    assert {"2084N0400X", "2084S0012X", "2084P2900X"}.isdisjoint(lore.taxonomy())


def observed(day: date) -> date:
    """5 USC 6103(b): one on a Saturday is kept on Friday; Executive Order 11582: a Sunday one on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def holidays_by_rule(year: int) -> set[date]:
    """5 USC 6103(a), day by day of the year."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    mondays = [day for day in days if day.weekday() == 0 and day.year == year]
    nth = {(day.month, 1 + (day.day - 1) // 7): day for day in mondays}
    memorial = max(day for day in mondays if day.month == 5)
    thanksgiving = next(day for day in days if day.month == 11 and day.weekday() == 3 and day.day >= 22)
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    by_week = [nth[1, 3], nth[2, 3], memorial, nth[9, 1], nth[10, 2], thanksgiving]
    return {*map(observed, fixed), *by_week}


def test_federal_holidays_are_those_of_the_law() -> None:
    assert lore.holidays("US") == set().union(*(holidays_by_rule(year) for year in range(2025, 2031)))
    assert date(2027, 12, 31) in lore.holidays("US")
    assert not [day for day in lore.holidays("US") if day.weekday() > 4]


def test_a_country_that_is_not_known_has_no_holidays_and_no_lines() -> None:
    assert lore.holidays("XX") == frozenset()
    assert lore.crisis_lines("XX") == ()


def test_help_in_a_crisis_can_be_called_and_written_to() -> None:
    lines = {line.code: line for line in lore.crisis_lines("US")}

    assert (lines["crisis"].number, lines["crisis"].ways) == ("988", ("call", "text"))
    assert (lines["emergency"].number, lines["emergency"].ways) == ("911", ("call",))


def test_the_rare_areas_are_the_seventeen_of_the_guidance() -> None:
    assert " ".join(sorted(lore.rare_areas())) == (
        "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893"
    )


def test_a_state_has_ten_common_languages_and_others_use_the_countrys() -> None:
    assert len(lore.common_languages("MN")) == 10
    assert "so" in lore.common_languages("MN")
    assert "so" not in lore.common_languages("VT")
    assert lore.common_languages("VT") == lore.common_languages("")


@pytest.mark.parametrize("state", sorted(STATES))
def test_common_languages_are_words_that_needs_are_made_of(state: str) -> None:
    languages = lore.common_languages(state)

    assert len(set(languages)) == len(languages) == 10
    assert all(is_code(Family.LANGUAGE, language) for language in languages)
    assert languages[0] == "en"


def test_minor_consent_is_told_where_it_is_known_and_unreviewed() -> None:
    known = {state: lore.minor_consent(state) for state in STATES}

    ages = {state: row.from_age for state, row in known.items() if row}

    assert ages == {
        "CA": 12, "CO": 12, "IL": 12, "MD": 12, "WA": 13, "PA": 14, "OR": 14, "OH": 14, "MI": 14,
    }  # fmt: skip
    assert lore.origin("minor_consent.json").reviewer is None
    assert {row.parent_access for row in known.values() if row} == {None}


def test_every_state_has_a_zone_of_the_world() -> None:
    assert all("/" in (lore.zone_of_state(state) or "") for state in STATES)
    assert lore.zone_of_state("MN") == "America/Chicago"
    assert lore.zone_of_state("XX") is None


def test_a_zip_has_a_place_where_it_is_known() -> None:
    found = lore.zip_centroid("55102-1234")

    assert found is not None
    assert (found.city, found.state, found.zone) == ("Saint Paul", "MN", "America/Chicago")
    assert (round(found.latitude), round(found.longitude)) == (45, -93)
    assert lore.zip_centroid("99999") is None
    assert lore.zip_centroid("") is None


def test_what_is_read_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        lore.taxonomy()["x"] = None  # type: ignore[index]
