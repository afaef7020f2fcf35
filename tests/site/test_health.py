"""Whoever watches this server learns in one request whether it works."""

import json

import pytest
from django.db import DatabaseError
from django.test import RequestFactory

from segue.rules.permission import Thing, Verb
from segue.site import health


@pytest.fixture(autouse=True)
def forgetful() -> None:
    health._tables_are_there.cache_clear()


@pytest.mark.django_db
def test_a_server_that_works_says_ok() -> None:
    answer = health.healthz(RequestFactory().get("/healthz"))

    assert answer.status_code == 200
    assert json.loads(answer.content) == {"status": "ok", "database": "ok", "migrated": True}


@pytest.mark.django_db
def test_a_server_without_all_tables_says_so_until_they_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(health, "migrations_to_run", lambda: ["0003"])
        before = health.healthz(RequestFactory().get("/healthz"))
    after = health.healthz(RequestFactory().get("/healthz"))

    assert before.status_code == 503
    assert json.loads(before.content) == {"status": "unwell", "database": "ok", "migrated": False}
    assert after.status_code == 200


def test_a_database_that_is_away_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise DatabaseError("password=secret")

    monkeypatch.setattr(health, "connection", Away())

    answer = health.healthz(RequestFactory().get("/healthz"))

    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "unwell", "database": "away", "migrated": False}


def test_only_looking_is_allowed_and_anybody_may() -> None:
    assert health.healthz(RequestFactory().post("/healthz")).status_code == 405
    assert health.healthz.right == (Thing.health, Verb.see)  # type: ignore[attr-defined]
