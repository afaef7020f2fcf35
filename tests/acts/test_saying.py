"""What people say of their work: kept whole, taken back, confirmed, and by whom."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from segue.acts import practice, room, saying
from segue.acts import profile as profiles
from segue.acts.profile import SaidFact, keep_facts
from segue.demo.builders import ZONE, SmallWorld
from segue.demo.world import OPERATOR, must
from segue.reads.still_true import stale_of
from segue.rules.actor import Actor, Kind
from segue.rules.opening import TypedOpenings
from segue.rules.profile import mark_of
from segue.rules.saying import Said
from segue.store.models import Fact, Job, Membership, Opening, Profile, RecordEntry, Room
from tests.acts.answers import NOWHERE, done, refusal

Families = Mapping[str, tuple[Said, ...]]


def say(world: SmallWorld, actor: Actor, families: Families, *, seen: str = "", name: str = "amara") -> Any:
    profile = world.profiles.get(name, name)
    command = saying.Say(world.clock.key(), profile, families, seen)
    return saying.say(actor, command, world.clock.at())


def renew(world: SmallWorld, actor: Actor, *families: str) -> Any:
    command = saying.Renew(world.clock.key(), world.profiles["amara"], families)
    return saying.renew(actor, command, world.clock.at())


def kept(world: SmallWorld, family: str, name: str = "amara") -> dict[str, str]:
    rows = Fact.objects.filter(profile_id=world.profiles[name], family=family)
    return dict(rows.values_list("code", "value"))


def desk_of_amara(world: SmallWorld) -> Actor:
    """Somebody at the desk of Amara's practice."""
    command = practice.AddPerson(
        world.clock.key(), str(world.amara.practice), "Priya Raman", "p@birch.example", ("coordinator",), ZONE,
        practice.hashed(""),
    )  # fmt: skip
    person = must(practice.add_person(OPERATOR, command, world.clock.at())).id
    return Actor(Kind.coordinator, person=UUID(person), practice=world.amara.practice)


def lines_of(event: str) -> list[Mapping[str, str]]:
    return list(RecordEntry.objects.filter(event=event).order_by("number").values_list("refs", flat=True))


def test_a_family_is_said_whole_so_what_is_left_out_is_taken_back(world: SmallWorld) -> None:
    done(
        say(
            world, world.amara, {"insurance": (Said("aetna"), Said("cigna")), "fee": (Said("visit", "$120"),)}
        )
    )
    done(say(world, world.amara, {"insurance": (Said("cigna"), Said("medicare"))}))

    assert kept(world, "insurance") == {"cigna": "", "medicare": ""}
    assert kept(world, "fee") == {"visit": "120"}
    assert kept(world, "method") == {"exposure": ""}


def test_a_fact_says_who_said_it_and_when_and_when_it_was_confirmed(world: SmallWorld) -> None:
    done(say(world, world.amara, {"method": (Said("exposure"),), "insurance": (Said("aetna"),)}))
    first_day = world.clock.at().today
    later = world.clock.later(days=40).today

    done(say(world, world.amara, {"insurance": (Said("aetna"), Said("cigna"))}))

    rows = {
        row.code: row for row in Fact.objects.filter(profile_id=world.profiles["amara"], family="insurance")
    }
    assert (rows["aetna"].said_on, rows["aetna"].confirmed_on) == (first_day, later)
    assert (rows["cigna"].said_on, rows["cigna"].said_by_id) == (later, world.amara.person)
    assert rows["cigna"].source == "self"


def test_a_value_that_changed_is_said_anew(world: SmallWorld) -> None:
    done(say(world, world.amara, {"fee": (Said("visit", "100"),)}))
    later = world.clock.later(days=3).today

    done(say(world, world.amara, {"fee": (Said("visit", "110"),)}))

    row = Fact.objects.get(profile_id=world.profiles["amara"], family="fee")
    assert (row.value, row.said_on) == ("110", later)


def test_the_same_again_writes_nothing(world: SmallWorld) -> None:
    said: Families = {"fee": (Said("visit", "100"),), "words": (Said("said", "I listen."),)}
    done(say(world, world.amara, said))
    version = Profile.objects.get(pk=world.profiles["amara"]).version

    again = done(say(world, world.amara, said))

    assert (again.state, again.version) == ("same", version)
    assert len(lines_of("profile_said")) == 1


def test_own_words_stand_on_the_profile_and_can_be_taken_back(world: SmallWorld) -> None:
    done(say(world, world.amara, {"words": (Said("said", "I listen."),)}))
    assert Profile.objects.get(pk=world.profiles["amara"]).said == "I listen."

    done(say(world, world.amara, {"words": ()}))
    assert Profile.objects.get(pk=world.profiles["amara"]).said == ""


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(world: SmallWorld) -> None:
    desk = desk_of_amara(world)
    done(say(world, world.amara, {"fee": (Said("visit", "100"),)}))
    shown = mark_of([("fee", "visit", "100", None)])
    done(say(world, desk, {"fee": (Said("visit", "130"),)}, seen=shown))

    assert refusal(say(world, world.amara, {"fee": (Said("visit", "90"),)}, seen=shown)) == "stale"
    assert kept(world, "fee") == {"visit": "130"}
    now = mark_of([("fee", "visit", "130", None)])
    done(say(world, world.amara, {"fee": (Said("visit", "90"),)}, seen=now))
    assert kept(world, "fee") == {"visit": "90"}


