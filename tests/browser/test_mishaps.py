"""What goes wrong at a desk and on a phone: "back" and send again, a second tab, a wrong code, a dead link."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from segue.demo.builders import Clock, SmallWorld, open_small_world
from segue.store.models import Link
from tests.browser.place import Place
from tests.browser.rooms import CODE, a_case, clients_room, come_in, guests_room
from tests.browser.walking import PHONE, Walker, walking

WRONG = "0000 0000"


@pytest.fixture
def world(place: Place) -> SmallWorld:
    return open_small_world(Clock(datetime.now(UTC)))


def test_back_shows_what_was_kept_and_a_reload_sends_nothing(
    chromium: Browser, place: Place, world: SmallWorld
) -> None:
    case = a_case(world).until_shown()
    case.approve()
    with walking(chromium, "client", size=PHONE) as client:
        come_in(client, place, clients_room("options", case, "/options"))
        choose_all(client)
        client.go_on()
        client.reads("My summary")
        before = place.effects()

        client.page.reload()
        client.page.go_back()

        for place_of in ("Amara 1st", "Samuel 2nd", "Ruth No"):
            name, rank = place_of.split()
            group = client.page.get_by_role("group", name=f"My choice for {name}")
            expect(group.get_by_label(rank)).to_be_checked()
        assert place.effects() == before


def choose_all(client: Walker) -> None:
    client.tick("1st", within="My choice for Amara")
    client.tick("2nd", within="My choice for Samuel")
    client.tick("No", within="My choice for Ruth")
    client.tick("In my order")


def test_a_second_tab_is_told_what_changed_and_keeps_what_was_typed(
    chromium: Browser, place: Place, world: SmallWorld
) -> None:
    case = a_case(world)
    case.until_shown()
    case.choose()
    case.approve()
    room = clients_room("summary", case, "/summary")
    with walking(chromium, "client", size=PHONE) as first:
        come_in(first, place, room)
        second = Walker("second tab", first.page.context.new_page())
        second.go(f"{place.base}{room.path}")
        first.write("In my own words", "I like to walk while I talk.")
        first.go_on()
        first.reads("What may Miriam hear back?")
        before = place.effects()

        second.write("In my own words", "I would rather sit.")
        second.go_on()

        second.reads("changed")
        expect(second.page.get_by_label("In my own words")).to_have_value("I would rather sit.")
        assert place.effects() == before


def test_five_wrong_codes_close_the_link_in_that_browser_alone(
    chromium: Browser, place: Place, world: SmallWorld
) -> None:
    room = clients_room("options", a_case(world).until_shown(), "/options", code=WRONG)
    with walking(chromium, "stranger") as stranger, walking(chromium, "client", size=PHONE) as client:
        stranger.page.goto(f"{place.base}/l/{room.link}")
        for _ in range(5):
            stranger.write("Code", WRONG)
            stranger.go_on()
        stranger.reads("The code was wrong five times.")
        stranger.write("Code", CODE)
        stranger.go_on()
        stranger.reads("The code was wrong five times.")

        client.page.goto(f"{place.base}/l/{room.link}")
        client.write("Code", CODE)
        client.go_on()

        client.has_the_turn("How is this for you?")


def test_what_opens_nothing_is_one_page_to_the_byte(
    chromium: Browser, place: Place, world: SmallWorld
) -> None:
    mine, somebody_elses = a_case(world).until_shown(), a_case(world).until_shown()
    asked = world.case()
    asked.until_asked()
    room, other = clients_room("mine", mine, "/options"), clients_room("other", somebody_elses, "/options")
    guest = guests_room("guest", asked, "samuel")
    Link.objects.filter(referral=somebody_elses.referral).update(revoked_at=world.clock.now)
    nowhere = {
        "a link that never was": "/l/nothing",
        "a link that was taken back": f"/l/{other.link}",
        "somebody else's referral": other.path,
        "a colleague's request": guest.path,
        "an identifier that never was": f"/c/{world.clock.new_id()}/options",
        "a page that never was": "/nothing",
    }
    with walking(chromium, "client", size=PHONE) as client:
        come_in(client, place, room)
        client.reads("Three people who could help")  # the door opens where it should
        answers = {what: client.page.context.request.get(place.base + path) for what, path in nowhere.items()}

        assert {what: answer.status for what, answer in answers.items()} == dict.fromkeys(nowhere, 404)
        assert len({answer.body() for answer in answers.values()}) == 1
