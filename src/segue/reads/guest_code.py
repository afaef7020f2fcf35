"""Whether a one-time code that a guest typed is right, and whether one is on its way.

The digits lie nowhere: they are made from the code's identifier, and the table keeps a keyed digest. Ten
minutes and five tries are short enough for a fast one.
"""

import hmac
from datetime import datetime
from uuid import UUID

from segue.reads.viewing import by_link
from segue.store.keys import server_digest
from segue.store.models import LinkCode
from segue.store.tokens import CODE_DIGITS, normal_code

LONGEST_CODE = 40


def digest_of(code: str) -> str:
    """What the table keeps of a one-time code."""
    return server_digest("one-time code", normal_code(code[:LONGEST_CODE]))


def right_code(link: UUID, *, typed: str, now: datetime, is_invented: bool = False) -> str:
    """The identifier of the live code that these digits are; empty when they are not."""
    newest = _live(link, now=now)
    if newest is None:
        return ""
    is_sent_one = hmac.compare_digest(newest.code_hash, digest_of(typed))
    is_demo_one = is_invented and hmac.compare_digest(digest_of(standing_code(link)), digest_of(typed))
    return str(newest.id) if is_sent_one or is_demo_one else ""


def standing_code(link: UUID) -> str:
    """In a demo, where everybody is invented and no phone rings, a guest's link has one code that stays."""
    return f"{int(server_digest('standing code', str(link))[:12], 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def code_is_out(link: UUID, *, now: datetime) -> bool:
    """Whether a code was sent that can still be typed."""
    return _live(link, now=now) is not None


@by_link()
def _live(link: UUID, *, now: datetime) -> LinkCode | None:
    codes = LinkCode.objects.filter(link_id=link, used_at__isnull=True, expires_at__gt=now)
    return codes.order_by("-sent_at", "-id").first()
