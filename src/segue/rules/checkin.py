"""Check-ins: on which days the client is asked how it goes, what helps, and who hears of it.

Only if the client agreed at goodbye. Help comes in an order that does not split a new alliance; the new
clinician hears an answer only when the client says so. Sending and asking are for others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from segue.rules.referral_facts import CheckInAnswer
from segue.rules.text import N_


class CheckIn(StrEnum):
    """The five check-ins, in order."""

    after_acceptance = "after_acceptance"
    first_week = "first_week"
    third_week = "third_week"
    sixth_week = "sixth_week"
    twelfth_week = "twelfth_week"


AFTER_ACCEPTANCE = timedelta(days=2)
"""Long enough for the recipient to call, short enough to help when nobody did."""

DAYS_AFTER_START: Mapping[CheckIn, int] = MappingProxyType(
    {
        CheckIn.first_week: 7,
        CheckIn.third_week: 21,
        CheckIn.sixth_week: 42,
        CheckIn.twelfth_week: 84,
    }
)


class Help(StrEnum):
    """What may help, the gentlest first."""

    tell_new_clinician = "tell_new_clinician"
    another_hour = "another_hour"
    talk_with_referrer = "talk_with_referrer"
    other_people = "other_people"


HELP_WORDS: Mapping[Help, str] = MappingProxyType(
    {
        Help.tell_new_clinician: N_("Tell %(recipient)s. We have words that you can use."),
        Help.another_hour: N_("Ask %(recipient)s for another hour."),
        Help.talk_with_referrer: N_("Talk with %(referrer)s."),
        Help.other_people: N_("See other people."),
    }
)

FIRST_QUESTION = N_("How is it going with %(recipient)s?")
COMING_QUESTION = N_("Do you know what comes next with %(recipient)s?")

ANSWERS: Mapping[CheckInAnswer, str] = MappingProxyType(
    {
        CheckInAnswer.well: N_("Well"),
        CheckInAnswer.so_so: N_("So-so"),
        CheckInAnswer.not_well: N_("Not well"),
        CheckInAnswer.stopped: N_("We stopped"),
    }
)
COMING_ANSWERS: Mapping[CheckInAnswer, str] = MappingProxyType(
    {
        CheckInAnswer.well: N_("Yes"),
        CheckInAnswer.so_so: N_("Not quite"),
        CheckInAnswer.not_well: N_("No, nobody has called"),
        CheckInAnswer.stopped: N_("I do not want to go on with this"),
    }
)

_ALL_HELP = tuple(Help)
_HELP: Mapping[CheckInAnswer, tuple[Help, ...]] = MappingProxyType(
    {
        CheckInAnswer.well: (),
        CheckInAnswer.so_so: (Help.tell_new_clinician, Help.another_hour, Help.talk_with_referrer),
        CheckInAnswer.not_well: _ALL_HELP,
        CheckInAnswer.stopped: _ALL_HELP,
    }
)
_FOLLOW_UPS: Mapping[CheckInAnswer, tuple[str, ...]] = MappingProxyType(
    {
        CheckInAnswer.well: (N_("May both of them hear that it is a good fit?"),),
        CheckInAnswer.so_so: (N_("What would make it better?"), N_("May %(recipient)s hear this?")),
        CheckInAnswer.not_well: (N_("What is missing?"), N_("May %(recipient)s hear this?")),
        CheckInAnswer.stopped: (N_("What would help now?"), N_("May %(recipient)s hear this?")),
    }
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One check-in, and the client's day on which it is asked."""

    check_in: CheckIn
    day: date


def planned(*, agreed: bool, accepted_on: date | None, started_on: date | None) -> tuple[Planned, ...]:
    """The check-ins that stand to be asked; the one about what comes next falls away once it has begun."""
    if not agreed:
        return ()
    if started_on is not None:
        return tuple(
            Planned(check_in, started_on + timedelta(days=days))
            for check_in, days in DAYS_AFTER_START.items()
        )
    if accepted_on is not None:
        return (Planned(CheckIn.after_acceptance, accepted_on + AFTER_ACCEPTANCE),)
    return ()


def question(check_in: CheckIn) -> str:
    """The one question that is asked first."""
    return COMING_QUESTION if check_in is CheckIn.after_acceptance else FIRST_QUESTION


def answers(check_in: CheckIn) -> Mapping[CheckInAnswer, str]:
    """The answers to it, in words."""
    return COMING_ANSWERS if check_in is CheckIn.after_acceptance else ANSWERS


def follow_ups(answer: CheckInAnswer) -> tuple[str, ...]:
    """At most two more questions."""
    return _FOLLOW_UPS[answer]


def carries_the_referrers_line(check_in: CheckIn) -> bool:
    """Whether the referrer's own line stands at its head: on the first one after the first session."""
    return check_in is CheckIn.first_week


def help_for(answer: CheckInAnswer) -> tuple[Help, ...]:
    """What is offered, in order; other people only where it does not go well or has stopped."""
    return _HELP[answer]


def makes_a_task(latest_first: Sequence[CheckInAnswer | None]) -> bool:
    """Whether the referrer must act: not well, stopped, or two in a row without an answer (None)."""
    if not latest_first:
        return False
    if latest_first[0] in {CheckInAnswer.not_well, CheckInAnswer.stopped}:
        return True
    return len(latest_first) > 1 and latest_first[0] is None and latest_first[1] is None


def is_told_to_new_clinician(answer: CheckInAnswer | None, *, client_says_so: bool) -> bool:
    """Whether the new clinician hears the answer: only on the client's own word."""
    return answer is not None and client_says_so
