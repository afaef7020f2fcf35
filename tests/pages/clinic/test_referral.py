"""One referral: whose turn it is in words, what happened, who was told what, and the verbs on its page."""

from datetime import timedelta

import pytest

from segue.acts import reply
from segue.demo.builders import SmallWorld
from segue.demo.world import must
from segue.rules.consent import WordBack
from segue.store.models import Handoff, Link, Question, Referral
from segue.store.tokens import token_of
from tests.pages.clinic.doors import SECRETS, browser_of, errors_of, hidden, next_of, text_of, tree_of
from tests.pages.reading import having


def fields(page: object, verb: str) -> dict[str, str]:
    """The hidden fields of the form that does this."""
    for place, form in enumerate(each for main in tree_of(page).iter("main") for each in main.iter("form")):
        if form.attrib["action"].endswith(f"/do/{verb}"):
            return hidden(page, form=place)
    raise AssertionError(f"the page has no form for {verb}")


def test_the_turn_is_said_in_words_from_the_beginning_to_the_end(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    case = world.case()
    address = f"/r/{case.referral}"
    told = []

    def look() -> None:
        page = browser.get(address)
        turn = having(tree_of(page), "class", "turn")
        told.append((" ".join("".join(next(turn[0].iter("h2")).itertext()).split()), next_of(page)))

    look()
    case.talk()
    look()
    case.write_need()
    look()
    case.show()
    look()
    case.choose("amara", "samuel")
    look()
    case.approve()
    look()
    case.sign()
    look()
    case.ask()
    look()
    case.confirm("amara")
    case.open("amara")
    look()

    assert told == [
        ("It is your turn: talk about it with Jonas", ["We have talked about it"]),
        ("It is your turn: write down what Jonas looks for", ["Write the need"]),
        ("It is your turn: find people who are open", ["Find options"]),
        ("Jonas has the turn", ["Meanwhile: read and approve the summary"]),
        ("It is your turn: read and approve the summary", ["Read and approve the summary"]),
        ("Jonas has the turn", []),
        ("It is your turn: ask for an opening", ["Ask Amara and Samuel for an opening"]),
        ("Amara Example has the turn", []),
        ("Amara Example has the turn", []),
    ]


def test_the_day_of_the_talk_is_entered_in_place(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"

    form = fields(browser.get(address), "talked")
    refused = browser.post(f"{address}/do/talked", {**form, "day": "some day"})
    answer = browser.post(f"{address}/do/talked", {**form, "day": world.clock.at().today.isoformat()})

    assert refused.status_code == 422
    assert 'value="some day"' in refused.content.decode()
    assert answer.status_code == 303
    assert Referral.objects.get().talked_on == world.clock.at().today


def test_asking_goes_out_from_the_page_once(world: SmallWorld) -> None:
    case = world.case().until_signed()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"
    form = fields(browser.get(address), "ask")

    answers = [browser.post(f"{address}/do/ask", form).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert sorted(Handoff.objects.values_list("state", flat=True)) == ["requested", "requested"]
    assert "You asked Amara and Samuel for an opening" in text_of(browser.get(address))


def test_a_question_is_answered_from_the_list(world: SmallWorld) -> None:
    case = world.case().until_asked()
    asked = reply.Ask(world.clock.key(), case.handoff("amara"), question="online")
    must(reply.ask(world.amara, asked, world.clock.at()))
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"
    page = browser.get(address)

    answer = browser.post(f"{address}/do/answer", {**fields(page, "answer"), "answer": "online_yes"})

    assert "It is your turn: Amara asks a question" in text_of(page)
    assert next_of(page) == ["Answer Amara"]
    assert answer.status_code == 303
    assert Question.objects.get().answered_at is not None


def test_a_withdrawal_wants_a_reason_and_ends_the_request(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"
    form = fields(browser.get(address), "withdraw")
    reason = f"reason-{form['handoff']}"

    refused = browser.post(f"{address}/do/withdraw", {**form, reason: " "})
    answer = browser.post(f"{address}/do/withdraw", {**form, reason: "Jonas thought again."})

    assert refused.status_code == 422
    assert answer.status_code == 303
    assert Handoff.objects.get(pk=form["handoff"]).state == "withdrawn"


def test_the_link_is_shown_after_the_talk_and_never_before(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"

    refused = browser.post(f"{address}/do/link", {"key": "a"})
    case.talk()
    answer = browser.post(f"{address}/do/link", {"key": "b"})
    page = browser.get(f"{address}/link")

    link = Link.objects.get(kind="client")
    assert refused.status_code == 422
    assert (answer.status_code, answer["Location"]) == (303, f"{address}/link")
    assert f"/l/{token_of(link.id)}" in page.content.decode()


def test_who_was_told_what_names_the_permission(world: SmallWorld) -> None:
    case = world.case().until_asked()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"
    before = text_of(browser.get(address))
    case.confirm("amara")
    case.open("amara")

    after = text_of(browser.get(address))

    assert "Nobody outside your practice has been told anything about Jonas." in before
    assert "Amara Example Opened the summary, 7 parts. Allowed by the permission of" in after


@pytest.mark.parametrize(
    ("word_back", "heard", "unheard"),
    [
        (WordBack.nothing, [], ["accepted", "appointment", "first session"]),
        (WordBack.came, ["Amara Example accepted", "The first session with Amara"], ["appointment with"]),
        (WordBack.updates, ["Amara Example accepted", "An appointment with Amara", "The first session"], []),
    ],
)
def test_the_referrer_hears_as_much_as_the_client_allows(
    world: SmallWorld, word_back: WordBack, heard: list[str], unheard: list[str]
) -> None:
    case = world.case().until_shown()
    case.choose("amara")
    case.approve()
    case.sign(word_back)
    case.ask()
    case.confirm("amara")
    case.open("amara")
    case.accept("amara")
    case.schedule("amara")
    case.start("amara")

    said = text_of(browser_of(world.miriam).get(f"/r/{case.referral}"))

    story = said.split("What happened")[1].split("Who was told what")[0]
    assert [words for words in heard if words not in story] == []
    assert [words for words in unheard if words in story] == []


def test_it_closes_with_an_outcome_and_opens_again_with_a_reason(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"

    none = browser.post(f"{address}/do/end", {**fields(browser.get(address), "end"), "outcome": ""})
    ended = browser.post(
        f"{address}/do/end", {**fields(browser.get(address), "end"), "outcome": "chose_otherwise"}
    )
    closed = browser.get(address)
    again = browser.post(
        f"{address}/do/reopen", {**fields(closed, "reopen"), "reason": "It goes on after all."}
    )

    assert none.status_code == 422
    assert ended.status_code == 303
    assert "Closed: The client chose otherwise." in text_of(closed)
    assert again.status_code == 303
    assert Referral.objects.get().outcome == ""


def test_it_rests_until_a_day_and_goes_on(world: SmallWorld) -> None:
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"

    soon = (world.clock.at().today + timedelta(days=20)).isoformat()
    rested = browser.post(f"{address}/do/pause", {**fields(browser.get(address), "pause"), "until": soon})
    page = browser.get(address)
    went_on = browser.post(f"{address}/do/resume", fields(page, "resume"))

    assert (rested.status_code, went_on.status_code) == (303, 303)
    assert "It rests" in text_of(page)
    assert Referral.objects.get().paused_until is None


@pytest.mark.parametrize("end", ["", "/need", "/options", "/summary", "/link"])
def test_somebody_elses_referral_is_the_one_dead_page(world: SmallWorld, end: str) -> None:
    case = world.case().until_shown()
    browser = browser_of(world.amara)

    foreign = browser.get(f"/r/{case.referral}{end}")
    unknown = browser.get(f"/r/01890000-0000-7000-8000-000000000000{end}")

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.content == unknown.content
    assert [bait for bait in SECRETS if bait in foreign.content.decode()] == []


@pytest.mark.parametrize(
    "verb", ["talked", "ask", "pause", "resume", "safety", "end", "reopen", "link", "withdraw", "answer"]
)
def test_no_verb_reaches_somebody_elses_referral(world: SmallWorld, verb: str) -> None:
    case = world.case().until_asked()
    before = Referral.objects.values().get()

    answer = browser_of(world.amara).post(
        f"/r/{case.referral}/do/{verb}", {"outcome": "fits", "day": "2026-03-01", "handoff": case.referral}
    )

    assert answer.status_code == 404
    assert Referral.objects.values().get() == before


def test_a_verb_that_does_not_exist_and_a_plain_look_change_nothing(world: SmallWorld) -> None:
    case = world.case()
    browser = browser_of(world.miriam)

    answers = [
        browser.post(f"/r/{case.referral}/do/burn", {}),
        browser.get(f"/r/{case.referral}/do/end"),
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (303, f"/r/{case.referral}")
    ] * 2
    assert Referral.objects.get().outcome == ""
    assert errors_of(browser.get(f"/r/{case.referral}")) == []
