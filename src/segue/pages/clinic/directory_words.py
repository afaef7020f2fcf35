"""How the directory is said in words: room, the newest word, what is looked for, and how words were taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from segue.pages.clinic.profile_words import age_words, capital, family_name, family_words
from segue.pages.environment import age_of as ago
from segue.pages.environment import day_and_year, day_short
from segue.reads.directory_page import DirectoryPage, EntryLine, OpeningWord
from segue.reads.directory_words import Way
from segue.reads.profile_entry import Compared, EntryPage
from segue.reads.profile_page import FactLine, RoomLine
from segue.rules.codes import CODES, Family, label
from segue.rules.looking import LISTS, Looking
from segue.rules.matching.profile import Freshness, days_old
from segue.rules.profile import FAMILIES
from segue.rules.text import N_

NOT_IN_ROWS = frozenset({"words", "limit", "not_seen", "contact", "contact_words", "away", "walk_in"})
"""Families that the page of an entry says in a place of their own."""
COMPARED = ("concern", "method", "age", "format", "insurance", "fee", "language")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that counts: the name of its field, its value and its words."""

    name: str
    value: str
    words: str


# The professions of `store.lore`, in words that are translated; a test holds the two lists together.
PROFESSIONS = (
    N_("addiction medicine"), N_("arts therapist"), N_("behavior analyst"), N_("care coordination"), N_("counselor"),
    N_("marriage and family therapist"), N_("organization"), N_("pediatrics"), N_("peer"), N_("psychiatric nurse"),
    N_("psychiatrist"), N_("psychoanalyst"), N_("psychologist"), N_("social worker"),
)  # fmt: skip


def profession_name(profession: str) -> str:
    """A profession in the reader's language."""
    return _(profession)


def opening_words(opening: OpeningWord | None) -> str:
    """2 openings, from Mar 12. “Open now” only where it may be said."""
    if opening is None:
        return _("Has not said whether there is room")
    if opening.age.standing is Freshness.OLD:
        return _("Too long ago to count")
    if not opening.places:
        weeks = opening.wait_weeks
        if weeks:
            return ngettext("A wait of %(count)s week", "A wait of %(count)s weeks", weeks) % {"count": weeks}
        return _("No opening now")
    count = ngettext("%(count)s opening", "%(count)s openings", opening.places) % {"count": opening.places}
    words = _("Open: %(openings)s") % {"openings": count} if opening.is_open else capital(count)
    if opening.first_free:
        return _("%(openings)s, from %(day)s") % {"openings": words, "day": day_short(opening.first_free)}
    return words


def newest_words(line: EntryLine, *, today: date) -> str:
    """How old the newest word is, and whose it is where nobody claimed the entry."""
    if line.newest is None:
        return "" if line.is_claimed else _("From the registry")
    if line.is_claimed:
        return _("Newest word %(age)s") % {"age": ago(days_old(line.newest, today=today))}
    return _("From the registry, %(day)s") % {"day": day_and_year(line.newest)}


def line_words(line: EntryLine) -> str:
    """What stands for somebody in one line, where they say nothing in their own words."""
    known = [_(label(Family.CONCERN, code)) for code in line.about if code in CODES[Family.CONCERN]]
    return capital(", ".join(known))


def chips(looking: Looking) -> list[Chip]:
    """Every filter that counts, so that each can be unticked."""
    found = [
        Chip(name, code, capital(_(label(family, code))))
        for name, family in LISTS.items()
        for code in getattr(looking, name)
    ]
    if looking.profession:
        found.append(Chip("profession", looking.profession, capital(profession_name(looking.profession))))
    if looking.is_open:
        found.append(Chip("open", "yes", _("Open now")))
    if looking.is_known:
        found.append(Chip("known", "yes", _("Colleagues I know")))
    return found


def meant_words(way: Way | None) -> str:
    """How words were taken, beside being names: panic, EMDR, in Minneapolis (MN)."""
    if way is None:
        return ""
    said = [_(label(family, code)) for family, code in way.facts]
    if way.profession:
        said.append(profession_name(way.profession))
    if way.town and len(way.states) == 1:
        said.append(_("in %(town)s, %(state)s") % {"town": way.town, "state": way.states[0]})
    elif way.town:
        said.append(_("in any place called %(town)s") % {"town": way.town})
    elif way.states:
        said.append(_("in %(state)s") % {"state": _(label(Family.STATE, way.states[0]))})
    return ", ".join(said)


