"""Signing: a consent for each recipient, each with a content of its own that never changes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from segue.acts import consent, packet, summary
from segue.acts.words import Word
from segue.demo.builders import Case
from segue.rules.actor import CLOCK
from segue.rules.consent import WordBack
from segue.rules.packet import hash_of
from segue.store.cells import cells_of_client
from segue.store.models import Consent, Disclosure, Handoff, Signature, SignedContent
from tests.acts.answers import consents, done, handoff_of, notices, refusal, row_of, states


def of(case: Case, name: str) -> Consent:
    """The newest consent for this recipient."""
    rows = Consent.objects.select_related("content").filter(
        referral_id=case.referral, profile_id=case.world.profiles[name]
    )
    return rows.latest("id")


def text_of(case: Case, name: str) -> str:
    row = of(case, name)
    cells = cells_of_client(row_of(case).client)
    return str(cells.open(row.text_sealed, table=Consent, column="text_sealed", row=row.id))


def content_of(case: Case, name: str) -> bytes:
    row = of(case, name).content
    cells = cells_of_client(row_of(case).client)
    return cells.open(row.body_sealed, table=SignedContent, column="body_sealed", row=row.id).encode()


def until_approved(case: Case, *names: str) -> Case:
    case.until_shown()
    case.choose(*names)
    case.approve()
    return case


def test_one_signing_makes_a_consent_for_each_choice_that_names_only_that_one(case: Case) -> None:
    until_approved(case, "amara", "samuel")
    case.sign()

    assert consents(case) == {"amara": "signed", "samuel": "signed"}
    assert "Amara" in text_of(case, "amara")
    assert "Samuel" not in text_of(case, "amara")
    assert "Samuel" in text_of(case, "samuel")
    assert "Amara" not in text_of(case, "samuel")
    assert Signature.objects.count() == 2


def test_the_consent_holds_the_hash_of_the_content_that_was_frozen(case: Case) -> None:
    case.until_signed()

    for name in ("amara", "samuel"):
        body = content_of(case, name)
        assert hash_of(body) == of(case, name).content.content_hash
        assert json.loads(body)["to"]["name"].startswith(name.capitalize())


def test_a_part_struck_for_one_recipient_is_read_by_the_other_only(case: Case) -> None:
    until_approved(case)
    strike = summary.Strike("s", case.referral, (), {case.world.profiles["samuel"]: ("course",)})
    done(summary.keep_private(case.me, strike, case.clock.at()))
    case.sign()

    assert "course" in of(case, "amara").content.sections
    assert "course" not in of(case, "samuel").content.sections
    assert b"Nine sessions" in content_of(case, "amara")
    assert b"Nine sessions" not in content_of(case, "samuel")


def test_what_was_signed_never_changes(case: Case) -> None:
    case.until_signed()
    before = content_of(case, "amara")
    write = summary.WriteDraft("w", case.referral, {"who": "Somebody else"})
    done(summary.write_draft(case.miriam, write, case.clock.at()))

    assert content_of(case, "amara") == before
    for table in (SignedContent, Signature):
        rows = table._default_manager.filter(practice=case.miriam.practice)
        assert rows.count() == 2
        for column in ("body_sealed", "name_sealed"):
            if hasattr(rows[0], column):
                with pytest.raises(IntegrityError), transaction.atomic():
                    rows.update(**{column: b"other"})
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "signature_lacks_name"),
        ({"word_back": "everything"}, "word_back_missing"),
        ({"word_back": ""}, "word_back_missing"),
        ({"shown": {}}, "shown_other_text"),
        ({"word_back": "came"}, "shown_other_text"),
    ],
)
def test_a_signature_that_is_not_whole_signs_nothing(case: Case, change: dict[str, Any], code: str) -> None:
    until_approved(case)
    good = case.signing()

    assert refusal(consent.sign(case.me, replace(good, **change), case.clock.at())) == code
    assert (Consent.objects.count(), SignedContent.objects.count()) == (0, 0)
    done(consent.sign(case.me, good, case.clock.at()))


def test_what_changed_after_it_was_shown_must_be_read_again(case: Case) -> None:
    until_approved(case)
    shown = case.signing()
    strike = summary.Strike("s", case.referral, ("helped",))
    done(summary.keep_private(case.me, strike, case.clock.at()))

    assert refusal(consent.sign(case.me, shown, case.clock.at())) == "shown_other_text"
    case.sign()


def test_nothing_is_signed_before_it_is_chosen_and_approved(case: Case) -> None:
    case.until_shown()
    command = consent.Sign("a", case.referral, "Jonas Tamm", "updates", False, True)
    assert refusal(consent.sign(case.me, command, case.clock.at())) == "nobody_ranked"
    case.choose()
    command = replace(case.signing(), key="b")
    assert refusal(consent.sign(case.me, command, case.clock.at())) == "draft_unapproved"
    case.approve()
    case.sign()


def test_nobody_signs_for_an_adult(case: Case) -> None:
    until_approved(case)
    good = case.signing()

    for other in (case.miriam, case.world.desk, case.world.amara, case.world.case("Other").me):
        assert refusal(consent.sign(other, good, case.clock.at())) in {"not_found", "not_yours"}
    done(consent.sign(case.me, good, case.clock.at()))


def test_a_child_does_not_sign_alone(case: Case) -> None:
    child = case.world.case("Small Child", birth_date="2018-05-05")
    until_approved(child)

    assert refusal(consent.sign(child.me, child.signing(), child.clock.at())) in {
        "signer_missing",
        "consent_incomplete",
    }
    assert Consent.objects.count() == 0


def test_signing_opens_what_was_confirmed_before(case: Case) -> None:
    until_approved(case)
    case.ask()
    case.confirm("amara")
    assert states(case)["amara"] == "confirmed"

    case.sign()

    assert states(case)["amara"] == "unlocked"


def test_signing_again_leaves_alone_what_somebody_reads(case: Case) -> None:
    case.until_opened()
    before = of(case, "amara").id
    case.clock.later(days=1)

    case.sign(WordBack.nothing)

    assert of(case, "amara").id == before
    assert of(case, "samuel").word_back == "nothing"
    case.accept("amara")


def test_refusing_to_sign_leaves_the_client_to_call(case: Case) -> None:
    until_approved(case)
    command = consent.RefuseToSign("k", case.referral)

    done(consent.refuse(case.me, command, case.clock.at()))

    assert (row_of(case).calls_themself, row_of(case).step) == (True, "call")
    assert Consent.objects.count() == 0


# Consent ended


def test_a_consent_revoked_between_the_yes_and_the_opening_closes_every_door(case: Case) -> None:
    case.until_asked()
    case.confirm("samuel")
    case.decline("amara")
    assert states(case)["samuel"] == "unlocked"
    proof = case.prove("samuel")

    case.revoke()

    command = packet.Open("open", case.handoff("samuel"), proof)
    assert refusal(packet.open_(case.who("samuel"), command, case.clock.at())) == "not_now"
    row = handoff_of(case, "samuel")
    assert (row.state, row.content_sealed, row.opened_at) == ("withdrawn", None, None)
    assert Disclosure.objects.count() == 0
    assert (row_of(case).signed_at, notices("tell_client_stopped")) == (None, 1)


def test_the_same_opening_succeeds_when_nothing_was_revoked(case: Case) -> None:
    case.until_asked()
    case.decline("amara")
    case.confirm("samuel")

    case.open("samuel")

    assert Disclosure.objects.get().content_hash == handoff_of(case, "samuel").content_hash


def test_a_consent_revoked_while_somebody_reads_closes_that_door_too(case: Case) -> None:
    case.until_opened()

    case.revoke("amara")

    assert states(case)["amara"] == "withdrawn"
    accept = packet.Accept("a", case.handoff("amara"))
    assert refusal(packet.accept(case.who("amara"), accept, case.clock.at())) == "not_now"
    assert Disclosure.objects.count() == 1


def test_stopping_with_one_leaves_the_other(case: Case) -> None:
    case.until_asked()

    case.revoke("amara")

    assert consents(case) == {"amara": "revoked", "samuel": "signed"}
    assert states(case) == {"amara": "withdrawn", "samuel": "requested"}
    assert row_of(case).signed_at is not None


def test_stopping_with_the_one_who_may_read_lets_the_next_read(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    case.confirm("samuel")
    assert states(case) == {"amara": "unlocked", "samuel": "confirmed"}

    case.revoke("amara")

    assert states(case) == {"amara": "withdrawn", "samuel": "unlocked"}


def test_after_acceptance_the_recipient_keeps_what_they_have_and_gets_nothing_new(case: Case) -> None:
    case.until_accepted()

    case.revoke()

    row = handoff_of(case, "amara")
    assert (row.state, row.copy.content_hash) == ("accepted", row.content_hash)
    assert consents(case) == {"amara": "revoked", "samuel": "revoked"}


def test_there_is_nothing_to_stop_twice(case: Case) -> None:
    case.until_signed()
    case.revoke()
    command = consent.Revoke("again", case.referral)

    assert refusal(consent.revoke(case.me, command, case.clock.at())) == "consent_not_in_force"
    unknown = consent.Revoke("x", case.referral, "nobody")
    assert refusal(consent.revoke(case.me, unknown, case.clock.at())) == "consent_not_in_force"


def test_only_the_client_their_word_or_the_clock_ends_a_consent(case: Case) -> None:
    case.until_signed()
    command = consent.Revoke("k", case.referral)

    for other in (case.miriam, case.world.amara, case.world.case("Other").me):
        assert refusal(consent.revoke(other, command, case.clock.at())) == "not_found"
    done(consent.revoke(case.miriam, replace(command, word=Word("by phone")), case.clock.at()))


def test_a_consent_that_ran_out_is_noted_as_such(case: Case) -> None:
    case.until_signed()

    done(consent.revoke(CLOCK, consent.Revoke("k", case.referral), case.clock.at()))

    assert set(consents(case).values()) == {"expired"}


def test_a_consent_covers_nothing_after_its_last_day(case: Case) -> None:
    case.until_asked()
    case.clock.later(days=370)
    case.confirm("amara")

    assert states(case)["amara"] == "confirmed"
    assert Handoff.objects.filter(unlocked_at__isnull=False).count() == 0
