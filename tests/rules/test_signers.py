"""Who signs: by age, by guardianship, by what the place's law says, and the safer way where nobody knows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.signers import (
    NO_AUTHORITY,
    NO_NAME,
    NO_RELATION,
    NOT_A_SIGNER,
    SAME_PERSON,
    ConsentAge,
    Representation,
    Signature,
    Signer,
    SignersNeeded,
    refuse_signature,
    signers_needed,
    still_to_sign,
)

FROM_14 = ConsentAge("ZZ", 14, "an invented statute", date(2026, 1, 1), reviewer="A. Reviewer")
UNREVIEWED = ConsentAge("ZZ", 14, "an invented statute", date(2026, 1, 1))
FROM_19 = ConsentAge("ZY", 16, "an invented statute", date(2026, 1, 1), reviewer="A. Reviewer", majority=19)
NONE, PARENT, GUARDIAN = Representation.none, Representation.parent, Representation.guardian
CLIENT, REP, SECOND, PARTNER = (
    Signer.client,
    Signer.representative,
    Signer.second_representative,
    Signer.partner,
)


@pytest.mark.parametrize(
    ("age", "representation", "two", "row", "part2", "expected"),
    [
        (34, NONE, False, None, False, SignersNeeded((CLIENT,))),
        (18, NONE, False, None, False, SignersNeeded((CLIENT,))),
        (34, NONE, True, None, False, SignersNeeded((CLIENT, PARTNER))),
        (34, PARENT, False, None, False, SignersNeeded((CLIENT,))),
        (34, GUARDIAN, False, None, False, SignersNeeded((REP,))),
        (34, GUARDIAN, True, None, True, SignersNeeded((REP, SECOND))),
        (10, GUARDIAN, False, FROM_14, False, SignersNeeded((REP,))),
        (18, NONE, False, FROM_19, False, SignersNeeded((CLIENT,))),
        (15, PARENT, False, FROM_19, False, SignersNeeded((REP,), assent=True)),
        (14, PARENT, False, FROM_14, False, SignersNeeded((CLIENT,))),
        (14, PARENT, False, FROM_14, True, SignersNeeded((CLIENT,))),
        (13, PARENT, False, FROM_14, False, SignersNeeded((REP,), assent=True)),
        (13, PARENT, True, FROM_14, False, SignersNeeded((REP, SECOND), assent=True)),
        (13, PARENT, False, FROM_14, True, SignersNeeded((CLIENT, REP))),
        (16, PARENT, False, None, False, SignersNeeded((REP,), assent=True, attestation=True)),
        (16, PARENT, False, UNREVIEWED, False, SignersNeeded((REP,), assent=True, attestation=True)),
        (16, PARENT, True, None, True, SignersNeeded((CLIENT, REP, SECOND), attestation=True)),
    ],
)
def test_who_signs_follows_from_the_table(
    age: int,
    representation: Representation,
    two: bool,
    row: ConsentAge | None,
    part2: bool,
    expected: SignersNeeded,
) -> None:
    needed = signers_needed(age, representation=representation, two_signers=two, consent_age=row, part2=part2)
    assert needed == expected


@given(st.integers(0, 17), st.sampled_from(list(Representation)), st.booleans(), st.booleans())
def test_a_minor_never_signs_alone_where_the_age_is_not_known(
    age: int, representation: Representation, two: bool, part2: bool
) -> None:
    needed = signers_needed(age, representation=representation, two_signers=two, part2=part2)
    assert Signer.representative in needed.signers


def test_an_adult_who_signs_alone_needs_no_assent_and_no_attestation() -> None:
    needed = signers_needed(34)
    assert (needed.signers, needed.assent, needed.attestation) == ((CLIENT,), False, False)


def test_a_representative_without_authority_is_refused() -> None:
    needed = SignersNeeded((REP,))
    mother = Signature(REP, "Inga Thorne", relation="mother")
    assert refuse_signature(mother, needed=needed) is NO_AUTHORITY
    assert (
        refuse_signature(Signature(REP, "Inga Thorne", "mother", "parent with custody"), needed=needed)
        is None
    )


@pytest.mark.parametrize(
    ("signature", "refused"),
    [
        (Signature(PARTNER, "Kai Thorne"), NOT_A_SIGNER),
        (Signature(CLIENT, "   "), NO_NAME),
        (Signature(REP, "Inga Thorne", authority="parent with custody"), NO_RELATION),
        (Signature(REP, "jonas  THORNE", "father", "parent with custody"), SAME_PERSON),
    ],
)
def test_a_signature_that_will_not_do_says_why(signature: Signature, refused: object) -> None:
    needed = SignersNeeded((CLIENT, REP))
    signed = (Signature(CLIENT, "Jonas Thorne"),)
    assert refuse_signature(signature, needed=needed, signed=signed) is refused


def test_signing_again_in_the_same_part_is_not_another_person() -> None:
    mine = Signature(CLIENT, "Jonas Thorne")
    assert refuse_signature(mine, needed=SignersNeeded((CLIENT,)), signed=(mine,)) is None


def test_those_who_have_not_signed_are_named_in_order() -> None:
    needed = SignersNeeded((CLIENT, REP, SECOND))
    assert still_to_sign(needed, signed=()) == (CLIENT, REP, SECOND)
    assert still_to_sign(needed, signed=(Signature(REP, "Inga Thorne"),)) == (CLIENT, SECOND)
