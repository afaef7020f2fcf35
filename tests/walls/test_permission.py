"""Every address × method × kind of visitor: who is not meant meets the page of what does not exist, to the byte."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from segue.rules.actor import STAFF
from segue.store.models import Membership, Person
from tests.walls.addresses import Address, addresses
from tests.walls.asking import asked, told
from tests.walls.doors import DOORS, IDENTIFIERS, Door, admits
from tests.walls.pages import FILLED
from tests.walls.visitors import Visitor
from tests.walls.world import Walls

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
TABLE = addresses()
OURS = [address for address in TABLE if not address.is_of_allauth]
FOR_ACCOUNTS = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
}
"""Addresses of the package that signs people in; `test_pages_for_accounts_…` below asks them."""


def test_every_address_carries_a_right_and_has_its_door_here() -> None:
    assert {address.name for address in TABLE if address.is_of_allauth} == FOR_ACCOUNTS
    assert [address.route for address in OURS if not hasattr(address.view, "right")] == []
    assert {address.name for address in OURS} == set(DOORS)


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_only_those_who_are_meant_get_in(
    address: Address, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    behind, path = DOORS[address.name], address.path(_row(address, walls))
    shut = asked(visitors["anonymous"], "GET", f"/g/{uuid4()}/")
    found: dict[str, list[object]] = {"wrong": [], "in": [], "out": []}

    for visitor in visitors.values():
        is_meant = admits(address.name, visitor, address.view.right, walls)
        found["in" if is_meant else "out"].append(visitor.name)
        for method in METHODS:
            response = asked(visitor, method, path)
            if not _is_right(
                response, method, is_meant=is_meant, visitor=visitor, door=behind.door, shut=shut
            ):
                found["wrong"].append((visitor.name, method, is_meant, response.status_code))

    assert found["wrong"] == []
    assert found["in"]
    assert found["out"] or behind.door is Door.open


@pytest.mark.parametrize(
    "address",
    [address for address in OURS if set(address.parameters) & set(IDENTIFIERS)],
    ids=lambda address: address.name,
)
def test_somebody_elses_row_is_as_if_it_were_not(
    address: Address, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    there, nowhere = _row(address, walls), _row(address, walls, nowhere=True)
    hidden = [next(str(row[name]) for name in IDENTIFIERS if name in row) for row in (there, nowhere)]
    wrong = []

    for visitor in visitors.values():
        is_meant = admits(address.name, visitor, address.view.right, walls)
        for method in METHODS:
            other = asked(visitor, method, address.path(nowhere))
            if not is_meant:
                one = asked(visitor, method, address.path(there))
                if told(one, hiding=hidden[0]) != told(other, hiding=hidden[1]):
                    wrong.append((visitor.name, method, told(one), told(other)))
            if other.status_code not in (302, 303, 404, 405):
                wrong.append((visitor.name, method, other.status_code))

    assert wrong == []


def test_rights_that_are_taken_back_end_at_once(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    author = walls.people["author"].person
    path = f"/r/{walls.cases['opened'].referral}"
    assert asked(visitors["author"], "GET", path).status_code == 200

    Membership.objects.filter(person_id=author).update(until=datetime.now(UTC))

    assert asked(visitors["author"], "GET", path).status_code == 404
    assert asked(visitors["author"], "GET", "/").status_code == 404


def test_somebody_who_left_is_no_longer_signed_in(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    assert asked(visitors["author"], "GET", "/").status_code == 200

    Person.objects.filter(pk=walls.people["author"].person).update(is_active=False)

    response = asked(visitors["author"], "GET", "/")
    assert (response.status_code, response.headers["Location"]) == (302, "/account/login/")


def test_where_a_form_leads_its_sender_may_go(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    for name, filled in FILLED.items():
        form, browser = filled.form(walls, visitors), visitors[filled.who].browser()
        with transaction.atomic():
            led = browser.post(form.action, form.plain(filled.said(walls)), follow=True)
            transaction.set_rollback(True)

        assert bool(led.redirect_chain) is not filled.answers_here, name
        assert led.status_code == 200, name


def test_pages_for_accounts_answer_everybody_calmly(visitors: Mapping[str, Visitor]) -> None:
    given = {"key": "none", "uidb36": "1", "pk": 1}
    answers = {
        (visitor.name, address.name, method): asked(visitor, method, address.path(given)).status_code
        for address in TABLE
        if address.is_of_allauth
        for visitor in visitors.values()
        for method in METHODS
        if visitor.name in ("anonymous", "author", "client: choosing")
    }

    assert answers[("anonymous", "account_login", "GET")] == 200
    assert {answer: code for answer, code in answers.items() if code >= 500} == {}


def test_nobody_signs_up_by_themself() -> None:
    answer = Client().post(
        "/account/signup/", {"email": "new@post.example", "password1": "a-long-enough-secret-1"}
    )

    assert (answer.status_code, Person.objects.filter(email="new@post.example").count()) == (200, 0)


def _row(address: Address, walls: Walls, *, nowhere: bool = False) -> Mapping[str, object]:
    """What stands in the address: its row, or one that never was."""
    given = dict(DOORS[address.name].row(walls))
    if nowhere:
        named = next(name for name in IDENTIFIERS if name in given)
        given[named] = "A" * 27 if named == "token" else uuid4()
    return given


def _is_right(
    response: HttpResponse, method: str, *, is_meant: bool, visitor: Visitor, door: Door, shut: HttpResponse
) -> bool:
    """Whoever is meant gets an answer; others the dead page, or the way to sign in where that may help.

    That a page takes no such method (405), or that a verb is sent (303), is said before any row is looked for.
    """
    status = response.status_code
    if is_meant:
        return status in (200, 302, 303, 405) if method in ("GET", "HEAD") else status < 500
    if door in (Door.account, Door.sent, Door.received, Door.profile) and not visitor.kinds & STAFF:
        return status == 302 and response.headers["Location"] == "/account/login/"
    if status in (303, 405):
        return not response.content
    return status == 404 and (method == "HEAD" or response.content == shut.content)
