"""The availability question: one tap answers it, a visit never does."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from segue.acts import check
from segue.demo.builders import SmallWorld
from segue.demo.world import must
from segue.reads.lookups import ask_of
from segue.store.models import AvailabilityAsk, Opening, Profile
from segue.store.tokens import token_of
from tests.pages.reading import having, words
from tests.pages.received.doors import NEXT_WEEK, errors_of, heading_of, text_of, tree_of

BAIT = ("Jonas", "Tamm", "panic")


def test_the_question_says_nothing_about_a_person_and_a_visit_answers_nothing(world: SmallWorld) -> None:
    browser, address = _asked(world)

    page = browser.get(address)

    said = page.content.decode()
    assert heading_of(page) == "Do you have an opening?"
    assert "Treats anxiety" in said
    assert [bait for bait in BAIT if bait in said] == []
    assert AvailabilityAsk.objects.get().answer == ""
    assert [words(e) for e in having(tree_of(page), "class", "next")] == ["Yes, from now on"]


@pytest.mark.parametrize(
    ("sent", "kept", "said"),
    [
        (
            {"answer": "yes", "first_free": NEXT_WEEK},
            ("yes", date.fromisoformat(NEXT_WEEK), None),
            "open from",
        ),
        ({"answer": "waitlist", "wait_weeks": "4"}, ("waitlist", None, 4), "a wait of 4 weeks"),
        ({"answer": "no"}, ("no", None, None), "Thank you for your answer"),
    ],
)
def test_one_tap_is_the_answer(
    world: SmallWorld, sent: dict[str, str], kept: tuple[str, date | None, int | None], said: str
) -> None:
    browser, address = _asked(world)

    answer = browser.post(address, sent)

    row = AvailabilityAsk.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert (row.answer, row.first_free, row.wait_weeks) == kept
    assert said in text_of(browser.get(address))


def test_a_second_answer_leaves_the_first(world: SmallWorld) -> None:
    browser, address = _asked(world)
    browser.post(address, {"answer": "no"})

    again = browser.post(address, {"answer": "yes", "first_free": NEXT_WEEK})

    assert (again.status_code, AvailabilityAsk.objects.get().answer) == (303, "no")
    assert Opening.objects.get(profile=world.profiles["samuel"]).places == 0


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"answer": "yes", "first_free": ""}, ["first_free"]),
        ({"answer": "yes", "first_free": "soon"}, ["first_free"]),
        ({"answer": "waitlist", "wait_weeks": "900"}, ["wait_weeks"]),
        ({"answer": "perhaps"}, []),
    ],
)
def test_an_answer_that_cannot_be_read_is_kept_on_the_page(
    world: SmallWorld, sent: dict[str, str], fields: list[str]
) -> None:
    browser, address = _asked(world)

    answer = browser.post(address, sent)

    assert (answer.status_code, errors_of(answer)) == (422, fields)
    assert AvailabilityAsk.objects.get().answer == ""


def test_who_is_not_to_be_asked_again_is_not(world: SmallWorld) -> None:
    browser, address = _asked(world)

    browser.post(address, {"answer": "no_more"})

    assert Profile.objects.get(pk=world.profiles["samuel"]).opted_out_of_checks_at is not None
    assert "You will not be asked about openings again" in text_of(browser.get(address))


def test_a_settled_question_is_thanked_for_and_takes_no_answer(world: SmallWorld) -> None:
    browser, address = _asked(world)
    AvailabilityAsk.objects.update(settled_at=world.clock.now)

    browser.post(address, {"answer": "no"})

    assert heading_of(browser.get(address)) == "Settled, thank you"
    assert AvailabilityAsk.objects.get().answer == ""


def test_without_its_link_it_is_the_dead_page(world: SmallWorld) -> None:
    _, address = _asked(world)

    answers = [Client().get(address), Client().post(address, {"answer": "no"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert AvailabilityAsk.objects.get().answer == ""


def _asked(world: SmallWorld) -> tuple[Client, str]:
    """Samuel was asked, and has opened his link."""
    case = world.case()
    case.talk()
    case.write_need()
    samuel = world.profiles["samuel"]
    command = check.AskAvailability(world.clock.key(), case.referral, (samuel,))
    must(check.ask(world.miriam, command, world.clock.at()))
    asked = ask_of(samuel, referral=case.referral)
    browser = Client()
    browser.get(f"/l/{token_of(UUID(str(asked.link)))}")
    return browser, f"/a/{asked.id}/"
