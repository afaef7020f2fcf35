"""The pages around an account: in our own look, in plain words, and nobody signs up by themself."""

import pytest
from django.test import Client

from segue.demo.builders import SmallWorld
from segue.store.models import Person
from tests.pages.clinic.doors import browser_of, next_of, text_of, title_of, tree_of

PASSWORD = "three calm green boats"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/account/login/", "Sign in"),
        ("/account/signup/", "Accounts are given by a practice"),
        ("/account/password/reset/", "A new password"),
        ("/account/password/reset/done/", "Look at your mail"),
        ("/account/password/reset/key/done/", "Your new password counts"),
        ("/account/password/reset/key/x-y/", "This link no longer works"),
        ("/account/inactive/", "This account is closed"),
    ],
)
def test_a_page_for_whoever_has_not_signed_in(address: str, heading: str) -> None:
    page = Client().get(address)

    assert page.status_code == 200
    assert text_of(page).startswith(heading)
    assert title_of(page) != ""


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/account/logout/", "Sign out?"),
        ("/account/password/change/", "Choose a new password"),
        ("/account/email/", "Your address is changed by your practice"),
    ],
)
def test_a_page_for_somebody_signed_in(world: SmallWorld, address: str, heading: str) -> None:
    person = Person.objects.get(pk=world.miriam.person)
    person.set_password(PASSWORD)
    person.save()

    page = browser_of(world.miriam).get(address)

    assert text_of(page).startswith(heading)


def test_signing_in_leads_to_today_and_a_wrong_password_keeps_the_address(world: SmallWorld) -> None:
    person = Person.objects.get(pk=world.miriam.person)
    person.set_password(PASSWORD)
    person.save()
    browser = Client()

    wrong = browser.post("/account/login/", {"login": person.email, "password": "no"})
    right = browser.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert next_of(wrong) == ["Sign in"]
    assert "That did not work. Nothing was changed." in text_of(wrong)
    assert f'value="{person.email}"' in wrong.content.decode()
    assert tree_of(wrong) is not None
    assert (right.status_code, right["Location"]) == (302, "/")


def test_signing_out_is_a_button_and_not_a_link(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)

    browser.get("/account/logout/")
    still = browser.get("/").status_code
    browser.post("/account/logout/")

    assert still == 200
    assert browser.get("/").status_code == 302
