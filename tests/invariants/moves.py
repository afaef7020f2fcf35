"""What may happen in a history, and what somebody who does their part would do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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
    reminder,
    reply,
    summary,
)
from segue.acts.answer import Done
from segue.demo.builders import NEED, PROMPTS, TERMS, ZONE
from segue.reads.lookups import shown_texts
from segue.rules.actor import CLOCK, Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.handoff import DeclineReason
from segue.rules.referral import Feeling, Outcome
from segue.rules.step import Refused
from segue.wires.letter import Letter, NotSent, Text
from segue.work.desk import Desk
from segue.work.worker import run_once
from tests.invariants.history import History

BAIT = "Quillaby Thrushwood"
NAMES = ("amara", "samuel", "ruth", "ines")
SECTIONS = ("need", "helped", "course", "risk_now", "who", "question")
CLOCKS_CHANGE = (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
"""Half an hour before the hour that is left out in Minnesota, and before the one that comes twice."""
FITS = 0.67
STRANGE = 0.12
UNWANTED = 0.1

Move = Callable[[History, str], None]
MOVES: dict[str, Move] = {}
"""Everything that may happen; the name is that of a recipient, for moves about one."""

FITTING: Mapping[str, tuple[str, ...]] = {
    "requested": ("confirm", "confirm", "decline", "wait", "question", "answer_question", "run_out"),
    "no_answer": ("confirm", "decline", "run_out"),
    "confirmed": ("go_with", "question", "run_out"),
    "unlocked": ("open_packet", "open_packet", "decline", "run_out"),
    "opened": ("accept", "accept", "question", "answer_question", "decline", "wait"),
    "waitlisted": ("confirm", "decline"),
    "accepted": ("schedule", "start", "start", "check_in", "decide_no", "decline", "withdraw"),
    "scheduled": ("start", "start", "miss", "check_in", "decide_no"),
    "missed": ("schedule", "decline"),
    "started": ("check_in", "thank", "decide_no"),
}
"""What somebody who does their part would do next, by where their approach stands."""


def something_happens(history: History) -> None:
    """Two times of three somebody does what fits, otherwise anybody tries anything."""
    die = history.die
    fitting = _fitting(history) if die.random() < FITS else []
    move, name = die.choice(fitting or [(each, die.choice(NAMES)) for each in MOVES])
    history.told.append(f"- {move} {name}")
    MOVES[move](history, name)


def _fitting(history: History) -> list[tuple[str, str]]:
    """What would bring the referral on, and by whom."""
    row = history.row
    names = {profile: name for name, profile in history.world.profiles.items()}
    ranked = any(option.rank for option in history.options.values())
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
    return [(each, "amara") for each, does_fit in own.items() if does_fit] + [
        (each, names[str(approach.profile_id)])
        for approach in history.handoffs
        for each in FITTING.get(approach.state, ())
    ]


def move(body: Move) -> Move:
    """Something that may happen."""
    MOVES[body.__name__] = body
    return body


# What the practice does


@move
def show(history: History, name: str) -> None:
    die = history.die
    names = {name, *die.sample(NAMES, die.randint(0, 3))}
    if die.random() < 0.4:
        history.world.say_open(*sorted(names))
    shown = tuple(history.world.profiles[one] for one in sorted(names))
    why = die.choice(("Nobody else has room.", ""))
    history.does(
        option.show, history.staff, option.ShowOptions(history.key, history.case.referral, shown, why)
    )


@move
def write_need(history: History, _: str) -> None:
    safety = history.die.random() < 0.5
    answers = {"words": f"{BAIT} has panic attacks.", "safety": safety, "avoid": ""}
    prompts = {**PROMPTS, "safety": "A plan is in place."} if safety else PROMPTS
    not_ask = [history.world.profiles[name] for name in NAMES if history.die.random() < UNWANTED]
    need = {**NEED, "not_ask": not_ask}
    command = referral.WriteNeed(history.key, history.case.referral, need, answers, prompts)
    history.does(referral.write_need, history.staff, command)


@move
def write_draft(history: History, _: str) -> None:
    said = {"need": "Panic, by day.", "helped": "Naming it."}
    command = summary.WriteDraft(history.key, history.case.referral, said, {})
    history.does(summary.write_draft, history.staff, command)


@move
def approve(history: History, _: str) -> None:
    command = summary.ApproveDraft(history.key, history.case.referral)
    history.does(summary.approve, history.staff, command)


@move
def ask_next(history: History, _: str) -> None:
    history.does(handoff.ask_next, history.staff, handoff.AskNext(history.key, history.case.referral))


@move
def resume(history: History, _: str) -> None:
    who = CLOCK if history.die.random() < 0.3 else history.staff
    history.does(referral.resume, who, referral.Resume(history.key, history.case.referral))


@move
def talk_of_safety(history: History, _: str) -> None:
    command = referral.SafetyTalked(history.key, history.case.referral, "We talked.")
    history.does(referral.safety_talked, history.staff, command)


@move
def withdraw(history: History, name: str) -> None:
    if row := history.handoff(name):
        who = history.client if history.die.random() < 0.3 else history.staff
        history.does(handoff.withdraw, who, handoff.Withdraw(history.key, str(row.id), "Found another way."))


@move
def answer_question(history: History, name: str) -> None:
    if row := history.handoff(name):
        words = history.die.choice(("", "Fine."))
        command = reply.Answer(history.key, str(row.id), "" if words else "online_yes", words)
        history.does(reply.answer, history.staff, command)


@move
def end(history: History, _: str) -> None:
    if history.die.random() < 0.2:
        outcome = history.die.choice(sorted(Outcome))
        history.does(closing.end, history.staff, closing.End(history.key, history.case.referral, outcome))


@move
def reopen(history: History, _: str) -> None:
    command = closing.Reopen(history.key, history.case.referral, "It goes on.")
    history.does(closing.reopen, history.staff, command)


@move
def give_link(history: History, name: str) -> None:
    row = history.handoff(name)
    if row is None or history.die.random() < 0.6:
        command = link.GiveClientLink(history.key, history.case.referral)
        history.does(link.give_client_link, history.staff, command)
    elif str(row.id) in history.links:
        history.does(link.take_back, history.staff, link.TakeBack(history.key, history.links[str(row.id)]))


# What the client does


@move
def feel(history: History, _: str) -> None:
    feeling = history.die.choice(sorted(Feeling))
    history.does(referral.feel, history.client, referral.Feel(history.key, history.case.referral, feeling))


@move
def choose(history: History, _: str) -> None:
    die, there = history.die, sorted(history.options)
    ranked = tuple(str(history.options[each].id) for each in die.sample(there, die.randint(0, len(there))))
    command = option.Choose(
        history.key,
        history.case.referral,
        ranked,
        whoever_first=die.random() < 0.5,
        live_limit=die.randint(1, 3),
        none=not ranked and die.random() < 0.5,
    )
    history.does(option.choose, history.client, command)


@move
def strike(history: History, name: str) -> None:
    codes = tuple(sorted(history.die.sample(SECTIONS[:-1], history.die.randint(0, 3))))
    for_one = {history.world.profiles[name]: ("question",)}
    command = summary.Strike(history.key, history.case.referral, codes, for_one)
    history.does(summary.keep_private, history.client, command)


@move
def add_words(history: History, _: str) -> None:
    command = summary.AddWords(history.key, history.case.referral, "I would like to begin soon.")
    history.does(summary.add_words, history.client, command)


@move
def sign(history: History, _: str) -> None:
    word_back = history.die.choice(sorted(WordBack))
    shown = shown_texts(history.case.referral, word_back=WordBack(word_back), may_talk=False, at=history.at)
    command = consent.Sign(
        history.key, history.case.referral, BAIT, word_back, may_talk=False, wants_check_ins=True, shown=shown
    )
    history.does(consent.sign, history.client, command)


@move
def refuse_to_sign(history: History, _: str) -> None:
    if history.die.random() < 0.3:
        history.does(consent.refuse, history.client, consent.RefuseToSign(history.key, history.case.referral))


@move
def revoke(history: History, name: str) -> None:
    whose = history.world.profiles[name] if history.die.random() < 0.6 else ""
    history.does(consent.revoke, history.client, consent.Revoke(history.key, history.case.referral, whose))


@move
def go_with(history: History, name: str) -> None:
    if row := history.handoff(name):
        history.does(packet.go_with, history.client, packet.GoWith(history.key, str(row.id)))


@move
def decide_no(history: History, name: str) -> None:
    if row := history.handoff(name):
        history.does(meeting.decide_no, history.client, meeting.DecideNo(history.key, str(row.id)))


@move
def pause(history: History, _: str) -> None:
    until = (history.at.today + timedelta(days=history.die.randint(1, 9))).isoformat()
    history.does(referral.pause, history.client, referral.Pause(history.key, history.case.referral, until))


# What recipients do, or somebody who only says that they are one


def _answers(history: History, act: Callable[..., Any], name: str, command: Callable[[str], Any]) -> None:
    """The recipient answers, or another one tries to; a stranger's answer is as if nothing were there."""
    other = history.die.choice(NAMES) if history.die.random() < STRANGE else name
    row, who = history.handoff(name), history.recipient(other)
    if row is None or who is None:
        return
    answer = history.does(act, who, command(str(row.id)))
    if other != name:
        assert getattr(answer, "code", "") == "not_found", answer


