"""The people put before the client, as they were when they were shown, and what the client chose so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from segue.reads.client_page import OwnReferral, own, referral_row
from segue.reads.options import labels_of, line_of
from segue.reads.viewing import by_link
from segue.rules.codes import Family, day_part_of, place
from segue.rules.matching.line import Line
from segue.store.cells import Cells, cells_of_client
from segue.store.models import Option


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One of them. Labels and lines are still to be put into the reader's language."""

    id: UUID
    name: str
    credentials: str
    profession: str
    said: str
    place: str
    miles: int | None
    formats: tuple[str, ...]
    slots: tuple[str, ...]
    day_parts: tuple[str, ...]
    methods: tuple[str, ...]
    languages: tuple[str, ...]
    insurance: tuple[str, ...]
    fee: int | None
    first_free: date | None
    wait_days: int | None
    confirmed_on: date | None
    is_known: bool
    limits: tuple[str, ...]
    why_not: tuple[Line, ...]
    connection: str
    connection_hash: str
    is_acknowledged: bool
    rank: int | None
    is_refused: bool


@dataclass(frozen=True, slots=True)
class OptionsSheet:
    """All of them, in the order in which they were put."""

    own: OwnReferral
    options: tuple[ShownOption, ...]
    whoever_first: bool


@by_link()
def options_sheet(referral: UUID) -> OptionsSheet:
    """Two statements, whatever the number of options."""
    row = referral_row(referral)
    cells = cells_of_client(row.client)
    shown = row.options.filter(is_shown=True).order_by("place")
    return OptionsSheet(own(row), tuple(_shown(option, cells) for option in shown), row.whoever_first)


def _shown(option: Option, cells: Cells) -> ShownOption:
    kept = cells.open_json(option.facts_sealed, table=Option, column="facts_sealed", row=option.id)
    connection = cells.open(option.connection_sealed, table=Option, column="connection_sealed", row=option.id)
    return ShownOption(
        id=option.id,
        name=kept["name"],
        credentials=kept["credentials"],
        profession=kept["profession"],
        said=kept["said"],
        place=kept["place"],
        miles=kept["miles"],
        formats=_labels(Family.FORMAT, kept["formats"]),
        slots=_labels(Family.SLOT, sorted(kept["slots"], key=lambda slot: place(Family.SLOT, slot))),
        day_parts=_labels(Family.DAY_PART, _parts_of(kept["slots"])),
        methods=_labels(Family.METHOD, kept["methods"]),
        languages=_labels(Family.LANGUAGE, kept["languages"]),
        insurance=_labels(Family.INSURANCE, kept["insurance"]),
        fee=kept["fee"],
        first_free=_day(kept, "first_free"),
        wait_days=kept["wait_days"],
        confirmed_on=_day(kept, "confirmed_on"),
        is_known=kept["known"],
        limits=tuple(limit for limit in kept["limits"] if limit),
        why_not=tuple(line_of(reason) for reason in kept["why_not"]),
        connection=connection,
        connection_hash=option.connection_hash,
        is_acknowledged=bool(connection) and option.acknowledged_hash == option.connection_hash,
        rank=option.rank,
        is_refused=option.is_refused,
    )


def _parts_of(slots: Sequence[str]) -> Sequence[str]:
    return sorted({day_part_of(slot) for slot in slots}, key=lambda part: place(Family.DAY_PART, part))


def _labels(family: Family, codes: Sequence[str]) -> tuple[str, ...]:
    return labels_of(family, codes)


def _day(kept: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(kept[name]) if kept[name] else None
