"""How allauth fits in: nobody signs up by themself, a person is shown by name, and nobody locks out somebody else.

A second factor is asked for at the sign-in; whoever came in by password alone where one is required sets one up
first. What is counted, and where, decision 0009 tells.
"""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

CAME_BY = "account_authentication_methods"
"""Where the session keeps how somebody signed in; allauth writes it."""
HAS_FACTOR = "has_second_factor"
OPEN = "/account/"
"""Pages that stay open without a second factor: here it is set up, and here one signs out."""
TOO_OFTEN = _("Tried too often from here. Wait five minutes, then try again.")
CHANGED = {
    "account/email/password_changed": _("The password of your account was changed."),
    "account/email/password_reset": _("The password of your account was changed by a link in a mail."),
    "account/email/password_set": _("Your account was given a password."),
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app of your account was removed."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey of your account was removed."),
    "mfa/email/recovery_codes_generated": _(
        "Your account has new recovery codes. The old ones open nothing."
    ),
}
"""What a person is told by mail about their own sign-in, by the name that the package gives to it."""


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by the owner of a practice."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any
    ) -> None:
        """Each page says itself what happened; only a passkey that was refused is told on the next page."""
        if level == messages.ERROR and message:
            super().add_message(request, level, message=message)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their sign-in was changed, so that a stranger's hand is noticed."""
        told = {"what": CHANGED[template_prefix]}
        super().send_notification_mail("account/email/changed", user, (context or {}) | told, email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for this account from this client, so that who guesses locks out nobody else."""
        return f"{neighborhood(self.get_client_ip(request))} {credentials.get('email', '').lower()}"


class SecondFactorFirst:
    """Leads whoever came in by password alone to the page that sets up a second factor, where one is required."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_needed = settings.SEGUE_SECOND_FACTOR and came_by_password_alone(request)
        request.needs_second_factor = is_needed  # type: ignore[attr-defined]  # the page that sets it up says so
        if is_needed and not request.path.startswith(OPEN):
            return redirect("mfa_index")
        return self.get_response(request)


def came_by_password_alone(request: HttpRequest) -> bool:
    """Whether this browser's sign-in was by password, by somebody who has no second factor.

    Asks the database only for such a person; a link that signs in is the operator's own choice (decision 0007).
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return False
    records = request.session.get(CAME_BY, [])
    used_factor = any(record.get("method") == "mfa" for record in records)
    by_password = any(
        record.get("method") == "password" and not record.get("reauthenticated") for record in records
    )
    if not by_password or used_factor or request.session.get(HAS_FACTOR):
        return False
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        request.session[HAS_FACTOR] = True
        return False
    return True


def neighborhood(address: str) -> str:
    """Where tries are counted together: an IPv4 address; for IPv6 the /64 that one household is given."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/64", strict=False))


def display_name(person: AbstractBaseUser) -> str:
    """The name under which somebody is shown."""
    return str(getattr(person, "name", ""))
