"""What the client shares, is about to sign, may stop, and what was told of them to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from segue.reads.client_page import OwnReferral, own, referral_row
from segue.reads.consent import Prepared, prepared_consents
from segue.reads.summary import SummarySheet, summary_sheet
from segue.reads.viewing import by_link
from segue.rules.consent import ConsentStatus, WordBack
from segue.rules.handoff import TAKEN, State
from segue.rules.sections import NEEDED_TO_CALL, OPENED_BY_SAFETY, SECTIONS, WRITTEN_BY_CLIENT
from segue.rules.step import Refused
from segue.store.cells import Cells, cells_of_client
from segue.store.models import Consent, Disclosure, Handoff, Referral

IN_FORCE = (ConsentStatus.signed, ConsentStatus.resting)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the summary, and whether it stays private from everybody."""

    code: str
    heading: str
    text: str
    is_struck: bool
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """One of those who could read it, and what stays private from them alone."""

    profile: UUID
    name: str
    struck: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnSummary:
    """The summary as its readers would see it; no parts before the referrer stands by it."""

    own: OwnReferral
    parts: tuple[Part, ...]
    own_words: str
    own_words_heading: str
    readers: tuple[Reader, ...]
    tells_of_safety: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """What the client would sign for one recipient: the words and their hash."""

    profile: UUID
    name: str
    text: tuple[tuple[str, str], ...]
    text_hash: str


@dataclass(frozen=True, slots=True)
class Signing:
    """The names of those ranked, and one paper for each once it is said what may be told back."""

    own: OwnReferral
    names: tuple[str, ...]
    papers: tuple[Paper, ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """A signed permission for one recipient, and how far they have come with what it opens."""

    profile: UUID
    name: str
    is_in_force: bool
    signed_on: date
    valid_until: date
    word_back: WordBack
    may_talk: bool
    ended_at: datetime | None
    text: tuple[tuple[str, str], ...]
    read_at: datetime | None
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody outside the practice was told something: whom, when, and which parts."""

    name: str
    at: datetime
    headings: tuple[str, ...]
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody was asked for an opening, without a word about the client."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Permissions:
    """Everything the client signed, newest first."""

    own: OwnReferral
    permissions: tuple[Permission, ...]

    @property
    def in_force(self) -> tuple[Permission, ...]:
        """Those that can still be stopped."""
        return tuple(one for one in self.permissions if one.is_in_force)


@dataclass(frozen=True, slots=True)
class OwnData:
    """Who was told what, who was asked without a word, and what was signed."""

    own: OwnReferral
    told: tuple[Told, ...]
    asked: tuple[Asked, ...]
    permissions: tuple[Permission, ...]


@by_link()
def own_summary(referral: UUID) -> OwnSummary:
    """Three statements: the referral, its summary, those ranked."""
    row = referral_row(referral)
    sheet = summary_sheet(row)
    parts = _parts(sheet) if sheet.is_approved else ()
    return OwnSummary(
        own=own(row),
        parts=parts,
        own_words=sheet.own_words,
        own_words_heading=SECTIONS["own_words"].heading,
        readers=tuple(
            Reader(profile, name, sheet.strikes.for_one.get(str(profile), frozenset()))
            for profile, name in _ranked(row)
        ),
        tells_of_safety=any(part.code in OPENED_BY_SAFETY for part in parts),
    )


@by_link()
def signing(
    referral: UUID, *, today: date, word_back: WordBack | None = None, may_talk: bool = False
) -> Signing:
    """Whom the client would sign for; with `word_back` also the papers, just as the act signs them."""
    row = referral_row(referral)
    names = tuple(name for _, name in _ranked(row))
    if word_back is None:
        return Signing(own(row), names)
    prepared = prepared_consents(row, word_back=word_back, may_talk=may_talk, today=today)
    if isinstance(prepared, Refused):
        return Signing(own(row), names, refused=prepared)
    return Signing(own(row), names, tuple(_paper(one) for one in prepared))


@by_link()
def own_permissions(referral: UUID) -> Permissions:
    """Three statements: the referral, its consents, its approaches."""
    row = referral_row(referral)
    return Permissions(own(row), _permissions(row))


@by_link()
def own_data(referral: UUID) -> OwnData:
    """Four statements."""
    row = referral_row(referral)
    told = row.disclosures.select_related("profile").order_by("-told_at")
    approaches = tuple(_approaches(row))
    return OwnData(
        own=own(row),
        told=tuple(_told(one) for one in told),
        asked=tuple(
            Asked(one.profile.name, one.requested_at) for one in approaches if one.requested_at is not None
        ),
        permissions=_permissions(row, approaches=approaches),
    )


def _parts(sheet: SummarySheet) -> tuple[Part, ...]:
    texts = sheet.texts()
    return tuple(
        Part(
            code=code,
            heading=section.heading,
            text=texts[code],
            is_struck=code in sheet.strikes.for_all,
            is_needed=code in NEEDED_TO_CALL,
        )
        for code, section in SECTIONS.items()
        if texts.get(code) and code not in WRITTEN_BY_CLIENT
    )


def _ranked(row: Referral) -> tuple[tuple[UUID, str], ...]:
    ranked = row.options.filter(rank__isnull=False).order_by("rank")
    return tuple(ranked.values_list("profile_id", "profile__name"))


def _paper(prepared: Prepared) -> Paper:
    return Paper(prepared.profile.id, prepared.profile.name, prepared.text, prepared.text_hash)


def _approaches(row: Referral) -> Iterable[Handoff]:
    return row.handoffs.select_related("profile").order_by("-prepared_at")


def _permissions(row: Referral, *, approaches: Iterable[Handoff] | None = None) -> tuple[Permission, ...]:
    cells = cells_of_client(row.client)
    newest: dict[UUID, Handoff] = {}
    for approach in _approaches(row) if approaches is None else approaches:
        newest.setdefault(approach.profile_id, approach)
    consents = (
        row.consents.exclude(status=ConsentStatus.draft)
        .select_related("profile")
        .order_by("-valid_from", "id")
    )
    return tuple(_permission(consent, cells, newest.get(consent.profile_id)) for consent in consents)


def _permission(consent: Consent, cells: Cells, approach: Handoff | None) -> Permission:
    text = cells.open_json(consent.text_sealed, table=Consent, column="text_sealed", row=consent.id)
    is_taken = approach is not None and (approach.state in TAKEN or approach.state == State.closed)
    return Permission(
        profile=consent.profile_id,
        name=consent.profile.name,
        is_in_force=consent.status in IN_FORCE,
        signed_on=consent.valid_from,
        valid_until=consent.valid_until,
        word_back=WordBack(consent.word_back),
        may_talk=consent.may_talk,
        ended_at=consent.ended_at,
        text=tuple((heading, sentence) for heading, sentence in text),
        read_at=approach.opened_at if approach else None,
        is_accepted=is_taken,
    )


def _told(row: Disclosure) -> Told:
    return Told(
        name=row.profile.name,
        at=row.told_at,
        headings=tuple(SECTIONS[code].heading for code in SECTIONS if code in row.sections),
        is_emergency=bool(row.exception),
    )
