"""The second wall: PostgreSQL itself keeps practices apart, also where a filter was forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet

from segue.acts import check, closing, draft, profile
from segue.acts.profile import DeclareConnection, KnowColleague
from segue.demo.builders import SmallWorld, open_small_world
from segue.rules.actor import Actor
from segue.store.door import Scope, past_walls, within, writing
from segue.store.models import CatchUp, Client, Handoff, Notice, Practice, Referral, SavedSearch
from segue.store.walls import EACH, OPEN, WALLS, Passage, make_walls, walls_there, walls_wanted
from tests.acts.answers import done

only_postgresql = pytest.mark.only("postgresql")
SAME_TABLE = {"handoffs_received": "handoffs_sent"}
PROPERTIES = [name for name, value in vars(Scope).items() if isinstance(value, property)]
SHARED = {
    "store_handoff", "store_referral", "store_consent", "store_signedcontent", "store_signature", "store_message",
}  # fmt: skip
"""What two practices may meet both, where one asked the other. No question was asked in this world."""
NOT_IN_THIS_WORLD = {
    "store_representative", "store_question", "store_linkcode", "store_linktry", "store_reading", "store_anchor",
    "store_anchoredhead",
}  # fmt: skip
STRANGER = (UUID(int=7), UUID(int=7))
"""Somebody of a practice that has nothing and was asked nothing."""


def tables() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_app_config("store").get_models()}


def full_world() -> SmallWorld:
    """Miriam's practice has rows behind each property of a scope; Amara's has what was shared with it."""
    world = open_small_world()
    at = world.clock.at
    done(
        profile.declare_connection(
            world.miriam, DeclareConnection("t", world.profiles["ruth"], "landlord"), at()
        )
    )
    done(profile.know(world.miriam, KnowColleague("k", world.profiles["ruth"]), at()))
    with writing():
        own = {"id": at().new_id(), "person_id": world.miriam.person}
        CatchUp.objects.create(profile_id=world.profiles["ruth"], day=at().today, way="lunch", **own)
        SavedSearch.objects.create(name="Evenings", looked_for="{}", saved_at=at().now, **own)
    done(draft.keep(world.miriam, draft.KeepDraft("d", "need", {"words": ["half a word"]}), at()))
    case = world.case().until_started("amara")
    done(closing.thank(case.who("amara"), closing.Thank("t", case.handoff("amara")), at()))
    asking = world.case("Second Client")
    asking.talk()
    asking.write_need()
    asked = check.AskAvailability("a", asking.referral, (world.profiles["ruth"],))
    done(check.ask(world.miriam, asked, at()))
    return world


def scope_of(actor: Actor) -> tuple[UUID, UUID]:
    assert actor.practice is not None
    assert actor.person is not None
    return actor.practice, actor.person


def keys(rows: QuerySet[Model]) -> set[object]:
    return set(rows.values_list("pk", flat=True))


def seen_by(actor: Actor) -> dict[str, set[object]]:
    """The keys of all rows that the database shows, with no filter of ours."""
    with within(*scope_of(actor)):
        return {name: keys(model._default_manager.all()) for name, model in tables().items()}


@contextmanager
def behind_no_door() -> Iterator[None]:
    """As a page begins: nobody has told the database anything."""
    say(scope="")
    yield
    say(scope="commands")


def say(*, scope: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('segue.scope', %s, false)", [scope])


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('segue.scope', true), current_setting('segue.practice', true)")
        scope, practice = cursor.fetchone()
        return scope or "", practice or ""


def test_each_table_stands_behind_a_wall_or_is_meant_to_be_open() -> None:
    assert set(WALLS) | OPEN == set(tables())
    assert set(WALLS) & OPEN == set()


@pytest.mark.django_db
@only_postgresql
def test_tests_run_as_a_role_for_whom_walls_hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.django_db
@only_postgresql
def test_each_wall_is_counted_and_making_them_twice_is_once() -> None:
    assert walls_there() == walls_wanted() == EACH * len(WALLS)
    make_walls()
    assert walls_there() == walls_wanted()

    for harm, missing in (
        ("DROP POLICY store_client_read ON store_client", 1),
        ("ALTER TABLE store_need NO FORCE ROW LEVEL SECURITY", EACH),
        ("ALTER TABLE store_draft DISABLE ROW LEVEL SECURITY", EACH),
    ):
        with connection.cursor() as cursor:
            cursor.execute(harm)
        assert walls_there() == walls_wanted() - missing
        make_walls()
        assert walls_there() == walls_wanted()


@pytest.mark.django_db
@pytest.mark.only("sqlite")
def test_sqlite_has_no_walls_and_misses_none() -> None:
    make_walls()

    assert (walls_there(), walls_wanted()) == (0, 0)


@pytest.mark.django_db
@only_postgresql
def test_a_forgotten_filter_shows_nobody_elses_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    world = full_world()
    with within(*scope_of(world.miriam)) as scope:
        filtered = {name: keys(getattr(scope, name)) for name in PROPERTIES}

    for name in PROPERTIES:
        model = getattr(scope, name).model
        monkeypatch.setattr(Scope, name, property(lambda _, model=model: model._default_manager.all()))

    with within(*scope_of(world.miriam)) as scope:
        for name in PROPERTIES:
            assert keys(getattr(scope, name)) == filtered[name] | filtered.get(
                SAME_TABLE.get(name, ""), set()
            )
    with within(*STRANGER) as scope:
        assert {name: keys(getattr(scope, name)) for name in PROPERTIES} == {
            name: set() for name in PROPERTIES
        }
    assert [name for name in PROPERTIES if not filtered[name]] == [
        "handoffs_received"
    ]  # else it shows nothing


@pytest.mark.django_db
@only_postgresql
def test_the_second_owner_meets_what_hangs_on_a_handoff_and_no_more() -> None:
    world = full_world()
    sent = Handoff.objects.get(state="started")

    met, theirs = seen_by(world.amara), seen_by(world.miriam)

    assert met["store_handoff"] == {sent.pk}
    assert met["store_referral"] == {sent.referral_id}
    assert met["store_consent"] == {sent.consent_id}
    assert met["store_message"] == theirs["store_message"] != set()
    assert {name for name in WALLS if met[name] & theirs[name]} == SHARED


@pytest.mark.django_db
@only_postgresql
def test_what_was_only_prepared_is_not_there_for_the_second_owner() -> None:
    world = open_small_world()
    world.case().until_asked("amara")
    with within(*scope_of(world.amara)):
        assert (Handoff.objects.count(), Referral.objects.count()) == (1, 1)

    Handoff.objects.update(requested_at=None)

    with within(*scope_of(world.amara)):
        assert (Handoff.objects.count(), Referral.objects.count()) == (0, 0)


@pytest.mark.django_db
@only_postgresql
def test_a_statement_that_came_through_no_door_meets_no_row() -> None:
    full_world()
    there = {name: model._default_manager.count() for name, model in tables().items()}

    with behind_no_door():
        met = {name: tables()[name]._default_manager.count() for name in WALLS}
        open_to_all = {name: tables()[name]._default_manager.count() for name in OPEN}
        passed = []
        for passage in Passage:
            with past_walls(passage):
                passed.append({name: model._default_manager.count() for name, model in tables().items()})

    assert met == dict.fromkeys(WALLS, 0)
    assert open_to_all == {name: there[name] for name in OPEN}
    assert passed == [there] * len(Passage)
    assert {name for name in WALLS if not there[name]} == NOT_IN_THIS_WORLD
    assert Practice.objects.count() == 2


@pytest.mark.django_db
@only_postgresql
def test_a_scope_without_its_door_finds_nothing() -> None:
    world = full_world()
    scope = Scope(*scope_of(world.miriam))  # made without its door

    with behind_no_door():
        assert [name for name in PROPERTIES if getattr(scope, name).exists()] == []


@pytest.mark.django_db
@only_postgresql
def test_who_may_read_a_row_may_not_write_it() -> None:
    world = full_world()

    with within(*scope_of(world.miriam)) as scope:
        assert scope.clients.count() == 2
        assert Client.objects.update(language="fr") == 0
        assert Notice.objects.all().delete()[0] == 0
    with past_walls(Passage.acts):
        assert Client.objects.update(language="fr") > 0


@pytest.mark.django_db
@only_postgresql
def test_an_act_within_a_read_gives_the_door_back() -> None:
    world = full_world()
    practice, person = scope_of(world.miriam)

    with within(practice, person):
        assert told() == ("practice", str(practice))
        with writing():
            assert told() == ("acts", "")
        assert told() == ("practice", str(practice))
        with pytest.raises(DatabaseError), writing():
            raise DatabaseError
        assert told() == ("practice", str(practice))
    assert told() == ("commands", "")


@only_postgresql
def test_a_door_leaves_nothing_behind_and_reads_only(fresh_database: object) -> None:
    world = open_small_world()
    say(scope="")

    with within(*scope_of(world.miriam)):
        assert told() == ("practice", str(world.miriam.practice))
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_read_only')")
            assert cursor.fetchone() == ("on",)
    assert told() == ("", "")
    with pytest.raises(DatabaseError, match="read-only transaction"), within(*scope_of(world.miriam)):
        Practice.objects.update(phone="612-555-0199")
    with writing():
        assert Practice.objects.update(phone="612-555-0199") == 2
    assert told() == ("", "")
