"""Words typed into the directory: sealed for their way through an address, and how they can be taken.

A name may be the name of a town, a method or a state, so words are taken in more than one way, and whoever fits any of
them is found: all of them as a name, as the name of a practice, and as what somebody does, where, with the rest a name.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from uuid import UUID

from segue.rules.codes import CODES, Family
from segue.rules.looking import FACTS
from segue.store.cells import cells_of_people
from segue.store.lore import professions, zip_centroid, zip_middles
from segue.store.models import SavedSearch
from segue.store.seal import SealBroken
from segue.words.reading import read

LONGEST_WORDS: Final = 120
MOST_WORDS: Final = 8
_WORD: Final = re.compile(r"[^\s,;]+")
_LONGEST_CITY: Final = 3
_BETWEEN: Final = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "near", "of", "on", "or", "the", "who", "with")
)
"""Words that are no names where anything else was understood."""
_ZIP: Final = re.compile(r"[0-9]{5}(-[0-9]{4})?")
_NPI: Final = re.compile(r"[0-9]{10}")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to take the words. `zips`: a town or a ZIP area that was named, in these states.

    `with_town`: the names again with the town among them, since Ada is a town and a name.
    """

    names: tuple[str, ...] = ()
    npi: str = ""
    facts: tuple[tuple[Family, str], ...] = ()
    profession: str = ""
    town: str = ""
    states: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()
    is_practice: bool = False
    with_town: tuple[str, ...] = ()

    @property
    def has_more_than_names(self) -> bool:
        """Whether anything was understood beside names."""
        return bool(self.facts or self.profession or self.states)


def sealed_words(words: str, *, person: UUID) -> str:
    """The words for an address, so that only this person's pages read them."""
    text = " ".join(words.split())[:LONGEST_WORDS]
    if not text:
        return ""
    sealed = cells_of_people().seal(text, table=SavedSearch, column="words", row=person)
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def words_in(sealed: str, *, person: UUID) -> str:
    """The words again; none where they were sealed for somebody else, or are no words."""
    try:
        held = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return cells_of_people().open(held, table=SavedSearch, column="words", row=person)
    except (SealBroken, Error, ValueError):
        return ""


def ways(words: str) -> tuple[Way, ...]:
    """Every way to take these words; one that asks for nothing where there are none."""
    said = tuple(_WORD.findall(words))[:MOST_WORDS]
    if not said:
        return (Way(),)
    if npi := next((word for word in said if _NPI.fullmatch(word)), ""):
        return (Way(npi=npi),)
    meant = _meant(words, said)
    as_names = (Way(names=said), Way(names=said, is_practice=True))
    return (*as_names, meant) if meant.has_more_than_names else as_names


@cache
def all_professions() -> tuple[str, ...]:
    """Every profession of the directory, by name."""
    return tuple(sorted(set(professions(tiers=("A", "B", "C")).values())))


def narrowed(way: Way, *, states: Sequence[str]) -> Way:
    """A town that lies in one of these states is meant there, and not where else there is one."""
    kept = tuple(state for state in way.states if state in states)
    return replace(way, states=kept) if kept else way


def _meant(words: str, said: Sequence[str]) -> Way:
    """What was understood, with the rest as a name."""
    chips = [chip for chip in read(words).ticks if chip.family in FACTS]
    taken = [span for chip in chips for span in chip.spans]
    rest = [
        found.group()
        for found in _WORD.finditer(words)
        if not any(found.start() < last and first < found.end() for first, last in taken)
    ][: len(said)]
    facts = tuple((FACTS[chip.family], chip.code) for chip in chips)
    way = _with_place(_with_profession(Way(tuple(rest), facts=facts)))
    return replace(way, names=tuple(name for name in way.names if name.casefold() not in _BETWEEN))


def _with_profession(way: Way) -> Way:
    """The profession that is named in the words, the longest there is."""
    text = " ".join(way.names).casefold()
    for profession in _longest_first():
        if re.search(rf"\b{re.escape(profession)}s?\b", text):
            left = re.sub(rf"\b{re.escape(profession)}s?\b", " ", text)
            return replace(way, names=tuple(left.split()), profession=profession)
    return way


def _with_place(way: Way) -> Way:
    """The town, state or ZIP area that is named in the words."""
    names, states = _without_state(way.names)
    for place, name in enumerate(names):
        if _ZIP.fullmatch(name) and (found := zip_centroid(name)):
            left = (*names[:place], *names[place + 1 :])
            return replace(way, names=left, town=found.zip, states=(found.state,), zips=(found.zip,))
    for size in range(min(_LONGEST_CITY, len(names)), 0, -1):
        for first in range(len(names) - size + 1):
            town = " ".join(names[first : first + size]).casefold()
            if found_zips := _towns().get(town):
                left = (*names[:first], *names[first + size :])
                beside = names if way.facts or way.profession else ()
                named = replace(way, names=left, with_town=beside)
                return _in_town(named, town=town, zips=found_zips, states=states)
    return replace(way, names=names, states=states)


def _in_town(way: Way, *, town: str, zips: Mapping[str, tuple[str, ...]], states: tuple[str, ...]) -> Way:
    """The town in the states that were named beside it, or in every state that has one."""
    kept = tuple(state for state in zips if not states or state in states) or tuple(zips)
    return replace(
        way, town=town.title(), states=kept, zips=tuple(code for state in kept for code in zips[state])
    )


def _without_state(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words without a state, written in full or as two capitals, and that state."""
    for size in (3, 2, 1):
        for first in range(len(names) - size + 1):
            said = " ".join(names[first : first + size])
            if state := _states().get(said if said.isupper() else said.casefold()):
                return (*names[:first], *names[first + size :]), (state,)
    return names, ()


@cache
def _states() -> Mapping[str, str]:
    table = CODES[Family.STATE]
    return {code: code for code in table} | {each.label.casefold(): code for code, each in table.items()}


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(all_professions(), key=lambda name: (-len(name), name)))


@cache
def _towns() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """From the name of a town to its ZIP areas, by state."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for zip_code, _, _ in zip_middles():
        area = zip_centroid(zip_code)
        assert area is not None
        found[area.city.casefold()][area.state].append(zip_code)
    return {town: {state: tuple(zips) for state, zips in by.items()} for town, by in found.items()}
