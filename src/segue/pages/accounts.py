"""How allauth fits in: nobody signs up by themself, and a person is shown by name."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by the owner of a practice."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No flash messages: each page says itself what happened."""


def display_name(person: AbstractBaseUser) -> str:
    """The name under which somebody is shown."""
    return str(getattr(person, "name", ""))
