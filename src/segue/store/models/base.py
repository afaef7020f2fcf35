"""What every table shares: an identifier that acts hand in, and constraints written from enumerations."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models

from segue.rules.record import canonical_ids


class Row(models.Model):
    """A row with a UUIDv7 that the act supplies, so that identifiers are an argument and sort by time."""

    id = models.UUIDField(primary_key=True, editable=False)

    class Meta:
        abstract = True


if TYPE_CHECKING:  # Django's fields are generic for the type checker alone
    _MappingAsText = models.TextField[Mapping[str, str], dict[str, str]]
else:
    _MappingAsText = models.TextField


class CanonicalField(_MappingAsText):
    """Identifiers and codes by name, kept as one canonical text: what the record hashes is what lies in the table."""

    def from_db_value(
        self, value: str | None, _expression: object, _connection: object
    ) -> dict[str, str] | None:
        """The mapping again."""
        return None if value is None else dict(json.loads(value))

    def get_prep_value(self, value: Any) -> Any:
        """The text, the same for the same mapping."""
        return canonical_ids(value) if isinstance(value, Mapping) else value


def one_of(column: str, values: type[StrEnum] | Iterable[str], *, name: str) -> models.CheckConstraint:
    """A constraint that the column holds one of the words, and nothing else."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": [str(value) for value in values]}), name=name
    )


def word(length: int = 24, **options: object) -> "models.CharField[str, str]":
    """A short machine word: a state, a reason, a kind."""
    return models.CharField(max_length=length, **options)  # type: ignore[arg-type]


def sealed(**options: object) -> "models.BinaryField[Any, Any]":
    """Ciphertext of `store.seal`; the plain text is never kept in the table."""
    return models.BinaryField(**options)  # type: ignore[arg-type]
