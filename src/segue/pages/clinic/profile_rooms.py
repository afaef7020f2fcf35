"""The forms of room for new clients and of places, to and fro: numbered lines, with an empty one at the end."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from segue.pages.clinic.profile_words import capital
from segue.reads.profile_page import OpeningSheet
from segue.rules.codes import CODES, Family
from segue.rules.opening import MOST_ROOMS, TypedOpenings
from segue.rules.place import LONGEST, MOST_PLACES, SaidPlace
from segue.rules.profile import NONE_OF_THEM

ROOM_PARTS = ("places", "format", "insurance", "day_part")


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One line: how many, and three choices."""

    place: int
    places: str
    format: str
    insurance: str
    day_part: str


@dataclass(frozen=True, slots=True)
class RoomRows:
    """The lines with an empty one at the end, and what can be chosen in them."""

    rows: tuple[RoomRow, ...]
    formats: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]


def openings_of(sheet: OpeningSheet) -> TypedOpenings:
    """What is kept, in the shape of what is typed."""
    return TypedOpenings(
        places="" if sheet.places is None else str(sheet.places),
        first_free=sheet.first_free.isoformat() if sheet.first_free else "",
        wait_weeks="" if sheet.wait_weeks is None else str(sheet.wait_weeks),
        rooms=tuple((str(room.places), room.format, room.insurance, room.day_part) for room in sheet.rooms),
    )


def typed_openings(sent: QueryDict) -> TypedOpenings:
    """What the form says. “No room now” counts before any number that still stands in a field."""
    if sent.get("open") == "no":
        return TypedOpenings("0", "", sent.get("wait_weeks", ""))
    rooms = tuple(
        (given["places"], given["format"], given["insurance"], given["day_part"])
        for place in range(MOST_ROOMS + 1)
        if (given := _given(sent, place))["places"].strip()
    )
    places = sent.get("places", "").strip()
    if sent.get("open") == "yes" and places in ("", "0") and not rooms:
        places = "1"
    return TypedOpenings(places, sent.get("first_free", ""), sent.get("wait_weeks", ""), rooms)


def rooms_of(said: TypedOpenings) -> RoomRows:
    """The lines as the page draws them."""
    filled = [RoomRow(place, *room) for place, room in enumerate(said.rooms[:MOST_ROOMS])]
    return RoomRows(
        rows=(*filled, RoomRow(len(filled), "", "", "", "")),
        formats=_words(Family.FORMAT),
        plans=((NONE_OF_THEM, _("Paid by themself")), *_words(Family.INSURANCE)),
        parts=_words(Family.DAY_PART),
    )


def _given(sent: QueryDict, place: int) -> dict[str, str]:
    return {part: sent.get(f"room-{place}-{part}", "") for part in ROOM_PARTS}


def _words(family: Family) -> tuple[tuple[str, str], ...]:
    return tuple((code, capital(_(word.label))) for code, word in CODES[family].items())


def typed_places(sent: QueryDict) -> tuple[SaidPlace, ...]:
    """The places of a form that are not empty."""
    given = (
        SaidPlace(**{name: sent.get(f"place-{number}-{name}", "") for name in LONGEST})
        for number in range(MOST_PLACES + 1)
        if f"place-{number}-gone" not in sent
    )
    return tuple(place for place in given if not place.is_empty)


def places_rows(said: tuple[SaidPlace, ...]) -> tuple[SaidPlace, ...]:
    """The places as the page draws them."""
    return (*said, SaidPlace())


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states by name."""
    return tuple((code, _(word.label)) for code, word in CODES[Family.STATE].items())
