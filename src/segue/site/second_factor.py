"""How the package for second factors fits in: secrets are sealed, a square to scan has no style, names are ours."""

import base64
import re

from allauth.account.utils import user_email
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from segue.store.keys import master_key
from segue.store.seal import Key, seal_bytes, unseal_bytes

ABOUT = b"second factor"
PATH = re.compile(r'<path[^>]* d="([^"]+)"')
BOX = re.compile(r'viewBox="([^"]+)"')


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # shipped without types
    """The package's MFA_ADAPTER."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code does not fit. A code works once: wait for the next one, and type that."
        ),
        "cannot_generate_recovery_codes": _("Add a passkey or an authenticator app first."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept: sealed, so that a copy of the database opens no account."""
        return base64.b64encode(seal_bytes(_key(), text.encode(), about=ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises SealBroken."""
        return unseal_bytes(_key(), base64.b64decode(encrypted_text), about=ABOUT).decode()

    def build_totp_svg(self, url: str) -> str:
        """The square to scan, with attributes instead of inline style: the page's policy lets no style in."""
        drawn = super().build_totp_svg(url)
        box, path = BOX.search(drawn), PATH.search(drawn)
        assert box is not None
        assert path is not None
        label = escape(gettext("Code to scan"))
        return (
            f'<svg viewBox="{box[1]}" width="232" height="232" role="img" aria-label="{label}">'
            f'<rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{path[1]}"/></svg>'
        )

    def generate_authenticator_name(self, user: AbstractBaseUser, kind: Authenticator.Type) -> str:
        """The name of a passkey that was given none."""
        there = Authenticator.objects.filter(user_id=user.pk, type=kind).count()
        return gettext("Passkey %(number)s") % {"number": there + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is, as a browser shows it."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Segue"}

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Whose code it is, as an authenticator app shows it."""
        return str(user_email(user))


def _key() -> Key:
    return Key(master_key().derive("second factor"))
