"""Options put before the client, connections told, and the client's choice."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from segue.acts import option, profile
from segue.acts.words import Word
from segue.demo.builders import Case
from segue.rules.step import Refused
from segue.store.models import Handoff, Link, Option, RecordEntry
from tests.acts.answers import NOWHERE, consents, done, events, notices, refusal, row_of


def showing(case: Case, *names: str, **more: object) -> option.ShowOptions:
    profiles = tuple(case.world.profiles[name] for name in names)
    return option.ShowOptions(case.clock.key(), case.referral, profiles, **more)


def choosing(case: Case, *names: str, **more: object) -> option.Choose:
    ranked = tuple(case.option(name) for name in names)
    return option.Choose(case.clock.key(), case.referral, ranked, **more)


def tie(case: Case, name: str = "ruth", *, kind: str = "landlord") -> None:
    command = profile.DeclareConnection(case.clock.key(), case.world.profiles[name], kind)
    done(profile.declare_connection(case.miriam, command, case.clock.at()))


def test_three_open_options_that_differ_need_no_reason(case: Case) -> None:
    case.talk()
    case.write_need()
    names = ("amara", "samuel", "ruth")
    refused = option.show(case.miriam, showing(case, *names), case.clock.at())
    assert refusal(refused) == "options_few"  # nobody has said lately that there is room
    case.world.say_open(*names)
    for name, fee in (("amara", "60"), ("samuel", "100"), ("ruth", "150")):
        _say_fee(case, name, fee)

    done(option.show(case.miriam, showing(case, *names), case.clock.at()))

    assert row_of(case).stage == "choosing"
    assert notices("tell_client_link") == 1


def _say_fee(case: Case, name: str, dollars: str) -> None:
    fact = profile.SaidFact("fee", "visit", case.clock.at().today, value=dollars)
    profile.keep_facts(UUID(case.world.profiles[name]), (fact,), said_by=None, at=case.clock.at())


def test_three_of_a_kind_need_a_reason(case: Case) -> None:
    case.talk()
    case.write_need()
    case.world.say_open("amara", "samuel", "ruth")
    few = showing(case, "amara", "samuel", "ruth")

    assert refusal(option.show(case.miriam, few, case.clock.at())) == "options_few"
    done(option.show(case.miriam, replace(few, fewer_reason="All work online."), case.clock.at()))


def test_whom_the_client_does_not_want_asked_is_not_shown_and_is_named(case: Case) -> None:
    case.talk()
    case.write_need(not_ask=[case.world.profiles["ruth"]])
    both = showing(case, "amara", "ruth", fewer_reason="Only these.")

    refused = option.show(case.miriam, both, case.clock.at())

    assert refusal(refused) == "do_not_ask"
    assert isinstance(refused, Refused)
    assert refused.about == {"names": "Ruth Example"}
    assert Option.objects.count() == 0
    done(option.show(case.miriam, showing(case, "amara", fewer_reason="Only her."), case.clock.at()))


def test_a_shown_option_falls_away_when_the_client_does_not_want_it_asked_any_more(case: Case) -> None:
    case.until_shown()
    ruth = case.option("ruth")

    case.write_need(not_ask=[case.world.profiles["ruth"]])

    assert not Option.objects.get(pk=ruth).is_shown
    assert events(case)[-2:] == ["write_need", "options_left_out"]
    line = RecordEntry.objects.get(stream_id=case.referral, event="options_left_out")
    assert line.refs["options"] == ruth
    assert row_of(case).step == "choose"
    chosen = option.Choose(case.clock.key(), case.referral, (ruth,))
    assert refusal(option.choose(case.me, chosen, case.clock.at())) == "not_found"


def test_a_choice_that_falls_away_takes_its_permission_along_and_leaves_the_others(case: Case) -> None:
    case.until_signed("samuel", "amara")

    case.write_need(not_ask=[case.world.profiles["samuel"]])

    ranks = dict(Option.objects.filter(is_shown=True).values_list("profile_id", "rank"))
    assert ranks == {UUID(case.world.profiles["amara"]): 2, UUID(case.world.profiles["ruth"]): None}
    assert consents(case) == {"samuel": "ended", "amara": "signed"}
    assert row_of(case).step == "send_request"


def test_when_nobody_of_those_shown_may_be_asked_others_are_to_be_found(case: Case) -> None:
    case.until_signed("amara")
    before = row_of(case)

    case.write_need(not_ask=[case.world.profiles[name] for name in ("amara", "samuel", "ruth")])

    after = row_of(case)
    assert (before.stage, after.stage, after.step) == ("choosing", "planning", "find_options")
    assert after.shown_at is None


def test_a_need_that_leaves_out_nobody_of_those_shown_changes_no_option(case: Case) -> None:
    case.until_shown()
    case.choose("amara")

    case.write_need(not_ask=[case.world.profiles["ines"]])

    assert "options_left_out" not in events(case)
    assert Option.objects.filter(is_shown=True).count() == 3


def test_nothing_is_shown_and_no_link_goes_out_before_the_talk(case: Case) -> None:
    case.write_need()
    case.world.say_open("amara")
    shown = showing(case, "amara", fewer_reason="Only her.")

    assert refusal(option.show(case.miriam, shown, case.clock.at())) == "not_talked"
    assert (Link.objects.filter(kind="client").count(), notices("tell_client_link")) == (0, 0)
    case.talk()
    done(option.show(case.miriam, shown, case.clock.at()))
    assert (Link.objects.filter(kind="client").count(), notices("tell_client_link")) == (1, 1)


def test_who_look_together_send_no_link(case: Case) -> None:
    case.talk()
    case.write_need()
    done(
        option.show(
            case.miriam, showing(case, "amara", fewer_reason="Only her.", together=True), case.clock.at()
        )
    )

    assert notices("tell_client_link") == 0


@pytest.mark.parametrize("named", [NOWHERE, "", "x' OR 1=1", "\x00"])
def test_a_profile_that_does_not_exist_is_not_found(case: Case, named: str) -> None:
    case.talk()
    case.write_need()
    command = option.ShowOptions("k", case.referral, (named,), "Only one.")

    assert refusal(option.show(case.miriam, command, case.clock.at())) == "not_found"
    assert Option.objects.count() == 0


def test_a_connection_is_told_before_the_choice_and_acknowledged_in_its_very_words(case: Case) -> None:
    tie(case)
    case.until_shown()
    one = case.option("ruth")
    told = Option.objects.get(pk=one)
    other = option.KnowConnection("k", case.referral, one, "0" * 64)

    assert told.connection_hash
    assert refusal(option.know_connection(case.me, other, case.clock.at())) == "connection_not_shown"
    assert refusal(option.choose(case.me, choosing(case, "ruth"), case.clock.at())) == (
        "connection_unacknowledged"
    )
    case.know("ruth")
    done(option.choose(case.me, choosing(case, "ruth"), case.clock.at()))
    assert Option.objects.get(pk=one).rank == 1


def test_other_words_about_a_connection_must_be_acknowledged_anew(case: Case) -> None:
    tie(case)
    case.until_shown()
    case.know("ruth")
    mine = {case.world.profiles["ruth"]: "Ruth and I share a landlord, and I like her."}
    again = showing(case, "ruth", "amara", fewer_reason="Only these.", connections=mine)
    done(option.show(case.miriam, again, case.clock.at()))

    assert refusal(option.choose(case.me, choosing(case, "ruth"), case.clock.at())) == (
        "connection_unacknowledged"
    )
    case.know("ruth")
    done(option.choose(case.me, choosing(case, "ruth"), case.clock.at()))


def test_a_connection_may_not_be_left_blank(case: Case) -> None:
    tie(case)
    case.talk()
    case.write_need()
    case.world.say_open("ruth")
    blank = showing(case, "ruth", fewer_reason="Only her.", connections={case.world.profiles["ruth"]: "  \n"})

    assert refusal(option.show(case.miriam, blank, case.clock.at())) == "connection_unwritten"
    done(option.show(case.miriam, replace(blank, connections={}), case.clock.at()))


def test_the_database_too_refuses_to_rank_a_connection_that_nobody_acknowledged(case: Case) -> None:
    tie(case)
    case.until_shown()
    tied, free = Option.objects.get(pk=case.option("ruth")), Option.objects.get(pk=case.option("amara"))

    Option.objects.filter(pk=free.pk).update(rank=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Option.objects.filter(pk=tied.pk).update(rank=2)
    assert Option.objects.get(pk=tied.pk).rank is None


def test_a_choice_is_ranked_in_the_clients_order(case: Case) -> None:
    case.until_shown()
    command = choosing(case, "samuel", "amara", refused=(case.option("ruth"),), whoever_first=True)

    done(option.choose(case.me, command, case.clock.at()))

    ranks = {str(row.id): (row.rank, row.is_refused) for row in Option.objects.all()}
    assert ranks[case.option("samuel")] == (1, False)
    assert ranks[case.option("amara")] == (2, False)
    assert ranks[case.option("ruth")] == (None, True)
    assert row_of(case).whoever_first is True


def test_a_choice_of_nothing_twice_the_same_or_something_else_is_refused(case: Case) -> None:
    case.until_shown()
    other = case.world.case("Other Client").until_shown()
    amara = case.option("amara")

    def answer(ranked: tuple[str, ...], refused: tuple[str, ...] = ()) -> str:
        command = option.Choose(case.clock.key(), case.referral, ranked, refused)
        return refusal(option.choose(case.me, command, case.clock.at()))

    assert answer(()) == "nothing_chosen"
    assert answer((amara, amara)) == "not_found"
    assert answer((amara,), (amara,)) == "not_found"
    assert answer((other.option("amara"),)) == "not_found"
    assert answer(("",)) == "not_found"
    assert Option.objects.filter(rank__isnull=False).count() == 0
    case.choose()


def test_none_of_these_sends_the_referrer_looking_again(case: Case) -> None:
    case.until_shown()

    done(option.choose(case.me, choosing(case, none=True), case.clock.at()))

    assert (row_of(case).stage, row_of(case).step) == ("planning", "find_options")


@pytest.mark.parametrize(("wanted", "kept"), [(-5, 1), (0, 1), (1, 1), (3, 3), (99, 3)])
def test_how_many_are_asked_at_once_stays_within_bounds(case: Case, wanted: int, kept: int) -> None:
    case.until_shown()

    case.choose("amara", live_limit=wanted)

    assert row_of(case).live_limit == kept


def test_the_referrer_enters_a_choice_only_as_the_clients_word(case: Case) -> None:
    case.until_shown()
    command = choosing(case, "amara")

    assert refusal(option.choose(case.miriam, command, case.clock.at())) == "not_found"
    spoken = replace(command, word=Word("in session"))
    done(option.choose(case.miriam, spoken, case.clock.at()))
    assert Option.objects.get(pk=case.option("amara")).rank == 1


def test_a_word_from_the_future_is_no_word(case: Case) -> None:
    case.until_shown()
    early = case.clock.at().here
    case.clock.later(days=-1)
    spoken = choosing(case, "amara", word=Word("in session", early))

    assert refusal(option.choose(case.miriam, spoken, case.clock.at())) == "word_in_future"
    case.clock.later(days=2)
    done(option.choose(case.miriam, replace(spoken, key="k"), case.clock.at()))


def test_a_choice_asks_nobody_by_itself(case: Case) -> None:
    case.until_shown()

    case.choose()

    assert Handoff.objects.count() == 0
