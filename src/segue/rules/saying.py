"""Whether what somebody says of a profile is true to the table of fact families, and does not contradict itself.

A family is said whole: its facts together are everything the speaker says of it, so what is left out is taken back.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from segue.rules.codes import CODES, Family, shown
from segue.rules.profile import FAMILIES, LEVELS, NONE_OF_THEM, Ends, FactFamily, Value
from segue.rules.step import Refused
from segue.rules.text import N_

FURTHEST_END = timedelta(days=3653)
FURTHEST_RETURN = timedelta(days=731)
MOST_DOLLARS = 5000
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Said:
    """One thing of a family as somebody says it: as typed."""

    code: str
    value: str = ""
    ends_on: str = ""


@dataclass(frozen=True, slots=True)
class SaidTrue:
    """The same, found to be true to the table."""

    code: str
    value: str = ""
    ends_on: date | None = None


def found_true(
    family: str, said: Iterable[Said], *, kind: str, today: date
) -> tuple[SaidTrue, ...] | Refused:
    """A family as it is said, in the order of its codes; or the first thing that is not true to the table."""
    line = FAMILIES.get(family)
    if line is None or kind not in line.kinds:
        return _refused("unknown_family", _UNKNOWN_FAMILY, _LOOK_AGAIN, family, value=shown(family))
    kept: dict[str, SaidTrue] = {}
    for one in said:
        true = _one_true(line, one, today=today)
        if isinstance(true, Refused):
            return true
        kept[true.code] = true
    if len(kept) > line.most:
        return _refused(
            "too_many", N_("These are %(count)s; there is room for %(most)s."),
            N_("Leave some out. The rest of the page is kept."), family, count=len(kept), most=line.most,
        )  # fmt: skip
    return tuple(kept[code] for code in line.words if code in kept)


def _one_true(line: FactFamily, one: Said, *, today: date) -> SaidTrue | Refused:
    if one.code not in line.words:
        return _refused(
            "unknown_code", N_("“%(value)s” is not a word of this list."), N_("Pick one from the list."),
            line.name, value=shown(one.code),
        )  # fmt: skip
    text = one.value.replace("\r\n", "\n").strip()
    if not text and line.needs_value:
        return _refused("empty", N_("Something is missing here."), N_("Write it, or take it out."), line.name)
    longest = line.longest
    if len(text) > longest:
        return _refused(
            "too_long", N_("This has %(count)s characters; there is room for %(most)s."),
            N_("Shorten it. What you wrote is still here."), line.name, count=len(text), most=longest,
        )  # fmt: skip
    if any(not sign.isprintable() and sign != "\n" for sign in text):
        return _refused(
            "not_text", N_("There are signs in this that nobody can read."), _TYPE_AGAIN, line.name
        )
    value = _VALUES[line.value](line, one.code, text) if text else ""
    if isinstance(value, Refused):
        return value
    ends_on = _end(line, one.ends_on.strip(), today=today)
    return ends_on if isinstance(ends_on, Refused) else SaidTrue(one.code, value, ends_on)


def _end(line: FactFamily, text: str, *, today: date) -> date | Refused | None:
    if line.ends is Ends.NEVER or (not text and line.ends is Ends.MAY):
        return None
    day = _day(text)
    if day is None:
        return _refused("not_a_day", N_("The day on which this ends cannot be read."), _WRITE_DAY, line.name)
    if day < today:
        return _refused("ended", N_("This has ended."), N_("Write the new end, or take it out."), line.name)
    if day > today + FURTHEST_END:
        return _refused("too_far", N_("This day is more than ten years away."), _COMPARE, line.name)
    return day


def _nothing(line: FactFamily, code: str, text: str) -> str | Refused:  # noqa: ARG001  all values are read alike
    return ""


def _level(line: FactFamily, code: str, text: str) -> str | Refused:  # noqa: ARG001
    if text in LEVELS:
        return text
    return _refused("unknown_level", N_("There is no such level."), N_("Pick one from the list."), line.name)


def _line(line: FactFamily, code: str, text: str) -> str | Refused:  # noqa: ARG001
    return text


def _number(line: FactFamily, code: str, text: str) -> str | Refused:  # noqa: ARG001
    digits = text.removeprefix("$").strip()
    most = MOST_DOLLARS if line.value is Value.DOLLARS else MOST_COUNTED
    if not re.fullmatch(r"[0-9]{1,4}", digits) or int(digits) > most:
        return _refused(
            "not_a_number", N_("“%(value)s” is no whole number from 0 to %(most)s."),
            N_("Write it in digits, without cents."), line.name, value=shown(text), most=most,
        )  # fmt: skip
    return str(int(digits))


def _phone(line: FactFamily, code: str, text: str) -> str | Refused:  # noqa: ARG001
    if len(text) <= 32 and 7 <= sum(sign.isdecimal() for sign in text) <= 15:
        return text
    return _refused("not_a_phone", N_("This is no telephone number."), _COMPARE, line.name)


def _states(line: FactFamily, code: str, text: str) -> str | Refused:  # noqa: ARG001
    named = re.split(r"[\s,;]+", text.upper().strip(" ,;"))
    wrong = [state for state in named if state not in CODES[Family.STATE]]
    if wrong:
        return _refused(
            "unknown_state", N_("“%(value)s” is no state."), N_("Write two letters each, such as MN, WI."),
            line.name, value=shown(wrong[0]),
        )  # fmt: skip
    return ",".join(sorted(set(named)))


_VALUES: Final[Mapping[Value, Callable[[FactFamily, str, str], str | Refused]]] = MappingProxyType(
    {
        Value.NOTHING: _nothing,
        Value.LEVEL: _level,
        Value.LINE: _line,
        Value.DOLLARS: _number,
        Value.COUNT: _number,
        Value.PHONE: _phone,
        Value.STATES: _states,
    }
)


def fit_together(said: Mapping[str, Mapping[str, str]], *, today: date) -> Refused | None:
    """Whether what is said of all families, code and value, does not contradict itself."""
    concerns, not_seen = said.get("concern", {}), said.get("not_seen", {})
    focus = [code for code in said.get("focus", {}) if code not in concerns]
    if focus:
        return _clash(
            "focus", N_("“%(what)s” is a focus and not among the concerns."), what=_concern(focus[0])
        )
    both = [code for code in concerns if code in not_seen]
    if both:
        return _clash("not_seen", N_("“%(what)s” is treated and also not seen."), what=_concern(both[0]))
    if any(code not in not_seen for code in said.get("not_seen_why", {})):
        return _clash("not_seen_why", N_("There is a reason for somebody who is seen."))
    plans = set(said.get("insurance", {}))
    if NONE_OF_THEM in plans and plans - {NONE_OF_THEM, "out_of_network"}:
        return _clash("insurance", N_("“Takes no insurance” stands beside a plan."))
    court = said.get("court", {})
    if any(code in court and f"no_{code}" in court for code in ("court_ordered", "evaluations")):
        return _clash("court", N_("Yes and no are both ticked."))
    fees = said.get("fee", {})
    if "least" in fees and ("visit" not in fees or int(fees["least"]) > int(fees["visit"])):
        return _clash("fee", N_("The least on a sliding scale is more than a visit costs."))
    return _away(said.get("away", {}), today=today)


def _away(away: Mapping[str, str], *, today: date) -> Refused | None:
    if not away:
        return None
    begins, ends = _day(away.get("from", today.isoformat())), _day(away.get("until", ""))
    if begins is None or ends is None:
        return _refused(
            "not_a_day", N_("A day of the time away is missing or cannot be read."), _WRITE_DAY, "away"
        )
    if not max(begins, today) <= ends <= today + FURTHEST_RETURN:
        return _refused(
            "away_days", N_("The time away ends before it begins, has passed, or is more than two years off."),
            N_("Write the day on which you are back."), "away",
        )  # fmt: skip
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _concern(code: str) -> str:
    return CODES[Family.CONCERN][code].label


def _clash(family: str, why: str, **about: str) -> Refused:
    return _refused(
        "contradiction", why, N_("Take one of the two out. Nothing else was changed."), family, **about
    )


def _refused(code: str, why: str, remedy: str, family: str, **about: object) -> Refused:
    return Refused(code, why, remedy, {"field": family, **{name: str(text) for name, text in about.items()}})


_UNKNOWN_FAMILY = N_("“%(value)s” is nothing that this profile can say.")
_LOOK_AGAIN = N_("Open the page again and choose from it.")
_TYPE_AGAIN = N_("Type it again by hand.")
_WRITE_DAY = N_("Write it as year, month, day.")
_COMPARE = N_("Compare it with what you have in hand. The rest of the page is kept.")