def lede_of(sheet: DirectoryPage, *, is_first: bool) -> str:
    """How many there are, as far as the page knows."""
    count = len(sheet.lines)
    if sheet.after or not is_first:
        return _("By name, thirty a page. Facts carry their age; nobody pays for a place.")
    if not count:
        return ""
    return ngettext("%(count)s entry, by name.", "%(count)s entries, by name.", count) % {"count": count}


def looking_words(looking: Looking, words: str) -> str:
    """A saved search in one line."""
    parts = [_("“%(words)s”") % {"words": words}] if words else []
    parts += [chip.words for chip in chips(looking)]
    if looking.zip:
        parts.append(_("near %(zip)s") % {"zip": looking.zip})
    return " · ".join(parts) or _("Everybody")


def fact_rows(sheet: EntryPage) -> list[tuple[str, str, str, bool]]:
    """Every family with its words, who said it and how old it is, and whether that is old."""
    return [
        (family_name(name), _said(name, lines), _age_of(lines), _is_old(lines))
        for name in FAMILIES
        if name not in NOT_IN_ROWS and (lines := _living(sheet.facts.get(name, ())))
    ]


def limit_rows(sheet: EntryPage | Compared) -> list[tuple[str, str]]:
    """Whom they do not see, and other limits; without a reason, which is theirs."""
    names = {"not_seen": _("Does not see"), "limit": family_name("limit")}
    rows = [
        (title, _said(name, lines))
        for name, title in names.items()
        if (lines := _living(sheet.facts.get(name, ())))
    ]
    away = {line.code: line.value for line in _living(sheet.facts.get("away", ()))}
    if away.get("until"):
        said = _("until %(day)s, %(name)s covers") if away.get("cover") else _("until %(day)s")
        rows.append((_("Away"), said % {"day": away["until"], "name": away.get("cover", "")}))
    return rows


def contact_words(sheet: EntryPage) -> tuple[str, str]:
    """How the first contact goes: its steps, and their own words on it."""
    own = next((line.value for line in _living(sheet.facts.get("contact_words", ()))), "")
    return _said("contact", _living(sheet.facts.get("contact", ()))), own


def room_words(room: RoomLine) -> str:
    """2, online, evenings."""
    parts = (
        (Family.FORMAT, room.format),
        (Family.INSURANCE, room.insurance),
        (Family.DAY_PART, room.day_part),
    )
    said = [_(label(family, code)) for family, code in parts if code]
    return ", ".join([str(room.places), *said])


def compared_rows(held: Sequence[Compared]) -> list[tuple[str, list[str]]]:
    """What can be set side by side, a row a family; a row that nobody said is left out."""
    rows = [(_("Openings"), [opening_words(sheet.opening) for sheet in held])]
    for name in COMPARED:
        cells = [_said(name, _living(sheet.facts.get(name, ()))) for sheet in held]
        if any(cells):
            rows.append((family_name(name), cells))
    limits = [" ".join(f"{words}." for _label, words in limit_rows(sheet)) for sheet in held]
    return [*rows, (_("Limits"), limits)] if any(limits) else rows


def filter_options(names: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The lists that a filter is chosen from: field, label, and its codes with their words."""
    return [
        (name, title, [(code, capital(_(each.label))) for code, each in CODES[LISTS[name]].items()])
        for name, title in names.items()
    ]


def _living(lines: Iterable[FactLine]) -> list[FactLine]:
    return [line for line in lines if not line.has_ended]


def _said(name: str, lines: Iterable[FactLine]) -> str:
    return family_words(name, [(line.code, line.value) for line in lines])


def _oldest(lines: list[FactLine]) -> FactLine:
    return min(lines, key=lambda line: line.confirmed_on)


def _age_of(lines: list[FactLine]) -> str:
    oldest = _oldest(lines)
    return age_words(oldest.age, said_by=oldest.said_by, source=oldest.source)


def _is_old(lines: list[FactLine]) -> bool:
    return _oldest(lines).age.standing is not Freshness.FRESH
