"""The read door: every read of a practice's rows goes through a scope that knows whose they are.

`within` gives the rows of one practice as seen by one person. On PostgreSQL it also tells the database who
reads, for the row-level wall. A row of somebody else is not found: the same answer as for one that does not exist.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from segue.store.models import (
    AvailabilityCheck,
    CheckIn,
    Client,
    Colleague,
    Connection,
    Consent,
    Disclosure,
    Handoff,
    Message,
    Referral,
)


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
    def connections(self) -> QuerySet[Connection]:
        """Connections of this person and of the practice as a whole."""
        return Connection.objects.filter(practice_id=self.practice)


@contextmanager
def within(practice: UUID, person: UUID) -> Iterator[Scope]:
    """Read as this person of this practice, all from one moment on PostgreSQL."""
    scope = Scope(practice, person)
    if connection.vendor != "postgresql":
        yield scope
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('segue.practice', %s, true), set_config('segue.person', %s, true)",
            [str(practice), str(person)],
        )
        yield scope
