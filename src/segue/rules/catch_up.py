"""Ways in which colleagues catch up with each other, and how long a private note may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from segue.rules.text import N_

LONGEST_NOTE: Final = 2000
WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {"lunch": N_("Lunch"), "call": N_("Call"), "visit": N_("Visit")}
)
