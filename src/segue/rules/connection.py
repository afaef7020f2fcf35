"""Connections between the one who refers and a recipient, which the client must know before choosing.

Decides which there are, from facts and from what either declared, and how each is told. A connection is never
a score and never a bar: it is told, acknowledged in just these words, and kept on record.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from segue.rules.text import N_


class ConnectionKind(StrEnum):
    """What ties two clinicians together; the order is the order in which they are told."""

    same_practice = "same_practice"
    owner = "owner"
    employer = "employer"
    family = "family"
    supervisor = "supervisor"
    landlord = "landlord"
    same_address = "same_address"
    research = "research"
    friend = "friend"
    gift = "gift"


class Way(StrEnum):
    """Which of the two employs, supervises, rents out or gives; `both` where it goes no way."""

    both = "both"
    from_referrer = "from_referrer"
    from_recipient = "from_recipient"


class Source(StrEnum):
    """How the connection came to be known."""

    computed = "computed"
    declared = "declared"


@dataclass(frozen=True, slots=True)
class Tied:
    """What one of the two is tied by: practices, their owners, whom they rent from, street addresses."""

    practices: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    landlords: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Connection:
    """One tie between this referrer and this recipient."""

    kind: ConnectionKind
    way: Way = Way.both
    source: Source = Source.declared


_GIVES, _TAKES, _BOTH = Way.from_referrer, Way.from_recipient, Way.both

WORDS: Mapping[tuple[ConnectionKind, Way], str] = MappingProxyType(
    {
        (ConnectionKind.same_practice, _BOTH): N_(
            "%(referrer)s and %(recipient)s work in the same practice."
        ),
        (ConnectionKind.owner, _BOTH): N_(
            "The practices of %(referrer)s and %(recipient)s have the same owner. The owner earns from both."
        ),
        (ConnectionKind.owner, _GIVES): N_(
            "%(referrer)s owns the practice where %(recipient)s works, and earns from it."
        ),
        (ConnectionKind.owner, _TAKES): N_(
            "%(recipient)s owns the practice where %(referrer)s works, and earns from it."
        ),
        (ConnectionKind.employer, _BOTH): N_("%(referrer)s and %(recipient)s are paid by the same employer."),
        (ConnectionKind.employer, _GIVES): N_("%(recipient)s works for %(referrer)s and is paid by them."),
        (ConnectionKind.employer, _TAKES): N_("%(referrer)s works for %(recipient)s and is paid by them."),
        (ConnectionKind.family, _BOTH): N_("%(referrer)s and %(recipient)s are family."),
        (ConnectionKind.supervisor, _GIVES): N_("%(referrer)s supervises the work of %(recipient)s."),
        (ConnectionKind.supervisor, _TAKES): N_("%(recipient)s supervises the work of %(referrer)s."),
        (ConnectionKind.landlord, _BOTH): N_(
            "%(referrer)s and %(recipient)s rent rooms from the same owner. "
            "No money goes from one to the other."
        ),
        (ConnectionKind.landlord, _GIVES): N_(
            "%(recipient)s rents a room from %(referrer)s and pays for it."
        ),
        (ConnectionKind.landlord, _TAKES): N_(
            "%(referrer)s rents a room from %(recipient)s and pays for it."
        ),
        (ConnectionKind.same_address, _BOTH): N_("%(referrer)s and %(recipient)s work at the same address."),
        (ConnectionKind.research, _BOTH): N_("%(referrer)s and %(recipient)s do research together."),
        (ConnectionKind.friend, _BOTH): N_("%(referrer)s and %(recipient)s are friends."),
        (ConnectionKind.gift, _GIVES): N_("%(recipient)s has had a gift from %(referrer)s."),
        (ConnectionKind.gift, _TAKES): N_("%(referrer)s has had a gift from %(recipient)s."),
    }
)
"""What the client reads; a kind and way that does not stand here cannot be declared."""


def can_be_declared(kind: ConnectionKind, *, way: Way) -> bool:
    """Whether there are words for it: a gift always goes one way, a family never does."""
    return (kind, way) in WORDS


def connections_between(
    referrer: Tied, *, recipient: Tied, declared: Iterable[Connection] = ()
) -> tuple[Connection, ...]:
    """All connections of the two, each once, in the order in which they are told."""
    found = {(tie.kind, tie.way): tie for tie in _computed(referrer, recipient)}
    for tie in declared:
        found.setdefault((tie.kind, tie.way), tie)
    kinds, ways = tuple(ConnectionKind), tuple(Way)
    return tuple(found[key] for key in sorted(found, key=lambda k: (kinds.index(k[0]), ways.index(k[1]))))


def words(connection: Connection, *, referrer: str, recipient: str, say: Callable[[str], str] = str) -> str:
    """The sentence that the client reads, with both names in it."""
    sentence = say(WORDS[connection.kind, connection.way])
    return sentence % {"referrer": referrer, "recipient": recipient}


def text_hash(text: str) -> str:
    """The SHA-256, in hex, of the words as they were shown."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def is_acknowledged(text: str, *, acknowledged: Iterable[str]) -> bool:
    """Whether just these words were acknowledged; other words about the same tie do not count."""
    return text_hash(text) in set(acknowledged)


def unacknowledged(texts: Iterable[str], *, acknowledged: Iterable[str]) -> tuple[str, ...]:
    """The sentences that the client has not acknowledged yet."""
    known = frozenset(acknowledged)
    return tuple(text for text in texts if not is_acknowledged(text, acknowledged=known))


def _computed(referrer: Tied, recipient: Tied) -> tuple[Connection, ...]:
    same_practice = bool(referrer.practices & recipient.practices)
    # Colleagues of one practice share its owner, its landlord and its door; saying so again tells nothing.
    shared = (
        (ConnectionKind.same_practice, same_practice),
        (ConnectionKind.owner, not same_practice and bool(referrer.owners & recipient.owners)),
        (ConnectionKind.landlord, not same_practice and bool(referrer.landlords & recipient.landlords)),
        (ConnectionKind.same_address, not same_practice and _share_a_door(referrer, recipient)),
    )
    return tuple(Connection(kind, source=Source.computed) for kind, is_so in shared if is_so)


def _share_a_door(referrer: Tied, recipient: Tied) -> bool:
    theirs = {_street(address) for address in recipient.addresses} - {""}
    return any(_street(address) in theirs for address in referrer.addresses)


def _street(address: str) -> str:
    """An address without case, accents of typing, and points, so that two spellings of one door meet."""
    return " ".join(re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFKC", address).casefold()).split())
