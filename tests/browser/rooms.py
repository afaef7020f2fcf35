"""Every page, with whoever opens it, in a state in which something stands on it. Made by acts, on today's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser

from segue.acts.check import AskAvailability, ask
from segue.acts.checkin import AskCheckIn
from segue.acts.checkin import ask as ask_check_in
from segue.acts.colleague import KeepCatchUp, catch_up
from segue.acts.practice import hashed
from segue.acts.profile import DeclareConnection, declare_connection
from segue.acts.saved_search import SaveSearch, keep
from segue.demo.builders import Case, Clock, SmallWorld, open_small_world
from segue.demo.world import must
from segue.reads.lookups import ask_of, check_in_of, link_of
from segue.rules.actor import CLOCK
from segue.store.models import Person
from segue.store.tokens import token_of
from tests.browser.people import PASSWORD
from tests.browser.place import Place
from tests.browser.walking import Walker, walking

CODE = "4271 8836"


@dataclass(frozen=True, slots=True)
class Room:
    """One page: what it is called here, its address, and whoever opens it: an account, or a link with its code."""

    name: str
    path: str
    email: str = ""
    link: str = ""
    code: str = ""

    @property
    def who(self) -> str:
        """Rooms with the same word are opened in one browser."""
        return self.email or self.link or "nobody"


def furnish() -> dict[str, Room]:
    """Make a world in which each page shows something, and list the pages."""
    world = open_small_world(Clock(datetime.now(UTC)))
    Person.objects.update(password=hashed(PASSWORD))
    tie = DeclareConnection("tie", world.profiles["ruth"], "landlord")
    must(declare_connection(world.miriam, tie, world.clock.at()))
    rooms = [*_of_nobody(), *_of_clinicians(world), *_of_guests(world), *_of_clients(world)]
    return {room.name: room for room in rooms}


def _of_nobody() -> Iterator[Room]:
    yield Room("login", "/account/login/")
    yield Room("dead link", "/l/nothing")
    yield Room("style", "/style")


def _of_clinicians(world: SmallWorld) -> Iterator[Room]:
    miriam, amara = (Person.objects.get(pk=one.person).email for one in (world.miriam, world.amara))
    planning, finding, asked, opened = (world.case() for _ in range(4))
    planning.talk()
    finding.talk()
    finding.write_need()
    asked.until_asked()
    opened.until_opened()
    yield Room("today", "/", miriam)
    yield Room("new referral", "/new", miriam)
    yield Room("need", f"/r/{planning.referral}/need", miriam)
    yield Room("options", f"/r/{finding.referral}/options", miriam)
    yield Room("summary to approve", f"/r/{finding.referral}/summary", miriam)
    yield Room("referral", f"/r/{opened.referral}", miriam)
    yield Room("client's link", f"/r/{asked.referral}/link", miriam)
    yield Room("client's link, none yet", f"/r/{planning.referral}/link", miriam)
    yield from _of_directory(world, miriam)
    yield Room("received, empty", "/received", miriam)
    yield Room("received", "/received", amara)
    yield Room("request, by account", f"/received/{asked.handoff('amara')}/", amara)
    yield Room("summary, by account", f"/received/{opened.handoff('amara')}/", amara)
    yield Room("summary to print", f"/received/{opened.handoff('amara')}/summary", amara)


def _of_directory(world: SmallWorld, email: str) -> Iterator[Room]:
    """Miriam keeps something of Amara, so that each part of her page stands there."""
    amara, clock = world.profiles["amara"], world.clock
    lunch = KeepCatchUp(clock.key(), amara, clock.at().today.isoformat(), "lunch", "A group in spring.")
    must(catch_up(world.miriam, lunch, clock.at()))
    must(keep(world.miriam, SaveSearch(clock.key(), "Panic", "concern=panic"), clock.at()))
    two = f"?p={amara}&p={world.profiles['ruth']}"
    yield Room("directory", "/directory?all&concern=panic", email)
    yield Room("directory, nobody", "/directory?concern=gambling", email)
    yield Room("directory: entry", f"/directory/{amara}", email)
    yield Room("directory: side by side", f"/directory/compare{two}", email)
    yield Room("directory: short list", f"/directory/list{two}", email)
    yield Room("directory: saved", "/directory/saved", email)


def _of_clients(world: SmallWorld) -> Iterator[Room]:
    new, signing, asked, begun = (a_case(world) for _ in range(4))
    new.until_shown()
    signing.until_shown()
    signing.choose()
    signing.approve()
    asked.until_asked()
    begun.until_started()
    check_in = check_in_of(begun.handoff("amara"), moment="first_week")
    must(ask_check_in(CLOCK, AskCheckIn(world.clock.key(), check_in), world.clock.later(days=7)))
    yield clients_room("client: code", new, "/", code="")
    yield clients_room("client: start", new, "/")
    yield clients_room("client: options", new, "/options")
    yield clients_room("client: summary", signing, "/summary")
    yield clients_room("client: word back", signing, "/sign")
    yield clients_room("client: sign", signing, "/sign?asked=1&word_back=came&check_ins=yes")
    yield clients_room("client: where", asked, "/where")
    yield clients_room("client: stop", asked, "/stop")
    yield clients_room("client: data", asked, "/data")
    yield clients_room("client: check-in", begun, f"/check-in/{check_in}")
    yield clients_room("client: check-in, answer", begun, f"/check-in/{check_in}?answer=so_so")


def a_case(world: SmallWorld) -> Case:
    """A referral whose client knows the code."""
    return world.case(code_hash=hashed(CODE.replace(" ", "")))


def clients_room(name: str, case: Case, path: str, *, code: str = CODE) -> Room:
    """One page of a client."""
    link = token_of(UUID(link_of("client", referral=case.referral)))
    return Room(name, f"/c/{case.referral}{path}", link=link, code=code)


def _of_guests(world: SmallWorld) -> Iterator[Room]:
    asking = world.case()
    asking.talk()
    asking.write_need()
    question = AskAvailability(world.clock.key(), asking.referral, (world.profiles["ines"],))
    must(ask(world.miriam, question, world.clock.at()))
    row = ask_of(world.profiles["ines"], referral=asking.referral)
    yield Room("availability", f"/a/{row.id}/", link=token_of(row.link))
    asked, unlocked = world.case(), world.case()
    asked.until_asked()
    unlocked.until_asked()
    unlocked.decline("amara")
    unlocked.confirm("samuel")
    yield guests_room("guest: request", asked, "samuel")
    yield guests_room("guest: summary to open", unlocked, "samuel")


def guests_room(name: str, case: Case, guest: str) -> Room:
    """The page of somebody who came by a link."""
    handoff = case.handoff(guest)
    return Room(name, f"/g/{handoff}/", link=token_of(UUID(link_of("guest", handoff=handoff))))


def visits(browser: Browser, place: Place, **how: Any) -> Iterator[tuple[Room, Walker]]:
    """Each page in turn, one browser for each person; whoever has given their code need not give it again."""
    left = list(furnish().values())
    while left:
        first = left[0]
        same = [one for one in left if (one.who, one.code) == (first.who, first.code)]
        left = [one for one in left if one not in same]
        with walking(browser, first.name, **how) as walker:
            come_in(walker, place, first)
            for room in same:
                if room is not first:
                    walker.page.goto(f"{place.base}{room.path}")
                yield room, walker


def come_in(walker: Walker, place: Place, room: Room) -> None:
    """Sign in, or open the link and type the code; then go there."""
    page = walker.page
    if room.email:
        page.goto(f"{place.base}/account/login/")
        page.fill("[name=login]", room.email)
        page.fill("[name=password]", PASSWORD)
        page.click(".next")
    elif room.link:
        page.goto(f"{place.base}/l/{room.link}")
        if room.code:
            page.fill("[name=code]", room.code)
            page.click(".next")
    page.goto(f"{place.base}{room.path}")
