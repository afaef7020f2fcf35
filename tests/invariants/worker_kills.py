"""Killing a worker at every moment of every kind of work: the notice goes out at least once, the job once.

Each kind of notice and job that the stories of the acts bring about is done by a worker that dies, before and
after each statement, mail, text and file in turn. When its lease has run out another worker comes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from segue.acts.outbox import TABLES, Box
from segue.demo.builders import ZONE, open_small_world
from segue.rules.moment import RANDOM_BYTES, At, uuid7
from segue.store.models import Job, Notice
from segue.wires.letter import Letter, Text
from segue.wires.mail import FiledMail
from segue.wires.outbox import Outbox
from segue.wires.sms import FiledTexts
from segue.work.desk import Desk
from segue.work.worker import run_once
from tests.invariants.death import Died, Life, living, undone
from tests.invariants.kills import Killed
from tests.invariants.rewound import Rewound
from tests.invariants.rows import differences, every_row
from tests.invariants.scenarios import SCENARIOS, STORY, on

NEVER = datetime(2099, 1, 1, tzinfo=UTC)
SENDER = "segue@elm.example"


@dataclass(slots=True)
class Counting:
    """A way out that counts as a call, and remembers what passed it."""

    way: FiledMail | FiledTexts
    life: Life
    sent: list[UUID] = field(default_factory=list)

    def send(self, message: Letter | Text) -> None:
        """Hand it on, and maybe die before or after."""
        self.life.call("send", lambda: self._send(message))

    def _send(self, message: Letter | Text) -> None:
        self.way.send(message)  # type: ignore[arg-type]
        self.sent.append(message.id)

    def probe(self) -> None:
        """There is always a way to a file."""


@dataclass(frozen=True, slots=True)
class Work:
    """One row that a worker finds due, alone."""

    box: Box
    row: UUID
    kind: str
    due: datetime
    place: Path

    def done_in(self, life: Life) -> list[UUID]:
        """Let a worker live this life, each with the same identifiers; what it sent."""
        numbers = count(1)
        milliseconds = int(self.due.timestamp() * 1000)
        at = At(
            self.due,
            ZONE,
            lambda: uuid7(milliseconds, (2**70 + next(numbers)).to_bytes(RANDOM_BYTES, "big")),
        )
        outbox = Outbox(self.place)
        mail = Counting(FiledMail(outbox, SENDER), life)
        texts = Counting(FiledTexts(outbox), life)
        desk = Desk(mail, texts, "https://elm.example", SENDER, operator="root@elm.example")
        try:
            with living(life, files_in=self.place):
                while run_once(at, desk=desk):
                    pass
        except Died:
            assert life.is_over
        return mail.sent + texts.sent

    def files(self) -> list[str]:
        """Everything that lies in the outbox, also what was not finished."""
        return sorted(each.name for each in self.place.glob("*"))

    def letters(self) -> dict[str, bytes]:
        """Whole messages in the outbox."""
        return {
            each.name: each.read_bytes() for each in self.place.glob("*") if "unfinished" not in each.name
        }


def kill_every_worker(place: Path, *, kinds: Collection[str]) -> Iterator[Killed]:
    """Each of these kinds of work once, where a story first brings it about."""
    clock, left = Rewound(), set(kinds)
    case = open_small_world(clock).case()
    for point in STORY:
        on(case, point)
        yield from _killed_at_whatever_is_new(place, left)
        for scenario in [each for each in SCENARIOS if each.when == point]:
            mark = clock.mark()
            with undone():
                who, command = scenario.said(case)
                scenario.act(who, command, clock.at())
                yield from _killed_at_whatever_is_new(place, left)
            clock.back_to(mark)


def _killed_at_whatever_is_new(place: Path, left: set[str]) -> Iterator[Killed]:
    for box, table in TABLES.items():
        for row in table._default_manager.filter(state="open").order_by("id"):
            if row.kind not in left:
                continue
            with undone():
                work = _alone(box, row, place)
                if _is_sent(work) or box is Box.jobs:
                    left.remove(row.kind)
                    yield Killed(row.kind, _killed_at_each_moment(work))


def _alone(box: Box, row: Notice | Job, place: Path) -> Work:
    """Nothing else is due."""
    for table in TABLES.values():
        table._default_manager.filter(state="open").exclude(pk=row.pk).update(due_at=NEVER)
    return Work(box, row.id, row.kind, row.due_at, place)


def _is_sent(work: Work) -> bool:
    with undone():
        return work.row in work.done_in(Life())


def _killed_at_each_moment(work: Work) -> int:
    rmtree(work.place, ignore_errors=True)
    with undone():
        sent = work.done_in(whole := Life())
        after, letters = _rows(), work.letters()
        state = TABLES[work.box]._default_manager.get(pk=work.row).state
        assert state == "done", f"{work.kind} is {state} when a worker has done it"
    before: Any = None
    for ends_at in whole.moments():
        rmtree(work.place, ignore_errors=True)
        where = f"{work.kind}, killed at point {ends_at}, at {whole.calls[(ends_at - 1) // 2]}"
        with undone():
            went = work.done_in(Life(ends_at))
            left = every_row(), work.files(), went
            if left == before:
                continue  # whoever comes next finds what they found before
            before = left
            _leases_run_out()
            again = work.done_in(Life())
            assert set(went + again) == set(sent), where
            assert work.letters() == letters, where
            assert (now := _rows()) == after, f"{where}\n{differences(after, now)}"
    return len(whole.moments())


def _leases_run_out() -> None:
    for table in TABLES.values():
        table._default_manager.filter(state="open").update(lease=None, leased_until=None)


def _rows() -> Any:
    return every_row(without=("attempts",))
