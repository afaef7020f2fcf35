"""The client's own link, for the practice that gave it: to be shown on a screen, copied, or said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from segue.reads.heading import Heading, heading_of, referral_of
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.store.models import Link
from segue.store.tokens import token_of


@dataclass(frozen=True, slots=True)
class ClientLink:
    """The client's way in; an empty token is none yet."""

    head: Heading
    channel: str
    token: str


def client_link(viewer: Actor, referral: UUID, *, now: datetime) -> ClientLink | None:
    """The client's live link, to be shown or said by hand; None where the referral is somebody else's."""
    with viewing(viewer) as scope:
        row = referral_of(scope, referral)
        if row is None:
            return None
        live = Link.objects.filter(
            kind="client", referral_id=row.id, revoked_at__isnull=True, expires_at__gt=now
        )
        link = live.order_by("-given_at").values_list("id", flat=True).first()
        return ClientLink(heading_of(row), row.client.channel, token_of(link) if link else "")
