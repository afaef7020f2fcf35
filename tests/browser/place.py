"""The place where people meet in these tests: its address, its post, its log, and the worker that sends the post."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from segue.store.identifiers import moment
from segue.store.models import Client, Handoff, Job, Notice, Question, RecordEntry
from segue.wires.outbox import Outbox
from segue.work import worker
from segue.work.desk import desk
from tests.wires.letters import Server, text_of

LINK = re.compile(r"http://localhost:\d+/\S+")
ZONE = "America/Chicago"


@dataclass
class Place:
    """One server of Segue with all that goes in and out of it."""

    base: str
    home: Path
    post: Server
    log: io.StringIO

    def work(self, *, until: datetime | None = None) -> None:
        """Let the worker do what is due, each thing at its own time, as if it had run all along."""
        until = until or datetime.now(UTC)
        while (due := _first_due(until)) is not None:
            at = moment(ZONE)
            worker.run_once(type(at)(max(due, at.now), ZONE, at.new_id), desk=desk())

    def effects(self) -> tuple[int, ...]:
        """How much there is of everything that a form can bring about."""
        return tuple(table.objects.count() for table in (RecordEntry, Notice, Job, Client, Handoff, Question))

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What lies in somebody's mailbox, oldest first."""
        return [mail for mail in self.post.mails if address in str(mail["To"])]

    def link_to(self, address: str) -> str:
        """The link in the newest mail to somebody, as they would find it."""
        (link,) = LINK.findall(text_of(self.mails_to(address)[-1]))
        return str(link)

    def texts(self) -> list[str]:
        """Texts to phones, oldest first."""
        filed = Outbox(self.home / "outbox").listed()
        return [one.path.read_text() for one in filed if one.path.suffix == ".sms"]


def _first_due(until: datetime) -> datetime | None:
    tables = (Notice, Job)
    rows = (
        table.objects.filter(state="open", due_at__lte=until).order_by("due_at").values_list("due_at").first()
        for table in tables
    )
    return min((row[0] for row in rows if row is not None), default=None)
