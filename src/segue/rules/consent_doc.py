"""The consent that the client reads and signs: each element in its own field, and the words made of them.

One document for one named recipient. Decides which element is missing (45 CFR 164.508(c); 42 CFR 2.31(a)) and
what the words are; just these words are shown, hashed and kept. The notice of 42 CFR 2.32 is data that comes
in, never written here. Whether a signed consent covers a disclosure is for `consent`, who must sign for
`signers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from segue.rules.consent import DAYS_AFTER_START, ConsentKind, WordBack, longest_until
from segue.rules.packet import canonical, hash_of
from segue.rules.signers import REPRESENTATIVES, Signature, SignersNeeded, still_to_sign
from segue.rules.step import Refused
from segue.rules.text import N_

TEXT_VERSION = "consent-1"

REVOCATION = N_(
    "You can stop this any day, by “Stop sharing”, by phone or by letter. "
    "What was read by then cannot be unread. What they put in their own file stays there."
)
NO_CONDITION = N_("You get care whether you sign or not. If you do not sign, you can call them yourself.")
REDISCLOSURE = N_("They may pass on what they read. Health privacy law may not cover it then.")
ELECTRONIC = N_("You sign on a screen. You can ask for it on paper, and you can have a copy on paper.")
PART2_REDISCLOSURE = N_(
    "They may use and share it as health privacy law allows. "
    "It may not be used against you in court, unless you say so or a judge orders it."
)
PART2_REFUSAL = N_("Once it is shared, it may be shared again. If you say no, you lose no care from us.")
PART2_REVOCATION = N_(
    "To stop, write to us or use “Stop sharing”. What was done before in good faith stays done."
)
PART2_NO_NOTES = N_("Notes of your talks with a substance use counselor are not part of this.")


@dataclass(frozen=True, slots=True)
class SectionNamed:
    """A part of the summary, by code and by the heading that the client reads."""

    code: str
    heading: str


@dataclass(frozen=True, slots=True)
class ConnectionTold:
    """A connection in the words shown, and whether the client acknowledged just these words."""

    text: str
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Part2:
    """What a consent to share substance use records says beyond the general one (42 CFR 2.31(a))."""

    amount_and_kind: str
    purpose: str
    notice: str
    for_treatment_payment_operations: bool = False
    redisclosure: str = PART2_REDISCLOSURE
    refusal: str = PART2_REFUSAL
    revocation: str = PART2_REVOCATION
    intermediaries: tuple[str, ...] | None = ()
    no_notes: str = PART2_NO_NOTES


@dataclass(frozen=True, slots=True)
class ConsentDoc:
    """One consent for one named recipient, with every element in a field of its own."""

    kind: ConsentKind
    client_name: str
    identifier: str
    discloser: str
    recipient: str
    shared: tuple[SectionNamed, ...]
    kept_private: tuple[SectionNamed, ...]
    purpose: str
    word_back: WordBack | None
    may_talk: bool
    valid_from: date
    valid_until: date | None
    channels: tuple[str, ...]
    safe_contact: str
    connections: tuple[ConnectionTold, ...] | None
    language: str
    signers: SignersNeeded
    content_hash: str
    interpreter: str = ""
    present: tuple[str, ...] = ()
    wording_reviewed: bool = True
    revocation: str = REVOCATION
    no_condition: str = NO_CONDITION
    redisclosure: str = REDISCLOSURE
    electronic: str = ELECTRONIC
    days_after_start: int = DAYS_AFTER_START
    text_version: str = TEXT_VERSION
    signatures: tuple[Signature, ...] = ()
    signed_at: datetime | None = None
    assent: bool = False
    attestation: str = ""
    copy_given: str = ""
    part2: Part2 | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One required element: its number in the template, its name, and what to say when it lacks."""

    number: str
    name: str
    lacks: str
    is_there: Callable[[ConsentDoc], bool]


def _has(*fields: str) -> Callable[[ConsentDoc], bool]:
    return lambda doc: all(_is_filled(getattr(doc, field)) for field in fields)


def _part2_has(field: str) -> Callable[[ConsentDoc], bool]:
    return lambda doc: doc.part2 is not None and _is_filled(getattr(doc.part2, field))


def _is_filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _dated(doc: ConsentDoc) -> bool:
    until = doc.valid_until
    in_reach = until is not None and doc.valid_from <= until <= longest_until(doc.valid_from)
    return in_reach and doc.days_after_start > 0


def _connections_known(doc: ConsentDoc) -> bool:
    return doc.connections is not None and all(told.acknowledged for told in doc.connections)


