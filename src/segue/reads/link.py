"""Where a private link leads, and whether a typed code is the one agreed in session.

A link that is unknown, has ended or was taken back is not found: one answer for all three.
"""

from datetime import datetime

from django.contrib.auth.hashers import check_password

from segue.store.models import Client, Link
from segue.store.tokens import normal_code, token_hash

LONGEST_CODE = 40


def link_of(token: str, *, now: datetime) -> Link | None:
    """The live link with this token; whoever it signs in must still be active."""
    live = Link.objects.select_related("person").filter(
        token_hash=token_hash(token), revoked_at__isnull=True, expires_at__gt=now
    )
    link = live.first()
    if link is not None and link.person is not None and not link.person.is_active:
        return None
    return link


def code_fits(link: Link, *, typed: str) -> bool:
    """Whether this is the lasting code of the client or representative whose link it is.

    Slow by intent: call it outside of any transaction.
    """
    if link.referral is None:
        return False
    holder: object = link.representative or Client.objects.only("code_hash").get(pk=link.referral.client_id)
    code_hash: str = holder.code_hash  # type: ignore[attr-defined]
    return bool(code_hash) and check_password(normal_code(typed[:LONGEST_CODE]), code_hash)
