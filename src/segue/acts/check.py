"""Availability checks: a question without a person to a few clinicians, and the one tap that answers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.exposure import keep_reply_hours
from segue.acts.link import CHECK_LINK_LIFE, due_for, new_link
from segue.acts.profile import SaidFact, SaidOpening, keep_facts, keep_opening
from segue.acts.rights import NOT_FOUND
from segue.acts.streams import practice_stream
from segue.acts.turn import NOBODY, Turn, day_of, id_of, turn_at
from segue.acts.words import Word
from segue.reads.need import newest_need
from segue.rules.actor import Actor, Kind
from segue.rules.check import CheckCounts, Question, canonical, may_ask, question_from, question_of
from segue.rules.clock import WorkingTime, end_of_working_days
from segue.rules.effect import Effect
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb, may
from segue.rules.referral import ReferralEvent, ReferralFacts
from segue.rules.step import Refused, Step
from segue.rules.terms import FURTHEST_START
from segue.rules.text import N_
from segue.store.cells import cells_of_practice
from segue.store.lore import common_languages, holidays, rare_areas
from segue.store.models import AvailabilityAsk, AvailabilityCheck, Notice, Profile
from segue.store.record import Line, append
from segue.store.step import Due, put

WEEK = timedelta(days=7)
LONGEST_WAIT = 104
NOT_AN_ANSWER = Refused(
    "not_an_answer",
    N_("This is not one of the answers."),
    N_("Choose yes with a day, a waiting list in weeks, or no."),
)
ANSWERED = Refused(
    "answered_already",
    N_("This question was answered already."),
    N_("Your first answer is kept. Nothing more to do."),
)


@dataclass(frozen=True, slots=True)
class AskAvailability:
    """Ask these profiles whether they have an opening; nothing about a person leaves."""

    key: str
    referral: str
    profiles: tuple[str, ...]
    version: int = 0


@dataclass(frozen=True, slots=True)
class AnswerAvailability:
    """Yes from a day, a waiting list of weeks, or no."""

    key: str
    ask: str
    answer: str
    first_free: str = ""
    wait_weeks: int | None = None
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class NoMoreChecks:
    """Do not ask me again."""

    key: str
    ask: str


@act
def ask(actor: Actor, command: AskAvailability, at: At) -> Done | Refused:
    """Ask up to eight at once; each gets a link with three answers."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    sheet = newest_need(turn.referral)
    profiles = _profiles(command.profiles)
    if sheet is None or not profiles:
        return NOT_FOUND
    number = AvailabilityCheck.objects.filter(referral_id=turn.referral.id).count() + 1
    step: Step | Refused = NOT_FOUND
    for place, profile in enumerate(profiles):
        counts = CheckCounts(
            round=number,
            asked_in_round=place,
            asked_this_week=_asked_this_week(profile, at=at),
            wants_no_checks=profile.opted_out_of_checks_at is not None,
        )
        facts = ReferralFacts(on_do_not_ask=not may_ask(sheet.need, str(profile.id)), check_counts=counts)
        step = turn.decide(ReferralEvent.check, facts)
        if isinstance(step, Refused):
            return step
    assert isinstance(step, Step)
    common = frozenset(common_languages(turn.referral.practice.jurisdiction))
    question = question_from(sheet.need, rare_areas=rare_areas(), common_languages=common)
    check = _keep_check(turn, question, number=number)
    for profile in profiles:
        _keep_ask(turn, check, profile)
    rest = tuple(effect for effect in step.effects if effect is not Effect.ask_check)
    refs = {"check": str(check.id), "asked": str(len(profiles))}
    turn.write(ReferralEvent.check, Step(step.state, rest), refs=refs)
    return Done(str(check.id), turn.referral.stage, turn.referral.version)


@act
def answer(actor: Actor, command: AnswerAvailability, at: At) -> Done | Refused:
    """Keep the answer as facts said by the one who was asked, today; so a listing can become an option."""
    row = _ask_for(actor, command.ask)
    if row is None:
        return NOT_FOUND
    if row.answer:
        return ANSWERED
    opening = _opening(command, at=at)
    if opening is None:
        return NOT_AN_ANSWER
    AvailabilityAsk.objects.filter(pk=row.pk).update(
        answer=command.answer,
        first_free=opening.first_free,
        wait_weeks=opening.wait_weeks,
        answered_at=at.now,
        version=row.version + 1,
    )
    keep_opening(row.profile_id, opening, source="check", at=at)
    keep_reply_hours(row.profile_id, at=at)
    if command.answer == "yes":
        keep_facts(row.profile_id, _facts(row, at=at), said_by=row.profile.person_id, at=at)
    refs = {"ask": str(row.id), "answer": command.answer}
    append(practice_stream(row.check_asked.practice), Line("check_answered", refs=refs), actor=actor, at=at)
    thanks = Due(Effect.thank_for_check, f"{Effect.thank_for_check}:{row.id}", {"ask": str(row.id)})
    put(Notice, [thanks], practice=row.practice_id, at=at)
    return Done(str(row.id), state=command.answer)


