"""Random histories of one referral: many people act, in and out of turn, twice, too late; what must never be, is not.

After every step the invariants are asked of the rows as they are kept. Most steps are refused, as they should be;
a test at the end makes sure that enough of them are not.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from segue.acts import (
    checkin,
    closing,
    consent,
    handoff,
    link,
    meeting,
    option,
    packet,
    referral,
    reply,
    summary,
)
from segue.acts.answer import Done
from segue.demo.builders import NEED, PROMPTS, TERMS, ZONE, Case, Clock, open_small_world
from segue.demo.world import StoryBroken
from segue.reads.lookups import link_of, options_of, shown_texts
from segue.reads.standing import view_of
from segue.rules.actor import CLOCK, Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.handoff import ENDED, PACKET_OPEN, State
from segue.rules.packet import hash_of
from segue.rules.referral import Feeling, Outcome
from segue.rules.stage import next_step, stage
from segue.rules.step import Refused
from segue.store import record
from segue.store.cells import cells_of_handoff
from segue.store.door import within
from segue.store.models import (
    CheckIn,
    Consent,
    Disclosure,
    Handoff,
    Job,
    Notice,
    Option,
    RecordEntry,
    Referral,
    SignedContent,
)

pytestmark = pytest.mark.django_db

BAIT = "Quillaby Thrushwood"
NAMES = ("amara", "samuel", "ruth", "ines")
HAPPENED: Counter[str] = Counter()

STARTS = (
    "written",
    "until_shown",
    "until_signed",
    "until_asked",
    "until_opened",
    "until_accepted",
    "until_started",
)
# What somebody who does their part would do next, by where their approach stands.
FITTING: dict[str, tuple[str, ...]] = {
    "requested": ("confirm", "confirm", "decline", "wait", "question", "answer_question", "run_out"),
    "no_answer": ("confirm", "decline", "run_out"),
    "confirmed": ("go_with", "question", "run_out"),
    "unlocked": ("open", "open", "decline", "run_out"),
    "opened": ("accept", "accept", "question", "answer_question", "decline", "wait"),
    "waitlisted": ("confirm", "decline"),
    "accepted": ("schedule", "start", "decide_no", "decline", "withdraw"),
    "scheduled": ("start", "miss", "decide_no"),
    "missed": ("schedule", "decline"),
    "started": ("check_in", "thank", "decide_no"),
}
FITS = 0.67
name = st.sampled_from(("amara", "samuel", *NAMES))
stranger = st.sampled_from((None, None, None, *NAMES))
several = st.lists(name, unique=True, min_size=1, max_size=4)


MOVES: dict[str, dict[str, st.SearchStrategy[Any]]] = {}


def move(**said: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Something that may happen, and how. One rule draws among them all: rules of their own would be left out
    of whole histories at random, and few histories would come far."""

    def register(method: Callable[..., None]) -> Callable[..., None]:
        MOVES[method.__name__] = said
        return method

    return register


