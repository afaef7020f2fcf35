"""A client, opened: name, birth date, how to reach them safely."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from segue.rules.consent_doc import ENGLISH
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.models import Client

REACH = {
    "email": N_("By e-mail: %(contact)s"),
    "sms": N_("By text message: %(contact)s"),
    "phone": N_("By phone: %(contact)s"),
    "in_session": N_("Through my clinician, until we have met."),
}


BORN = N_("born on %(day)s")


@dataclass(frozen=True, slots=True)
class ClientSheet:
    """Who somebody is, as their own practice may read it."""

    id: UUID
    name: str
    birth_date: str
    channel: str
    contact: str
    recognition: str
    representation: str

    @property
    def reach(self) -> str:
        """How to reach them safely, in one line."""
        return REACH[self.channel] % {"contact": self.contact}

    @property
    def born(self) -> str:
        """The birth date in words, or nothing."""
        return BORN % {"day": ENGLISH.day(date.fromisoformat(self.birth_date))} if self.birth_date else ""

    @property
    def short_name(self) -> str:
        """Given name and the first letter of the last: “Jonas T.”."""
        given, _, rest = self.name.partition(" ")
        return f"{given} {rest.split()[-1][0]}." if rest.split() else given


def client_sheet(client: Client) -> ClientSheet:
    """Open a client's own cells. Needs `client.practice` at hand."""
    cells = cells_of_client(client)

    def opened(column: str) -> str:
        return cells.open(getattr(client, column), table=Client, column=column, row=client.id)

    return ClientSheet(
        id=client.id,
        name=opened("name_sealed"),
        birth_date=opened("birth_date_sealed"),
        channel=client.channel,
        contact=opened("contact_sealed"),
        recognition=opened("recognition_sealed"),
        representation=client.representation,
    )
