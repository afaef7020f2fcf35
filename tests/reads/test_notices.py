"""To whom a notice goes, and when it goes to nobody any more."""

from datetime import timedelta

import pytest

from segue.acts import client as client_acts
from segue.acts.answer import Done
from segue.acts.outbox import Box, note_failed, take
from segue.reads.addresses import Channel, Sender
from segue.reads.given_up import given_up
from segue.reads.notices import (
    NoticeSheet,
    Role,
    Unsent,
    to_addressee,
    to_asked,
    to_check_in,
    to_client,
    to_code_holder,
    to_recipient,
    to_referrer,
    to_those_who_meet,
)
from segue.rules.actor import Actor, Kind
from segue.rules.handoff import State
from segue.store.cells import cells_of_client
from segue.store.models import (
    AvailabilityAsk,
    CheckIn,
    Client,
    Consent,
    Handoff,
    Link,
    LinkCode,
    Message,
    Person,
    Practice,
    Profile,
    Representative,
)
from segue.store.tokens import code_of, token_of
from tests.work.rows import (
    BAIT,
    NAME,
    NOW,
    QUESTION,
    World,
    a_consent,
    a_link,
    a_notice,
    a_person,
    a_profile,
    an_ask,
    at,
    build,
    new_id,
)

pytestmark = pytest.mark.django_db

UNANSWERED = frozenset({State.requested, State.no_answer})


def sent(answer: NoticeSheet | Unsent) -> NoticeSheet:
    assert isinstance(answer, NoticeSheet), answer
    return answer


def client_link(world: World) -> Link:
    return a_link("client", referral=world.referral, practice=world.practice)


def guest_link(world: World) -> Link:
    return a_link("guest", handoff=world.handoff, practice=world.practice)


def test_a_client_gets_the_sender_and_the_word_that_were_chosen_in_session() -> None:
    world = build()
    link = client_link(world)

    sheet = sent(to_client({"referral": str(world.referral.id)}, now=NOW))

    assert (sheet.to, sheet.role, sheet.channel) == ("w.b@mail.example", Role.client, Channel.mail)
    assert (sheet.sender, sheet.recognition) == (Sender("River notes"), "Blue heron")
    assert sheet.token == token_of(link.id)


def test_what_is_known_of_a_notice_does_not_name_the_client() -> None:
    world = build()
    client_link(world)
    kept = cells_of_client(world.client).open(
        world.client.name_sealed, table=Client, column="name_sealed", row=world.client.id
    )
    assert kept == NAME  # the bait can be opened here

    told = repr(to_client({"referral": str(world.referral.id)}, now=NOW))

    assert [word for word in BAIT if word in told] == []


@pytest.mark.parametrize(
    ("channel", "answer"), [("in_session", Unsent("no_channel")), ("phone", Unsent("no_channel"))]
)
def test_a_client_without_a_way_to_write_to_gets_nothing(channel: str, answer: Unsent) -> None:
    world = build(channel=channel)
    client_link(world)

    assert to_client({"referral": str(world.referral.id)}, now=NOW) == answer


def test_a_client_with_a_phone_gets_a_text() -> None:
    world = build(channel="sms")
    client_link(world)

    sheet = sent(to_client({"referral": str(world.referral.id)}, now=NOW))

    assert (sheet.to, sheet.channel) == ("612-555-0111", Channel.text)


def test_a_link_that_was_taken_back_or_ran_out_sends_nothing() -> None:
    world = build()
    link = client_link(world)
    refs = {"link": str(link.id)}
    sent(to_client(refs, now=NOW))

    assert to_client(refs, now=link.expires_at) == Unsent("no_link")
    Link.objects.update(revoked_at=NOW)
    assert to_client(refs, now=NOW) == Unsent("no_link")


def test_a_representative_gets_their_own_link_at_their_own_address() -> None:
    world = build()
    actor = Actor(Kind.clinician, person=world.referrer.id, practice=world.practice.id)
    command = client_acts.AddRepresentative(
        key="", client=str(world.client.id), name="Odile", relation="parent", authority="parent",
        contact="odile@mail.example",
    )  # fmt: skip
    done = client_acts.add_representative(actor, command, at())
    assert isinstance(done, Done)
    one = Representative.objects.get()
    link = a_link("representative", referral=world.referral, representative=one, practice=world.practice)

    sheet = sent(to_client({"link": str(link.id)}, now=NOW))

    assert (sheet.to, sheet.channel, sheet.token) == ("odile@mail.example", Channel.mail, token_of(link.id))
    assert sheet.recognition == ""


