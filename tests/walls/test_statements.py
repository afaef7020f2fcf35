"""How many statements each page takes. That they stay the same at 1, 30 and 300 rows, the tests of the pages show."""

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.walls.addresses import Address, addresses
from tests.walls.asking import asked
from tests.walls.doors import DOORS, Door, admits
from tests.walls.visitors import Visitor
from tests.walls.world import Walls

pytestmark = pytest.mark.django_db
LIST, DETAIL, SEARCH = 8, 12, 13
COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE")
LISTS = {"today": 8, "new_referral": 4, "received": 5, "directory": 5, "short_list": 3, "saved_searches": 4}
SEARCHES = {"options": 13}
"""One of them, the question what changed, goes on SQLite to the driver itself."""
DETAILS = {
    "called": 3,
    "compare": 3,
    "directory_entry": 11,
    "opening": 8,
    "referral": 12,
    "need": 6,
    "summary": 5,
    "signed_summary": 5,
    "client_link": 5,
    "received_handoff": 9,
    "received_summary": 9,
    "received_appointment": 8,
    "client_options": 4,
    "client_summary": 5,
    "client_sign": 4,
    "client_stand": 6,
    "client_check_in": 4,
    "client_stop": 5,
    "client_data": 6,
    "guest_request": 6,
    "guest_summary": 7,
    "guest_appointment": 7,
    "ask_page": 3,
    "profile": 8,
    "claim": 3,
    "still_true": 5,
    "listing": 3,
}
EXPECTED = {**LISTS, **SEARCHES, **DETAILS}
NOT_READ = {
    "directory_do",
    "saved_search",
    "thank",
    "my_profile",
    "profile_say",
    "profile_true",
    "profile_remove",
    "referral_do",
    "received_meeting",
    "received_assign",
    "guest_code",
    "guest_meeting",
    "client_start",
}
"""Addresses that are posted to, and the one that leads on."""


def test_every_page_has_its_number_and_its_budget() -> None:
    pages = {one.name for one in addresses() if one.name in DOORS and DOORS[one.name].door is not Door.open}

    assert pages - NOT_READ == set(EXPECTED)
    assert max(LISTS.values()) <= LIST
    assert max(DETAILS.values()) <= DETAIL
    assert max(SEARCHES.values()) <= SEARCH


@pytest.mark.parametrize(
    "address",
    [one for one in addresses() if one.name in EXPECTED],
    ids=lambda address: address.name,
)
def test_a_page_takes_its_statements_and_no_more(
    address: Address, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    who = next(one for one in visitors.values() if admits(address.name, one, address.view.right, walls))
    path = address.path(DOORS[address.name].row(walls))
    asked(who, "GET", path)

    with CaptureQueriesContext(connection) as seen:
        response = asked(who, "GET", path)

    counted = [
        each["sql"] for each in seen if each["sql"].startswith(COUNTED) and "set_config" not in each["sql"]
    ]
    assert response.status_code == 200
    unseen = connection.vendor == "sqlite" and address.name in SEARCHES
    assert len(counted) + unseen == EXPECTED[address.name]
