"""Marks of what stands there now, for forms that were shown before: room for new clients, and places."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import date
from uuid import UUID

from segue.rules.place import SaidPlace
from segue.rules.profile import mark_of
from segue.store.models import Opening, Place, Profile, Room


def mark_of_room(profile: UUID) -> str:
    """The mark of what stands there now, for a form that was shown before."""
    opening = Opening.objects.filter(profile_id=profile).first()
    return mark_of_rows(opening, Room.objects.filter(profile_id=profile))


def mark_of_rows(opening: Opening | None, rooms: Iterable[Room]) -> str:
    """The mark of these rows."""
    said: list[tuple[str, str, str, date | None]] = [
        (f"{room.format}.{room.insurance}", room.day_part, str(room.places), None) for room in rooms
    ]
    if opening is not None:
        weeks = "" if opening.wait_weeks is None else str(opening.wait_weeks)
        said.append(("opening", weeks, str(opening.places), opening.first_free))
    return mark_of(said)


def places_of(profile: Profile) -> tuple[SaidPlace, ...]:
    """Where somebody practices; the first is the one on the profile itself."""
    rows: list[Profile | Place] = [profile, *Place.objects.filter(profile=profile).order_by("id")]
    places = (SaidPlace(row.address, row.city, row.state, row.zip, row.phone, row.fax) for row in rows)
    return tuple(place for place in places if not place.is_empty)


def mark_of_places(profile: Profile) -> str:
    """The mark of where they practice now."""
    return mark_of_said(places_of(profile))


def mark_of_said(places: Iterable[SaidPlace]) -> str:
    """The mark of these places."""
    return mark_of(
        (str(number), "place", "\n".join(astuple(place)), None) for number, place in enumerate(places)
    )
