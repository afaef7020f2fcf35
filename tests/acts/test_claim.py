"""Taking a listing over, taking it out, and being asked whether it is still true."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from segue.acts import claim, freshness, removal, saying
from segue.acts import profile as profiles
from segue.demo.builders import SmallWorld
from segue.demo.world import OPERATOR, must
from segue.rules.actor import CLOCK, Actor, Kind
from segue.rules.saying import Said
from segue.rules.step import Refused
from segue.store.models import Fact, Job, Link, Notice, Opening, Person, Profile, RecordEntry
from tests.acts.answers import NOWHERE, done, refusal

NPI = "1234567893"


@pytest.fixture
def listing(world: SmallWorld) -> str:
    """A listing of the registry with a mailbox, which nobody has claimed."""
    command = profiles.AddProfile(
        world.clock.key(), "person", "Miriam Castellanos", "nppes", npi=NPI, email="front@elm.example",
        state="MN", zip="55406", is_claimed=False,
    )  # fmt: skip
    return must(profiles.add(OPERATOR, command, world.clock.at())).id


def ask(world: SmallWorld, actor: Actor, npi: str = NPI) -> Any:
    return claim.ask(actor, claim.AskForListing(world.clock.key(), npi), world.clock.at())


def take(world: SmallWorld, actor: Actor, listing: str, link: str) -> Any:
    return claim.take(actor, claim.TakeListing(world.clock.key(), listing, link), world.clock.at())


def link_for(listing: str) -> str:
    return str(Link.objects.get(kind="claim", profile_id=listing).id)


def by_link(link: str) -> Actor:
    return Actor(Kind.guest, link=UUID(link))


def test_the_link_goes_to_the_listings_own_mailbox_and_makes_it_ones_own(
    world: SmallWorld, listing: str
) -> None:
    done(ask(world, world.miriam))
    notice = Notice.objects.get(kind="offer_listing")
    assert notice.refs["profile"] == listing

    done(take(world, world.miriam, listing, link_for(listing)))

    row = Profile.objects.get(pk=listing)
    assert (row.person_id, row.practice_id) == (world.miriam.person, world.miriam.practice)
    assert row.claimed_at == world.clock.now
    assert RecordEntry.objects.filter(event="listing_claimed").count() == 1
    assert Job.objects.filter(kind="ask_still_true", state="open").count() == 1
    assert refusal(take(world, world.miriam, listing, link_for(listing))) == "not_claimed"


@pytest.mark.parametrize("npi", ["", "1", "1992000002", "\x00"])
def test_asking_answers_the_same_for_a_number_that_is_nobodys(
    world: SmallWorld, listing: str, npi: str
) -> None:
    real, other = done(ask(world, world.miriam)), done(ask(world, world.miriam, npi))

    assert (real.id, real.state, real.also) == (other.id, other.state, other.also)
    assert Notice.objects.filter(kind="offer_listing").count() == 1


def test_a_listing_is_asked_for_once_a_day(world: SmallWorld, listing: str) -> None:
    done(ask(world, world.miriam))
    done(ask(world, world.miriam))
    assert Notice.objects.filter(kind="offer_listing").count() == 1
    world.clock.later(days=1)
    done(ask(world, world.miriam))
    assert Notice.objects.filter(kind="offer_listing").count() == 2


def test_nothing_is_mailed_for_who_is_somebody_else_or_has_a_profile(world: SmallWorld, listing: str) -> None:
    done(ask(world, world.amara))
    Person.objects.filter(pk=world.miriam.person).update(npi="1992000002")
    done(ask(world, world.miriam))

    assert not Link.objects.filter(kind="claim").exists()
    assert refusal(ask(world, Actor(Kind.guest))) == "not_found"


def test_the_wrong_person_hears_the_same_words_whatever_the_reason(world: SmallWorld, listing: str) -> None:
    done(ask(world, world.miriam))
    link = link_for(listing)
    answers = [
        take(world, world.desk, listing, link),
        take(world, world.amara, listing, link),
        take(world, world.miriam, listing, NOWHERE),
        take(world, world.miriam, world.profiles["ruth"], link),
        take(world, world.miriam, NOWHERE, link),
    ]
    world.clock.later(days=8)
    answers.append(take(world, world.miriam, listing, link))

    assert all(isinstance(each, Refused) for each in answers)
    assert set(map(repr, answers)) == {repr(claim.NOT_THIS_ONE)}
    assert Profile.objects.get(pk=listing).claimed_at is None


def test_a_number_that_the_registry_ended_is_not_taken_over(world: SmallWorld, listing: str) -> None:
    done(ask(world, world.miriam))
    Profile.objects.filter(pk=listing).update(gone_on=world.clock.at().today)

    assert refusal(take(world, world.miriam, listing, link_for(listing))) == "not_claimed"


def test_the_operator_gives_a_listing_without_a_mailbox(world: SmallWorld, listing: str) -> None:
    email = Person.objects.get(pk=world.miriam.person).email.upper()
    command = claim.GiveListing(world.clock.key(), NPI, email)
    assert refusal(claim.give(world.miriam, command, world.clock.at())) == "not_found"

    done(claim.give(OPERATOR, command, world.clock.at()))

    row = Profile.objects.get(pk=listing)
    assert (row.person_id, row.practice_id) == (world.miriam.person, world.miriam.practice)
    again = claim.GiveListing(world.clock.key(), NPI, email)
    assert refusal(claim.give(OPERATOR, again, world.clock.at())) == "not_claimed"


def test_an_owner_takes_their_entry_out_with_everything_in_it(world: SmallWorld) -> None:
    mine = world.profiles["amara"]
    world.say_open("amara")
    for actor in (world.miriam, world.desk, Actor(Kind.guest), Actor(Kind.client)):
        assert refusal(removal.remove(actor, removal.Remove("k", mine), world.clock.at())) == "not_found"

    done(removal.remove(world.amara, removal.Remove("k", mine), world.clock.at()))

    assert Profile.objects.get(pk=mine).removed_at == world.clock.now
    assert not Fact.objects.filter(profile_id=mine).exists()
    assert not Opening.objects.filter(profile_id=mine).exists()
    assert refusal(removal.remove(world.amara, removal.Remove("k2", mine), world.clock.at())) == "not_found"


def test_whoever_reads_the_mailbox_takes_a_listing_out_for_good(world: SmallWorld, listing: str) -> None:
    done(ask(world, world.miriam))
    link = link_for(listing)
    other = removal.Remove("k", world.profiles["ruth"])
    assert refusal(removal.remove(by_link(link), other, world.clock.at())) == "not_found"

    done(removal.remove(by_link(link), removal.Remove("k", listing), world.clock.at()))

    row = Profile.objects.get(pk=listing)
    assert row.removed_at is not None
    assert row.claimed_at is not None  # so that no import brings it back
    assert refusal(take(world, world.miriam, listing, link)) == "not_claimed"


def test_the_operator_takes_an_entry_out_by_its_number(world: SmallWorld, listing: str) -> None:
    def remove(actor: Actor, npi: str) -> Any:
        return removal.remove_by_number(
            actor, removal.RemoveByNumber(world.clock.key(), npi), world.clock.at()
        )

    assert refusal(remove(OPERATOR, "1")) == "no_such_entry"
    assert refusal(remove(world.miriam, NPI)) == "no_such_entry"
    done(remove(OPERATOR, NPI))
    assert Profile.objects.get(pk=listing).removed_at == world.clock.now
    assert refusal(remove(OPERATOR, NPI)) == "no_such_entry"


def asked(world: SmallWorld) -> Any:
    command = freshness.AskStillTrue(world.clock.key(), world.profiles["amara"])
    return freshness.ask_still_true(CLOCK, command, world.clock.at())


def say_fee(world: SmallWorld) -> None:
    said = saying.Say(world.clock.key(), world.profiles["amara"], {"fee": (Said("visit", "90"),)})
    done(saying.say(world.amara, said, world.clock.at()))


def test_after_a_month_the_owner_is_asked_for_what_is_old_alone(world: SmallWorld) -> None:
    say_fee(world)
    world.clock.later(days=31)

    assert done(asked(world)).state == "asked"

    notice = Notice.objects.get(kind="ask_still_true")
    link = Link.objects.get(pk=notice.refs["link"])
    assert (link.kind, str(link.profile_id)) == ("fresh", world.profiles["amara"])
    assert Job.objects.filter(kind="ask_still_true", due_at=world.clock.now + timedelta(days=30)).count() == 1


def test_nobody_is_asked_when_all_is_fresh(world: SmallWorld) -> None:
    say_fee(world)

    assert done(asked(world)).state == "fresh"
    assert not Notice.objects.filter(kind="ask_still_true").exists()


def test_who_is_not_there_any_more_is_not_asked(world: SmallWorld) -> None:
    for name in ("ruth", "samuel"):  # listings
        command = freshness.AskStillTrue(world.clock.key(), world.profiles[name])
        assert refusal(freshness.ask_still_true(CLOCK, command, world.clock.at())) == "not_found"
    done(removal.remove(world.amara, removal.Remove("k", world.profiles["amara"]), world.clock.at()))
    assert refusal(asked(world)) == "not_found"
    assert refusal(
        freshness.ask_still_true(world.amara, freshness.AskStillTrue("x", "x"), world.clock.at())
    ) == ("not_found")


def test_the_link_of_the_mail_confirms_its_own_profile_and_says_nothing_new(world: SmallWorld) -> None:
    say_fee(world)
    today = world.clock.later(days=31).today
    done(asked(world))
    link = str(Notice.objects.get(kind="ask_still_true").refs["link"])

    other = saying.Renew("k", world.profiles["ruth"], ("method",))
    assert refusal(saying.renew(by_link(link), other, world.clock.at())) == "not_found"
    done(saying.renew(by_link(link), saying.Renew("k", world.profiles["amara"]), world.clock.at()))

    assert Fact.objects.get(profile_id=world.profiles["amara"], family="fee").confirmed_on == today
    said = saying.Say("s", world.profiles["amara"], {"fee": (Said("visit", "1"),)})
    assert refusal(saying.say(by_link(link), said, world.clock.at())) == "not_found"
