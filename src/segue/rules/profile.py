"""What can be said of a profile: one table of fact families, and how old what was said is.

Each line tells which codes there are, what stands beside a code, how fast it ages, who sees it and who may say it. What
makes a set of facts true to the table, `saying` decides; how facts that age count in a search, `matching.profile`; room
for new clients, `opening`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple

from segue.rules.codes import CODES, IDENTITY_STYLES, Family
from segue.rules.matching.profile import Freshness, days_old, freshness
from segue.rules.text import N_

MOST_FOCUS = 5
LASTING_DAYS = 180
"""Facts that seldom change are asked for twice a year, and never stop counting."""
LONGEST_LINE = 200
LONGEST_WORDS = 400
NONE_OF_THEM = "none"
OPENING = "opening"
"""Under this name room for new clients is asked for and confirmed with the families."""


class Value(StrEnum):
    """What stands beside a code."""

    NOTHING = "nothing"
    LEVEL = "level"
    DOLLARS = "dollars"
    COUNT = "count"
    LINE = "line"
    PHONE = "phone"
    STATES = "states"


class Seen(StrEnum):
    """Who reads a fact beside its owner."""

    CLIENT = "client"
    COLLEAGUE = "colleague"
    NOBODY = "nobody"


class Ends(StrEnum):
    """Whether a fact has a day on which it ends."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


class Word(NamedTuple):
    """How a code is called, and how a client reads it."""

    label: str
    plain: str


EVERYBODY: Final = frozenset({"person", "practice", "program"})
PERSON: Final = frozenset({"person"})
PLACES: Final = frozenset({"practice", "program"})


@dataclass(frozen=True, slots=True)
class FactFamily:
    """One line of the table.

    `stored_as`: the family under which rows lie, where two lines share one. `column`: the profile's own column that
    holds it instead of rows. `is_own`: nobody says it for somebody else.
    """

    name: str
    label: str
    words: Mapping[str, Word]
    value: Value = Value.NOTHING
    needs_value: bool = False
    seen_by: Seen = Seen.CLIENT
    ends: Ends = Ends.NEVER
    most: int = 60
    is_perishable: bool = False
    is_own: bool = False
    kinds: frozenset[str] = EVERYBODY
    stored_as: str = ""
    column: str = ""
    longest: int = LONGEST_LINE

    @property
    def home(self) -> str:
        """The family under which its rows lie."""
        return self.stored_as or self.name

    def label_of(self, code: str, *, for_client: bool = False) -> str:
        """How a code is called, not yet translated."""
        word = self.words[code]
        return word.plain if for_client else word.label


def _codes(family: Family, *, but: frozenset[str] = frozenset()) -> dict[str, Word]:
    return {code: Word(word.label, word.plain) for code, word in CODES[family].items() if code not in but}


def _words(*rows: tuple[str, str]) -> dict[str, Word]:
    return {code: Word(label, label) for code, label in rows}


LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": N_("level not said"),
        "learning": N_("learning it"),
        "trained": N_("trained"),
        "certified": N_("certified"),
        "teaches": N_("teaches it"),
    }
)
"""How far somebody is trained in a method."""
_COMPACTS = _words(
    ("PSYPACT", N_("PSYPACT")),
    ("Counseling Compact", N_("Counseling Compact")),
    ("Social Work Compact", N_("Social Work Compact")),
)
_COURT = _words(
    ("court_ordered", N_("takes court-ordered clients")),
    ("no_court_ordered", N_("takes no court-ordered clients")),
    ("evaluations", N_("does evaluations for courts")),
    ("no_evaluations", N_("does no evaluations for courts")),
)
_CONTACT = _words(
    ("call", N_("you call")),
    ("email", N_("you write a mail")),
    ("form", N_("a form on the website")),
    ("called_back", N_("you are called back")),
    ("free_talk", N_("a short first talk is free")),
    ("desk_answers", N_("a desk answers")),
)
_CARE = _words(
    ("outpatient", N_("outpatient visits")),
    ("intensive_outpatient", N_("intensive outpatient, several days a week")),
    ("partial_hospital", N_("partial hospital, most of the day")),
    ("residential", N_("residential, living there")),
    ("inpatient", N_("inpatient")),
    ("crisis", N_("crisis care")),
)
_FEES = _words(
    ("visit", N_("a visit")), ("first", N_("the first visit")), ("least", N_("least on a sliding scale"))
)
_AWAY = _words(("from", N_("from")), ("until", N_("until")), ("cover", N_("who covers")))

