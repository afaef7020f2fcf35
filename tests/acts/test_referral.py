"""A referral from its beginning until its options are sought."""

from typing import Any

import pytest

from segue.acts import referral
from segue.acts.words import Word
from segue.demo.builders import NEED, PROMPTS, Case, SmallWorld
from segue.reads.need import newest_need
from segue.reads.summary import summary_sheet
from segue.rules.actor import Actor, Kind
from segue.store.models import Job, Need, Referral
from tests.acts.answers import NOWHERE, done, events, handoff_of, notices, refusal, row_of, states

WORDS = {"words": "Jonas has panic attacks.", "safety": False, "avoid": ""}


def begin(world: SmallWorld, client: str, **more: str) -> Any:
    command = referral.Begin("begin", client, **{"reason": "expertise", **more})
    return referral.begin(world.miriam, command, world.clock.at())


def test_a_referral_begins_with_planning_and_a_next_step(case: Case) -> None:
    row = row_of(case)

    assert (row.stage, row.step, row.step_owner) == ("planning", "talk", "referrer")
    assert row.step_on is not None
    assert events(case) == ["begin"]


@pytest.mark.parametrize("said", [{"reason": "money"}, {"reason": ""}, {"kind": "sale"}])
def test_a_reason_or_kind_that_is_not_on_the_list_is_refused(case: Case, said: dict[str, str]) -> None:
    assert refusal(begin(case.world, case.client, **said)) == "reason_missing"
    assert Referral.objects.count() == 1


def test_an_unknown_urgency_is_routine(case: Case) -> None:
    one = done(begin(case.world, case.client, urgency="!!!")).id

    assert Referral.objects.get(pk=one).urgency == "routine"


def test_only_a_client_of_the_practice_can_be_referred(world: SmallWorld, case: Case) -> None:
    command = referral.Begin("k", case.client, "expertise")

    assert refusal(referral.begin(world.amara, command, world.clock.at())) == "not_found"
    assert refusal(begin(world, NOWHERE)) == "not_found"
    assert refusal(begin(world, "")) == "client_missing"
    done(begin(world, case.client))


def test_the_desk_begins_for_a_clinician_who_works_there(world: SmallWorld, case: Case) -> None:
    def for_whom(person: object) -> Any:
        command = referral.Begin(world.clock.key(), case.client, "fit", referrer=str(person))
        return referral.begin(world.desk, command, world.clock.at())

    one = done(for_whom(world.miriam.person)).id

    assert Referral.objects.get(pk=one).referrer_id == world.miriam.person
    assert refusal(for_whom(world.desk.person)) == "not_found"
    assert refusal(for_whom(world.amara.person)) == "not_found"
    assert refusal(for_whom("nobody")) == "not_found"


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01", "2026-03-11", "9999-12-31"])
def test_a_talk_has_a_day_that_has_come(case: Case, day: str) -> None:
    command = referral.Talked("k", case.referral, day)

    code = refusal(referral.talked(case.miriam, command, case.clock.at()))

    assert code in {"talk_day_missing", "talk_in_future"}
    assert row_of(case).talked_on is None


def test_a_need_is_kept_sealed_in_versions_and_drafts_the_summary(case: Case) -> None:
    case.write_need()
    case.write_need(concerns=["grief"])

    sheet = newest_need(row_of(case))
    assert sheet is not None
    assert (sheet.number, sheet.need.concerns) == (2, ("grief",))
    assert summary_sheet(row_of(case)).draft.sections["helped"] == PROMPTS["helped"]
    assert not any(b"panic" in bytes(body) for body in Need.objects.values_list("body_sealed", flat=True))


@pytest.mark.parametrize(
    ("need", "answers", "code"),
    [
        ({}, WORDS, "need_incomplete"),
        ({**NEED, "concerns": ["nothing known"]}, WORDS, "need_incomplete"),
        ({**NEED, "budget": float("nan")}, WORDS, "need_incomplete"),
        ({**NEED, "budget": 10**30}, WORDS, "need_incomplete"),
        ({**NEED, "surprise": 1}, WORDS, "need_incomplete"),
        (NEED, {**WORDS, "words": "x" * 5000}, "need_incomplete"),
        (NEED, {**WORDS, "words": "\x00"}, "need_incomplete"),
        (NEED, {**WORDS, "safety": None}, "safety_unanswered"),
    ],
)
def test_a_need_that_does_not_fit_is_refused_by_field(
    case: Case, need: dict[str, object], answers: dict[str, object], code: str
) -> None:
    command = referral.WriteNeed("k", case.referral, need, answers, PROMPTS)

    assert refusal(referral.write_need(case.miriam, command, case.clock.at())) == code
    assert Need.objects.count() == 0
    case.write_need()


