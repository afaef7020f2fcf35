"""Whether a consent covers what is about to leave; every defect stops it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.rules.consent import (
    CONSENT,
    ConsentEvent,
    ConsentFacts,
    ConsentKind,
    ConsentStatus,
    WordBack,
    covers,
    defects,
    last_day,
    longest_until,
    may_tell_back,
    next_status,
)
from segue.rules.signers import Signer
from segue.rules.step import Refused

ON = datetime(2026, 3, 10, 15, tzinfo=UTC)
SECTIONS = frozenset({"who", "contact", "need"})
SIGNED = ConsentFacts(
    status=ConsentStatus.signed,
    recipient="amara",
    sections=SECTIONS,
    purpose="expertise",
    valid_from=date(2026, 3, 9),
    valid_until=date(2027, 3, 9),
    zone="America/Chicago",
    content_hash="3f9a62c1",
    signers_needed=(Signer.client,),
    signed_by=frozenset({Signer.client}),
    word_back=WordBack.came,
)


def problem(
    consent: ConsentFacts | None,
    *,
    recipient: str = "amara",
    sections: frozenset[str] = SECTIONS,
    purpose: str = "expertise",
    on: datetime = ON,
    content_hash: str = "3f9a62c1",
) -> str | None:
    refused = covers(
        consent,
        recipient=recipient,
        sections=sections,
        purpose=purpose,
        on=on,
        content_hash=content_hash,
    )
    return refused.code if refused is not None else None


def test_a_signed_consent_covers_what_it_was_signed_for() -> None:
    assert problem(SIGNED) is None
    assert problem(SIGNED, sections=frozenset({"who"})) is None


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        (None, "no_consent"),
        (replace(SIGNED, status=ConsentStatus.draft), "consent_not_signed"),
        (replace(SIGNED, status=ConsentStatus.revoked), "consent_revoked"),
        (replace(SIGNED, status=ConsentStatus.expired), "consent_expired"),
        (replace(SIGNED, status=ConsentStatus.resting), "consent_resting"),
        (replace(SIGNED, status=ConsentStatus.ended), "consent_ended"),
        (replace(SIGNED, signed_by=frozenset()), "consent_signer_missing"),
        (replace(SIGNED, signers_needed=()), "consent_signer_missing"),
        (replace(SIGNED, signers_needed=(Signer.client, Signer.partner)), "consent_signer_missing"),
        (replace(SIGNED, valid_until=date(2026, 3, 9)), "consent_expired"),
        (replace(SIGNED, started_on=date(2025, 12, 1)), "consent_expired"),
        (replace(SIGNED, valid_from=date(2026, 3, 11)), "consent_not_begun"),
        (replace(SIGNED, recipient="samuel"), "consent_other_recipient"),
        (replace(SIGNED, sections=frozenset({"who", "contact"})), "consent_other_sections"),
        (replace(SIGNED, purpose="fit"), "consent_other_purpose"),
        (replace(SIGNED, content_hash="other"), "consent_other_content"),
        (replace(SIGNED, kind=ConsentKind.part2), "part2_notice_missing"),
    ],
)
def test_each_defect_stops_a_disclosure_and_says_why(consent: ConsentFacts | None, code: str) -> None:
    assert problem(consent) == code


def test_a_part2_consent_covers_once_its_notice_is_there() -> None:
    assert problem(replace(SIGNED, kind=ConsentKind.part2, notice_there=True)) is None


def test_all_defects_are_told_with_the_gravest_first() -> None:
    broken = replace(SIGNED, status=ConsentStatus.revoked, recipient="samuel", purpose="fit")
    found = defects(
        broken,
        recipient="amara",
        sections=SECTIONS,
        purpose="expertise",
        on=ON,
        content_hash="3f9a62c1",
    )
    assert [refused.code for refused in found] == [
        "consent_revoked",
        "consent_other_recipient",
        "consent_other_purpose",
    ]
    assert all(refused.why and refused.remedy for refused in found)


def test_the_last_day_ends_at_midnight_where_the_client_is() -> None:
    last = replace(SIGNED, valid_until=date(2026, 3, 10))
    assert problem(last, on=datetime(2026, 3, 11, 4, 59, tzinfo=UTC)) is None
    assert problem(last, on=datetime(2026, 3, 11, 5, 0, tzinfo=UTC)) == "consent_expired"


def test_ninety_days_after_the_first_session_it_runs_out_and_never_after_its_own_last_day() -> None:
    assert last_day(SIGNED) == date(2027, 3, 9)
    assert last_day(replace(SIGNED, started_on=date(2026, 4, 1))) == date(2026, 6, 30)
    assert last_day(replace(SIGNED, started_on=date(2027, 3, 1))) == date(2027, 3, 9)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 3, 9), date(2027, 3, 9)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_no_consent_reaches_further_than_twelve_months(day: date, last: date) -> None:
    assert longest_until(day) == last


def test_the_first_and_the_last_day_count_as_days_on_which_it_holds() -> None:
    one_day = replace(SIGNED, valid_from=date(2026, 3, 10), valid_until=date(2026, 3, 10))
    assert problem(one_day) is None
    assert may_tell_back(one_day, what=WordBack.came, on=ON)


@pytest.mark.parametrize("word_back", list(WordBack))
@pytest.mark.parametrize("what", list(WordBack))
def test_the_referrer_hears_no_more_than_the_word_back_says(word_back: WordBack, what: WordBack) -> None:
    order = ["nothing", "came", "updates"]
    may = may_tell_back(replace(SIGNED, word_back=word_back), what=what, on=ON)
    assert may is (order.index(what) <= order.index(word_back))


@pytest.mark.parametrize(
    "consent",
    [
        None,
        replace(SIGNED, status=ConsentStatus.revoked),
        replace(SIGNED, status=ConsentStatus.resting),
        replace(SIGNED, valid_until=date(2026, 3, 9)),
        replace(SIGNED, valid_from=date(2026, 3, 11)),
    ],
)
def test_nothing_is_told_back_without_a_consent_in_force(consent: ConsentFacts | None) -> None:
    assert not may_tell_back(consent, what=WordBack.came, on=ON)


def test_an_unused_consent_rests_wakes_after_a_failed_start_and_ends() -> None:
    resting = next_status(ConsentStatus.signed, event=ConsentEvent.rest)
    assert resting is ConsentStatus.resting
    assert next_status(resting, event=ConsentEvent.wake) is ConsentStatus.signed
    assert next_status(resting, event=ConsentEvent.end) is ConsentStatus.ended


@pytest.mark.parametrize("status", [ConsentStatus.revoked, ConsentStatus.expired, ConsentStatus.ended])
@pytest.mark.parametrize("event", list(ConsentEvent))
def test_nothing_leaves_an_ended_consent(status: ConsentStatus, event: ConsentEvent) -> None:
    refused = next_status(status, event=event)
    assert isinstance(refused, Refused)
    assert refused.code == "consent_cannot_change"


def test_what_can_be_signed_can_be_revoked_and_what_rests_too() -> None:
    revocable = {status for status, event in CONSENT if event is ConsentEvent.revoke}
    assert revocable == {ConsentStatus.signed, ConsentStatus.resting}


facts = st.builds(
    ConsentFacts,
    status=st.sampled_from(list(ConsentStatus)),
    recipient=st.sampled_from(["amara", "samuel"]),
    sections=st.sampled_from([SECTIONS, frozenset({"who"})]),
    purpose=st.sampled_from(["expertise", "fit"]),
    valid_from=st.dates(date(2026, 3, 8), date(2026, 3, 12)),
    valid_until=st.dates(date(2026, 3, 8), date(2026, 3, 12)),
    zone=st.just("America/Chicago"),
    content_hash=st.sampled_from(["3f9a62c1", "other"]),
    signers_needed=st.sampled_from([(Signer.client,), (Signer.client, Signer.partner)]),
    signed_by=st.sampled_from([frozenset(), frozenset({Signer.client})]),
)


@given(facts)
def test_only_a_consent_without_any_defect_covers(consent: ConsentFacts) -> None:
    sound = (
        consent.status is ConsentStatus.signed
        and consent.recipient == "amara"
        and consent.sections >= SECTIONS
        and consent.purpose == "expertise"
        and consent.valid_from <= date(2026, 3, 10) <= consent.valid_until
        and consent.content_hash == "3f9a62c1"
        and consent.signed_by >= set(consent.signers_needed)
    )
    assert (problem(consent) is None) is sound
