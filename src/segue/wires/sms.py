"""Texts to a phone number. Until an operator has a provider, a file in the outbox stands in for the phone."""

from dataclasses import dataclass
from email.utils import format_datetime

from segue.wires.letter import Text, TextPort, one_line
from segue.wires.outbox import KIND, ROLE, Outbox

__all__ = ["FiledTexts", "TextPort"]


@dataclass(frozen=True, slots=True)
class FiledTexts:
    """Writes each text as a file that a mail program and a demo can read."""

    outbox: Outbox

    def send(self, text: Text) -> None:
        """Put the text into the outbox."""
        head = {
            "To": one_line(text.to),
            "Date": format_datetime(text.written_at),
            KIND: text.kind,
            ROLE: text.to_role,
            "Content-Type": "text/plain; charset=utf-8",
        }
        lines = [*(f"{name}: {value}" for name, value in head.items()), "", text.body, ""]
        self.outbox.put(text.id, "\n".join(lines).encode(), ending="sms")
