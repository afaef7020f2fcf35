"""The read doors: for somebody with an account, for whoever holds a link, and for the worker."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from segue.rules.actor import Actor
from segue.store.door import Scope, past_walls, within
from segue.store.walls import Passage


def viewing(viewer: Actor) -> AbstractContextManager[Scope]:
    """Read as this person of this practice. Raises AssertionError for anybody without an account."""
    assert viewer.practice is not None
    assert viewer.person is not None
    return within(viewer.practice, viewer.person)


@contextmanager
def by_link() -> Iterator[None]:
    """Read what a link leads to, which names its one row. A function that does nothing else is decorated with it."""
    with past_walls(Passage.links):
        yield


def by_worker() -> AbstractContextManager[None]:
    """Read what a notice says and to whom, whoever's it is."""
    return past_walls(Passage.work)