@move
def confirm(history: History, name: str) -> None:
    first_day = (history.at.today + timedelta(days=6)).isoformat()
    terms: dict[str, Any] = {**TERMS, "price": history.die.choice(("100", "400")), "first_day": first_day}
    _answers(history, reply.confirm, name, lambda row: reply.Confirm(history.key, row, **terms))


@move
def open_packet(history: History, name: str) -> None:
    proof = history.proof(name)
    _answers(history, packet.open_, name, lambda row: packet.Open(history.key, row, proof))


@move
def accept(history: History, name: str) -> None:
    _answers(history, packet.accept, name, lambda row: packet.Accept(history.key, row))


@move
def decline(history: History, name: str) -> None:
    reason = history.die.choice(sorted(DeclineReason))
    suggests = ("Hilde Aas",) if history.die.random() < 0.5 else ()
    _answers(
        history, reply.decline, name, lambda row: reply.Decline(history.key, row, reason, suggests=suggests)
    )


@move
def wait(history: History, name: str) -> None:
    _answers(history, reply.waitlist, name, lambda row: reply.Waitlist(history.key, row, 2, 4))


@move
def question(history: History, name: str) -> None:
    words = history.die.choice(("", "How is work?"))
    _answers(
        history, reply.ask, name, lambda row: reply.Ask(history.key, row, "" if words else "online", words)
    )


