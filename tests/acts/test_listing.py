"""Listings that come in from the national provider file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection

from segue.acts import listing
from segue.acts.answer import Done
from segue.acts.listing import ImportListings
from segue.acts.listing_run import Tally
from segue.demo.builders import OPERATOR, SmallWorld
from segue.formats.further_places import FurtherPlace
from segue.formats.listing import Bad, bad
from segue.formats.nppes import Part
from segue.formats.rows import Spot
from segue.store.models import Change, Fact, ImportRun, Place, Profile, RecordEntry
from tests.acts.answers import refusal
from tests.formats.provider_file import Cells, a_person, a_place, npi, parts_of, places_file_of
from tests.formats.test_further_places import read as read_places

LAST_NAME = "Provider Last Name (Legal Name)"
SECOND_STATE = {
    "Healthcare Provider Taxonomy Code_2": "1041C0700X",
    "Provider License Number_2": "SW2",
    "Provider License Number State Code_2": "WI",
}
ENDED = {"NPI Deactivation Date": "03/02/2020"}


def ended(number: int) -> dict[str, str]:
    """A number as the registry leaves it when it takes it back: all else is blank."""
    return {"NPI": npi(number), **ENDED}


def run(world: SmallWorld, *rows: Cells, **more: object) -> Tally:
    return run_parts(world, parts_of(*rows), **more)


def run_parts(world: SmallWorld, parts: Iterable[Part], **more: object) -> Tally:
    command = ImportListings(parts=lambda begins: _after(parts, begins), **more)
    answer = listing.import_listings(OPERATOR, command, world.clock.at())
    assert isinstance(answer, tuple)
    assert isinstance(answer[0], Done)
    return answer[1]


def _after(parts: Iterable[Part], begins: Spot | None) -> Iterator[Part]:
    """The parts that come after a spot."""
    return (part for part in parts if begins is None or part.after.line > begins.line)


def single(*rows: Cells) -> list[Part]:
    """Parts of one row each."""
    (part,) = parts_of(*rows)
    return [Part([row], Spot(row.line + 1, row.line * 100), read=1) for row in part.rows]


def further(*rows: Cells) -> Iterator[Any]:
    found = read_places(places_file_of(*rows))
    assert isinstance(found, list)
    return iter(found)


def profile_of(number: int) -> Profile:
    return Profile.objects.get(npi=npi(number))


def content() -> dict[str, list[dict[str, Any]]]:
    """Every row that an import may write."""
    return {
        table.__name__: list(table._default_manager.order_by("pk").values())
        for table in (Profile, Fact, Place, Change, ImportRun, RecordEntry)
    }


def told() -> set[Any]:
    return set(Change.objects.values_list("profile_id", flat=True))


def test_a_listing_comes_in_with_its_licenses_and_nothing_that_nobody_said(world: SmallWorld) -> None:
    tally = run(world, a_person(1, **SECOND_STATE))

    row = profile_of(1)
    assert (tally.read, tally.kept, tally.new) == (1, 1, 1)
    assert (row.kind, row.name, row.credentials, row.profession) == (
        "person", "Tove McNevinby", "LICSW", "social worker",
    )  # fmt: skip
    assert (row.address, row.city, row.state, row.zip, row.phone, row.fax) == (
        "210 2nd St NE", "Saint Paul", "MN", "55102", "6515550123", "",
    )  # fmt: skip
    assert (row.source, row.claimed_at, row.zone, row.version, row.added_at, row.gone_on) == (
        "nppes", None, "America/Chicago", 1, world.clock.now, None,
    )  # fmt: skip
    assert (row.place, row.email, row.said, row.practice_id, row.person_id) == ("", "", "", None, None)
    facts = Fact.objects.filter(profile=row).values_list("family", "code", "source", "confirmed_on", "value")
    assert set(facts) == {
        ("license", "MN", "nppes", date(2018, 12, 12), ""),
        ("license", "WI", "nppes", date(2018, 12, 12), ""),
    }


def test_text_comes_in_as_it_stands_in_the_file(world: SmallWorld) -> None:
    odd = "O\\N''%s\"{}é"
    run(world, a_person(1, **{LAST_NAME: odd, "Provider License Number_1": "\\N"}))

    assert profile_of(1).name == f"Tove {odd}"


def test_a_second_run_writes_no_row_at_all(world: SmallWorld) -> None:
    rows = [a_person(1, **SECOND_STATE), a_person(2), ended(3), {**a_person(4), "NPI": "2000000011"}]
    run(world, a_person(3))
    run(world, *rows, places=further(a_place(1), a_place(1, NPI=npi(2))), digest="a", options="b")
    before = content()
    world.clock.later(days=7)

    tally = run(world, *rows, places=further(a_place(1), a_place(1, NPI=npi(2))), digest="a", options="b")

    assert (tally.new, tally.changed, tally.unchanged, tally.gone, tally.places) == (0, 0, 2, 0, 0)
    assert content() == before


def test_a_changed_row_is_written_anew_and_what_people_said_stays(world: SmallWorld) -> None:
    run(world, a_person(1, **SECOND_STATE), a_person(2))
    one = profile_of(1)
    Fact.objects.filter(profile=one, code="WI").update(source="self")
    Fact.objects.create(
        id=world.clock.new_id(), profile=one, family="age", code="adult", source="check",
        said_on=world.clock.at().today, confirmed_on=world.clock.at().today,
    )  # fmt: skip

    tally = run(world, a_person(1, **SECOND_STATE, **{LAST_NAME: "SUMMER"}), a_person(2))

    assert (tally.changed, tally.unchanged) == (1, 1)
    assert (profile_of(1).name, profile_of(1).version, profile_of(2).version) == ("Tove Summer", 2, 1)
    assert set(Fact.objects.filter(profile=one).values_list("family", "code", "source")) == {
        ("license", "MN", "nppes"),
        ("license", "WI", "self"),
        ("age", "adult", "check"),
    }


def test_what_somebody_claimed_is_never_overwritten_nor_ended(world: SmallWorld) -> None:
    run(world, a_person(1), a_person(2))
    Profile.objects.filter(source="nppes", npi__in=[npi(1), npi(2)]).update(
        claimed_at=world.clock.now, name="As she says it"
    )
    before = content()

    tally = run(world, a_person(1, **{LAST_NAME: "SUMMER"}), ended(2), places=further(a_place(1)))

    assert (tally.changed, tally.unchanged, tally.gone, tally.claimed, tally.places) == (0, 1, 0, 1, 0)
    assert content() == before


def test_a_listing_that_is_claimed_while_its_part_is_read_stays(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world, a_person(1), a_person(2))
    monkeypatch.setattr("segue.store.listings.still_unclaimed", lambda asked: set())

    tally = run(world, a_person(1, **{LAST_NAME: "SUMMER"}), ended(2))

    assert (tally.changed, tally.gone) == (0, 0)
    assert profile_of(1).name == "Tove McNevinby"
    assert Fact.objects.filter(profile=profile_of(1)).count() == 1


def test_an_ended_number_is_gone_and_comes_back_when_it_is_given_back(world: SmallWorld) -> None:
    run(world, a_person(1), a_person(2))

    tally = run(world, ended(1), ended(3))
    assert (tally.gone, profile_of(1).gone_on, profile_of(2).gone_on) == (1, date(2020, 3, 2), None)

    back = a_person(1, **ENDED, **{"NPI Reactivation Date": "05/18/2020"})
    tally = run(world, back)
    assert (tally.changed, profile_of(1).gone_on, profile_of(1).version) == (1, None, 3)
    assert run(world, back).unchanged == 1


def test_a_number_ended_without_a_day_is_gone_from_today_on(world: SmallWorld) -> None:
    run(world, a_person(1))

    run(world, {"NPI": npi(1)})

    assert profile_of(1).gone_on == world.clock.now.date()


def test_a_weekly_file_leaves_those_alone_whom_it_does_not_name(world: SmallWorld) -> None:
    run(world, *(a_person(number) for number in range(1, 6)))

    tally = run(world, a_person(3, **{LAST_NAME: "SUMMER"}), a_person(9))

    assert (tally.new, tally.changed) == (1, 1)
    assert Profile.objects.filter(npi__in=[npi(n) for n in (1, 2, 4, 5)], version=1).count() == 4


def test_further_places_are_written_where_they_differ(world: SmallWorld) -> None:
    first = [a_place(1), a_place(1), a_place(1, **{"Provider Practice Location Fax Number": ""}), a_place(2), a_place(7)]  # fmt: skip  # noqa: E501
    tally = run(world, a_person(1), a_person(2), places=further(*first))
    assert tally.places == 3
    assert set(
        Place.objects.filter(profile=profile_of(1)).values_list("address", "city", "fax", "source")
    ) == {
        ("7 Elm St, Ste 2", "Duluth", "2185550199", "nppes"),
        ("7 Elm St, Ste 2", "Duluth", "", "nppes"),
    }
    kept = Place.objects.get(profile=profile_of(2)).pk

    tally = run(world, a_person(1), a_person(2), places=further(a_place(2)))
    assert (tally.unchanged, tally.places) == (2, 1)
    assert list(Place.objects.values_list("pk", flat=True)) == [kept]


def test_a_run_without_a_file_of_places_leaves_places_alone(world: SmallWorld) -> None:
    run(world, a_person(1), places=further(a_place(1)))

    run(world, a_person(1, **{LAST_NAME: "SUMMER"}))

    assert Place.objects.filter(profile=profile_of(1)).count() == 1


def test_bad_rows_of_places_are_heard_and_counted(world: SmallWorld) -> None:
    heard: list[Bad] = []
    rows: list[FurtherPlace | Bad] = [bad(2, "check_digit"), *further(a_place(1)), bad(4, "quotes")]

    tally = run(world, a_person(1), places=iter(rows), on_bad_place=heard.append)

    assert (tally.bad, tally.bad_places, tally.places) == (0, 2, 1)
    assert [each.line for each in heard] == [2, 4]


def test_every_search_is_told_once_of_what_is_new_changed_or_gone(world: SmallWorld) -> None:
    run(world, *(a_person(number) for number in range(1, 5)))
    first = [profile_of(number).pk for number in range(1, 5)]
    assert told() >= set(first)
    Change.objects.all().delete()

    run(world, a_person(1, **SECOND_STATE), a_person(2), ended(3), a_person(4), places=further(a_place(4)))

    assert sorted(Change.objects.values_list("profile_id", flat=True)) == sorted(
        [first[0], first[2], first[3]]
    )
    assert all((each.xact > 0) is (connection.vendor == "postgresql") for each in Change.objects.all())


def test_every_row_is_counted_and_bad_ones_are_heard_in_the_order_of_the_file(world: SmallWorld) -> None:
    heard: list[Bad] = []
    rows = [a_person(1), ended(2), a_person(3, **{LAST_NAME: ""}), {**a_person(4), "NPI": "1"}, a_person(5, **{LAST_NAME: "x" * 121})]  # fmt: skip  # noqa: E501

    tally = run(world, *rows, on_bad=heard.append)

    assert (tally.read, tally.kept, tally.skipped, tally.bad, tally.new) == (5, 1, 1, 3, 1)
    assert [(each.line, each.code) for each in heard] == [
        (4, "no_name"),
        (5, "check_digit"),
        (6, "field_too_long"),
    ]


def test_a_run_is_one_entry_of_the_record_however_many_parts_it_has(world: SmallWorld) -> None:
    heard: list[int] = []
    before = RecordEntry.objects.count()

    tally = run_parts(
        world,
        single(*(a_person(number) for number in range(5))),
        after_part=lambda tally: heard.append(tally.read),
    )

    assert (heard, tally.new, RecordEntry.objects.count() - before) == ([1, 2, 3, 4, 5], 5, 1)


@dataclass
class Breaking:
    """Parts of a file on a disk that goes away after so many of them."""

    parts: list[Part]
    after: int

    def __iter__(self) -> Iterator[Part]:
        yield from self.parts[: self.after]
        raise OSError("the disk went away")


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_run_that_breaks_off_keeps_its_parts_and_the_next_goes_on_behind_them(
    world: SmallWorld, after: int
) -> None:
    parts = single(*(a_person(number) for number in range(4)), {**a_person(4), "NPI": "1"}, a_person(5))
    with pytest.raises(OSError, match="went away"):
        run_parts(world, Breaking(parts, after), digest="one file", options="tiers A")
    begun: list[Spot | None] = []

    tally = run_parts(world, parts, digest="one file", options="tiers A", on_begin=begun.append)

    written = min(after, 4)  # the fifth row is bad: a part that writes nothing moves no checkpoint
    assert begun == [Spot(written + 2, (written + 1) * 100)]
    assert (tally.read, tally.new, tally.bad, tally.goes_on_from) == (6, 5, 1, written + 2)
    assert ImportRun.objects.get().ended_at == world.clock.now
    assert Profile.objects.filter(npi__in=[npi(n) for n in range(6)]).count() == 5


def test_another_file_or_other_options_begin_at_the_beginning(world: SmallWorld) -> None:
    parts = single(*(a_person(number) for number in range(3)))
    with pytest.raises(OSError, match="went away"):
        run_parts(world, Breaking(parts, 2), digest="one", options="tiers A")

    for digest, options in (("other", "tiers A"), ("one", "tiers A,B"), ("", "")):
        begun: list[Spot | None] = []
        run_parts(world, parts, digest=digest, options=options, on_begin=begun.append)
        assert begun == [None]


def test_a_file_that_was_read_to_its_end_is_read_from_the_beginning_again(world: SmallWorld) -> None:
    parts = single(a_person(1), a_person(2))
    run_parts(world, parts, digest="one")
    Profile.objects.filter(npi=npi(1)).update(fingerprint="")

    tally = run_parts(world, parts, digest="one")

    assert (tally.read, tally.changed, tally.goes_on_from) == (2, 1, 0)


def test_a_part_is_written_whole_or_not_at_all(world: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content()

    def dying(*_: object, **__: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr("segue.store.listings.tell", dying)
    with pytest.raises(OSError, match="no room"):
        run(world, a_person(1), digest="one")

    assert content() == before


def test_only_the_operator_imports(world: SmallWorld) -> None:
    command = ImportListings(parts=lambda _: parts_of(a_person(1)))

    for actor in (world.miriam, world.desk, world.case().me):
        assert refusal(listing.import_listings(actor, command, world.clock.at())) == "not_found"
    assert Profile.objects.filter(npi=npi(1)).count() == 0


def test_a_listing_of_long_ago_keeps_a_day(world: SmallWorld) -> None:
    run(world, a_person(1, **{"Provider Enumeration Date": "", "Last Update Date": ""}))

    assert Fact.objects.filter(profile=profile_of(1), confirmed_on=world.clock.now.date()).count() == 1


def test_what_its_owner_took_out_never_comes_back(world: SmallWorld) -> None:
    run(world, a_person(1))
    Profile.objects.filter(npi=npi(1)).update(removed_at=world.clock.now, fingerprint="")
    Fact.objects.filter(profile=profile_of(1)).delete()
    took_out = content()

    tally = run(world, a_person(1, **{LAST_NAME: "SUMMER"}), places=further(a_place(1)))

    assert (tally.new, tally.changed, tally.places) == (0, 0, 0)
    assert content() == took_out