def test_a_guest_is_asked_by_their_link_and_by_name() -> None:
    world = build()
    link = guest_link(world)

    sheet = sent(to_recipient({"handoff": str(world.handoff.id)}, now=NOW, only_in=UNANSWERED))

    assert (sheet.to, sheet.role, sheet.reader) == ("samuel@guest.example", Role.guest, "Samuel Okonjo-Lind")
    assert (sheet.token, sheet.page) == (token_of(link.id), "")
    assert (sheet.question, sheet.others_asked, sheet.due_at) == (QUESTION, True, world.handoff.due_at)
    assert sheet.sender.name == "Miriam Castellanos, PhD"
    assert sheet.sender.lines[1] == "Elm & River Practice · NPI 1234567893 · 612-555-0142"


def test_a_program_under_part_2_appears_by_its_neutral_name_alone() -> None:
    world = build()
    guest_link(world)
    Practice.objects.update(is_part2_program=True)

    sheet = sent(to_recipient({"handoff": str(world.handoff.id)}, now=NOW))

    assert sheet.sender == Sender("River notes", ("River notes",))


def test_a_colleague_with_an_account_is_led_to_the_page_behind_the_sign_in() -> None:
    world = build()
    amara = a_person("amara@cedar.example", name="Amara Lindqvist")
    profile = a_profile(email="front@cedar.example", person=amara, name="Amara Lindqvist")
    Handoff.objects.update(profile=profile, to_practice=world.practice, assigned=amara)

    sheet = sent(to_recipient({"handoff": str(world.handoff.id)}, now=NOW, only_in=UNANSWERED))

    assert (sheet.to, sheet.role) == ("amara@cedar.example", Role.colleague)
    assert (sheet.token, sheet.page) == ("", "received")


@pytest.mark.parametrize("state", ["confirmed", "withdrawn", "settled"])
def test_a_request_that_stands_no_longer_is_not_sent(state: str) -> None:
    world = build()
    guest_link(world)
    Handoff.objects.update(state=state)

    answer = to_recipient({"handoff": str(world.handoff.id)}, now=NOW, only_in=UNANSWERED)

    assert answer == Unsent("no_longer_so")


def test_nobody_is_told_of_a_packet_without_a_consent_in_force() -> None:
    world = build()
    guest_link(world)
    only, refs = frozenset({State.unlocked}), {"handoff": str(world.handoff.id)}
    Handoff.objects.update(state="unlocked")
    assert to_recipient(refs, now=NOW, only_in=only) == Unsent("no_consent")

    a_consent(world)
    assert sent(to_recipient(refs, now=NOW, only_in=only)).to == "samuel@guest.example"

    Link.objects.update(expires_at=NOW + timedelta(days=200))
    assert to_recipient(refs, now=NOW + timedelta(days=100), only_in=only) == Unsent("no_consent")

    Consent.objects.update(status="revoked")
    assert to_recipient(refs, now=NOW, only_in=only) == Unsent("no_consent")


def test_a_listing_without_an_address_gets_nothing_by_mail() -> None:
    world = build()
    guest_link(world)
    Profile.objects.update(email="")

    assert to_recipient({"handoff": str(world.handoff.id)}, now=NOW) == Unsent("no_address")


def test_what_is_gone_sends_nothing() -> None:
    nothing = {name: str(new_id()) for name in ("handoff", "referral", "ask", "code", "message", "check_in")}

    answers = {read(nothing, now=NOW) for read in (to_recipient, to_referrer, to_asked, to_code_holder)}

    assert answers == {Unsent("gone")}
    assert to_client({}, now=NOW) == Unsent("no_link")


def test_the_referrer_reads_it_behind_the_sign_in() -> None:
    world = build()

    sheets = [
        sent(to_referrer({name: str(row.id)}, now=NOW))
        for name, row in (
            ("referral", world.referral),
            ("handoff", world.handoff),
            ("link", guest_link(world)),
        )
    ]

    assert {(sheet.to, sheet.role, sheet.page, sheet.token) for sheet in sheets} == {
        ("miriam@elm.example", Role.staff, "referral", "")
    }
    Person.objects.update(is_active=False)
    assert to_referrer({"referral": str(world.referral.id)}, now=NOW) == Unsent("no_address")