@move
def schedule(history: History, name: str) -> None:
    day = (history.at.today + timedelta(days=2)).isoformat()
    _answers(
        history,
        meeting.schedule,
        name,
        lambda row: meeting.Schedule(history.key, row, "call", day, "18:00", ZONE, "By video"),
    )


@move
def start(history: History, name: str) -> None:
    today = history.at.today.isoformat()
    _answers(history, meeting.start, name, lambda row: meeting.Start(history.key, row, today))


@move
def miss(history: History, name: str) -> None:
    _answers(history, meeting.miss, name, lambda row: meeting.Miss(history.key, row))


@move
def thank(history: History, name: str) -> None:
    _answers(history, closing.thank, name, lambda row: closing.Thank(history.key, row, "Thank you."))


@move
def assign(history: History, name: str) -> None:
    person = str(history.world.amara.person)
    _answers(history, handoff.assign, name, lambda row: handoff.Assign(history.key, row, person))


# What the clock and the worker do


@move
def run_out(history: History, name: str) -> None:
    if row := history.handoff(name):
        act = history.die.choice((handoff.lapse, handoff.no_answer, reminder.remind))
        command = reminder.Remind if act is reminder.remind else handoff.ByClock
        history.does(act, CLOCK, command(history.key, str(row.id)))


