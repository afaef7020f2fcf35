"""The packet at the recipient's: go with, open, accept."""

from datetime import timedelta
from typing import Any

from segue.acts import link, packet
from segue.acts.words import Word
from segue.demo.builders import Case
from segue.rules.actor import Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.packet import hash_of
from segue.store.cells import cells_of_client, cells_of_handoff
from segue.store.models import Client, Disclosure, Handoff, LinkCode, Opening, ReceivedCopy
from tests.acts.answers import NOWHERE, consents, done, handoff_of, notices, refusal, row_of, states


def go_with(case: Case, name: str, actor: Actor | None = None, **more: object) -> Any:
    command = packet.GoWith(case.clock.key(), case.handoff(name), **more)
    return packet.go_with(actor or case.me, command, case.clock.at())


def opening(case: Case, name: str, *, proof: str = "", actor: Actor | None = None) -> Any:
    command = packet.Open(case.clock.key(), case.handoff(name), proof)
    return packet.open_(actor or case.who(name), command, case.clock.at())


def test_the_client_goes_with_a_yes_on_other_terms(case: Case) -> None:
    case.until_asked()
    case.confirm("amara", price="300")

    done(go_with(case, "amara"))

    assert states(case)["amara"] == "unlocked"
    assert handoff_of(case, "amara").client_decides is False


def test_the_client_goes_with_a_lower_choice_without_waiting(case: Case) -> None:
    case.until_asked()
    case.confirm("samuel")

    done(go_with(case, "samuel"))

    assert states(case) == {"amara": "requested", "samuel": "unlocked"}


