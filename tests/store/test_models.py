"""Constraints that make wrong states impossible, whatever the code above them does."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Model, Q, UniqueConstraint

from segue.acts import closing, link, profile
from segue.acts.client import AddRepresentative, add_representative
from segue.acts.profile import DeclareConnection
from segue.demo.builders import OPERATOR, TUESDAY, Case, Clock, open_small_world
from segue.store.models import (
    AvailabilityAsk,
    AvailabilityCheck,
    Client,
    Connection,
    Consent,
    Disclosure,
    Fact,
    Handoff,
    Job,
    Link,
    Membership,
    Notice,
    Option,
    Practice,
    Profile,
    Question,
    Referral,
    Representative,
    Signature,
)
from tests.acts.answers import done
from tests.house.test_no_favors import FAVOR, MEANT

pytestmark = pytest.mark.django_db


def full_world() -> Case:
    """Rows in every table that a story fills."""
    world = open_small_world()
    tie = DeclareConnection("tie", world.profiles["ruth"], "landlord")
    done(profile.declare_connection(world.miriam, tie, world.clock.at()))
    case = world.case().until_accepted("samuel")
    done(closing.thank(case.who("samuel"), closing.Thank("t", case.handoff("samuel")), case.clock.at()))
    mother = AddRepresentative("m", case.client, "Ada Tamm", "mother", "custody")
    done(add_representative(case.miriam, mother, case.clock.at()))
    sign_in = link.GiveSignInLink("s", str(case.miriam.person))
    done(link.give_sign_in_link(OPERATOR, sign_in, case.clock.at()))
    check = AvailabilityCheck.objects.create(
        id=case.clock.new_id(), practice_id=case.miriam.practice, asked_by_id=case.miriam.person,
        question_sealed=b"-", asked_at=case.clock.now, due_at=case.clock.now,
    )  # fmt: skip
    AvailabilityAsk.objects.create(
        id=case.clock.new_id(), check_asked=check, practice_id=case.miriam.practice,
        profile_id=world.profiles["ruth"],
    )  # fmt: skip
    world.case("Other Client").until_started("samuel")
    return case


def wrong(change: Callable[[], Any]) -> str:
    """What the database says against it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        change()
    return str(refused.value)


# Constraint: table, which rows, and what they may never be. An empty filter takes every row.
NEVER: dict[str, tuple[type[Model], dict[str, Any], dict[str, Any]]] = {
    "ask_answer": (AvailabilityAsk, {}, {"answer": "perhaps"}),
    "client_channel": (Client, {}, {"channel": "pigeon"}),
    "connection_kind": (Connection, {}, {"kind": "enemy"}),
    "connection_way": (Connection, {}, {"way": "sideways"}),
    "consent_ends_after_it_begins": (Consent, {}, {"valid_until": "2001-01-01"}),
    "consent_status": (Consent, {}, {"status": "maybe"}),
    "consent_word_back": (Consent, {}, {"word_back": "everything"}),
    "fact_confirmed_after_said": (Fact, {}, {"confirmed_on": "2001-01-01"}),
    "handoff_accepted_after_opened": (Handoff, {"state": "accepted"}, {"opened_at": None}),
    "handoff_decline_reason": (Handoff, {}, {"decline_reason": "money"}),
    "handoff_declined_has_a_reason": (Handoff, {"state": "declined"}, {"decline_reason": ""}),
    "handoff_state": (Handoff, {}, {"state": "sold"}),
    "handoff_unlocked_has_consent_and_content": (Handoff, {"state": "accepted"}, {"content_hash": ""}),
    "job_state": (Job, {}, {"state": "lost"}),
    "link_kind": (Link, {}, {"kind": "magic"}),
    "link_leads_somewhere": (Link, {"kind": "client"}, {"referral": None}),
    "membership_role": (Membership, {}, {"role": "king"}),
    "notice_state": (Notice, {}, {"state": "lost"}),
    "option_is_not_ranked_and_refused": (Option, {"rank": 1}, {"is_refused": True}),
    "option_ranked_after_its_connection_is_known": (Option, {"rank": 1}, {"connection_hash": "a" * 64}),
    "practice_kind": (Practice, {}, {"kind": "bank"}),
    "profile_kind": (Profile, {}, {"kind": "bot"}),
    "profile_of_a_person_is_claimed": (Profile, {"person__isnull": False}, {"claimed_at": None}),
    "referral_closed_has_a_time": (Referral, {"stage": "placed"}, {"stage": "closed"}),
    "referral_closed_has_an_outcome": (Referral, {"stage": "placed"}, {"outcome": "fits"}),
    "referral_kind": (Referral, {}, {"kind": "sale"}),
    "referral_outcome": (
        Referral,
        {"stage": "placed"},
        {"outcome": "won", "stage": "closed", "closed_at": TUESDAY},
    ),
    "referral_reason": (Referral, {}, {"reason": "money"}),
    "referral_stage": (Referral, {}, {"stage": "sold"}),
    "referral_urgency": (Referral, {}, {"urgency": "yesterday"}),
    "representative_has_authority": (Representative, {}, {"authority": ""}),
}
# These tables refuse every change, so what must never be is refused where it would come in.
NEVER_ADDED: dict[str, tuple[type[Model], dict[str, Any]]] = {
    "disclosure_has_a_consent_or_an_exception": (Disclosure, {"consent_id": None}),
    "signature_signer": (Signature, {"signer": "neighbor"}),
}