_TABLE: tuple[FactFamily, ...] = (
    FactFamily("words", N_("In own words"), _words(("said", N_("in own words"))), Value.LINE, column="said",
               needs_value=True, longest=LONGEST_WORDS),
    FactFamily("concern", N_("Concerns"), _codes(Family.CONCERN)),
    FactFamily("focus", N_("Focus"), _codes(Family.CONCERN), most=MOST_FOCUS),
    FactFamily("method", N_("Methods"), _codes(Family.METHOD), Value.LEVEL),
    FactFamily("age", N_("Ages"), _codes(Family.AGE)),
    FactFamily("role", N_("Role"), _codes(Family.ROLE)),
    FactFamily("not_seen", N_("Whom I do not see"), _codes(Family.CONCERN), seen_by=Seen.COLLEAGUE),
    FactFamily("not_seen_why", N_("Why not"), _codes(Family.CONCERN), Value.LINE, needs_value=True,
               seen_by=Seen.NOBODY, is_own=True),
    FactFamily("limit", N_("Limits"), _words(*((str(place), N_("a limit")) for place in range(1, 6))), Value.LINE,
               needs_value=True, most=5),
    FactFamily("court", N_("Courts"), _COURT),
    FactFamily("training", N_("In training"), _words(("supervised", N_("who supervises"))), Value.LINE,
               needs_value=True, kinds=PERSON),
    FactFamily("style", N_("Style"), _codes(Family.STYLE, but=IDENTITY_STYLES)),
    FactFamily("identity", N_("About me"),
               {code: word for code, word in _codes(Family.STYLE).items() if code in IDENTITY_STYLES},
               is_own=True, kinds=PERSON, stored_as="style"),
    FactFamily("format", N_("Format"), _codes(Family.FORMAT)),
    FactFamily("language", N_("Languages"), _codes(Family.LANGUAGE)),
    FactFamily("license", N_("Licenses"), _codes(Family.STATE), Value.LINE, ends=Ends.MAY, longest=40),
    FactFamily("compact", N_("Compact privileges"), _COMPACTS, Value.STATES, needs_value=True, ends=Ends.MUST,
               kinds=PERSON),
    FactFamily("fee", N_("Fees"), _FEES, Value.DOLLARS, needs_value=True, is_perishable=True),
    FactFamily("sliding", N_("Sliding places"), _words(("places", N_("places on a sliding scale"))), Value.COUNT,
               needs_value=True, is_perishable=True),
    FactFamily("insurance", N_("Insurance"),
               {**_codes(Family.INSURANCE), NONE_OF_THEM: Word(N_("takes no insurance"), N_("takes no insurance"))},
               is_perishable=True),
    FactFamily("slot", N_("Hours"), _codes(Family.SLOT)),
    FactFamily("contact", N_("First contact"), _CONTACT),
    FactFamily("contact_words", N_("How the first contact goes"), _words(("said", N_("in own words"))), Value.LINE,
               needs_value=True),
    FactFamily("away", N_("Away"), _AWAY, Value.LINE, needs_value=True),
    FactFamily("intake", N_("Intake line"), _words(("phone", N_("telephone"))), Value.PHONE, needs_value=True,
               kinds=PLACES),
    FactFamily("care", N_("Level of care"), _CARE, kinds=PLACES),
    FactFamily("walk_in", N_("Walk-in hours"), _codes(Family.SLOT), kinds=PLACES),
)  # fmt: skip

FAMILIES: Final[Mapping[str, FactFamily]] = MappingProxyType({each.name: each for each in _TABLE})
"""Every family, by its name."""


def family_of(home: str, code: str) -> FactFamily | None:
    """The line of the table that a row belongs to."""
    first = FAMILIES.get(home)
    if first is not None and code in first.words:
        return first
    return next((each for each in _TABLE if each.stored_as == home and code in each.words), None)


class Age(NamedTuple):
    """How old a fact is: whole days, and what that means."""

    days: int
    standing: Freshness


STANDING_WORDS: Final[Mapping[Freshness, str]] = MappingProxyType(
    {Freshness.FRESH: "", Freshness.AGING: N_("getting old"), Freshness.OLD: N_("too old to count")}
)
"""What stands after the age of a fact, as a word."""


def age_of(confirmed_on: date, *, is_perishable: bool, today: date) -> Age:
    """The age of a fact. Only what ages fast is ever too old to count."""
    days = days_old(confirmed_on, today=today)
    if is_perishable:
        return Age(days, freshness(confirmed_on, today=today))
    return Age(days, Freshness.AGING if days >= LASTING_DAYS else Freshness.FRESH)


def is_stale(confirmed_on: date, *, is_perishable: bool, today: date) -> bool:
    """Whether its owner is asked if it is still true."""
    return age_of(confirmed_on, is_perishable=is_perishable, today=today).standing is not Freshness.FRESH


def mark_of(facts: Iterable[tuple[str, str, str, date | None]]) -> str:
    """A short mark of what stands there, family, code, value and end: the same for the same facts."""
    lines = sorted("\t".join((*words, str(ends_on or ""))) for *words, ends_on in facts)
    return sha256("\n".join(lines).encode()).hexdigest()[:20]
