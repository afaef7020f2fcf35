"""The recipient's answers: a question, a yes with terms, a wait, a no."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from segue.acts import reply
from segue.acts.answer import Done
from segue.acts.words import Word
from segue.demo.builders import Case
from segue.rules.actor import Actor, Kind
from segue.rules.step import Refused
from segue.store.cells import cells_of_handoff
from segue.store.models import Handoff, Job, Question
from tests.acts.answers import consents, done, handoff_of, notices, refusal, row_of, states


def ask(
    case: Case, name: str, question: str = "", words: str = "", actor: Actor | None = None
) -> Done | Refused:
    command = reply.Ask(case.clock.key(), case.handoff(name), question, words)
    return reply.ask(actor or case.who(name), command, case.clock.at())


def answer(
    case: Case, name: str, said: str = "", words: str = "", actor: Actor | None = None
) -> Done | Refused:
    command = reply.Answer(case.clock.key(), case.handoff(name), said, words)
    return reply.answer(actor or case.miriam, command, case.clock.at())


def decline(case: Case, name: str, **said: Any) -> Done | Refused:
    command = reply.Decline(case.clock.key(), case.handoff(name), **{"reason": "no_opening", **said})
    return reply.decline(case.who(name), command, case.clock.at())


def waitlist(case: Case, name: str, low: int | None, high: int | None) -> Done | Refused:
    command = reply.Waitlist(case.clock.key(), case.handoff(name), low, high)
    return reply.waitlist(case.who(name), command, case.clock.at())


def open_jobs(case: Case, name: str, prefix: str) -> int:
    return Job.objects.filter(state="open", effect_key__startswith=f"{prefix}:{case.handoff(name)}").count()


# Questions


def test_a_question_stops_the_clock_and_the_answer_lets_it_go_on_with_what_was_left(case: Case) -> None:
    case.until_asked()
    case.clock.later(hours=3)

    done(ask(case, "samuel", "other_hours"))

    row = handoff_of(case, "samuel")
    assert (row.due_at, row.paused_seconds) == (None, 5 * 3600)
    assert open_jobs(case, "samuel", "reply") == 0
    assert row_of(case).step == "answer_question"
    case.clock.later(days=2)
    done(answer(case, "samuel", "weekends"))
    row = handoff_of(case, "samuel")  # Thursday at one: four hours today, one tomorrow
    assert row.due_at is not None
    assert row.due_at - case.clock.now == timedelta(hours=21)
    assert row.paused_seconds is None
    assert open_jobs(case, "samuel", "reply") == 3


def test_a_question_is_asked_once_at_a_time(case: Case) -> None:
    case.until_asked()
    done(ask(case, "samuel", "online"))

    assert refusal(ask(case, "samuel", "age")) == "question_open"
    done(answer(case, "samuel", "online_yes"))
    done(ask(case, "samuel", "age"))


def test_before_the_summary_is_open_questions_and_answers_come_from_the_list(case: Case) -> None:
    case.until_asked()

    assert refusal(ask(case, "samuel", "", "What is his name?")) == "question_not_listed"
    assert refusal(ask(case, "samuel", "online", "And his name?")) == "free_words_before_unlocking"
    assert refusal(ask(case, "samuel", "favorite_color")) == "question_not_listed"
    done(ask(case, "samuel", "online"))
    assert refusal(answer(case, "samuel", "online_yes", "He is called Jonas.")) == "about_a_person"
    assert refusal(answer(case, "samuel", "weekends")) == "no_such_answer"
    assert refusal(answer(case, "samuel")) == "nothing_answered"
    assert Question.objects.get().answered_at is None
    done(answer(case, "samuel", "online_yes"))


def test_after_the_summary_is_open_both_speak_freely_as_the_consent_covers(case: Case) -> None:
    case.until_opened()

    assert refusal(ask(case, "amara", "", "x" * 1001)) == "too_long"
    done(ask(case, "amara", "", "Does he sleep?"))
    done(answer(case, "amara", "", "Five hours a night."))

    kept = Question.objects.get()
    cells = cells_of_handoff(handoff_of(case, "amara"))
    assert (
        cells.open_json(kept.answer_sealed, table=Question, column="answer_sealed", row=kept.id)["words"]
        == "Five hours a night."
    )


def test_nobody_asks_or_answers_for_another(case: Case) -> None:
    case.until_asked()
    done(ask(case, "samuel", "online"))

    assert refusal(ask(case, "samuel", "age", actor=case.world.amara)) == "not_found"
    assert refusal(answer(case, "samuel", "online_yes", actor=case.who("samuel"))) == "not_yours"
    assert refusal(answer(case, "samuel", "online_yes", actor=case.world.amara)) == "not_found"
    assert refusal(answer(case, "amara", "online_yes")) == "no_question"


def test_a_clock_that_starts_twice_in_one_second_has_its_end_and_its_reminders_each_time(case: Case) -> None:
    case.until_asked("amara")
    for _ in range(2):
        done(ask(case, "amara", "other_hours"))
        done(answer(case, "amara", "any_hours"))

    waiting = Job.objects.filter(state="open", series=f"reply:{case.handoff('amara')}")
    assert sorted(waiting.values_list("kind", flat=True)) == [
        "remind_reply",
        "remind_reply",
        "reply_clock_out",
    ]


def test_a_question_asked_after_the_yes_starts_no_reply_clock(case: Case) -> None:
    case.until_asked()
    done(ask(case, "samuel", "online"))
    case.confirm("samuel")
    done(ask(case, "samuel", "age"))
    done(answer(case, "samuel", "age_26_to_39"))

    assert handoff_of(case, "samuel").due_at is None
    assert open_jobs(case, "samuel", "reply") == 0


# Yes


def test_a_yes_on_terms_no_worse_unlocks(case: Case) -> None:
    case.until_asked()

    assert case.confirm("amara").state == "unlocked"

    row = handoff_of(case, "amara")
    assert row.content_hash == row.consent.content.content_hash  # type: ignore[union-attr]
    assert (notices("tell_recipient_unlocked"), notices("tell_client_terms")) == (1, 1)
    assert open_jobs(case, "amara", "reply") == 0
    assert open_jobs(case, "amara", "hold") == 1


def test_worse_terms_wait_for_the_client(case: Case) -> None:
    case.until_asked()

    case.confirm("amara", price="151")

    assert states(case)["amara"] == "confirmed"
    assert (row_of(case).step, row_of(case).step_owner) == ("decide", "client")
    assert handoff_of(case, "amara").content_sealed is None


def test_a_lower_choice_waits_for_the_higher_one(case: Case) -> None:
    case.until_asked()

    case.confirm("samuel")

    assert states(case) == {"amara": "requested", "samuel": "confirmed"}
    assert row_of(case).step == "decide"


def test_whoever_can_first_reads_first_if_the_client_said_so(case: Case) -> None:
    case.until_shown()
    case.choose("amara", "samuel", whoever_first=True)
    case.approve()
    case.sign()
    case.ask()

    case.confirm("samuel")

    assert states(case) == {"amara": "requested", "samuel": "unlocked"}


def test_without_a_signature_a_yes_unlocks_nothing(case: Case) -> None:
    case.until_shown()
    case.choose()
    case.ask()

    case.confirm("amara")

    assert states(case)["amara"] == "confirmed"
    assert handoff_of(case, "amara").client_decides is False


def test_only_one_summary_is_open_at_a_time(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    case.confirm("samuel")

    assert states(case) == {"amara": "unlocked", "samuel": "confirmed"}


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"first_day": ""}, "first_day"),
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"first_step": "dinner"}, "first_step"),
        ({"price": ""}, "pay"),
        ({"price": "-5"}, "pay"),
        ({"price": "1e9"}, "pay"),
        ({"price": "９９９９９９"}, "pay"),
        ({"insurance": "nobody_knows", "price": ""}, "pay"),
        ({"methods": ()}, "methods"),
        ({"methods": ("magic",)}, "methods"),
        ({"formats": ()}, "formats"),
        ({"slots": ("midnight",)}, "slots"),
        ({"limits": "x" * 301}, "limits"),
        ({"first_times": ("2026-03-16T18:00",)}, "first_times"),
        ({"first_times": ("2026-03-11T18:00-05:00",)}, "first_times"),
    ],
)
def test_terms_that_are_not_whole_name_their_field_and_keep_nothing(
    case: Case, terms: dict[str, Any], field: str
) -> None:
    case.until_asked()

    refused = reply.confirm(case.who("amara"), case.yes("amara", **terms), case.clock.at())

    refusal(refused)
    assert isinstance(refused, Refused)
    assert refused.about["field"] == field
    assert (states(case)["amara"], Job.objects.filter(kind="hold_out").count()) == ("requested", 0)
    case.confirm("amara")


@pytest.mark.parametrize("time", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "soon", ""])
def test_a_time_that_cannot_be_read_is_left_out(case: Case, time: str) -> None:
    case.until_asked()

    case.confirm("amara", first_times=(time,))

    assert states(case)["amara"] == "unlocked"


def test_a_yes_belongs_to_the_one_who_was_asked(case: Case) -> None:
    case.until_asked()
    command = case.yes("samuel")
    other_guest = Actor(Kind.guest, handoff=None, link=case.who("samuel").link)

    for actor in (case.world.amara, case.miriam, case.me, other_guest):
        assert refusal(reply.confirm(actor, command, case.clock.at())) in {
            "not_found",
            "not_yours",
            "word_missing",
        }
    spoken = replace(command, word=Word("by phone"))
    done(reply.confirm(case.miriam, spoken, case.clock.at()))


def test_a_recipient_learns_of_nothing_before_the_request_is_out(case: Case) -> None:
    case.until_asked("amara")
    Handoff.objects.update(state="prepared", requested_at=None)

    refused = reply.confirm(case.world.amara, case.yes("amara"), case.clock.at())

    assert refusal(refused) == "not_found"


# Wait


@pytest.mark.parametrize(("low", "high"), [(None, 4), (4, None), (5, 3), (-1, 3), (0, 0), (1, 105)])
def test_a_wait_is_an_honest_range(case: Case, low: int | None, high: int | None) -> None:
    case.until_asked()

    assert refusal(waitlist(case, "amara", low, high)) == "wait_missing"
    done(waitlist(case, "amara", 4, 6))
    assert (states(case)["amara"], notices("tell_client_waitlist")) == ("waitlisted", 1)


def test_a_wait_closes_a_summary_that_was_open_and_lets_the_next_read(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    case.confirm("samuel")

    done(waitlist(case, "amara", 2, 3))

    assert states(case) == {"amara": "waitlisted", "samuel": "unlocked"}
    assert handoff_of(case, "amara").content_sealed is None


def test_who_waited_can_still_say_yes(case: Case) -> None:
    case.until_asked("amara")
    done(waitlist(case, "amara", 2, 3))

    case.confirm("amara")

    assert states(case)["amara"] == "unlocked"


# No


def test_a_no_asks_the_next_choice_at_once(case: Case) -> None:
    case.until_signed("amara", "samuel", "ruth")
    case.ask()

    done(decline(case, "amara", words="My evenings filled up."))

    assert states(case) == {"amara": "declined", "samuel": "requested", "ruth": "requested"}
    assert (notices("tell_client_not_available"), notices("tell_client_other_reason")) == (1, 0)


def test_a_no_lets_whoever_said_yes_before_read(case: Case) -> None:
    case.until_asked()
    case.confirm("samuel")

    done(decline(case, "amara"))

    assert states(case) == {"amara": "declined", "samuel": "unlocked"}


def test_a_no_from_the_one_who_reads_lets_the_next_read(case: Case) -> None:
    case.until_opened()
    case.confirm("samuel")

    done(decline(case, "amara"))

    assert states(case) == {"amara": "declined", "samuel": "unlocked"}


@pytest.mark.parametrize("reason", ["cost", "time_or_place"])
def test_the_client_hears_only_what_they_could_change(case: Case, reason: str) -> None:
    case.until_asked()

    done(decline(case, "amara", reason=reason))

    assert (notices("tell_client_not_available"), notices("tell_client_other_reason")) == (0, 1)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": ""}, "reason_missing"),
        ({"reason": "they smell"}, "reason_missing"),
        ({"reason": "another_better"}, "suggestion_missing"),
        ({"reason": "another_better", "suggests": ("  ", "\x00")}, "suggestion_missing"),
        ({"words": "x" * 1001}, "too_long"),
    ],
)
def test_a_no_has_one_of_the_reasons(case: Case, said: dict[str, Any], code: str) -> None:
    case.until_asked()

    assert refusal(decline(case, "amara", **said)) == code
    assert states(case)["amara"] == "requested"
    done(decline(case, "amara", reason="another_better", suggests=("Ines Example",)))


def test_a_no_after_the_acceptance_wakes_what_rested(case: Case) -> None:
    case.until_accepted()

    done(decline(case, "amara"))

    assert consents(case)["samuel"] == "signed"
    assert row_of(case).check_ins.filter(dropped_at__isnull=True).count() == 0
    assert states(case) == {"amara": "declined", "samuel": "requested"}  # asked once more
    assert row_of(case).signed_at is not None


def test_a_no_is_final(case: Case) -> None:
    case.until_asked()
    done(decline(case, "amara"))

    assert refusal(decline(case, "amara")) == "not_now"
    refused = reply.confirm(case.who("amara"), case.yes("amara"), case.clock.at())
    assert refusal(refused) == "not_now"
