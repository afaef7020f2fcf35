"""Random histories of one referral: many people act, in and out of turn, twice, too late; what must never be, is not.

After every step the invariants are asked of the rows as they are kept. Each history comes from one number, and one
that breaks something tells the command that plays it again. `make simulate` plays 100,000.
"""

import os

import pytest

from tests.invariants.simulation import STORIES, Told, simulate

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(24 * 3600)]

HISTORIES = {"sqlite": 1900, "postgresql": 100}
ENOUGH = 400
OFTEN = frozenset(
    {
        "option.choose",
        "consent.sign",
        "consent.revoke",
        "handoff.ask_next",
        "reply.confirm",
        "reply.decline",
        "packet.open_",
        "packet.accept",
        "meeting.start",
        "checkin.answer",
        "closing.end",
        "worker",
        "the same again",
        "key_reused",
        "stale",
        "refused not_found",
        "refused not_now",
    }
)


def test_no_history_breaks_an_invariant(database_kind: str) -> None:
    histories = int(os.environ.get("HISTORIES", HISTORIES[database_kind]))
    only = os.environ.get("HISTORY", "")

    told = simulate(seed=int(os.environ.get("SEED", "1")), histories=histories, only=only)

    print(told.in_words())  # noqa: T201  # what `make simulate` shows
    assert told.histories == (1 if only else histories)
    if told.histories >= ENOUGH:
        assert_it_proves_something(told)


def assert_it_proves_something(told: Told) -> None:
    """A simulation whose every step is refused, or that never dies, would prove nothing."""
    assert set(told.happened) >= OFTEN, OFTEN - set(told.happened)
    assert told.kills > told.histories / 20
    assert sum(len(story.points) for story in STORIES.values()) == told.points
