"""The form of a need, to and fro: rows of chips from codes, and codes from what was ticked.

A few common words of each list stand open, the rest behind “More”. Hours are ticked by their part of the week,
or one by one. Distances are asked in miles and kept in kilometers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from segue.reads.need import NeedSheet
from segue.rules.codes import CODES, Family, label
from segue.rules.need import MUST_IF_SAID, Wish, asked, musts_of
from segue.rules.step import Refused
from segue.rules.text import N_

KM_IN_MILE = 1.609344
DISTANCES = (5, 10, 20, 30, 50, 100)
WAITS = (
    (7, N_("within a week")),
    (14, N_("within two weeks")),
    (28, N_("within four weeks")),
    (56, N_("within eight weeks")),
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("morning", "midday", "afternoon", "evening")
SHORT_DAYS = {
    "mon": N_("Monday"), "tue": N_("Tuesday"), "wed": N_("Wednesday"), "thu": N_("Thursday"),
    "fri": N_("Friday"), "sat": N_("Saturday"), "sun": N_("Sunday"),
}  # fmt: skip
PART_SLOTS: Mapping[str, frozenset[str]] = {
    **{part: frozenset(f"{day}_{part}" for day in DAYS[:5]) for part in PARTS},
    "weekend": frozenset(f"{day}_{part}" for day in DAYS[5:] for part in PARTS),
}

# field, family, wish whose weight is asked, how many stand open, label
_ROWS: tuple[tuple[str, Family, Wish | None, int, str], ...] = (
    ("also", Family.CONCERN, None, 10, N_("Also")),
    ("methods", Family.METHOD, Wish.METHOD, 8, N_("Method")),
    ("formats", Family.FORMAT, Wish.FORMAT, 2, N_("Format")),
    ("parts", Family.DAY_PART, Wish.HOURS, 5, N_("Hours")),
    ("insurance", Family.INSURANCE, Wish.INSURANCE_OR_BUDGET, 9, N_("Insurance")),
    ("languages", Family.LANGUAGE, Wish.LANGUAGE, 5, N_("Language")),
    ("styles", Family.STYLE, Wish.STYLE, 8, N_("Style")),
)
WEIGHED = frozenset(str(row[2]) for row in _ROWS if row[2])
"""The wishes whose weight is asked on the form; others can be let go under “one wish”, and stay so."""
WEIGHTS = {row[0]: f"{row[2]}-weight" for row in _ROWS if row[2]}
"""The name of the control that asks whether a row is a must."""
CONTROL_OF = {"concerns": "main", "radius_km": "miles", "slots": "parts"}
"""Under which control a mistake in a field of the need is shown."""
MISSING: Mapping[str, str] = {
    "main": N_("Choose the main concern."),
    "age": N_("Choose the age group."),
    "formats": N_("Tick online, in person, or both."),
}
NAMES: Mapping[str, str] = {
    "budget": N_("dollars a visit"),
    "miles": N_("how far is near enough"),
    "urgency_days": N_("when it should begin"),
    "words": N_("in your words"),
    "avoid": N_("people and places that must not be asked"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One family: chips that stand open, chips behind “More”, and whether it is a must."""

    code: str
    label: str
    chips: tuple[tuple[str, str, bool], ...]
    more: tuple[tuple[str, str, bool], ...]
    weight: str
    error: str


def need_rows(said: Mapping[str, Sequence[str]], errors: Mapping[str, str]) -> list[Row]:
    """The rows, with what was said ticked."""
    return [_row(said, errors, *row) for row in _ROWS]


def _row(
    said: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    field: str,
    family: Family,
    wish: Wish | None,
    open_ones: int,
    name: str,
) -> Row:
    ticked = set(said.get(field, ()))
    chips = [(code, _capital(_(word.label)), code in ticked) for code, word in CODES[family].items()]
    standing = [chip for place, chip in enumerate(chips) if place < open_ones or chip[2]]
    weight = (said.get(f"{wish}-weight") or [_default_weight(wish)])[-1] if wish else ""
    error = errors.get(field, "")
    return Row(
        field,
        _(name),
        tuple(standing),
        tuple(chip for chip in chips if chip not in standing),
        weight,
        error,
    )


