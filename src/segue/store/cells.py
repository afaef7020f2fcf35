"""Sealing and opening the cells of one owner, so that callers name the cell and not the key."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from segue.store.keys import client_key, handoff_key, master_key, practice_key
from segue.store.models import Client, Handoff, Practice
from segue.store.seal import Key, seal, unseal


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that one key seals; `client` binds those that are about a person."""

    key: Key
    client: UUID | None = None

    def seal(self, text: str, *, table: type[Model], column: str, row: UUID) -> bytes:
        """The ciphertext of a text for this cell."""
        return seal(self.key, text, table=table, column=column, row=row, client=self.client)

    def open(self, sealed: bytes | memoryview | None, *, table: type[Model], column: str, row: UUID) -> str:
        """The text of a cell; an empty cell is an empty text. Raises SealBroken."""
        if sealed is None:
            return ""
        return unseal(self.key, sealed, table=table, column=column, row=row, client=self.client)

    def seal_json(self, value: object, *, table: type[Model], column: str, row: UUID) -> bytes:
        """The ciphertext of a structure."""
        return self.seal(
            json.dumps(value, ensure_ascii=False, sort_keys=True), table=table, column=column, row=row
        )

    def open_json(
        self, sealed: bytes | memoryview | None, *, table: type[Model], column: str, row: UUID
    ) -> Any:
        """The structure in a cell; None where it is empty. Raises SealBroken."""
        text = self.open(sealed, table=table, column=column, row=row)
        return json.loads(text) if text else None


def cells_of_client(client: Client) -> Cells:
    """Cells about one client. Needs `client.practice` at hand."""
    return Cells(client_key(client), client.id)


def cells_of_handoff(handoff: Handoff) -> Cells:
    """Cells that both owners of a handoff read. Needs `handoff.from_practice` at hand."""
    return Cells(handoff_key(handoff))


def cells_of_practice(practice: Practice) -> Cells:
    """Cells of a practice that are about nobody in particular."""
    return Cells(practice_key(practice))


def cells_of_people() -> Cells:
    """Cells of people with an account that belong to no practice, as their private notes."""
    return Cells(master_key())
