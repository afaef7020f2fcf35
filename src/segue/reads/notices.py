"""To whom a notice goes and what it may say, looked up at the moment at which it is sent.

A notice holds identifiers only. So an address that changed counts, and a link, a consent or an approach that
has ended in between sends nothing: the answer is then a code that says why. Words are for `work`; here is
only what they are made of, and never a client's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from django.db.models import Q

from segue.reads.addresses import (
    Channel,
    Sender,
    address_of,
    contact_of,
    language_of,
    name_of,
    sender_of,
    word_of,
)
from segue.reads.cover import cover_of
from segue.rules.check import Question, question_of
from segue.rules.handoff import TAKEN, State
from segue.store.cells import cells_of_handoff, cells_of_practice
from segue.store.models import (
    AvailabilityAsk,
    AvailabilityCheck,
    CheckIn,
    Handoff,
    Link,
    LinkCode,
    Message,
    Person,
    Referral,
)
from segue.store.statement import Select
from segue.store.tokens import code_of, token_of

Refs = Mapping[str, str]
NOBODY: Final = UUID(int=0)
ANY_STATE: Final = frozenset(State)

_HANDOFFS = Handoff.objects.select_related(
    "from_practice", "profile__person", "assigned", "referral__referrer"
)
_HANDOFF = Select(lambda handoff: _HANDOFFS.filter(pk=handoff), handoff=UUID)
_TAKEN = Select(
    lambda referral: _HANDOFFS.filter(
        referral=referral, state__in=[str(state) for state in sorted(TAKEN)]
    ).order_by("-accepted_at"),
    referral=UUID,
)
_REFERRALS = Referral.objects.select_related("referrer")
_REFERRAL = Select(lambda referral: _REFERRALS.filter(pk=referral), referral=UUID)
_REFERRAL_OF_HANDOFF = Select(lambda handoff: _REFERRALS.filter(handoffs=handoff), handoff=UUID)
_REFERRAL_OF_LINK = Select(lambda link: _REFERRALS.filter(Q(links=link) | Q(handoffs__links=link)), link=UUID)
_LINKS = Link.objects.filter(revoked_at__isnull=True).order_by("-given_at", "-id")
_OWN_LINKS = _LINKS.filter(kind__in=("client", "representative")).select_related(
    "referral__client__practice", "referral__practice", "representative"
)
_OWN_LINK = Select(lambda link: _OWN_LINKS.filter(pk=link), link=UUID)
_CLIENT_LINKS = Select(lambda referral: _OWN_LINKS.filter(kind="client", referral=referral), referral=UUID)
_CLIENT_LINKS_OF_HANDOFF = Select(
    lambda handoff: _OWN_LINKS.filter(kind="client", referral__handoffs=handoff), handoff=UUID
)
_GUEST_LINKS = Select(lambda handoff: _LINKS.filter(kind="guest", handoff=handoff), handoff=UUID)
_CHECK_LINKS = Select(lambda ask: _LINKS.filter(kind="check", ask=ask), ask=UUID)


class Role(StrEnum):
    """What somebody who gets a notice is to the referral."""

    client = "client"
    guest = "guest"
    colleague = "colleague"
    staff = "staff"
    operator = "operator"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment, as far as a calendar may know it."""

    handoff: UUID
    number: int
    kind: str
    starts_at: datetime
    zone: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One notice: to whom, from whom, and what it leads to.

    `token` is that of a private link; without one, `page` and `about` name a page behind the sign-in. What goes to
    the operator has no address here: it is a setting of the server's.
    """

    to: str
    role: Role
    sender: Sender
    channel: Channel = Channel.mail
    reader: str = ""
    language: str = "en"
    zone: str = "UTC"
    token: str = ""
    page: str = ""
    about: str = ""
    recognition: str = ""
    question: Question | None = None
    due_at: datetime | None = None
    others_asked: bool = False
    meeting: Meeting | None = None
    code: str = ""
    mark: str = ""
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing is to be sent any more, and why: a code."""

    why: str


Answer = NoticeSheet | Unsent


class Reader(Protocol):
    """Looks up one notice."""

    def __call__(self, refs: Refs, *, now: datetime) -> Answer: ...


GONE: Final = Unsent("gone")
NO_ADDRESS: Final = Unsent("no_address")
NO_CHANNEL: Final = Unsent("no_channel")
NO_LINK: Final = Unsent("no_link")
NO_LONGER_SO: Final = Unsent("no_longer_so")
NO_CONSENT: Final = Unsent("no_consent")


