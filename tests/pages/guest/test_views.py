"""A guest's pages: nothing about a person before the code, and the whole way from the question to the thanks."""

from typing import Any

import pytest
from django.test import Client

from segue.demo.builders import SmallWorld
from segue.store.models import Disclosure, Handoff, LinkCode, Message, Notice
from segue.store.models import Question as QuestionRow
from tests.pages.reading import having, words
from tests.pages.received.doors import (
    NEXT_WEEK,
    TODAY,
    YES,
    by_account,
    by_code,
    by_link,
    errors_of,
    heading_of,
    newest_code,
    state_of,
    text_of,
    tree_of,
)

BAIT = ("Jonas", "Tamm", "1992", "jonas.t@post.example", "Naming it early", "exposure the right")


def test_the_request_says_nothing_about_a_person(world: SmallWorld) -> None:
    case = world.case().until_asked()

    page = by_link(case).get(f"/g/{case.handoff('samuel')}/")

    said = page.content.decode()
    assert heading_of(page) == "Do you have an opening?"
    assert "Looking for someone who treats anxiety" in said
    assert [bait for bait in BAIT if bait in said] == []


def test_opening_the_page_answers_nothing(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser = by_link(case)
    before = Handoff.objects.values().get(pk=case.handoff("samuel"))

    for path in ("", "code", "summary", "meeting", "appointment.ics"):
        browser.get(f"/g/{case.handoff('samuel')}/{path}")

    assert Handoff.objects.values().get(pk=case.handoff("samuel")) == before


def test_a_yes_with_terms_holds_the_opening(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"

    answer = browser.post(address, YES)
    page = browser.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert state_of(case) == "confirmed"
    assert heading_of(page).startswith("Your opening is held until")
    assert "The client pays $120 a session" in text_of(page)


def test_an_empty_yes_names_every_field_and_keeps_what_was_typed(world: SmallWorld) -> None:
    case = world.case().until_asked()

    answer = by_link(case).post(
        f"/g/{case.handoff('samuel')}/",
        {"answer": "accept", "limits": "No letters for court.", "formats": ["online"]},
    )

    tree = tree_of(answer)
    (limits,) = having(tree, "name", "limits")
    ticked = [e.attrib["value"] for e in having(tree, "checked") if e.attrib.get("name") == "formats"]
    assert answer.status_code == 422
    assert errors_of(answer) == ["first_day", "slots", "pay", "methods", "first_step"]
    assert (limits.attrib["value"], ticked) == ("No letters for court.", ["online"])
    assert state_of(case) == "requested"


def test_nothing_is_ticked_in_advance_and_one_button_is_filled(world: SmallWorld) -> None:
    case = world.case().until_asked()

    tree = tree_of(by_link(case).get(f"/g/{case.handoff('samuel')}/"))

    assert having(tree, "checked") == []
    assert [words(e) for e in having(tree, "class", "next")] == ["Send my answer"]


def test_a_question_from_the_list_stops_the_clock(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"

    browser.post(address, {"answer": "ask", "question": "in_person"})

    asked = QuestionRow.objects.get(handoff=case.handoff("samuel"))
    assert (asked.code, asked.answered_at) == ("in_person", None)
    assert "The clock stands still until Miriam answers" in text_of(browser.get(address))


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["answer"]),
        ({"answer": "sell"}, ["answer"]),
        ({"answer": "ask"}, ["question"]),
        ({"answer": "ask", "question": "name"}, ["question"]),
        ({"answer": "wait", "weeks_from": "six", "weeks_to": ""}, ["weeks_from"]),
        ({"answer": "wait", "weeks_from": "9", "weeks_to": "3"}, ["weeks_from"]),
        ({"answer": "decline"}, ["reason"]),
        ({"answer": "decline", "reason": "another_better"}, ["suggests"]),
    ],
)
def test_an_answer_that_lacks_something_is_said_at_its_field(
    world: SmallWorld, sent: dict[str, str], fields: list[str]
) -> None:
    case = world.case().until_asked()

    answer = by_link(case).post(f"/g/{case.handoff('samuel')}/", sent)

    assert (answer.status_code, errors_of(answer)) == (422, fields)
    assert state_of(case) == "requested"


