"""The forms by which somebody proves once more who they are: codes that count once, passkeys that may be anything.

What allauth decides stays there. These forms add what it leaves open: a code is not taken again while it could
still be right, and whatever a stranger sends in place of a passkey is refused in words instead of by a fault.
"""

import logging
from typing import Any

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

log = logging.getLogger("segue.pages")

REFUSED = _("This passkey is not known here, or it answered too late. Nothing was changed. Try again.")


class CodeStep(AuthenticateForm):  # type: ignore[misc]  # shipped without types, as all of these
    """The code at the sign-in."""

    def clean_code(self) -> str:
        """The code, if it is right and new."""
        return counted_once(super().clean_code(), self.authenticator)


class CodeOnceMore(ReauthenticateForm):  # type: ignore[misc]
    """The code before something that matters."""

    def clean_code(self) -> str:
        """The code, if it is right and new."""
        return counted_once(super().clean_code(), self.authenticator)


class _AnyAnswer:
    """What a device answered; the package that reads it raises whatever comes, so all of it is one refusal."""

    def full_clean(self) -> None:
        """Refuse in one sentence what cannot be read or does not fit."""
        form: Any = self
        try:
            super().full_clean()  # type: ignore[misc]
        except (
            Exception
        ) as fault:  # a stranger's bytes, read by several parsers; none of them names all it raises
            log.info("passkey not read: %s", type(fault).__name__)
            form.cleaned_data = {}
            form.add_error("credential", REFUSED)
        if "credential" in form.errors or form.non_field_errors():
            form.errors["credential"] = form.error_class([REFUSED])


class AddPasskey(_AnyAnswer, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""


class PasskeySignIn(_AnyAnswer, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of a password."""


class PasskeyStep(_AnyAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class PasskeyOnceMore(_AnyAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that matters."""


def counted_once(code: str, authenticator: Authenticator) -> str:
    """The code of an app, refused when it was used before: the package forgets it while it could still be right."""
    if authenticator.type != Authenticator.Type.TOTP:
        return code
    seconds = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
    digits = "".join(sign for sign in code if sign.isdigit())
    if not cache.add(f"totp-used:{authenticator.user_id}:{digits}", 1, timeout=seconds):
        raise get_adapter().validation_error("incorrect_code")
    return code
