"""Mails of the package that signs people in, by the way that SEGUE_MAIL names; all others go by the outbox.

A mail that could not go out is noted by its code. Whoever asked sees the same page in either case, so that nobody
learns here which addresses have an account.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from segue.store.identifiers import new_id
from segue.wires.letter import Letter, NotSent
from segue.wires.mail import mail_port

log = logging.getLogger("segue.site")


class AccountMail(BaseEmailBackend):
    """Django's EMAIL_BACKEND."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand each mail over; how many went out."""
        port = mail_port(settings.SEGUE_MAIL, sender=settings.SEGUE_MAIL_FROM, home=Path(settings.SEGUE_HOME))
        sent = 0
        for message in email_messages:
            for to in message.to:
                letter = Letter(
                    new_id(),
                    "account",
                    to,
                    "staff",
                    "Segue",
                    str(message.subject),
                    str(message.body),
                    datetime.now(UTC),
                )
                try:
                    port.send(letter)
                except NotSent as error:
                    log.error("account mail %s: %s", letter.id, error.code)
                else:
                    sent += 1
        return sent
