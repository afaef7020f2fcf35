"""Days and parts of the day in a text, as slots of the week.

A part of the day without a day means the working week. What only tells when something happens (“every night”,
“last Tuesday”, “wakes in the morning”) names no hour that somebody is free.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from segue.words.number import Line
from segue.words.phrase import patterns

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS: Final = ("morning", "midday", "afternoon", "evening")
_DAY_WORDS: Final = {day: patterns(day) for day in DAYS}
_WEEKEND: Final = patterns("weekend")
_DAY: Final = "|".join((*_DAY_WORDS.values(), patterns("working week"), _WEEKEND))
_PART_WORDS: Final = {part: patterns(part) for part in PARTS}
_PART: Final = "|".join(f"(?:{words})" for words in _PART_WORDS.values())
_MINUTES: Final = r"(?: : #\d\d)?"
_CLOCK: Final = (
    rf"(?:after|past|from|later than|not before|starting at|despues de las?) #(?P<from>\d{{1,2}}){_MINUTES}"
    r"(?: ?(?P<half>am|pm|in the evening|at night))?"
    r"(?! (?:years?|months?|weeks?|days?|kids|sessions|hours|minutes))"
)
_BETWEEN: Final = (
    rf"(?:between )?#(?P<low>\d{{1,2}}){_MINUTES}(?: ?(?P<lowhalf>am|pm))? ?(?:and|to|-) ?"
    rf"#(?P<high>\d{{1,2}}){_MINUTES} ?(?P<highhalf>am|pm)"
)
_AT: Final = (
    rf"(?:at|around|by) #(?P<at>\d{{1,2}}){_MINUTES} ?(?P<athalf>am|pm)|"
    r"#(?P<at2>\d{1,2}) ?(?P<athalf2>am|pm) (?:or later|onwards?|onward|and later|or after)"
)
_JOIN: Final = (
    r" ?(?:,|and|or|/|&|y|o|-|through|thru|to|a|plus)(?: (?:on|in|maybe|also|the|even|or|los|las|and))* ?"
)
_BARE_CLOCK: Final = re.sub(r"\?P<\w+>", "?:", f"(?:{_CLOCK})|(?:{_BETWEEN})|(?:{_AT})")
_ANY_PART: Final = f"(?:{_PART}|{_BARE_CLOCK})"
_DAY_ROW: Final = rf"(?:{_DAY})(?:{_JOIN}(?:{_DAY}))*"
_PART_ROW: Final = rf"{_ANY_PART}(?:{_JOIN}{_ANY_PART}(?!\S))*"
_HOURS: Final = re.compile(
    rf"\b(?:(?P<days>{_DAY_ROW})"
    rf"(?:(?: (?:in the|during the|at|on|early|late|por la|en la|de|por))? ?(?P<parts>{_PART_ROW}))?"
    rf"|(?P<parts2>{_PART_ROW})"
    rf"(?:(?: ,)?(?: (?:on|of|during|de los?|los|any|every))? (?:the |a |any )?(?P<days2>{_DAY_ROW}))?)(?!\w)"
)
_TOLD: Final = re.compile(rf"\b(?:{patterns('tells when')}) $")
_HAPPENS: Final = re.compile(rf"\b(?:{patterns('happens')})\b[^.,;#]*$")
_IS_BAD: Final = re.compile(
    rf" (?:are|is|be|feel|get) (?:the |my |so |really |always )?(?:{patterns('is bad')})\b"
)
_IS_FREE: Final = re.compile(rf"\b(?:{patterns('is free')})\b")
_ONE_PART: Final = re.compile(
    r"morning|evening|afternoon|noon|midday|night|after (?:school|lunch|dinner|noon)"
)
_SHORT_DAY: Final = re.compile(r"mon|tues?|weds?|thurs?|thu|fri|sat|sun|martes")

_APART: Final = re.compile(r"[.;!?]|\b(?:or|and|plus|not|but|except|o|y)\b")
NEAR_SIGNS: Final = 30
SHORT_CLAUSE: Final = 3
"""Beside more words than these, one part of the day in the singular names an hour only where hours are asked for."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The tokens first to last name these slots."""

    first: int
    last: int
    slots: tuple[str, ...]


