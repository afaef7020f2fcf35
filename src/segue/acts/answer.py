"""What an act gives back when it was done: identifiers and codes only, so that it can be given again."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Done:
    """The act happened. `id` is the row it was about; `also` holds further identifiers and codes."""

    id: str = ""
    state: str = ""
    version: int = 0
    also: Mapping[str, str] = field(default_factory=dict)

    def to_mapping(self) -> dict[str, object]:
        """As the table of accepted commands keeps it."""
        return {"id": self.id, "state": self.state, "version": self.version, "also": dict(self.also)}


def done_from(mapping: Mapping[str, object]) -> Done:
    """A kept answer, as it was first given."""
    also = mapping.get("also")
    return Done(
        id=str(mapping["id"]),
        state=str(mapping["state"]),
        version=int(str(mapping["version"])),
        also={str(name): str(value) for name, value in also.items()} if isinstance(also, Mapping) else {},
    )