class Histories(RuleBasedStateMachine):
    """One referral and everybody around it."""

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: str) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = open_small_world(Clock())
        self.case: Case = self.world.case(BAIT)
        if start == "written":
            self.case.talk()
            self.case.write_need()
        else:
            getattr(self.case, start)()
        self.last: tuple[Callable[..., Any], Actor, Any, Done] | None = None
        self.ended: dict[UUID, str] = {}
        self.number = 0
        self.asked_before = self.asked()
        self.told: set[UUID] = set(Disclosure.objects.values_list("id", flat=True))

    def teardown(self) -> None:
        if not hasattr(self, "atomic"):
            return
        try:
            _, problems = record.verify()
            assert problems == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(data=st.data(), luck=st.integers(0, 2**32 - 1))
    def something_happens(self, data: st.DataObject, luck: int) -> None:
        """Two times of three somebody does what fits, otherwise anybody tries anything.

        What it is, one number says by way of a die: drawn directly, the first of each list, and what came
        last, would come too often.
        """
        self.number += 1
        die = Random(f"{luck} {self.number}")  # noqa: S311  # no secret
        fitting = self.fitting() if die.random() < FITS else []
        happens, one = die.choice(fitting or [(each, "") for each in MOVES])
        said = data.draw(st.fixed_dictionaries(MOVES[happens]), label=happens)
        if one:
            said |= {"one": one, "other": None} if "other" in said else {"one": one} if "one" in said else {}
        self.asked_before = self.asked()
        getattr(self, happens)(**said)

    def fitting(self) -> list[tuple[str, str]]:
        """What would bring the referral on, and by whom."""
        row = Referral.objects.get(pk=self.row)
        names = {profile: each for each, profile in self.world.profiles.items()}
        approaches = Handoff.objects.filter(referral_id=self.row).values_list("profile_id", "state")
        ranked = Option.objects.filter(referral_id=self.row, rank__isnull=False).exists()
        own = {
            "show": row.stage in {"planning", "choosing"},
            "choose": row.stage in {"choosing", "approaching"},
            "approve": row.approved_at is None,
            "sign": ranked and row.approved_at is not None and row.signed_at is None,
            "ask_next": ranked and row.stage == "choosing",
            "resume": row.paused_until is not None,
            "talk_of_safety": row.safety_talk_open,
            "reopen": row.closed_at is not None,
        }
        return [(each, "") for each, does_fit in own.items() if does_fit] + [
            (each, names[str(profile)]) for profile, state in approaches for each in FITTING.get(state, ())
        ]

    # What people do

    @move(names=several, fewer=st.booleans())
    def show(self, names: list[str], fewer: bool) -> None:
        self.world.say_open(*names)
        shown = tuple(self.world.profiles[one] for one in names)
        why = "Nobody else has room." if fewer else ""
        self.does(option.show, self.miriam, option.ShowOptions(self.key, self.row, shown, why))

    @move(safety=st.booleans())
    def write_need(self, safety: bool) -> None:
        answers = {"words": f"{BAIT} has panic attacks.", "safety": safety, "avoid": ""}
        prompts = {**PROMPTS, "safety": "A plan is in place."} if safety else PROMPTS
        self.does(
            referral.write_need, self.miriam, referral.WriteNeed(self.key, self.row, NEED, answers, prompts)
        )

    @move(feeling=st.sampled_from(Feeling))
    def feel(self, feeling: str) -> None:
        self.does(referral.feel, self.me, referral.Feel(self.key, self.row, feeling))

    @move(names=several, whoever_first=st.booleans(), limit=st.integers(1, 3))
    def choose(self, names: list[str], whoever_first: bool, limit: int) -> None:
        there = options_of(self.row)
        ranked = tuple(there[one] for each in names if (one := self.world.profiles[each]) in there)
        command = option.Choose(self.key, self.row, ranked, whoever_first=whoever_first, live_limit=limit)
        self.does(option.choose, self.me, command)

    @move()
    def approve(self) -> None:
        self.does(summary.approve, self.miriam, summary.ApproveDraft(self.key, self.row))

    @move(codes=st.sets(st.sampled_from(["need", "helped", "course", "risk_now", "who"])), one=name)
    def strike(self, codes: set[str], one: str) -> None:
        for_one = {self.world.profiles[one]: ("question",)}
        self.does(
            summary.keep_private, self.me, summary.Strike(self.key, self.row, tuple(sorted(codes)), for_one)
        )

    @move(word_back=st.sampled_from(WordBack))
    def sign(self, word_back: WordBack) -> None:
        shown = shown_texts(self.row, word_back=word_back, may_talk=False, at=self.at)
        said = consent.Sign(
            self.key, self.row, BAIT, word_back, may_talk=False, wants_check_ins=True, shown=shown
        )
        self.does(consent.sign, self.me, said)

    @move(one=st.none() | name)
    def revoke(self, one: str | None) -> None:
        whose = self.world.profiles[one] if one else ""
        self.does(consent.revoke, self.me, consent.Revoke(self.key, self.row, whose))

    @move()
    def ask_next(self) -> None:
        self.does(handoff.ask_next, self.miriam, handoff.AskNext(self.key, self.row))

    @move(days=st.integers(1, 9))
    def pause(self, days: int) -> None:
        until = (self.at.today + timedelta(days=days)).isoformat()
        self.does(referral.pause, self.me, referral.Pause(self.key, self.row, until))

    @move(who=st.sampled_from(["miriam", "clock"]))
    def resume(self, who: str) -> None:
        self.does(referral.resume, self.actor(who), referral.Resume(self.key, self.row))

    @move()
    def talk_of_safety(self) -> None:
        self.does(
            referral.safety_talked, self.miriam, referral.SafetyTalked(self.key, self.row, "We talked.")
        )

    @move(outcome=st.sampled_from(Outcome), sure=st.integers(0, 5))
    def end(self, outcome: str, sure: int) -> None:
        if sure == 0:
            self.does(closing.end, self.miriam, closing.End(self.key, self.row, outcome))

    @move()
    def reopen(self) -> None:
        self.does(closing.reopen, self.miriam, closing.Reopen(self.key, self.row, "It goes on."))

    # What recipients do, or somebody who only says that they are one

    @move(one=name, other=stranger, price=st.sampled_from(["100", "400"]))
    def confirm(self, one: str, other: str | None, price: str) -> None:
        first_day = (self.at.today + timedelta(days=6)).isoformat()
        terms = {**TERMS, "price": price, "first_day": first_day}
        self.answers(reply.confirm, one, other, lambda row: reply.Confirm(self.key, row, **terms))  # type: ignore[arg-type]

    @move(one=name, other=stranger)
    def open(self, one: str, other: str | None) -> None:
        self.answers(
            packet.open_, one, other, lambda row: packet.Open(self.key, row, self.proof(other or one))
        )

    @move(one=name, other=stranger)
    def accept(self, one: str, other: str | None) -> None:
        self.answers(packet.accept, one, other, lambda row: packet.Accept(self.key, row))

    @move(one=name)
    def go_with(self, one: str) -> None:
        if row := self.handoff(one):
            self.does(packet.go_with, self.me, packet.GoWith(self.key, row))

    @move(one=name, other=stranger, suggests=st.booleans())
    def decline(self, one: str, other: str | None, suggests: bool) -> None:
        names = ("Hilde Aas",) if suggests else ()
        self.answers(
            reply.decline, one, other, lambda row: reply.Decline(self.key, row, "cost", suggests=names)
        )

    @move(one=name, other=stranger)
    def wait(self, one: str, other: str | None) -> None:
        self.answers(reply.waitlist, one, other, lambda row: reply.Waitlist(self.key, row, 2, 4))

    @move(one=name, other=stranger, words=st.sampled_from(["", "How is work?"]))
    def question(self, one: str, other: str | None, words: str) -> None:
        self.answers(
            reply.ask, one, other, lambda row: reply.Ask(self.key, row, "" if words else "online", words)
        )

    @move(one=name, words=st.sampled_from(["", "Fine."]))
    def answer_question(self, one: str, words: str) -> None:
        if row := self.handoff(one):
            said = reply.Answer(self.key, row, "" if words else "online_yes", words)
            self.does(reply.answer, self.miriam, said)

    @move(one=name, other=stranger)
    def schedule(self, one: str, other: str | None) -> None:
        day = (self.at.today + timedelta(days=2)).isoformat()
        self.answers(
            meeting.schedule,
            one,
            other,
            lambda row: meeting.Schedule(self.key, row, "call", day, "18:00", ZONE, "By video"),
        )

    @move(one=name, other=stranger)
    def start(self, one: str, other: str | None) -> None:
        today = self.at.today.isoformat()
        self.answers(meeting.start, one, other, lambda row: meeting.Start(self.key, row, today))

    @move(one=name)
    def miss(self, one: str) -> None:
        self.answers(meeting.miss, one, None, lambda row: meeting.Miss(self.key, row))

    @move(one=name)
    def decide_no(self, one: str) -> None:
        if row := self.handoff(one):
            self.does(meeting.decide_no, self.me, meeting.DecideNo(self.key, row))

    @move(one=name)
    def withdraw(self, one: str) -> None:
        if row := self.handoff(one):
            self.does(handoff.withdraw, self.miriam, handoff.Withdraw(self.key, row, "Found another way."))

    @move(one=name)
    def thank(self, one: str) -> None:
        self.answers(closing.thank, one, None, lambda row: closing.Thank(self.key, row, "Thank you."))

    # What the clock does

    @move(one=name, lapses=st.booleans())
    def run_out(self, one: str, lapses: bool) -> None:
        if row := self.handoff(one):
            act = handoff.lapse if lapses else handoff.no_answer
            self.does(act, CLOCK, handoff.ByClock(self.key, row))

    @move(answer=st.sampled_from(["well", "so_so", "not_well", "stopped"]), tell=st.booleans())
    def check_in(self, answer: str, tell: bool) -> None:
        row = (
            CheckIn.objects.filter(referral_id=self.row, answered_at=None, dropped_at=None)
            .order_by("due_on")
            .first()
        )
        if row:
            self.does(checkin.ask, CLOCK, checkin.AskCheckIn(self.key, str(row.id)))
            self.does(
                checkin.answer, self.me, checkin.AnswerCheckIn(self.key, str(row.id), answer, may_tell=tell)
            )

    @move(hours=st.integers(1, 90))
    def time_passes(self, hours: int) -> None:
        self.world.clock.later(hours=hours)

    @move()
    def time_turns_back(self) -> None:
        self.world.clock.later(hours=-1)

    # What must change nothing

    @move()
    def the_same_again(self) -> None:
        if self.last is None:
            return
        act, actor, command, first = self.last
        before = self.counts()
        assert act(actor, command, self.at) == first
        assert self.counts() == before

    @move()
    def the_same_key_with_other_words(self) -> None:
        if self.last is None or not hasattr(self.last[2], "version"):
            return
        act, actor, command, _ = self.last
        before = self.counts()
        assert isinstance(act(actor, replace(command, version=command.version + 77), self.at), Refused)
        assert self.counts() == before

    @move(one=name)
    def somebody_with_an_old_page(self, one: str) -> None:
        row = self.handoff(one)
        if row is None or Handoff.objects.get(pk=row).version == 1:
            return
        before = self.counts()
        stale = meeting.DecideNo(self.key, row, version=1)
        assert getattr(meeting.decide_no(self.me, stale, self.at), "code", "") == "stale"
        assert self.counts() == before

    @move(act=st.sampled_from(["ask", "talk", "sign"]))
    def a_stranger(self, act: str) -> None:
        amara, other = self.world.amara, Actor(Kind.client, client=self.world.clock.new_id())
        calls: dict[str, Callable[[], Any]] = {
            "ask": lambda: handoff.ask_next(amara, handoff.AskNext(self.key, self.row), self.at),
            "talk": lambda: referral.talked(
                amara, referral.Talked(self.key, self.row, "2026-03-01"), self.at
            ),
            "sign": lambda: consent.refuse(other, consent.RefuseToSign(self.key, self.row), self.at),
        }
        before = self.counts()
        assert getattr(calls[act](), "code", "") == "not_found"
        assert self.counts() == before

    # The invariants, by their numbers

    @invariant()
    def what_left_was_covered(self) -> None:  # 1, 2
        if not hasattr(self, "case"):
            return
        for row in Disclosure.objects.exclude(id__in=self.told).select_related("consent__content", "handoff"):
            self.told.add(row.id)
            assert row.consent is not None
            assert row.consent.status == "signed"
            assert row.consent.profile_id == row.profile_id == row.handoff.profile_id
            assert row.consent.valid_until >= self.at.today
            assert sorted(row.sections) == sorted(row.consent.content.sections)
            assert row.content_hash == row.consent.content.content_hash == row.handoff.content_hash
            assert row.handoff.confirmed_at is not None
            assert row.handoff.state == State.opened
        for opened in Handoff.objects.filter(opened_at__isnull=False):
            assert opened.disclosures.exists()

    @invariant()
    def readers_see_what_was_signed(self) -> None:  # 3
        if not hasattr(self, "case"):
            return
        rows = Handoff.objects.filter(content_sealed__isnull=False).select_related("from_practice")
        for row in rows:
            body = cells_of_handoff(row).open(
                row.content_sealed, table=Handoff, column="content_sealed", row=row.id
            )
            assert hash_of(body.encode()) == row.content_hash
            assert SignedContent.objects.filter(
                profile_id=row.profile_id, content_hash=row.content_hash
            ).exists()
            assert row.unlocked_at is not None

    @invariant()
    def one_packet_is_open_and_few_are_asked(self) -> None:  # 4
        if not hasattr(self, "case"):
            return
        states = list(Handoff.objects.filter(referral_id=self.row).values_list("state", flat=True))
        assert sum(state in PACKET_OPEN for state in states) <= 1
        # Requests that went out under a wider choice stay out when the client narrows it.
        allowed = max(Referral.objects.get(pk=self.row).live_limit, self.asked_before)
        assert states.count(State.requested) <= allowed
        for row in Handoff.objects.filter(state__in=[*PACKET_OPEN]):
            signed = Consent.objects.filter(profile_id=row.profile_id, status="signed", referral_id=self.row)
            assert signed.exists()

    @invariant()
    def there_is_one_next_step(self) -> None:  # 6, 7
        if not hasattr(self, "case"):
            return
        row = Referral.objects.select_related("practice").get(pk=self.row)
        view = view_of(row)
        assert row.stage == stage(view)
        assert bool(row.step) == bool(row.step_owner) == bool(row.step_on) == (row.closed_at is None)
        if row.closed_at is None and row.paused_until is None:
            step = next_step(view, today=self.at.today)
            assert step is not None
            assert (row.step, row.step_owner, row.step_on) == (step.code, step.owner, step.day)

    @invariant()
    def what_has_ended_stays_ended(self) -> None:  # 7
        if not hasattr(self, "case"):
            return
        for row, state in Handoff.objects.values_list("id", "state"):
            if row in self.ended:
                assert state == self.ended[row]
            elif state in ENDED:
                self.ended[row] = state

    @invariant()
    def nobody_sees_over_the_wall(self) -> None:  # 8
        if not hasattr(self, "case"):
            return
        amara = self.world.amara
        assert amara.practice is not None
        assert amara.person is not None
        with within(amara.practice, amara.person) as scope:
            assert not scope.referrals.exists()
            assert not scope.consents.exists()
            assert not scope.handoffs_sent.exists()
            for row in scope.handoffs_received:
                assert row.to_practice_id == amara.practice
                assert row.requested_at is not None

    @invariant()
    def no_notice_and_no_open_word_names_anybody(self) -> None:  # 9
        if not hasattr(self, "case"):
            return
        tables: tuple[Any, ...] = (Notice, Job, RecordEntry)
        for table in tables:
            for refs in table.objects.values_list("refs", flat=True):
                assert not any(word in str(refs) for word in BAIT.split())

    # How the machine acts

    @property
    def at(self) -> Any:
        return self.world.clock.at()

    @property
    def key(self) -> str:
        return self.world.clock.key()

    @property
    def row(self) -> str:
        return self.case.referral

    @property
    def miriam(self) -> Actor:
        return self.world.miriam

    @property
    def me(self) -> Actor:
        return self.case.me

    def actor(self, who: str) -> Actor:
        return CLOCK if who == "clock" else self.miriam

    def handoff(self, one: str) -> str | None:
        row = (
            Handoff.objects.filter(referral_id=self.row, profile_id=self.world.profiles[one])
            .order_by("-id")
            .first()
        )
        return str(row.id) if row else None

    def recipient(self, one: str) -> Actor | None:
        """How this recipient acts; none before a guest has a link."""
        if one == "amara":
            return self.world.amara
        row = self.handoff(one)
        asked = row is not None and Handoff.objects.get(pk=row).requested_at is not None
        return (
            Actor(Kind.guest, handoff=UUID(row), link=UUID(link_of("guest", handoff=row)))
            if row and asked
            else None
        )

    def proof(self, one: str) -> str:
        guest = self.recipient(one)
        if guest is None or guest.kind is not Kind.guest:
            return ""
        sent = link.send_code(guest, link.SendCode(self.key, str(guest.link)), self.at)
        if isinstance(sent, Refused):
            return ""
        right = link.NoteTry(self.key, str(guest.link), "browser", is_right=True, used=sent.id)
        typed = link.note_try(guest, right, self.at)
        return "" if isinstance(typed, Refused) else typed.also["proof"]

    def answers(
        self, act: Callable[..., Any], one: str, other: str | None, command: Callable[[str], Any]
    ) -> None:
        """The recipient answers, or another one tries to; a stranger's answer is as if nothing were there."""
        row, who = self.handoff(one), self.recipient(other or one)
        if row is None or who is None:
            return
        answer = self.does(act, who, command(row))
        if other not in (None, one):
            assert getattr(answer, "code", "") == "not_found", answer

    def does(self, act: Callable[..., Any], actor: Actor, command: Any) -> Done | Refused:
        before = self.counts()
        answer: Done | Refused = act(actor, command, self.at)
        if isinstance(answer, Done):
            HAPPENED[f"{act.__module__.rpartition('.')[2]}.{act.__name__}"] += 1
            self.last = (act, actor, command, answer)
        else:
            assert self.counts() == before, f"a refusal changed something: {answer.code}"
        return answer

    def counts(self) -> tuple[int, ...]:
        """How many rows there are of all that an act could leave, and how far each version has come."""
        tables: tuple[Any, ...] = (RecordEntry, Notice, Job, Consent, Disclosure, Handoff, Option, CheckIn)
        versions = sum(Handoff.objects.values_list("version", flat=True))
        return (
            *(table.objects.count() for table in tables),
            versions,
            Referral.objects.get(pk=self.row).version,
        )

    def asked(self) -> int:
        """How many requests are out."""
        return Handoff.objects.filter(referral_id=self.row, state=State.requested).count()


