"""Who lives in these tests: the invented people of the demo, with a password that a person can type."""

import os
from datetime import UTC, datetime

from segue.acts.practice import hashed
from segue.acts.profile import DeclareConnection, declare_connection
from segue.demo.calendar import Days
from segue.demo.world import World, must, open_world
from segue.store.models import Person
from tests.browser.place import ZONE

PASSWORD = "a long walk by the lake"


def open_town() -> World:
    """Three practices and sixty entries, as in the demo. Everybody signs in with the same password."""
    days = Days(datetime.now(UTC), zone=ZONE, chance=lambda: os.urandom(10))
    world = open_world(days)
    Person.objects.update(password=hashed(PASSWORD))
    return world


def declare_tie(world: World) -> None:
    """Miriam and Ruth rent rooms from the same owner; no page asks for it yet."""
    days = Days(datetime.now(UTC), zone=ZONE, chance=lambda: os.urandom(10))
    command = DeclareConnection("tie", world.profiles["ruth_feldman_ito"], "landlord")
    must(declare_connection(world.staff["miriam_castellanos"].actor, command, days.at(days.now)))