def hours(line: Line) -> Iterator[Hours]:
    """Every mention of days and parts of the day in which somebody could come."""
    held: list[_Mention] = []
    for found in line.find(_HOURS):
        days = _days(found["days"] or found["days2"] or "")
        parts = _parts(found["parts"] or found["parts2"] or "")
        if "night" in (found["days"] or ""):
            parts.add("evening")
        if (days or parts) and not _is_short_day(found) and not _only_tells(line, found):
            held.append(_Mention(found.start(), found.end(), days, frozenset(parts)))
    for one in _together(line, held):
        slots = (
            f"{day}_{part}" for day in one.days or DAYS[:5] for part in PARTS if part in (one.parts or PARTS)
        )
        yield Hours(*line.span(one.start, one.end), tuple(slots))


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where in the line days or parts of the day are named."""

    start: int
    end: int
    days: tuple[str, ...]
    parts: frozenset[str]


def _together(line: Line, mentions: Sequence[_Mention]) -> list[_Mention]:
    """A day and a part of the day that are named apart but near make one: “Saturday, if you have mornings”."""
    joined: list[_Mention] = []
    for one in mentions:
        last = joined[-1] if joined else None
        if last and bool(last.days) != bool(one.days) and bool(last.parts) != bool(one.parts):
            between = line.text[last.end : one.start]
            if len(between) <= NEAR_SIGNS and not _APART.search(between):
                joined[-1] = _Mention(last.start, one.end, last.days or one.days, last.parts or one.parts)
                continue
        joined.append(one)
    return joined


def _is_short_day(found: re.Match[str]) -> bool:
    """“Sun”, “sat”, “wed” and “mon” are days only beside another day or a part of one."""
    return bool(_SHORT_DAY.fullmatch(found.group()))


def _only_tells(line: Line, found: re.Match[str]) -> bool:
    """Whether the words say when something happens and not when somebody is free."""
    before, said, after = line.text[: found.start()], found.group(), line.text[found.end() :]
    clause, rest = re.split(r"[.,;]", before)[-1], re.split(r"[.,;]", after)[0]
    if _TOLD.search(before) and not re.search(r"(?:in|during|on) the $|most $|, the $", before):
        return True
    if "#" in (found["parts2"] or "") and re.search(r"(?:wak|woke|up|sleep|bed)\w*(?: \S+){0,2} $", before):
        return True
    if _IS_BAD.match(after):
        return True
    is_asked = bool(_IS_FREE.search(clause) or _IS_FREE.search(rest))
    if _ONE_PART.fullmatch(said) and not is_asked:
        return len(clause.split()) + len(rest.split()) > SHORT_CLAUSE
    if "after work" in said or "after school" in said:
        return False
    return bool(_HAPPENS.search(before[-NEAR_SIGNS:])) and not _IS_FREE.search(rest[:20])


def _days(said: str) -> tuple[str, ...]:
    if not said:
        return ()
    reach = re.search(rf"({_DAY}) ?(?:-|through|thru|to|a) ?({_DAY})", said)
    if reach and (first := _day(reach[1])) and (last := _day(reach[2])):
        low, high = DAYS.index(first[0]), DAYS.index(last[-1])
        if low < high:
            return DAYS[low : high + 1]
    named = {day for word in re.findall(_DAY, said) for day in _day(word)}
    return tuple(day for day in DAYS if day in named)


def _day(word: str) -> tuple[str, ...]:
    if re.fullmatch(_WEEKEND, word):
        return DAYS[5:]
    for day, words in _DAY_WORDS.items():
        if re.fullmatch(words, word):
            return (day,)
    return DAYS[:5]


def _parts(said: str) -> set[str]:
    found = {part for part, words in _PART_WORDS.items() if re.search(rf"\b(?:{words})", said)}
    if "night" in said:
        found.add("evening")
    if "after noon" in said:
        found.discard("midday")
    if re.search(r"before (?:noon|lunch)|after lunch", said):
        found.discard("midday")
    for clock in re.finditer(_CLOCK, said):
        found |= _from(_hour(clock["from"], clock["half"]))
    for clock in re.finditer(_BETWEEN, said):
        high = _hour(clock["high"], clock["highhalf"])
        low = _hour(clock["low"], clock["lowhalf"] or clock["highhalf"])
        found |= {_part_at(hour) for hour in range(min(low, high), high)}
    for clock in re.finditer(_AT, said):
        if clock["at"]:
            found.add(_part_at(_hour(clock["at"], clock["athalf"])))
        else:
            found |= _from(_hour(clock["at2"], clock["athalf2"]))
    return found


def _hour(digits: str, half: str | None) -> int:
    """The hour of the day; without am or pm, visits are between 8 in the morning and 7 in the evening."""
    hour = int(digits)
    if half == "am":
        return hour
    return hour + 12 if hour < 8 or (half and hour < 12) else hour


def _from(hour: int) -> set[str]:
    return {_part_at(each) for each in range(hour, 20)} if hour < 20 else {"evening"}


def _part_at(hour: int) -> str:
    return "morning" if hour < 11 else "midday" if hour < 14 else "afternoon" if hour < 17 else "evening"