def checks() -> set[str]:
    tables = apps.get_app_config("store").get_models()
    return {
        each.name for table in tables for each in table._meta.constraints if isinstance(each, CheckConstraint)
    }


def test_every_constraint_stands_here() -> None:
    assert checks() == set(NEVER) | set(NEVER_ADDED)


def test_what_must_never_be_cannot_be_written() -> None:
    full_world()
    for name, (table, which, change) in NEVER.items():
        rows = table._default_manager.filter(**which)
        assert rows.exists(), name

        said = wrong(lambda rows=rows, change=change: rows.update(**change))

        assert name in said or table._meta.db_table in said, f"{name}: {said}"
        if connection.vendor == "postgresql":
            assert name in said


def test_what_must_never_be_cannot_be_added() -> None:
    full_world()
    for name, (table, change) in NEVER_ADDED.items():
        good = table._default_manager.first()
        assert good is not None

        copy = copied(good)
        for column, value in change.items():
            setattr(copy, column, value)

        assert name in wrong(copy.save)


def copied(row: Model) -> Model:
    """The same row once more, under another identifier."""
    again = type(row)._default_manager.get(pk=row.pk)
    again.pk = Clock().new_id() if isinstance(row.pk, UUID) else None
    again._state.adding = True
    return again


def onces() -> list[tuple[type[Model], UniqueConstraint]]:
    tables = apps.get_app_config("store").get_models()
    return [
        (table, each)
        for table in tables
        for each in table._meta.constraints
        if isinstance(each, UniqueConstraint)
    ]


def test_what_is_once_cannot_be_twice() -> None:
    full_world()
    tried = set()
    for table, each in onces():
        row = table._default_manager.filter(each.condition or Q()).exclude(**_unset(each)).first()
        if row is not None:
            wrong(copied(row).save)
            tried.add(each.name)
    assert {
        "option_once",
        "fact_once",
        "membership_once",
        "accepted_command_once",
        "record_number_once",
        "check_in_once",
        "link_try_once",
        "option_rank_once",
        "message_one_thanks_a_handoff",
        "need_number_once",
        "signature_once",
        "ask_once_a_check",
    } <= tried


def _unset(once: UniqueConstraint) -> dict[str, object]:
    """Where a column of it is empty, it says nothing."""
    return {f"{once.fields[0]}__isnull": True} if once.fields else {"pk": None}


def test_one_summary_is_open_at_a_time_whatever_an_act_believes() -> None:
    case = open_small_world().case().until_asked()
    case.confirm("amara")
    case.confirm("samuel")
    row = Handoff.objects.get(pk=case.handoff("amara"))
    unlocked = {"unlocked_at": row.unlocked_at, "content_hash": row.content_hash, "state": "unlocked"}

    wrong(lambda: Handoff.objects.filter(pk=case.handoff("samuel")).update(**unlocked))

    Handoff.objects.filter(pk=row.pk).update(state="withdrawn")
    assert Handoff.objects.filter(pk=case.handoff("samuel")).update(**unlocked) == 1


def test_one_question_stands_open_at_a_time() -> None:
    case = open_small_world().case().until_asked()

    def ask() -> Question:
        return Question.objects.create(
            id=case.clock.new_id(), handoff_id=case.handoff("amara"), code="age", asked_at=case.clock.now
        )

    first = ask()
    wrong(ask)
    Question.objects.filter(pk=first.pk).update(answered_at=case.clock.now)
    ask()


def test_an_address_has_one_account_whatever_its_letters() -> None:
    world = open_small_world()
    people = apps.get_model("store", "Person").objects
    one = people.get(pk=world.miriam.person)

    wrong(lambda: people.filter(pk=world.amara.person).update(email=one.email.upper()))


def test_no_column_of_the_database_holds_money_or_a_favor() -> None:
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name.startswith("store_")]
        columns = {
            (name, column.name)
            for name in names
            for column in connection.introspection.get_table_description(cursor, name)
        }

    assert len(columns) > 200
    meant = {(f"store_{table.lower()}", column) for table, column in MEANT}
    assert {each for each in columns if FAVOR.search(each[1])} == meant
