"""The shapes of a need and of an answer, for scripts: JSON Schema, made from the lists that needs are made of."""

from collections.abc import Mapping
from typing import Any

from segue.rules.codes import CODES, Family
from segue.rules.matching.legal import Legal
from segue.rules.matching.profile import Circle
from segue.rules.matching.topic import Topic
from segue.rules.need import Wish


def _one(family: Family) -> dict[str, Any]:
    return {"enum": list(CODES[family])}


def _list(family: Family, *, at_most: int) -> dict[str, Any]:
    return {"type": "array", "items": _one(family), "maxItems": at_most}


def _number(low: int, high: int) -> dict[str, Any]:
    return {"type": ["integer", "null"], "minimum": low, "maximum": high}


def _or_none(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [dict(shape), {"type": "null"}]}


def _object(needed: tuple[str, ...] = (), **fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: dict(shape) for name, shape in fields.items()},
        "required": list(needed or fields),
        "additionalProperties": False,
    }


_WISH = {"enum": [wish.value for wish in Wish]}
_WHOLE = {"type": "integer", "minimum": 0}
_ID = {"type": "string"}
_COUNTED = {
    "type": "array",
    "items": {
        "type": "array",
        "prefixItems": [{"enum": [topic.value for topic in Topic]}, _WHOLE],
        "items": False,
    },
}

NEED = _object(
    ("age", "concerns", "formats"),
    jurisdiction=_or_none(_one(Family.STATE)),
    age=_one(Family.AGE),
    concerns={**_list(Family.CONCERN, at_most=8), "minItems": 1},
    formats={**_list(Family.FORMAT, at_most=2), "minItems": 1},
    zip={"type": ["string", "null"], "pattern": "^[0-9]{5}$"},
    radius_km=_number(1, 500),
    insurance=_list(Family.INSURANCE, at_most=6),
    budget=_number(0, 2000),
    languages=_list(Family.LANGUAGE, at_most=6),
    methods=_list(Family.METHOD, at_most=10),
    styles=_list(Family.STYLE, at_most=10),
    slots=_list(Family.SLOT, at_most=28),
    urgency_days=_number(0, 365),
    role=_or_none(_one(Family.ROLE)),
    musts={"type": "array", "items": _WISH},
    not_ask={"type": "array", "items": _ID, "maxItems": 200},
    limit=_number(1, 50),
    relaxed={"type": "array", "items": _WISH},
)

ANSWER = _object(
    weights={"type": "string"},
    sequence=_WHOLE,
    eligible=_WHOLE,
    of=_WHOLE,
    options={
        "type": "array",
        "items": _object(
            id=_ID,
            name={"type": "string"},
            list={"enum": [circle.value for circle in Circle]},
            points=_WHOLE,
            why=_COUNTED,
            why_not=_COUNTED,
            unknown={"type": "array", "items": _WISH},
            confirmed_days={"type": ["integer", "null"]},
            first_free={"type": ["string", "null"], "format": "date"},
        ),
    },
    three={"type": "array", "items": _ID, "maxItems": 3},
    three_differ_on=_WHOLE,
    relax={"type": "array", "items": _object(wishes={"type": "array", "items": _WISH}, more=_WHOLE)},
    steps={"type": "array", "items": _object(wish=_WISH, to=_WHOLE, more=_WHOLE)},
    worth_asking={
        "type": "array",
        "items": _object(
            id=_ID,
            unknown={"type": "array", "items": {"enum": [*_WISH["enum"], *(test.value for test in Legal)]}},
        ),
    },
)

SCHEMA: Mapping[str, Any] = {"need": NEED, "answer": ANSWER}
