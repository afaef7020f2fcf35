"""Signing: one act of the client, one consent for each ranked recipient, each with its own frozen content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.consequence import close_everything_for, unlock_what_can
from segue.acts.door import act
from segue.acts.turn import Turn, id_of, turn_at
from segue.acts.words import Word, said_by
from segue.reads.consent import Prepared, prepared_consents
from segue.rules.actor import Actor, Part
from segue.rules.consent import ConsentEvent, ConsentStatus, WordBack, next_status
from segue.rules.consent_doc import missing, refuse_signing
from segue.rules.handoff import PACKET_OPEN
from segue.rules.moment import At
from segue.rules.packet import Content, content_bytes, hash_of
from segue.rules.referral import ReferralEvent, ReferralFacts
from segue.rules.signers import Signature as SignatureSaid
from segue.rules.signers import Signer, refuse_signature, still_to_sign
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.models import Consent, Handoff, Representative, Signature, SignedContent

SHOWN_OTHER = Refused(
    "shown_other_text",
    N_("What you were shown has changed in the meantime."),
    N_("Read it once more below, then sign. Nothing was shared."),
)
WORD_BACK_MISSING = Refused(
    "word_back_missing",
    N_("It is not chosen yet what may be told back."),
    N_("Choose one of the three. You can change it later."),
    {"field": "word_back"},
)


@dataclass(frozen=True, slots=True)
class Sign:
    """The client's signature under what they were shown: the hash of each recipient's text."""

    key: str
    referral: str
    name: str
    word_back: str
    may_talk: bool
    wants_check_ins: bool
    shown: Mapping[str, str] = field(default_factory=dict)
    method: str = "typed"
    version: int = 0
    representative: str = ""


@dataclass(frozen=True, slots=True)
class RefuseToSign:
    """The client keeps everything private and calls by themself."""

    key: str
    referral: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Revoke:
    """Stop sharing, with one recipient (a profile) or with all."""

    key: str
    referral: str
    profile: str = ""
    word: Word | None = None


@act
def sign(actor: Actor, command: Sign, at: At) -> Done | Refused:
    """Freeze one content and make one consent for each ranked recipient; then open what can be opened."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    if command.word_back not in set(WordBack):
        return WORD_BACK_MISSING
    prepared = prepared_consents(
        turn.referral, word_back=WordBack(command.word_back), may_talk=command.may_talk, today=at.today
    )
    if isinstance(prepared, Refused):
        return prepared
    signature = _signature(turn, command)
    facts = ReferralFacts(
        ranked=len(prepared),
        draft_approved=turn.referral.approved_at is not None,
        missing_consent_elements=_lacking(prepared, signature=signature, at=at),
        missing_signers=_unsigned(prepared, signature=signature),
    )
    step = turn.decide(ReferralEvent.sign, facts)
    if isinstance(step, Refused):
        return step
    for one in prepared:
        if refused := _refuse(one, signature=signature, shown=command.shown):
            return refused
    for one in prepared:
        if one.profile.id not in _readers(turn):
            _keep(turn, one, signature=signature, command=command)
    changes = {"signed_at": at.now, "calls_themself": False, "wants_check_ins": command.wants_check_ins}
    refs = {"consents": str(len(prepared)), "word_back": command.word_back}
    turn.write(ReferralEvent.sign, step, changes=changes, refs=refs)
    unlock_what_can(turn)
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