def test_another_part_of_the_page_is_not_in_the_way(world: SmallWorld) -> None:
    seen = mark_of([])
    done(say(world, world.amara, {"fee": (Said("visit", "100"),)}))

    done(say(world, world.amara, {"insurance": (Said("aetna"),)}, seen=seen))

    assert kept(world, "insurance") == {"aetna": ""}


def test_the_desk_speaks_for_its_people_and_the_row_says_so(world: SmallWorld) -> None:
    desk = desk_of_amara(world)

    done(say(world, desk, {"insurance": (Said("aetna"),)}))

    row = Fact.objects.get(profile_id=world.profiles["amara"], family="insurance")
    assert (row.source, row.said_by_id) == ("desk", desk.person)


def test_who_somebody_is_only_they_say(world: SmallWorld) -> None:
    desk = desk_of_amara(world)
    done(say(world, world.amara, {"identity": (Said("woman"),), "style": (Said("gentle"),)}))

    assert refusal(say(world, desk, {"identity": (Said("man"),)})) == "own_word"
    assert refusal(say(world, desk, {"identity": ()})) == "own_word"
    done(say(world, desk, {"style": (Said("direct"),)}))

    assert kept(world, "style") == {"woman": "", "direct": ""}


def test_a_reason_stays_with_its_owner_and_out_of_the_record(world: SmallWorld) -> None:
    desk = desk_of_amara(world)
    unseen: Families = {"not_seen": (Said("eating"),), "not_seen_why": (Said("eating", "quixotry"),)}
    done(say(world, world.amara, unseen))
    assert kept(world, "not_seen") == {"eating": ""}
    assert kept(world, "not_seen_why") == {"eating": "quixotry"}

    assert refusal(say(world, desk, {"not_seen_why": (Said("eating", "other"),)})) == "own_word"
    assert "quixotry" not in str(lines_of("profile_said"))
    assert {line["families"] for line in lines_of("profile_said")} == {"not_seen,not_seen_why"}


def test_a_reason_goes_with_what_it_was_for_whoever_takes_it_back(world: SmallWorld) -> None:
    unseen: Families = {"not_seen": (Said("eating"),), "not_seen_why": (Said("eating", "quixotry"),)}
    done(say(world, world.amara, unseen))

    done(say(world, desk_of_amara(world), {"not_seen": ()}))

    assert (kept(world, "not_seen"), kept(world, "not_seen_why")) == ({}, {})


@pytest.mark.parametrize(
    ("families", "code"),
    [
        ({"concern": (Said("x" * 10_000),)}, "unknown_code"),
        ({"limit": (Said("1", "x" * 10_000),)}, "too_long"),
        ({"focus": tuple(map(Said, ("panic", "grief", "stress", "adhd", "anger", "sleep")))}, "too_many"),
        ({"focus": (Said("grief"),)}, "contradiction"),
        ({"license": (Said("MN", "", "2020-01-01"),)}, "ended"),
        ({"license": (Said("MN", "", "9999-12-31"),)}, "too_far"),
        ({"favorite": (Said("blue"),)}, "unknown_family"),
    ],
)
def test_nothing_is_kept_of_what_cannot_be(world: SmallWorld, families: Families, code: str) -> None:
    before = Fact.objects.count()

    assert refusal(say(world, world.amara, {"fee": (Said("visit", "80"),), **families})) == code
    assert Fact.objects.count() == before


def test_an_old_contradiction_holds_up_nothing_that_is_said_of_something_else(world: SmallWorld) -> None:
    today = world.clock.at().today
    profile = Profile.objects.get(pk=world.profiles["amara"])
    keep_facts(profile.id, (SaidFact("focus", "grief", today),), said_by=None, at=world.clock.at())

    done(say(world, world.amara, {"fee": (Said("visit", "80"),)}))
    assert refusal(say(world, world.amara, {"focus": (Said("grief"),)})) == "contradiction"


def test_nobody_else_speaks_for_somebody(world: SmallWorld) -> None:
    families: Families = {"fee": (Said("visit", "1"),)}
    others = (world.miriam, world.desk, Actor(Kind.guest), Actor(Kind.client), Actor(Kind.anonymous))

    assert [refusal(say(world, actor, families)) for actor in others] == ["not_found"] * len(others)
    assert [refusal(say(world, world.amara, families, name=name)) for name in ("ruth", NOWHERE, "\x00")] == [
        "not_found"
    ] * 3
    Profile.objects.filter(pk=world.profiles["amara"]).update(removed_at=world.clock.now)
    assert refusal(say(world, world.amara, families)) == "not_found"


