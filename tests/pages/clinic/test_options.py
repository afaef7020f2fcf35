"""Options: who fits and why, whom to ask, what one wish changes, and putting three before the client."""

from django.http import HttpResponse

from segue.acts import profile
from segue.demo.builders import SmallWorld
from segue.demo.world import must
from segue.reads.lookups import options_of
from segue.store.models import AvailabilityAsk, Need, Option, Profile, Referral
from tests.pages.clinic.doors import browser_of, hidden, next_of, text_of, tree_of
from tests.pages.reading import having, words

THREE = ("amara", "samuel", "ruth")


def names_on(page: HttpResponse) -> list[str]:
    """Who stands in the three columns."""
    return [words(each) for each in having(tree_of(page), "class", "name")]


def test_who_fits_stands_with_why_and_why_not(world: SmallWorld) -> None:
    case = world.case()
    case.talk()
    case.write_need(budget=None, methods=["emdr"])
    world.say_open(*THREE)

    page = browser_of(world.miriam).get(f"/r/{case.referral}/options")

    assert sorted(names_on(page)) == ["Amara Example", "Ruth Example", "Samuel Example"]
    assert "Treats panic" in text_of(page)
    assert "No EMDR" in text_of(page)
    assert "Opening confirmed today" in text_of(page)
    assert len(next_of(page)) == 1


def test_before_the_need_is_written_the_page_leads_there(world: SmallWorld) -> None:
    case = world.case()

    answer = browser_of(world.miriam).get(f"/r/{case.referral}/options")

    assert (answer.status_code, answer["Location"]) == (303, f"/r/{case.referral}/need")


def test_asking_names_nobody_and_shows_who_has_been_asked(world: SmallWorld) -> None:
    case = world.case()
    case.write_need(budget=None)
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/options"
    shown = browser.get(address)
    asked = [world.profiles["ruth"], world.profiles["samuel"]]

    answer = browser.post(address, {**hidden(shown), "do": "ask", "ask": asked})
    page = browser.get(address)

    assert next_of(shown) == ["Ask them, without naming anyone"]
    assert answer.status_code == 303
    assert {str(row.profile_id) for row in AvailabilityAsk.objects.all()} == set(asked)
    assert "Ruth Example No answer yet." in text_of(page)


def test_showing_puts_them_before_the_client_with_the_words_of_a_connection(world: SmallWorld) -> None:
    case = world.case()
    case.talk()
    case.write_need(budget=None)
    world.say_open(*THREE)
    tie = profile.DeclareConnection(world.clock.key(), world.profiles["ruth"], "landlord")
    must(profile.declare_connection(world.miriam, tie, world.clock.at()))
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/options"
    page = browser.get(address)
    form = {
        **hidden(page),
        "do": "show",
        "show": [world.profiles[name] for name in THREE],
        "fewer_reason": "Nobody else is open.",
        f"connection-{world.profiles['ruth']}": "Ruth and I rent from the same person.",
    }

    answer = browser.post(address, form)

    told = Option.objects.get(profile=world.profiles["ruth"])
    assert "rent rooms from the same owner" in text_of(page)
    assert (answer.status_code, answer["Location"]) == (303, f"/r/{case.referral}")
    assert set(options_of(case.referral)) == {world.profiles[name] for name in THREE}
    assert told.connection_hash != ""
    assert Referral.objects.get().stage == "choosing"


def test_fewer_than_three_need_a_reason_and_the_ticks_stay(world: SmallWorld) -> None:
    case = world.case()
    case.talk()
    case.write_need(budget=None)
    world.say_open(*THREE)
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/options"

    page = browser.post(
        address, {**hidden(browser.get(address)), "do": "show", "show": [world.profiles["ruth"]]}
    )

    ticked = [
        each.attrib["value"] for each in having(tree_of(page), "checked") if each.attrib["name"] == "show"
    ]
    assert page.status_code == 422
    assert "A choice needs three people who are open and truly different." in text_of(page)
    assert ticked == [world.profiles["ruth"]]


def test_trying_a_wish_changes_nothing_and_keeping_it_writes_a_new_need(world: SmallWorld) -> None:
    case = world.case()
    case.write_need(budget=None)
    world.say_open("ruth", places=0)
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/options"

    page = browser.get(f"{address}?try=room")
    before = Need.objects.count()
    answer = browser.post(f"{address}?try=room", {**hidden(page), "do": "keep"})

    assert "Only a look: A waiting list." in text_of(page)
    assert before == 1
    assert answer.status_code == 303
    assert Need.objects.count() == 2
    assert "Ruth Example" in names_on(browser.get(address))


def test_a_swap_takes_one_out_and_the_next_stands_in(world: SmallWorld) -> None:
    case = world.case()
    case.write_need(budget=None)
    world.say_open(*THREE, "ines")
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/options"
    before = names_on(browser.get(address))
    out = next(name for name in (*THREE, "ines") if f"{name.capitalize()} Example" in before)

    after = names_on(browser.get(f"{address}?without={world.profiles[out]}"))

    assert len(before) == len(after) == 3
    assert f"{out.capitalize()} Example" not in after


def test_nobody_refers_to_themself(world: SmallWorld) -> None:
    case = world.case()
    case.write_need(budget=None)
    world.say_open(*THREE)
    Profile.objects.filter(pk=world.profiles["ruth"]).update(
        person=world.miriam.person, claimed_at=world.clock.now
    )

    page = browser_of(world.miriam).get(f"/r/{case.referral}/options")

    assert sorted(names_on(page)) == ["Amara Example", "Samuel Example"]


def test_who_must_not_be_asked_is_neither_shown_nor_worth_asking(world: SmallWorld) -> None:
    case = world.case()
    case.write_need(budget=None, not_ask=[world.profiles["ruth"]])
    world.say_open("amara", "samuel")

    page = browser_of(world.miriam).get(f"/r/{case.referral}/options")

    assert "Samuel Example" in text_of(page)
    assert "Ruth" not in text_of(page)


def test_a_reason_for_fewer_is_proposed_and_can_be_changed(world: SmallWorld) -> None:
    case = world.case()
    case.talk()
    case.write_need(budget=None)
    world.say_open("ruth")
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/options"

    page = browser.get(address)
    proposed = having(tree_of(page), "name", "fewer_reason")[0].attrib["value"]
    browser.post(
        address,
        {**hidden(page), "do": "show", "show": [world.profiles["ruth"]], "fewer_reason": "My own words."},
    )

    assert proposed.startswith("Nobody else")
    assert proposed.endswith(".")
    assert set(options_of(case.referral)) == {world.profiles["ruth"]}


def test_a_map_and_a_table_say_where_those_are_who_can_be_gone_to(world: SmallWorld) -> None:
    case = world.case()
    case.write_need(budget=None, formats=["online", "in_person"], zip="55401", radius_km=80)
    Profile.objects.filter(id__in=[world.profiles[name] for name in THREE]).update(zip="55408")
    world.say_open(*THREE)

    page = browser_of(world.miriam).get(f"/r/{case.referral}/options")

    assert [words(each) for each in having(tree_of(page), "class", "dot-words")] == ["1·2"]
    assert "In a straight line, between the middles of two ZIP areas." in text_of(page)
