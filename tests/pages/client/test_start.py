"""The client's first page: the code, then how this is for them, before any name is shown."""

import pytest
from django.test import Client

from segue.demo.builders import SmallWorld
from segue.store.models import LinkTry, Notice, Referral
from tests.pages.client.doors import CODE, address, by_code, by_link, case_with_code, name_of, version_of
from tests.pages.reading import having, words
from tests.pages.received.doors import errors_of, heading_of, text_of, tree_of

PEOPLE = ("Jonas", "Tamm", "Miriam", "Castellanos", "panic", "1992")


def test_before_the_code_nothing_of_a_person_is_shown(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    page = by_link(case).get(address(case))

    said = page.content.decode()
    assert (page.status_code, heading_of(page)) == (200, "Your code")
    assert [name for name in PEOPLE if name in said] == []
    assert "segue" not in text_of(page).lower()
    assert [words(e) for e in tree_of(page).iter("title")] == ["Your page"]


@pytest.mark.parametrize("page", ["options", "summary", "sign", "where", "stop", "data"])
def test_without_the_code_every_other_page_is_the_dead_page(world: SmallWorld, page: str) -> None:
    case = case_with_code(world).until_shown()
    dead = Client().get("/l/x").content

    answers = [browser.get(address(case, page)) for browser in (by_link(case), Client())]

    assert [(answer.status_code, answer.content) for answer in answers] == [(404, dead)] * 2


def test_somebody_elses_page_is_the_dead_page(world: SmallWorld) -> None:
    mine, theirs = case_with_code(world).until_shown(), case_with_code(world).until_shown()
    browser = by_code(mine)

    answers = [browser.get(address(theirs, page)) for page in ("", "where", "data")]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_the_right_code_opens_the_page_under_a_new_session_key(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = by_link(case)
    before = browser.session.session_key

    answer = browser.post(address(case), {"code": "4271-8836"})

    assert (answer.status_code, answer.headers["Location"]) == (303, address(case))
    assert browser.session.session_key != before
    assert heading_of(browser.get(address(case))) == "How is this for you?"


def test_five_wrong_codes_close_the_link_on_this_browser_alone(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = by_link(case)

    tries = [browser.post(address(case), {"code": "0000 0000"}) for _ in range(5)]
    right = browser.post(address(case), {"code": CODE})

    assert [each.status_code for each in (*tries, right)] == [422] * 6
    assert "You can try 4 more times." in text_of(tries[0])
    assert "You can try once more." in text_of(tries[3])
    assert "closed on this device for an hour" in text_of(tries[4])
    assert "closed on this device for an hour" in text_of(right)
    assert LinkTry.objects.count() == 1
    assert Notice.objects.filter(kind="tell_sender_locked").count() == 1
    assert by_code(case).get(address(case)).status_code == 200


@pytest.mark.parametrize("typed", ["", "   ", "\u202e", "9" * 100_000, "٤٢٧١٨٨٣٧", "<b>"])
def test_an_odd_code_is_a_wrong_code_and_is_not_shown_again(world: SmallWorld, typed: str) -> None:
    case = case_with_code(world).until_shown()

    answer = by_link(case).post(address(case), {"code": typed})

    fields = having(tree_of(answer), "name", "code")
    assert (answer.status_code, errors_of(answer)) == (422, ["code"])
    assert [e.attrib["value"] for e in fields] == [""]


def test_the_first_question_names_nobody_who_could_help_and_shows_help_in_full(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    page = by_code(case).get(address(case))

    said = text_of(page)
    assert [name for name in ("Amara", "Samuel", "Ruth") if name in said] == []
    assert [e.tag for e in having(tree_of(page), "class", "crisis")] == ["section"]
    assert having(tree_of(page), "checked") == []
    assert [words(e) for e in having(tree_of(page), "class", "next")] == ["Go on"]


@pytest.mark.parametrize(
    ("feeling", "leads_to"), [("wants_this", "options"), ("not_sure", "options"), ("rather_not", "where")]
)
def test_an_answer_is_kept_and_leads_on(world: SmallWorld, feeling: str, leads_to: str) -> None:
    case = case_with_code(world).until_shown()
    browser = by_code(case)

    answer = browser.post(
        address(case), {"feel": feeling, "line": "A line.", "version": str(version_of(case))}
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, leads_to))
    assert Referral.objects.get(pk=case.referral).feel == feeling
    assert browser.get(address(case)).headers["Location"] == address(case, "where")


def test_no_answer_is_said_at_its_field_and_the_line_is_kept(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    answer = by_code(case).post(address(case), {"feel": "", "line": "I am <scared>."})

    assert (answer.status_code, errors_of(answer)) == (422, ["feel"])
    assert "I am <scared>." in text_of(answer)


def test_the_same_form_sent_twice_counts_once(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser, form = by_code(case), {"feel": "wants_this", "version": str(version_of(case)), "key": "once"}

    answers = [browser.post(address(case), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert version_of(case) == int(form["version"]) + 1


def test_a_stale_page_is_told_and_nothing_is_lost(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser, old = by_code(case), version_of(case)
    case.approve()

    answer = browser.post(address(case), {"feel": "wants_this", "line": "Kept.", "version": str(old)})

    assert answer.status_code == 409
    assert "Somebody changed this while you were looking at it." in text_of(answer)
    assert "Kept." in text_of(answer)
    assert Referral.objects.get(pk=case.referral).feel == ""


def test_names_are_shown_only_after_the_code(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    assert name_of(case, "amara") in text_of(by_code(case).get(address(case, "options")))
