"""A profile as a row of numbers, and back."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.rules.codes import CODES, Family
from segue.rules.matching import columns as cells
from segue.rules.matching.columns import LISTS, ROW, Packed, day_number, day_of, pack, said_bit, unpack
from segue.rules.matching.profile import Compact, Fee, License, Opening, ProfileFacts
from tests.rules.matching.crowd import GEOGRAPHY, drawn_crowd
from tests.rules.matching.people import AMARA, TODAY, stated, with_facts

HERE, THERE = frozenset({"MN", "IA"}), frozenset({"IA"})
DAY = timedelta(days=1)


def packed(facts: ProfileFacts, *, exposure: tuple[int, int] = (0, 0)) -> Packed | None:
    key = UUID(int=7).bytes
    return pack(facts, key=key, jurisdiction="MN", geography=GEOGRAPHY, exposure=exposure)


def row_of(exposure: tuple[int, int] = (0, 0), **facts: Any) -> Any:
    found = packed(with_facts(AMARA, **facts), exposure=exposure)
    assert found is not None
    return found.row


def again(**facts: Any) -> ProfileFacts:
    found = packed(with_facts(AMARA, **facts))
    assert found is not None
    return unpack(found, name="amara", jurisdiction="MN", geography=GEOGRAPHY)


def test_every_list_has_a_bit_left_to_say_that_it_was_stated() -> None:
    for name, (family, bits) in LISTS.items():
        assert len(CODES[family]) < bits == ROW[name].itemsize * 8
        assert said_bit(name) == 1 << (bits - 1)
    assert len(CODES[Family.CONCERN]) <= ROW["focus"].itemsize * 8
    assert set(CODES[Family.ROLE]) == set(cells.ROLES)


def test_a_million_rows_take_no_more_than_a_hundred_megabytes() -> None:
    assert ROW.itemsize <= 100


@settings(max_examples=60)
@given(st.randoms(use_true_random=True))
def test_what_a_search_reads_comes_back_as_it_was(chance: Random) -> None:
    _need, people, _search = drawn_crowd(chance, most=12)
    for facts in people:
        found = packed(facts)
        if found is None:
            continue
        back = unpack(found, name=facts.id, jurisdiction="MN", geography=GEOGRAPHY)

        for name in LISTS:
            told, read = getattr(facts, name), getattr(back, name)
            assert (told is None) is (read is None)
            assert told is None or (told.codes, told.is_complete) == (read.codes, read.is_complete)
        assert back.insurance == facts.insurance
        assert (back.fee, back.opening, back.roles) == (facts.fee, facts.opening, facts.roles)
        assert (back.focus, back.does_not_see) == (facts.focus, facts.does_not_see)
        assert back.reply_hours == facts.reply_hours
        assert back.zip == (None if facts.zip == "00000" else facts.zip)
        assert back.more_zips == tuple(place for place in facts.more_zips if place != "00000")
        assert packed(replace(back, zip=facts.zip)) == found


def test_none_of_them_is_told_from_not_known() -> None:
    assert (again(methods=stated()).methods, again(methods=None).methods) == (
        stated(on=date(2000, 1, 1)),
        None,
    )
    assert (again(roles=frozenset()).roles, again(roles=None).roles) == (frozenset(), None)
    assert (row_of(fee=Fee(0, TODAY))["fee"], row_of(fee=None)["fee"]) == (0, cells.NO_NUMBER)
    assert (row_of(opening=Opening(0, TODAY))["room"], row_of(opening=None)["room"]) == (0, cells.NO_ROOM)
    assert again(opening=Opening(1, TODAY, wait_days=0)).opening == Opening(1, TODAY, wait_days=0)


@pytest.mark.parametrize(
    ("licenses", "compacts", "ends"),
    [
        ((License("MN"),), (), cells.NO_END),
        ((License("MN", TODAY), License("MN")), (), cells.NO_END),
        ((License("MN", TODAY), License("MN", TODAY - DAY), License("WI")), (), day_number(TODAY)),
        ((License("WI"),), (), None),
        ((), (), None),
        (None, (), cells.NO_DAY),
        (None, (Compact("PSYPACT", THERE, TODAY),), cells.NO_DAY),
        (None, (Compact("PSYPACT", HERE, TODAY),), day_number(TODAY)),
        ((License("WI"),), (Compact("PSYPACT", HERE, TODAY),), day_number(TODAY)),
        ((License("WI"),), (Compact("PSYPACT", THERE, TODAY),), None),
        (
            (License("MN", TODAY),),
            (Compact("A", HERE, TODAY + DAY), Compact("B", HERE, TODAY)),
            day_number(TODAY + DAY),
        ),
    ],
)
def test_the_last_day_of_any_license_here_is_kept_and_whoever_has_none_here_has_no_row(
    licenses: tuple[License, ...] | None, compacts: tuple[Compact, ...], ends: int | None
) -> None:
    found = packed(with_facts(AMARA, licenses=licenses, compacts=compacts))

    assert (None if found is None else int(found.row["license"])) == ends


def test_a_compact_comes_back_with_its_name_and_a_license_with_its_end() -> None:
    compact = Compact("PSYPACT", HERE, TODAY)

    by_compact = again(licenses=(License("WI"),), compacts=(compact,))
    assert (by_compact.licenses, by_compact.compacts) == ((), (compact,))
    assert again(licenses=(License("MN", TODAY),)).licenses == (License("MN", TODAY),)
    assert again(licenses=(License("MN"),)).licenses == (License("MN"),)
    assert again(licenses=None).licenses is None


def test_a_number_too_large_for_its_column_stands_at_the_last_one() -> None:
    opening = Opening(300, TODAY, wait_days=100_000)
    row = row_of(fee=Fee(70_000, TODAY, least=70_000), opening=opening, reply_hours=300)

    assert [int(row[name]) for name in ("fee", "least", "wait", "room", "reply")] == [
        cells.NO_NUMBER - 1, cells.NO_NUMBER - 1, cells.NO_NUMBER - 1, cells.NO_ROOM - 1, cells.NO_HOURS - 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("exposure", "kept"),
    [
        ((0, 0), (0, 0)),
        ((0xFFFF, 0xFFFF), (0xFFFF, 0xFFFF)),
        ((1 << 16, 1 << 17), (1 << 14, 1 << 15)),
        ((30_000, 120_000), (15_000, 60_000)),
    ],
)
def test_counts_of_being_shown_that_are_too_large_keep_how_they_stand_to_each_other(
    exposure: tuple[int, int], kept: tuple[int, int]
) -> None:
    row = row_of(exposure=exposure)

    assert (int(row["shown"]), int(row["eligible"])) == kept


def test_days_are_counted_from_2000_and_stay_within_two_bytes() -> None:
    assert day_number(None) == cells.NO_DAY
    assert day_of(day_number(TODAY)) == TODAY
    assert day_number(date(1980, 1, 1)) == 1
    assert day_number(date(2300, 1, 1)) == cells.NO_END - 1


def test_lists_are_full_only_if_all_of_them_are() -> None:
    assert int(row_of()["flags"]) & cells.COMPLETE
    assert not int(row_of(methods=stated("emdr", is_complete=False))["flags"]) & cells.COMPLETE