def test_going_with_somebody_does_not_go_past_consent_pause_or_another_reader(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    case.confirm("samuel")
    assert refusal(go_with(case, "samuel")) == "other_packet_open"
    case.revoke("amara")
    assert states(case)["samuel"] == "unlocked"


def test_there_is_nobody_to_go_with_before_a_yes(case: Case) -> None:
    case.until_asked()

    assert refusal(go_with(case, "amara")) == "not_now"


def test_going_with_somebody_is_the_clients_to_say(case: Case) -> None:
    case.until_asked()
    case.confirm("amara", price="300")

    assert refusal(go_with(case, "amara", case.who("amara"))) == "not_yours"
    assert refusal(go_with(case, "amara", case.who("samuel"))) == "not_found"
    assert refusal(go_with(case, "amara", case.miriam)) == "word_missing"
    done(go_with(case, "amara", case.miriam, word=Word("in session")))


def test_a_guest_opens_with_the_code_that_came_by_the_number_fixed_before(case: Case) -> None:
    case.until_asked()
    case.decline("amara")
    case.confirm("samuel")
    assert refusal(opening(case, "samuel")) == "identity_unproven"
    assert refusal(opening(case, "samuel", proof=NOWHERE)) == "identity_unproven"
    assert refusal(opening(case, "samuel", proof="000000")) == "identity_unproven"

    done(opening(case, "samuel", proof=case.prove("samuel")))

    told = Disclosure.objects.get()
    row = handoff_of(case, "samuel")
    assert (told.handoff_id, told.channel, told.content_hash) == (row.id, "link", row.content_hash)
    assert (told.consent_id, told.sections) == (row.consent_id, row.consent.content.sections)


def test_a_code_that_was_sent_but_not_typed_proves_nothing(case: Case) -> None:
    case.until_asked()
    case.decline("amara")
    case.confirm("samuel")
    guest = case.who("samuel")
    sent = done(link.send_code(guest, link.SendCode("s", str(guest.link)), case.clock.at())).id

    assert LinkCode.objects.filter(pk=sent).exists()
    assert refusal(opening(case, "samuel", proof=sent)) == "identity_unproven"


def test_a_code_of_another_link_proves_nothing(case: Case) -> None:
    case.until_asked()
    case.decline("amara")
    case.confirm("samuel")
    other = case.world.case("Other Client")
    other.until_asked()
    proof = other.prove("samuel")

    assert refusal(opening(case, "samuel", proof=proof)) == "identity_unproven"


def test_nobody_opens_what_is_not_theirs_or_not_unlocked(case: Case) -> None:
    case.until_asked()
    assert refusal(opening(case, "amara")) == "not_now"
    case.confirm("amara")

    for actor in (case.who("samuel"), Actor(Kind.guest), Actor(Kind.anonymous), case.world.case("Other").me):
        assert refusal(opening(case, "amara", actor=actor)) == "not_found"
    for actor in (case.miriam, case.me):
        assert refusal(opening(case, "amara", actor=actor)) in {"not_yours", "word_missing"}
    assert Disclosure.objects.count() == 0
    case.open("amara")


def test_what_is_opened_is_just_what_was_signed(case: Case) -> None:
    case.until_opened()

    row = handoff_of(case, "amara")
    body = cells_of_handoff(row).open(row.content_sealed, table=Handoff, column="content_sealed", row=row.id)
    assert hash_of(body.encode()) == row.content_hash == row.consent.content.content_hash


def test_it_is_opened_once(case: Case) -> None:
    case.until_opened()

    assert refusal(opening(case, "amara")) == "not_now"
    assert Disclosure.objects.count() == 1


def test_a_change_of_the_kept_content_is_not_opened(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    Handoff.objects.filter(pk=case.handoff("amara")).update(content_hash="f" * 64)

    assert refusal(opening(case, "amara")) == "not_covered"


def test_an_acceptance_settles_the_others_and_lets_their_consents_rest(case: Case) -> None:
    case.until_accepted()

    assert states(case) == {"amara": "accepted", "samuel": "settled"}
    assert consents(case) == {"amara": "signed", "samuel": "resting"}
    assert row_of(case).stage == "placed"
    assert (notices("tell_recipient_settled"), notices("tell_client_accepted")) == (1, 1)


def test_an_acceptance_leaves_a_lasting_copy_under_the_recipients_own_key(case: Case) -> None:
    case.until_accepted()

    copy = ReceivedCopy.objects.select_related("client__practice").get()
    mine = Client.objects.get(pk=case.client)
    assert copy.practice_id == case.world.amara.practice != mine.practice_id
    assert copy.client_id != mine.id
    body = cells_of_client(copy.client).open(
        copy.body_sealed, table=ReceivedCopy, column="body_sealed", row=copy.id
    )
    assert hash_of(body.encode()) == copy.content_hash == handoff_of(case, "amara").content_hash


def test_a_guest_keeps_no_copy_in_segue(case: Case) -> None:
    case.until_accepted("samuel")

    assert ReceivedCopy.objects.count() == 0
    assert Client.objects.count() == 1


def test_an_acceptance_takes_one_place_and_plans_the_first_check_in(case: Case) -> None:
    case.until_accepted()

    assert Opening.objects.get(profile_id=case.world.profiles["amara"]).places == 1
    planned = row_of(case).check_ins.get()
    assert (planned.moment, planned.due_on - case.clock.at().today) == (
        "after_acceptance",
        timedelta(days=2),
    )


def test_the_referrer_hears_of_it_only_if_the_client_allowed_it(case: Case) -> None:
    case.until_shown()
    case.choose()
    case.approve()
    case.sign(WordBack.nothing)
    case.ask()
    case.confirm("amara")
    case.open("amara")
    case.accept("amara")
    assert notices("tell_referrer_accepted") == 0

    other = case.world.case("Other Client").until_accepted()
    assert states(other)["amara"] == "accepted"
    assert notices("tell_referrer_accepted") == 1


def test_nobody_accepts_unread_or_for_another(case: Case) -> None:
    case.until_asked()
    case.confirm("amara")
    unread = packet.Accept("a", case.handoff("amara"))

    assert refusal(packet.accept(case.who("amara"), unread, case.clock.at())) == "not_now"
    case.open("amara")
    assert refusal(packet.accept(case.who("samuel"), unread, case.clock.at())) == "not_found"
    assert refusal(packet.accept(case.me, unread, case.clock.at())) == "not_yours"
    done(packet.accept(case.who("amara"), unread, case.clock.at()))
