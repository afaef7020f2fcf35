"""One entry of the directory: facts with their age, and what I alone keep of it."""

from typing import Any
from uuid import uuid4

import pytest

from segue.acts import profile, saying
from segue.acts.profile import SaidFact
from segue.demo.builders import SmallWorld
from segue.demo.world import OPERATOR, must
from segue.rules.saying import Said
from segue.store.models import CatchUp, Colleague, RecordEntry
from tests.pages.clinic.doors import browser_of, next_of, text_of

NOTE, LUNCH = "Warm, and widdershinsome.", "A flibbertigibbety lunch."


def at(world: SmallWorld, tail: str = "", name: str = "ruth") -> str:
    return f"/directory/{world.profiles[name]}{tail}"


def keep(world: SmallWorld, **more: str) -> None:
    """Miriam knows Ruth, and keeps a note and a lunch."""
    browser, today = browser_of(world.miriam), world.clock.at().today.isoformat()
    lunch = {"way": "lunch", "day": today, "catch_up_note": LUNCH, **more}
    for verb, sent in (("know", {}), ("note", {"note": NOTE}), ("catch-up", lunch)):
        assert browser.post(at(world, f"/do/{verb}"), {"key": verb, **sent}).status_code == 303


def listing(world: SmallWorld) -> str:
    facts = (SaidFact("license", "MN", world.clock.at().today, source="nppes"),)
    said = profile.AddProfile(
        world.clock.key(), "person", "Lis Ting", "nppes", npi="1234567893", state="MN", said="Never said.",
        is_claimed=False, facts=facts,
    )  # fmt: skip
    return must(profile.add(OPERATOR, said, world.clock.at())).id


def test_facts_say_who_said_them_and_how_old_they_are(world: SmallWorld) -> None:
    families = {
        "limit": (Said("1", "No line at night."),),
        "contact": (Said("call"),),
        "fee": (Said("visit", "90"),),
    }
    must(
        saying.say(
            world.amara, saying.Say(world.clock.key(), world.profiles["amara"], families), world.clock.at()
        )
    )
    world.say_open("amara")

    page = browser_of(world.miriam).get(at(world, name="amara"))

    assert "Fees A visit $90 Confirmed today" in text_of(page)
    assert "Open: 2 openings, from" in text_of(page)
    assert "Limits Limits No line at night." in text_of(page)
    assert "How the first contact goes You call" in text_of(page)
    assert next_of(page) == ["Refer to Amara Example"]
    assert f'href="/new?with={world.profiles["amara"]}"' in page.content.decode()


def test_why_somebody_is_not_seen_stands_there_for_nobody_else(world: SmallWorld) -> None:
    families = {"not_seen": (Said("gambling"),), "not_seen_why": (Said("gambling", "A brother."),)}
    must(
        saying.say(
            world.amara, saying.Say(world.clock.key(), world.profiles["amara"], families), world.clock.at()
        )
    )

    page = text_of(browser_of(world.miriam).get(at(world, name="amara")))

    assert "Limits Does not see Gambling" in page
    assert "brother" not in page


def test_a_listing_shows_the_registry_and_the_way_to_claim_it(world: SmallWorld) -> None:
    page = browser_of(world.miriam).get(f"/directory/{listing(world)}")

    assert "A listing nobody has claimed" in text_of(page)
    assert "Licenses Minnesota Confirmed today, from the registry" in text_of(page)
    assert "Never said." not in text_of(page)
    assert "This listing is mine" in text_of(page)


def test_a_connection_stands_there_as_a_client_would_read_it(world: SmallWorld) -> None:
    tie = profile.DeclareConnection(world.clock.key(), world.profiles["ruth"], "friend")
    must(profile.declare_connection(world.miriam, tie, world.clock.at()))

    mine, theirs = (text_of(browser_of(who).get(at(world))) for who in (world.miriam, world.amara))

    assert "A client would read" in mine
    assert "A client would read" not in theirs