def test_a_coordinator_who_left_speaks_for_nobody(world: SmallWorld) -> None:
    desk = desk_of_amara(world)
    Membership.objects.filter(person_id=desk.person).update(until=world.clock.now)

    assert refusal(say(world, desk, {"fee": (Said("visit", "1"),)})) == "not_found"


def test_still_true_renews_all_that_is_old_and_nothing_else(world: SmallWorld) -> None:
    done(say(world, world.amara, {"fee": (Said("visit", "100"),), "insurance": (Said("aetna"),)}))
    world.say_open("amara")
    said_on = world.clock.at().today
    today = world.clock.later(days=35).today
    assert stale_of(UUID(world.profiles["amara"]), today=today) == ("opening", "fee", "insurance")

    answer = done(renew(world, world.amara))

    assert answer.also["families"] == "fee,insurance,opening"
    assert stale_of(UUID(world.profiles["amara"]), today=today) == ()
    row = Fact.objects.get(profile_id=world.profiles["amara"], family="fee")
    assert (row.said_on, row.confirmed_on) == (said_on, today)
    assert Fact.objects.get(profile_id=world.profiles["amara"], family="method").confirmed_on == said_on
    assert Opening.objects.get(profile_id=world.profiles["amara"]).confirmed_at == world.clock.now


def test_still_true_renews_the_one_that_was_tapped(world: SmallWorld) -> None:
    done(say(world, world.amara, {"fee": (Said("visit", "100"),), "insurance": (Said("aetna"),)}))
    today = world.clock.later(days=35).today

    done(renew(world, world.amara, "fee"))

    assert stale_of(UUID(world.profiles["amara"]), today=today) == ("insurance",)


def test_what_has_ended_does_not_come_back_by_a_tap(world: SmallWorld) -> None:
    end = (world.clock.at().today + timedelta(days=10)).isoformat()
    done(say(world, world.amara, {"license": (Said("MN", "7", end),)}))
    said_on = world.clock.at().today
    world.clock.later(days=200)

    done(renew(world, world.amara, "license"))

    assert Fact.objects.get(profile_id=world.profiles["amara"], family="license").confirmed_on == said_on


def test_the_desk_confirms_everything_but_who_somebody_is(world: SmallWorld) -> None:
    done(say(world, world.amara, {"identity": (Said("woman"),), "style": (Said("gentle"),)}))
    said_on = world.clock.at().today
    today = world.clock.later(days=200).today

    done(renew(world, desk_of_amara(world), "identity", "style"))

    days = dict(Fact.objects.filter(family="style").values_list("code", "confirmed_on"))
    assert days == {"woman": said_on, "gentle": today}


def test_each_word_puts_off_the_question_by_a_month(world: SmallWorld) -> None:
    done(say(world, world.amara, {"fee": (Said("visit", "100"),)}))
    world.clock.later(days=10)
    done(say(world, world.amara, {"fee": (Said("visit", "110"),)}))

    due = list(Job.objects.filter(kind="ask_still_true", state="open").values_list("due_at", flat=True))
    assert due == [world.clock.now + timedelta(days=30)]


def test_room_is_said_with_its_parts_and_the_total_is_their_sum(world: SmallWorld) -> None:
    rooms = (("2", "online", "aetna", "evening"), ("1", "", "none", ""))
    command = room.SayRoom(world.clock.key(), world.profiles["amara"], TypedOpenings("", rooms=rooms))

    done(room.say(world.amara, command, world.clock.at()))

    assert Opening.objects.get(profile_id=world.profiles["amara"]).places == 3
    parts = Room.objects.filter(profile_id=world.profiles["amara"]).order_by("id")
    assert list(parts.values_list("places", "format", "insurance", "day_part")) == [
        (2, "online", "aetna", "evening"),
        (1, "", "none", ""),
    ]


def test_room_of_somebody_else_and_room_that_cannot_be_is_refused(world: SmallWorld) -> None:
    said = room.SayRoom(world.clock.key(), world.profiles["amara"], TypedOpenings("1", "9999-12-31"))
    late = room.SayRoom(world.clock.key(), world.profiles["amara"], TypedOpenings("1"), seen="another")

    assert refusal(room.say(world.miriam, said, world.clock.at())) == "not_found"
    assert refusal(room.say(world.amara, said, world.clock.at())) == "not_room"
    assert refusal(room.say(world.amara, late, world.clock.at())) == "stale"
    assert not Opening.objects.filter(profile_id=world.profiles["amara"]).exists()


def test_the_last_place_that_is_taken_takes_the_parts_along(world: SmallWorld) -> None:
    said = TypedOpenings("", rooms=(("2", "online", "", ""),))
    done(room.say(world.amara, room.SayRoom("k", world.profiles["amara"], said), world.clock.at()))
    profile = UUID(world.profiles["amara"])

    profiles.take_place(profile)
    assert Room.objects.filter(profile_id=profile).count() == 1
    profiles.take_place(profile)
    assert (
        Room.objects.filter(profile_id=profile).count(),
        Opening.objects.get(profile_id=profile).places,
    ) == (0, 0)