def test_no_history_breaks_an_invariant(database_kind: str) -> None:
    HAPPENED.clear()
    examples = int(os.environ.get("HISTORIES", "40" if database_kind == "sqlite" else "12"))
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
        ),
    )
    # A machine whose every step is refused would prove nothing.
    often = {"consent.sign", "reply.confirm", "reply.decline", "packet.open_"}
    assert often <= set(HAPPENED)


class Stopped(OperationalError):
    """The program dies here. A database error, since a connection that is gone is what the framework expects."""


STEPS = (
    "talk",
    "write_need",
    "show",
    "choose",
    "approve",
    "sign",
    "ask",
    "confirm",
    "open",
    "accept",
    "start",
)


@pytest.mark.parametrize("step", STEPS)
def test_an_act_that_dies_at_any_statement_leaves_nothing_behind(step: str) -> None:
    """Invariant 10, for each database statement of each act in turn."""
    from django.db import connection  # app ready

    world = open_small_world(Clock())
    case = world.case(BAIT)
    for earlier in STEPS[: STEPS.index(step)]:
        play(case, earlier)
    died = 0
    for number in range(1, 400):
        before = everything(case)
        seen = 0

        def stop(execute: Any, sql: str, *rest: Any, number: int = number) -> Any:
            nonlocal seen
            seen += 1
            if seen == number:
                raise Stopped
            return execute(sql, *rest)

        with connection.execute_wrapper(stop):
            try:
                with transaction.atomic():
                    play(case, step)
            except Stopped:
                died += 1
            except StoryBroken as error:
                pytest.fail(str(error))
            else:
                break
        assert everything(case) == before
    assert died > 5


def play(case: Case, step: str) -> None:
    """One step of the story's way, with the first choice."""
    with_name = {"confirm", "open", "accept", "start"}
    getattr(case, step)(*(("amara",) if step in with_name else ()))


def everything(case: Case) -> list[Any]:
    """What an act could leave behind, row by row."""
    row = Referral.objects.filter(pk=case.referral).values().get()
    handoffs = list(
        Handoff.objects.order_by("id").values("id", "state", "version", "opened_at", "accepted_at")
    )
    tables: tuple[Any, ...] = (RecordEntry, Notice, Job, Consent, Disclosure, Option, CheckIn, SignedContent)
    return [row, handoffs, *(table.objects.count() for table in tables)]
