"""What notices say, to whom, and what they must never say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from django.urls import get_resolver
from icalendar import Calendar

from segue.reads.notices import Unsent
from segue.rules.effect import NOTICES
from segue.store.cells import cells_of_client
from segue.store.models import CheckIn, Client, Handoff, LinkCode, Message, Need
from segue.store.tokens import code_of, token_of
from segue.wires.letter import Letter, Text
from segue.wires.mail import message_of
from segue.work.desk import Desk
from segue.work.letters import CLIENT, PAGES, RECIPIENT, REFERRER, WRITINGS, number_of, write
from tests.wires.letters import read_mail, text_of
from tests.work.rows import (
    BAIT,
    NAME,
    NOW,
    WORDS,
    World,
    a_consent,
    a_link,
    a_person,
    a_profile,
    an_ask,
    at,
    build,
    new_id,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.work.urls")]

BASE = "https://segue.example"
HOPE = (
    "I hope for an answer by Wednesday, March 11, 5 pm. If you cannot, a quick no helps too. "
    "After that I ask someone else as well, and your yes still counts."
)
OF_PROFILES = ("ask_still_true", "offer_listing")
"""What these say, and to whom, `test_still_true` shows."""
OUTSIDE_THE_LIFECYCLE = {
    "code_to_guest",
    "remind_recipient",
    "tell_sender_locked",
    "record_anchored",
    "factors_forgotten",
    *OF_PROFILES,
}


class Nowhere:
    """Nothing leaves here."""

    def send(self, letter: object) -> None:
        raise AssertionError("writing sends nothing")

    def probe(self) -> None:
        raise AssertionError("writing asks nobody")


MARK = f"12-{'a' * 64}"
DESK = Desk(
    mail=Nowhere(),
    texts=Nowhere(),
    base_url=BASE,
    sender="requests@segue.example",
    operator="ops@segue.example",
)


def letter(kind: str, **refs: object) -> Letter:
    made = write(taken(kind, **refs), desk=DESK, now=NOW)
    assert isinstance(made, Letter), made
    return made


def mail(kind: str, **refs: object) -> EmailMessage:
    """The letter as a mail program reads it."""
    return read_mail(message_of(letter(kind, **refs), sender=DESK.sender).message().as_bytes())


def with_links(world: World) -> World:
    a_link("client", referral=world.referral, practice=world.practice)
    a_link("guest", handoff=world.handoff, practice=world.practice)
    return world


def test_every_notice_of_the_lifecycle_has_somebody_who_writes_it() -> None:
    assert set(WRITINGS) == {str(effect) for effect in NOTICES} | OUTSIDE_THE_LIFECYCLE


def test_every_page_that_a_letter_leads_to_has_an_address() -> None:
    assert set(PAGES.values()) <= set(get_resolver("segue.site.urls").reverse_dict)


def test_a_request_reads_like_a_letter_from_a_colleague() -> None:
    world = with_links(build())
    link = world.handoff.links.get()

    request = mail("tell_recipient_request", handoff=world.handoff.id)

    assert request["Subject"] == "Do you have an opening? Evenings, online"
    assert request["From"].addresses[0].display_name == "Miriam Castellanos, PhD (via Segue)"
    assert text_of(request) == "\n".join(
        [
            "Hello Samuel,",
            "",
            "I am looking for a colleague with an opening:",
            "",
            "- Online",
            "- Evenings",
            "- North Star Health",
            "",
            "Answer in half a minute, without an account:",
            f"{BASE}/l/{token_of(link.id)}",
            "",
            "One other colleague is asked too.",
            "",
            HOPE,
            "",
            "Miriam Castellanos, PhD",
            "Elm & River Practice · NPI 1234567893 · 612-555-0142",
            "",
            f"Notice {request['Message-ID'][29:33].upper()}-{request['Message-ID'][33:37].upper()}",
            "",
        ]
    )


def test_a_reminder_says_that_it_is_one() -> None:
    world = with_links(build())

    reminder = letter("remind_recipient", handoff=world.handoff.id)

    assert reminder.subject == "Do you have an opening? Evenings, online"
    assert reminder.body.startswith(
        "Hello Samuel,\n\nMy question still stands. A quick no helps too.\n\nI am"
    )


def test_who_is_not_needed_any_more_hears_it_without_a_link() -> None:
    world = with_links(build(state="settled"))

    settled = letter("tell_recipient_settled", handoff=world.handoff.id)

    assert settled.body.startswith(
        "Hello Samuel,\n\nMy question is settled. Nothing is left for you to do. Thank you.\n\nMiriam"
    )
    assert "/l/" not in settled.body


def test_a_letter_to_a_client_is_a_link_and_nothing_else() -> None:
    world = with_links(build())
    link = world.referral.links.get()

    note = mail("tell_client_accepted", referral=world.referral.id)

    assert note["Subject"] == "Blue heron"
    assert note["From"].addresses[0].display_name == "River notes"
    assert text_of(note) == f"{BASE}/l/{token_of(link.id)}\n"


def test_a_client_without_a_word_of_their_own_reads_a_neutral_subject() -> None:
    world = with_links(build(recognition=""))

    assert mail("tell_client_link", referral=world.referral.id)["Subject"] == "A note for you"


def test_all_letters_to_a_client_look_the_same() -> None:
    world = with_links(build())
    a_check_in(world)
    refs = {"referral": world.referral.id}

    looks = {
        (note.from_name, note.subject, note.body, note.attachment is None)
        for note in (letter(kind, **refs) for kind in CLIENT if kind != "send_appointment")
    }

    assert len(looks) == 1


def test_a_client_with_a_phone_gets_the_word_and_the_link() -> None:
    world = with_links(build(channel="sms"))
    link = world.referral.links.get()

    text = write(taken("tell_client_link", referral=world.referral.id), desk=DESK, now=NOW)

    assert isinstance(text, Text)
    assert (text.to, text.body) == ("612-555-0111", f"Blue heron\n{BASE}/l/{token_of(link.id)}")


def test_a_code_is_a_text_and_says_whose_it_is() -> None:
    world = with_links(build())
    code = LinkCode.objects.create(
        id=new_id(),
        link=world.handoff.links.get(),
        code_hash="-",
        sent_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )

    text = write(taken("code_to_guest", code=code.id), desk=DESK, now=NOW)

    assert isinstance(text, Text)
    assert text.to == "612-555-0199"
    assert text.body == f"River notes: {code_of(code.id)} is your code. It is good for ten minutes."


def test_a_colleague_with_an_account_is_led_to_a_page_without_any_identifier() -> None:
    world = with_links(build())
    amara = a_person("amara@cedar.example", name="Amara Lindqvist")
    profile = a_profile(person=amara, name="Amara Lindqvist")
    Handoff.objects.update(profile=profile, to_practice=world.practice, assigned=amara)

    request = letter("tell_recipient_request", handoff=world.handoff.id)

    assert f"Answer in half a minute:\n{BASE}/received/\n" in request.body
    assert "/l/" not in request.body
    assert (request.to, request.to_role) == ("amara@cedar.example", "colleague")


def test_the_referrer_reads_what_happened_and_nothing_of_whom() -> None:
    world = with_links(build())

    news = mail("tell_referrer_accepted", referral=world.referral.id)

    assert news["From"].addresses[0].display_name == "Segue"
    assert news["Subject"] == "A colleague has accepted"
    assert text_of(news).startswith(
        f"Hello Miriam,\n\nA colleague has accepted your referral.\n\n{BASE}/\n\nNotice "
    )


def test_an_availability_check_mentions_nobody() -> None:
    world = build()
    ask = an_ask(world)
    link = a_link("check", ask=ask, practice=world.practice)

    check = mail("ask_check", ask=ask.id)

    assert check["Subject"] == "Do you have an opening? Evenings, online"
    assert f"Answer with one tap, without an account:\n{BASE}/l/{token_of(link.id)}\n" in text_of(check)


def test_an_appointment_comes_with_a_calendar_file_that_says_when_and_nothing_else() -> None:
    world = with_links(build())
    starts_at = datetime(2026, 3, 13, 19, tzinfo=UTC)
    Handoff.objects.update(
        state="scheduled",
        accepted_at=NOW,
        opened_at=NOW,
        appointment_at=starts_at,
        appointment_kind="first_session",
        appointment_zone="America/Chicago",
        appointment_number=1,
    )

    note = mail("send_appointment", handoff=world.handoff.id, referral=world.referral.id)

    [part] = note.iter_attachments()
    [event] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert (part.get_filename(), part.get_content_type()) == ("appointment.ics", "text/calendar")
    assert str(event["SUMMARY"]) == "Appointment"
    assert event["DTSTART"].dt == starts_at.astimezone(ZoneInfo("America/Chicago"))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=50)
    assert str(event["UID"]) == f"{world.handoff.id}@segue.example"
    assert note["Subject"] == "Blue heron"


def test_the_mark_of_an_anchor_goes_to_whoever_runs_the_server() -> None:
    mail = letter("record_anchored", mark=MARK)

    assert (mail.to, mail.to_role, mail.from_name) == ("ops@segue.example", "operator", "Segue")
    assert f"segue record verify --head {MARK}\n" in mail.body
    nobody = replace(DESK, operator="")
    assert write(taken("record_anchored", mark=MARK), desk=nobody, now=NOW) == Unsent("no_address")


def test_names_are_written_as_they_are_and_never_as_markup() -> None:
    world = with_links(build())
    type(world.practice).objects.update(name="O'Neil & <Sons>")

    assert "O'Neil & <Sons>" in letter("tell_recipient_request", handoff=world.handoff.id).body


@pytest.mark.parametrize("kind", sorted(set(WRITINGS) - set(OF_PROFILES)))
def test_no_notice_says_anything_about_the_client(kind: str) -> None:
    world = with_links(build(state="unlocked" if kind == "tell_recipient_unlocked" else "accepted"))
    refs = everything_for(world)
    cells = cells_of_client(world.client)
    need = Need.objects.get()
    assert (
        cells.open(world.client.name_sealed, table=Client, column="name_sealed", row=world.client.id) == NAME
    )
    assert cells.open(need.body_sealed, table=Need, column="body_sealed", row=need.id) == WORDS
    if kind in ("tell_recipient_request", "remind_recipient"):
        Handoff.objects.update(state="requested")
    if kind in ("tell_recipient_settled", "tell_recipient_closed"):
        Handoff.objects.update(state="settled", ended_at=NOW)
    if kind == "tell_recipient_unlocked":
        a_consent(world)

    made = write(taken(kind, **refs), desk=DESK, now=NOW)

    assert not isinstance(made, Unsent), made
    assert [word for word in BAIT if word.lower() in repr(made).lower()] == []


def test_an_unknown_kind_is_not_sent() -> None:
    assert write(taken("no_such_kind"), desk=DESK, now=NOW) == Unsent("unknown_kind")


def test_the_same_notice_has_the_same_number_each_time() -> None:
    row = new_id()

    assert number_of(row) == number_of(row)
    assert number_of(row).replace("-", "").lower() == row.hex[-8:]


def test_each_kind_stands_in_one_list() -> None:
    kinds = [
        *RECIPIENT,
        *CLIENT,
        *REFERRER,
        "tell_message",
        "record_anchored",
        "factors_forgotten",
        *OF_PROFILES,
    ]

    assert len(kinds) == len(set(kinds)) == len(WRITINGS)


def a_check_in(world: World) -> CheckIn:
    return CheckIn.objects.create(
        id=new_id(),
        referral=world.referral,
        practice=world.practice,
        handoff=world.handoff,
        moment="day_7",
        due_on=NOW.date(),
        asked_at=at().now,
    )


def everything_for(world: World) -> dict[str, object]:
    """One row of each kind that a notice may name."""
    ask = an_ask(world)
    a_link("check", ask=ask, practice=world.practice)
    Handoff.objects.update(appointment_at=NOW, appointment_kind="call", appointment_zone="UTC")
    code = LinkCode.objects.create(
        id=new_id(),
        link=world.handoff.links.get(),
        code_hash="-",
        sent_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    message = Message.objects.create(
        id=new_id(),
        referral=world.referral,
        kind="note",
        writer="client",
        to="referrer",
        body_sealed=b"-",
        at=NOW,
    )
    return {
        "referral": world.referral.id,
        "handoff": world.handoff.id,
        "ask": ask.id,
        "code": code.id,
        "message": message.id,
        "check_in": a_check_in(world).id,
        "mark": MARK,
        "person": world.referral.referrer_id,
    }
