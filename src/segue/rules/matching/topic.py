"""What a reason for or against somebody is about. Words and points go by the same names."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from segue.rules.text import N_


class Topic(StrEnum):
    """In the order in which points are told; the last three are told in words alone."""

    CONCERN = "concern"
    FOCUS = "focus"
    OTHER_CONCERNS = "other_concerns"
    METHOD = "method"
    STYLE = "style"
    LANGUAGE = "language"
    HOURS = "hours"
    NEAR = "near"
    SOON = "soon"
    ROOM = "room"
    CONFIRMED = "confirmed"
    REPLIES = "replies"
    COST = "cost"
    FORMAT = "format"
    ROLE = "role"


TOPIC_LABELS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.CONCERN: N_("Treats the main concern"),
        Topic.FOCUS: N_("Has it in focus"),
        Topic.OTHER_CONCERNS: N_("Treats the other concerns"),
        Topic.METHOD: N_("Works with the methods asked for"),
        Topic.STYLE: N_("Style asked for"),
        Topic.LANGUAGE: N_("Speaks the language"),
        Topic.HOURS: N_("Hours in common"),
        Topic.NEAR: N_("Near"),
        Topic.SOON: N_("Starts soon"),
        Topic.ROOM: N_("Has room"),
        Topic.CONFIRMED: N_("Said not long ago"),
        Topic.REPLIES: N_("Answers soon"),
        Topic.COST: N_("Can be paid"),
    }
)
"""In a table of points."""

TOPIC_RULES: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.CONCERN: N_("All of it, if they say that they treat the main concern."),
        Topic.FOCUS: N_(
            "All of it, if it is one of the five concerns, at most, that they name as their focus."
        ),
        Topic.OTHER_CONCERNS: N_("A share for each of the other concerns that they treat."),
        Topic.METHOD: N_("A share for each method asked for that they work with."),
        Topic.STYLE: N_("A share for each wish about style that they say of themselves."),
        Topic.LANGUAGE: N_("All of it, if they speak one of the languages asked for."),
        Topic.HOURS: N_("A third for each of the hours asked for that they have, up to three."),
        Topic.NEAR: N_(
            "The nearer, the more; nothing at the edge of the distance asked for. In person only."
        ),
        Topic.SOON: N_("The sooner, the more; nothing on the last day asked for."),
        Topic.ROOM: N_("Half for one opening, all for two or more."),
        Topic.CONFIRMED: N_(
            "The fresher their oldest word on openings, fee and plans, the more. None after 90 days."
        ),
        Topic.REPLIES: N_("The sooner they usually answer, the more. Without a history, as the others do."),
        Topic.COST: N_(
            "All of it, if a plan is taken; else the further the fee lies below the budget, the more."
        ),
    }
)
"""How the points of each are counted, in a sentence."""
