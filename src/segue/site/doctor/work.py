"""What the server does by itself: mail, the queue of what is due, the record and its anchors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings

from segue.reads.given_up import given_up
from segue.rules.text import N_
from segue.site import checks
from segue.site.doctor.finding import Finding, fine, look, wrong, wrong_as
from segue.site.says import plural
from segue.store import record as kept_record
from segue.store.anchors import verify_all_anchors
from segue.store.models import Anchor, Job, Notice, RecordEntry
from segue.wires.letter import NotSent
from segue.work.desk import desk

MAIL: Final = "mail"
QUEUE: Final = "queue"
RECORD: Final = "record"
LATE: Final = timedelta(minutes=10)
ANCHOR_AGE: Final = timedelta(hours=30)
"""One a night, and some hours for a server that was off."""


def mail() -> Iterator[Finding]:
    """Whether mail goes out: the mail server is asked, and nothing is sent."""
    if refusal := checks.mail_has_a_way():
        yield wrong_as(MAIL, refusal)
        return
    if settings.SEGUE_MAIL == "file":
        words = N_("Mails are written into files here; they reach nobody.")
        remedy = N_("Set SEGUE_MAIL to your mail server: smtp://user:password@host:587.")
        level = fine(MAIL, "files", words) if settings.SEGUE_INVENTED else look(MAIL, "files", words, remedy)
        yield level
        return
    try:
        desk().mail.probe()
    except NotSent as error:
        yield wrong(
            MAIL,
            error.code,
            N_("The mail server takes nothing from Segue: %(code)s."),
            N_("Look at SEGUE_MAIL: host, port, user and password. Notices wait, and none is lost."),
            code=error.code,
        )
        return
    yield fine(MAIL, "goes_out", N_("The mail server answers and lets Segue in."))
    if settings.SEGUE_MAIL_FROM.endswith("@localhost"):
        yield look(
            MAIL,
            "sender_localhost",
            N_("Mails say that they come from %(sender)s, which many mail servers refuse."),
            N_("Set SEGUE_MAIL_FROM to an address of your own."),
            sender=settings.SEGUE_MAIL_FROM,
        )


def queue(now: datetime | None = None) -> Iterator[Finding]:
    """Whether what is due gets done, and what was given up."""
    since = (now or datetime.now(UTC)) - LATE
    late = sum(
        table._default_manager.filter(state="open", due_at__lt=since).count() for table in (Notice, Job)
    )
    if late:
        yield wrong(
            QUEUE,
            "late",
            N_("%(count)s due for more than ten minutes."),
            N_(
                "The worker does not run, or a service that it needs is away. Run `segue worker` and read its lines."
            ),
            count=plural(late, "notice or job has been", "notices and jobs have been"),
        )
    if lost := given_up():
        yield wrong(
            QUEUE,
            "given_up",
            N_("%(count)s given up after many tries."),
            N_("`segue queue list` says why; mend the cause, then `segue queue retry`."),
            count=plural(len(lost), "notice or job was", "notices and jobs were"),
        )
    if not late and not lost:
        yield fine(QUEUE, "done", N_("Nothing is late, and nothing was given up."))


def record(now: datetime | None = None) -> Iterator[Finding]:
    """Whether the record is whole, refuses changes, and was anchored lately."""
    if refusal := checks.record_refuses_changes():
        yield wrong_as(RECORD, refusal)
    entries, problems = kept_record.verify()
    problems += verify_all_anchors()
    if problems:
        yield wrong(
            RECORD,
            "broken",
            N_("%(count)s in the record."),
            N_(
                "`segue record verify` names the rows. Keep the database as it is, and compare with a backup."
            ),
            count=plural(len(problems), "flaw", "flaws"),
        )
    else:
        yield fine(
            RECORD,
            "whole",
            N_("%(count)s, all as they were written."),
            count=plural(entries, "entry", "entries"),
        )
    yield from _anchors(now or datetime.now(UTC))


def _anchors(now: datetime) -> Iterator[Finding]:
    newest = Anchor.objects.order_by("-number").values_list("at", flat=True).first()
    oldest = RecordEntry.objects.order_by("at").values_list("at", flat=True).first()
    since = newest or oldest
    if since is not None and now - since > ANCHOR_AGE:
        yield look(
            RECORD,
            "not_anchored",
            N_("The record has not been anchored for more than a day."),
            N_("Let the worker run at night, or run `segue record head` now and keep what it prints."),
        )
    elif not settings.SEGUE_OPERATOR and not settings.SEGUE_INVENTED:
        yield look(
            RECORD,
            "marks_stay_here",
            N_("The marks of the record leave this machine only with backups."),
            N_("Set SEGUE_OPERATOR to your own address; they come by mail every night."),
        )
