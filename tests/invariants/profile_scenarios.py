"""Where the acts of profiles are killed: what somebody says of their work, takes over, takes out, is asked about."""

from segue.acts import claim, freshness, place, profile, removal, room, saying
from segue.acts.claim import AskForListing, GiveListing, TakeListing
from segue.demo.builders import Case
from segue.demo.world import OPERATOR, must
from segue.rules.actor import CLOCK
from segue.rules.opening import TypedOpenings
from segue.rules.place import SaidPlace
from segue.rules.saying import Said as SaidFact
from segue.store.models import Link, Person
from tests.invariants.scenarios import Said, at, key

NPI = "1234567893"
FEE = {"fee": (SaidFact("visit", "100"),), "insurance": (SaidFact("aetna"),)}


def listing_of_miriam(case: Case) -> str:
    """A listing with a mailbox, which nobody has claimed."""
    command = profile.AddProfile(
        key(case), "person", "Miriam Castellanos", "nppes", npi=NPI, email="front@elm.example",
        state="MN", zip="55406", is_claimed=False,
    )  # fmt: skip
    return must(profile.add(OPERATOR, command, case.clock.at())).id


@at("begun", saying.say)
def _(case: Case) -> Said:
    return case.world.amara, saying.Say(key(case), case.world.profiles["amara"], FEE)


@at("begun", saying.renew)
def _(case: Case) -> Said:
    mine = case.world.profiles["amara"]
    must(saying.say(case.world.amara, saying.Say(key(case), mine, FEE), case.clock.at()))
    return case.world.amara, saying.Renew(key(case), mine)


@at("begun", room.say)
def _(case: Case) -> Said:
    return case.world.amara, room.SayRoom(key(case), case.world.profiles["amara"], TypedOpenings("2"))


@at("begun", place.say)
def _(case: Case) -> Said:
    home = SaidPlace("3105 Elm Landing", "Minneapolis", "MN", "55406", "612-555-0142")
    return case.world.amara, place.SayPlaces(key(case), case.world.profiles["amara"], (home,))


@at("begun", freshness.ask_still_true)
def _(case: Case) -> Said:
    return CLOCK, freshness.AskStillTrue(key(case), case.world.profiles["amara"])


@at("begun", claim.ask)
def _(case: Case) -> Said:
    listing_of_miriam(case)
    return case.miriam, AskForListing(key(case), NPI)


@at("begun", claim.take)
def _(case: Case) -> Said:
    listing = listing_of_miriam(case)
    must(claim.ask(case.miriam, AskForListing(key(case), NPI), case.clock.at()))
    link = Link.objects.get(kind="claim", profile_id=listing)
    return case.miriam, TakeListing(key(case), listing, str(link.id))


@at("begun", claim.give)
def _(case: Case) -> Said:
    listing_of_miriam(case)
    return OPERATOR, GiveListing(key(case), NPI, Person.objects.get(pk=case.miriam.person).email)


@at("begun", removal.remove)
def _(case: Case) -> Said:
    return case.world.amara, removal.Remove(key(case), case.world.profiles["amara"])


@at("begun", removal.remove_by_number)
def _(case: Case) -> Said:
    listing_of_miriam(case)
    return OPERATOR, removal.RemoveByNumber(key(case), NPI)
