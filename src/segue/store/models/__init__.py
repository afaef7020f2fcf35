"""The tables, by the word they keep: people, directory, referral, handoff, evidence, links, work.

Constraints here state what must never be; what is allowed *now* is decided in `rules`.
Columns whose name ends in `_sealed` hold ciphertext (see `store.seal`).
"""

from segue.store.models.checks import AvailabilityAsk, AvailabilityCheck
from segue.store.models.directory import (
    CatchUp,
    Colleague,
    Connection,
    Fact,
    Opening,
    Photo,
    Place,
    Profile,
    Room,
    SavedSearch,
)
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
from segue.store.models.search import Change, Exposure, ImportRun, Shard
from segue.store.models.work import AcceptedCommand, Draft, Job, Notice

__all__ = [
    "AcceptedCommand",
    "Anchor",
    "AnchoredHead",
    "AvailabilityAsk",
    "AvailabilityCheck",
    "CatchUp",
    "Change",
    "CheckIn",
    "Client",
    "ClientName",
    "Colleague",
    "Connection",
    "Consent",
    "Disclosure",
    "Draft",
    "Exposure",
    "Fact",
    "Handoff",
    "ImportRun",
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
    "Photo",
    "Place",
    "Practice",
    "Profile",
    "Question",
    "Reading",
    "ReceivedCopy",
    "RecordEntry",
    "Referral",
    "Representative",
    "Room",
    "SavedSearch",
    "Shard",
    "Signature",
    "SignedContent",
    "StreamHead",
    "Summary",
]
