"""A shard in columns: kept true in place, packed into bytes and out again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from segue.rules.matching import shard as shards
from segue.rules.matching.columns import pack
from segue.rules.matching.geography import Geography
from segue.rules.matching.profile import Compact, License, ProfileFacts
from segue.rules.matching.shard import Shard, from_bytes, tidy, to_bytes
from tests.rules.matching.crowd import GEOGRAPHY, put, shard_of
from tests.rules.matching.people import AMARA, TODAY, stated, with_facts

# Identifiers that end in zero bytes, which a column of bytes does not keep.
ROUND = [UUID(int=number << shift) for number in (1, 2, 0xAB) for shift in (16, 64, 120)]
PSYPACT = Compact("PSYPACT", frozenset({"MN", "IA"}), TODAY)


def named(name: UUID, **facts: Any) -> ProfileFacts:
    return with_facts(AMARA, id=str(name), **facts)


def numbered(*numbers: int) -> list[ProfileFacts]:
    return [named(UUID(int=number << 40)) for number in numbers]


def shard_with(*people: ProfileFacts) -> Shard:
    return shard_of(people, exposure={})


def facts_of(shard: Shard, facts: ProfileFacts) -> ProfileFacts:
    row = shard.row_of(UUID(facts.id).bytes)
    assert row is not None
    return shard.facts(row)


def told(shard: Shard) -> Mapping[str, ProfileFacts]:
    """Everybody who has a license or none that is known, by name."""
    rows = (shard.facts(row) for row in range(shard.count))
    return {facts.id: facts for facts in rows if facts.licenses != (License("MN", shards.day_of(1)),)}


def test_an_identifier_that_ends_in_zero_bytes_is_found_and_told_back() -> None:
    fresh = shard_with(*map(named, ROUND))
    late = shard_with()
    for name in ROUND:
        put(late, named(name))

    for shard in (fresh, late, tidy(late)):
        for name in ROUND:
            row = shard.row_of(name.bytes)
            assert row is not None
            assert shard.name_of(row) == str(name)
        assert shard.row_of(UUID(int=3).bytes) is None
        assert shard.row_of((ROUND[-1].int + 1).to_bytes(16, "big")) is None
    assert shard_with().row_of(UUID(int=0).bytes) is None


def test_a_row_is_written_over_in_place() -> None:
    people = numbered(1, 2, 3)
    shard = shard_with(*people)

    put(shard, replace(people[1], methods=stated("cbt"), focus=()))

    assert shard.count == 3
    changed = facts_of(shard, people[1])
    assert changed.methods is not None
    assert (changed.methods.codes, changed.focus) == (frozenset({"cbt"}), ())
    assert facts_of(shard, people[0]).focus == facts_of(shard, people[2]).focus == ("panic",)


def test_whoever_comes_later_is_found_behind_the_others_and_once() -> None:
    people = numbered(5, 1, 9, 3)
    shard = shard_with(*people[:2])

    for _ in range(2):
        put(shard, people[2])
        put(shard, people[3])

    assert shard.count == 4
    assert [shard.row_of(UUID(facts.id).bytes) for facts in people] == [1, 0, 2, 3]


def test_many_may_come_later() -> None:
    people = numbered(*range(1, 700))
    shard = shard_with(people[0])
    for facts in people:
        put(shard, facts)

    assert shard.count == len(people)
    assert [shard.name_of(shard.row_of(UUID(facts.id).bytes) or 0) for facts in people] == [
        facts.id for facts in people
    ]


def test_whoever_goes_leaves_a_dead_row_and_may_come_back() -> None:
    people = numbered(1, 2)
    shard = shard_with(*people)
    absent = UUID(int=77).bytes

    shard.put(absent, None)
    shard.put(UUID(people[0].id).bytes, None)

    assert set(told(shard)) == {people[1].id}
    assert (shard.count, tidy(shard).count) == (2, 1)
    put(shard, people[0])
    assert set(told(shard)) == {people[0].id, people[1].id}


def test_what_only_few_have_follows_its_row() -> None:
    people = numbered(1, 2, 3)
    few = {"does_not_see": frozenset({"grief"}), "more_zips": ("55101", "55802")}
    shard = shard_with(
        replace(people[0], **few), people[1], replace(people[2], licenses=(), compacts=(PSYPACT,))
    )

    put(shard, replace(people[0], does_not_see=frozenset({"panic"}), more_zips=("55904",)))
    put(shard, replace(people[1], **few))
    put(shard, people[2])

    found = [facts_of(shard, facts) for facts in people]
    assert [facts.does_not_see for facts in found] == [{"panic"}, {"grief"}, frozenset()]
    assert [facts.more_zips for facts in found] == [("55904",), ("55101", "55802"), ()]
    assert [facts.compacts for facts in found] == [(), (), ()]
    put(shard, replace(people[0], compacts=(PSYPACT,)))
    assert facts_of(shard, people[0]).compacts == (PSYPACT,)
    assert facts_of(shard, people[0]).more_zips == ()


def test_the_nearest_place_of_each_row_counts_also_after_a_change() -> None:
    people = [
        named(UUID(int=1), zip="55802"),
        named(UUID(int=2), zip=None),
        named(UUID(int=3), zip=None, more_zips=("55101",)),
        named(UUID(int=4), zip="55802", more_zips=("55101", "55408")),
    ]
    shard = shard_with(*people)
    here = GEOGRAPHY.place("55408")
    km = {zip_code: GEOGRAPHY.kilometers("55408", zip_code) or 0 for zip_code in ("55802", "55101")}

    def meters() -> list[int]:
        return [int(far) for far in shard.meters_from(here)]

    assert meters() == [round(km["55802"] * 1000), -1, round(km["55101"] * 1000), 0]
    assert int(shard.meters_from(GEOGRAPHY.place("55802"))[0]) == 0
    put(shard, replace(people[0], zip="55408"))
    put(shard, replace(people[3], more_zips=()))
    assert meters() == [0, -1, round(km["55101"] * 1000), round(km["55802"] * 1000)]


def mixed(count: int) -> list[ProfileFacts]:
    """So many, in no order of their names, some of whom have what few have."""
    return [
        named(
            UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)),
            does_not_see=(frozenset(), frozenset({"grief"}))[number % 2],
            more_zips=((), ("55101",), ("55101", "55802"))[number % 3],
            compacts=((), (PSYPACT,))[number % 5 == 0],
        )
        for number in range(1, count + 1)
    ]


def test_a_shard_comes_out_of_its_bytes_as_it_went_in() -> None:
    shard = shard_with(*mixed(30))
    for facts in mixed(40)[30:]:
        put(shard, facts)
    back = from_bytes(to_bytes(tidy(shard)), geography=GEOGRAPHY)

    assert back is not None
    assert (back.jurisdiction, back.count) == ("MN", 40)
    assert told(back) == told(shard)
    assert to_bytes(back) == to_bytes(tidy(shard))


def test_an_empty_shard_can_be_packed_too() -> None:
    back = from_bytes(to_bytes(shard_with()), geography=GEOGRAPHY)

    assert back is not None
    assert (back.count, back.places.tolist()) == (0, [])


def test_a_shard_out_of_bytes_can_be_changed_and_the_bytes_stay() -> None:
    people = mixed(5)
    content = to_bytes(shard_with(*people))
    kept = bytes(content)
    back = from_bytes(memoryview(content), geography=GEOGRAPHY)

    assert back is not None
    put(back, replace(people[0], focus=()))
    back.put(UUID(people[1].id).bytes, None)
    put(back, named(UUID(int=5)))
    assert facts_of(back, people[0]).focus == ()
    assert set(told(back)) == {*(facts.id for facts in people), str(UUID(int=5))} - {people[1].id}
    assert content == kept


def test_what_another_version_or_other_places_packed_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = to_bytes(shard_with(*mixed(3)))
    as_many = Geography([(f"{number:05}", 44.0, -93.0) for number in range(len(GEOGRAPHY.zips))])

    assert from_bytes(b"something else", geography=GEOGRAPHY) is None
    assert from_bytes(content, geography=as_many) is None
    assert from_bytes(content, geography=GEOGRAPHY) is not None
    monkeypatch.setattr(shards, "VERSION", "another")
    assert from_bytes(content, geography=GEOGRAPHY) is None


def test_tidying_sorts_drops_the_dead_and_keeps_what_few_have() -> None:
    people = mixed(20)
    shard = shard_with(*people[:8])
    for facts in people[8:]:
        put(shard, facts)
    for facts in people[5:10]:
        shard.put(UUID(facts.id).bytes, None)
    left = [*people[:5], *people[10:]]

    assert to_bytes(tidy(shard)) == to_bytes(shard_with(*left))


def test_nobody_without_a_row_here_is_in_a_fresh_shard() -> None:
    elsewhere = named(UUID(int=4), licenses=(License("WI"),))

    assert pack(elsewhere, key=UUID(int=4).bytes, jurisdiction="MN", geography=GEOGRAPHY) is None
    assert shard_with(elsewhere).count == 0
