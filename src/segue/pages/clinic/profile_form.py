"""The form of a profile, to and fro: sections of rows, each row a family as chips, fields or hours.

A section is saved by itself. What was typed and what is kept go through the same shape, so that a section that was not
taken looks as it was left.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from segue.pages.clinic.need_form import DAYS, PARTS, SHORT_DAYS
from segue.pages.clinic.profile_words import age_words, capital
from segue.reads.profile_page import FactLine, ProfilePage
from segue.rules.matching.profile import Freshness
from segue.rules.profile import FAMILIES, LEVELS, NONE_OF_THEM, FactFamily
from segue.rules.saying import Said
from segue.rules.text import N_

Typed = Mapping[str, tuple[Said, ...]]
MOST_HELD = 60
FIRST_PLANS = (NONE_OF_THEM,)


@dataclass(frozen=True, slots=True)
class Section:
    """Some families that are saved together: as soon as one changes, or by a button where only whole lines count."""

    slug: str
    heading: str
    families: tuple[str, ...]
    hint: str = ""
    is_by_itself: bool = True


SECTIONS: tuple[Section, ...] = (
    Section("cost", N_("What it costs"), ("fee", "sliding", "insurance"),
            N_("Only what you say here is said as known. What is older than 90 days does not count in a search.")),
    Section("hours", N_("Hours"), ("slot", "walk_in"), N_("When you see clients, not when you have room.")),
    Section("away", N_("Away"), ("away",), N_("While you are away, whoever asks for you is told."), is_by_itself=False),
    Section("work", N_("What you treat, and how"), ("concern", "focus", "method", "age", "role", "care"),
            N_("Tick what you are good at. Up to five of them are your focus.")),
    Section("limits", N_("Limits"), ("not_seen", "not_seen_why", "limit", "court", "training")),
    Section("style", N_("Your way of working"), ("words", "style", "identity")),
    Section("where", N_("How you meet, and in which language"), ("format", "language")),
    Section("license", N_("Where you may practice"), ("license", "compact"), is_by_itself=False),
    Section("contact", N_("How the first contact goes"), ("contact", "contact_words", "intake")),
)  # fmt: skip
BY_SLUG: Mapping[str, Section] = {section.slug: section for section in SECTIONS}

# How many chips stand open in a row; the others are behind “More”. What is ticked stands open too.
_OPEN: Mapping[str, int] = {
    "concern": 10,
    "method": 8,
    "insurance": 9,
    "language": 5,
    "not_seen": 0,
    "style": 8,
}
_HINTS: Mapping[str, str] = {
    "focus": N_("Up to five, from your concerns."),
    "not_seen": N_("Nobody with this is sent to you. The reason stays with you."),
    "identity": N_("Only you can say this. A client reads it if they asked for it."),
    "limit": N_("Such as: no line at night."),
    "training": N_("Clients are told who supervises you."),
    "words": N_("A sentence or two, as you would say it to a client."),
    "compact": N_("The states as two letters each, and the day on which the privilege ends."),
    "sliding": N_("How many clients you can see below your usual fee."),
    "away": N_("The day you leave, the day you are back, and who covers for you."),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One code of a family, and what stands beside it where it is ticked."""

    code: str
    label: str
    is_on: bool
    value: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One license or privilege: which, its number or states, and its end."""

    code: str = ""
    value: str = ""
    ends_on: str = ""
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One family as the page asks for it; `widget` names the macro that draws it."""

    name: str
    label: str
    widget: str
    hint: str
    chips: tuple[Chip, ...] = ()
    more: tuple[Chip, ...] = ()
    held: tuple[Held, ...] = ()
    grid: tuple[tuple[str, tuple[Chip, ...]], ...] = ()
    age: str = ""
    is_old: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    asks_why: bool = False


def families_of(section: Section, page: ProfilePage) -> tuple[str, ...]:
    """Those of its families that this profile has and that the one who looks may say."""
    return tuple(
        name
        for name in section.families
        if page.kind in FAMILIES[name].kinds and (page.is_own or not FAMILIES[name].is_own)
    )


def kept(page: ProfilePage, section: Section) -> Typed:
    """What is kept, in the shape of what is typed."""
    said = {
        name: tuple(Said(one.code, one.value, _iso(one)) for one in page.facts.get(name, ()))
        for name in families_of(section, page)
    }
    if "words" in said:
        said["words"] = (Said("said", page.words),) if page.words else ()
    return said


def typed(sent: QueryDict, section: Section, page: ProfilePage) -> Typed:
    """What a form says of each family of its section."""
    names = families_of(section, page)
    said = {name: _READ[_widget(FAMILIES[name])](FAMILIES[name], sent) for name in names}
    if "focus" in said:
        treated = {one.code for one in said["concern"]}
        said["focus"] = tuple(one for one in said["focus"] if one.code in treated)
    return said


def rows(section: Section, page: ProfilePage, said: Typed) -> tuple[Row, ...]:
    """The rows of a section. Reasons stand in the row of whom they are about."""
    return tuple(
        _row(FAMILIES[name], page, said) for name in families_of(section, page) if name != "not_seen_why"
    )


def _iso(line: FactLine) -> str:
    return line.ends_on.isoformat() if line.ends_on else ""


def _widget(family: FactFamily) -> str:
    return _WIDGETS.get(family.name, "chips")


_WIDGETS: Mapping[str, str] = {
    "method": "levels", "not_seen": "reasons", "not_seen_why": "why", "limit": "lines", "license": "held",
    "compact": "held", "slot": "grid", "walk_in": "grid", "away": "away",
    **dict.fromkeys(("fee", "sliding", "training", "contact_words", "intake", "words"), "fields"),
}  # fmt: skip


