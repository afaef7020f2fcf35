"""The mails about one's own entry: what has gone stale, and the offer of a listing. Sent by the worker, as it would."""

from datetime import timedelta
from uuid import UUID

import pytest

from segue.acts import claim, freshness, profile, removal, saying
from segue.acts.outbox import Box, Taken, take
from segue.demo.builders import SmallWorld, open_small_world
from segue.demo.world import OPERATOR, must
from segue.reads.notices import Unsent
from segue.rules.actor import CLOCK
from segue.rules.saying import Said
from segue.store.models import Fact, Job, Link, Notice, Opening
from segue.store.tokens import token_of
from segue.wires.letter import Letter, Text
from segue.work import jobs
from segue.work.letters import write
from tests.work.test_letters import BASE, DESK

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SmallWorld:
    return open_small_world()


def say_all(world: SmallWorld) -> None:
    """Amara has said a few things."""
    families = {
        "fee": (Said("visit", "90"),),
        "insurance": (Said("aetna"),),
        "not_seen": (Said("eating"),),
        "not_seen_why": (Said("eating", "quixotry"),),
    }
    must(saying.say(world.amara, saying.Say("s", world.profiles["amara"], families), world.clock.at()))
    world.say_open("amara")


def due(box: Box, world: SmallWorld) -> Taken:
    taken = take(box, world.clock.at())
    assert taken is not None
    return taken


def asked(world: SmallWorld) -> Letter | Text | Unsent:
    """A month later the job comes due, and its notice is written."""
    job = due(Box.jobs, world)
    must(jobs.run(job, world.clock.at(), jobs=jobs.JOBS))
    return write(due(Box.notices, world), desk=DESK, now=world.clock.now)


def test_a_month_later_the_mail_names_what_is_old_and_leads_to_a_page(world: SmallWorld) -> None:
    say_all(world)
    assert take(Box.jobs, world.clock.at()) is None
    world.clock.later(days=31)
    must(
        saying.renew(
            world.amara, saying.Renew("r", world.profiles["amara"], ("insurance",)), world.clock.at()
        )
    )
    world.clock.later(days=30)
    Fact.objects.filter(family="insurance").update(confirmed_on=world.clock.at().today)

    made = asked(world)

    assert isinstance(made, Letter)
    link = Link.objects.get(kind="fresh")
    assert (made.subject, made.from_name) == ("Still true?", "Segue")
    assert "- Openings\n- Fees\n" in made.body
    assert "Insurance" not in made.body
    assert f"{BASE}/l/{token_of(link.id)}" in made.body
    assert "quixotry" not in made.body
    assert "90" not in made.body.replace(token_of(link.id), "").split("Notice")[0]


def test_nothing_is_mailed_when_all_was_confirmed_in_between(world: SmallWorld) -> None:
    say_all(world)
    world.clock.later(days=31)
    job = due(Box.jobs, world)
    must(jobs.run(job, world.clock.at(), jobs=jobs.JOBS))
    must(saying.renew(world.amara, saying.Renew("r", world.profiles["amara"]), world.clock.at()))

    assert write(due(Box.notices, world), desk=DESK, now=world.clock.now) == Unsent("no_longer_so")


def test_nothing_is_mailed_to_who_left_the_directory(world: SmallWorld) -> None:
    say_all(world)
    world.clock.later(days=31)
    must(
        freshness.ask_still_true(
            CLOCK, freshness.AskStillTrue("a", world.profiles["amara"]), world.clock.at()
        )
    )
    must(removal.remove(world.amara, removal.Remove("r", world.profiles["amara"]), world.clock.at()))

    assert write(due(Box.notices, world), desk=DESK, now=world.clock.now) == Unsent("gone")
    assert not Job.objects.filter(kind="ask_still_true", state="open").exists()
    assert not Opening.objects.exists()


def offered(world: SmallWorld, *, email: str = "front@elm.example") -> str:
    command = profile.AddProfile(
        "l", "person", "Miriam Castellanos", "nppes", npi="1234567893", email=email, is_claimed=False,
        state="MN", zip="55406",
    )  # fmt: skip
    listing = must(profile.add(OPERATOR, command, world.clock.at())).id
    must(claim.ask(world.miriam, claim.AskForListing("a", "1234567893"), world.clock.at()))
    return listing


def test_the_offer_goes_to_the_listings_own_mailbox_and_says_who_asked(world: SmallWorld) -> None:
    listing = offered(world)

    made = write(due(Box.notices, world), desk=DESK, now=world.clock.now)

    assert isinstance(made, Letter)
    link = Link.objects.get(profile_id=listing)
    assert (made.to, made.subject) == ("front@elm.example", "Your entry in the directory")
    assert "Miriam Castellanos" in made.body
    assert f"{BASE}/l/{token_of(link.id)}" in made.body


def test_an_offer_that_has_ended_is_not_sent(world: SmallWorld) -> None:
    listing = offered(world)
    taken = due(Box.notices, world)
    later = world.clock.later(days=8).now
    assert write(taken, desk=DESK, now=later) == Unsent("no_link")
    Link.objects.update(expires_at=later + timedelta(days=1))
    must(removal.remove_by_number(OPERATOR, removal.RemoveByNumber("r", "1234567893"), world.clock.at()))
    assert write(taken, desk=DESK, now=later) == Unsent("gone")
    assert Notice.objects.get(kind="offer_listing").refs["profile"] == str(UUID(listing))
