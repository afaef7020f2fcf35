"""One approach as its recipient sees it, by account or by link: the question, their answer, then the summary.

Before it was opened by somebody proven, the sheet holds nothing about a person: not a name, not a part of the
summary, not what the client allowed. Which forms follow from it is for the page.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from segue.reads.cover import cover_of
from segue.reads.terms import terms_from
from segue.reads.viewing import by_link
from segue.rules.check import Question, question_of
from segue.rules.codes import Family
from segue.rules.consent import WordBack, may_tell_back
from segue.rules.handoff import TAKEN, State
from segue.rules.packet import Content, read_content
from segue.rules.terms import Terms
from segue.store.cells import cells_of_client, cells_of_handoff
from segue.store.door import Scope, within
from segue.store.models import Fact, Handoff, Membership, Person, Practice, ReceivedCopy
from segue.store.models import Question as QuestionRow

READ = TAKEN | {State.opened}
"""The states in which somebody has opened the summary and may read it on."""
LAST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose question it is. A Part 2 program goes by its neutral name alone, since its own would tell."""

    name: str
    place: str = ""
    npi: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the recipient, picked or in words, and its answer; `answered_at` None while it stands."""

    code: str
    words: str
    answer: str
    answer_words: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the two meet for, when and where; `number` grows with every change."""

    kind: str
    starts_at: datetime
    zone: str
    place: str
    number: int


@dataclass(frozen=True, slots=True)
class Read:
    """The summary exactly as it was signed, and what the client allows to be told back."""

    content: Content
    copy: str
    word_back: WordBack
    may_talk: bool
    lets_update: bool


@dataclass(frozen=True, slots=True)
class HandoffSheet:
    """All that the page of one approach shows; `read` is there only for somebody who opened the summary."""

    id: UUID
    version: int
    state: State
    zone: str
    recipient: str
    assigned: UUID | None
    sender: Sender
    question: Question | None
    usual: dict[str, tuple[str, ...]]
    others_asked: bool
    due_at: datetime | None
    hold_until: datetime | None
    client_decides: bool
    exchanges: tuple[Exchange, ...]
    terms: Terms | None
    wait: tuple[int, int] | None
    code_ends: str
    started_on: date | None
    is_thanked: bool
    was_accepted: bool
    appointment: Appointment | None = None
    read: Read | None = None

    @property
    def is_asking(self) -> bool:
        """Whether a question of the recipient waits for its answer."""
        return any(one.answered_at is None for one in self.exchanges)


@dataclass(frozen=True, slots=True)
class ColleagueLine:
    """Somebody of the practice on whose desk a request can lie."""

    id: UUID
    name: str


def handoff_by_account(practice: UUID, person: UUID, handoff: UUID, *, now: datetime) -> HandoffSheet | None:
    """The approach for somebody of the practice that it went to; their account is the proof."""
    with within(practice, person) as scope:
        return _sheet_of(received_by(scope), handoff, is_proven=True, now=now)


@by_link()
def handoff_by_link(handoff: UUID, *, is_proven: bool, now: datetime) -> HandoffSheet | None:
    """The approach for a guest who holds its link; `is_proven` once their code was right."""
    asked = Handoff.objects.filter(requested_at__isnull=False)
    return _sheet_of(asked, handoff, is_proven=is_proven, now=now)


def received_by(scope: Scope) -> QuerySet[Handoff]:
    """What came to the practice; within one practice only the one addressed receives."""
    inside = Q(from_practice_id=scope.practice)
    return scope.handoffs_received.filter(~inside | Q(profile__person_id=scope.person))


def colleagues_of(practice: UUID) -> tuple[ColleagueLine, ...]:
    """The clinicians of a practice, by name."""
    working = Membership.objects.filter(practice_id=practice, role="clinician", until__isnull=True)
    people = Person.objects.filter(id__in=working.values("person_id"), is_active=True).order_by("name")
    return tuple(ColleagueLine(row, name) for row, name in people.values_list("id", "name"))


def _sheet_of(
    rows: QuerySet[Handoff], handoff: UUID, *, is_proven: bool, now: datetime
) -> HandoffSheet | None:
    whole = rows.select_related("from_practice", "referral__referrer", "profile", "copy__client__practice")
    row = whole.filter(pk=handoff).first()
    if row is None:
        return None
    sheet = _question_sheet(row)
    if not is_proven:
        return replace(sheet, exchanges=tuple(_as_picked(one) for one in sheet.exchanges if one.code))
    if not (row.state in READ or _copy(row)):
        return sheet
    return replace(sheet, appointment=_appointment(row), read=_read(row, now=now))


