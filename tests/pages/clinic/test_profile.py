"""My profile: what it shows and to whom, how each part is kept, and what two people at once are told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from segue.acts import claim, link, practice, profile, saying
from segue.acts.profile import SaidFact
from segue.demo.builders import ZONE, SmallWorld
from segue.demo.world import OPERATOR, must
from segue.rules.actor import Actor, Kind
from segue.rules.codes import CODES, Family
from segue.rules.saying import Said
from segue.store.models import Fact, Opening, Place, Profile, Room
from segue.store.tokens import token_of
from tests.pages.clinic.doors import browser_of, next_of, text_of, title_of, tree_of
from tests.pages.reading import having, words

HTMX = {"HX-Request": "true"}


def at(world: SmallWorld, tail: str = "", name: str = "amara") -> str:
    """The address of somebody's profile, or of something on it."""
    return f"/profile/{world.profiles[name]}{tail}"


def say(world: SmallWorld, families: Mapping[str, tuple[Said, ...]], actor: Actor | None = None) -> None:
    command = saying.Say(world.clock.key(), world.profiles["amara"], families)
    must(saying.say(actor or world.amara, command, world.clock.at()))


def age(world: SmallWorld, days: int, family: str = "fee", code: str = "visit", value: str = "90") -> None:
    """Somebody said this so many days ago."""
    day = world.clock.at().today - timedelta(days=days)
    fact = SaidFact(family, code, day, value)
    profile.keep_facts(UUID(world.profiles["amara"]), (fact,), said_by=None, at=world.clock.at())


def desk_of_amara(world: SmallWorld) -> Actor:
    command = practice.AddPerson(
        world.clock.key(), str(world.amara.practice), "Priya Raman", "p@birch.example", ("coordinator",), ZONE,
        practice.hashed(""),
    )  # fmt: skip
    person = must(practice.add_person(OPERATOR, command, world.clock.at())).id
    return Actor(Kind.coordinator, person=UUID(person), practice=world.amara.practice)


def seen(browser: Client, world: SmallWorld, section: str) -> str:
    """The mark in the form of a part."""
    page = browser.get(at(world))
    (part,) = having(tree_of(page), "id", f"s-{section}")
    return next(one.attrib["value"] for one in part.iter("input") if one.attrib.get("name") == "seen")


def send(browser: Client, world: SmallWorld, section: str, said: Mapping[str, object], **more: Any) -> Any:
    sent = {"seen": seen(browser, world, section), **said}
    return browser.post(at(world, f"/say/{section}"), sent, **more)


def kept(world: SmallWorld, family: str) -> dict[str, str]:
    rows = Fact.objects.filter(profile_id=world.profiles["amara"], family=family)
    return dict(rows.values_list("code", "value"))


def beside(page: Any) -> str:
    """What a client sees."""
    return " ".join(words(one) for one in having(tree_of(page), "id", "as-client"))


def test_my_own_profile_opens_from_the_bar(world: SmallWorld) -> None:
    page = browser_of(world.amara).get("/profile", follow=True)

    assert page.redirect_chain == [(at(world), 303)]
    assert title_of(page) == "My profile – Segue"
    assert 'aria-current="page">My profile' in page.content.decode()


def test_a_part_is_kept_by_its_own_button_without_a_script(world: SmallWorld) -> None:
    browser = browser_of(world.amara)

    answer = send(browser, world, "cost", {"fee-visit": "$120", "fee-least": "60", "insurance": ["aetna"]})

    assert (answer.status_code, answer.headers["Location"]) == (303, at(world, "#s-cost"))
    assert kept(world, "fee") == {"visit": "120", "least": "60"}
    assert kept(world, "insurance") == {"aetna": ""}
    assert "FeesA visit $120, least on a sliding scale $60" in beside(browser.get(at(world)))


def test_a_part_comes_back_alone_where_a_script_asked(world: SmallWorld) -> None:
    browser = browser_of(world.amara)

    answer = send(browser, world, "cost", {"insurance": ["none"]}, headers=HTMX)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert 'id="s-cost"' in text
    assert 'id="as-client"' in text
    assert 'hx-swap-oob="true"' in text
    assert "Saved." in text
    assert "Takes no insurance" in text