@move
def check_in(history: History, _: str) -> None:
    """It is asked, and the next time answered."""
    if row := history.check_in():
        if row.asked_at is None:
            history.does(checkin.ask, CLOCK, checkin.AskCheckIn(history.key, str(row.id)))
            return
        answer = history.die.choice(("well", "so_so", "not_well", "stopped"))
        tell = history.die.random() < 0.5
        command = checkin.AnswerCheckIn(history.key, str(row.id), answer, may_tell=tell)
        history.does(checkin.answer, history.client, command)


@move
def time_passes(history: History, _: str) -> None:
    _moves_by(history, timedelta(hours=history.die.choice((1, 3, 9, 25, 49, 90))))


@move
def time_jumps(history: History, _: str) -> None:
    _moves_by(history, timedelta(days=history.die.choice((-40, -8, 8, 40)), hours=history.die.randint(0, 9)))


@move
def time_turns_back(history: History, _: str) -> None:
    _moves_by(history, -timedelta(minutes=history.die.choice((1, 61, 600))))


@move
def clocks_change(history: History, _: str) -> None:
    coming = [each for each in CLOCKS_CHANGE if each > history.clock.now]
    if coming:
        _moves_by(history, coming[0] - history.clock.now + timedelta(hours=history.die.randint(0, 2)))


def _moves_by(history: History, time: timedelta) -> None:
    history.clock.now += time
    history.told.append(f"{history.clock.now:%Y-%m-%d %H:%M} (the clock)")


@dataclass(frozen=True, slots=True)
class Way:
    """A way out that remembers what went, and fails now and then."""

    history: History

    def send(self, message: Letter | Text) -> None:
        """Take it, or say that it could not be taken, before or after it went."""
        luck = self.history.die.random()
        if luck < 0.05:
            raise NotSent("smtp_unreachable")
        self.history.sent.append(message)
        if luck > 0.97:
            raise NotSent("smtp_unreachable")

    def probe(self) -> None:
        """It is there."""


@move
def worker_works(history: History, _: str) -> None:
    way = Way(history)
    desk = Desk(way, way, "https://elm.example", "segue@elm.example", operator="root@elm.example")
    for _turn in range(history.die.randint(1, 6)):
        if not run_once(history.at, desk=desk):
            break
    history.has_changed = True
    history.look()
    history.happened["worker"] += 1


# What must change nothing


@move
def the_same_again(history: History, _: str) -> None:
    history.says_again()


@move
def the_same_key_for_something_else(history: History, _: str) -> None:
    history.says_otherwise()


@move
def an_old_page(history: History, _: str) -> None:
    history.says_from_an_old_page()


@move
def a_stranger(history: History, name: str) -> None:
    """Whoever has no part in it meets nothing, whatever they try."""
    other = Actor(Kind.client, client=history.clock.new_id())
    guest = Actor(Kind.guest, handoff=history.clock.new_id(), link=history.clock.new_id())
    row = history.handoff(name)
    who = history.die.choice((other, guest, history.world.amara))
    of = history.case.referral
    tries: list[tuple[Callable[..., Done | Refused], Any]] = [
        (handoff.ask_next, handoff.AskNext(history.key, of)),
        (referral.talked, referral.Talked(history.key, of, "2026-03-01")),
        (consent.revoke, consent.Revoke(history.key, of)),
        (summary.approve, summary.ApproveDraft(history.key, of)),
    ]
    if row is not None and who is not history.world.amara:
        tries.append((packet.open_, packet.Open(history.key, str(row.id))))
    act, command = history.die.choice(tries)
    answer = history.does(act, who, command)
    assert getattr(answer, "code", "") == "not_found", answer
