"""The moment of an act: now, where, and new identifiers. Nothing here reads a clock or throws a die.

The edges of the program (pages, worker, command line) make one `At` for each command and hand it in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

RANDOM_BYTES = 10


@dataclass(frozen=True, slots=True)
class At:
    """When and where an act takes place, and where its identifiers come from."""

    now: datetime
    zone: str
    new_id: Callable[[], UUID]

    def __post_init__(self) -> None:
        if self.now.utcoffset() != timedelta(0):
            raise ValueError("now is an aware time in UTC")

    @property
    def here(self) -> datetime:
        """Now, as the clock on the wall shows it in the zone of the person who acts."""
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> date:
        """The day it is in the zone of the person who acts."""
        return self.here.date()


def uuid7(milliseconds: int, randomness: bytes) -> UUID:
    """An identifier that sorts by time (RFC 9562, section 5.7): 48 bits of time, 74 bits of chance."""
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("milliseconds since 1970 fit in 48 bits")
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"randomness is {RANDOM_BYTES} bytes")
    chance = int.from_bytes(randomness, "big")
    version, variant = 0x7 << 76, 0b10 << 62
    twelve_bits = (chance >> 62 & 0xFFF) << 64
    sixty_two_bits = chance & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | version | twelve_bits | variant | sixty_two_bits)


def moment_of(identifier: UUID) -> datetime:
    """The time at which a version 7 identifier was made, to the millisecond."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=identifier.int >> 80)
