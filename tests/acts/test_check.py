"""Availability checks: a question without a person, and the one tap that answers it."""

from datetime import timedelta
from typing import Any

import pytest

from segue.acts import check, profile
from segue.acts.words import Word
from segue.demo.builders import OPERATOR, Case
from segue.reads.directory import of_profiles
from segue.reads.lookups import ask_of
from segue.rules.actor import Actor, Kind
from segue.rules.check import is_open
from segue.store.models import AvailabilityAsk, AvailabilityCheck, Fact, Notice, Opening, Profile
from tests.acts.answers import NOWHERE, done, events, notices, refusal


def listings(case: Case, count: int) -> tuple[str, ...]:
    """Entries of the registry that nobody has claimed: a name, a state, and nothing else."""
    return tuple(
        done(
            profile.add(
                OPERATOR,
                profile.AddProfile(
                    case.clock.key(), "person", f"Listing {number}", "nppes", is_claimed=False, state="MN"
                ),
                case.clock.at(),
            )
        ).id
        for number in range(count)
    )


def ask(case: Case, *profiles: str, actor: Actor | None = None) -> Any:
    command = check.AskAvailability(case.clock.key(), case.referral, profiles)
    return check.ask(actor or case.miriam, command, case.clock.at())


def holder(case: Case, one: str) -> tuple[str, Actor]:
    """The question to this one, and whoever holds the link in its mail."""
    row = ask_of(one, referral=case.referral)
    return row.id, Actor(Kind.guest, link=row.link)


def answer(case: Case, one: str, said: str, **more: Any) -> Any:
    row, actor = holder(case, one)
    command = check.AnswerAvailability(case.clock.key(), row, said, **more)
    return check.answer(actor, command, case.clock.at())


def until_written(case: Case, **need: object) -> Case:
    case.talk()
    case.write_need(**need)
    return case


def test_up_to_eight_are_asked_in_the_first_round_and_four_in_each_of_the_next_two(case: Case) -> None:
    until_written(case)
    all_of_them = listings(case, 17)

    assert refusal(ask(case, *all_of_them[:9])) == "round_full"
    assert AvailabilityCheck.objects.count() == 0
    done(ask(case, *all_of_them[:8]))
    assert refusal(ask(case, *all_of_them[8:13])) == "round_full"
    done(ask(case, *all_of_them[8:12]))
    done(ask(case, *all_of_them[12:16]))
    assert refusal(ask(case, all_of_them[16])) == "rounds_done"
    assert (AvailabilityAsk.objects.count(), notices("ask_check")) == (16, 16)


def test_nobody_is_asked_more_than_twice_a_week(case: Case) -> None:
    (one,) = listings(case, 1)
    cases = [until_written(case.world.case(f"Client {number}")) for number in range(3)]
    for each in cases[:2]:
        done(ask(each, one))

    assert refusal(ask(cases[2], one)) == "asked_enough"
    case.clock.later(days=7, minutes=1)
    done(ask(cases[2], one))


def test_whom_the_client_does_not_want_asked_and_who_opted_out_are_not_asked(case: Case) -> None:
    unwanted, tired, free = listings(case, 3)
    until_written(case, not_ask=[unwanted])
    Profile.objects.filter(pk=tired).update(opted_out_of_checks_at=case.clock.now)

    assert refusal(ask(case, free, unwanted)) == "do_not_ask"
    assert refusal(ask(case, free, tired)) == "wants_no_checks"
    assert AvailabilityAsk.objects.count() == 0
    done(ask(case, free))


def test_a_question_says_nothing_of_a_person_not_even_in_its_record(case: Case) -> None:
    until_written(case)
    (one,) = listings(case, 1)

    done(ask(case, one))

    notice = Notice.objects.get(kind="ask_check")
    assert set(notice.refs) == {"ask", "link"}
    assert "check" in events(case)
    assert b"panic" not in bytes(AvailabilityCheck.objects.get().question_sealed)


