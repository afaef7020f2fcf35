"""What a reason for or against somebody is about. Words and points go by the same names."""

from enum import StrEnum


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
