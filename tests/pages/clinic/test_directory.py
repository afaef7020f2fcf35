"""The directory: words and filters together, pages, addresses, side by side, short lists, saved searches."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from segue.acts import colleague, profile
from segue.acts.profile import SaidFact
from segue.demo.builders import SmallWorld
from segue.demo.world import OPERATOR, must
from segue.pages.clinic.directory_words import PROFESSIONS
from segue.reads.directory_words import all_professions, sealed_words
from segue.store.models import Opening, SavedSearch
from tests.pages.clinic.doors import browser_of, hidden, text_of, tree_of
from tests.pages.reading import having, words


def add(world: SmallWorld, name: str, *facts: str, is_claimed: bool = True, **more: Any) -> str:
    """An entry; facts as “family code”."""
    today = world.clock.at().today
    said = tuple(SaidFact(*fact.split(), today) for fact in facts)
    given = {"state": "MN", "zip": "55408", "city": "Minneapolis", **more}
    command = profile.AddProfile(
        world.clock.key(), "person", name, "self" if is_claimed else "nppes", facts=said, is_claimed=is_claimed, **given
    )  # fmt: skip
    return must(profile.add(OPERATOR, command, world.clock.at())).id


def names(page: Any) -> list[str]:
    """Who stands on the list, in order."""
    return [words(link) for row in having(tree_of(page), "class", "found") for link in row.iter("a")]


def look(world: SmallWorld, said: str = "", **filters: Any) -> list[str]:
    """Whom the form finds."""
    answer = browser_of(world.miriam).post("/directory", {"words": said, **filters}, follow=True)
    return names(answer)


def only_mine(world: SmallWorld) -> None:
    """Nobody but those whom the test adds."""
    for one in world.profiles.values():
        profile.Profile.objects.filter(pk=one).update(gone_on=world.clock.at().today)


def test_an_empty_directory_says_what_to_do(world: SmallWorld) -> None:
    only_mine(world)

    page = browser_of(world.miriam).get("/directory")

    assert names(page) == []
    assert "Nobody fits all of this." in text_of(page)


def test_it_begins_with_the_practices_own_state_and_looks_everywhere_when_asked(world: SmallWorld) -> None:
    only_mine(world)
    add(world, "Ida Here")
    add(world, "Jo There", state="WI", zip="53703", city="Madison")
    browser = browser_of(world.miriam)

    assert names(browser.get("/directory")) == ["Ida Here"]
    assert names(browser.get("/directory?all")) == ["Ida Here", "Jo There"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("grace", ["Grace Panick"]),
        ("stone grace", []),
        ("panic", ["Ada Winter", "Grace Panick"]),
        ("panic ada", ["Ada Winter"]),
        ("panic minneapolis", ["Ada Winter"]),
        ("Spanish psychologist", ["Bo Lund"]),
        ("bo 53703", ["Bo Lund"]),
        ("Madison, WI", ["Bo Lund"]),
        ("madison", ["Bo Lund"]),
        ("1234567893", ["Bo Lund"]),
        ("birch office", ["Amara Example"]),
        ("nobody at all", []),
    ],
)
def test_words_are_names_practices_places_numbers_and_what_somebody_does(
    world: SmallWorld, said: str, found: list[str]
) -> None:
    for name, one in world.profiles.items():
        if name != "amara":
            profile.Profile.objects.filter(pk=one).update(gone_on=world.clock.at().today)
    profile.Profile.objects.filter(pk=world.profiles["amara"]).update(state="", zip="")
    profile.Fact.objects.filter(profile=world.profiles["amara"]).delete()
    practice = profile.Profile.objects.get(pk=world.profiles["amara"]).practice
    assert practice is not None
    practice.name = "Birch Office"
    practice.save()
    add(world, "Ada Winter", "concern panic", "language en")
    add(world, "Grace Panick", "concern grief", city="Duluth", zip="55802")
    add(
        world, "Bo Lund", "language es", profession="psychologist", npi="1234567893", state="WI", zip="53703",
        city="Madison",
    )  # fmt: skip

    assert look(world, said) == found


def test_a_town_is_meant_in_the_state_that_is_ticked(world: SmallWorld) -> None:
    only_mine(world)
    add(world, "Ada Winter", zip="53703", state="WI", city="Madison")
    add(world, "Bo Winter", zip="56256", city="Madison")

    assert look(world, "madison") == ["Ada Winter", "Bo Winter"]
    assert look(world, "madison", state="MN") == ["Bo Winter"]


def test_words_and_filters_count_together(world: SmallWorld) -> None:
    only_mine(world)
    add(world, "Ada Winter", "concern panic", "insurance aetna")
    add(world, "Ann Winter", "concern grief", "insurance aetna")

    assert look(world, "winter", concern="panic", insurance="aetna") == ["Ada Winter"]
    assert look(world, "winter", insurance="aetna") == ["Ada Winter", "Ann Winter"]


def test_insurance_that_is_too_old_counts_no_more(world: SmallWorld) -> None:
    only_mine(world)
    one = add(world, "Ada Winter", "insurance aetna")
    old = world.clock.at().today - timedelta(days=91)
    profile.Fact.objects.filter(profile=one).update(said_on=old, confirmed_on=old)

    assert look(world, insurance="aetna") == []


def test_open_is_only_who_said_so_within_three_days(world: SmallWorld) -> None:
    world.say_open("amara", "samuel")
    late = world.clock.at().now - timedelta(days=5)
    Opening.objects.filter(profile=world.profiles["samuel"]).update(confirmed_at=late)
    browser = browser_of(world.miriam)

    page = browser.get("/directory?all&open=yes")
    everybody = text_of(browser.get("/directory?all"))

    assert names(page) == ["Amara Example"]
    assert "Open: 2 openings, from" in everybody
    assert "2 openings, from" in everybody.replace("Open: 2 openings", "")


def test_near_is_a_straight_line_between_zip_areas(world: SmallWorld) -> None:
    only_mine(world)
    add(world, "Near Winter")
    add(world, "Far Winter", zip="55802", city="Duluth")

    assert look(world, zip="55406", miles="10") == ["Near Winter"]
    assert "about 3 miles" in text_of(browser_of(world.miriam).get("/directory?zip=55406&miles=10"))


def test_a_listing_is_marked_and_says_only_what_the_registry_says(world: SmallWorld) -> None:
    only_mine(world)
    add(world, "Lis Ting", "license MN", is_claimed=False, said="Never said by her.")

    page = text_of(browser_of(world.miriam).get("/directory"))

    assert "Lis Ting Minneapolis, MN A listing nobody has claimed" in page
    assert "From the registry, " in page
    assert "Never said" not in page
    assert "room" not in page


def test_colleagues_i_know_are_marked_for_me_alone(world: SmallWorld) -> None:
    must(profile.know(world.miriam, profile.KnowColleague("k", world.profiles["ruth"]), world.clock.at()))
    noted = colleague.WriteNote("n", world.profiles["samuel"], "Only a note.")
    must(colleague.note(world.miriam, noted, world.clock.at()))

    mine, theirs = (browser_of(who).get("/directory?all&known=yes") for who in (world.miriam, world.amara))

    assert names(mine) == ["Ruth Example"]
    assert "I know the work" in text_of(mine)
    assert names(theirs) == []


def test_a_page_holds_thirty_and_the_next_goes_on_after_them(world: SmallWorld) -> None:
    only_mine(world)
    for number in range(65):
        add(world, f"Same Name {number // 3:02}")
    browser, address, met = browser_of(world.miriam), "/directory", []

    for expected in (30, 30, 5):
        page = browser.get(address)
        met += [row.attrib["value"] for row in having(tree_of(page), "name", "p")]
        assert len(names(page)) == expected
        further = having(tree_of(page), "rel", "next")
        address = f"/directory{further[0].attrib['href']}" if further else ""

    assert address == ""
    assert len(met) == len(set(met)) == 65


def test_the_address_holds_codes_and_sealed_words_alone(world: SmallWorld) -> None:
    sent = {
        "words": "Ottiwell Brambledyke",
        "concern": ["panic", "nonsense"],
        "profession": "ottiwell",
        "zip": "Otti",
    }

    answer = browser_of(world.miriam).post("/directory", sent)
    address = unquote(answer["Location"])

    assert answer.status_code == 303
    assert address.startswith("/directory?concern=panic&w=")
    assert [word for word in ("ttiwell", "rambledyke", "nonsense", "Otti") if word in address] == []


def test_sealed_words_are_read_by_whoever_wrote_them_and_by_nobody_else(world: SmallWorld) -> None:
    assert world.miriam.person is not None
    sealed = sealed_words("Amara", person=world.miriam.person)
    mine, theirs = (browser_of(who).get(f"/directory?w={sealed}") for who in (world.miriam, world.amara))

    assert 'value="Amara"' in mine.content.decode()
    assert names(mine) == ["Amara Example"]
    assert "Amara&" not in theirs.content.decode()
    assert 'value="Amara"' not in theirs.content.decode()
    assert browser_of(world.miriam).get("/directory?w=broken").status_code == 200


def test_the_list_takes_the_same_statements_whatever_it_holds(world: SmallWorld) -> None:
    browser, found = browser_of(world.miriam), []
    words_of_three_ways = sealed_words("panic example", person=UUID(str(world.miriam.person)))
    for rows in (1, 30, 120):
        for number in range(rows):
            add(world, f"Example {rows} {number}", "concern panic")
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(f"/directory?all&w={words_of_three_ways}")
        assert page.status_code == 200
        found.append(
            sum(each["sql"].startswith("SELECT") and "set_config" not in each["sql"] for each in seen)
        )

    assert len(set(found)) == 1
    assert found[0] <= 8


def test_up_to_four_stand_side_by_side(world: SmallWorld) -> None:
    five = [add(world, f"Person {number}", "method emdr") for number in range(5)]
    query = "&".join(f"p={one}" for one in five)

    page = browser_of(world.miriam).get(f"/directory/compare?{query}&p=nonsense")

    assert [words(link) for link in having(tree_of(page), "class", "name")] == [
        f"Person {n}" for n in range(4)
    ]
    assert "Of more than four, the first four are shown." in text_of(page)
    assert "Methods EMDR" in text_of(page)
    assert "Nobody is ticked." in text_of(browser_of(world.miriam).get("/directory/compare"))


def test_a_short_list_is_mailed_without_a_word_about_a_client(world: SmallWorld) -> None:
    world.case()
    one = add(world, "Ada Winter", profession="psychologist", phone="612-555-0199")

    page = browser_of(world.miriam).get(f"/directory/list?p={one}&p={one}")
    (mail,) = (link.attrib["href"] for link in having(tree_of(page), "class", "next"))

    assert (
        unquote(mail)
        == "mailto:?subject=A short list&body=Ada Winter\npsychologist\nMinneapolis, MN\n612-555-0199"
    )
    assert "Jonas" not in page.content.decode()


def test_a_search_is_saved_run_renamed_and_deleted(world: SmallWorld) -> None:
    only_mine(world)
    add(world, "Ada Winter", "concern panic")
    browser = browser_of(world.miriam)
    led = browser.post("/directory", {"words": "Winter", "concern": "panic"}, follow=True)
    query = next(one.attrib["value"] for one in having(tree_of(led), "name", "query"))

    browser.post("/directory/saved", {"name": "Panic", "query": query, "key": "s"})
    row = SavedSearch.objects.get()
    page = browser.get("/directory/saved")
    link = next(one.attrib["href"] for one in tree_of(page).iter("a") if words(one) == "Panic")
    renamed = browser.post(f"/directory/saved/{row.id}", {"name": "Winter", "key": "r"})

    assert "“Winter” · Panic" in text_of(page)
    assert "Winter" not in row.looked_for
    assert names(browser.get(link)) == ["Ada Winter"]
    assert (renamed.status_code, SavedSearch.objects.get().name) == (303, "Winter")
    browser.post(f"/directory/saved/{row.id}", {"do": "delete", "key": "d"})
    assert not SavedSearch.objects.exists()


def test_a_name_that_is_missing_or_taken_is_refused_and_kept(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    for key in ("one", "two"):
        answer = browser.post("/directory/saved", {"name": "Panic", "query": "concern=panic", "key": key})

    assert answer.status_code == 422
    assert "You have a saved search of this name." in text_of(answer)
    assert hidden(answer)["query"] == "concern=panic"
    assert browser.post("/directory/saved", {"name": " ", "query": "", "key": "three"}).status_code == 422


def test_a_saved_search_is_nobody_elses(world: SmallWorld) -> None:
    browser_of(world.miriam).post("/directory/saved", {"name": "Panic", "query": "concern=panic", "key": "s"})
    row = SavedSearch.objects.get()
    other = browser_of(world.desk)

    assert "Panic" not in text_of(other.get("/directory/saved"))
    assert other.post(f"/directory/saved/{row.id}", {"name": "Mine"}).status_code == 404
    assert other.post(f"/directory/saved/{row.id}", {"do": "delete"}).status_code == 404
    assert SavedSearch.objects.get().name == "Panic"


def test_every_profession_of_the_directory_has_its_words() -> None:
    assert sorted(PROFESSIONS) == list(all_professions())
