"""Where it stands, what the client decides there, and the question how it goes."""

from typing import Any
from uuid import uuid4

import pytest

from segue.acts import checkin
from segue.demo.builders import Case, SmallWorld
from segue.demo.world import must
from segue.reads.lookups import check_in_of
from segue.rules.actor import CLOCK
from segue.store.models import CheckIn, Handoff
from tests.pages.client.doors import address, by_code, case_with_code, name_of
from tests.pages.reading import having, words
from tests.pages.received.doors import errors_of, heading_of, text_of, tree_of
from tests.statements import counting


def turn_on(page: Any) -> tuple[str, bool]:
    """Whose turn the page says it is, and whether it is the reader's."""
    (turn,) = having(tree_of(page), "class", "turn")
    return words(next(turn.iter("h2"))), "yours" in turn.attrib["class"].split()


def asked_how_it_goes(case: Case) -> str:
    """The first check-in after the first session has been asked."""
    row = check_in_of(case.handoff("amara"), moment="first_week")
    must(checkin.ask(CLOCK, checkin.AskCheckIn(case.clock.key(), row), case.clock.at()))
    return row


def version_of_handoff(case: Case, name: str) -> str:
    return str(Handoff.objects.values_list("version", flat=True).get(pk=case.handoff(name)))


@pytest.mark.parametrize(
    ("until", "expected", "yours"),
    [
        ("until_shown", "It is your turn", True),
        ("until_signed", "Miriam has the turn", False),
        ("until_asked", "Amara has the turn", False),
        ("until_opened", "Amara has the turn", False),
        ("until_accepted", "Amara will meet you", False),
        ("until_started", "You have begun with Amara", False),
    ],
)
def test_the_page_says_whose_turn_it_is(world: SmallWorld, until: str, expected: str, yours: bool) -> None:
    case = getattr(case_with_code(world), until)()

    page = by_code(case).get(address(case, "where"))

    assert turn_on(page) == (expected, yours)
    assert len(having(tree_of(page), "class", "next")) == int(yours)


def test_a_request_says_that_nothing_was_told(world: SmallWorld) -> None:
    case = case_with_code(world).until_asked()

    page = by_code(case).get(address(case, "where"))

    assert text_of(page).count("Asked if there is an opening. Nothing about you was told.") == 2


def test_a_no_is_kind_and_not_about_the_client(world: SmallWorld) -> None:
    case = case_with_code(world).until_asked()
    case.decline("amara", "outside_scope")
    case.decline("samuel", "cost")

    said = text_of(by_code(case).get(address(case, "where")))

    assert "Is not available. This is not about you." in said
    assert "The cost or the plan did not fit. This is not about you." in said
    assert "outside" not in said


def test_worse_terms_are_the_clients_to_decide_in_one_tap(world: SmallWorld) -> None:
    case = case_with_code(world).until_asked("amara")
    case.confirm("amara", price="300")
    browser = by_code(case)
    page = browser.get(address(case, "where"))
    form = {
        "do": "go_with",
        "handoff": case.handoff("amara"),
        "version": version_of_handoff(case, "amara"),
        "key": "go",
    }

    answers = [browser.post(address(case, "where"), form) for _ in range(2)]

    assert turn_on(page) == ("Amara has an opening", True)
    assert "It costs more: $300 a session." in text_of(page)
    assert [words(e) for e in having(tree_of(page), "class", "next")] == ["Go with Amara"]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Handoff.objects.get(pk=case.handoff("amara")).state == "unlocked"


def test_an_appointment_stands_with_its_zone(world: SmallWorld) -> None:
    case = case_with_code(world).until_accepted()
    case.schedule("amara")

    page = by_code(case).get(address(case, "where"))

    said = text_of(page)
    assert turn_on(page) == ("You have a time to meet", False)
    assert "6 pm" in said
    assert "Central" in said
    assert "By video" in said


def test_it_can_end_without_a_reason(world: SmallWorld) -> None:
    case = case_with_code(world).until_accepted()
    browser = by_code(case)
    form = {"do": "not_right", "handoff": case.handoff("amara"), "version": version_of_handoff(case, "amara")}

    answer = browser.post(address(case, "where"), form)

    assert answer.status_code == 303
    assert Handoff.objects.get(pk=case.handoff("amara")).state == "withdrawn"
    assert "It has ended with them." in text_of(browser.get(address(case, "where")))