def _as_picked(exchange: Exchange) -> Exchange:
    """A question and its answer as they were picked from the list; own words are for whoever proved who they are."""
    return replace(exchange, words="", answer_words="")


def _question_sheet(row: Handoff) -> HandoffSheet:
    """What may be seen before the summary is opened."""
    profile = row.profile
    asked = _opened(row, "request_sealed")
    terms = cells_of_handoff(row).open_json(
        row.terms_sealed, table=Handoff, column="terms_sealed", row=row.id
    )
    waits = row.wait_weeks_from is not None and row.wait_weeks_to is not None
    return HandoffSheet(
        id=row.id,
        version=row.version,
        state=State(row.state),
        zone=profile.zone,
        recipient=", ".join(part for part in (profile.name, profile.credentials) if part),
        assigned=row.assigned_id,
        sender=sender_of(row),
        question=question_of(asked) if asked else None,
        usual=_usual(profile.id),
        others_asked=row.others_asked,
        due_at=row.due_at,
        hold_until=row.hold_until,
        client_decides=row.client_decides,
        exchanges=_exchanges(row),
        terms=terms_from(terms) if terms else None,
        wait=(row.wait_weeks_from or 0, row.wait_weeks_to or 0) if waits else None,
        code_ends=_last_digits(row.code_phone),
        started_on=row.started_on,
        is_thanked=row.thanked_at is not None,
        was_accepted=row.accepted_at is not None,
    )


def sender_of(row: Handoff) -> Sender:
    """Who asks. Needs `row.from_practice` and `row.referral.referrer` at hand."""
    return sender_from(row.referral.referrer, practice=row.from_practice)


def sender_from(person: Person, *, practice: Practice) -> Sender:
    """A clinician as a colleague may know them."""
    if practice.is_part2_program:
        return Sender(practice.neutral_name)
    name = ", ".join(part for part in (person.name, person.credentials) if part)
    return Sender(name, practice.name, person.npi or practice.npi, person.phone or practice.phone)


def _usual(profile: UUID) -> dict[str, tuple[str, ...]]:
    """What the recipient says of their own work, so that the terms offer it first."""
    families = (Family.METHOD, Family.INSURANCE)
    facts = Fact.objects.filter(profile_id=profile, family__in=[str(family) for family in families])
    said = list(facts.order_by("family", "code").values_list("family", "code"))
    return {family.value: tuple(code for of, code in said if of == family) for family in families}


def _exchanges(row: Handoff) -> tuple[Exchange, ...]:
    cells = cells_of_handoff(row)

    def exchange(asked: QuestionRow) -> Exchange:
        answer = cells.open_json(asked.answer_sealed, table=QuestionRow, column="answer_sealed", row=asked.id)
        return Exchange(
            code=asked.code,
            words=cells.open(asked.words_sealed, table=QuestionRow, column="words_sealed", row=asked.id),
            answer=answer["code"] if answer else "",
            answer_words=answer["words"] if answer else "",
            asked_at=asked.asked_at,
            answered_at=asked.answered_at,
        )

    return tuple(exchange(asked) for asked in QuestionRow.objects.filter(handoff_id=row.id).order_by("id"))


def _read(row: Handoff, *, now: datetime) -> Read | None:
    """The summary, while a consent covers it or the recipient has accepted: then it is theirs to keep."""
    cover = cover_of(row, on=now)
    body = _body(row)
    is_theirs = row.state in TAKEN or _copy(row) is not None
    if not body or (cover.problem is not None and not is_theirs):
        return None
    return Read(
        content=read_content(body.encode()),
        copy=row.content_hash[:8],
        word_back=cover.facts.word_back if cover.facts else WordBack.nothing,
        may_talk=cover.facts is not None and cover.facts.may_talk,
        lets_update=may_tell_back(cover.facts, what=WordBack.updates, on=now),
    )


def _body(row: Handoff) -> str:
    """The recipient's own copy once there is one, else what was unlocked for them."""
    copy = _copy(row)
    if copy is None:
        return _opened(row, "content_sealed")
    return cells_of_client(copy.client).open(
        copy.body_sealed, table=ReceivedCopy, column="body_sealed", row=copy.id
    )


def _copy(row: Handoff) -> ReceivedCopy | None:
    return getattr(row, "copy", None)


def _appointment(row: Handoff) -> Appointment | None:
    if row.appointment_at is None:
        return None
    return Appointment(
        row.appointment_kind,
        row.appointment_at,
        row.appointment_zone or row.profile.zone,
        _opened(row, "appointment_place_sealed"),
        row.appointment_number,
    )


def _opened(row: Handoff, column: str) -> str:
    return cells_of_handoff(row).open(getattr(row, column), table=Handoff, column=column, row=row.id)


def _last_digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-LAST_DIGITS:]
