"""The ten invariants, asked of the rows as they are kept. By their numbers in the design of the lifecycle.

5 is asked by the moves that send a thing twice or too late, 10 by those in which the program dies.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from segue.reads.need import newest_need
from segue.reads.standing import view_of
from segue.rules.handoff import ENDED, PACKET_OPEN, State
from segue.rules.packet import hash_of
from segue.rules.stage import next_step, stage
from segue.store import record
from segue.store.cells import cells_of_handoff
from segue.store.door import within
from segue.store.models import Consent, Disclosure, Handoff, Notice, SignedContent
from segue.store.statement import Select
from tests.invariants.history import History
from tests.invariants.moves import BAIT
from tests.invariants.way_on import the_next_step_can_be_done

_DISCLOSURES = Select(
    lambda of: Disclosure.objects.select_related("consent__content", "handoff").filter(referral_id=of),
    of=UUID,
)
_CONSENTS = Select(lambda of: Consent.objects.filter(referral_id=of), of=UUID)
_CONTENTS = Select(lambda of: SignedContent.objects.filter(referral_id=of), of=UUID)
_NAMED = " + ".join(
    f"(SELECT count(*) FROM store_{table} WHERE CAST(refs AS text) LIKE '%{word}%')"  # noqa: S608
    for table in ("notice", "job", "recordentry")
    for word in BAIT.split()
)


@dataclass(slots=True)
class Always:
    """What was so before a step, and what must be so after it."""

    history: History
    told: set[UUID] = field(default_factory=set)
    ended: dict[UUID, str] = field(default_factory=dict)
    read: dict[UUID, int] = field(default_factory=dict)
    asked: int = 0
    read_letters: int = 0
    gone_out: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.told = {row.id for row in _DISCLOSURES.rows(of=self.history.row.id)}
        self.asked = self._asked()
        self.gone_out = set(Notice.objects.filter(state="done").values_list("id", flat=True))

    def holds(self) -> None:
        """After each step. A step that changed nothing broke nothing."""
        if not self.history.has_changed:
            return
        self.history.has_changed = False
        self.there_is_one_next_step()
        self.nobody_unwanted_is_an_option()
        self.what_left_was_covered()
        self.readers_see_what_was_signed()
        self.one_packet_is_open_and_few_are_asked()
        self.what_has_ended_stays_ended()
        self.nothing_names_anybody()

    def holds_at_the_end(self) -> None:
        """What takes longer to ask, once a history."""
        self.nobody_sees_over_the_wall()
        self.what_is_done_went_out()
        the_next_step_can_be_done(self.history)
        _, problems = record.verify()
        assert problems == []

    def nobody_unwanted_is_an_option(self) -> None:
        """Whom the client does not want asked stands before nobody, and is not among the choices."""
        sheet = newest_need(self.history.row)
        not_ask = sheet.need.not_ask if sheet else ()
        options = self.history.options.values()
        standing = {str(row.profile_id) for row in options if row.is_shown or row.rank}
        assert standing.isdisjoint(not_ask)

    def what_left_was_covered(self) -> None:
        """1 and 2: by a consent in force for this recipient, these parts and this day, after a yes."""
        for row in _DISCLOSURES.rows(of=self.history.row.id):
            if row.id in self.told:
                continue
            self.told.add(row.id)
            assert row.consent is not None
            assert row.consent.status == "signed"
            assert row.consent.profile_id == row.profile_id == row.handoff.profile_id
            assert row.consent.valid_from <= self.history.at.today <= row.consent.valid_until
            assert sorted(row.sections) == sorted(row.consent.content.sections)
            assert row.content_hash == row.consent.content.content_hash == row.handoff.content_hash
            assert row.handoff.confirmed_at is not None
        told = {row.handoff_id for row in _DISCLOSURES.rows(of=self.history.row.id)}
        assert all(row.id in told for row in self.history.handoffs if row.opened_at is not None)

    def readers_see_what_was_signed(self) -> None:
        """3: what lies in a packet is, byte by byte, what the client signed for this recipient."""
        for row in self.history.handoffs:
            if row.content_sealed is None or self.read.get(row.id) == row.version:
                continue
            self.read[row.id] = row.version
            row.from_practice = self.history.row.practice
            body = cells_of_handoff(row).open(
                row.content_sealed, table=Handoff, column="content_sealed", row=row.id
            )
            assert hash_of(body.encode()) == row.content_hash
            signed = {(each.profile_id, each.content_hash) for each in _CONTENTS.rows(of=self.history.row.id)}
            assert (row.profile_id, row.content_hash) in signed
            assert row.unlocked_at is not None

    def one_packet_is_open_and_few_are_asked(self) -> None:
        """4: requests that went out under a wider choice stay out when the client narrows it."""
        rows = self.history.handoffs
        open_ = [row for row in rows if row.state in PACKET_OPEN]
        assert len(open_) <= 1
        assert self._asked() <= max(self.history.row.live_limit, self.asked)
        self.asked = self._asked()
        if open_:
            signed = {
                each.profile_id for each in _CONSENTS.rows(of=self.history.row.id) if each.status == "signed"
            }
            assert {row.profile_id for row in open_} <= signed

    def there_is_one_next_step(self) -> None:
        """6 and 7: with an owner and a day; the columns say what follows from the facts."""
        row = self.history.row
        view = view_of(row)
        assert row.stage == stage(view)
        assert bool(row.step) == bool(row.step_owner) == bool(row.step_on) == (row.closed_at is None)
        if row.closed_at is None and row.paused_until is None:
            step = next_step(view, today=self.history.at.today)
            assert step is not None
            assert (row.step, row.step_owner, row.step_on) == (step.code, step.owner, step.day)

    def what_has_ended_stays_ended(self) -> None:
        """7."""
        for row in self.history.handoffs:
            if row.id in self.ended:
                assert row.state == self.ended[row.id]
            elif row.state in ENDED:
                self.ended[row.id] = row.state

    def nobody_sees_over_the_wall(self) -> None:
        """8: the other practice meets what was sent to it, and nothing else."""
        amara = self.history.world.amara
        assert amara.practice is not None
        assert amara.person is not None
        with within(amara.practice, amara.person) as scope:
            assert not scope.referrals.exists()
            assert not scope.consents.exists()
            assert not scope.handoffs_sent.exists()
            for row in scope.handoffs_received:
                assert row.to_practice_id == amara.practice
                assert row.requested_at is not None

    def nothing_names_anybody(self) -> None:
        """9: no notice, job, entry, mail or text."""
        cursor = connection.connection.cursor()
        cursor.execute(f"SELECT {_NAMED}")
        assert cursor.fetchone()[0] == 0
        cursor.close()
        for letter in self.history.sent[self.read_letters :]:
            assert not any(word in f"{letter}" for word in BAIT.split()), letter.kind
        self.read_letters = len(self.history.sent)

    def what_is_done_went_out(self) -> None:
        """10: each notice that is noted as done went out, under its own name."""
        done = set(Notice.objects.filter(state="done").values_list("id", flat=True)) - self.gone_out
        assert done <= {message.id for message in self.history.sent}

    def _asked(self) -> int:
        return sum(row.state == State.requested for row in self.history.handoffs)
