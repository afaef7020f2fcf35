"""What tests of acts begin with. It is read before the settings are, hence the imports inside."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from segue.demo.builders import Case, SmallWorld


@pytest.fixture
def world(db: None) -> "SmallWorld":
    """Two practices and a directory; rolled back after the test."""
    from segue.demo.builders import open_small_world  # app ready

    return open_small_world()


@pytest.fixture
def case(world: "SmallWorld") -> "Case":
    """A referral that has just begun."""
    return world.case()
