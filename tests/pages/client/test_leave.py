"""The way out ends what this browser may see, and always leads somewhere else."""

from django.test import Client

from segue.demo.builders import SmallWorld
from segue.store.models import Practice
from tests.pages.client.doors import address, by_code, case_with_code
from tests.pages.reading import having
from tests.pages.received.doors import heading_of, tree_of

AWAY = "https://www.weather.gov/"


def test_every_page_has_its_exit(world: SmallWorld) -> None:
    case = case_with_code(world).until_opened()
    browser = by_code(case)

    for page in ("summary", "where", "stop", "data"):
        (leave,) = having(tree_of(browser.get(address(case, page))), "class", "exit")
        assert (leave.attrib["href"], leave.attrib["rel"]) == (address(case, "exit"), "noreferrer")


def test_leaving_goes_where_the_practice_chose_and_asks_for_the_code_again(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    Practice.objects.filter(pk=case.miriam.practice).update(exit_url="https://news.example/")
    browser = by_code(case)

    answer = browser.get(address(case, "exit"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "https://news.example/")
    assert (answer.headers["Referrer-Policy"], answer.headers["Clear-Site-Data"]) == (
        "no-referrer",
        '"cache"',
    )
    assert browser.get(address(case, "where")).status_code == 404
    assert heading_of(browser.get(address(case))) == "Your code"


def test_who_holds_no_link_is_led_away_too(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    answer = Client().get(address(case, "exit"))

    assert (answer.status_code, answer.headers["Location"]) == (302, AWAY)
