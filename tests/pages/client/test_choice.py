"""The options before the client: told of connections first, ranked by them, or none of them."""

from typing import Any

from segue.acts import profile
from segue.demo.builders import Case, SmallWorld
from segue.demo.world import must
from segue.store.models import Option, Referral
from tests.pages.client.doors import address, by_code, case_with_code, name_of, version_of
from tests.pages.reading import having, words
from tests.pages.received.doors import errors_of, text_of, tree_of
from tests.statements import counting

MOST_STATEMENTS = 12


def ranks(case: Case, **places: str) -> dict[str, str]:
    """What the form sends: a place for each of these."""
    given = {f"rank-{case.option(name)}": place for name, place in places.items()}
    return {"version": str(version_of(case)), "order": "mine", **given}


def kept(case: Case) -> list[tuple[int | None, bool]]:
    """Rank and refusal of Amara, Samuel and Ruth."""
    rows = {str(row.id): row for row in Option.objects.filter(referral=case.referral)}
    return [(rows[case.option(n)].rank, rows[case.option(n)].is_refused) for n in ("amara", "samuel", "ruth")]


def tied_case(world: SmallWorld) -> Case:
    """Miriam rents from the same owner as Ruth, and it is told."""
    tie = profile.DeclareConnection(world.clock.key(), world.profiles["ruth"], "landlord")
    must(profile.declare_connection(world.miriam, tie, world.clock.at()))
    return case_with_code(world).until_shown()


def test_all_are_shown_side_by_side_and_nothing_is_chosen_in_advance(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    page = by_code(case).get(address(case, "options"))

    names = [words(e) for e in having(tree_of(page), "class", "name") if e.tag == "h2"]
    assert names == [name_of(case, name) for name in ("amara", "samuel", "ruth")]
    assert having(tree_of(page), "checked") == []
    assert "Not known. Ask on the first call" in text_of(page)


def test_a_ranking_is_kept_and_leads_to_the_summary(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    answer = by_code(case).post(address(case, "options"), ranks(case, samuel="1", amara="3", ruth="no"))

    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, "summary"))
    assert kept(case) == [(2, False), (1, False), (None, True)]


def test_two_in_one_place_are_told_and_what_was_ticked_stays(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()

    answer = by_code(case).post(address(case, "options"), ranks(case, amara="1", samuel="1"))

    ticked = [(e.attrib["name"], e.attrib["value"]) for e in having(tree_of(answer), "checked")]
    assert (answer.status_code, errors_of(answer)) == (422, [f"rank-{case.option('amara')}"])
    assert ticked == [
        (f"rank-{case.option('amara')}", "1"),
        (f"rank-{case.option('samuel')}", "1"),
        ("order", "mine"),
    ]
    assert kept(case) == [(None, False)] * 3


def test_nobody_and_no_order_are_asked_for(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = by_code(case)

    nobody = browser.post(address(case, "options"), ranks(case))
    no_order = browser.post(address(case, "options"), ranks(case, amara="1", samuel="2") | {"order": ""})

    assert (nobody.status_code, errors_of(nobody)) == (422, [f"rank-{case.option('amara')}"])
    assert (no_order.status_code, errors_of(no_order)) == (422, ["order"])


def test_a_connection_is_read_before_somebody_is_ranked(world: SmallWorld) -> None:
    case = tied_case(world)
    browser, form = by_code(case), ranks(case, ruth="1")
    tick = f"connection-{case.option('ruth')}"

    unread = browser.post(address(case, "options"), form)
    read = browser.post(address(case, "options"), form | {tick: "read"})

    option = Option.objects.get(pk=case.option("ruth"))
    assert (unread.status_code, errors_of(unread)) == (422, [tick])
    assert (read.status_code, read.headers["Location"]) == (303, address(case, "summary"))
    assert option.acknowledged_hash == option.connection_hash != ""


def test_a_connection_and_a_choice_sent_twice_count_once(world: SmallWorld) -> None:
    case = tied_case(world)
    browser = by_code(case)
    form = ranks(case, ruth="1") | {f"connection-{case.option('ruth')}": "read", "key": "once"}

    answers = [browser.post(address(case, "options"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert version_of(case) == int(form["version"]) + 2


def test_none_of_these_goes_back_to_the_one_who_refers(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = by_code(case)

    answer = browser.post(address(case, "options"), ranks(case) | {"do": "others", "line": "Somebody older."})

    row = Referral.objects.get(pk=case.referral)
    assert (answer.status_code, answer.headers["Location"]) == (303, address(case, "where"))
    assert (row.step, row.step_owner) == ("find_options", "referrer")
    assert "They look for people who could help." in text_of(browser.get(address(case, "where")))


def test_odd_forms_change_nothing_and_break_nothing(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = by_code(case)
    odd: list[dict[str, Any]] = [
        {},
        ranks(case, amara="0" * 400),
        ranks(case, amara="-1"),
        ranks(case, amara="²"),
        {"rank-x": "1", "version": "x" * 50},
        ranks(case, amara="<b>\u202e"),
    ]

    answers = [browser.post(address(case, "options"), form) for form in odd[:1] + odd[2:]]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert kept(case) == [(None, False)] * 3


def test_options_are_read_in_the_same_statements_whatever_their_number(world: SmallWorld) -> None:
    counts = []
    for names in (("amara",), ("amara", "samuel", "ruth", "ines")):
        case = case_with_code(world).until_shown(*names)
        browser = by_code(case)
        with counting() as statements:
            page = browser.get(address(case, "options"))
        assert page.status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= MOST_STATEMENTS