def test_an_availability_check_is_asked_once_and_only_of_who_wants_to_be() -> None:
    world = build()
    ask = an_ask(world)
    link = a_link("check", ask=ask, practice=world.practice)
    refs = {"ask": str(ask.id)}

    sheet = sent(to_asked(refs, now=NOW))
    assert (sheet.to, sheet.token, sheet.question) == ("samuel@guest.example", token_of(link.id), QUESTION)

    AvailabilityAsk.objects.update(answer="yes")
    assert to_asked(refs, now=NOW) == Unsent("no_longer_so")
    assert sent(to_asked(refs, now=NOW, while_open=False)).to == "samuel@guest.example"
    Profile.objects.update(opted_out_of_checks_at=NOW)
    assert to_asked(refs, now=NOW, while_open=False) == Unsent("opted_out")


def test_a_code_goes_to_the_number_that_was_fixed_before_and_never_by_mail() -> None:
    world = build()
    code = LinkCode.objects.create(
        id=new_id(),
        link=guest_link(world),
        code_hash="-",
        sent_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    refs = {"code": str(code.id)}

    sheet = sent(to_code_holder(refs, now=NOW))

    assert (sheet.to, sheet.channel) == ("612-555-0199", Channel.text)
    assert sheet.code == code_of(code.id)
    assert to_code_holder(refs, now=code.expires_at) == Unsent("no_longer_so")
    LinkCode.objects.update(used_at=NOW)
    assert to_code_holder(refs, now=NOW) == Unsent("no_longer_so")


def test_a_check_in_is_asked_while_the_client_wants_it_and_has_not_answered() -> None:
    world = build()
    link = client_link(world)
    check_in = CheckIn.objects.create(
        id=new_id(), referral=world.referral, practice=world.practice, handoff=world.handoff, moment="day_7",
        due_on=NOW.date(), asked_at=NOW,
    )  # fmt: skip
    by_itself, by_referral = {"check_in": str(check_in.id)}, {"referral": str(world.referral.id)}

    assert sent(to_check_in(by_itself, now=NOW)).token == token_of(link.id)
    assert sent(to_check_in(by_referral, now=NOW)).token == token_of(link.id)

    CheckIn.objects.update(answered_at=NOW)
    assert to_check_in(by_itself, now=NOW) == Unsent("no_longer_so")
    CheckIn.objects.update(answered_at=None)
    type(world.referral).objects.update(wants_check_ins=False)
    assert to_check_in(by_itself, now=NOW) == Unsent("no_longer_so")


@pytest.mark.parametrize(
    ("to", "role"), [("client", Role.client), ("recipient", Role.guest), ("referrer", Role.staff)]
)
def test_a_message_goes_to_whomever_it_is_for(to: str, role: Role) -> None:
    world = build()
    client_link(world)
    guest_link(world)
    message = Message.objects.create(
        id=new_id(), referral=world.referral, handoff=world.handoff, kind="note", writer="x", to=to,
        body_sealed=b"-", at=NOW,
    )  # fmt: skip

    assert sent(to_addressee({"message": str(message.id)}, now=NOW)).role == role


def test_an_appointment_is_told_with_its_time_and_number() -> None:
    world = build()
    client_link(world)
    starts_at = NOW + timedelta(days=3)
    Handoff.objects.update(
        state="scheduled", accepted_at=NOW, opened_at=NOW, appointment_at=starts_at, appointment_number=2,
        appointment_kind="call", appointment_zone="America/Chicago",
    )  # fmt: skip
    refs = {"handoff": str(world.handoff.id)}

    meeting = sent(to_those_who_meet(refs, now=NOW)).meeting

    assert meeting is not None
    assert (meeting.starts_at, meeting.number, meeting.is_cancelled) == (starts_at, 2, False)
    Handoff.objects.update(state="missed")
    again = sent(to_those_who_meet(refs, now=NOW)).meeting
    assert again is not None
    assert again.is_cancelled


def test_what_was_given_up_is_listed_for_the_operator() -> None:
    notice = a_notice("tell_client_link")
    row = take(Box.notices, at())
    assert row is not None
    assert given_up() == ()

    note_failed(row, at(), problem="smtp_550", is_lasting=True)

    [dead] = given_up()
    assert (dead.box, dead.id, dead.kind, dead.problem) == (
        "notices",
        notice.id,
        "tell_client_link",
        "smtp_550",
    )
    assert (dead.attempts, dead.ended_at) == (1, NOW)
