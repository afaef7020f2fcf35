"""The clinician's sentence on the page of the need: what was understood, underlined and ticked, and what is offered.

Nothing is kept by reading. What was taken up once and then unticked is not ticked again by the next reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from segue.pages.clinic.need_form import DISTANCES, KM_IN_MILE, PART_SLOTS, WAITS, label_of
from segue.rules.codes import Family
from segue.words.amount import AGE, BUDGET, RADIUS, URGENCY, ZIP
from segue.words.crisis import is_crisis
from segue.words.minilm import installed
from segue.words.reading import Chip, Reading, read
from segue.words.suggestion import suggestions

Said = Mapping[str, Sequence[str]]

LISTS = {
    "method": "methods",
    "style": "styles",
    "insurance": "insurance",
    "language": "languages",
    "format": "formats",
}
"""Families of which the form takes several, and the control of each."""
ONES = {AGE: "age", BUDGET: "budget", ZIP: "zip", "role": "role"}
"""Fields of which the form takes one: the first that was said, unless something stands there."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the page shows of a reading."""

    lines: tuple[tuple[tuple[str, bool], ...], ...]
    """The text line by line, in pieces: words, and whether they are underlined."""
    taken: tuple[str, ...]
    """What was ticked by a reading so far, for the next one."""
    offered: tuple[tuple[str, str, str], ...]
    """Control, code and label of what may be meant too."""
    denied: tuple[str, ...]
    """Labels of what the words say no to."""
    is_crisis: bool


def understood(words: str, said: Said, *, is_asked: bool) -> Understood | None:
    """What the words say; suggestions only where somebody asked for a reading. None without words."""
    if not words.strip():
        return None
    reading = read(words)
    return Understood(
        _lines(reading),
        tuple(sorted({*said.get("taken", ()), *map(_name, reading.ticks)})),
        _offered(reading, said) if is_asked else (),
        tuple(dict.fromkeys(_labels(chip for chip in reading.chips if chip.negated))),
        is_crisis(words),
    )


def taken_up(words: str, said: Said) -> dict[str, list[str]]:
    """The form with what the words say ticked, beside what was ticked already."""
    before = set(said.get("taken", ()))
    fresh = [chip for chip in read(words).ticks if _name(chip) not in before]
    form = {name: list(values) for name, values in said.items()}
    for chip in fresh:
        _take(form, chip)
    _take_hours(form, {chip.code for chip in fresh if chip.family == "slot"})
    return form


def _name(chip: Chip) -> str:
    return f"{chip.family}:{chip.code}"


def _take(form: dict[str, list[str]], chip: Chip) -> None:
    """One chip into the form."""
    if chip.family == "concern":
        _add(form, "also" if _first(form, "main") not in ("", chip.code) else "main", chip.code)
    elif chip.family in LISTS:
        _add(form, LISTS[chip.family], chip.code)
    elif chip.family in ONES and not _first(form, ONES[chip.family]):
        form[ONES[chip.family]] = [chip.code]
    elif chip.family == RADIUS and not _first(form, "miles"):
        form["miles"] = [str(_nearest(DISTANCES, round(int(chip.code) / KM_IN_MILE)))]
    elif chip.family == URGENCY and not _first(form, "urgency_days"):
        form["urgency_days"] = [str(_nearest([days for days, _words in WAITS], int(chip.code)))]


def _take_hours(form: dict[str, list[str]], slots: set[str]) -> None:
    """Slots by the part of the week where all of it was said, else one by one."""
    for part, covered in PART_SLOTS.items():
        if covered <= slots:
            _add(form, "parts", part)
            slots = slots - covered
    for slot in sorted(slots):
        _add(form, "slots", slot)


def _add(form: dict[str, list[str]], control: str, code: str) -> None:
    if control == "main":
        form["main"] = [code]
    elif code not in form.setdefault(control, []):
        form[control].append(code)


def _first(form: Said, control: str) -> str:
    return (form.get(control) or [""])[-1]


def _nearest(choices: Sequence[int], wanted: int) -> int:
    """The widest choice that stays within what was said; the narrowest where none does."""
    within = [each for each in choices if each <= wanted]
    return max(within) if within else min(choices)


def _lines(reading: Reading) -> tuple[tuple[tuple[str, bool], ...], ...]:
    """Each sign is underlined or not; neighbors alike are one piece."""
    marked = [False] * len(reading.text)
    for chip in reading.ticks:
        for start, end in chip.spans:
            marked[start:end] = [True] * (end - start)
    lines, at = [], 0
    for line in reading.text.splitlines(keepends=True):
        signs = zip(line, marked[at : at + len(line)], strict=True)
        pieces = groupby(signs, key=lambda sign: sign[1])
        if line.strip():
            lines.append(tuple(("".join(sign for sign, _mark in group), mark) for mark, group in pieces))
        at += len(line)
    return tuple(lines)


def _offered(reading: Reading, said: Said) -> tuple[tuple[str, str, str], ...]:
    controls = {"concern": "also", **LISTS}
    ticked = {code for control in (*controls.values(), "main") for code in said.get(control, ())}
    return tuple(
        (controls[chip.family], chip.code, label_of(Family(chip.family), chip.code))
        for chip in suggestions(reading, model=installed())
        if chip.family in controls and chip.code not in ticked
    )


def _labels(chips: Iterable[Chip]) -> Iterable[str]:
    """Labels of what the form has a list for."""
    for chip in chips:
        if chip.family in ("concern", *LISTS, "role", "slot"):
            yield label_of(Family(chip.family), chip.code)
