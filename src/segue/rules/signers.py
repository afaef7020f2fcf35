"""Who must sign a consent, and whether one signature will do.

Decides by the client's capacity (adult, guardianship, minor who may or may not sign alone) from one table.
The ages at which a minor may consent differ by place and are dated data that come in; what is not known is
answered the safer way. What is signed is for `consent_doc`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from segue.rules.step import Refused
from segue.rules.text import N_

MAJORITY = 18
"""Where the place's own row says nothing else; a few states have 19 or 21."""


class Representation(StrEnum):
    """Whether somebody else may act for the client."""

    none = "none"
    parent = "parent"
    guardian = "guardian"


class Signer(StrEnum):
    """The part in which a person signs."""

    client = "client"
    representative = "representative"
    second_representative = "second_representative"
    partner = "partner"


REPRESENTATIVES = frozenset({Signer.representative, Signer.second_representative})


class Capacity(StrEnum):
    """What the law of the place makes of this client's own signature."""

    adult = "adult"
    under_guardianship = "under_guardianship"
    minor_may_sign = "minor_may_sign"
    minor_may_not = "minor_may_not"
    minor_unknown = "minor_unknown"


@dataclass(frozen=True, slots=True)
class ConsentAge:
    """A dated row: from which age a minor may consent alone at a place. Without a reviewer it is unknown."""

    place: str
    from_age: int
    source: str
    as_of: date
    reviewer: str = ""
    cap: str = ""
    majority: int = MAJORITY


@dataclass(frozen=True, slots=True)
class SignersNeeded:
    """Who must sign, whether the minor agrees beside it, whether the clinician attests who may sign."""

    signers: tuple[Signer, ...]
    assent: bool = False
    attestation: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; `authority` says by what right a representative signs, `proof` what was shown."""

    signer: Signer
    name: str
    relation: str = ""
    authority: str = ""
    proof: str = ""


_CLIENT = (Signer.client,)
_PARENT = (Signer.representative,)
_BOTH = (Signer.client, Signer.representative)

# Who signs: in general, and for a record of substance use care, where 42 CFR 2.14 asks that a minor who may
# not consent alone signs together with the representative.
_TABLE: Mapping[Capacity, tuple[SignersNeeded, SignersNeeded]] = MappingProxyType(
    {
        Capacity.adult: (SignersNeeded(_CLIENT), SignersNeeded(_CLIENT)),
        Capacity.under_guardianship: (SignersNeeded(_PARENT), SignersNeeded(_PARENT)),
        Capacity.minor_may_sign: (SignersNeeded(_CLIENT), SignersNeeded(_CLIENT)),
        Capacity.minor_may_not: (SignersNeeded(_PARENT, assent=True), SignersNeeded(_BOTH)),
        Capacity.minor_unknown: (
            SignersNeeded(_PARENT, assent=True, attestation=True),
            SignersNeeded(_BOTH, attestation=True),
        ),
    }
)


def capacity(age: int, *, representation: Representation, consent_age: ConsentAge | None) -> Capacity:
    """What this client's own signature is worth at this place."""
    if representation is Representation.guardian:
        return Capacity.under_guardianship
    if age >= (consent_age.majority if consent_age is not None else MAJORITY):
        return Capacity.adult
    if consent_age is None or not consent_age.reviewer:
        return Capacity.minor_unknown
    return Capacity.minor_may_sign if age >= consent_age.from_age else Capacity.minor_may_not


def signers_needed(
    age: int,
    *,
    representation: Representation = Representation.none,
    two_signers: bool = False,
    consent_age: ConsentAge | None = None,
    part2: bool = False,
) -> SignersNeeded:
    """Who must sign; `two_signers` adds the second parent where a representative signs, else the partner."""
    own = capacity(age, representation=representation, consent_age=consent_age)
    needed = _TABLE[own][1 if part2 else 0]
    if not two_signers:
        return needed
    represented = Signer.representative in needed.signers
    second = Signer.second_representative if represented else Signer.partner
    return SignersNeeded((*needed.signers, second), assent=needed.assent, attestation=needed.attestation)


def still_to_sign(needed: SignersNeeded, *, signed: Iterable[Signature]) -> tuple[Signer, ...]:
    """Whose signature is missing, in the order in which they are asked."""
    there = {signature.signer for signature in signed}
    return tuple(signer for signer in needed.signers if signer not in there)


def refuse_signature(
    signature: Signature, *, needed: SignersNeeded, signed: Iterable[Signature] = ()
) -> Refused | None:
    """Why this signature will not do, or None."""
    if signature.signer not in needed.signers:
        return NOT_A_SIGNER
    if not signature.name.strip():
        return NO_NAME
    if signature.signer in REPRESENTATIVES:
        if not signature.relation.strip():
            return NO_RELATION
        if not signature.authority.strip():
            return NO_AUTHORITY
    others = {_plain(other.name) for other in signed if other.signer is not signature.signer}
    return SAME_PERSON if _plain(signature.name) in others else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


NOT_A_SIGNER = Refused(
    "not_a_signer",
    N_("This person is not one of those who sign here."),
    N_("See who signs, and ask one of them."),
)
NO_NAME = Refused(
    "signature_lacks_name",
    N_("There is no name under the signature."),
    N_("Type your full name."),
)
NO_RELATION = Refused(
    "signature_lacks_relation",
    N_("It does not say who you are to the client."),
    N_("Say who you are, such as mother or guardian."),
)
NO_AUTHORITY = Refused(
    "signature_lacks_authority",
    N_("It does not say by what right you sign for the client."),
    N_("Say why you may sign, such as parent with custody or guardian by court order."),
)
SAME_PERSON = Refused(
    "signature_same_person",
    N_("Two different people sign here, and both names are the same."),
    N_("Ask the other person to sign with their own name."),
)