def test_a_no_without_a_reason_is_thanked(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"

    browser.post(address, {"answer": "decline", "reason": "cannot"})

    assert state_of(case) == "declined"
    assert heading_of(browser.get(address)) == "Thank you for your answer"


def test_a_double_click_is_one_answer(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"
    sent = {"answer": "wait", "weeks_from": "3", "weeks_to": "6", "key": "once"}

    answers = [browser.post(address, sent).status_code for _ in range(2)]

    version = Handoff.objects.values_list("version", flat=True).get(pk=case.handoff("samuel"))
    assert (answers, state_of(case), version) == ([303, 303], "waitlisted", 3)


def test_a_stale_tab_is_told_so_and_changes_nothing(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"
    browser.post(address, {"answer": "ask", "question": "in_person", "version": "2"})

    answer = browser.post(address, {**YES, "version": "2"})

    assert (answer.status_code, state_of(case)) == (409, "requested")


def test_the_link_alone_opens_no_summary(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"

    page = browser.get(address)
    tried = browser.post(f"{address}summary", {"code": ""})

    assert state_of(case) == "unlocked"
    assert heading_of(page) == "The summary is yours to read"
    assert [bait for bait in BAIT if bait in page.content.decode()] == []
    assert (tried.status_code, errors_of(tried)) == (422, ["code"])
    assert browser.get(f"{address}summary").status_code == 404
    assert Disclosure.objects.count() == 0


def test_the_code_goes_to_the_number_on_file_and_lies_nowhere(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"

    browser.post(f"{address}code")
    browser.post(f"{address}code")

    code = LinkCode.objects.get(link__handoff=case.handoff("samuel"))
    notice = Notice.objects.get(kind="code_to_guest")
    page = browser.get(address)
    digits = newest_code(case)
    assert notice.refs == {"code": str(code.id)}
    assert digits not in code.code_hash
    assert digits not in page.content.decode()
    assert "ends in 77" in text_of(page)


def test_the_right_code_opens_the_summary_once_and_records_it(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")

    browser = by_code(case)
    page = browser.get(f"/g/{case.handoff('samuel')}/")

    disclosure = Disclosure.objects.get()
    assert state_of(case) == "opened"
    assert (str(disclosure.handoff_id), disclosure.channel) == (case.handoff("samuel"), "link")
    assert "Jonas Tamm" in text_of(page)
    assert [words(e) for e in tree_of(page).iter("title")] == ["A summary for you"]


def test_five_wrong_codes_close_the_link_on_this_browser_alone(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")
    browser, address = by_link(case), f"/g/{case.handoff('samuel')}/"
    browser.post(f"{address}code")
    right = newest_code(case)
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(5):
        browser.post(f"{address}summary", {"code": wrong})
    locked = browser.post(f"{address}summary", {"code": right})
    elsewhere = by_link(case)
    spent = elsewhere.post(f"{address}summary", {"code": right})
    elsewhere.post(f"{address}code")
    other = elsewhere.post(f"{address}summary", {"code": newest_code(case)})

    assert (locked.status_code, spent.status_code, other.status_code) == (422, 422, 303)
    assert "closed on this device for an hour" in text_of(locked)
    assert Notice.objects.filter(kind="tell_sender_locked").count() == 1


def test_an_open_summary_needs_its_code_in_every_other_browser(world: SmallWorld) -> None:
    case = world.case().until_opened("samuel")
    stranger, address = by_link(case), f"/g/{case.handoff('samuel')}/"

    page = stranger.get(address)
    accepted = stranger.post(address, {"answer": "accept"})
    met = stranger.post(f"{address}meeting", {"answer": "start", "day_met": TODAY})

    assert [bait for bait in BAIT if bait in page.content.decode()] == []
    assert (accepted.status_code, met.status_code) == (422, 404)
    assert state_of(case) == "opened"


def test_a_consent_taken_back_shuts_the_summary_at_once(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")
    browser, address = by_code(case), f"/g/{case.handoff('samuel')}/"

    case.revoke()
    page = browser.get(address)

    assert [bait for bait in BAIT if bait in page.content.decode()] == []
    assert browser.get(f"{address}summary").status_code == 404
    assert browser.post(address, {"answer": "accept"}).status_code != 303


def test_the_letter_holds_the_same_words_as_the_page(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")
    browser, address = by_code(case), f"/g/{case.handoff('samuel')}/"

    page, letter = browser.get(address), browser.get(f"{address}summary")

    assert _parts(page) == _parts(letter)
    assert len(_parts(letter)) > 3


def test_from_the_acceptance_to_the_thanks(world: SmallWorld) -> None:
    case = world.case().until_asked()
    case.decline("amara")
    case.confirm("samuel")
    browser, address = by_code(case), f"/g/{case.handoff('samuel')}/"

    browser.post(address, {"answer": "accept"})
    accepted = heading_of(browser.get(address))
    meet = {"answer": "schedule", "kind": "call", "day": NEXT_WEEK, "time": "18:00", "place": "By video"}
    browser.post(f"{address}meeting", meet)
    file = browser.get(f"{address}appointment.ics")
    browser.post(f"{address}meeting", {"answer": "start", "day_met": TODAY})
    browser.post(f"{address}meeting", {"answer": "thank", "thanks": "It was well prepared."})
    end = browser.get(address)

    assert accepted == "Make an appointment"
    assert file.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "T180000" in file.content.decode()
    assert [bait for bait in (*BAIT, "video") if bait in file.content.decode()] == []
    assert state_of(case) == "started"
    assert Message.objects.filter(kind="thanks").count() == 1
    assert "You thanked Miriam for the referral" in text_of(end)


@pytest.mark.parametrize("path", ["", "summary", "appointment.ics"])
def test_without_the_link_it_is_the_dead_page(world: SmallWorld, path: str) -> None:
    case = world.case().until_opened("samuel")
    nobody, amara = Client(), by_account(world.amara)
    other = by_link(world.case("Leila Moss").until_asked())
    address = f"/g/{case.handoff('samuel')}/{path}"

    pages = [_answer(browser.get(address)) for browser in (nobody, amara, other)]
    unknown = _answer(nobody.get(f"/g/{world.miriam.person}/{path}"))

    assert [status for status, _ in pages] == [404, 404, 404]
    assert {body for _, body in pages} == {unknown[1]}


def _answer(response: Any) -> tuple[int, bytes]:
    return response.status_code, response.content


def _parts(response: Any) -> list[str]:
    return [words(e) for e in having(tree_of(response), "class", "part")]