def slot_grid(said: Mapping[str, Sequence[str]]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The week, hour by hour; what a ticked part of the week covers is not ticked again."""
    ticked = set(said.get("slots", ())) - _covered(said.get("parts", ()))
    return [
        (
            _(SHORT_DAYS[day]),
            [
                (f"{day}_{part}", _capital(_(label(Family.SLOT, f"{day}_{part}"))), f"{day}_{part}" in ticked)
                for part in PARTS
            ],
        )
        for day in DAYS
    ]


def blank_said(jurisdiction: str) -> dict[str, list[str]]:
    """A form that nobody has written in; where the client is follows from where the practice is."""
    return {"jurisdiction": [jurisdiction]}


def said_of(sheet: NeedSheet) -> dict[str, list[str]]:
    """A kept need as the form says it."""
    need = sheet.need
    parts = [part for part, slots in PART_SLOTS.items() if slots <= set(need.slots)]
    musts = musts_of(need)
    said: dict[str, list[str]] = {
        "words": [sheet.answers.words],
        "avoid": [sheet.answers.avoid],
        "safe": [{True: "yes", False: "no", None: ""}[sheet.answers.safety]],
        "jurisdiction": [need.jurisdiction or ""],
        "age": [need.age],
        "main": [need.main],
        "also": list(need.concerns[1:]),
        "formats": list(need.formats),
        "zip": [need.zip or ""],
        "miles": ["" if need.radius_km is None else str(round(need.radius_km / KM_IN_MILE))],
        "insurance": list(need.insurance),
        "budget": ["" if need.budget is None else str(need.budget)],
        "languages": list(need.languages),
        "methods": list(need.methods),
        "styles": list(need.styles),
        "parts": parts,
        "slots": list(need.slots),
        "urgency_days": ["" if need.urgency_days is None else str(need.urgency_days)],
        "role": [need.role or ""],
        "not_ask": list(need.not_ask),
        "relaxed": [name for name in need.relaxed if name not in WEIGHED],
    }
    said |= {f"{wish}-weight": ["must" if wish in musts else "nice"] for wish in asked(need)}
    return said | {f"prompt-{name}": [text] for name, text in sheet.prompts.items()}


def mistakes_in(found: Iterable[Refused]) -> dict[str, str]:
    """Each mistake in a need, in words, under the control where it can be mended."""
    errors: dict[str, str] = {}
    for one in found:
        field = one.about.get("field", "")
        control = CONTROL_OF.get(field, field)
        if one.code == "missing" and control in MISSING:
            errors[control] = _(MISSING[control])
        else:
            errors[control] = _(one.why) % {
                **one.about,
                "field": _(NAMES[control]) if control in NAMES else control,
            }
    return errors


def need_mapping(said: QueryDict, *, not_ask: Iterable[str]) -> dict[str, object]:
    """What was ticked and typed, as `rules.need.need_from` reads it; what cannot be a number stays as typed."""
    main, miles = said.get("main", ""), _number(said.get("miles", ""))
    slots = _covered(said.getlist("parts")) | set(said.getlist("slots"))
    given: dict[str, object] = {
        "jurisdiction": said.get("jurisdiction") or None,
        "age": said.get("age") or None,
        "concerns": [code for code in dict.fromkeys([main, *said.getlist("also")]) if code],
        "formats": said.getlist("formats"),
        "zip": said.get("zip", "").strip() or None,
        "radius_km": round(miles * KM_IN_MILE) if isinstance(miles, int) else miles,
        "insurance": said.getlist("insurance"),
        "budget": _number(said.get("budget", "").strip().removeprefix("$")),
        "languages": said.getlist("languages"),
        "methods": said.getlist("methods"),
        "styles": said.getlist("styles"),
        "slots": sorted(slots),
        "urgency_days": _number(said.get("urgency_days", "")),
        "role": said.get("role") or None,
        "not_ask": sorted(set(not_ask)),
    }
    if not main:
        given["concerns"] = []
    return given | _weights(said, given)


def _weights(said: QueryDict, given: Mapping[str, object]) -> dict[str, object]:
    """Musts by name where they count only if said; the others by what was let go."""
    held = {
        Wish.METHOD: given["methods"],
        Wish.STYLE: given["styles"],
        Wish.LANGUAGE: given["languages"],
        Wish.HOURS: given["slots"],
        Wish.FORMAT: given["formats"],
        Wish.INSURANCE_OR_BUDGET: given["insurance"] or given["budget"] is not None,
    }
    weight = {
        wish: said.get(f"{wish}-weight", _default_weight(wish)) for wish, value in held.items() if value
    }
    return {
        "musts": [str(wish) for wish, word in weight.items() if word == "must" and wish in MUST_IF_SAID],
        "relaxed": [
            *(str(wish) for wish, word in weight.items() if word == "nice" and wish not in MUST_IF_SAID),
            *(name for name in said.getlist("relaxed") if name not in WEIGHED),
        ],
    }


def _default_weight(wish: Wish) -> str:
    return "nice" if wish in MUST_IF_SAID else "must"


def _covered(parts: Iterable[str]) -> set[str]:
    return {slot for part in parts for slot in PART_SLOTS.get(part, ())}


def _number(text: str) -> int | str | None:
    """A whole number, nothing, or the text that is none, for the rules to refuse."""
    if not text.strip():
        return None
    return int(text) if text.strip().isdecimal() and len(text) < 9 else text


def label_of(family: Family, code: str) -> str:
    """The label of a code as it stands on a chip."""
    return _capital(_(label(family, code)))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
