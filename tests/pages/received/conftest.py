"""A small world for the pages of recipients."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from segue.demo.builders import SmallWorld


@pytest.fixture(autouse=True, scope="session")
def static_files(django_db_setup: None) -> None:
    """Pages name their style sheets by digest, so these are gathered first."""
    from django.core.management import call_command  # app ready

    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture
def world(db: None) -> "SmallWorld":
    """Miriam refers; Amara has an account elsewhere; Samuel and Ruth are guests."""
    from tests.pages.received.doors import small_world  # app ready

    return small_world()