def _ticked(family: FactFamily, sent: QueryDict) -> tuple[Said, ...]:
    return tuple(Said(code) for code in dict.fromkeys(sent.getlist(family.name)))


def _with_levels(family: FactFamily, sent: QueryDict) -> tuple[Said, ...]:
    return tuple(Said(one.code, sent.get(f"{family.name}-{one.code}", "")) for one in _ticked(family, sent))


def _reasons(_family: FactFamily, sent: QueryDict) -> tuple[Said, ...]:
    given = ((code, sent.get(f"why-{code}", "")) for code in dict.fromkeys(sent.getlist("not_seen")))
    return tuple(Said(code, why) for code, why in given if why.strip())


def _filled(family: FactFamily, sent: QueryDict) -> tuple[Said, ...]:
    given = ((code, sent.get(f"{family.name}-{code}", "")) for code in family.words)
    return tuple(Said(code, text) for code, text in given if text.strip())


def _held(family: FactFamily, sent: QueryDict) -> tuple[Said, ...]:
    found = []
    for place in range(MOST_HELD):
        code = sent.get(f"{family.name}-{place}-code", "")
        if code and f"{family.name}-{place}-gone" not in sent:
            value, ends = (sent.get(f"{family.name}-{place}-{part}", "") for part in ("value", "ends"))
            found.append(Said(code, value, ends))
    return tuple(found)


_READ: Mapping[str, Callable[[FactFamily, QueryDict], tuple[Said, ...]]] = {
    "chips": _ticked, "grid": _ticked, "levels": _with_levels, "reasons": _ticked, "why": _reasons,
    "fields": _filled, "away": _filled, "lines": _filled, "held": _held,
}  # fmt: skip


def _row(family: FactFamily, page: ProfilePage, said: Typed) -> Row:
    name, widget = family.name, _widget(family)
    values = {one.code: one for one in said.get(name, ())}
    if name == "not_seen":
        values = _with_reasons(values, said.get("not_seen_why", ()))
    if name == "focus":
        words: Iterable[str] = (one.code for one in said.get("concern", ()) if one.code in family.words)
    else:
        words = _in_order(family)
    chips = tuple(_chip(family, code, values) for code in words)
    if widget == "lines":
        chips = _lines(chips)
    standing, more = _parted(chips, open_ones=_OPEN.get(name, len(chips)))
    lines = page.facts.get(name, ())
    age, is_old = _age(lines)
    return Row(
        name,
        _(family.label),
        widget,
        _(_HINTS[name]) if name in _HINTS else "",
        chips=standing,
        more=more,
        held=_held_rows(said.get(name, ()), lines) if widget == "held" else (),
        grid=_grid(chips) if widget == "grid" else (),
        age=age,
        is_old=is_old,
        choices=_choices(family),
        asks_why=name == "not_seen" and page.is_own,
    )


def _in_order(family: FactFamily) -> tuple[str, ...]:
    """The codes as the row shows them: that there are none comes before what there is."""
    return tuple(sorted(family.words, key=lambda code: code not in FIRST_PLANS))


def _chip(family: FactFamily, code: str, values: Mapping[str, Said]) -> Chip:
    one = values.get(code)
    return Chip(code, capital(_(family.label_of(code))), one is not None, one.value if one else "")


def _with_reasons(values: Mapping[str, Said], reasons: Iterable[Said]) -> dict[str, Said]:
    why = {one.code: one.value for one in reasons}
    return {code: Said(code, why.get(code, "")) for code in values}


def _lines(chips: Iterable[Chip]) -> tuple[Chip, ...]:
    """The lines that say something, and the first that is empty."""
    shown: list[Chip] = [chip for chip in chips if chip.is_on]
    empty = next((chip for chip in chips if not chip.is_on), None)
    return tuple(sorted([*shown, *([empty] if empty else [])], key=lambda chip: chip.code))


def _parted(chips: Sequence[Chip], *, open_ones: int) -> tuple[tuple[Chip, ...], tuple[Chip, ...]]:
    standing = tuple(chip for place, chip in enumerate(chips) if place < open_ones or chip.is_on)
    return standing, tuple(chip for chip in chips if chip not in standing)


def _held_rows(said: Iterable[Said], lines: Iterable[FactLine]) -> tuple[Held, ...]:
    ended = {line.code for line in lines if line.has_ended}
    return (
        *(Held(one.code, one.value.replace(",", ", "), one.ends_on, one.code in ended) for one in said),
        Held(),
    )


def _grid(chips: Iterable[Chip]) -> tuple[tuple[str, tuple[Chip, ...]], ...]:
    by_code = {chip.code: chip for chip in chips}
    return tuple((_(SHORT_DAYS[day]), tuple(by_code[f"{day}_{part}"] for part in PARTS)) for day in DAYS)


def _age(lines: Sequence[FactLine]) -> tuple[str, bool]:
    living = [line for line in lines if not line.has_ended]
    if not living:
        return "", False
    oldest = max(living, key=lambda line: line.age.days)
    return age_words(oldest.age, said_by=oldest.said_by, source=oldest.source), (
        oldest.age.standing is not Freshness.FRESH
    )


def _choices(family: FactFamily) -> tuple[tuple[str, str], ...]:
    if family.name == "method":
        return tuple((level, _(words)) for level, words in LEVELS.items())
    if _widget(family) == "held":
        return tuple((code, _(word.label)) for code, word in family.words.items())
    return ()
