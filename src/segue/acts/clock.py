"""Reply clocks and holds as rows that fall due: started, paused by a question, gone on, stopped."""

from datetime import datetime, timedelta

from segue.acts.turn import Turn
from segue.rules.clock import (
    HOLD_DAYS,
    LAPSE_DAYS,
    REPLY_TIME,
    Urgency,
    WorkingTime,
    add_working,
    end_of_working_days,
    working_between,
)
from segue.store.lore import holidays
from segue.store.models import Handoff
from segue.store.step import Due, drop_jobs

HALF, NINE_TENTHS = 0.5, 0.9


def working_time(handoff: Handoff) -> WorkingTime:
    """The hours in which this recipient can be expected to answer."""
    return WorkingTime(zone=handoff.profile.zone, holidays=holidays(handoff.from_practice.country))


def due_for(turn: Turn) -> datetime:
    """When the answer to a request sent now is hoped for."""
    allowed = REPLY_TIME[Urgency(turn.referral.urgency)]
    return add_working(turn.at.now, hours=allowed, within=working_time(turn.the_handoff))


def clock_jobs(turn: Turn, *, allowed: timedelta) -> tuple[Due, ...]:
    """Reminders at one half and nine tenths, and the end, of so much working time from now."""
    handoff, now = turn.the_handoff, turn.at.now
    hours = working_time(handoff)
    due = add_working(now, hours=allowed, within=hours)
    marks = (("half", HALF), ("nine_tenths", NINE_TENTHS))
    reminders = tuple(
        Due("remind_reply", _key(handoff, f"{name}:{handoff.version}"), turn.refs | {"mark": name}, at)
        for name, share in marks
        if now < (at := add_working(now, hours=allowed * share, within=hours)) < due
    )
    return (*reminders, Due("reply_clock_out", _key(handoff, f"out:{handoff.version}"), turn.refs, due))


def whole_clock(turn: Turn) -> tuple[Due, ...]:
    """The jobs of a clock that starts now."""
    return clock_jobs(turn, allowed=REPLY_TIME[Urgency(turn.referral.urgency)])


def left_of_clock(turn: Turn) -> timedelta:
    """The working time that is left until the answer is due."""
    handoff = turn.the_handoff
    if handoff.due_at is None:
        return timedelta()
    return working_between(turn.at.now, until=handoff.due_at, within=working_time(handoff))


def stop_clock(turn: Turn) -> None:
    """Nothing more falls due for this request."""
    drop_jobs(f"reply:{turn.the_handoff.id}", at=turn.at)


def hold_until(turn: Turn) -> datetime:
    """How long a confirmed opening is held."""
    return end_of_working_days(turn.at.now, days=HOLD_DAYS, within=working_time(turn.the_handoff))


def hold_jobs(turn: Turn, *, until: datetime) -> tuple[Due, ...]:
    """The end of a hold."""
    return (Due("hold_out", f"hold:{turn.the_handoff.id}:{turn.the_handoff.version}", turn.refs, until),)


def stop_hold(turn: Turn) -> None:
    """The hold is over, one way or another."""
    drop_jobs(f"hold:{turn.the_handoff.id}", at=turn.at)


def lapse_job(turn: Turn) -> Due:
    """Ten working days without a word end an approach."""
    until = end_of_working_days(turn.at.now, days=LAPSE_DAYS, within=working_time(turn.the_handoff))
    return Due("lapse", f"lapse:{turn.the_handoff.id}:{turn.the_handoff.version}", turn.refs, until)


def _key(handoff: Handoff, rest: str) -> str:
    return f"reply:{handoff.id}:{rest}"