def test_a_yes_about_safety_opens_a_talk_that_comes_first(case: Case) -> None:
    case.talk()
    case.write_need(safety=True, prompts={**PROMPTS, "safety": "Call before the first visit."})

    row = row_of(case)
    assert (row.safety_talk_open, row.step) == (True, "safety_talk")
    assert summary_sheet(row).draft.sections["risk_now"] == "Call before the first visit."
    talked = referral.SafetyTalked("k", case.referral, "We called each other.")
    done(referral.safety_talked(case.miriam, talked, case.clock.at()))
    assert (row_of(case).safety_talk_open, row_of(case).step) == (False, "find_options")


def test_what_is_not_asked_about_safety_does_not_slip_into_the_summary(case: Case) -> None:
    case.write_need(safety=False, prompts={**PROMPTS, "safety": "Not meant to go."})

    assert "risk_now" not in summary_sheet(row_of(case)).draft.sections


def test_a_client_who_would_rather_not_makes_it_rest_and_the_referrer_talk(case: Case) -> None:
    case.until_shown()
    command = referral.Feel("k", case.referral, "rather_not", "I am tired of telling my story.")

    done(referral.feel(case.me, command, case.clock.at()))

    row = row_of(case)
    assert (row.feel, row.step, row.step_owner) == ("rather_not", "resume", "referrer")
    assert notices("tell_referrer_client") == 1


def test_a_feeling_is_the_clients_to_say(case: Case) -> None:
    case.until_shown()
    said = referral.Feel("k", case.referral, "wants_this")
    on_word = referral.Feel("w", case.referral, "wants_this", word=Word("by phone"))

    assert refusal(referral.feel(case.miriam, said, case.clock.at())) == "not_found"
    assert refusal(referral.feel(case.world.amara, on_word, case.clock.at())) == "not_found"
    assert refusal(referral.feel(case.me, referral.Feel("x", case.referral, "?"), case.clock.at())) == (
        "feeling_missing"
    )
    done(referral.feel(case.miriam, on_word, case.clock.at()))
    assert row_of(case).feel == "wants_this"


@pytest.mark.parametrize("until", ["", "never", "2026-03-10", "2026-03-01", "9999-12-31"])
def test_a_pause_ends_on_a_day_to_come_and_not_too_far(case: Case, until: str) -> None:
    answer = referral.pause(case.miriam, referral.Pause("k", case.referral, until), case.clock.at())

    assert refusal(answer) in {"pause_day_missing", "pause_too_long"}
    assert row_of(case).paused_until is None


def test_a_pause_brings_itself_back(case: Case) -> None:
    done(referral.pause(case.miriam, referral.Pause("k", case.referral, "2026-03-20"), case.clock.at()))

    assert (row_of(case).step, str(row_of(case).step_on)) == ("resume", "2026-03-20")
    assert Job.objects.get(kind="unpause").due_at.isoformat() == "2026-03-20T05:00:00+00:00"
    done(referral.resume(case.miriam, referral.Resume("r", case.referral), case.clock.at()))
    assert (row_of(case).paused_until, row_of(case).step) == (None, "talk")
    again = referral.resume(case.miriam, referral.Resume("r2", case.referral), case.clock.at())
    assert refusal(again) == "not_paused"


def test_a_pause_stops_unlocking_and_going_on_unlocks(case: Case) -> None:
    case.until_asked()
    done(referral.pause(case.miriam, referral.Pause("k", case.referral, "2026-03-20"), case.clock.at()))
    case.confirm("amara")

    assert states(case)["amara"] == "confirmed"
    assert handoff_of(case, "amara").content_sealed is None
    done(referral.resume(case.miriam, referral.Resume("r", case.referral), case.clock.at()))
    assert states(case)["amara"] == "unlocked"


def test_an_open_talk_about_safety_stops_unlocking_until_it_is_done(case: Case) -> None:
    case.talk()
    case.write_need(safety=True, prompts={**PROMPTS, "safety": "Call first."})
    case.show()
    case.choose()
    case.approve()
    case.sign()
    case.ask()
    case.confirm("amara")

    assert states(case)["amara"] == "confirmed"
    talked = referral.SafetyTalked("k", case.referral, "Done.")
    done(referral.safety_talked(case.miriam, talked, case.clock.at()))
    assert states(case)["amara"] == "unlocked"


def test_the_owner_who_is_no_clinician_changes_no_referral(case: Case) -> None:
    owner = Actor(Kind.owner, person=case.world.desk.person, practice=case.miriam.practice)
    command = referral.Talked("k", case.referral, "2026-03-09")

    assert refusal(referral.talked(owner, command, case.clock.at())) == "not_found"
    done(referral.talked(case.miriam, command, case.clock.at()))
