"""What the clock does when a job falls due: one line a kind, each an act like any other.

The job's key is the command's, so an act that happened just before its worker died gives its first answer
again. An act that refuses has found that there is no reason any more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from segue.acts import anchor, checkin, exposure, freshness, handoff, packing, referral, reminder
from segue.acts.answer import Done
from segue.acts.outbox import Taken
from segue.reads.addresses import zone_of
from segue.rules.actor import CLOCK, Actor
from segue.rules.moment import At
from segue.rules.step import Refused


@dataclass(frozen=True, slots=True)
class Errand:
    """An act and its command, whose fields are named as the job's identifiers are."""

    act: Callable[[Actor, Any, At], Done | Refused]
    command: type[Any]


JOBS: Final[Mapping[str, Errand]] = MappingProxyType(
    {
        "anchor_record": Errand(anchor.anchor_record, anchor.AnchorRecord),
        "ask_still_true": Errand(freshness.ask_still_true, freshness.AskStillTrue),
        "check_in_due": Errand(checkin.ask, checkin.AskCheckIn),
        "count_shown": Errand(exposure.count_shown, exposure.CountShown),
        "hold_out": Errand(handoff.lapse, handoff.ByClock),
        "lapse": Errand(handoff.lapse, handoff.ByClock),
        "pack_directory": Errand(packing.pack_directory, packing.PackDirectory),
        "remind_reply": Errand(reminder.remind, reminder.Remind),
        "reply_clock_out": Errand(handoff.no_answer, handoff.ByClock),
        "unpause": Errand(referral.resume, referral.Resume),
    }
)


def run(taken: Taken, at: At, *, jobs: Mapping[str, Errand]) -> Done | Refused:
    """Carry out a job at the place of its practice, where days begin. Raises KeyError for an unknown kind."""
    errand = jobs[taken.kind]
    known = {each.name for each in fields(errand.command)}
    named = {name: value for name, value in taken.refs.items() if name in known}
    command = errand.command(key=taken.effect_key, **named)
    return errand.act(CLOCK, command, replace(at, zone=zone_of(taken.practice) or at.zone))
