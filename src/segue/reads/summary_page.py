"""The page on which the referrer mends and approves a summary, and the letter as it would be read."""

from dataclasses import dataclass
from uuid import UUID

from segue.reads.heading import Heading, heading_of, referral_of
from segue.reads.summary import SummarySheet, summary_sheet
from segue.reads.viewing import viewing
from segue.rules.actor import Actor
from segue.rules.packet import Content, Party, content, read_content
from segue.rules.sections import BUILT, OPENED_BY_SAFETY, SECTIONS, WRITTEN_BY_CLIENT, Mark, minimum
from segue.rules.step import Refused
from segue.store.cells import cells_of_client
from segue.store.models import Referral, SignedContent


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part to write; `why` is the typed reason of a part beyond the usual."""

    code: str
    heading: str
    text: str
    is_needed: bool
    is_extra: bool
    why: str


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The parts, those that could be added, and the content as anybody would read it."""

    head: Heading
    parts: tuple[PartLine, ...]
    addable: tuple[PartLine, ...]
    preview: Content | Refused
    is_written: bool
    is_signed: bool


@dataclass(frozen=True, slots=True)
class SignedPage:
    """One content exactly as it was signed, and its copy number."""

    head: Heading
    content: Content
    copy: str


def summary_page(viewer: Actor, referral: UUID) -> SummaryPage | None:
    """The sheet of the page; None where the referral is somebody else's. Two statements."""
    with viewing(viewer) as scope:
        row = referral_of(scope, referral)
        if row is None:
            return None
        head, kept = heading_of(row), summary_sheet(row)
        needed = minimum(head.reason)
        lines = [_line(kept, code, is_needed=code in needed) for code in SECTIONS]
        shown = [line for line in lines if line.is_needed or line.text]
        addable = [
            line for line in lines if line not in shown and line.code in BUILT and _may_add(kept, line.code)
        ]
        return SummaryPage(
            head=head,
            parts=tuple(line for line in shown if line.code not in WRITTEN_BY_CLIENT),
            addable=tuple(addable),
            preview=_preview(row, kept),
            is_written=kept.version > 0,
            is_signed=row.signed_at is not None,
        )


def signed_page(viewer: Actor, referral: UUID, consent: UUID) -> SignedPage | None:
    """What one recipient reads or would read, to the byte. Two statements."""
    with viewing(viewer) as scope:
        row = referral_of(scope, referral)
        if row is None:
            return None
        kept = SignedContent.objects.filter(consent=consent, referral=row.id).first()
        if kept is None:
            return None
        body = cells_of_client(row.client).open(
            kept.body_sealed, table=SignedContent, column="body_sealed", row=kept.id
        )
        return SignedPage(heading_of(row), read_content(body.encode()), kept.content_hash[:8])


def _line(kept: SummarySheet, code: str, *, is_needed: bool) -> PartLine:
    return PartLine(
        code=code,
        heading=SECTIONS[code].heading,
        text=kept.draft.sections.get(code, ""),
        is_needed=is_needed,
        is_extra=SECTIONS[code].by_reason[kept.draft.reason] is not Mark.default,
        why=kept.draft.extras.get(code, ""),
    )


def _may_add(kept: SummarySheet, code: str) -> bool:
    """Whether the referrer may open this part by hand; safety is opened by its own question only."""
    mark = SECTIONS[code].by_reason[kept.draft.reason]
    return mark is not Mark.hidden and code not in WRITTEN_BY_CLIENT and code not in OPENED_BY_SAFETY


def _preview(referral: Referral, kept: SummarySheet) -> Content | Refused:
    """The content as it would be for a recipient not yet named, by the same words that signing freezes."""
    sender = referral.referrer
    name = f"{sender.name}, {sender.credentials}" if sender.credentials else sender.name
    return content(
        kept.draft,
        strikes_for_all=kept.strikes.for_all,
        strikes_for_recipient=frozenset(),
        own_words=kept.own_words,
        from_who=Party(name, referral.practice.name, sender.npi, referral.practice.phone),
        to_whom=Party(""),
        consent_words=(),
    )
