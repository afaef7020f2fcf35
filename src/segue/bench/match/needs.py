"""Two hundred invented needs, drawn from a seed of their own."""

from collections.abc import Sequence
from random import Random
from typing import Final

from segue.bench.match.crowd import LARGEST, zipf
from segue.rules.codes import CODES, Family
from segue.rules.need import MUST_IF_SAID, Need, Wish
from segue.store.lore import zip_states

SEED: Final = 200
NEEDS: Final = 200


def draw_needs(
    count: int = NEEDS, *, seed: int = SEED, states: Sequence[str] = (), limit: int = 20
) -> list[Need]:
    """So many needs: one to three concerns, half within a radius, a third with a language or a method as a must."""
    chance = Random(seed)  # noqa: S311  # invented needs, and the same each time
    where: dict[str, list[str]] = {}
    for zip_code, state in zip_states():
        where.setdefault(state, []).append(zip_code)
    shares = [1 / (place + 1) ** 0.9 for place in range(len(LARGEST))]
    needs = []
    for _ in range(count):
        state = chance.choice(states) if states else chance.choices(LARGEST, shares)[0]
        needs.append(_need(chance, state, chance.choice(where[state]), limit=limit))
    return needs


def _need(chance: Random, state: str, zip_code: str, *, limit: int) -> Need:
    is_near = chance.random() < 0.5
    kind = chance.random()
    languages = (_one(chance, Family.LANGUAGE),) if kind < 1 / 6 else ()
    methods = _few(chance, Family.METHOD, 1, 2) if (kind < 1 / 3 and not languages) or kind > 0.7 else ()
    musts = [Wish.LANGUAGE.value] if languages else [Wish.METHOD.value] if methods and kind < 1 / 3 else []
    slots = _few(chance, Family.SLOT, 1, 6) if chance.random() < 0.6 else ()
    if slots and chance.random() < 0.3:
        musts.append(Wish.HOURS.value)
    pays = chance.random()
    assert set(musts) <= {wish.value for wish in MUST_IF_SAID}
    return Need(
        jurisdiction=state,
        age=chance.choices(tuple(CODES[Family.AGE]), (0.1, 0.15, 0.65, 0.1))[0],
        concerns=_concerns(chance),
        formats=chance.choice((("online",), ("in_person",), ("online", "in_person")))
        if is_near
        else ("online",),
        zip=zip_code if is_near else None,
        radius_km=chance.choice((5, 10, 25, 50, 80)) if is_near else None,
        insurance=(_one(chance, Family.INSURANCE),) if pays < 0.6 else (),
        budget=chance.choice((60, 80, 100, 120, 150, 200)) if pays > 0.4 else None,
        languages=languages,
        methods=methods,
        styles=_few(chance, Family.STYLE, 1, 3) if chance.random() < 0.5 else (),
        slots=slots,
        urgency_days=chance.choice((None, 7, 14, 21, 30)),
        role=chance.choices((None, "therapist", "prescriber"), (0.7, 0.2, 0.1))[0],
        musts=tuple(musts),
        limit=limit,
    )


def _concerns(chance: Random) -> tuple[str, ...]:
    codes = tuple(CODES[Family.CONCERN])
    law = zipf(len(codes)).tolist()
    found: dict[str, None] = {}
    for _ in range(chance.randint(1, 3)):
        found.setdefault(chance.choices(codes, law)[0])
    return tuple(found)


def _one(chance: Random, family: Family) -> str:
    codes = tuple(CODES[family])
    return chance.choices(codes, zipf(len(codes)).tolist())[0]


def _few(chance: Random, family: Family, low: int, high: int) -> tuple[str, ...]:
    codes = tuple(CODES[family])
    few = chance.sample(codes, chance.randint(low, high))
    return tuple(sorted(few, key=codes.index))