def _signed(doc: ConsentDoc) -> bool:
    complete = bool(doc.signers.signers) and not still_to_sign(doc.signers, signed=doc.signatures)
    by_right = all(s.authority.strip() for s in doc.signatures if s.signer in REPRESENTATIVES)
    agreed = doc.assent or not doc.signers.assent
    attested = bool(doc.attestation.strip()) or not doc.signers.attestation
    return doc.signed_at is not None and complete and by_right and agreed and attested


def _says_refusal(doc: ConsentDoc) -> bool:
    part2 = doc.part2
    return part2 is not None and (not part2.for_treatment_payment_operations or bool(part2.refusal.strip()))


ELEMENTS = (
    Element("A1", "client", N_("It does not say whose it is."), _has("client_name", "identifier")),
    Element("A2", "discloser", N_("It does not say who shares."), _has("discloser")),
    Element("A3", "recipient", N_("It does not name who receives."), _has("recipient")),
    Element("A4", "sections", N_("It does not list what is shared."), _has("shared")),
    Element("A5", "purpose", N_("It does not say why."), _has("purpose")),
    Element("A6", "word_back", N_("It does not say what may be told back."), _has("word_back")),
    Element("A7", "until", N_("It has no last day, or one that is too far off."), _dated),
    Element("A8", "revocation", N_("It does not say how to stop it."), _has("revocation")),
    Element("A9", "no_condition", N_("It does not say that care goes on without it."), _has("no_condition")),
    Element("A10", "redisclosure", N_("It does not say that it may be passed on."), _has("redisclosure")),
    Element("A11", "channels", N_("It does not say how it is sent."), _has("channels", "safe_contact")),
    Element("A12", "connections", N_("A connection is not told, or not yet read."), _connections_known),
    Element("A13", "language", N_("It does not say in which language it was read."), _has("language")),
    Element("A14", "electronic", N_("It does not say that it can be had on paper."), _has("electronic")),
    Element("A15", "signature", N_("A signature is missing."), _signed),
    Element("A16", "copy", N_("It does not say how the client got a copy."), _has("copy_given")),
    Element("A17", "version", N_("It names no version or summary."), _has("text_version", "content_hash")),
)
WHEN_SIGNED = frozenset({"signature", "copy"})
"""What cannot be there before the signing."""

# B8, the choice about fundraising, is asked only where records are used for it; Segue never does.
PART2_ELEMENTS = (
    Element("B1", "part2_recipient", N_("It must name one recipient."), _has("recipient")),
    Element("B2", "part2_amount", N_("It does not say how much is told."), _part2_has("amount_and_kind")),
    Element("B3", "part2_purpose", N_("It does not say for what use."), _part2_has("purpose")),
    Element(
        "B4", "part2_redisclosure", N_("It says nothing about use in court."), _part2_has("redisclosure")
    ),
    Element("B5", "part2_refusal", N_("It does not say what happens after a no."), _says_refusal),
    Element("B6", "part2_revocation", N_("It does not say how to end it."), _part2_has("revocation")),
    Element("B7", "part2_until", N_("It has no last day."), _has("valid_until")),
    Element(
        "B9",
        "part2_intermediaries",
        N_("It does not say whether somebody stands between the two."),
        lambda doc: doc.part2 is not None and doc.part2.intermediaries is not None,
    ),
    Element("B10", "part2_no_notes", N_("It does not leave out counseling notes."), _part2_has("no_notes")),
    Element("B11", "part2_notice", N_("The notice that the law asks for is lacking."), _part2_has("notice")),
)


def elements(kind: ConsentKind) -> tuple[Element, ...]:
    """The elements that a document of this kind must have."""
    return ELEMENTS + PART2_ELEMENTS if kind is ConsentKind.part2 else ELEMENTS


def missing(doc: ConsentDoc) -> tuple[str, ...]:
    """The names of all elements that are not there, those of the signing included."""
    return tuple(element.name for element in elements(doc.kind) if not element.is_there(doc))


def refuse_signing(doc: ConsentDoc) -> Refused | None:
    """Why the client cannot sign this document yet, or None; the code names the element."""
    for element in elements(doc.kind):
        if element.name not in WHEN_SIGNED and not element.is_there(doc):
            return replace(LACKS_ELEMENT, code=f"consent_lacks_{element.name}", why=element.lacks)
    if doc.part2 is not None and doc.kind is ConsentKind.general:
        return KINDS_MIXED
    return None if doc.wording_reviewed else WORDING_NOT_REVIEWED


@dataclass(frozen=True, slots=True)
class Voice:
    """How a sentence and a day are said in the client's language."""

    say: Callable[[str], str] = str
    day: Callable[[date], str] = lambda day: f"{day:%B} {day.day}, {day.year}"


