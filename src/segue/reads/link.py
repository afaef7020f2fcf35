"""Where a private link leads, and whether a typed code is the one agreed in session.

A link that is unknown, has ended or was taken back is not found: one answer for all three.
"""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db.models import QuerySet

from segue.reads.viewing import by_link
from segue.reads.visitors import LinkSheet
from segue.store.models import Client, Link, Representative
from segue.store.tokens import normal_code, token_hash

LONGEST_CODE = 40


@by_link()
def link_of(token: str, *, now: datetime) -> Link | None:
    """The live link with this token; whoever it signs in must still be active."""
    live = Link.objects.select_related("person").filter(
        token_hash=token_hash(token), revoked_at__isnull=True, expires_at__gt=now
    )
    link = live.first()
    if link is not None and link.person is not None and not link.person.is_active:
        return None
    return link


def code_fits(link: LinkSheet, *, typed: str) -> bool:
    """Whether this is the lasting code of the client or representative whose link it is.

    Slow by intent: call it outside of any transaction.
    """
    with by_link():
        code_hash = _codes(link).values_list("code_hash", flat=True).first() or ""
    return bool(code_hash) and check_password(normal_code(typed[:LONGEST_CODE]), code_hash)


def _codes(link: LinkSheet) -> QuerySet[Client] | QuerySet[Representative]:
    """The row that keeps the code's hash."""
    if link.representative is not None:
        return Representative.objects.filter(pk=link.representative)
    return Client.objects.filter(pk__in=[link.client])
