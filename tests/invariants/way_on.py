"""What stands as the next step of a referral can be done by whoever it waits for, if need be after one step before it.

The ten invariants do not ask for this: a referral may have a next step with an owner and a day, and no act that lets
the owner do it. Each way is tried at the end of a history and taken back.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Max

from segue.acts import checkin, closing, consent, handoff, meeting, option, packet, referral, reply, summary
from segue.acts.answer import Done
from segue.demo.builders import NEED, PROMPTS, TERMS, ZONE
from segue.demo.calendar import weekday
from segue.reads.lookups import shown_texts
from segue.rules.actor import Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.handoff import ENDED
from segue.rules.referral import Reason
from segue.rules.sections import OPENED_BY_SAFETY, minimum
from segue.store.models import CheckIn, Question, RecordEntry
from tests.invariants.death import undone
from tests.invariants.history import History

KEY = ""  # nothing of this is kept
Try = tuple[Callable[..., Any], Actor, Any]
NOT_YET = frozenset({"call"})
"""No act lets the client enter that they call."""


def the_next_step_can_be_done(history: History) -> None:
    """At least one way leads on. Not asked where the clock was set back: a permission may begin on a later day."""
    step, code = history.row.step, []
    latest = RecordEntry.objects.filter(stream_id=history.row.id).aggregate(at=Max("at"))["at"]
    if not step or step in NOT_YET or history.clock.now < latest:
        return
    mark = history.clock.mark()
    with undone():
        for act, actor, command in WAYS[step](history):
            with undone():
                answer = act(actor, command, history.at)
            if isinstance(answer, Done):
                history.clock.back_to(mark)
                return
            code.append(f"{act.__name__}: {answer.code}")
    states = ", ".join(f"{row.profile_id}: {row.state}" for row in history.handoffs)
    raise AssertionError(
        f"next is {step} of the {history.row.step_owner}, but {code or 'there is no way'}; {states}"
    )


def _of_the_referral(act: Any, command: Any, *said: Any) -> Callable[[History], Iterator[Try]]:
    def ways(history: History) -> Iterator[Try]:
        yield act, history.world.miriam, command(KEY, str(history.row.id), *said)

    return ways


def _answer(history: History) -> Iterator[Try]:
    for row in Question.objects.filter(handoff__referral=history.row, answered_at=None):
        one = str(row.handoff_id)
        yield reply.answer, history.world.miriam, reply.Answer(KEY, one, "online_yes")
        yield reply.answer, history.world.miriam, reply.Answer(KEY, one, "", "Fine.")


def _decide(history: History) -> Iterator[Try]:
    for row in history.handoffs:
        if row.client_decides:
            yield packet.go_with, history.case.me, packet.GoWith(KEY, str(row.id))


def _sign(history: History) -> Iterator[Try]:
    of = history.case.referral
    shown = shown_texts(of, word_back=WordBack.updates, may_talk=False, at=history.at)
    said: Any = {"may_talk": False, "wants_check_ins": True, "shown": shown}
    yield consent.sign, history.case.me, consent.Sign(KEY, of, history.case.name, WordBack.updates, **said)


def _approve(history: History) -> Iterator[Try]:
    of, miriam = history.case.referral, history.world.miriam
    wanted = (*minimum(Reason(history.row.reason)), *OPENED_BY_SAFETY)
    whole = summary.WriteDraft(KEY, of, dict.fromkeys(wanted, "So it is."), dict.fromkeys(wanted, "Needed."))
    yield summary.approve, miriam, summary.ApproveDraft(KEY, of)
    summary.write_draft(miriam, whole, history.at)
    yield summary.approve, miriam, summary.ApproveDraft(KEY, of)


def _choose(history: History) -> Iterator[Try]:
    of, me = history.case.referral, history.case.me
    for row in history.options.values():
        one = str(row.id)
        if row.connection_hash:
            known = option.KnowConnection(KEY, of, one, row.connection_hash)
            option.know_connection(me, known, history.at)
        yield option.choose, me, option.Choose(KEY, of, (one,))


def _find(history: History) -> Iterator[Try]:
    for profile in history.world.profiles.values():
        said = option.ShowOptions(KEY, history.case.referral, (profile,), "Nobody else has room.")
        yield option.show, history.world.miriam, said


def _reply(history: History) -> Iterator[Try]:
    """A recipient says yes, opens, takes the client on, or says no."""
    amara = history.world.profiles["amara"]
    terms: Any = {**TERMS, "first_day": weekday(history.at.today).isoformat()}
    for row in history.handoffs:
        if row.state in ENDED:
            continue
        is_account = str(row.profile_id) == amara
        who = history.world.amara if is_account else Actor(Kind.guest, handoff=row.id)
        one = str(row.id)
        yield reply.confirm, who, reply.Confirm(KEY, one, **terms)
        yield packet.open_, who, packet.Open(KEY, one)
        yield packet.accept, who, packet.Accept(KEY, one)
        yield reply.decline, who, reply.Decline(KEY, one, "cost")


def _meet(history: History) -> Iterator[Try]:
    me, today = history.case.me, history.at.today
    for row in history.handoffs:
        one = str(row.id)
        yield (
            meeting.schedule,
            me,
            meeting.Schedule(KEY, one, "call", weekday(today).isoformat(), "23:59", ZONE, "By video"),
        )
        yield meeting.start, me, meeting.Start(KEY, one, today.isoformat())


def _check_in(history: History) -> Iterator[Try]:
    for row in CheckIn.objects.filter(referral=history.row):
        yield checkin.answer, history.case.me, checkin.AnswerCheckIn(KEY, str(row.id), "well")


def _talk(history: History) -> Iterator[Try]:
    said = referral.Talked(KEY, history.case.referral, history.at.today.isoformat())
    yield referral.talked, history.world.miriam, said


WAYS: Mapping[str, Callable[[History], Iterator[Try]]] = {
    "resume": _of_the_referral(referral.resume, referral.Resume),
    "safety_talk": _of_the_referral(referral.safety_talked, referral.SafetyTalked, "We talked."),
    "answer_question": _answer,
    "decide": _decide,
    "sign": _sign,
    "approve_draft": _approve,
    "choose": _choose,
    "talk": _talk,
    "write_need": _of_the_referral(
        referral.write_need, referral.WriteNeed, NEED, {"words": "", "safety": False, "avoid": ""}, PROMPTS
    ),
    "find_options": _find,
    "send_request": _of_the_referral(handoff.ask_next, handoff.AskNext),
    "answer_request": _reply,
    "make_appointment": _meet,
    "first_session": _meet,
    "check_in": _check_in,
    "outcome": _of_the_referral(closing.end, closing.End, "fits"),
}
