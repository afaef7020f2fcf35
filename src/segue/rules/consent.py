"""Where a consent stands, how long it lasts, and whether it covers what is about to leave.

Names each defect that stops a disclosure. Nothing leaves "for treatment" past this module. The document that
the client signs, with its elements and words, is for `consent_doc`; who must sign is for `signers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from segue.rules.signers import Signer
from segue.rules.step import Refused
from segue.rules.text import N_

DAYS_AFTER_START = 90
LONGEST_MONTHS = 12


class ConsentKind(StrEnum):
    """Two kinds that are never mixed in one document."""

    general = "general"
    part2 = "part2"


class ConsentStatus(StrEnum):
    """Where a consent stands. Only a signed one covers anything."""

    draft = "draft"
    signed = "signed"
    resting = "resting"
    revoked = "revoked"
    expired = "expired"
    ended = "ended"


class ConsentEvent(StrEnum):
    """What can happen to a consent."""

    sign = "sign"
    rest = "rest"
    wake = "wake"
    revoke = "revoke"
    run_out = "run_out"
    end = "end"


# Another recipient accepted: the unused ones rest, and wake again after a failed start. They end when the
# first session has taken place elsewhere.
CONSENT: Mapping[tuple[ConsentStatus, ConsentEvent], ConsentStatus] = MappingProxyType(
    {
        (ConsentStatus.draft, ConsentEvent.sign): ConsentStatus.signed,
        (ConsentStatus.draft, ConsentEvent.end): ConsentStatus.ended,
        (ConsentStatus.signed, ConsentEvent.rest): ConsentStatus.resting,
        (ConsentStatus.signed, ConsentEvent.revoke): ConsentStatus.revoked,
        (ConsentStatus.signed, ConsentEvent.run_out): ConsentStatus.expired,
        (ConsentStatus.signed, ConsentEvent.end): ConsentStatus.ended,
        (ConsentStatus.resting, ConsentEvent.wake): ConsentStatus.signed,
        (ConsentStatus.resting, ConsentEvent.revoke): ConsentStatus.revoked,
        (ConsentStatus.resting, ConsentEvent.run_out): ConsentStatus.expired,
        (ConsentStatus.resting, ConsentEvent.end): ConsentStatus.ended,
    }
)


class WordBack(StrEnum):
    """What the referrer may hear from the recipient; each holds the one before."""

    nothing = "nothing"
    came = "came"
    updates = "updates"


def longest_until(day: date) -> date:
    """The last day that a consent begun on this day can reach, twelve months on."""
    year = day.year + LONGEST_MONTHS // 12
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def next_status(status: ConsentStatus, *, event: ConsentEvent) -> ConsentStatus | Refused:
    """What becomes of a consent."""
    return CONSENT.get((status, event), CANNOT_CHANGE)


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """What is known of a kept consent when something is about to leave; recipient and purpose are codes."""

    status: ConsentStatus
    recipient: str
    sections: frozenset[str]
    purpose: str
    valid_from: date
    valid_until: date
    zone: str
    content_hash: str
    signers_needed: tuple[Signer, ...]
    signed_by: frozenset[Signer]
    started_on: date | None = None
    days_after_start: int = DAYS_AFTER_START
    kind: ConsentKind = ConsentKind.general
    notice_there: bool = False
    word_back: WordBack = WordBack.nothing
    may_talk: bool = False


def last_day(consent: ConsentFacts) -> date:
    """The last day on which it covers: days after the first session, and never more than its own last day."""
    if consent.started_on is None:
        return consent.valid_until
    return min(consent.valid_until, consent.started_on + timedelta(days=consent.days_after_start))


def defects(
    consent: ConsentFacts,
    *,
    recipient: str,
    sections: frozenset[str],
    purpose: str,
    on: datetime,
    content_hash: str,
) -> tuple[Refused, ...]:
    """Everything that keeps this consent from covering this disclosure at this moment, the gravest first."""
    day = on.astimezone(ZoneInfo(consent.zone)).date()
    ended = _STATUS_DEFECT.get(consent.status)
    found = (
        (ended is not None, ended or NOT_SIGNED),
        (bool(set(consent.signers_needed) - consent.signed_by) or not consent.signers_needed, SIGNER_MISSING),
        (consent.status is not ConsentStatus.expired and day > last_day(consent), EXPIRED),
        (day < consent.valid_from, NOT_BEGUN),
        (consent.recipient != recipient, OTHER_RECIPIENT),
        (not sections <= consent.sections, OTHER_SECTIONS),
        (consent.purpose != purpose, OTHER_PURPOSE),
        (consent.content_hash != content_hash, OTHER_CONTENT),
        (consent.kind is ConsentKind.part2 and not consent.notice_there, PART2_NOTICE_MISSING),
    )
    return tuple(refused for is_so, refused in found if is_so)


def covers(
    consent: ConsentFacts | None,
    *,
    recipient: str,
    sections: frozenset[str],
    purpose: str,
    on: datetime,
    content_hash: str,
) -> Refused | None:
    """None when this consent covers this disclosure; else the gravest reason why it does not."""
    if consent is None:
        return NO_CONSENT
    found = defects(
        consent, recipient=recipient, sections=sections, purpose=purpose, on=on, content_hash=content_hash
    )
    return found[0] if found else None


def may_tell_back(consent: ConsentFacts | None, *, what: WordBack, on: datetime) -> bool:
    """Whether the referrer may hear this from the recipient today."""
    order = tuple(WordBack)
    if consent is None or consent.status is not ConsentStatus.signed:
        return False
    day = on.astimezone(ZoneInfo(consent.zone)).date()
    return consent.valid_from <= day <= last_day(consent) and order.index(what) <= order.index(
        consent.word_back
    )


ASK_AGAIN = N_("Ask the client to sign for what is to be shared now.")
CANNOT_CHANGE = Refused(
    "consent_cannot_change",
    N_("This permission is not in a state in which that can be done."),
    N_("Look at where it stands now."),
)
NO_CONSENT = Refused("no_consent", N_("The client has not signed for this recipient."), ASK_AGAIN)
NOT_SIGNED = Refused("consent_not_signed", N_("The permission is not signed yet."), ASK_AGAIN)
RESTING = Refused(
    "consent_resting",
    N_("The permission rests, since somebody else accepted."),
    N_("It can be used again if the other start fails."),
)
REVOKED = Refused(
    "consent_revoked", N_("The client stopped sharing."), N_("Talk with the client. Nothing more goes out.")
)
EXPIRED = Refused("consent_expired", N_("The permission has run out."), ASK_AGAIN)
ENDED = Refused("consent_ended", N_("The permission was not used, and has ended."), ASK_AGAIN)
NOT_BEGUN = Refused(
    "consent_not_begun",
    N_("The permission begins on a later day."),
    N_("Wait for that day, or ask the client to sign anew."),
)
SIGNER_MISSING = Refused(
    "consent_signer_missing",
    N_("Somebody who must sign has not signed yet."),
    N_("Ask the person whose signature is missing."),
)
OTHER_RECIPIENT = Refused("consent_other_recipient", N_("The permission names another recipient."), ASK_AGAIN)
OTHER_SECTIONS = Refused(
    "consent_other_sections",
    N_("The permission does not cover all parts of this summary."),
    N_("Take the other parts out, or ask the client to sign for them."),
)
OTHER_PURPOSE = Refused("consent_other_purpose", N_("The permission is for another purpose."), ASK_AGAIN)
OTHER_CONTENT = Refused(
    "consent_other_content", N_("This is not the summary that the client signed."), ASK_AGAIN
)
PART2_NOTICE_MISSING = Refused(
    "part2_notice_missing",
    N_("What a substance use program knows may go only with the notice that the law asks for."),
    N_("Ask the owner of the practice to put the notice in place."),
)
_STATUS_DEFECT: Mapping[ConsentStatus, Refused] = MappingProxyType(
    {
        ConsentStatus.draft: NOT_SIGNED,
        ConsentStatus.resting: RESTING,
        ConsentStatus.revoked: REVOKED,
        ConsentStatus.expired: EXPIRED,
        ConsentStatus.ended: ENDED,
    }
)
