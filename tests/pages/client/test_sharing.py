"""What is shared: struck, added to, signed, stopped; and who was told what."""

from typing import Any

from segue.demo.builders import Case, SmallWorld
from segue.reads.client_sharing import own_summary
from segue.store.models import Consent, Handoff, Referral, Signature
from tests.pages.client.doors import address, by_code, case_with_code, name_of, sent_as_shown, version_of
from tests.pages.reading import having, words
from tests.pages.received.doors import errors_of, heading_of, text_of, tree_of
from tests.statements import counting

SAID = "sign?asked=1&word_back=came&check_ins=yes"


def chosen(world: SmallWorld) -> Case:
    """Amara and Samuel are ranked, and the summary stands."""
    case = case_with_code(world).until_shown()
    case.choose()
    case.approve()
    return case


def test_before_it_is_approved_the_draft_is_not_shown(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    case.choose()

    page = by_code(case).get(address(case, "summary"))

    assert "is still writing it" in text_of(page)
    assert "Naming it early" not in text_of(page)


def test_parts_are_struck_for_all_and_for_one_and_own_words_are_added(world: SmallWorld) -> None:
    case = chosen(world)
    browser, samuel = by_code(case), world.profiles["samuel"]
    form = {
        "version": str(version_of(case)),
        "keep": ["preferences"],
        f"keep-{samuel}": ["helped"],
        "own_words": "Ask me about the boat.\u202e <i>",
    }

    answer = browser.post(address(case, "summary"), form)
    page = browser.get(address(case, "summary"))

    sheet = own_summary(Referral.objects.get(pk=case.referral).id)
    struck = {e.attrib["name"]: e.attrib["value"] for e in having(tree_of(page), "checked")}
    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, "sign"))
    assert struck == {"keep": "preferences", f"keep-{samuel}": "helped"}
    assert sheet.own_words == "Ask me about the boat. <i>"
    assert "<i>" in text_of(page)


def test_who_and_how_to_reach_have_no_tick(world: SmallWorld) -> None:
    case = chosen(world)

    page = by_code(case).get(address(case, "summary"))

    ticks = {e.attrib["value"] for e in having(tree_of(page), "type", "checkbox")}
    assert ticks.isdisjoint({"who", "contact"})
    assert "helped" in ticks


def test_words_that_are_too_long_are_kept_on_the_page(world: SmallWorld) -> None:
    case = chosen(world)
    form = {"version": str(version_of(case)), "own_words": "boat " * 1000}

    answer = by_code(case).post(address(case, "summary"), form)

    assert (answer.status_code, errors_of(answer)) == (422, ["own_words"])
    assert text_of(answer).count("boat") == 1000


def test_a_form_that_changes_nothing_writes_nothing(world: SmallWorld) -> None:
    case = chosen(world)
    before = version_of(case)

    answer = by_code(case).post(address(case, "summary"), {"version": str(before)})

    assert (answer.status_code, version_of(case)) == (303, before)


def test_word_back_is_asked_first_and_nothing_is_ticked_in_advance(world: SmallWorld) -> None:
    case = chosen(world)
    browser = by_code(case)

    asked = browser.get(address(case, "sign"))
    unsaid = browser.get(address(case, "sign?asked=1"))

    assert having(tree_of(asked), "checked") == []
    assert errors_of(unsaid) == ["word_back", "check_ins"]
    assert list(having(tree_of(asked), "name", "name")) == []


def test_one_signature_makes_a_consent_for_each_naming_only_that_one(world: SmallWorld) -> None:
    case = chosen(world)
    browser = by_code(case)
    page = browser.get(address(case, SAID))

    answer = browser.post(address(case, "sign"), sent_as_shown(page, name="Jonas Tamm"))

    consents = {str(row.profile_id): row for row in Consent.objects.filter(referral=case.referral)}
    papers = [words(e) for e in having(tree_of(page), "class", "sheet")]
    amara, samuel = name_of(case, "amara"), name_of(case, "samuel")
    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, "where"))
    assert set(consents) == {world.profiles["amara"], world.profiles["samuel"]}
    assert {(row.word_back, row.may_talk) for row in consents.values()} == {("came", False)}
    assert Signature.objects.count() == 2
    assert [(amara in paper, samuel in paper) for paper in papers] == [(True, False), (False, True)]
    assert Referral.objects.get(pk=case.referral).wants_check_ins is True


