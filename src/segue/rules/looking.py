"""What somebody looks for in the directory: codes of filters, and words that stand here only sealed.

The same in an address and in a saved search, so that neither can be read by whoever looks over a shoulder or into a
history: names and other free words are sealed before they come here. What is not on a list is let go.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from segue.rules.codes import CODES, Family

MILES: Final = (5, 10, 25, 50, 100)
MOST_CODES: Final = 6
LONGEST_QUERY: Final = 2000

FACTS: Final[Mapping[str, Family]] = {
    "concern": Family.CONCERN,
    "method": Family.METHOD,
    "language": Family.LANGUAGE,
    "format": Family.FORMAT,
    "insurance": Family.INSURANCE,
    "age": Family.AGE,
}
"""Filters that ask for what somebody said; each code asked for must be there."""
LISTS: Final[Mapping[str, Family]] = {**FACTS, "state": Family.STATE}
_ZIP: Final = re.compile(r"[0-9]{5}")
_SEALED: Final = re.compile(r"[A-Za-z0-9_-]{1,400}")
_PROFESSION: Final = re.compile(r"[a-z][a-z '(),-]{1,59}")
_YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for. `sealed`: the free words. `miles` count from the ZIP area `zip`."""

    sealed: str = ""
    profession: str = ""
    concern: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    insurance: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    zip: str = ""
    miles: int | None = None
    is_open: bool = False
    is_known: bool = False

    @property
    def facts(self) -> tuple[tuple[Family, str], ...]:
        """Each code that somebody must have said."""
        return tuple((family, code) for name, family in FACTS.items() for code in getattr(self, name))

    @property
    def is_anything(self) -> bool:
        """Whether anything at all is asked for."""
        return self != Looking()


def looking_from(said: Mapping[str, Sequence[str]]) -> Looking:
    """What these fields of an address or a form ask for."""
    codes = {name: _codes(family, said.get(name, ())) for name, family in LISTS.items()}
    zip_code = _matching(_ZIP, said.get("zip", ()))
    miles = _first(said.get("miles", ()))
    return Looking(
        sealed=_matching(_SEALED, said.get("w", ())),
        profession=_matching(_PROFESSION, said.get("profession", ())),
        **codes,
        zip=zip_code,
        miles=int(miles) if zip_code and miles in map(str, MILES) else None,
        is_open=_first(said.get("open", ())) == _YES,
        is_known=_first(said.get("known", ())) == _YES,
    )


def looking_at(query: str) -> Looking:
    """What the query of an address asks for."""
    return looking_from(parse_qs(query[:LONGEST_QUERY]))


def query_of(looking: Looking) -> str:
    """The same as the query of an address, always in one order."""
    plain = [(name, code) for name in LISTS for code in getattr(looking, name)]
    more = (
        ("w", looking.sealed),
        ("profession", looking.profession),
        ("zip", looking.zip),
        ("miles", str(looking.miles or "")),
        ("open", _YES if looking.is_open else ""),
        ("known", _YES if looking.is_known else ""),
    )
    return urlencode([*plain, *((name, value) for name, value in more if value)])


def _codes(family: Family, said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in said if code in CODES[family]))[:MOST_CODES]


def _first(said: Sequence[str]) -> str:
    return said[0].strip() if said else ""


def _matching(pattern: re.Pattern[str], said: Sequence[str]) -> str:
    text = _first(said)
    return text if pattern.fullmatch(text) else ""
