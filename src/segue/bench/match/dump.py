"""Clinicians, needs and answers as JSON lines, so that another program can check the answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from segue.bench.match.crowd import LARGEST, TODAY, Crowd, draw
from segue.bench.match.needs import draw_needs
from segue.bench.match.view import look
from segue.rules.codes import CODES
from segue.rules.matching import columns as cells
from segue.rules.matching.answer import to_mapping
from segue.rules.matching.engine import answer
from segue.rules.need import to_mapping as need_mapping

ABOUT: Final = f"""\
clinicians.jsonl  One clinician a line. A list that is null was never stated: not known. An empty list says that there
                  are none. Fee, room and insurance were last said `confirmed_days` ago; older than 90 days they are
                  not known. `first_free` is a day, `wait_days` counts where no day is named. `lat` and `lon` are the
                  middle of the ZIP area; distances are great circles of a globe of 6371.0 km, in whole meters.
needs.jsonl       One need a line, as `segue match --schema` shapes it.
answers.jsonl     The answer to each, in the same order. Today is {TODAY.isoformat()}; nobody has a history of answers,
                  so each counts as the usual 24 hours.
"""


def write(place: Path, count: int) -> None:
    """Write so many clinicians, and the needs with their answers. Raises OSError."""
    place.mkdir(parents=True, exist_ok=True)
    crowd = draw(count)
    needs = draw_needs()
    shards = {shard.jurisdiction: shard for shard in crowd.shards()}
    answers = (answer(need, shards[need.jurisdiction or ""], look()) for need in needs)
    (place / "README.txt").write_text(ABOUT)
    _lines(place / "clinicians.jsonl", _clinicians(crowd))
    _lines(place / "needs.jsonl", (need_mapping(need) for need in needs))
    _lines(place / "answers.jsonl", (to_mapping(each, names={}) for each in answers))


def _lines(place: Path, rows: Iterator[dict[str, object]]) -> None:
    with place.open("w") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")


def _clinicians(crowd: Crowd) -> Iterator[dict[str, object]]:
    """Column by column into Python first, which is quicker than cell by cell."""
    table = crowd.table
    columns = {name: table[name].tolist() for name in cells.ROW.names or () if name != "id"}
    for number in range(len(table)):
        row = {name: column[number] for name, column in columns.items()}
        states = [LARGEST[crowd.home[number]]]
        if crowd.second[number] >= 0:
            states.append(LARGEST[crowd.second[number]])
        yield {"id": crowd.name(number), "licensed_in": states, **_facts(crowd, row)}


def _facts(crowd: Crowd, row: dict[str, Any]) -> dict[str, object]:
    has_fee, has_room = row["fee"] != cells.NO_NUMBER, row["room"] != cells.NO_ROOM
    latitude, longitude = crowd.geography.middle(row["zip"])
    return {
        "zip": crowd.geography.zip_of(row["zip"]),
        "lat": round(latitude, 5),
        "lon": round(longitude, 5),
        **{name: _codes(row[name], name) for name in cells.LISTS},
        "focus": [
            code for place, code in enumerate(CODES[cells.LISTS["concerns"][0]]) if row["focus"] >> place & 1
        ],
        "roles": [role for role, bit in cells.ROLES.items() if row["flags"] & bit] or None,
        "fee": row["fee"] if has_fee else None,
        "least": row["least"] if has_fee and row["least"] != cells.NO_NUMBER else None,
        "room": row["room"] if has_room else None,
        "first_free": cells.day_of(row["free_on"]).isoformat() if has_room and row["free_on"] else None,
        "wait_days": row["wait"] if has_room and row["wait"] != cells.NO_NUMBER else None,
        "confirmed_days": cells.day_number(TODAY) - row["opening_on"] if has_room else None,
    }


def _codes(bits: int, name: str) -> list[str] | None:
    if not bits:
        return None
    return [code for place, code in enumerate(CODES[cells.LISTS[name][0]]) if bits >> place & 1]
