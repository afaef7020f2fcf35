"""The read door for somebody with an account: their practice's rows, as they may see them."""

from contextlib import AbstractContextManager

from segue.rules.actor import Actor
from segue.store.door import Scope, within


def viewing(viewer: Actor) -> AbstractContextManager[Scope]:
    """Read as this person of this practice. Raises AssertionError for anybody without an account."""
    assert viewer.practice is not None
    assert viewer.person is not None
    return within(viewer.practice, viewer.person)
