"""The ways out of the program, as this server is set up: mail, texts, and the addresses that letters name."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from segue.wires.letter import MailPort, TextPort
from segue.wires.mail import mail_port
from segue.wires.outbox import Outbox
from segue.wires.sms import FiledTexts


@dataclass(frozen=True, slots=True)
class Desk:
    """Where letters and texts are handed in. `base_url` is this server's address, without a last slash; `operator`
    is who runs it, empty when nobody wants mail."""

    mail: MailPort
    texts: TextPort
    base_url: str
    sender: str
    operator: str = ""

    @property
    def host(self) -> str:
        """The name of this server, for identifiers that must be one of a kind."""
        return urlsplit(self.base_url).hostname or "localhost"


def desk() -> Desk:
    """The desk that the settings describe. Raises ValueError when SEGUE_MAIL cannot be used."""
    home = Path(settings.SEGUE_HOME)
    return Desk(
        mail=mail_port(settings.SEGUE_MAIL, sender=settings.SEGUE_MAIL_FROM, home=home),
        texts=FiledTexts(Outbox(home / "outbox")),
        base_url=settings.SEGUE_BASE_URL,
        sender=settings.SEGUE_MAIL_FROM,
        operator=settings.SEGUE_OPERATOR,
    )