def to_client(refs: Refs, *, now: datetime) -> Answer:
    """To the client or representative whose link it is: their sender, their word, the link, nothing else."""
    link = _own_link(refs, now=now)
    if link is None or link.referral is None:
        return NO_LINK
    client, practice = link.referral.client, link.referral.practice
    to, channel = contact_of(client, representative=link.representative)
    if not to or channel is None:
        return NO_CHANNEL
    return NoticeSheet(
        to=to,
        role=Role.client,
        channel=channel,
        sender=Sender(practice.neutral_name),
        language=client.language,
        zone=practice.zone,
        token=token_of(link.id),
        recognition="" if link.representative else word_of(client, client, column="recognition_sealed"),
    )


def to_recipient(
    refs: Refs, *, now: datetime, only_in: frozenset[State] = ANY_STATE, has_link: bool = True
) -> Answer:
    """To the one who is or was asked, while the approach stands in one of these states."""
    handoff = _handoff(refs)
    if handoff is None:
        return GONE
    if handoff.state not in only_in:
        return NO_LONGER_SO
    if handoff.state == State.unlocked and cover_of(handoff, on=now).problem is not None:
        return NO_CONSENT
    to = address_of(handoff.profile, assigned=handoff.assigned)
    if not to:
        return NO_ADDRESS
    is_guest = handoff.to_practice_id is None
    link = _live(_GUEST_LINKS.rows(handoff=handoff.id), now=now) if is_guest and has_link else None
    if is_guest and has_link and link is None:
        return NO_LINK
    return NoticeSheet(
        to=to,
        role=Role.guest if is_guest else Role.colleague,
        sender=sender_of(handoff.referral.referrer, practice=handoff.from_practice),
        reader=name_of(handoff.profile, assigned=handoff.assigned),
        language=language_of(handoff.profile, assigned=handoff.assigned),
        zone=handoff.profile.zone,
        token=token_of(link.id) if link else "",
        page="received" if has_link and not is_guest else "",
        about=str(handoff.id),
        question=_request(handoff),
        due_at=handoff.due_at,
        others_asked=handoff.others_asked,
    )


def to_referrer(refs: Refs, *, now: datetime) -> Answer:  # noqa: ARG001  all readers are asked alike
    """To the clinician who refers."""
    referral = _referral(refs)
    if referral is None:
        return GONE
    if not referral.referrer.is_active:
        return NO_ADDRESS
    return replace(_to_account(referral.referrer), page="referral", about=str(referral.id))


def to_person(refs: Refs, *, now: datetime) -> Answer:  # noqa: ARG001  all readers are asked alike
    """To somebody with an account, about the account itself."""
    person = Person.objects.filter(pk=_id(refs, "person"), is_active=True).first()
    return replace(_to_account(person), page="security") if person else GONE


def _to_account(person: Person) -> NoticeSheet:
    return NoticeSheet(
        to=person.email,
        role=Role.staff,
        sender=Sender("Segue"),
        reader=person.name,
        language=person.language,
        zone=person.zone,
    )


def to_asked(refs: Refs, *, now: datetime, while_open: bool = True) -> Answer:
    """To a clinician whose opening is asked for, before anybody is mentioned."""
    asks = AvailabilityAsk.objects.select_related(
        "profile__person", "check_asked__asked_by", "check_asked__practice", "check_asked__referral"
    )
    ask = asks.filter(pk=_id(refs, "ask")).first()
    if ask is None:
        return GONE
    if while_open and (ask.answer or ask.settled_at):
        return NO_LONGER_SO
    if ask.profile.opted_out_of_checks_at is not None:
        return Unsent("opted_out")
    to = address_of(ask.profile, assigned=None)
    if not to:
        return NO_ADDRESS
    link = _live(_CHECK_LINKS.rows(ask=ask.id), now=now)
    if link is None and while_open:
        return NO_LINK
    check = ask.check_asked
    return NoticeSheet(
        to=to,
        role=Role.colleague if ask.profile.person_id else Role.guest,
        sender=sender_of(check.asked_by, practice=check.practice),
        reader=name_of(ask.profile, assigned=None),
        language=language_of(ask.profile, assigned=None),
        zone=ask.profile.zone,
        token=token_of(link.id) if link else "",
        question=_question(check),
        due_at=check.due_at,
    )


def to_code_holder(refs: Refs, *, now: datetime) -> Answer:
    """The one-time code, to the number fixed before the request; never to the mailbox that got the link."""
    codes = LinkCode.objects.select_related("link__handoff__from_practice", "link__handoff__profile")
    code = codes.filter(pk=_id(refs, "code")).first()
    if code is None or code.link.handoff is None:
        return GONE
    handoff, link = code.link.handoff, code.link
    is_over = min(code.expires_at, link.expires_at) <= now
    if is_over or code.used_at is not None or link.revoked_at is not None:
        return NO_LONGER_SO
    if not handoff.code_phone:
        return NO_ADDRESS
    return NoticeSheet(
        to=handoff.code_phone,
        role=Role.guest,
        channel=Channel.text,
        sender=Sender(handoff.from_practice.neutral_name),
        language=language_of(handoff.profile, assigned=None),
        zone=handoff.profile.zone,
        code=code_of(code.id),
    )


