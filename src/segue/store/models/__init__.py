"""The tables, by the word they keep: people, directory, referral, handoff, evidence, links, work.

Constraints here state what must never be; what is allowed *now* is decided in `rules`.
Columns whose name ends in `_sealed` hold ciphertext (see `store.seal`).
"""

from segue.store.models.checks import AvailabilityAsk, AvailabilityCheck
from segue.store.models.directory import Colleague, Connection, Fact, Opening, Profile
from segue.store.models.evidence import (
    Anchor,
    AnchoredHead,
    Consent,
    Disclosure,
    Reading,
    RecordEntry,
    Signature,
    SignedContent,
    StreamHead,
)
from segue.store.models.handoff import CheckIn, Handoff, Message, Question, ReceivedCopy
from segue.store.models.links import Link, LinkCode, LinkTry
from segue.store.models.people import Client, ClientName, Membership, Person, Practice, Representative
from segue.store.models.referral import Need, Option, Referral, Summary
from segue.store.models.work import AcceptedCommand, Draft, Job, Notice

__all__ = [
    "AcceptedCommand",
    "Anchor",
    "AnchoredHead",
    "AvailabilityAsk",
    "AvailabilityCheck",
    "CheckIn",
    "Client",
    "ClientName",
    "Colleague",
    "Connection",
    "Consent",
    "Disclosure",
    "Draft",
    "Fact",
    "Handoff",
    "Job",
    "Link",
    "LinkCode",
    "LinkTry",
    "Membership",
    "Message",
    "Need",
    "Notice",
    "Opening",
    "Option",
    "Person",
    "Practice",
    "Profile",
    "Question",
    "Reading",
    "ReceivedCopy",
    "RecordEntry",
    "Referral",
    "Representative",
    "Signature",
    "SignedContent",
    "StreamHead",
    "Summary",
]