@act
def opt_out(actor: Actor, command: NoMoreChecks, at: At) -> Done | Refused:
    """No more questions about openings; requests for a client still come."""
    row = _ask_for(actor, command.ask)
    if row is None:
        return NOT_FOUND
    Profile.objects.filter(pk=row.profile_id).update(opted_out_of_checks_at=at.now)
    line = Line("checks_declined", refs={"ask": str(row.id)})
    append(practice_stream(row.check_asked.practice), line, actor=actor, at=at)
    return Done(str(row.id), state="opted_out")


def _profiles(named: Iterable[str]) -> list[Profile]:
    wanted = [id_of(name) for name in dict.fromkeys(named)]
    rows = {row.id: row for row in Profile.objects.filter(id__in=wanted, gone_on__isnull=True)}
    return [rows[one] for one in wanted if one in rows]


def _asked_this_week(profile: Profile, *, at: At) -> int:
    return AvailabilityAsk.objects.filter(profile=profile, check_asked__asked_at__gt=at.now - WEEK).count()


def _keep_check(turn: Turn, question: Question, *, number: int) -> AvailabilityCheck:
    row, practice = turn.at.new_id(), turn.referral.practice
    hours = WorkingTime(zone=practice.zone, holidays=holidays(practice.country))
    return AvailabilityCheck.objects.create(
        id=row,
        practice=practice,
        referral=turn.referral,
        asked_by_id=turn.actor.person or turn.referral.referrer_id,
        round=number,
        question_sealed=cells_of_practice(practice).seal(
            canonical(question), table=AvailabilityCheck, column="question_sealed", row=row
        ),
        asked_at=turn.at.now,
        due_at=end_of_working_days(turn.at.now, days=1, within=hours),
    )


def _keep_ask(turn: Turn, check: AvailabilityCheck, profile: Profile) -> None:
    row = turn.at.new_id()
    AvailabilityAsk.objects.create(id=row, check_asked=check, practice_id=check.practice_id, profile=profile)
    link = new_link("check", at=turn.at, life=CHECK_LINK_LIFE, ask_id=row, practice_id=check.practice_id)
    turn.notices.append(due_for(link, Effect.ask_check, once=str(row), refs={"ask": str(row)}))


def _ask_for(actor: Actor, ask_id: str) -> AvailabilityAsk | None:
    """The ask, for whoever may answer it: the holder of its link, the person asked, or a desk on their word."""
    row = (
        AvailabilityAsk.objects.select_related("check_asked__practice", "profile")
        .filter(pk=id_of(ask_id), settled_at__isnull=True)
        .first()
    )
    if row is None:
        return None
    holds_link = (
        actor.kind is Kind.guest
        and row.links.filter(pk=actor.link or NOBODY, revoked_at__isnull=True).exists()
    )
    is_asked = actor.person is not None and row.profile.person_id == actor.person
    on_word = actor.practice == row.practice_id and may(actor.kind, Thing.check, Verb.enter)
    allowed = may(actor.kind, Thing.check, Verb.answer)
    return row if allowed and (holds_link or is_asked or on_word) else None


def _opening(command: AnswerAvailability, *, at: At) -> SaidOpening | None:
    if command.answer == "yes":
        day = day_of(command.first_free)
        is_near = day is not None and at.today <= day <= at.today + FURTHEST_START
        return SaidOpening(1, day) if is_near else None
    if command.answer == "waitlist":
        weeks = command.wait_weeks
        return SaidOpening(0, None, weeks) if weeks is not None and 1 <= weeks <= LONGEST_WAIT else None
    return SaidOpening(0, None) if command.answer == "no" else None


def _facts(row: AvailabilityAsk, *, at: At) -> tuple[SaidFact, ...]:
    """What a yes makes known: everything that was asked where it named one thing only."""
    question = question_of(
        cells_of_practice(row.check_asked.practice).open(
            row.check_asked.question_sealed,
            table=AvailabilityCheck,
            column="question_sealed",
            row=row.check_asked_id,
        )
    )
    asked = {
        "group": (question.group,),
        "age": (question.age,),
        "format": question.formats,
        "insurance": question.insurance,
        "language": question.languages,
        "day_part": question.day_parts,
    }
    return tuple(
        SaidFact(family, codes[0], confirmed_on=at.today, source="check")
        for family, codes in asked.items()
        if len(codes) == 1
    )
