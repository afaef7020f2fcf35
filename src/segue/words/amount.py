"""What a number is of: dollars a visit, a ZIP code, how far, how soon, how old."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from segue.words.number import Line

KM_IN_MILE: Final = 1.609344
BUDGET, ZIP, RADIUS, URGENCY, AGE = "budget", "zip", "radius_km", "urgency_days", "age"
MOST_DOLLARS: Final = 500


@dataclass(frozen=True, slots=True)
class Amount:
    """The tokens first to last say this number (or code) of this field."""

    first: int
    last: int
    field: str
    code: str


def amounts(line: Line) -> Iterator[Amount]:
    """Every number of the line that a need has a field for; the first of a field counts most."""
    if "#" in line.text:
        yield from _budgets(line)
        yield from _places(line)
        yield from _ages(line)
    yield from _urgencies(line)


_COIN: Final = r"(?:dollars?|bucks|usd|dolares|euros?|\$)"
_MONEY: Final = (
    rf"(?:(?:{_COIN} )?#\d+ (?:- |to |or |and |a )?)?(?:{_COIN} )?#(?P<n>\d{{2,3}})\b(?! ?%)(?: {_COIN})?"
)
_AT_MOST: Final = (
    r"(?:under|below|less than|up to|max|maximum|at most|no more than|not more than|more than|within|over|above|"
    r"only|about|around|like|maybe|roughly|of|is|be|to|at|a|the|for|higher than|beyond|much|me|between|"
    r"approximately|hasta|menos de|mas de|maximo|no mas de|unos|capped|limit|:)"
)
_PAYS: Final = (
    r"(?:pay|paying|pays|afford|affords|spend|budget|budgeted|price|fee|fees|rate|cost|costs|cash|pocket|charge|"
    r"charges|sliding scale|slide|sliding|self pay|private pay|manage|ceiling|cap|pagar|gastar|presupuesto|cuesta)"
)
_NO_MORE: Final = (
    r"(?:under|below|less than|up to|max|maximum|at most|no more than|not more than|hasta|menos de|no mas de|"
    r"(?:can't|couldn't|don't|not|won't) (?:do|go|manage) (?:more than|over|above|higher than|beyond|past))"
)
_EACH: Final = (
    r"(?:per|a|an|each|every|/|por|la) "
    r"(?:session|visit|appointment|hour|time|pop|sitting|week|sesion|cita|hora|consulta)"
)
_AT_THE_END: Final = (
    r"(?:max|maximum|tops?|or less|or under|or below|at most|ceiling|limit|out of pocket|cash|maximo|o menos|"
    r"is (?:my|his|her|the|our) (?:limit|max|maximum|budget|ceiling))"
)
_OTHER_UNIT: Final = (
    r"(?! (?:miles?|mi|km|minutes?|mins?|min|weeks?|days?|months?|years?|yrs?|yr|yo|hours?|am|pm|blocks?|pounds?|"
    r"lbs?|times|people|kids|sessions|visits|percent|th|st|mg|year|:|or so miles|- year)\b)"
)
_BUDGET: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_PAYS}(?: {_AT_MOST})* {_MONEY}{_OTHER_UNIT}",
        rf"\b{_NO_MORE}(?: of)? {_MONEY}{_OTHER_UNIT}",
        rf"{_MONEY} {_EACH}",
        rf"{_MONEY} {_AT_THE_END}\b",
        r"\$ (?:#\d+ (?:- |to )(?:\$ )?)?#(?P<n>\d{2,3})\b(?! ?%)",
        r"#(?P<n>\d{2,3}) (?:dollars|bucks|dolares|\$)",
    )
)
_NOT_A_PRICE: Final = re.compile(
    r"(?:lost|lose|owe|owes|debt|won|stole|copay|copays|deductible|bet|bill of)(?: \S+){0,3} ?$"
)
_COPAY: Final = re.compile(r"^ ?(?:copay|co pay|co - pay|deductible|in debt|pounds|lb)")


def _budgets(line: Line) -> Iterator[Amount]:
    for pattern in _BUDGET:
        for found in line.find(pattern):
            dollars = int(found["n"])
            before, after = line.text[: found.start()], line.text[found.end() :]
            if not 10 <= dollars <= MOST_DOLLARS or _NOT_A_PRICE.search(before) or _COPAY.match(after):
                continue
            yield Amount(*line.span(found.start(), found.end()), BUDGET, str(dollars))
            return


_ZIP: Final = re.compile(r"(?<!\$ )#(?P<n>\d{5})(?!\d)(?! (?:dollars|bucks|people|a year))")
_SPELLED_ZIP: Final = re.compile(r"(?:(?:#\d|zero|oh) ){4}(?:#\d|zero|oh)\b")
_FAR: Final = r"(?P<n>\d{1,3}) ?(?:- )?(?P<unit>miles?|mi|km|kms|kilometers?|kilometres?|millas|kilometros)\b"
_WITHIN_FAR: Final = (
    r"(?:within|inside|under|less than|up to|max|maximum|at most|no more than|more than|no farther than|past|beyond|"
    r"no further than|farther than|further than|as far as|drive|travel|go|radius of|about|around|over|"
    r"menos de|a menos de|hasta|dentro de|a unos|a)"
)
_RADIUS: Final = (
    re.compile(rf"\b{_WITHIN_FAR}(?: of| about| around| up to| a)* #{_FAR}"),
    re.compile(
        rf"#{_FAR} (?:radius|or less|or so|max|maximum|tops|from|of|away|is fine|is ok|at most|or closer)"
    ),
)


def _places(line: Line) -> Iterator[Amount]:
    for found in line.find(_ZIP):
        yield Amount(*line.span(found.start(), found.end()), ZIP, found["n"])
        break
    else:
        yield from _spelled_zips(line)
    for pattern in _RADIUS:
        for found in line.find(pattern):
            far = int(found["n"]) * (1 if found["unit"].startswith("k") else KM_IN_MILE)
            if 1 <= round(far) <= 160:
                yield Amount(*line.span(found.start(), found.end()), RADIUS, str(round(far)))
                return


def _spelled_zips(line: Line) -> Iterator[Amount]:
    """“Nine four one one zero”."""
    for found in line.find(_SPELLED_ZIP):
        digits = "".join(word.removeprefix("#") if word[0] == "#" else "0" for word in found.group().split())
        yield Amount(*line.span(found.start(), found.end()), ZIP, digits)


_WITHIN: Final = (
    r"(?:within|in|inside of|in under|in less than|less than|no later than|over|during|the|next|coming|about|max|"
    r"en|dentro de|antes de)"
)
_DAYS: Final = {"day": 1, "week": 7, "wk": 7, "month": 28, "dia": 1, "semana": 7, "mes": 28}
_ASKS: Final = (
    r"(?:need|needs|start|seen|help|someone|appointment|in|opening|get|begin|see|session|available|can)"
)
_SOON: Final = re.compile(
    r"\b(?:as soon as (?:possible|they can|you can|we can|she can|he can|someone can)|asap|a s a p|right away|"
    r"immediately|straight away|urgently?|urgent|the sooner the better|first available|"
    r"earliest (?:possible|available|appointment|opening)|"
    rf"{_ASKS}(?: \S+){{0,3}} (?:this week|right now|today|tomorrow|by (?:friday|monday|the weekend))|"
    r"can't wait(?: long| much longer| any longer)?|"
    r"lo antes posible|cuanto antes|urgente(?:mente)?|de inmediato|esta semana|ya mismo|lo mas pronto posible)\b"
)
_BEGINS: Final = (
    r"(?:start|begin|seen|starting|wait|waiting|open|available|something|someone|appointment|in)"
    rf"(?: {_WITHIN})*"
)
_BY: Final = (
    r"(?:within|in the next|over the next|in under|in less than|no later than|inside of|dentro de|en menos de|"
    r"antes de|en las proximas?|en los proximos)"
)
_HOW_MANY: Final = (
    r"(?:#(?P<n>\d{1,2})|(?P<one>a|an|one|un|una|couple|a couple)(?: of)?|(?P<few>a few|few))"
    r"(?: - #\d+| to #\d+| or #\d+)?"
)
_UNTIL: Final = re.compile(
    rf"\b(?:{_BY}|{_BEGINS})(?: the| about| next| more than| longer than| over)* {_HOW_MANY} "
    r"(?P<unit>days?|weeks?|wks?|months?|dias?|semanas?|mes(?:es)?)\b(?! (?:ago|old|postpartum|pregnant|of))"
)
_NEXT: Final = re.compile(
    r"\b(?:by|before|start|starting|in|within|begin|this|next)(?: the)? "
    r"(?P<when>next week|end of the month|next month|this month|the month)\b"
)


def _urgencies(line: Line) -> Iterator[Amount]:
    for found in line.find(_UNTIL):
        unit = next(days for word, days in _DAYS.items() if found["unit"].startswith(word))
        many = int(found["n"]) if found["n"] else 3 if found["few"] else 2 if "couple" in found["one"] else 1
        if 0 < many * unit <= 365:
            yield Amount(*line.span(found.start(), found.end()), URGENCY, str(many * unit))
            return
    for found in line.find(_SOON):
        if not re.search(r"(?:no|not|n't|isn't|nothing)(?: \S+)? $", line.text[: found.start()]):
            yield Amount(*line.span(found.start(), found.end()), URGENCY, "7")
            return
    for found in line.find(_NEXT):
        yield Amount(
            *line.span(found.start(), found.end()), URGENCY, "7" if "week" in found["when"] else "28"
        )
        return


_NOT_AN_AGE: Final = (
    r"(?! (?:weeks?|wks?|months?|minutes?|mins?|days?|hours?|hrs?|miles?|am|pm|times|dollars|bucks|kids|children|"
    r"years? (?:ago|sober|together|married|clean|now|later|since|into|of)|sessions|percent|lbs?|pounds|mg|or #|- #|"
    r"to #|:|%|people|yrs ago))"
)
_WHO: Final = (
    r"(?:daughter|son|child|kid|boy|girl|stepson|stepdaughter|hijo|hija|fille|fils|sohn|tochter|mother|mom|father|"
    r"dad|husband|wife|sister|brother|teen|sun|twins)(?: is| be| just turned| who is| ,| age| aged| who be)?"
)
_IS: Final = r"(?: am| is| be| are| just turned| turned| turning)?"
_AGE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"#(?P<n>\d{1,3}) ?(?:- )?(?:years?|yrs?|yr|jahre) ?(?:- )?(?:olds?|alt)\b",
        r"\b(?:de|tiene|tengo|con|hija|hijo|fille|fils) #(?P<n>\d{1,3}) (?:anos|ans)\b",
        r"#(?P<n>\d{1,3}) ?(?:- )?(?:yo|y / o)\b",
        r"\b(?:aged?|edad de|tengo|tiene|turned|turning|turns?) #(?P<n>\d{1,3})\b" + _NOT_AN_AGE,
        rf"\b(?:i|he|she|they|who|client|patient){_IS} #(?P<n>\d{{2}})\b" + _NOT_AN_AGE,
        r"\b(?:he|she)(?: is| be| just turned)? #(?P<n>\d)\b" + _NOT_AN_AGE,
        rf"\b{_WHO} \(? ?#(?P<n>\d{{1,2}})\b" + _NOT_AN_AGE,
        r"(?:^|, |\( ?)(?:a )?#(?P<n>\d{2})\b ?(?:[,.)]|$|and\b|with\b|f\b|m\b|female|male|man|woman)",
        r"#(?P<n>\d{2}) (?:f|m|female|male|woman|man|mother|father|mom|dad)\b",
        r"(?:\bin (?:my|his|her|their) (?:early |late |mid )?|\bboth |, |couple )#(?P<n>[2-9]0) s\b",
    )
)


def _ages(line: Line) -> Iterator[Amount]:
    taken: set[int] = set()
    for pattern in _AGE:
        for found in line.find(pattern):
            years = int(found["n"])
            at = found.start("n")
            if at in taken or not 1 <= years <= 105:
                continue
            taken.add(at)
            first, last = line.span(at - 1, max(found.end() - 1, at))
            yield Amount(first, last, AGE, age_group(years))


def age_group(years: int) -> str:
    """The age group that somebody of these years belongs to."""
    return "child" if years <= 12 else "teen" if years <= 17 else "adult" if years < 65 else "older_adult"