def test_what_is_wrong_stands_in_its_part_with_what_was_typed(world: SmallWorld) -> None:
    browser = browser_of(world.amara)

    for headers in ({}, HTMX):
        answer = send(
            browser, world, "cost", {"fee-visit": "ninety", "insurance": ["aetna"]}, headers=headers
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "is no whole number from 0 to 5000." in text
        assert 'value="ninety"' in text
        assert 'value="aetna" checked' in text
    assert kept(world, "insurance") == {}


@pytest.mark.parametrize(
    ("section", "said", "told"),
    [
        ("limits", {"limit-1": "x" * 10_000}, "there is room for 200"),
        ("style", {"words-said": "x" * 10_000}, "there is room for 400"),
        ("work", {"concern": ["panic", "dragons"]}, "is not a word of this list"),
        ("license", {"license-0-code": "MN", "license-0-ends": "2020-01-01"}, "This has ended."),
        ("license", {"license-0-code": "MN", "license-0-ends": "9999-12-31"}, "more than ten years away"),
        ("away", {"away-until": "9999-12-31"}, "more than two years off"),
        ("places", {"place-0-zip": "5"}, "is no ZIP code"),
        ("openings", {"open": "yes", "places": "1", "first_free": "1999-01-01"}, "has passed"),
    ],
)
def test_bad_input_is_answered_and_nothing_is_changed(
    section: str, said: dict[str, object], told: str, world: SmallWorld
) -> None:
    before = list(Fact.objects.order_by("id").values_list("code", "value"))

    answer = send(browser_of(world.amara), world, section, said)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert list(Fact.objects.order_by("id").values_list("code", "value")) == before


def test_six_are_too_many_for_a_focus(world: SmallWorld) -> None:
    codes = list(CODES[Family.CONCERN])[:6]

    answer = send(browser_of(world.amara), world, "work", {"concern": codes, "focus": codes})

    assert answer.status_code == 422
    assert "These are 6; there is room for 5." in text_of(answer)


def test_a_concern_that_is_unticked_is_no_focus_any_more(world: SmallWorld) -> None:
    say(world, {"concern": (Said("panic"), Said("grief")), "focus": (Said("grief"),)})

    send(browser_of(world.amara), world, "work", {"concern": ["panic"], "focus": ["grief"]})

    assert (kept(world, "concern"), kept(world, "focus")) == ({"panic": ""}, {})


def test_every_row_of_every_part_is_said_and_read_back(world: SmallWorld) -> None:
    browser, year = browser_of(world.amara), world.clock.at().today.year + 1
    for section, said in {
        "work": {"concern": ["panic"], "method": ["cbt"], "method-cbt": "trained", "age": ["adult"]},
        "limits": {
            "not_seen": ["eating"],
            "why-eating": "No room for it.",
            "limit-1": "No line at night.",
            "court": ["no_evaluations"],
            "training-supervised": "Ruth Feldman-Ito",
        },
        "style": {"words-said": "I listen.", "style": ["gentle"], "identity": ["woman"]},
        "where": {"format": ["online"], "language": ["en", "sv"]},
        "license": {
            "license-0-code": "MN",
            "license-0-value": "4711",
            "license-0-ends": f"{year}-06-30",
            "compact-0-code": "PSYPACT",
            "compact-0-value": "mn, wi",
            "compact-0-ends": f"{year}-06-30",
        },
        "hours": {"slot": ["tue_evening", "sat_morning"]},
        "contact": {"contact": ["call", "free_talk"], "contact_words-said": "Leave a number."},
        "away": {"away-until": f"{year}-01-05", "away-cover": "Ruth"},
    }.items():
        answer = send(browser, world, section, said)
        assert answer.status_code == 303, (section, text_of(answer))

    page = browser.get(at(world))
    text, client = page.content.decode(), beside(page)
    assert 'value="4711"' in text
    assert 'value="MN, WI"' in text
    assert '<option value="trained" selected' in text
    assert kept(world, "style") == {"gentle": "", "woman": ""}
    assert "I listen." in client
    assert "supervised by Ruth Feldman-Ito" in client.replace("Supervised", "supervised")
    assert "Evenings, weekends" in client
    assert "Only if they asked for it: A woman." in client
    assert "Ruth covers" in client
    assert "No room for it." in text
    assert "No room for it." not in client
    assert "eating" not in client.lower()


def test_a_license_is_taken_out(world: SmallWorld) -> None:
    send(browser_of(world.amara), world, "license", {"license-0-code": "MN", "license-0-gone": "yes"})

    assert kept(world, "license") == {}


def test_room_is_said_by_a_switch_and_by_lines(world: SmallWorld) -> None:
    browser = browser_of(world.amara)
    lines = {
        "room-0-places": "2",
        "room-0-format": "online",
        "room-1-places": "1",
        "room-1-day_part": "evening",
    }
    send(browser, world, "openings", {"open": "yes", "places": "", **lines})
    assert Opening.objects.get().places == 3
    assert Room.objects.count() == 2
    assert "Open now" in beside(browser.get(at(world)))

    send(browser, world, "openings", {"open": "no", "places": "3", "wait_weeks": "6", **lines})
    assert (Opening.objects.get().places, Room.objects.count()) == (0, 0)
    assert "A wait of 6 weeks" in beside(browser.get(at(world)))

    send(browser, world, "openings", {"open": "yes", "places": "0"})
    assert Opening.objects.get().places == 1


def test_several_places_are_kept_and_one_is_taken_out(world: SmallWorld) -> None:
    browser = browser_of(world.amara)
    send(browser, world, "places", {"place-0-zip": "55406", "place-1-zip": "55805", "place-1-state": "MN"})
    assert Place.objects.get().zip == "55805"

    send(browser, world, "places", {"place-0-zip": "55406", "place-0-gone": "yes", "place-1-zip": "55805"})

    assert (Profile.objects.get(pk=world.profiles["amara"]).zip, Place.objects.count()) == ("55805", 0)


@pytest.mark.parametrize(
    ("section", "mine", "told"),
    [
        ("cost", {"fee-visit": "90"}, "A visit $130"),
        ("openings", {"open": "yes", "places": "4"}, "Now it says: 1"),
        ("places", {"place-0-zip": "55406"}, "55805"),
    ],
)
def test_the_second_of_two_people_sees_both_and_chooses(
    section: str, mine: dict[str, object], told: str, world: SmallWorld
) -> None:
    browser, other = browser_of(world.amara), browser_of(desk_of_amara(world))
    shown = seen(browser, world, section)
    theirs = {"fee-visit": "130", "open": "yes", "places": "1", "place-0-zip": "55805"}
    send(other, world, section, theirs)

    late = browser.post(at(world, f"/say/{section}"), {"seen": shown, **mine})

    assert late.status_code == 409
    assert "Somebody else changed this" in text_of(late)
    assert told in text_of(late)
    assert f'value="{next(reversed(mine.values()))}"' in late.content.decode()
    again = send(browser, world, section, mine)
    assert again.status_code == 303


def test_a_form_that_did_not_come_whole_takes_nothing_back(world: SmallWorld) -> None:
    say(world, {"fee": (Said("visit", "90"),)})

    answer = browser_of(world.amara).post(at(world, "/say/cost"), {})

    assert (answer.status_code, kept(world, "fee")) == (409, {"visit": "90"})


def test_the_age_of_a_fact_is_a_word(world: SmallWorld) -> None:
    age(world, 12)
    age(world, 45, "sliding", "places", "2")
    age(world, 100, "insurance", "aetna", "")

    page = browser_of(world.amara).get(at(world))

    text, client = text_of(page), beside(page)
    assert "Confirmed 12 days ago" in text
    assert "Confirmed 45 days ago, getting old" in text
    assert "Confirmed 3 months ago, too old to count" in text
    assert "Too old to be shown: Insurance." in client
    assert "Aetna" not in client


def test_one_tap_renews_one_or_all(world: SmallWorld) -> None:
    age(world, 45)
    age(world, 100, "insurance", "aetna", "")
    browser, today = browser_of(world.amara), world.clock.at().today
    assert next_of(browser.get(at(world))) == ["All of it is still true"]

    browser.post(at(world, "/true"), {"family": "fee"})
    days = dict(Fact.objects.filter(family__in=("fee", "insurance")).values_list("family", "confirmed_on"))
    assert days["fee"] >= today
    assert days["insurance"] < today

    browser.post(at(world, "/true"), {"family": "all"})
    page = browser.get(at(world))
    assert "Still true?" not in text_of(page)
    assert next_of(page) == []


def test_what_was_not_asked_for_is_not_renewed_by_its_name(world: SmallWorld) -> None:
    age(world, 12)
    day = Fact.objects.get(family="fee").confirmed_on

    answer = browser_of(world.amara).post(at(world, "/true"), {"family": "fee"})

    assert (answer.status_code, Fact.objects.get(family="fee").confirmed_on) == (303, day)


def test_the_desk_speaks_for_its_people_but_not_of_who_they_are(world: SmallWorld) -> None:
    say(
        world,
        {
            "identity": (Said("woman"),),
            "not_seen": (Said("eating"),),
            "not_seen_why": (Said("eating", "Tired."),),
        },
    )
    desk = browser_of(desk_of_amara(world))

    page = desk.get("/profile", follow=True)

    text = page.content.decode()
    assert page.redirect_chain == [(at(world), 303)]
    assert "You speak for this profile." in text
    assert "Tired." not in text
    assert 'name="identity"' not in text
    assert "A woman" not in text
    assert send(desk, world, "style", {"style": ["direct"], "identity": ["man"]}).status_code == 303
    assert kept(world, "style") == {"woman": "", "direct": ""}


@pytest.mark.parametrize("tail", ["", "/say/cost", "/say/nothing", "/true", "/remove"])
def test_somebody_elses_profile_is_as_if_it_were_not(tail: str, world: SmallWorld) -> None:
    for actor in (world.miriam, world.desk):
        browser = browser_of(actor)
        get = browser.post if tail else browser.get
        there, nowhere = get(at(world, tail)), get(f"/profile/{uuid4()}{tail}")
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert there.status_code == 404


def test_who_has_no_profile_is_led_to_their_listing_and_hears_the_same_for_every_number(
    world: SmallWorld,
) -> None:
    browser = browser_of(world.miriam)
    page = browser.get("/profile", follow=True)
    assert page.redirect_chain == [("/profile/claim", 303)]

    wrong = browser.post("/profile/claim", {"npi": "1234567890"})
    assert wrong.status_code == 422
    assert "An NPI has ten digits" in text_of(wrong)
    right = browser.post("/profile/claim", {"npi": "1234567893"}, follow=True)
    assert "If there is such a listing, a link is on its way" in text_of(right)


def offered(world: SmallWorld) -> tuple[str, str]:
    """A listing, and the address of the link in its mailbox, as Miriam asked for it."""
    command = profile.AddProfile(
        world.clock.key(), "person", "Miriam Castellanos", "nppes", npi="1234567893", email="m@post.example",
        is_claimed=False, state="MN", zip="55406",
    )  # fmt: skip
    listing = must(profile.add(OPERATOR, command, world.clock.at())).id
    must(claim.ask(world.miriam, claim.AskForListing(world.clock.key(), "1234567893"), world.clock.at()))
    row = Profile.objects.get(pk=listing).links.get()
    return listing, f"/l/{token_of(row.id)}"


def test_a_listing_is_taken_over_from_its_mailbox_by_the_one_who_asked(world: SmallWorld) -> None:
    listing, way = offered(world)
    mine, other = browser_of(world.miriam), browser_of(world.desk)
    page = mine.get(way, follow=True)
    assert "Nobody has claimed it yet." in text_of(page)
    assert Profile.objects.get(pk=listing).claimed_at is None
    other.get(way)

    refused = other.post(f"/listing/{listing}/", {"do": "take"})
    assert refused.status_code == 422
    assert "This listing cannot be taken over this way." in text_of(refused)
    taken = mine.post(f"/listing/{listing}/", {"do": "take"})

    assert (taken.status_code, taken.headers["Location"]) == (303, f"/profile/{listing}")
    assert Profile.objects.get(pk=listing).person_id == world.miriam.person


def test_a_mailbox_without_an_account_signs_in_first_or_takes_the_listing_out(world: SmallWorld) -> None:
    listing, way = offered(world)
    browser = Client()
    browser.get(way)

    taking = browser.post(f"/listing/{listing}/", {"do": "take"})
    assert taking.headers["Location"] == f"/account/login/?next=/listing/{listing}/"
    out = browser.post(f"/listing/{listing}/", {"do": "remove"}, follow=True)

    assert "Taken out" in text_of(out)
    assert Profile.objects.get(pk=listing).removed_at is not None


def test_the_link_of_the_monthly_mail_asks_for_what_is_old_and_a_get_changes_nothing(
    world: SmallWorld,
) -> None:
    age(world, 45)
    age(world, 12, "sliding", "places", "2")
    day = Fact.objects.get(family="fee").confirmed_on
    given = link.new_link(
        "fresh", at=world.clock.at(), life=timedelta(days=9), profile_id=UUID(world.profiles["amara"]),
        practice_id=world.amara.practice,
    )  # fmt: skip
    browser = Client()

    page = browser.get(f"/l/{token_of(given)}", follow=True)

    assert "FeesA visit $90 Confirmed 45 days ago, getting old" in text_of(page)
    assert "Sliding" not in text_of(page)
    assert Fact.objects.get(family="fee").confirmed_on == day
    done = browser.post(f"/still/{world.profiles['amara']}/", {"family": "all"}, follow=True)
    assert "Thank you: all of it is fresh" in text_of(done)
    assert Fact.objects.get(family="fee").confirmed_on > day


def test_an_entry_is_taken_out_in_one_tap(world: SmallWorld) -> None:
    browser = browser_of(world.amara)

    left = browser.post(at(world, "/remove"), {"key": "k"}, follow=True)

    assert left.status_code == 200
    assert browser.get(at(world)).status_code == 404


def test_the_page_takes_the_same_statements_whatever_it_holds(world: SmallWorld) -> None:
    browser = browser_of(world.amara)
    found = []
    for codes in (list(CODES[Family.CONCERN])[:1], list(CODES[Family.CONCERN])):
        say(world, {"concern": tuple(map(Said, codes))})
        browser.get(at(world))
        with CaptureQueriesContext(connection) as asked:
            browser.get(at(world))
        found.append(sum(each["sql"].startswith("SELECT") for each in asked.captured_queries))

    assert found[0] == found[1] <= 12
