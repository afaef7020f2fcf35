"""The read door: every read of a practice's rows goes through a scope that knows whose they are.

`within` gives the rows of one practice as seen by one person. On PostgreSQL it also tells the database who
reads, for the walls between practices (`store.walls`), as the other two doors do: `past_walls`, for reads of links
and the worker, and `writing`, for acts. A statement that came through none of them meets no row of a practice.
A row of somebody else is not found: the same answer as for one that does not exist.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from segue.store.models import (
    AvailabilityCheck,
    CatchUp,
    CheckIn,
    Client,
    Colleague,
    Connection,
    Consent,
    Disclosure,
    Draft,
    Handoff,
    Message,
    Referral,
    SavedSearch,
)
from segue.store.walls import PERSON, PRACTICE, SCOPE, WITHIN, Passage


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that one person of one practice may meet at all."""

    practice: UUID
    person: UUID

    @property
    def clients(self) -> QuerySet[Client]:
        """Clients of the practice."""
        return Client.objects.filter(practice_id=self.practice)

    @property
    def referrals(self) -> QuerySet[Referral]:
        """Referrals that the practice makes."""
        return Referral.objects.filter(practice_id=self.practice)

    @property
    def handoffs_sent(self) -> QuerySet[Handoff]:
        """Approaches from the practice."""
        return Handoff.objects.filter(from_practice_id=self.practice)

    @property
    def handoffs_received(self) -> QuerySet[Handoff]:
        """Approaches to the practice; one that was only prepared is not there yet."""
        return Handoff.objects.filter(to_practice_id=self.practice, requested_at__isnull=False)

    @property
    def checks(self) -> QuerySet[AvailabilityCheck]:
        """Availability checks that the practice asked."""
        return AvailabilityCheck.objects.filter(practice_id=self.practice)

    @property
    def consents(self) -> QuerySet[Consent]:
        """Permissions of the practice's clients."""
        return Consent.objects.filter(practice_id=self.practice)

    @property
    def disclosures(self) -> QuerySet[Disclosure]:
        """Who was told what by the practice."""
        return Disclosure.objects.filter(practice_id=self.practice)

    @property
    def messages(self) -> QuerySet[Message]:
        """Messages about the practice's referrals."""
        return Message.objects.filter(referral__practice_id=self.practice)

    @property
    def check_ins(self) -> QuerySet[CheckIn]:
        """Check-ins of the practice's clients."""
        return CheckIn.objects.filter(practice_id=self.practice)

    @property
    def colleagues(self) -> QuerySet[Colleague]:
        """Colleagues whom this person knows; private to them."""
        return Colleague.objects.filter(person_id=self.person)

    @property
    def catch_ups(self) -> QuerySet[CatchUp]:
        """When this person last spoke with whom; private to them."""
        return CatchUp.objects.filter(person_id=self.person)

    @property
    def saved_searches(self) -> QuerySet[SavedSearch]:
        """What this person looks for time and again."""
        return SavedSearch.objects.filter(person_id=self.person)

    @property
    def drafts(self) -> QuerySet[Draft]:
        """What this person typed and has not sent."""
        return Draft.objects.filter(person_id=self.person)

    @property
    def connections(self) -> QuerySet[Connection]:
        """Connections of this person and of the practice as a whole."""
        return Connection.objects.filter(practice_id=self.practice)


@contextmanager
def within(practice: UUID, person: UUID) -> Iterator[Scope]:
    """Read as this person of this practice."""
    with _told(_Word(WITHIN, str(practice), str(person)), only_reads=True):
        yield Scope(practice, person)


@contextmanager
def past_walls(passage: Passage) -> Iterator[None]:
    """Read for somebody whose right is asked elsewhere."""
    with _told(_Word(passage), only_reads=True):
        yield


@contextmanager
def writing() -> Iterator[None]:
    """The one transaction of an act, past the walls."""
    with _told(_Word(Passage.acts), only_reads=False):
        yield


class _Word(NamedTuple):
    """What PostgreSQL is told: through which door, and whose rows."""

    scope: str = ""
    practice: str = ""
    person: str = ""


_NOW = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in (SCOPE, PRACTICE, PERSON))
_THEN = ", ".join(f"set_config('{name}', %s, true)" for name in (SCOPE, PRACTICE, PERSON))


@contextmanager
def _told(word: _Word, *, only_reads: bool) -> Iterator[None]:
    """Tell the database for the length of a transaction, so that nothing is left behind for who comes next.

    Inside another transaction the word before counts again afterwards; a rollback takes it back by itself.
    """
    if connection.vendor != "postgresql":
        with nullcontext() if only_reads else transaction.atomic():
            yield
        return
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        before = _tell(word, only_reads=only_reads and not is_inner)
        yield
        if is_inner and not connection.needs_rollback:
            _tell(before)


def _tell(word: _Word, *, only_reads: bool = False) -> _Word:
    """Say it, and answer what was said before."""
    reads = ", set_config('transaction_read_only', 'on', true)" if only_reads else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_NOW}, {_THEN}{reads}", word)  # names of our own
        return _Word(*cursor.fetchone()[: len(word)])