def to_operator(refs: Refs, *, now: datetime) -> Answer:  # noqa: ARG001  all readers are asked alike
    """The mark of an anchor, to whoever runs this server."""
    if "mark" not in refs:
        return GONE
    return NoticeSheet(to="", role=Role.operator, sender=Sender("Segue"), mark=refs["mark"])


def to_check_in(refs: Refs, *, now: datetime) -> Answer:
    """The question how it goes, to a client who agreed to be asked and has not answered."""
    asked = CheckIn.objects.select_related("referral").order_by("-asked_at")
    if "check_in" in refs:
        check_in = asked.filter(pk=_id(refs, "check_in")).first()
    else:
        check_in = asked.filter(referral=_id(refs, "referral"), asked_at__isnull=False).first()
    if check_in is None:
        return GONE
    is_wanted = check_in.referral.wants_check_ins and check_in.referral.closed_at is None
    if not is_wanted or check_in.answered_at is not None or check_in.dropped_at is not None:
        return NO_LONGER_SO
    return to_client({"referral": str(check_in.referral_id), **refs}, now=now)


def to_addressee(refs: Refs, *, now: datetime) -> Answer:
    """A message lies on the page of whomever it is for."""
    message = Message.objects.filter(pk=_id(refs, "message")).first()
    if message is None:
        return GONE
    all_refs = {"referral": str(message.referral_id), **refs}
    if message.handoff_id is not None:
        all_refs["handoff"] = str(message.handoff_id)
    if message.to == "recipient":
        return to_recipient(all_refs, now=now)
    return to_client(all_refs, now=now) if message.to == "client" else to_referrer(all_refs, now=now)


def to_those_who_meet(refs: Refs, *, now: datetime) -> Answer:
    """An appointment, to the client or (where the notice says so) to the recipient."""
    handoff = _handoff(refs)
    if handoff is None or handoff.appointment_at is None:
        return GONE
    all_refs = {"referral": str(handoff.referral_id), **refs}
    sheet = to_recipient(all_refs, now=now) if refs.get("to") == "recipient" else to_client(all_refs, now=now)
    if isinstance(sheet, Unsent):
        return sheet
    meeting = Meeting(
        handoff=handoff.id,
        number=handoff.appointment_number,
        kind=handoff.appointment_kind,
        starts_at=handoff.appointment_at,
        zone=handoff.appointment_zone or handoff.profile.zone,
        is_cancelled=handoff.state not in (State.scheduled, State.started),
    )
    return replace(sheet, meeting=meeting)


def _id(refs: Refs, name: str) -> UUID:
    return UUID(refs[name]) if name in refs else NOBODY


def _handoff(refs: Refs) -> Handoff | None:
    """The approach that the notice names, or else the one that was accepted in its referral."""
    if "handoff" in refs:
        return _HANDOFF.first(handoff=_id(refs, "handoff"))
    return _TAKEN.first(referral=_id(refs, "referral"))


def _referral(refs: Refs) -> Referral | None:
    if "referral" in refs:
        return _REFERRAL.first(referral=_id(refs, "referral"))
    if "handoff" in refs:
        return _REFERRAL_OF_HANDOFF.first(handoff=_id(refs, "handoff"))
    return _REFERRAL_OF_LINK.first(link=_id(refs, "link"))


def _own_link(refs: Refs, *, now: datetime) -> Link | None:
    """The link that the notice names, or else the newest one of the client, as long as it opens something."""
    if "link" in refs:
        return _live(_OWN_LINK.rows(link=_id(refs, "link")), now=now)
    if "referral" in refs:
        return _live(_CLIENT_LINKS.rows(referral=_id(refs, "referral")), now=now)
    return _live(_CLIENT_LINKS_OF_HANDOFF.rows(handoff=_id(refs, "handoff")), now=now)


def _live(links: Iterable[Link], *, now: datetime) -> Link | None:
    """The newest one that has not run out."""
    return next((link for link in links if link.expires_at > now), None)


def _request(handoff: Handoff) -> Question | None:
    cells = cells_of_handoff(handoff)
    text = cells.open(handoff.request_sealed, table=Handoff, column="request_sealed", row=handoff.id)
    return question_of(text) if text else None


def _question(check: AvailabilityCheck) -> Question:
    cells = cells_of_practice(check.practice)
    return question_of(
        cells.open(check.question_sealed, table=AvailabilityCheck, column="question_sealed", row=check.id)
    )
