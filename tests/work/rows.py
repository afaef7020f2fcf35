"""Rows for tests of notices and the worker: who refers, who is asked, and a client whose name is bait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from segue.acts.outbox import Box, Taken, take
from segue.rules.check import Question, canonical
from segue.rules.moment import At, uuid7
from segue.store.keys import key_for_new_practice, key_within, practice_key
from segue.store.models import (
    AvailabilityAsk,
    AvailabilityCheck,
    Client,
    Consent,
    Handoff,
    Job,
    Link,
    Need,
    Notice,
    Option,
    Person,
    Practice,
    Profile,
    Referral,
    Signature,
    SignedContent,
)
from segue.store.seal import Key, seal
from segue.store.step import Due, put
from segue.store.tokens import token_hash, token_of

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
NAME, WORDS = "Wilhelmina Baitworthy", "panic attacks since the flood"
HASH = "0" * 64
BAIT = ("Wilhelmina", "Baitworthy", "panic", "flood", "anxiety")
QUESTION = Question(
    group="anxiety",
    age="adult",
    formats=("online",),
    insurance=("north_star",),
    languages=("en",),
    state="MN",
    day_parts=("evening",),
    weeks=3,
)

_numbers: Iterator[int] = count(1)


def new_id() -> UUID:
    """An identifier that sorts by its number."""
    number = next(_numbers)
    return uuid7(int(NOW.timestamp() * 1000) + number, number.to_bytes(10, "big"))


def at(later: timedelta = timedelta()) -> At:
    """The moment of a test, or some time after it."""
    return At(NOW + later, "America/Chicago", new_id)


@dataclass(frozen=True, slots=True)
class World:
    """One referral with one request, and all that it needs."""

    practice: Practice
    referrer: Person
    client: Client
    client_key: Key
    referral: Referral
    profile: Profile
    option: Option
    handoff: Handoff


def build(*, channel: str = "email", recognition: str = "Blue heron", state: str = "requested") -> World:
    """Make the rows. The recipient is a guest with an e-mail address and no account."""
    practice, referrer = a_practice(), a_person("miriam@elm.example", name="Miriam Castellanos")
    client, key = _a_client(practice, referrer, channel=channel, recognition=recognition)
    referral = Referral.objects.create(
        id=new_id(),
        practice=practice,
        client=client,
        referrer=referrer,
        kind="transfer",
        reason="availability",
        stage="approaching",
        wants_check_ins=True,
        began_at=NOW,
        **({"moved_on": NOW.date()} if _has(Referral, "moved_on") else {}),
    )
    need = new_id()
    Need.objects.create(
        id=need,
        referral=referral,
        practice=practice,
        number=1,
        body_sealed=seal(key, WORDS, table=Need, column="body_sealed", row=need, client=client.id),
        written_at=NOW,
    )
    profile = a_profile(email="samuel@guest.example")
    option = Option.objects.create(
        id=new_id(),
        referral=referral,
        practice=practice,
        profile=profile,
        place=1,
        facts_sealed=b"-",
        added_at=NOW,
    )
    return World(
        practice,
        referrer,
        client,
        key,
        referral,
        profile,
        option,
        _a_handoff(referral, profile, option, state),
    )


def _has(table: type, column: str) -> bool:
    return column in {field.name for field in table._meta.get_fields()}  # type: ignore[attr-defined]


def a_practice(**more: object) -> Practice:
    """A practice with a key of its own."""
    practice = new_id()
    words = {"name": "Elm & River Practice", "neutral_name": "River notes", "phone": "612-555-0142", **more}
    return Practice.objects.create(
        id=practice,
        kind="group",
        zone="America/Chicago",
        jurisdiction="MN",
        key_wrapped=key_for_new_practice(practice)[1],
        opened_at=NOW,
        **words,
    )


def a_person(email: str, *, name: str, credentials: str = "PhD") -> Person:
    """Somebody with an account."""
    return Person.objects.create(
        id=new_id(),
        email=email,
        name=name,
        credentials=credentials,
        npi="1234567893",
        zone="America/Chicago",
        joined_at=NOW,
    )


def a_profile(*, email: str = "", person: Person | None = None, name: str = "Samuel Okonjo-Lind") -> Profile:
    """An entry of the directory."""
    return Profile.objects.create(
        id=new_id(),
        kind="person",
        name=name,
        source="nppes",
        email=email,
        person=person,
        claimed_at=NOW if person else None,
        added_at=NOW,
    )


def _a_client(practice: Practice, clinician: Person, *, channel: str, recognition: str) -> tuple[Client, Key]:
    client = new_id()
    key, wrapped = key_within(practice, owner=client)

    def sealed(column: str, text: str) -> bytes | None:
        return seal(key, text, table=Client, column=column, row=client, client=client) if text else None

    contact = {"email": "w.b@mail.example", "sms": "612-555-0111", "phone": "612-555-0111"}.get(channel, "")
    row = Client.objects.create(
        id=client,
        practice=practice,
        clinician=clinician,
        key_wrapped=wrapped,
        name_sealed=sealed("name_sealed", NAME),
        contact_sealed=sealed("contact_sealed", contact),
        recognition_sealed=sealed("recognition_sealed", recognition),
        channel=channel,
        added_at=NOW,
    )
    return row, key


def _a_handoff(referral: Referral, profile: Profile, option: Option, state: str) -> Handoff:
    handoff = new_id()
    key, wrapped = key_within(referral.practice, owner=handoff)
    return Handoff.objects.create(
        id=handoff,
        referral=referral,
        from_practice=referral.practice,
        profile=profile,
        option=option,
        state=state,
        key_wrapped=wrapped,
        request_sealed=seal(key, canonical(QUESTION), table=Handoff, column="request_sealed", row=handoff),
        code_phone="612-555-0199",
        others_asked=True,
        prepared_at=NOW,
        requested_at=NOW,
        due_at=datetime(2026, 3, 11, 22, tzinfo=UTC),
    )


def a_link(kind: str, **leads_to: object) -> Link:
    """A link that is good for a month."""
    link = new_id()
    return Link.objects.create(
        id=link,
        kind=kind,
        token_hash=token_hash(token_of(link)),
        given_at=NOW,
        expires_at=NOW + timedelta(days=30),
        **leads_to,
    )


def a_consent(world: World, *, status: str = "signed") -> Consent:
    """A consent of the client for this recipient; its words do not matter here."""
    same = {"practice": world.practice, "referral": world.referral, "profile": world.profile}
    content = SignedContent.objects.create(
        id=new_id(), body_sealed=b"-", content_hash=HASH, sections=[], frozen_at=NOW, **same
    )
    consent = Consent.objects.create(
        id=new_id(),
        client=world.client,
        content=content,
        purpose=world.referral.reason,
        word_back="nothing",
        status=status,
        valid_from=NOW.date(),
        valid_until=NOW.date() + timedelta(days=90),
        zone="America/Chicago",
        text_version="1",
        text_language="en",
        text_hash=HASH,
        text_sealed=b"-",
        signers_needed=["client"],
        **same,
    )
    Signature.objects.create(
        id=new_id(),
        consent=consent,
        practice=world.practice,
        signer="client",
        method="typed",
        name_sealed=b"-",
        shown_hash=HASH,
        language="en",
        signed_at=NOW,
    )
    Handoff.objects.filter(pk=world.handoff.pk).update(consent=consent)
    return consent


def an_ask(world: World, *, profile: Profile | None = None) -> AvailabilityAsk:
    """An availability check that was put to one clinician."""
    check, key = new_id(), practice_key(world.practice)
    row = AvailabilityCheck.objects.create(
        id=check,
        practice=world.practice,
        referral=world.referral,
        asked_by=world.referrer,
        question_sealed=seal(
            key, canonical(QUESTION), table=AvailabilityCheck, column="question_sealed", row=check
        ),
        asked_at=NOW,
        due_at=datetime(2026, 3, 11, 22, tzinfo=UTC),
    )
    return AvailabilityAsk.objects.create(
        id=new_id(), check_asked=row, practice=world.practice, profile=profile or world.profile
    )


def a_notice(kind: str, *, practice: Practice | None = None, key: str = "", **refs: object) -> Notice:
    """A notice that is due now."""
    return _due(Notice, kind, practice=practice, key=key, refs=refs)  # type: ignore[return-value]


def a_job(kind: str, *, practice: Practice | None = None, key: str = "", **refs: object) -> Job:
    """A job that is due now."""
    return _due(Job, kind, practice=practice, key=key, refs=refs)  # type: ignore[return-value]


def _due(
    table: type[Notice] | type[Job],
    kind: str,
    *,
    practice: Practice | None,
    key: str,
    refs: dict[str, object],
) -> Notice | Job:
    key = key or f"{kind}:{new_id()}"
    texts = {name: str(value) for name, value in refs.items()}
    put(table, [Due(kind, key, texts)], practice=practice.id if practice else None, at=at())
    return table._default_manager.get(effect_key=key)


def taken(kind: str, **refs: object) -> Taken:
    """A notice of this kind, taken."""
    a_notice(kind, **refs)
    row = take(Box.notices, at())
    assert row is not None
    return row
