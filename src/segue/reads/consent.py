"""What the client would sign now: one document and one content for each recipient they ranked.

The page shows exactly these words, the act signs exactly these words; both ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from segue.reads.client import ClientSheet, client_sheet
from segue.reads.summary import SummarySheet, summary_sheet
from segue.rules.connection import text_hash as connection_hash
from segue.rules.consent import ConsentKind, WordBack, longest_until
from segue.rules.consent_doc import (
    ConnectionTold,
    ConsentDoc,
    SectionNamed,
    consent_text,
    text_hash,
)
from segue.rules.packet import Content, Party, content, content_bytes, hash_of
from segue.rules.referral import Reason
from segue.rules.sections import SECTIONS
from segue.rules.signers import ConsentAge, Representation, Signature, SignersNeeded, signers_needed
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.lore import minor_consent, origin
from segue.store.models import Option, Profile, Referral

PURPOSES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.expertise: N_("So that you find someone who knows this well."),
        Reason.availability: N_("So that you find someone who has time for you."),
        Reason.fit: N_("So that you find someone who suits you better."),
        Reason.level_of_care: N_("So that you get the amount of care that you need now."),
        Reason.move: N_("So that your care goes on where you live."),
        Reason.closing: N_("So that your care goes on when this practice closes."),
        Reason.assessment: N_("So that someone can find out what would help."),
        Reason.shared_care: N_("So that two people can care for you together."),
    }
)
CHANNEL = N_("A private page that opens with a link and a code")
CLIENT_OF = N_("client of %(practice)s")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One recipient's document, the words as shown, and the content that would be frozen."""

    option: Option
    profile: Profile
    doc: ConsentDoc
    text: tuple[tuple[str, str], ...]
    text_hash: str
    content: Content

    def signed(self, signature: Signature, *, at: datetime, day: date) -> ConsentDoc:
        """The document with this signature under it; the copy stands on the client's page from then on."""
        return replace(
            self.doc,
            signatures=(signature,),
            signed_at=at,
            copy_given=f"on the client's page, {day:%Y-%m-%d}",
        )


def prepared_consents(
    referral: Referral, *, word_back: WordBack, may_talk: bool, today: date
) -> tuple[Prepared, ...] | Refused:
    """One for each ranked option, in the client's order. Needs the referral's client, practice and referrer."""
    client, summary = client_sheet(referral.client), summary_sheet(referral)
    made = []
    ranked = referral.options.filter(rank__isnull=False).select_related("profile__practice").order_by("rank")
    for option in ranked:
        doc = _doc(referral, option, client, summary, word_back=word_back, may_talk=may_talk, today=today)
        text = consent_text(doc)
        frozen = _content(referral, option, summary, text)
        if isinstance(frozen, Refused):
            return frozen
        doc = replace(doc, content_hash=hash_of(content_bytes(frozen)))
        made.append(Prepared(option, option.profile, doc, text, text_hash(text), frozen))
    return tuple(made)


def _doc(
    referral: Referral,
    option: Option,
    client: ClientSheet,
    summary: SummarySheet,
    *,
    word_back: WordBack,
    may_talk: bool,
    today: date,
) -> ConsentDoc:
    struck = summary.strikes.against(str(option.profile_id))
    held = [code for code in SECTIONS if summary.texts().get(code)]
    return ConsentDoc(
        kind=ConsentKind.general,
        client_name=client.name,
        identifier=_identifier(client, practice=referral.practice.name),
        discloser=f"{referral.referrer.name}, {referral.practice.name}",
        recipient=_reader(option.profile),
        shared=_named(code for code in held if code not in struck),
        kept_private=_named(code for code in held if code in struck),
        purpose=PURPOSES[Reason(referral.reason)],
        word_back=word_back,
        may_talk=may_talk,
        valid_from=today,
        valid_until=longest_until(today),
        channels=(CHANNEL,),
        safe_contact=client.reach,
        connections=_connections(option, referral),
        language="English",
        signers=signers(client, referral, today=today),
        content_hash="",
    )


def _content(
    referral: Referral, option: Option, summary: SummarySheet, text: tuple[tuple[str, str], ...]
) -> Content | Refused:
    return content(
        summary.draft,
        strikes_for_all=summary.strikes.for_all,
        strikes_for_recipient=summary.strikes.against(str(option.profile_id)),
        own_words=summary.own_words,
        from_who=Party(
            _with_credentials(referral.referrer.name, referral.referrer.credentials),
            referral.practice.name,
            referral.referrer.npi,
            referral.practice.phone,
        ),
        to_whom=Party(
            _with_credentials(option.profile.name, option.profile.credentials),
            option.profile.practice.name if option.profile.practice else option.profile.place,
            option.profile.npi or "",
            option.profile.phone,
        ),
        consent_words=text,
    )


def signers(client: ClientSheet, referral: Referral, *, today: date) -> SignersNeeded:
    """Who must sign for this client at the practice's place; an adult signs alone."""
    age = _age(client.birth_date, today=today)
    known = minor_consent(referral.practice.jurisdiction)
    source = origin("minor_consent.json")
    row = (
        ConsentAge(known.state, known.from_age, source.source, source.as_of, source.reviewer or "")
        if known
        else None
    )
    return signers_needed(age, representation=Representation(client.representation), consent_age=row)


def _age(birth_date: str, *, today: date) -> int:
    """Whole years; a client without a birth date is an adult, as the practice that knows them entered them."""
    if not birth_date:
        return 18
    born = date.fromisoformat(birth_date)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _identifier(client: ClientSheet, *, practice: str) -> str:
    """What tells this client from another of the same name: the birth date, or where they are known."""
    return client.born or CLIENT_OF % {"practice": practice}


def _named(codes: Iterable[str]) -> tuple[SectionNamed, ...]:
    return tuple(SectionNamed(code, SECTIONS[code].heading) for code in codes)


def _reader(profile: Profile) -> str:
    name = _with_credentials(profile.name, profile.credentials)
    place = profile.practice.name if profile.practice else profile.place
    return f"{name}, {place}" if place and place != profile.name else name


def _with_credentials(name: str, credentials: str) -> str:
    return f"{name}, {credentials}" if credentials else name


def _connections(option: Option, referral: Referral) -> tuple[ConnectionTold, ...]:
    text = cells_of_client(referral.client).open(
        option.connection_sealed, table=Option, column="connection_sealed", row=option.id
    )
    if not text:
        return ()
    return (ConnectionTold(text, option.acknowledged_hash == connection_hash(text)),)
