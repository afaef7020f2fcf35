"""Which consent stands behind one approach to a recipient, and whether it covers what would leave now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from segue.rules.consent import ConsentFacts, ConsentKind, ConsentStatus, WordBack, covers, may_tell_back
from segue.rules.signers import Signer
from segue.rules.step import Refused
from segue.store.models import Consent, Handoff, Signature
from segue.store.statement import Select


@dataclass(frozen=True, slots=True)
class Cover:
    """The consent in force for this recipient, or the last that was, and the gravest reason why it does not cover."""

    consent: Consent | None
    facts: ConsentFacts | None
    problem: Refused | None

    def lets_hear(self, what: WordBack, *, on: datetime) -> bool:
        """Whether the referrer may hear this from the recipient."""
        return may_tell_back(self.facts, what=what, on=on)


# By when it ended, not by identifier: identifiers follow the server's clock, which may have been set back.
_NEWEST = Select(
    lambda referral, profile: (
        Consent.objects.select_related("content")
        .filter(referral_id=referral, profile_id=profile)
        .order_by(F("ended_at").desc(nulls_first=True), "-id")[:1]
    ),
    referral=UUID,
    profile=UUID,
)
_SIGNERS = Select(
    lambda consent: Signature.objects.filter(consent_id=consent).values_list("signer", flat=True),
    consent=UUID,
)


def cover_of(handoff: Handoff, *, on: datetime) -> Cover:
    """Look at the consent of the referral for this recipient. Needs `handoff.referral` at hand."""
    consent = _NEWEST.first(referral=handoff.referral_id, profile=handoff.profile_id)
    if consent is None:
        problem = covers(None, recipient="", sections=frozenset(), purpose="", on=on, content_hash="")
        return Cover(None, None, problem)
    facts = _facts(consent, handoff)
    problem = covers(
        facts,
        recipient=str(handoff.profile_id),
        sections=frozenset(consent.content.sections),
        purpose=handoff.referral.reason,
        on=on,
        content_hash=handoff.content_hash or consent.content.content_hash,
    )
    return Cover(consent, facts, problem)


def _facts(consent: Consent, handoff: Handoff) -> ConsentFacts:
    """A kept consent, as the rules of cover want it."""
    return ConsentFacts(
        status=ConsentStatus(consent.status),
        recipient=str(consent.profile_id),
        sections=frozenset(consent.content.sections),
        purpose=consent.purpose,
        valid_from=consent.valid_from,
        valid_until=consent.valid_until,
        zone=consent.zone,
        content_hash=consent.content.content_hash,
        signers_needed=tuple(Signer(name) for name in consent.signers_needed),
        signed_by=frozenset(Signer(name) for name in _SIGNERS.rows(consent=consent.id)),
        started_on=handoff.started_on,
        kind=ConsentKind(consent.kind),
        word_back=WordBack(consent.word_back),
        may_talk=consent.may_talk,
    )
