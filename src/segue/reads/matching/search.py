"""A need, asked of the directory by somebody who looks: the answer, and the facts behind those that it names."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from segue.reads.directory import geography, known_to
from segue.reads.matching.shards import shard_of
from segue.rules.matching.answer import Answer
from segue.rules.matching.engine import answer, came_near
from segue.rules.matching.options import Search
from segue.rules.matching.profile import ProfileFacts, current
from segue.rules.matching.shard import Shard
from segue.rules.need import Need
from segue.store.models import Profile

NO_STATE = "--"
"""Where a client is whose state is not known yet: nobody is licensed there."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a need found, and what a search read of everybody whom the answer names."""

    answer: Answer
    facts: Mapping[str, ProfileFacts]


def search(need: Need, *, viewer: UUID | None, now: datetime, but: Collection[str] = ()) -> Found:
    """Ask the directory; `now` is in the zone of the one who looks, `but` is left out beside who must not be asked."""
    with _asked(need, viewer=viewer, now=now, but=but) as (asked, shard, look):
        found = answer(asked, shard, look)
        return Found(found, _facts(found, shard, today=now.date()))


def near(need: Need, *, viewer: UUID | None, now: datetime, but: Collection[str] = ()) -> tuple[str, ...]:
    """Everybody who could have been one of the three for this need."""
    with _asked(need, viewer=viewer, now=now, but=but) as (asked, shard, look):
        return came_near(asked, shard, look)


@contextmanager
def _asked(
    need: Need, *, viewer: UUID | None, now: datetime, but: Collection[str]
) -> Iterator[tuple[Need, Shard, Search]]:
    asked = replace(need, not_ask=tuple({*need.not_ask, *but}))
    with shard_of(need.jurisdiction or NO_STATE, now=now) as (shard, kept):
        look = Search(
            now,
            geography().kilometers,
            known=known_to(viewer),
            sequence=kept.mark.seq,
            usual_hours=kept.usual_hours,
        )
        yield asked, shard, look


def names_of(answer: Answer) -> Mapping[str, str]:
    """The names of those who fit."""
    rows = Profile.objects.filter(id__in=[option.id for option in answer.options]).values_list("id", "name")
    return {str(profile): name for profile, name in rows}


def _facts(answer: Answer, shard: Shard, *, today: date) -> dict[str, ProfileFacts]:
    named = {
        *(option.id for option in answer.options),
        *(one.id for one in answer.worth_asking),
        *answer.three.ids,
    }
    rows = ((name, shard.row_of(UUID(name).bytes)) for name in named)
    return {name: current(shard.facts(row), today=today) for name, row in rows if row is not None}
