"""The way in by link: nothing of a person on the way, and one page for whatever opens nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from segue.acts import link
from segue.demo.builders import SmallWorld
from segue.demo.world import OPERATOR, must
from segue.pages.visitor import LINKS
from segue.store.models import Link
from segue.store.tokens import token_of
from tests.pages.client.doors import address, case_with_code, token_for
from tests.pages.received.doors import small_world


@pytest.fixture
def world(db: None) -> SmallWorld:
    """Miriam refers; nobody has opened a link yet."""
    return small_world()


def test_a_link_leaves_the_address_and_shows_nothing(world: SmallWorld) -> None:
    case = case_with_code(world).until_shown()
    browser = Client()

    answer = browser.get(f"/l/{token_for(case)}")

    assert (answer.status_code, answer.headers["Location"]) == (302, address(case))
    assert answer.content == b""
    assert list(browser.session[LINKS].values()) == [""]


def test_unknown_ended_and_revoked_links_give_the_same_bytes(world: SmallWorld) -> None:
    ended, revoked = case_with_code(world).until_shown(), case_with_code(world).until_shown()
    now = datetime.now(UTC)
    Link.objects.filter(referral=ended.referral).update(expires_at=now - timedelta(seconds=1))
    Link.objects.filter(referral=revoked.referral).update(revoked_at=now)
    tokens = ["x", "\u202e" * 9, "A" * 27, "a" * 5000, token_for(ended), token_for(revoked)]

    answers = [Client().get(f"/l/{token}") for token in tokens]

    assert [answer.status_code for answer in answers] == [404] * len(tokens)
    assert len({answer.content for answer in answers}) == 1
    assert b"This link does not open anything." in answers[0].content
    assert [name for answer in answers for name in answer.cookies] == []


@pytest.mark.parametrize("allowed", [True, False])
def test_a_sign_in_link_works_only_where_the_operator_allows_it(
    world: SmallWorld, settings: Any, allowed: bool
) -> None:
    settings.SEGUE_SIGN_IN_BY_LINK = allowed
    command = link.GiveSignInLink("k", str(world.miriam.person))
    given = must(link.give_sign_in_link(OPERATOR, command, world.clock.at()))
    browser = Client()

    answer = browser.get(f"/l/{token_of(UUID(given.id))}")

    assert answer.status_code == (302 if allowed else 404)
    assert answer.headers.get("Location") == (reverse("today") if allowed else None)
    assert ("_auth_user_id" in browser.session) is allowed


def test_a_link_takes_no_form(db: None) -> None:
    assert Client().post("/l/x").status_code == 405
