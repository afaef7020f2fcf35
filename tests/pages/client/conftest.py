"""A small world for the client's pages."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from segue.demo.builders import SmallWorld


@pytest.fixture
def world(db: None) -> "SmallWorld":
    """Miriam refers; Amara has an account elsewhere; Samuel and Ruth are guests."""
    from tests.pages.received.doors import small_world  # app ready

    return small_world()
