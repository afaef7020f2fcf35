"""Invented crowds for the engine: needs and profiles drawn so that they often nearly fit, with true identifiers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType
from uuid import UUID

from segue.rules.matching.columns import LISTS, Packed, pack
from segue.rules.matching.geography import Geography
from segue.rules.matching.options import Search
from segue.rules.matching.profile import ProfileFacts, Stated
from segue.rules.matching.shard import Shard
from segue.rules.need import Need
from tests.rules.matching.people import NOW, drawn_nearly_fitting, drawn_need, drawn_profile

GEOGRAPHY = Geography(
    [("55101", 44.95, -93.09), ("55408", 44.95, -93.29), ("55802", 46.76, -92.08), ("55904", 44.0, -92.4)]
)
Exposure = Mapping[str, tuple[int, int]]


def drawn_crowd(chance: Random, *, most: int = 40) -> tuple[Need, list[ProfileFacts], Search]:
    """A need, a crowd, and what else an answer is made from."""
    need = replace(drawn_need(chance), jurisdiction="MN", limit=chance.choice((1, 3, 20)))
    people = [_person(chance, need) for _ in range(chance.randint(0, most))]
    names = [facts.id for facts in people]
    few = chance.sample(names, min(len(names), 2))
    exposure = {name: (chance.randint(0, 3), chance.randint(0, 9)) for name in names if chance.random() < 0.7}
    known = frozenset(name for name in names if chance.random() < 0.2)
    search = Search(NOW, GEOGRAPHY.kilometers, known=known, exposure=exposure, sequence=7, usual_hours=30)
    return replace(need, not_ask=tuple(few) if chance.random() < 0.3 else ()), people, search


def shard_of(people: Iterable[ProfileFacts], *, exposure: Exposure, jurisdiction: str = "MN") -> Shard:
    """A fresh shard of these people."""
    packed = (_packed(facts, exposure=exposure, jurisdiction=jurisdiction) for facts in people)
    return Shard.of(jurisdiction, [each for each in packed if each is not None], geography=GEOGRAPHY)


def put(shard: Shard, facts: ProfileFacts, *, exposure: Exposure = MappingProxyType({})) -> None:
    """Write somebody into a shard, or take out whoever has no place in it."""
    packed = _packed(facts, exposure=exposure, jurisdiction=shard.jurisdiction)
    shard.put(UUID(facts.id).bytes, packed)


def drawn_change(chance: Random, need: Need, facts: ProfileFacts) -> ProfileFacts:
    """The same person with other facts."""
    return replace(_person(chance, need), id=facts.id)


def _packed(facts: ProfileFacts, *, exposure: Exposure, jurisdiction: str) -> Packed | None:
    return pack(
        facts,
        key=UUID(facts.id).bytes,
        jurisdiction=jurisdiction,
        geography=GEOGRAPHY,
        exposure=exposure.get(facts.id, (0, 0)),
    )


def _person(chance: Random, need: Need) -> ProfileFacts:
    name = str(UUID(int=chance.getrandbits(128)))
    drawn = drawn_nearly_fitting(chance, need, name) if chance.random() < 0.8 else drawn_profile(chance, name)
    is_complete = chance.random() < 0.8
    lists = {
        each: replace(stated, is_complete=is_complete)
        for each in LISTS
        if isinstance(stated := getattr(drawn, each), Stated)
    }
    more = tuple(chance.sample(("55101", "55802", "00000"), chance.choice((0, 0, 0, 1, 2))))
    hours = chance.choice((None, None, chance.randint(0, 200)))
    return replace(drawn, more_zips=more, reply_hours=hours, **lists)