def test_without_a_name_nothing_is_signed(world: SmallWorld) -> None:
    case = chosen(world)
    browser = by_code(case)
    page = browser.get(address(case, SAID))

    answer = browser.post(address(case, "sign"), sent_as_shown(page, name="   "))

    assert (answer.status_code, errors_of(answer)) == (422, ["name"])
    assert Consent.objects.count() == 0
    assert browser.post(address(case, "sign"), sent_as_shown(answer, name="Jonas Tamm")).status_code == 303


def test_what_was_not_shown_is_not_signed(world: SmallWorld) -> None:
    case = chosen(world)
    browser = by_code(case)
    form = sent_as_shown(browser.get(address(case, SAID)), name="Jonas Tamm")

    other = browser.post(address(case, "sign"), form | {"word_back": "updates"})

    assert other.status_code == 422
    assert "What you were shown has changed in the meantime." in text_of(other)
    assert Consent.objects.count() == 0


def test_signing_twice_makes_no_second_paper(world: SmallWorld) -> None:
    case = chosen(world)
    browser = by_code(case)
    form = sent_as_shown(browser.get(address(case, SAID)), name="Jonas Tamm")

    answers = [browser.post(address(case, "sign"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Consent.objects.count() == 2


def test_who_would_rather_not_sign_gets_the_numbers(world: SmallWorld) -> None:
    case = chosen(world)
    browser = by_code(case)

    answer = browser.post(address(case, "sign"), {"do": "refuse", "version": str(version_of(case))})
    page = browser.get(address(case, "where"))

    dialed = [e.attrib["href"] for e in tree_of(page).iter("a") if e.attrib["href"].startswith("tel:+1")]
    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, "where"))
    assert dialed == ["tel:+16125550177"] * 2
    assert Consent.objects.count() == 0


def test_stopping_closes_what_nobody_has_read(world: SmallWorld) -> None:
    case = case_with_code(world).until_asked()
    case.confirm("amara")
    browser = by_code(case)
    before = browser.get(address(case, "stop"))

    answer = browser.post(address(case, "stop"), {"profile": world.profiles["amara"], "key": "stop"})

    after = browser.get(address(case, "stop"))
    assert "Amara has read nothing. After this they cannot." in text_of(before)
    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, "stop"))
    assert Handoff.objects.get(pk=case.handoff("amara")).state == "withdrawn"
    assert "Amara" not in heading_and_sections(after)


def heading_and_sections(page: Any) -> str:
    return " ".join(words(e) for tag in ("h1", "h2") for e in tree_of(page).iter(tag))


def test_after_an_acceptance_it_is_told_that_the_file_stays(world: SmallWorld) -> None:
    case = case_with_code(world).until_accepted()
    browser = by_code(case)

    page = browser.get(address(case, "stop"))
    browser.post(address(case, "stop"), {"profile": "", "key": "all"})

    assert "What is in their own file stays there, as the law asks." in text_of(page)
    assert heading_of(browser.get(address(case, "stop"))) == "Nothing is shared now"
    assert Handoff.objects.get(pk=case.handoff("amara")).state == "accepted"


def test_my_data_says_who_read_what_and_who_was_only_asked(world: SmallWorld) -> None:
    case = case_with_code(world).until_opened()

    page = by_code(case).get(address(case, "data"))

    told, asked = [words(e) for e in having(tree_of(page), "class", "waits")]
    assert name_of(case, "amara") in told
    assert "Who I am" in told
    assert name_of(case, "samuel") not in told
    assert name_of(case, "samuel") in asked


def test_nobody_read_anything_is_said_too(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    assert "Nobody has read anything about you" in text_of(by_code(case).get(address(case, "data")))


def test_sharing_pages_keep_to_their_statements(world: SmallWorld) -> None:
    case = case_with_code(world).until_opened()
    browser = by_code(case)

    for page in ("summary", "stop", "data"):
        with counting() as statements:
            assert browser.get(address(case, page)).status_code == 200
        assert len(statements) <= 12
