"""Listings that come in from the national provider file."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from segue.acts import listing
from segue.acts.answer import Done
from segue.acts.listing import ImportListings, Tally
from segue.demo.builders import OPERATOR, SmallWorld
from segue.formats.listing import (
    Kept,
    License,
    ListingKind,
    ListingRow,
    Place,
    Row,
    Skipped,
    SkipReason,
    bad,
)
from segue.store.models import Fact, Profile, RecordEntry
from tests.acts.answers import refusal

PERSON = ListingRow(
    npi="1234567893",
    kind=ListingKind.PERSON,
    last_name="Winter",
    first_name="Ada",
    middle_name="",
    prefix="",
    suffix="",
    credential="LICSW",
    profession="clinical social worker",
    licenses=(
        License("1041C0700X", "L1", "MN", is_primary=True),
        License("1041C0700X", "L2", "WI", is_primary=False),
    ),
    place=Place("1 Elm Street", "", "St. Paul", "MN", "55102", "US", "651-555-0100", ""),
    enumerated_on=date(2020, 1, 2),
    updated_on=date(2024, 5, 6),
)


def numbered(count: int) -> list[Row]:
    return [Kept(number, replace(PERSON, npi=f"{1_000_000_000 + number}")) for number in range(count)]


def run(world: SmallWorld, rows: Iterable[Row], **more: object) -> Tally:
    answer = listing.import_listings(OPERATOR, ImportListings(rows, **more), world.clock.at())
    assert isinstance(answer, tuple)
    assert isinstance(answer[0], Done)
    return answer[1]


def test_a_listing_comes_in_with_its_licenses_and_nothing_that_nobody_said(world: SmallWorld) -> None:
    tally = run(world, [Kept(2, PERSON)])

    row = Profile.objects.get(npi=PERSON.npi)
    assert (tally.read, tally.kept, tally.new) == (1, 1, 1)
    assert (row.name, row.source, row.claimed_at, row.zone) == (
        "Ada Winter",
        "nppes",
        None,
        "America/Chicago",
    )
    facts = set(Fact.objects.filter(profile=row).values_list("family", "code", "confirmed_on"))
    assert facts == {("license", "MN", date(2024, 5, 6)), ("license", "WI", date(2024, 5, 6))}


def test_a_second_run_changes_nothing(world: SmallWorld) -> None:
    run(world, [Kept(2, PERSON)])
    before = list(Profile.objects.order_by("id").values()), list(Fact.objects.order_by("id").values())
    world.clock.later(days=7)

    tally = run(world, [Kept(2, PERSON)])

    assert (tally.new, tally.changed, tally.unchanged) == (0, 0, 1)
    assert before == (
        list(Profile.objects.order_by("id").values()),
        list(Fact.objects.order_by("id").values()),
    )


def test_a_changed_row_is_written_anew_and_what_people_said_stays(world: SmallWorld) -> None:
    run(world, [Kept(2, PERSON)])
    one = Profile.objects.get(npi=PERSON.npi)
    Fact.objects.create(
        id=world.clock.new_id(), profile=one, family="age", code="adult", source="check",
        said_on=world.clock.at().today, confirmed_on=world.clock.at().today,
    )  # fmt: skip

    tally = run(world, [Kept(2, replace(PERSON, last_name="Summer", licenses=PERSON.licenses[:1]))])

    assert (tally.changed, Profile.objects.get(pk=one.pk).name) == (1, "Ada Summer")
    assert set(Fact.objects.filter(profile=one).values_list("family", "code")) == {
        ("license", "MN"),
        ("age", "adult"),
    }


def test_what_somebody_claimed_is_never_overwritten(world: SmallWorld) -> None:
    run(world, [Kept(2, PERSON)])
    Profile.objects.filter(npi=PERSON.npi).update(claimed_at=world.clock.now, name="Ada, as she says it")

    tally = run(world, [Kept(2, replace(PERSON, last_name="Summer"))])

    assert (tally.changed, tally.unchanged) == (0, 1)
    assert Profile.objects.get(npi=PERSON.npi).name == "Ada, as she says it"


def test_the_last_row_of_a_number_counts(world: SmallWorld) -> None:
    run(world, [Kept(2, PERSON), Kept(3, replace(PERSON, first_name="Eva"))])

    assert Profile.objects.get(npi=PERSON.npi).name == "Eva Winter"


def test_every_row_is_counted_and_bad_ones_are_shown(world: SmallWorld) -> None:
    rows: list[Row] = [Kept(2, PERSON), Skipped(3, "1", SkipReason.DEACTIVATED)]
    rows += [bad(line, "check_digit") for line in range(4, 34)]

    tally = run(world, rows)

    assert (tally.read, tally.kept, tally.skipped, tally.bad) == (32, 1, 1, 30)
    assert [each.line for each in tally.bad_lines] == list(range(4, 24))


def test_a_run_is_one_entry_of_the_record_however_many_parts_it_has(world: SmallWorld) -> None:
    parts: list[int] = []
    before = RecordEntry.objects.count()

    tally = run(world, numbered(1001), after_part=lambda so_far: parts.append(so_far.read))

    assert (parts, tally.new, RecordEntry.objects.count() - before) == ([1000, 1001], 1001, 1)


def test_a_run_that_breaks_off_keeps_its_whole_parts_and_the_next_goes_on(world: SmallWorld) -> None:
    def breaking() -> Iterable[Row]:
        yield from numbered(1500)
        raise OSError("the disk went away")

    before = Profile.objects.count()
    with pytest.raises(OSError, match="went away"):
        run(world, breaking())
    assert Profile.objects.count() - before == 1000

    tally = run(world, numbered(1500))

    assert (tally.new, tally.unchanged) == (500, 1000)


def test_only_the_operator_imports(world: SmallWorld) -> None:
    command = ImportListings([Kept(2, PERSON)])

    for actor in (world.miriam, world.desk, world.case().me):
        assert refusal(listing.import_listings(actor, command, world.clock.at())) == "not_found"
    assert Profile.objects.filter(npi=PERSON.npi).count() == 0


def test_a_listing_of_long_ago_keeps_a_day(world: SmallWorld) -> None:
    run(world, [Kept(2, replace(PERSON, enumerated_on=None, updated_on=None))])

    assert Fact.objects.filter(profile__npi=PERSON.npi, confirmed_on=world.clock.now.date()).count() == 2
