"""Double clicks, back buttons, stale tabs, missing tokens: each form is one act, and nothing typed is lost."""

from collections.abc import Mapping

import pytest
from django.test import Client

from segue.store.models import AcceptedCommand, RecordEntry
from tests.walls.asking import asked
from tests.walls.kept import kept
from tests.walls.pages import FILLED
from tests.walls.visitors import Visitor
from tests.walls.world import CODE, Walls

pytestmark = pytest.mark.django_db
TOLD = [name for name in FILLED if FILLED[name].is_told]
OTHER_WORDS = {
    "pause": {"until": "2099-01-01"},
    "reopen": {"reason": "Another reason."},
    "answer": {"words": "Other words."},
    "mend summary": {"part-question": "Other words?"},
    "thank": {"thanks": "Other words."},
    "feel": {"line": "Other words."},
    "check-in": {"words": "Other words."},
}
"""Forms in which the same key comes again with something else."""


@pytest.mark.parametrize("name", TOLD)
def test_a_form_sent_twice_is_done_once(name: str, walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    filled = FILLED[name]
    form = filled.form(walls, visitors)
    browser, sent = visitors[filled.who].browser(), form.plain(filled.said(walls))

    first = browser.post(form.action, sent)
    after_first = kept()
    second = browser.post(form.action, sent)

    assert first.status_code in (302, 303)
    assert second.status_code in (first.status_code, 404, 409, 422)
    if second.status_code == first.status_code:
        assert second.headers["Location"] == first.headers["Location"]
    assert kept() == after_first


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_the_same_key_with_other_words_is_refused_and_keeps_what_was_typed(
    name: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    filled = FILLED[name]
    form = filled.form(walls, visitors)
    browser, sent = visitors[filled.who].browser(), form.plain(filled.said(walls))

    first = browser.post(form.action, sent)
    entries = RecordEntry.objects.count()
    second = browser.post(form.action, sent | OTHER_WORDS[name])

    assert first.status_code == 303
    assert second.status_code in (404, 409, 422), second.status_code
    assert RecordEntry.objects.count() == entries
    if second.status_code == 409:
        assert "Nothing of yours was lost" in second.content.decode() or "is kept" in second.content.decode()


def test_a_key_belongs_to_one_person(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    for who in ("author", "recipient"):
        response = visitors[who].browser().post("/opening", {"key": "the-same-key", "places": "4"})

        assert response.status_code == 303
    assert AcceptedCommand.objects.filter(key="the-same-key").count() == 2


def test_a_stale_tab_is_told_and_keeps_what_was_typed(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    filled = FILLED["feel"]
    tabs = [filled.form(walls, visitors) for _ in range(2)]
    browser = visitors[filled.who].browser()

    first, second = (
        browser.post(tab.action, tab.plain({"feel": "not_sure", "line": line}))
        for tab, line in zip(tabs, ("First.", "Typed in the second tab."), strict=True)
    )

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Typed in the second tab." in second.content.decode()


@pytest.mark.parametrize("name", FILLED)
def test_a_form_without_its_token_is_not_taken(
    name: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    filled = FILLED[name]
    form = filled.form(walls, visitors)
    sent, before = form.plain(filled.said(walls)), kept()

    refused = asked(visitors[filled.who], "POST", form.action, sent, checks_forms=True)

    assert refused.status_code == 403
    assert "This page was open for too long." in refused.content.decode()
    assert kept() == before


def test_a_form_with_its_token_is_taken(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    browser = visitors["author"].browser(checks_forms=True)
    page = browser.get("/opening").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    taken = browser.post("/opening", {"csrfmiddlewaretoken": token, "places": "2", "key": "with-token"})

    assert taken.status_code == 303


def test_another_site_cannot_send_our_forms(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    browser = visitors["author"].browser(checks_forms=True)
    token = (
        browser.get("/opening").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    )
    sent = {"csrfmiddlewaretoken": token, "places": "2", "key": "from-elsewhere"}

    answer = browser.post("/opening", sent, headers={"origin": "https://elsewhere.example"})

    assert (answer.status_code, AcceptedCommand.objects.filter(key="from-elsewhere").count()) == (403, 0)


def test_five_wrong_codes_close_the_link_in_this_browser_alone(
    walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    path = f"/c/{walls.cases['signing'].referral}/"
    mine, another = Client(), visitors["client: without code"]
    first = another.browser()
    codes = [f"1111 000{number}" for number in range(5)]

    answers = [first.post(path, {"code": code, "key": f"wrong-{code}"}) for code in codes]
    right = first.post(path, {"code": CODE, "key": "right-but-late"})

    assert [answer.status_code for answer in answers] == [422] * 5
    assert right.status_code == 422
    assert "five times" in right.content.decode()
    assert [code for code in (*codes, CODE) if code in right.content.decode()] == []
    token_holder = visitors["client: signing"].browser()
    assert token_holder.get(path + "summary").status_code == 200
    assert mine.get(path).status_code == 404