@act
def refuse(actor: Actor, command: RefuseToSign, at: At) -> Done | Refused:
    """Nothing leaves; the way goes on with the client calling by themself."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    facts = ReferralFacts(said_by=said_by(command.word, part=Part.client, at=at))
    step = turn.decide(ReferralEvent.refuse, facts)
    if isinstance(step, Refused):
        return step
    turn.write(ReferralEvent.refuse, step, changes={"calls_themself": True}, said_by=facts.said_by)
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


@act
def revoke(actor: Actor, command: Revoke, at: At) -> Done | Refused:
    """End consents now; every packet that nobody accepted closes in the same moment."""
    turn = turn_at(actor, command.referral, at)
    if isinstance(turn, Refused):
        return turn
    in_force = _in_force(turn, profile=command.profile)
    facts = ReferralFacts(
        consent_in_force=bool(in_force), said_by=said_by(command.word, part=Part.client, at=at)
    )
    step = turn.decide(ReferralEvent.revoke, facts)
    if isinstance(step, Refused):
        return step
    event = ConsentEvent.run_out if turn.part is Part.clock else ConsentEvent.revoke
    for consent in in_force:
        status = next_status(ConsentStatus(consent.status), event=event)
        assert isinstance(status, ConsentStatus)
        Consent.objects.filter(pk=consent.pk).update(status=status, ended_at=at.now)
    left = _in_force(turn, profile="")
    refs = {"profiles": ",".join(str(consent.profile_id) for consent in in_force)}
    turn.write(
        ReferralEvent.revoke,
        step,
        changes={} if left else {"signed_at": None},
        refs=refs,
        said_by=facts.said_by,
    )
    close_everything_for(turn, {consent.profile_id for consent in in_force})
    unlock_what_can(turn)
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


def _in_force(turn: Turn, *, profile: str) -> list[Consent]:
    rows = Consent.objects.filter(
        referral_id=turn.referral.id, status__in=(ConsentStatus.signed, ConsentStatus.resting)
    )
    return [row for row in rows if not profile or str(row.profile_id) == profile]


def _signature(turn: Turn, command: Sign) -> SignatureSaid:
    """Who signs, and by what right."""
    representative = (
        Representative.objects.filter(
            client_id=turn.referral.client_id, pk=id_of(command.representative)
        ).first()
        if turn.part is Part.representative and command.representative
        else None
    )
    if representative is None:
        return SignatureSaid(Signer.client, command.name)
    return SignatureSaid(
        Signer.representative, command.name, representative.relation, representative.authority
    )


def _lacking(prepared: Sequence[Prepared], *, signature: SignatureSaid, at: At) -> tuple[str, ...]:
    """The elements that any of the documents lacks once this signature stands under it."""
    return tuple(
        dict.fromkeys(
            name for one in prepared for name in missing(one.signed(signature, at=at.now, day=at.today))
        )
    )


def _unsigned(prepared: Sequence[Prepared], *, signature: SignatureSaid) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            str(one) for doc in prepared for one in still_to_sign(doc.doc.signers, signed=(signature,))
        )
    )


def _refuse(one: Prepared, *, signature: SignatureSaid, shown: Mapping[str, str]) -> Refused | None:
    if refused := refuse_signing(one.doc) or refuse_signature(signature, needed=one.doc.signers):
        return refused
    return None if shown.get(str(one.profile.id)) == one.text_hash else SHOWN_OTHER


def _keep(turn: Turn, one: Prepared, *, signature: SignatureSaid, command: Sign) -> None:
    """One content, one consent, one signature; older consents for the same recipient end."""
    at, client = turn.at, turn.referral.client
    cells = cells_of_client(client)
    _end_older(turn, one.profile.id)
    content, consent, signed = at.new_id(), at.new_id(), at.new_id()
    SignedContent.objects.create(
        id=content,
        referral=turn.referral,
        practice_id=turn.referral.practice_id,
        profile=one.profile,
        body_sealed=cells.seal(_text(one.content), table=SignedContent, column="body_sealed", row=content),
        content_hash=hash_of(content_bytes(one.content)),
        sections=sorted(one.content.codes),
        frozen_at=at.now,
    )
    until: date = one.doc.valid_until or at.today
    Consent.objects.create(
        id=consent,
        referral=turn.referral,
        practice_id=turn.referral.practice_id,
        client=client,
        profile=one.profile,
        content_id=content,
        kind=one.doc.kind,
        purpose=turn.referral.reason,
        word_back=command.word_back,
        may_talk=command.may_talk,
        status=ConsentStatus.signed,
        valid_from=one.doc.valid_from,
        valid_until=until,
        zone=turn.referral.practice.zone,
        text_version=one.doc.text_version,
        text_language=one.doc.language,
        text_hash=one.text_hash,
        text_sealed=cells.seal_json(one.text, table=Consent, column="text_sealed", row=consent),
        signers_needed=[str(signer) for signer in one.doc.signers.signers],
    )
    Signature.objects.create(
        id=signed,
        consent_id=consent,
        practice_id=turn.referral.practice_id,
        signer=signature.signer,
        representative_id=command.representative or None,
        method=command.method,
        name_sealed=cells.seal(signature.name, table=Signature, column="name_sealed", row=signed),
        shown_hash=one.text_hash,
        language=one.doc.language,
        signed_at=at.now,
    )
    Handoff.objects.filter(
        referral_id=turn.referral.id, profile=one.profile, unlocked_at__isnull=True
    ).update(consent_id=consent)


def _readers(turn: Turn) -> frozenset[UUID]:
    """Who may read on an earlier signature; that one stays, for what they read never changes."""
    rows = Handoff.objects.filter(referral_id=turn.referral.id, state__in=[*PACKET_OPEN])
    return frozenset(rows.values_list("profile_id", flat=True))


def _end_older(turn: Turn, profile: UUID) -> None:
    Consent.objects.filter(
        referral_id=turn.referral.id,
        profile_id=profile,
        status__in=(ConsentStatus.signed, ConsentStatus.resting),
    ).update(status=ConsentStatus.ended, ended_at=turn.at.now)


def _text(content: Content) -> str:
    return content_bytes(content).decode()