@pytest.mark.parametrize("handoff", ["", "x" * 300, str(uuid4()), "\u202e"])
def test_an_unknown_approach_is_refused_calmly(world: SmallWorld, handoff: str) -> None:
    case = case_with_code(world).until_accepted()

    answer = by_code(case).post(address(case, "where"), {"do": "go_with", "handoff": handoff})

    assert answer.status_code == 422
    assert "There is nothing here." in text_of(answer)


def test_somebody_elses_approach_is_not_found(world: SmallWorld) -> None:
    mine, theirs = case_with_code(world).until_accepted(), case_with_code(world).until_accepted()

    answer = by_code(mine).post(
        address(mine, "where"), {"do": "not_right", "handoff": theirs.handoff("amara")}
    )

    assert answer.status_code == 422
    assert Handoff.objects.get(pk=theirs.handoff("amara")).state == "accepted"


def test_after_rather_not_it_rests_and_the_answer_can_change(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = by_code(case)
    browser.post(address(case), {"feel": "rather_not"})

    page = browser.get(address(case, "where"))

    assert turn_on(page) == ("Miriam talks with you", False)
    assert heading_of(browser.get(address(case, "?again=1"))) == "How is this for you?"


def test_one_question_then_at_most_two_more_and_a_visit_answers_nothing(world: SmallWorld) -> None:
    case = case_with_code(world).until_started()
    row = asked_how_it_goes(case)
    browser, here = by_code(case), address(case, f"check-in/{row}")

    first, second = browser.get(here), browser.get(f"{here}?answer=so_so")

    choices = [words(e) for e in having(tree_of(first), "class", "choice")]
    assert (heading_of(first), choices) == (
        "How is it going with Amara?",
        ["Well", "So-so", "Not well", "We stopped"],
    )
    assert heading_of(second) == "So-so"
    assert "What would make it better?" in text_of(second)
    assert having(tree_of(second), "checked") == []
    assert CheckIn.objects.get(pk=row).answered_at is None


def test_an_answer_is_kept_and_help_comes_in_order(world: SmallWorld) -> None:
    case = case_with_code(world).until_started()
    row = asked_how_it_goes(case)
    browser, here = by_code(case), address(case, f"check-in/{row}")

    answer = browser.post(here, {"answer": "not_well", "words": "Too fast.", "key": "well"})
    page = browser.get(here)

    said = text_of(page)
    help_in_order = ["Tell Amara.", "Ask Amara for another hour.", "Talk with Miriam.", "See other people."]
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    assert CheckIn.objects.get(pk=row).may_tell_recipient is False
    assert sorted(help_in_order, key=said.index) == help_in_order
    assert "may hear this" not in said


def test_other_people_are_offered_only_where_it_does_not_go_well(world: SmallWorld) -> None:
    case = case_with_code(world).until_started()
    row = asked_how_it_goes(case)
    browser, here = by_code(case), address(case, f"check-in/{row}")

    browser.post(here, {"answer": "well", "may_tell": "yes"})

    assert CheckIn.objects.get(pk=row).may_tell_recipient is True
    assert "See other people." not in text_of(browser.get(here))


def test_no_answer_and_a_second_answer_are_refused_calmly(world: SmallWorld) -> None:
    case = case_with_code(world).until_started()
    row = asked_how_it_goes(case)
    browser, here = by_code(case), address(case, f"check-in/{row}")

    none = browser.post(here, {"answer": "great"})
    browser.post(here, {"answer": "well", "key": "first"})
    again = browser.post(here, {"answer": "stopped", "key": "second"})

    assert (none.status_code, errors_of(none)) == (422, ["answer"])
    assert again.status_code == 422
    assert "You said: Well." in text_of(again)


def test_somebody_elses_question_is_the_dead_page(world: SmallWorld) -> None:
    mine, theirs = case_with_code(world).until_started(), case_with_code(world).until_started()
    row = asked_how_it_goes(theirs)

    answer = by_code(mine).get(address(mine, f"check-in/{row}"))

    assert answer.status_code == 404


def test_the_page_keeps_to_its_statements(world: SmallWorld) -> None:
    case = case_with_code(world).until_started()
    row = asked_how_it_goes(case)
    browser = by_code(case)

    for page in ("where", f"check-in/{row}"):
        with counting() as statements:
            assert browser.get(address(case, page)).status_code == 200
        assert len(statements) <= 12


def test_every_name_is_shown_as_text(world: SmallWorld) -> None:
    case = case_with_code(world).until_asked()

    assert (
        f"<bdi>{name_of(case, 'amara')}</bdi>" in by_code(case).get(address(case, "where")).content.decode()
    )
