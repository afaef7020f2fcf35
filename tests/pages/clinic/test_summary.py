"""The summary: mended part by part, approved when it is whole, and previewed by the words that would be frozen."""

from segue.demo.builders import SmallWorld
from segue.reads.summary import summary_sheet
from segue.store.models import Consent, Referral
from tests.pages.clinic.doors import browser_of, hidden, next_of, text_of, tree_of
from tests.pages.reading import having, words

PARTS = {
    "part-who": "Jonas Tamm",
    "part-contact": "By e-mail.",
    "part-need": "Help with panic.",
    "part-preferences": "Evenings.",
    "part-question": "Is exposure next?",
    "part-course": "Since June.",
    "part-helped": "Naming it early.",
}


def test_the_preview_holds_the_parts_that_were_kept(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()

    page = browser_of(world.miriam).get(f"/r/{case.referral}/summary")

    letter = words(having(tree_of(page), "class", "letter")[0])
    assert letter.startswith("For whoever the client chooses")
    assert "What helped, and what did not Naming it early helped." in letter
    assert next_of(page) == ["Approve it for Jonas"]


def test_approving_keeps_the_words_first(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/summary"

    answer = browser.post(address, {**hidden(browser.get(address)), **PARTS, "do": "approve"})

    row = Referral.objects.select_related("client__practice").get()
    assert (answer.status_code, answer["Location"]) == (303, f"/r/{case.referral}")
    assert row.approved_at is not None
    assert summary_sheet(row).draft.sections["need"] == "Help with panic."


def test_a_part_that_the_reason_needs_must_be_there_and_the_second_try_works(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/summary"

    page = browser.post(address, {**hidden(browser.get(address)), **PARTS, "part-need": " ", "do": "approve"})
    answer = browser.post(address, {**hidden(page), **PARTS, "do": "approve"})

    assert page.status_code == 422
    assert "For this reason the summary needs more: What I look for." in text_of(page)
    assert answer.status_code == 303
    assert Referral.objects.get().approved_at is not None


def test_a_part_beyond_the_usual_asks_why(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/summary"
    more = {**PARTS, "part-interim_plan": "We go on weekly.", "do": "approve"}

    page = browser.post(address, {**hidden(browser.get(address)), **more})
    answer = browser.post(address, {**hidden(page), **more, "why-interim_plan": "So that nobody is alone."})

    assert page.status_code == 422
    assert answer.status_code == 303


def test_notes_of_sessions_can_never_be_added(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/summary"
    more = {**PARTS, "part-notes": "Verbatim.", "why-notes": "Because.", "do": "approve"}

    page = browser.post(address, {**hidden(browser.get(address)), **more})

    assert page.status_code == 422
    assert Referral.objects.get().approved_at is None


def test_what_was_signed_is_shown_to_the_byte_of_its_content(world: SmallWorld) -> None:
    case = world.case().until_signed()
    consent = Consent.objects.get(profile=world.profiles["amara"])

    page = browser_of(world.miriam).get(f"/r/{case.referral}/signed/{consent.id}")

    letter = words(having(tree_of(page), "class", "letter")[0])
    assert letter.startswith("For Amara Example, Birch Group")
    assert "Naming it early helped." in letter
    assert "Exactly as signed." in text_of(page)


def test_two_tabs_do_not_overwrite_each_other(world: SmallWorld) -> None:
    case = world.case()
    case.write_need()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}/summary"
    old = hidden(browser.get(address))
    browser.post(address, {**old, **PARTS, "part-need": "Theirs.", "do": "keep"})

    page = browser.post(address, {**old, "key": "other", **PARTS, "part-need": "Mine.", "do": "keep"})

    assert page.status_code == 409
    assert "Kept now: Theirs." in text_of(page)
    assert "Mine." in page.content.decode()