ENGLISH = Voice()
WORD_BACK_WORDS: Mapping[WordBack, str] = MappingProxyType(
    {
        WordBack.nothing: N_("%(discloser)s hears nothing back."),
        WordBack.came: N_("%(discloser)s hears only that you came."),
        WordBack.updates: N_("%(discloser)s hears how it goes, in a few lines. Not what you say."),
    }
)


def consent_text(doc: ConsentDoc, *, voice: Voice = ENGLISH) -> tuple[tuple[str, str], ...]:
    """The words that the client reads and signs, as pairs of heading and sentences."""
    about = {
        "client": doc.client_name,
        "identifier": doc.identifier,
        "discloser": doc.discloser,
        "recipient": doc.recipient,
        "purpose": doc.purpose,
        "until": voice.day(doc.valid_until) if doc.valid_until else "",
        "days": str(doc.days_after_start),
        "channels": ", ".join(doc.channels),
        "contact": doc.safe_contact,
        "shared": ", ".join(part.heading for part in doc.shared),
        "private": ", ".join(part.heading for part in doc.kept_private),
        "language": doc.language,
        "interpreter": doc.interpreter,
        "present": ", ".join(doc.present),
    }
    return tuple(
        (voice.say(heading), " ".join(voice.say(sentence) % about for sentence in sentences if sentence))
        for heading, *sentences in _paragraphs(doc)
    )


def text_hash(text: tuple[tuple[str, str], ...]) -> str:
    """The SHA-256, in hex, of the words as they were shown."""
    return hash_of(canonical([list(pair) for pair in text]))


def _paragraphs(doc: ConsentDoc) -> tuple[tuple[str, ...], ...]:
    talk = N_("They may talk by phone.") if doc.may_talk else N_("They do not talk by phone about you.")
    private = (N_("Kept private: %(private)s."),) if doc.kept_private else ()
    helped = (N_("Interpreter: %(interpreter)s."),) if doc.interpreter else ()
    there = (N_("With you: %(present)s."),) if doc.present else ()
    return (
        (N_("Who you are"), N_("%(client)s, %(identifier)s.")),
        (N_("Who shares"), N_("%(discloser)s.")),
        (N_("Who reads it"), N_("%(recipient)s, and nobody else.")),
        (N_("What is shared"), N_("%(shared)s."), *private),
        (N_("Why"), N_("%(purpose)s")),
        (N_("Word back"), WORD_BACK_WORDS[doc.word_back or WordBack.nothing], talk),
        (N_("Until"), N_("%(days)s days after your first visit, and no later than %(until)s.")),
        (N_("Stop"), _literal(doc.revocation)),
        (N_("If you say no"), _literal(doc.no_condition)),
        (N_("Passing it on"), _literal(doc.redisclosure)),
        (N_("How it is sent"), N_("%(channels)s."), N_("How to reach you: %(contact)s.")),
        (N_("Good to know"), *_connection_words(doc)),
        (N_("Language"), N_("You read this in: %(language)s."), *helped, *there),
        (N_("Paper"), _literal(doc.electronic)),
        *_part2_paragraphs(doc),
    )


def _connection_words(doc: ConsentDoc) -> tuple[str, ...]:
    told = tuple(_literal(connection.text) for connection in doc.connections or ())
    return told or (N_("No connection between the two is known."),)


def _part2_paragraphs(doc: ConsentDoc) -> tuple[tuple[str, ...], ...]:
    part2 = doc.part2
    if part2 is None or doc.kind is ConsentKind.general:
        return ()
    between = ", ".join(part2.intermediaries or ())
    passed = (_literal(between),) if between else (N_("Nobody stands between the two."),)
    refusal = (_literal(part2.refusal),) if part2.for_treatment_payment_operations else ()
    return (
        (N_("Substance use care"), _literal(part2.amount_and_kind), _literal(part2.no_notes)),
        (N_("What it may be used for"), _literal(part2.purpose)),
        (N_("In court"), _literal(part2.redisclosure), *refusal),
        (N_("How to stop in writing"), _literal(part2.revocation)),
        (N_("Who stands between"), *passed),
        (N_("The notice"), _literal(part2.notice)),
    )


def _literal(text: str) -> str:
    """Words that a person or a file gave: a percent sign in them is a percent sign."""
    return text.replace("%", "%%")


LACKS_ELEMENT = Refused("consent_lacks", N_("Something is missing."), N_("Add it, then sign."))
KINDS_MIXED = Refused(
    "consent_kinds_mixed",
    N_("A permission for substance use care cannot stand in the same paper as another."),
    N_("Make a paper of its own for it."),
)
WORDING_NOT_REVIEWED = Refused(
    "consent_wording_not_reviewed",
    N_("A person who knows this language has not yet checked these words."),
    N_("Read it together in English with an interpreter, and sign that one."),
)
