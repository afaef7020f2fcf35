"""How a profile is said in words: the age of a fact, one family in a line, and what of it a client sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from segue.pages.environment import age_of as ago
from segue.pages.environment import day_and_year, day_short
from segue.reads.profile_page import FactLine, OpeningSheet, ProfilePage, is_for_clients
from segue.reads.still_true import StaleLine
from segue.rules.codes import Family, label
from segue.rules.matching.profile import Freshness
from segue.rules.profile import FAMILIES, LEVELS, NONE_OF_THEM, OPENING, STANDING_WORDS, Age, Value

NOT_FOR_CLIENTS_LIST = frozenset({"words", "identity", "focus", "slot", "walk_in", "away"})
"""Families that a client's view says in a way of its own, or only where the client asked."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client sees of a profile: rows of label and words, and the labels of what is too old to be shown."""

    rows: tuple[tuple[str, str], ...]
    too_old: tuple[str, ...]
    identity: str


def age_words(age: Age, *, said_by: str = "", source: str = "") -> str:
    """Confirmed 40 days ago, getting old."""
    parts = [_("Confirmed %(age)s") % {"age": ago(age.days)}]
    if STANDING_WORDS[age.standing]:
        parts.append(_(STANDING_WORDS[age.standing]))
    if source == "desk" and said_by:
        parts.append(_("said by %(name)s") % {"name": said_by})
    if source in ("nppes", "registry"):
        parts.append(_("from the registry"))
    if source == "check":
        parts.append(_("from an answer to a colleague"))
    return ", ".join(parts)


def family_name(family: str) -> str:
    """How a family is called, room among them."""
    return _("Openings") if family == OPENING else _(FAMILIES[family].label)


def stale_words(line: StaleLine) -> str:
    """What a family that is getting old says, in one line."""
    if line.family == OPENING:
        return openings_words(int(line.facts[0][1]))
    return family_words(line.family, line.facts)


def openings_words(places: int) -> str:
    """2 openings."""
    if not places:
        return _("no openings")
    return ngettext("%(count)s opening", "%(count)s openings", places) % {"count": places}


def family_words(family: str, facts: Iterable[tuple[str, str]], *, for_client: bool = False) -> str:
    """What is said of a family, code and value, in one line."""
    said = [fact_words(family, code, value, for_client=for_client) for code, value in facts]
    return capital((" · " if FAMILIES[family].value is Value.LINE else ", ").join(said))


def fact_words(family: str, code: str, value: str, *, for_client: bool = False) -> str:
    """One fact with what stands beside it."""
    line = FAMILIES[family]
    words = _(line.label_of(code, for_client=for_client))
    if line.value is Value.DOLLARS:
        return _("%(what)s $%(amount)s") % {"what": words, "amount": value}
    if line.value is Value.LEVEL:
        return f"{words} ({_(LEVELS[value])})" if value and not for_client else words
    if line.value is Value.COUNT:
        return _("%(count)s places below the usual fee") % {"count": value}
    if family == "training":
        return _("supervised by %(name)s") % {"name": value}
    if line.value is Value.STATES:
        return f"{words}: {value.replace(',', ', ')}"
    if family == "license":
        return words
    return value or words


def capital(words: str) -> str:
    """The first letter large."""
    return words[:1].upper() + words[1:]


def shown_to_client(page: ProfilePage) -> Shown:
    """What a client reads beside this name."""
    rows: list[tuple[str, str]] = []
    too_old: list[str] = []
    if words := _opening_for_client(page.opening):
        rows.append((_("Openings"), words))
    elif page.opening.age is not None:
        too_old.append(_("Openings"))
    for name in FAMILIES:
        living = [line for line in page.facts.get(name, ()) if not line.has_ended]
        if not is_for_clients(name) or name in NOT_FOR_CLIENTS_LIST or not living:
            continue
        if any(line.age.standing is Freshness.OLD for line in living):
            too_old.append(family_name(name))
            continue
        rows.append((family_name(name), _for_client(name, living)))
    if page.facts.get("slot"):
        rows.append((_("Hours"), _hours(page)))
    if away := _away(page.facts.get("away", ())):
        rows.append((_("Away"), away))
    identity = family_words("identity", _pairs(page.facts.get("identity", ())), for_client=True)
    return Shown(tuple(rows), tuple(too_old), identity)


def _for_client(name: str, lines: Iterable[FactLine]) -> str:
    if name == "insurance" and any(line.code == NONE_OF_THEM for line in lines):
        return capital(_(FAMILIES["insurance"].label_of(NONE_OF_THEM)))
    return family_words(name, _pairs(lines), for_client=True)


def _pairs(lines: Iterable[FactLine]) -> list[tuple[str, str]]:
    return [(line.code, line.value) for line in lines]


def _opening_for_client(opening: OpeningSheet) -> str:
    if opening.places is None or opening.age is None or opening.age.standing is Freshness.OLD:
        return ""
    if not opening.places:
        if opening.wait_weeks:
            return ngettext("A wait of %(count)s week", "A wait of %(count)s weeks", opening.wait_weeks) % {
                "count": opening.wait_weeks
            }
        return _("None now")
    if opening.first_free:
        return _("From %(day)s") % {"day": day_short(opening.first_free)}
    return _("Open now")


def _hours(page: ProfilePage) -> str:
    """The parts of the week, since a list of single hours tells less."""
    parts: dict[str, None] = {}
    for line in page.facts["slot"]:
        day, part = line.code.split("_")
        parts["weekend" if day in ("sat", "sun") else part] = None
    order = ("morning", "midday", "afternoon", "evening", "weekend")
    return capital(", ".join(_(label(Family.DAY_PART, part)) for part in order if part in parts))


def _away(lines: Iterable[FactLine]) -> str:
    said = {line.code: line.value for line in lines}
    until = _day(said.get("until", ""))
    if until is None:
        return ""
    words = _("Until %(day)s") % {"day": day_and_year(until)}
    cover = said.get("cover")
    return f"{words}. {_('%(name)s covers') % {'name': cover}}." if cover else words


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
