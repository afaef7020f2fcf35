"""The sections that a packet can have, how sensitive each is, and which a reason asks for.

Only what serves the reason is on by default (45 CFR 164.502(b); 42 CFR 2.13(a)): a full diary is no reason to
tell a diagnosis, and for a question of fit the referrer's view of the rift is never asked. What a packet then
holds is decided in `packet`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from segue.rules.referral_facts import Reason
from segue.rules.text import N_


class Sensitivity(StrEnum):
    """The class of a section: from logistics to notes that are never carried."""

    logistics = "0"
    ordinary = "1"
    sensitive = "2"
    highly_sensitive = "3"
    part2 = "S"
    notes = "N"
    sud_notes = "SN"


class Mark(StrEnum):
    """How a section stands for a reason; all but the default ones need a typed reason to be added."""

    default = "D"
    offered = "o"
    hidden = "."


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a packet; the heading speaks as the client."""

    number: int
    code: str
    heading: str
    sensitivity: Sensitivity
    by_reason: Mapping[Reason, Mark]


COLUMNS = (
    Reason.expertise,
    Reason.availability,
    Reason.fit,
    Reason.level_of_care,
    Reason.move,
    Reason.closing,
    Reason.assessment,
    Reason.shared_care,
)

# number, code, heading, class, and one mark for each of the columns above: D default, o offered, . hidden
_ROWS = (
    (1, "who", N_("Who I am"), "0", "DDDDDDDD"),
    (2, "contact", N_("How to reach me safely"), "0", "DDDDDDDD"),
    (3, "representative", N_("Who may act for me"), "1", "oooDooDo"),
    (4, "need", N_("What I look for"), "1", "DDDDDDDD"),
    (5, "preferences", N_("What I wish"), "0", "DDDDDDDD"),
    (6, "identity", N_("What matters to me about who I am"), "2", "oooooo.."),
    (7, "payer", N_("How care is paid for"), "1", "oDoDDoD."),
    (8, "own_words", N_("In my own words"), "2", "ooDoooo."),
    (9, "question", N_("What my clinician asks"), "1", "D..D..DD"),
    (10, "diagnosis", N_("What was found"), "2", "Do.DoooD"),
    (11, "course", N_("How it went so far"), "1", "DooDDDoo"),
    (12, "helped", N_("What helped, and what did not"), "1", "DoDDDDoD"),
    (13, "goals", N_("My goals, and how far I am"), "1", "oooDDD.D"),
    (14, "measures", N_("Scores over time"), "2", "o..DooDo"),
    (15, "medication", N_("Medicine, who gives it, allergies"), "2", "o..DoooD"),
    (16, "risk_now", N_("Safety now, and the safety plan"), "3", "o..DoooD"),
    (17, "risk_past", N_("Safety in the past"), "3", "...D...o"),
    (18, "trauma", N_("Hard things that happened, in a headline"), "3", "........"),
    (19, "substances", N_("Alcohol and drugs"), "3", "...o..oo"),
    (20, "substances_part2", N_("Alcohol and drugs, from a program"), "S", "........"),
    (21, "physical_health", N_("Physical health that bears on care"), "2", "...o..oo"),
    (22, "intimate_health", N_("HIV, pregnancy, genes"), "3", "........"),
    (23, "legal", N_("Court, custody, immigration"), "3", "........"),
    (24, "family", N_("Family, partner, others"), "2", "...o..oo"),
    (25, "school_work", N_("School and work"), "1", "...o..o."),
    (26, "reports", N_("Earlier tests and reports"), "3", "o..oooDo"),
    (27, "roles", N_("Who does what, and whom to call"), "1", "...o...D"),
    (28, "interim_plan", N_("The plan until the first session"), "1", "oDDDDD.."),
    (29, "custodian", N_("Who keeps my file, and how to ask for it"), "0", "....oD.."),
    (30, "notes", N_("Notes of the sessions"), "N", "........"),
    (31, "substance_notes", N_("Notes of substance use counseling"), "SN", "........"),
)

SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        code: Section(
            number,
            code,
            heading,
            Sensitivity(sensitivity),
            MappingProxyType({reason: Mark(mark) for reason, mark in zip(COLUMNS, marks, strict=True)}),
        )
        for number, code, heading, sensitivity, marks in _ROWS
    }
)
"""All sections by code, in the order in which they are read."""

BUILT = (
    "who",
    "contact",
    "need",
    "preferences",
    "payer",
    "own_words",
    "question",
    "course",
    "helped",
    "interim_plan",
)
"""The ten headings that can be filled today."""

OPENED_BY_SAFETY = ("risk_now", "risk_past")
"""Opened only by a yes to the safety question, and never from a list."""

WRITTEN_BY_CLIENT = frozenset({"own_words"})
"""Written by the client after the referrer approved; so never part of what the referrer must fill."""

NEEDED_TO_CALL = frozenset({"who", "contact"})
"""Without these nobody knows whom to call; they cannot be struck."""

NEVER_CARRIED = frozenset({Sensitivity.notes, Sensitivity.sud_notes})
"""Would need a consent of their own (45 CFR 164.508(a)(2), 42 CFR 2.31(b)); Segue does not carry them."""


def default_on(reason: Reason) -> tuple[str, ...]:
    """The sections that this reason asks for, of all that there are."""
    return tuple(code for code, section in SECTIONS.items() if section.by_reason[reason] is Mark.default)


def minimum(reason: Reason) -> tuple[str, ...]:
    """What the referrer must fill for this reason before the client sees the draft."""
    return tuple(code for code in default_on(reason) if code in BUILT and code not in WRITTEN_BY_CLIENT)