def test_what_is_not_there_is_the_same_as_what_never_was(world: SmallWorld) -> None:
    gone = listing(world)
    profile.Profile.objects.filter(pk=gone).update(removed_at=world.clock.at().now)
    browser = browser_of(world.miriam)

    answers = [browser.get(f"/directory/{one}") for one in (gone, uuid4())]
    tried = [browser.post(f"/directory/{one}/do/note", {"note": "x"}).status_code for one in (gone, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert tried == [404, 404]
    assert browser.post(at(world, "/do/nonsense")).status_code == 404


def test_i_keep_a_mark_a_note_and_a_catch_up(world: SmallWorld) -> None:
    before = RecordEntry.objects.filter(stream="person").count()
    keep(world)

    page = text_of(browser_of(world.miriam).get(at(world)))

    assert "You know the work, since" in page
    assert NOTE in page
    assert LUNCH in page
    assert RecordEntry.objects.filter(stream="person").count() == before + 1


def test_what_i_keep_can_be_taken_back(world: SmallWorld) -> None:
    keep(world)
    browser, met = browser_of(world.miriam), str(CatchUp.objects.get().id)

    browser.post(at(world, "/do/forget"), {"key": "f"})
    assert Colleague.objects.get().since is None
    browser.post(at(world, "/do/know"), {"key": "k2"})
    assert Colleague.objects.get().since is not None
    browser.post(at(world, "/do/note"), {"key": "n2", "note": ""})
    browser.post(at(world, "/do/forget"), {"key": "f2"})
    browser.post(at(world, "/do/drop"), {"key": "d", "catch_up": met})

    assert not Colleague.objects.exists()
    assert not CatchUp.objects.exists()


def test_nobody_else_ever_reads_what_i_keep(world: SmallWorld) -> None:
    keep(world)
    met = str(CatchUp.objects.get().id)

    for who in (world.desk, world.amara):
        browser = browser_of(who)
        for address in (
            at(world),
            "/directory?all",
            f"/directory/compare?p={world.profiles['ruth']}",
            "/profile",
        ):
            said = browser.get(address, follow=True).content.decode()
            assert [word for word in (NOTE, LUNCH, "widdershins", "You know the work") if word in said] == []
        assert browser.post(at(world, "/do/drop"), {"catch_up": met}).status_code == 404
        assert browser.post(at(world, "/do/forget"), {"key": "f"}).status_code == 404
    assert CatchUp.objects.exists()


def test_notes_and_catch_ups_are_sealed_and_stand_in_no_search(world: SmallWorld) -> None:
    keep(world)
    row, met = Colleague.objects.get(), CatchUp.objects.get()
    browser = browser_of(world.miriam)

    found = browser.post("/directory", {"words": "widdershinsome"}, follow=True)

    assert [
        word
        for cell in (row.note_sealed, met.note_sealed)
        for word in (b"widder", b"flibber")
        if word in bytes(cell)
    ] == []
    assert "Nobody fits all of this." in text_of(found)


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("note", {"note": "n" * 2001}),
        ("catch-up", {"way": "lunch", "day": "soon", "catch_up_note": "Kept."}),
        ("catch-up", {"way": "duel", "day": "2026-01-01", "catch_up_note": "Kept."}),
        ("catch-up", {"way": "call", "day": "2999-01-01", "catch_up_note": "Kept."}),
        ("catch-up", {"way": "call", "day": "2026-01-01", "catch_up_note": "n" * 2001}),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_stays_typed(
    world: SmallWorld, verb: str, sent: dict[str, Any]
) -> None:
    answer = browser_of(world.miriam).post(at(world, f"/do/{verb}"), {"key": "k", **sent})

    assert answer.status_code == 422
    assert (sent.get("note") or sent["catch_up_note"]) in answer.content.decode()
    assert not CatchUp.objects.exists()
    assert not Colleague.objects.exists()