def test_a_yes_makes_a_listing_an_option(case: Case) -> None:
    until_written(case)
    (one,) = listings(case, 1)
    done(ask(case, one))

    done(answer(case, one, "yes", first_free="2026-03-16"))

    opening = Opening.objects.get(profile_id=one)
    assert (opening.places, str(opening.first_free), opening.source) == (1, "2026-03-16", "check")
    known = set(Fact.objects.filter(profile_id=one).values_list("family", "code"))
    assert {("group", "anxiety"), ("age", "adult"), ("format", "online"), ("language", "en")} <= known
    facts = of_profiles([Profile.objects.get(pk=one).id])[one]
    assert is_open(facts.opening, now=case.clock.at().here)
    assert notices("thank_for_check") == 1


@pytest.mark.parametrize("said", [{"answer": "no"}, {"answer": "waitlist", "wait_weeks": 6}])
def test_any_other_answer_makes_no_fact_known(case: Case, said: dict[str, Any]) -> None:
    until_written(case)
    (one,) = listings(case, 1)
    done(ask(case, one))

    done(answer(case, one, said.pop("answer"), **said))

    assert Fact.objects.filter(profile_id=one).count() == 0
    facts = of_profiles([Profile.objects.get(pk=one).id])[one]
    assert not is_open(facts.opening, now=case.clock.at().here)


@pytest.mark.parametrize(
    "said",
    [
        {"said": "maybe"},
        {"said": ""},
        {"said": "yes"},
        {"said": "yes", "first_free": "soon"},
        {"said": "yes", "first_free": "2026-03-09"},
        {"said": "yes", "first_free": "9999-12-31"},
        {"said": "waitlist"},
        {"said": "waitlist", "wait_weeks": 0},
        {"said": "waitlist", "wait_weeks": 105},
    ],
)
def test_what_is_no_answer_is_refused_and_the_question_stays_open(case: Case, said: dict[str, Any]) -> None:
    until_written(case)
    (one,) = listings(case, 1)
    done(ask(case, one))

    assert refusal(answer(case, one, **said)) == "not_an_answer"
    assert Opening.objects.filter(profile_id=one).count() == 0
    done(answer(case, one, "no"))


def test_the_first_answer_counts(case: Case) -> None:
    until_written(case)
    (one,) = listings(case, 1)
    done(ask(case, one))
    done(answer(case, one, "no"))

    assert refusal(answer(case, one, "yes", first_free="2026-03-16")) == "answered_already"
    assert Opening.objects.get(profile_id=one).places == 0


def test_nobody_answers_for_somebody_else(case: Case) -> None:
    until_written(case)
    one, other = listings(case, 2)
    done(ask(case, one, other))
    row, _ = holder(case, one)
    _, wrong = holder(case, other)
    no = check.AnswerAvailability("k", row, "no")

    for actor in (wrong, Actor(Kind.guest), Actor(Kind.anonymous), case.me, case.world.amara):
        assert refusal(check.answer(actor, no, case.clock.at())) == "not_found"
    for named in (NOWHERE, "", "x"):
        missing = check.AnswerAvailability("m", named, "no")
        assert refusal(check.answer(wrong, missing, case.clock.at())) == "not_found"
    spoken = check.AnswerAvailability("w", row, "no", word=Word("by phone"))
    done(check.answer(case.world.desk, spoken, case.clock.at()))


def test_who_was_asked_can_ask_not_to_be_asked_again(case: Case) -> None:
    until_written(case)
    (one,) = listings(case, 1)
    done(ask(case, one))
    row, actor = holder(case, one)

    done(check.opt_out(actor, check.NoMoreChecks("k", row), case.clock.at()))

    case.clock.later(weeks=2)
    assert refusal(ask(case, one)) == "wants_no_checks"


def test_nobody_is_asked_before_there_is_a_need(case: Case) -> None:
    (one,) = listings(case, 1)

    assert refusal(ask(case, one)) == "not_found"
    until_written(case)
    assert refusal(ask(case)) == "not_found"
    assert refusal(ask(case, NOWHERE)) == "not_found"
    assert refusal(ask(case, one, actor=case.me)) in {"not_found", "not_yours"}
    done(ask(case, one, one))
    assert AvailabilityAsk.objects.count() == 1


def test_the_answers_are_expected_by_the_end_of_the_next_working_day(case: Case) -> None:
    until_written(case)
    (one,) = listings(case, 1)
    done(ask(case, one))

    due = AvailabilityCheck.objects.get().due_at

    assert due - case.clock.now == timedelta(days=1, hours=7)
